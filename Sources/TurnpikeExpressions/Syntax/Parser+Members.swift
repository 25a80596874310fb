import TurnpikeValues

/// What follows a value: members, indexes and the fields of a message.
extension Parser {
    mutating func member() -> Int32 {
        let first = primary()
        return postfix(first)
    }

    mutating func postfix(_ first: Int32) -> Int32 {
        var operand = first
        while true {
            switch token.kind {
            case .dot:
                operand = selection(operand)
            case .leftBracket:
                operand = subscripting(operand)
            case .leftBrace:
                guard let name = typeName(operand) else { return operand }
                operand = message(operand, name)
            default:
                return operand
            }
        }
    }

    mutating func subscripting(_ operand: Int32) -> Int32 {
        let opening = token.start
        advance()
        var flags: UInt8 = 0
        if token.kind == .question {
            flags = SyntaxNode.optional
            advance()
        }
        let index = expression()
        expect(.rightBracket, "]", opened: opening)
        return add(
            SyntaxNode(
                kind: .index,
                flags: flags,
                height: max(height(operand), height(index)) + 1,
                start: nodes[Int(operand)].start,
                end: UInt32(max(previousEnd, opening + 1)),
                a: operand,
                b: index
            )
        )
    }

    mutating func selection(_ operand: Int32) -> Int32 {
        advance()
        var flags: UInt8 = 0
        if token.kind == .question {
            flags = SyntaxNode.optional
            advance()
        }
        let start = nodes[Int(operand)].start
        let nameStart = token.start
        let nameEnd = token.end
        switch token.kind {
        case .name, .reserved:
            advance()
            if token.kind == .leftParenthesis, flags == 0 {
                return call(target: operand, nameStart, nameEnd)
            }
            let name = addName(nameStart, nameEnd)
            return select(operand, name, flags, start, nameStart, nameEnd)
        case .quotedName:
            advance()
            let name = addName(nameStart + 1, nameEnd - 1)
            return select(operand, name, flags, start, nameStart, nameEnd)
        default:
            if !isAborted {
                let message = "a name is expected after '.', not \(tokenDescription())"
                report(ExpressionDiagnostic(.syntax, token.start..<token.end, message))
            }
            if [.keywordIn, .keywordTrue, .keywordFalse, .keywordNull].contains(token.kind) { advance() }
            return hole(Int(start), max(previousEnd, Int(start)))
        }
    }

    mutating func select(
        _ operand: Int32,
        _ name: Int32,
        _ flags: UInt8,
        _ start: UInt32,
        _ nameStart: Int,
        _ nameEnd: Int
    ) -> Int32 {
        add(
            SyntaxNode(
                kind: .select,
                flags: flags,
                height: height(operand) + 1,
                start: start,
                end: UInt32(nameEnd),
                a: operand,
                b: name,
                c: Int32(truncatingIfNeeded: nameStart)
            )
        )
    }

    /// The dotted name that a node spells, where it is nothing but names.
    func typeName(_ index: Int32) -> String? {
        var parts: [String] = []
        var node = nodes[Int(index)]
        while node.kind == .select, node.flags == 0 {
            parts.append(names[Int(node.b)])
            node = nodes[Int(node.a)]
        }
        guard node.kind == .name else { return nil }
        parts.append((node.flags & SyntaxNode.leadingDot != 0 ? "." : "") + names[Int(node.a)])
        return parts.reversed().joined(separator: ".")
    }

    mutating func message(_ operand: Int32, _ name: String) -> Int32 {
        let opening = token.start
        advance()
        let base = scratch.count
        var tallest: UInt16 = 0
        while token.kind != .rightBrace, token.kind != .end {
            if token.kind == .question { advance() }
            guard token.kind == .name || token.kind == .reserved || token.kind == .quotedName else { break }
            let isQuoted = token.kind == .quotedName
            let field = addName(token.start + (isQuoted ? 1 : 0), token.end - (isQuoted ? 1 : 0))
            let place = token.start
            advance()
            expect(.colon, ":", opened: opening)
            let value = expression()
            tallest = max(tallest, height(value))
            scratch.append(field)
            scratch.append(Int32(truncatingIfNeeded: place))
            scratch.append(value)
            guard token.kind == .comma else { break }
            advance()
        }
        expect(.rightBrace, "}", opened: opening)
        names.append(name)
        let type = Int32(truncatingIfNeeded: names.count - 1)
        let list = takeList(from: base)
        return add(
            SyntaxNode(
                kind: .message,
                height: max(tallest, height(operand)) + 1,
                start: nodes[Int(operand)].start,
                end: UInt32(max(previousEnd, opening + 1)),
                a: type,
                c: list
            )
        )
    }
}
