import TurnpikeValues

/// Reads the whole CEL grammar into a flat tree and goes on after an error.
struct Parser {
    var lexer: Lexer
    let bytes: UnsafeBufferPointer<UInt8>
    let options: ParseOptions
    var token = Token(kind: .end, start: 0, end: 0)
    var diagnostics: [ExpressionDiagnostic] = []
    var nodes: [SyntaxNode] = []
    var lists: [Int32] = []
    var literals: [Value] = []
    var names: [String] = []
    /// Children of nodes that are being read; each reader takes its own off the end.
    private var scratch: [Int32] = []
    private var depth = 0
    private var comprehensions = 0
    private var deepestComprehension = 0
    private var isAborted = false
    private var lastErrorEnd = -1
    private var previousEnd = 0

    private static let mostDiagnostics = 20

    init(bytes: UnsafeBufferPointer<UInt8>, options: ParseOptions) {
        self.bytes = bytes
        self.options = options
        lexer = Lexer(bytes: bytes)
    }

    mutating func parse(text: String?) -> ParseResult {
        let limit = options.limits.codePoints
        if bytes.count > limit {
            var points = 0
            for byte in bytes where byte & 0xC0 != 0x80 { points += 1 }
            if points > limit {
                let message = "the expression has \(points) characters; the limit is \(limit)"
                let finding = ExpressionDiagnostic(.tooLong, 0..<bytes.count, message)
                return ParseResult(syntax: nil, diagnostics: [finding])
            }
        }
        let guess = min(bytes.count / 4 + 4, 512)
        nodes.reserveCapacity(guess)
        literals.reserveCapacity(guess / 4)
        names.reserveCapacity(guess / 3)
        advance()
        let root = expression()
        if token.kind != .end, !isAborted {
            unexpected("after the end of the expression")
        }
        let syntax = ExpressionSyntax(
            text: text ?? "",
            nodes: nodes,
            lists: lists,
            literals: literals,
            names: names,
            root: root,
            comprehensionDepth: deepestComprehension
        )
        return ParseResult(syntax: syntax, diagnostics: diagnostics)
    }

    // MARK: Tokens

    mutating func advance() {
        previousEnd = token.end
        token = lexer.next()
        if lexer.hasProblem { reportLexerProblem() }
    }

    private mutating func reportLexerProblem() {
        while let problem = lexer.takeProblem() {
            report(problem)
            guard token.kind == .bad else { return }
            // What cannot be read is left out; the rest is still checked.
            if isAborted { return }
            token = lexer.next()
        }
    }

    func text(_ start: Int, _ end: Int) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
    }

    private func isWord(_ word: StaticString) -> Bool {
        token.kind == .name && lexer.matches(token.start, token.end, word)
    }

    mutating func report(_ diagnostic: ExpressionDiagnostic) {
        guard !isAborted, diagnostic.range.lowerBound > lastErrorEnd || diagnostics.isEmpty else { return }
        lastErrorEnd = max(diagnostic.range.upperBound - 1, diagnostic.range.lowerBound)
        diagnostics.append(diagnostic)
        if diagnostics.count >= Self.mostDiagnostics { abort() }
    }

    private mutating func abort() {
        isAborted = true
        token = Token(kind: .end, start: bytes.count, end: bytes.count)
        lexer.position = bytes.count
        _ = lexer.takeProblem()
    }

    private func tokenDescription() -> String {
        if token.kind == .end { return "the end" }
        return "'\(text(token.start, min(token.end, token.start + 40)))'"
    }

    private mutating func unexpected(_ place: String) {
        var notes: [String] = []
        var repair: String?
        var range = token.start..<token.end
        if token.kind == .comma {
            notes.append("numbers have no thousands separators: write 50000")
        } else if token.kind == .int || token.kind == .double, options.peopleLiterals, previousEnd >= 3,
            Currency(text(previousEnd - 3, previousEnd)) != nil
        {
            repair = "\(text(token.start, token.end)) \(text(previousEnd - 3, previousEnd))"
            range = previousEnd - 3..<token.end
        } else if token.kind == .name, isWord("is") || isWord("equals") || isWord("IS") {
            repair = "=="
        } else if token.kind == .name, options.peopleLiterals, isWord("contains") || isWord("matches") {
            let word = text(token.start, token.end)
            notes.append("\(word) is called on a text: deal.need.\(word)(\"...\")")
        }
        let message = "\(tokenDescription()) is not expected \(place)"
        report(ExpressionDiagnostic(.syntax, range, message, notes: notes, repair: repair))
    }

    private mutating func expect(_ kind: Token.Kind, _ symbol: String, opened: Int) {
        if token.kind == kind {
            advance()
        } else if !isAborted {
            let opening = opened < bytes.count ? text(opened, opened + 1) : ""
            let message = "'\(symbol)' is expected before \(tokenDescription())"
            let notes = opening.isEmpty ? [] : ["it closes the '\(opening)' at \(opened)"]
            report(ExpressionDiagnostic(.syntax, token.start..<max(token.end, token.start), message, notes: notes))
        }
    }

    // MARK: Nodes

    mutating func add(_ node: SyntaxNode) -> Int32 {
        if Int(node.height) > options.limits.nesting {
            limit(
                .tooDeep,
                "the expression is nested more than \(options.limits.nesting) deep",
                at: Int(node.start)..<Int(node.end)
            )
        }
        if nodes.count >= options.limits.nodes {
            let message = "the expression has more than \(options.limits.nodes) parts"
            limit(.tooManyParts, message, at: Int(node.start)..<Int(node.end))
        }
        nodes.append(node)
        return Int32(truncatingIfNeeded: nodes.count - 1)
    }

    private mutating func limit(_ code: ExpressionDiagnostic.Code, _ message: String, at range: Range<Int>) {
        guard !isAborted else { return }
        diagnostics.append(ExpressionDiagnostic(code, range, message))
        abort()
    }

    func height(_ index: Int32) -> UInt16 { index >= 0 ? nodes[Int(index)].height : 0 }

    private mutating func addName(_ start: Int, _ end: Int) -> Int32 {
        names.append(text(start, end))
        return Int32(truncatingIfNeeded: names.count - 1)
    }

    mutating func addLiteral(_ value: Value, _ start: Int, _ end: Int) -> Int32 {
        literals.append(value)
        let index = Int32(truncatingIfNeeded: literals.count - 1)
        return add(SyntaxNode(kind: .literal, start: UInt32(start), end: UInt32(end), a: index))
    }

    mutating func hole(_ start: Int, _ end: Int) -> Int32 {
        add(SyntaxNode(kind: .error, start: UInt32(start), end: UInt32(max(start, end))))
    }

    /// Moves the children read since `base` into the side table.
    private mutating func takeList(from base: Int) -> Int32 {
        let start = Int32(truncatingIfNeeded: lists.count)
        lists.append(Int32(truncatingIfNeeded: scratch.count - base))
        lists.append(contentsOf: scratch[base...])
        scratch.removeSubrange(base...)
        return start
    }

    private func tallest(from base: Int) -> UInt16 {
        var tallest: UInt16 = 0
        for entry in scratch[base...] { tallest = max(tallest, height(entry < 0 ? ~entry : entry)) }
        return tallest
    }

    // MARK: Operators

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

    private mutating func disjunction() -> Int32 {
        let first = conjunction()
        guard atOr() else { return first }
        let base = scratch.count
        scratch.append(first)
        while atOr() {
            advance()
            let operand = conjunction()
            scratch.append(operand)
        }
        return chain(.or, base)
    }

    private mutating func conjunction() -> Int32 {
        let first = infix(0)
        guard atAnd() else { return first }
        let base = scratch.count
        scratch.append(first)
        while atAnd() {
            advance()
            let operand = infix(0)
            scratch.append(operand)
        }
        return chain(.and, base)
    }

    private mutating func chain(_ kind: SyntaxNode.Kind, _ base: Int) -> Int32 {
        let tallest = tallest(from: base)
        let start = nodes[Int(scratch[base])].start
        let end = nodes[Int(scratch[scratch.count - 1])].end
        let list = takeList(from: base)
        return add(SyntaxNode(kind: kind, height: tallest + 1, start: start, end: end, c: list))
    }

    private mutating func atOr() -> Bool {
        if token.kind == .or { return true }
        guard token.kind == .name, isWord("or") || isWord("OR") else { return false }
        report(ExpressionDiagnostic(.syntax, token.start..<token.end, "'or' is written '||'", repair: "||"))
        return token.kind != .end
    }

    private mutating func atAnd() -> Bool {
        if token.kind == .and { return true }
        guard token.kind == .name, isWord("and") || isWord("AND") else { return false }
        report(ExpressionDiagnostic(.syntax, token.start..<token.end, "'and' is written '&&'", repair: "&&"))
        return token.kind != .end
    }

    private func infixOperator() -> (operation: BinaryOperator, level: Int)? {
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
    private mutating func infix(_ lowest: Int) -> Int32 {
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

    private mutating func unary() -> Int32 {
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
    private mutating func wrap(_ kind: SyntaxNode.Kind, times: Int, start: Int, operand: Int32) -> Int32 {
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

    // MARK: Members

    private mutating func member() -> Int32 {
        let first = primary()
        return postfix(first)
    }

    private mutating func postfix(_ first: Int32) -> Int32 {
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

    private mutating func subscripting(_ operand: Int32) -> Int32 {
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

    private mutating func selection(_ operand: Int32) -> Int32 {
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

    private mutating func select(
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
    private func typeName(_ index: Int32) -> String? {
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

    private mutating func message(_ operand: Int32, _ name: String) -> Int32 {
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

    // MARK: Calls and macros

    private mutating func call(target: Int32, _ nameStart: Int, _ nameEnd: Int) -> Int32 {
        let opening = token.start
        let name = text(nameStart, nameEnd)
        let isComprehension = target >= 0 && Self.comprehensionNames.contains(name)
        if isComprehension {
            comprehensions += 1
            deepestComprehension = max(deepestComprehension, comprehensions)
            if comprehensions > options.limits.comprehensions {
                limit(
                    .tooManyLoops,
                    "comprehensions stand more than \(options.limits.comprehensions) deep inside one another",
                    at: nameStart..<nameEnd
                )
            }
        }
        advance()
        let base = scratch.count
        while token.kind != .rightParenthesis, token.kind != .end {
            let argument = expression()
            scratch.append(argument)
            guard token.kind == .comma else { break }
            advance()
            if token.kind == .rightParenthesis {
                report(ExpressionDiagnostic(.syntax, token.start..<token.end, "an argument is expected after ','"))
            }
        }
        expect(.rightParenthesis, ")", opened: opening)
        if isComprehension { comprehensions -= 1 }
        let start = target >= 0 ? nodes[Int(target)].start : UInt32(nameStart)
        let end = UInt32(max(previousEnd, nameEnd))
        if let macro = expand(name, target, base, start, end, nameStart, nameEnd) { return macro }
        let tallest = max(tallest(from: base), height(target))
        names.append(name)
        let nameIndex = Int32(truncatingIfNeeded: names.count - 1)
        let list = takeList(from: base)
        return add(
            SyntaxNode(
                kind: .call,
                height: tallest + 1,
                start: start,
                end: end,
                a: target,
                b: nameIndex,
                c: list,
                place: UInt32(nameStart)
            )
        )
    }

    static let comprehensionNames: Set<String> = [
        "all", "exists", "exists_one", "existsOne", "map", "filter", "transformList", "transformMap",
        "transformMapEntry",
    ]

    /// The macro that a call spells, with how many of its arguments are variables.
    private func macro(_ name: String, _ target: Int32, _ count: Int) -> (macro: Macro, variables: Int)? {
        switch (name, count) {
        case ("all", 2): (.all, 1)
        case ("all", 3): (.all, 2)
        case ("exists", 2): (.exists, 1)
        case ("exists", 3): (.exists, 2)
        case ("exists_one", 2), ("existsOne", 2): (.existsOne, 1)
        case ("exists_one", 3), ("existsOne", 3): (.existsOne, 2)
        case ("map", 2): (.map, 1)
        case ("map", 3): (.mapWhere, 1)
        case ("filter", 2): (.filter, 1)
        case ("transformList", 3): (.transformList, 2)
        case ("transformList", 4): (.transformListWhere, 2)
        case ("transformMap", 3): (.transformMap, 2)
        case ("transformMap", 4): (.transformMapWhere, 2)
        case ("transformMapEntry", 3): (.transformMapEntry, 2)
        case ("transformMapEntry", 4): (.transformMapEntryWhere, 2)
        case ("optMap", 2): (.optionalMap, 1)
        case ("optFlatMap", 2): (.optionalFlatMap, 1)
        case ("bind", 3) where isName(target, "cel"): (.bind, 1)
        default: nil
        }
    }

    private func isName(_ index: Int32, _ name: String) -> Bool {
        guard index >= 0, nodes[Int(index)].kind == .name else { return false }
        return names[Int(nodes[Int(index)].a)] == name
    }

    private mutating func expand(
        _ name: String,
        _ target: Int32,
        _ base: Int,
        _ start: UInt32,
        _ end: UInt32,
        _ nameStart: Int,
        _ nameEnd: Int
    ) -> Int32? {
        let count = scratch.count - base
        if target < 0 {
            guard name == "has", count == 1 else { return nil }
            let operand = scratch[base]
            scratch.removeSubrange(base...)
            var node = nodes[Int(operand)]
            guard node.kind == .select, node.flags & SyntaxNode.test == 0 else {
                if node.kind != .error {
                    let message = "has(...) asks for a field: write has(deal.field)"
                    report(ExpressionDiagnostic(.syntax, node.range, message))
                }
                return hole(Int(start), Int(end))
            }
            node.flags |= SyntaxNode.test
            node.place = node.start
            node.start = start
            node.end = end
            node.height += 1
            return add(node)
        }
        guard let (macro, variables) = macro(name, target, count) else {
            guard Self.comprehensionNames.contains(name) else { return nil }
            scratch.removeSubrange(base...)
            if !isAborted {
                let message =
                    "\(name)(...) takes a variable and \(name == "all" || name.hasPrefix("exists") ? "a condition" : "an expression"), such as \(name)(x, x > 0)"
                report(ExpressionDiagnostic(.syntax, nameStart..<nameEnd, message))
            }
            return hole(Int(start), Int(end))
        }
        var entries: [Int32] = []
        for index in 0..<variables {
            let node = nodes[Int(scratch[base + index])]
            guard node.kind == .name, node.flags == 0 else {
                if node.kind != .error {
                    report(
                        ExpressionDiagnostic(
                            .syntax,
                            node.range,
                            "the variable of \(name)(...) is a simple name, such as x"
                        )
                    )
                }
                scratch.removeSubrange(base...)
                return hole(Int(start), Int(end))
            }
            if index == 1, names[Int(node.a)] == names[Int(entries[0])] {
                report(ExpressionDiagnostic(.syntax, node.range, "the two variables of \(name)(...) need two names"))
            }
            entries.append(node.a)
        }
        if variables == 1 { entries.append(-1) }
        var rangeNode = target
        var body = base + variables
        if macro == .bind {
            rangeNode = scratch[body]
            body += 1
        }
        var tallest = height(rangeNode)
        for entry in scratch[body...] {
            tallest = max(tallest, height(entry))
            entries.append(entry)
        }
        scratch.removeSubrange(base...)
        let list = Int32(truncatingIfNeeded: lists.count)
        lists.append(Int32(truncatingIfNeeded: entries.count))
        lists.append(contentsOf: entries)
        return add(
            SyntaxNode(
                kind: .macro,
                flags: macro.rawValue,
                height: tallest + 1,
                start: start,
                end: end,
                a: rangeNode,
                c: list,
                place: UInt32(nameStart)
            )
        )
    }

    // MARK: Primaries

    private mutating func primary() -> Int32 {
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

    private mutating func nameOrCall(_ name: Token, leadingDot: Int?) -> Int32 {
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

    private mutating func listLiteral(_ opening: Token) -> Int32 {
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

    private mutating func mapLiteral(_ opening: Token) -> Int32 {
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
