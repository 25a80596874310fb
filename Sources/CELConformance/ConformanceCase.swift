import TurnpikeExpressions
import TurnpikeValues

/// One case of the conformance suite, as its JSON file writes it.
struct ConformanceCase {
    let name: String
    let expression: String
    let declarations: [JSON]
    let bindings: [(String, JSON)]
    let container: String
    let isUnchecked: Bool
    let isCheckOnly: Bool
    let expected: JSON
    let extensions: [String]
    let needsMessages: Bool

    init?(_ json: JSON, file: String) {
        guard let section = json["section"]?.stringValue, let test = json["test"]?.stringValue,
            let expression = json["expr"]?.stringValue, let expected = json["expect"]
        else { return nil }
        let repetition = json["dup"]?.int64.map { " (\($0))" } ?? ""
        name = "\(file)/\(section)/\(test)\(repetition)"
        self.expression = expression
        self.expected = expected
        declarations = json["type_env"]?.elements ?? []
        bindings = json["bindings"]?.members ?? []
        container = json["container"]?.stringValue ?? ""
        isUnchecked = json["disable_check"]?.boolValue ?? false
        isCheckOnly = json["check_only"]?.boolValue ?? false
        extensions = json["ext"]?.elements?.compactMap(\.stringValue) ?? []
        needsMessages = json["needs_proto"]?.boolValue ?? false
    }

    // MARK: Values and types

    /// A tagged value of the suite.
    static func value(_ json: JSON) -> Value? {
        guard let (tag, content) = json.members?.first else { return nil }
        switch tag {
        case "null": return .null
        case "bool": return content.boolValue.map { .bool($0) }
        case "int64": return content.stringValue.flatMap { Int64($0) }.map { .int($0) }
        case "uint64": return content.stringValue.flatMap { UInt64($0) }.map { .uint($0) }
        case "double": return content.stringValue.flatMap { Double($0) }.map { .double($0) }
        case "string": return content.stringValue.map { .string($0) }
        case "bytes": return content.stringValue.flatMap { Base64.decode($0) }.map { .bytes($0) }
        case "timestamp": return content.stringValue.flatMap { Instant($0) }.map { .instant($0) }
        case "duration": return content.stringValue.flatMap { Duration(celText: $0) }.map { .duration($0) }
        case "type": return content.stringValue.map { .type($0) }
        case "list":
            guard let elements = content.elements else { return nil }
            let values = elements.compactMap { value($0) }
            return values.count == elements.count ? .list(values) : nil
        case "map":
            guard let entries = content.elements else { return nil }
            var pairs: [(Value, Value)] = []
            for entry in entries {
                guard let parts = entry.elements, parts.count == 2, let key = value(parts[0]), let one = value(parts[1])
                else {
                    return nil
                }
                pairs.append((key, one))
            }
            return (try? ValueMap(pairs)).map { .map($0) }
        default: return nil
        }
    }

    /// A type as the suite writes it.
    static func type(_ json: JSON) -> ExpressionType? {
        if let name = json.stringValue {
            switch name {
            case "bool": return .bool
            case "int": return .int
            case "uint": return .uint
            case "double": return .double
            case "string": return .string
            case "bytes": return .bytes
            case "null_type": return .null
            case "dyn": return .dyn
            case "timestamp": return .instant
            case "duration": return .duration
            default: return nil
            }
        }
        guard let members = json.members, let (tag, content) = members.first else { return nil }
        switch tag {
        case "list": return type(content).map { .list($0) }
        case "map":
            guard let parts = content.elements, parts.count == 2, let key = type(parts[0]), let value = type(parts[1])
            else {
                return nil
            }
            return .map(key, value)
        case "type": return type(content).map { .type($0) }
        case "param": return content.stringValue.map { .param($0) }
        case "wrapper": return type(content).map { .nullable($0) }
        case "opaque":
            guard let name = content.stringValue else { return nil }
            let written = json["params"]?.elements ?? []
            let parameters = written.compactMap { type($0) }
            guard parameters.count == written.count else { return nil }
            if name == "optional_type", let wrapped = parameters.first { return .optional(wrapped) }
            return .opaque(name, parameters)
        default: return nil
        }
    }

    /// Whether a result is the expected one: any NaN for NaN, numbers of one type only.
    static func matches(_ result: Value, _ expected: Value) -> Bool {
        switch (result, expected) {
        case (.double(let one), .double(let other)):
            return (one.isNaN && other.isNaN) || (one == other && one.sign == other.sign)
        case (.list(let one), .list(let other)):
            return one.count == other.count && zip(one, other).allSatisfy { matches($0, $1) }
        case (.map(let one), .map(let other)):
            guard one.count == other.count else { return false }
            return one.allSatisfy { entry in other[entry.key].map { matches(entry.value, $0) } ?? false }
        default:
            return result == expected
        }
    }
}
