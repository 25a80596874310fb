import TurnpikeValues

/// The part of JSON Schema that the schemas of events use. `make test-plugins` holds the same events against an independent
/// validator.
struct SchemaCheck {
    let root: JSON

    /// Everything about a document that does not fit, each with its place.
    func findings(in value: JSON) -> [String] { check(value, root, "$") }

    private func check(_ value: JSON, _ schema: JSON, _ path: String) -> [String] {
        var findings: [String] = []
        if let reference = schema["$ref"]?.stringValue {
            let name = String(reference.split(separator: "/").last ?? "")
            guard let target = root["$defs"]?[name] else { return ["\(path): no definition '\(name)'"] }
            findings += check(value, target, path)
        }
        let types = schema["type"]?.elements ?? schema["type"].map { [$0] } ?? []
        if !types.isEmpty, !types.contains(where: { $0.stringValue.map { isOf($0, value) } ?? false }) {
            return findings + ["\(path): \(value) is not of type \(types)"]
        }
        if let options = schema["enum"]?.elements, !options.contains(value) {
            findings.append("\(path): not one of \(options)")
        }
        if let options = schema["anyOf"]?.elements, !options.contains(where: { check(value, $0, path).isEmpty }) {
            findings.append("\(path): \(value) fits none of the alternatives")
        }
        if let inverse = schema["not"], check(value, inverse, path).isEmpty {
            findings.append("\(path): fits what it must not")
        }
        if let text = value.stringValue { findings += check(text: text, schema, path) }
        if let least = schema["minimum"]?.int64, let number = value.int64, number < least {
            findings.append("\(path): too small")
        }
        for (index, element) in (value.elements ?? []).enumerated() {
            if let items = schema["items"] { findings += check(element, items, "\(path)[\(index)]") }
        }
        if let members = value.members { findings += check(members: members, schema, path) }
        return findings
    }

    private func check(text: String, _ schema: JSON, _ path: String) -> [String] {
        var findings: [String] = []
        if let least = schema["minLength"]?.int64, text.unicodeScalars.count < least {
            findings.append("\(path): too short")
        }
        if let pattern = schema["pattern"]?.stringValue, !matches(text, pattern) {
            findings.append("\(path): '\(text)' does not match \(pattern)")
        }
        return findings
    }

    private func check(members: [(String, JSON)], _ schema: JSON, _ path: String) -> [String] {
        var findings: [String] = []
        let keys = Set(members.map(\.0))
        for name in (schema["required"]?.elements ?? []).compactMap(\.stringValue) where !keys.contains(name) {
            findings.append("\(path): '\(name)' is missing")
        }
        if let least = schema["minProperties"]?.int64, keys.count < least {
            findings.append("\(path): too few members")
        }
        if let most = schema["maxProperties"]?.int64, keys.count > most { findings.append("\(path): too many members") }
        for (name, member) in members {
            if let names = schema["propertyNames"] { findings += check(.string(name), names, path) }
            var isKnown = false
            if let property = schema["properties"]?[name] {
                isKnown = true
                findings += check(member, property, "\(path).\(name)")
            }
            for (pattern, inner) in schema["patternProperties"]?.members ?? [] where matches(name, pattern) {
                isKnown = true
                findings += check(member, inner, "\(path).\(name)")
            }
            guard !isKnown, let rest = schema["additionalProperties"] else { continue }
            if rest.boolValue == false { findings.append("\(path): '\(name)' is not known") }
            if rest.members != nil { findings += check(member, rest, "\(path).\(name)") }
        }
        return findings
    }

    private func matches(_ text: String, _ pattern: String) -> Bool {
        guard let regex = try? Regex(pattern) else { return false }
        return text.firstMatch(of: regex) != nil
    }

    private func isOf(_ type: String, _ value: JSON) -> Bool {
        switch value {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        case .number: type == "number" || type == "integer" && value.int64 != nil
        }
    }
}
