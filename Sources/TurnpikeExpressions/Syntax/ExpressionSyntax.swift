import TurnpikeValues

/// The syntax tree of an expression, macros recognised, every node with its range.
///
/// All nodes lie in one flat array, so copying is cheap and freeing the deepest tree does not recurse.
public struct ExpressionSyntax: Sendable {
    /// The text that was read.
    public let text: String
    var nodes: [SyntaxNode]
    var lists: [Int32]
    var literals: [Value]
    var names: [String]
    var root: Int32
    /// How deep the comprehensions stand inside one another.
    var comprehensionDepth: Int

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - text: The expression.
    ///   - options: What is accepted, and how much.
    /// - Returns: The tree and every syntax error.
    public static func parse(_ text: String, options: ParseOptions = ParseOptions()) -> ParseResult {
        var text = text
        return text.withUTF8 { bytes in
            var parser = Parser(bytes: bytes, options: options)
            return parser.parse(text: nil)
        }.attaching(text)
    }

    /// The number of nodes.
    public var nodeCount: Int { nodes.count }

    subscript(_ index: Int32) -> SyntaxNode { nodes[Int(index)] }

    /// The nodes listed at a place of the side table: a count, then that many entries.
    func list(_ start: Int32) -> ArraySlice<Int32> {
        let count = Int(lists[Int(start)])
        return lists[Int(start) + 1..<Int(start) + 1 + count]
    }
}

extension ParseResult {
    /// The same result for a text that the parser saw only as bytes.
    fileprivate func attaching(_ text: String) -> ParseResult {
        guard let syntax else { return self }
        return ParseResult(
            syntax: ExpressionSyntax(
                text: text,
                nodes: syntax.nodes,
                lists: syntax.lists,
                literals: syntax.literals,
                names: syntax.names,
                root: syntax.root,
                comprehensionDepth: syntax.comprehensionDepth
            ),
            diagnostics: diagnostics
        )
    }
}

/// One node of the tree: 28 bytes, its parts by index.
struct SyntaxNode: Sendable {
    enum Kind: UInt8, Sendable {
        /// A hole where the text could not be read.
        case error
        /// `a`: index into `literals`.
        case literal
        /// `a`: name. Flag `leadingDot`.
        case name
        /// `a`: operand, `b`: name, `c`: offset of the name. Flags `optional`, `test`.
        case select
        /// `a`: operand, `b`: index. Flag `optional`.
        case index
        /// `a`: target or -1, `b`: name, `c`: list of the arguments, `place`: offset of the name.
        case call
        /// `c`: list of elements, optional ones complemented.
        case list
        /// `c`: list of keys and values in turn, keys of optional entries complemented.
        case map
        /// `a`: name of the type, `c`: list of (name, offset, value).
        case message
        /// `a`: operand.
        case not
        /// `a`: operand.
        case negate
        /// `c`: list of operands.
        case and
        /// `c`: list of operands.
        case or
        /// `a` ? `b` : `c`.
        case conditional
        /// `a` op `b`; `flags` is the operator, `place` its offset.
        case binary
        /// `a`: range or target, `flags`: the macro, `c`: list of variable, second variable or -1, then expressions;
        /// `place`: offset of the name.
        case macro
    }

    var kind: Kind
    var flags: UInt8 = 0
    var height: UInt16 = 1
    var start: UInt32
    var end: UInt32
    var a: Int32 = -1
    var b: Int32 = -1
    var c: Int32 = -1
    var place: UInt32 = 0

    static let leadingDot: UInt8 = 1
    static let optional: UInt8 = 2
    static let test: UInt8 = 4

    var range: Range<Int> { Int(start)..<Int(end) }
}

/// An infix operator other than `&&` and `||`.
enum BinaryOperator: UInt8, Sendable {
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
    case equal
    case notEqual
    case within
    case add
    case subtract
    case multiply
    case divide
    case remainder

    /// The operator as it is written.
    var symbol: String {
        switch self {
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .equal: "=="
        case .notEqual: "!="
        case .within: "in"
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .remainder: "%"
        }
    }

    var isArithmetic: Bool { rawValue >= BinaryOperator.add.rawValue }
}

/// A macro that the parser recognises by its name and shape.
enum Macro: UInt8, Sendable {
    case all
    case exists
    case existsOne
    case map
    case mapWhere
    case filter
    case transformList
    case transformListWhere
    case transformMap
    case transformMapWhere
    case transformMapEntry
    case transformMapEntryWhere
    case bind
    case optionalMap
    case optionalFlatMap

    var isComprehension: Bool { rawValue < Macro.bind.rawValue }
}
