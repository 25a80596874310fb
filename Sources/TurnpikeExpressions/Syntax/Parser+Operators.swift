import TurnpikeValues

/// The ladder of operators, from `? :` down to `!` and the sign.
extension Parser {
    mutating func expression() -> Int32 {
        depth += 1
        defer { depth -= 1 }
        if depth > options.limits.nesting {
            limit(
                .tooDeep,
                "the expression is nested more than \(options.limits.nesting) deep",
                at: token.start..<max(token.end, token.start)
            )
            return hole(bytes.count, bytes.count)
        }
        let condition = disjunction()
        guard token.kind == .question else { return condition }
        let question = token.start
        advance()
        let yes = disjunction()
        expect(.colon, ":", opened: question)
        let no = expression()
        return add(
            SyntaxNode(
                kind: .conditional,
                height: max(height(condition), height(yes), height(no)) + 1,
                start: nodes[Int(condition)].start,
                end: nodes[Int(no)].end,
                a: condition,
                b: yes,
                c: no
            )
        )
    }

    mutating func disjunction() -> Int32 {
        let first = conjunction()
        guard atOr() else { return first }
        let base = scratch.count
        if base == 0 { scratch.reserveCapacity(4) }
        scratch.append(first)
        while atOr() {
            advance()
            let operand = conjunction()
            scratch.append(operand)
        }
        return chain(.or, base)
    }

    mutating func conjunction() -> Int32 {
        let first = infix(0)
        guard atAnd() else { return first }
        let base = scratch.count
        if base == 0 { scratch.reserveCapacity(4) }
        scratch.append(first)
        while atAnd() {
            advance()
            let operand = infix(0)
            scratch.append(operand)
        }
        return chain(.and, base)
    }

    mutating func chain(_ kind: SyntaxNode.Kind, _ base: Int) -> Int32 {
        let tallest = tallest(from: base)
        let start = nodes[Int(scratch[base])].start
        let end = nodes[Int(scratch[scratch.count - 1])].end
        let list = takeList(from: base)
        return add(SyntaxNode(kind: kind, height: tallest + 1, start: start, end: end, c: list))
    }

    mutating func atOr() -> Bool {
        if token.kind == .or { return true }
        guard token.kind == .name, isWord("or") || isWord("OR") else { return false }
        report(ExpressionDiagnostic(.syntax, token.start..<token.end, "'or' is written '||'", repair: "||"))
        return token.kind != .end
    }

    mutating func atAnd() -> Bool {
        if token.kind == .and { return true }
        guard token.kind == .name, isWord("and") || isWord("AND") else { return false }
        report(ExpressionDiagnostic(.syntax, token.start..<token.end, "'and' is written '&&'", repair: "&&"))
        return token.kind != .end
    }

    func infixOperator() -> (operation: BinaryOperator, level: Int)? {
        switch token.kind {
        case .less: (.less, 1)
        case .lessOrEqual: (.lessOrEqual, 1)
        case .greater: (.greater, 1)
        case .greaterOrEqual: (.greaterOrEqual, 1)
        case .equal: (.equal, 1)
        case .notEqual: (.notEqual, 1)
        case .keywordIn: (.within, 1)
        case .plus: (.add, 2)
        case .minus: (.subtract, 2)
        case .star: (.multiply, 3)
        case .slash: (.divide, 3)
        case .percent: (.remainder, 3)
        default: nil
        }
    }

    /// Comparisons, sums and products by precedence; a left-leaning run of arithmetic takes no depth.
    mutating func infix(_ lowest: Int) -> Int32 {
        var left = unary()
        while let (operation, level) = infixOperator(), level > lowest {
            let place = token.start
            advance()
            let right = infix(level)
            let leftNode = nodes[Int(left)]
            let isRun =
                operation.isArithmetic && leftNode.kind == .binary
                && leftNode.flags >= BinaryOperator.add.rawValue
            left = add(
                SyntaxNode(
                    kind: .binary,
                    flags: operation.rawValue,
                    height: max(isRun ? leftNode.height : leftNode.height + 1, height(right) + 1),
                    start: leftNode.start,
                    end: nodes[Int(right)].end,
                    a: left,
                    b: right,
                    place: UInt32(place)
                )
            )
        }
        return left
    }

    mutating func unary() -> Int32 {
        let start = token.start
        switch token.kind {
        case .bang:
            var count = 0
            while token.kind == .bang {
                count += 1
                advance()
            }
            return wrap(.not, times: count, start: start, operand: member())
        case .minus:
            var count = 0
            var last = start
            while token.kind == .minus {
                count += 1
                last = token.start
                advance()
            }
            if token.kind == .int || token.kind == .double {
                let number = numberLiteral(negativeFrom: last)
                return wrap(.negate, times: count - 1, start: start, operand: postfix(number))
            }
            return wrap(.negate, times: count, start: start, operand: member())
        default:
            return member()
        }
    }

    /// Pairs of the same sign cancel out but for one pair, which keeps the operand's type checked.
    mutating func wrap(_ kind: SyntaxNode.Kind, times: Int, start: Int, operand: Int32) -> Int32 {
        guard times > 0 else { return operand }
        var index = operand
        for _ in 0..<(times % 2 == 1 ? 1 : 2) {
            let node = nodes[Int(index)]
            index = add(
                SyntaxNode(kind: kind, height: node.height + 1, start: UInt32(start), end: node.end, a: index)
            )
        }
        return index
    }
}
