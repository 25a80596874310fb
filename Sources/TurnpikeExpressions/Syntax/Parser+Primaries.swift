import TurnpikeValues

/// Names, literals and what stands in brackets.
extension Parser {
    mutating func primary() -> Int32 {
        let first = token
        switch first.kind {
        case .name:
            return nameOrCall(first, leadingDot: nil)
        case .dot:
            advance()
            guard token.kind == .name else {
                unexpected("after '.'")
                return hole(first.start, first.end)
            }
            return nameOrCall(token, leadingDot: first.start)
        case .int, .uint, .double:
            return numberLiteral(negativeFrom: nil)
        case .string, .bytes:
            advance()
            return textLiteral(first)
        case .keywordTrue:
            advance()
            return addLiteral(.bool(true), first.start, first.end)
        case .keywordFalse:
            advance()
            return addLiteral(.bool(false), first.start, first.end)
        case .keywordNull:
            advance()
            return addLiteral(.null, first.start, first.end)
        case .leftParenthesis:
            advance()
            let inner = expression()
            expect(.rightParenthesis, ")", opened: first.start)
            return inner
        case .leftBracket:
            return listLiteral(first)
        case .leftBrace:
            return mapLiteral(first)
        case .reserved:
            let word = text(first.start, first.end)
            let notes = word == "if" || word == "else" ? ["a choice is written condition ? this : that"] : []
            report(
                ExpressionDiagnostic(
                    .syntax,
                    first.start..<first.end,
                    "'\(word)' is a reserved word and cannot be a name",
                    notes: notes
                )
            )
            advance()
            return hole(first.start, first.end)
        case .end:
            // What could not be read up to the end is reported already.
            if !isAborted, diagnostics.last?.range.upperBound != bytes.count || bytes.isEmpty {
                let message =
                    bytes.isEmpty || nodes.isEmpty
                    ? "the expression is empty" : "the expression ends where a value is expected"
                report(ExpressionDiagnostic(.syntax, first.start..<first.start, message))
            }
            return hole(first.start, first.start)
        default:
            unexpected("where a value is expected")
            // An operator or a closing bracket stays for whoever waits for it; two in a row make progress there.
            if first.kind == .bad || first.kind == .quotedName || first.kind == .bang || first.kind == .minus {
                advance()
            }
            return hole(first.start, first.start)
        }
    }

    mutating func nameOrCall(_ name: Token, leadingDot: Int?) -> Int32 {
        advance()
        if token.kind == .leftParenthesis {
            return call(target: -1, name.start, name.end)
        }
        if options.peopleLiterals, token.kind == .name || token.kind == .keywordTrue || token.kind == .keywordFalse,
            lexer.matches(name.start, name.end, "not") || lexer.matches(name.start, name.end, "NOT")
        {
            report(ExpressionDiagnostic(.syntax, name.start..<name.end, "'not' is written '!'", repair: "!"))
            return member()
        }
        let index = addName(name.start, name.end)
        return add(
            SyntaxNode(
                kind: .name,
                flags: leadingDot == nil ? 0 : SyntaxNode.leadingDot,
                start: UInt32(leadingDot ?? name.start),
                end: UInt32(name.end),
                a: index
            )
        )
    }

    mutating func listLiteral(_ opening: Token) -> Int32 {
        advance()
        let base = scratch.count
        while token.kind != .rightBracket, token.kind != .end {
            var isOptional = false
            if token.kind == .question {
                isOptional = true
                advance()
            }
            let element = expression()
            scratch.append(isOptional ? ~element : element)
            guard token.kind == .comma else { break }
            advance()
        }
        expect(.rightBracket, "]", opened: opening.start)
        let tallest = tallest(from: base)
        let list = takeList(from: base)
        return add(
            SyntaxNode(
                kind: .list,
                height: tallest + 1,
                start: UInt32(opening.start),
                end: UInt32(max(previousEnd, opening.end)),
                c: list
            )
        )
    }

    mutating func mapLiteral(_ opening: Token) -> Int32 {
        advance()
        let base = scratch.count
        while token.kind != .rightBrace, token.kind != .end {
            var isOptional = false
            if token.kind == .question {
                isOptional = true
                advance()
            }
            let key = expression()
            expect(.colon, ":", opened: opening.start)
            let value = expression()
            scratch.append(isOptional ? ~key : key)
            scratch.append(value)
            guard token.kind == .comma else { break }
            advance()
        }
        expect(.rightBrace, "}", opened: opening.start)
        let tallest = tallest(from: base)
        let list = takeList(from: base)
        return add(
            SyntaxNode(
                kind: .map,
                height: tallest + 1,
                start: UInt32(opening.start),
                end: UInt32(max(previousEnd, opening.end)),
                c: list
            )
        )
    }
}
