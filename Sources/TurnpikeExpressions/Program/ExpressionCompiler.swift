import TurnpikeValues

/// Compiles expressions one after the other in the same working memory: a process file has thousands of them, and each
/// that is read into arrays of its own asks for five.
public struct ExpressionCompiler: Sendable {
    private var memory = Parser.Memory()

    /// A compiler that has compiled nothing yet.
    public init() {}

    /// Reads, checks and compiles an expression.
    ///
    /// - Parameters:
    ///   - text: The expression.
    ///   - declarations: What it may name.
    ///   - expecting: The type that its place asks for; nil for any.
    /// - Returns: The program, or every finding.
    public mutating func compile(
        _ text: String,
        declarations: Declarations,
        expecting: ExpressionType? = nil
    ) -> CompileResult {
        let options = ParseOptions(peopleLiterals: declarations.peopleRules, limits: declarations.limits)
        var bytes = text
        let (syntax, findings) = bytes.withUTF8 { bytes in
            var parser = Parser(bytes: bytes, options: options, memory: &memory)
            let parsed = parser.parse(text: text)
            memory.scratch = parser.scratch
            return (parsed.syntax, parsed.diagnostics)
        }
        guard let syntax, !findings.contains(where: { $0.code.isLimit }) else {
            return CompileResult(program: nil, diagnostics: findings)
        }
        return CompiledExpression.compile(syntax, findings, declarations, expecting, &memory)
    }
}

extension Parser {
    /// Arrays with room, from which a parser takes its own.
    struct Memory: Sendable {
        var nodes: [SyntaxNode] = []
        var lists: [Int32] = []
        var literals: [Value] = []
        var names: [String] = []
        var scratch: [Int32] = []

        /// Keeps the arrays of a tree that is read no more.
        mutating func takeBack(_ syntax: ExpressionSyntax) {
            nodes = syntax.nodes
            lists = syntax.lists
            literals = syntax.literals
            names = syntax.names
        }

        fileprivate static func taken<Element>(_ array: inout [Element]) -> [Element] {
            var result: [Element] = []
            swap(&result, &array)
            result.removeAll(keepingCapacity: true)
            return result
        }
    }

    /// A parser that works in arrays that were used before.
    init(bytes: UnsafeBufferPointer<UInt8>, options: ParseOptions, memory: inout Memory) {
        self.init(bytes: bytes, options: options)
        nodes = Memory.taken(&memory.nodes)
        lists = Memory.taken(&memory.lists)
        literals = Memory.taken(&memory.literals)
        names = Memory.taken(&memory.names)
        scratch = Memory.taken(&memory.scratch)
    }
}
