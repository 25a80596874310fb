/// An expression of a case with data, in the notation of the suite's source: numbers, variables, `+ - * / %`,
/// comparisons, `&& || !`, parentheses, `true`, `false`, `In('id')`.
///
/// It only serves the suite: processes are written in CEL.
struct DataExpression: Sendable {
    /// A value of the notation; all numbers are of one type, as in the source.
    enum Value: Hashable, Sendable {
        case number(Double)
        case bool(Bool)
        /// Of a variable that was declared and never set.
        case none

        /// Whether a condition with this value holds.
        var holds: Bool {
            switch self {
            case .number(let number): number != 0 && !number.isNaN
            case .bool(let flag): flag
            case .none: false
            }
        }

        fileprivate var number: Double {
            switch self {
            case .number(let number): number
            case .bool(let flag): flag ? 1 : 0
            case .none: .nan
            }
        }
    }

    /// An expression that has no value, as written.
    struct Failure: Error, Hashable, Sendable {
        let text: String
    }

    private indirect enum Node: Sendable {
        case value(Value)
        case variable(String)
        case isActive(String)
        case not(Node)
        case negative(Node)
        case binary(String, Node, Node)
    }

    /// As written.
    let text: String
    /// Nil for what is not of the notation: it fails when it is evaluated.
    private let node: Node?

    /// An expression from its text.
    init(_ text: String) {
        self.text = text
        // Nothing of the suite comes near this; a longer chain could nest deeper than the stack is.
        var parser = Parser(tokens: text.utf8.count <= 4096 ? Tokens.of(text) : nil)
        node = parser.whole()
    }

    /// The value.
    ///
    /// - Throws: `Failure` for what is not of the notation and for unknown variables.
    func value(variables: [String: Value], isActive: (String) -> Bool) throws(Failure) -> Value {
        guard let node else { throw Failure(text: text) }
        return try value(node, variables, isActive)
    }

    private func value(
        _ node: Node,
        _ variables: [String: Value],
        _ isActive: (String) -> Bool
    ) throws(Failure) -> Value {
        switch node {
        case .value(let value): return value
        case .variable(let name):
            guard let value = variables[name] else { throw Failure(text: text) }
            return value
        case .isActive(let id): return .bool(isActive(id))
        case .not(let inner): return .bool(!(try value(inner, variables, isActive).holds))
        case .negative(let inner): return .number(-(try value(inner, variables, isActive).number))
        case .binary(let sign, let left, let right):
            let one = try value(left, variables, isActive)
            if sign == "&&" { return one.holds ? try value(right, variables, isActive) : one }
            if sign == "||" { return one.holds ? one : try value(right, variables, isActive) }
            let other = try value(right, variables, isActive)
            switch sign {
            case "+": return .number(one.number + other.number)
            case "-": return .number(one.number - other.number)
            case "*": return .number(one.number * other.number)
            case "/": return .number(one.number / other.number)
            case "%": return .number(one.number.truncatingRemainder(dividingBy: other.number))
            case "==", "===": return .bool(one == other)
            case "!=", "!==": return .bool(one != other)
            case "<": return .bool(one.number < other.number)
            case "<=": return .bool(one.number <= other.number)
            case ">": return .bool(one.number > other.number)
            default: return .bool(one.number >= other.number)
            }
        }
    }

    // MARK: Reading

    private enum Tokens {
        /// The tokens of a text; nil where a character belongs to none.
        static func of(_ text: String) -> [String]? {
            let signs = ["===", "!==", "==", "!=", "<=", ">=", "&&", "||"]
            var tokens: [String] = []
            var rest = Substring(text)
            while let first = rest.first {
                if first.isWhitespace {
                    rest.removeFirst()
                } else if let sign = signs.first(where: { rest.hasPrefix($0) }) {
                    tokens.append(sign)
                    rest.removeFirst(sign.count)
                } else if "+-*/%<>!()".contains(first) {
                    tokens.append(String(first))
                    rest.removeFirst()
                } else if first == "'" || first == "\"" {
                    rest.removeFirst()
                    guard let end = rest.firstIndex(of: first) else { return nil }
                    tokens.append("'" + rest[..<end])
                    rest = rest[rest.index(after: end)...]
                } else {
                    let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" || $0 == "." }
                    guard !word.isEmpty else { return nil }
                    tokens.append(String(word))
                    rest = rest[word.endIndex...]
                }
            }
            return tokens
        }
    }

    private struct Parser {
        private static let levels = [
            ["||"], ["&&"], ["==", "===", "!=", "!=="], ["<", "<=", ">", ">="], ["+", "-"], ["*", "/", "%"],
        ]
        private var rest: ArraySlice<String>
        private let isReadable: Bool
        private var depth = 0

        init(tokens: [String]?) {
            isReadable = tokens != nil
            rest = ArraySlice(tokens ?? [])
        }

        mutating func whole() -> Node? {
            guard isReadable, let node = binary(level: 0), rest.isEmpty else { return nil }
            return node
        }

        private mutating func binary(level: Int) -> Node? {
            guard level < Self.levels.count else { return unary() }
            guard var left = binary(level: level + 1) else { return nil }
            while let sign = rest.first, Self.levels[level].contains(sign) {
                rest.removeFirst()
                guard let right = binary(level: level + 1) else { return nil }
                left = .binary(sign, left, right)
            }
            return left
        }

        private mutating func unary() -> Node? {
            depth += 1
            defer { depth -= 1 }
            guard depth < 100, let token = rest.popFirst() else { return nil }
            switch token {
            case "!": return unary().map { .not($0) }
            case "-": return unary().map { .negative($0) }
            case "+": return unary()
            case "true": return .value(.bool(true))
            case "false": return .value(.bool(false))
            case "(":
                let inner = binary(level: 0)
                return rest.popFirst() == ")" ? inner : nil
            case "In":
                guard rest.popFirst() == "(", let id = rest.popFirst(), id.first == "'", rest.popFirst() == ")" else {
                    return nil
                }
                return .isActive(String(id.dropFirst()))
            default:
                guard let first = token.first, first != "'" else { return nil }
                if let number = Double(token), first.isNumber { return .value(.number(number)) }
                return first.isLetter || first == "_" || first == "$" ? .variable(token) : nil
            }
        }
    }
}
