extension Value: CustomStringConvertible {
    /// As a person reads it in a refusal: `50000 EUR`, `15%`, `"text"`, `true`, `2026-12-01`, `[1, 2]`.
    public var description: String {
        switch self {
        case .null: return "no value"
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let number): return String(number)
        case .uint(let number): return String(number)
        case .double(let number): return number.description
        case .decimal(let number): return number.description
        case .money(let money): return money.description
        case .percent(let percent): return percent.description
        case .string(let text): return Self.quoted(text)
        case .bytes(let bytes): return bytes.count == 1 ? "1 byte" : "\(bytes.count) bytes"
        case .date(let date): return date.description
        case .instant(let instant): return instant.description
        case .duration(let duration): return duration.plainDescription
        case .period(let period): return period.description
        case .working(let working): return working.description
        case .list(let elements):
            return "[" + elements.map(\.description).joined(separator: ", ") + "]"
        case .map(let map):
            return "{" + map.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        case .type(let name): return name
        case .optional(let content):
            return content.first.map { "optional of \($0)" } ?? "no value"
        }
    }

    /// The word for the kind of value, for messages: `text`, `money`, `calendar time`.
    public var kindName: String {
        switch self {
        case .null: "no value"
        case .bool: "bool"
        case .int: "integer"
        case .uint: "unsigned integer"
        case .double: "floating-point number"
        case .decimal: "number"
        case .money: "money"
        case .percent: "percent"
        case .string: "text"
        case .bytes: "bytes"
        case .date: "date"
        case .instant: "time"
        case .duration: "duration"
        case .period: "calendar time"
        case .working: "working time"
        case .list: "list"
        case .map: "map"
        case .type: "type"
        case .optional: "optional"
        }
    }

    /// The text in quotes, with what would break a line or the quotes escaped.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                // Control characters could repaint a terminal.
                if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
                    result += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}
