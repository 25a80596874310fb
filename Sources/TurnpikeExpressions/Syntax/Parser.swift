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
    var scratch: [Int32] = []
    var depth = 0
    var comprehensions = 0
    var deepestComprehension = 0
    var isAborted = false
    var lastErrorEnd = -1
    var previousEnd = 0

    static let mostDiagnostics = 20

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

    mutating func reportLexerProblem() {
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

    func isWord(_ word: StaticString) -> Bool {
        token.kind == .name && lexer.matches(token.start, token.end, word)
    }

    mutating func report(_ diagnostic: ExpressionDiagnostic) {
        guard !isAborted, diagnostic.range.lowerBound > lastErrorEnd || diagnostics.isEmpty else { return }
        lastErrorEnd = max(diagnostic.range.upperBound - 1, diagnostic.range.lowerBound)
        diagnostics.append(diagnostic)
        if diagnostics.count >= Self.mostDiagnostics { abort() }
    }

    mutating func abort() {
        isAborted = true
        token = Token(kind: .end, start: bytes.count, end: bytes.count)
        lexer.position = bytes.count
        _ = lexer.takeProblem()
    }

    func tokenDescription() -> String {
        if token.kind == .end { return "the end" }
        return "'\(text(token.start, min(token.end, token.start + 40)))'"
    }

    mutating func unexpected(_ place: String) {
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

    mutating func expect(_ kind: Token.Kind, _ symbol: String, opened: Int) {
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

    mutating func limit(_ code: ExpressionDiagnostic.Code, _ message: String, at range: Range<Int>) {
        guard !isAborted else { return }
        diagnostics.append(ExpressionDiagnostic(code, range, message))
        abort()
    }

    func height(_ index: Int32) -> UInt16 { index >= 0 ? nodes[Int(index)].height : 0 }

    mutating func addName(_ start: Int, _ end: Int) -> Int32 {
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
    mutating func takeList(from base: Int) -> Int32 {
        let start = Int32(truncatingIfNeeded: lists.count)
        if lists.isEmpty { lists.reserveCapacity(scratch.count - base + 1) }
        lists.append(Int32(truncatingIfNeeded: scratch.count - base))
        for place in base..<scratch.count { lists.append(scratch[place]) }
        scratch.removeLast(scratch.count - base)
        return start
    }

    mutating func tallest(from base: Int) -> UInt16 {
        var tallest: UInt16 = 0
        for entry in scratch[base...] { tallest = max(tallest, height(entry < 0 ? ~entry : entry)) }
        return tallest
    }
}
