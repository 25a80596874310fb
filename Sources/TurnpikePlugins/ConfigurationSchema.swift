public import TurnpikeValues

/// What a plug-in's configuration must look like: the part of JSON Schema that configurations need.
///
/// Read are `type` (one name), `properties`, `required`, `additionalProperties: false`, `items`, `enum`, `minimum`,
/// `maximum`, `minLength` and `writeOnly`, which marks a secret; anything else is taken as a remark.
public struct ConfigurationSchema: Hashable, Sendable {
    /// The schema as written.
    public var json: JSON

    /// A schema; by default one that allows everything.
    public init(_ json: JSON = .object([])) { self.json = json }

    /// Something that does not fit the schema.
    public struct Finding: Hashable, Sendable, CustomStringConvertible {
        /// Where, such as `smtp.port`; empty for the whole.
        public var path: String
        /// What is wrong and what would fit.
        public var message: String

        /// The place and what is wrong there.
        public var description: String { path.isEmpty ? message : "\(path): \(message)" }
    }

    /// Everything about a configuration that does not fit.
    public func findings(in configuration: JSON) -> [Finding] {
        var findings: [Finding] = []
        Self.check(configuration, json, "", &findings)
        return findings
    }

    /// The texts in a configuration that the schema calls secret.
    public func secrets(in configuration: JSON) -> [String] {
        var secrets: [String] = []
        Self.collect(configuration, json, &secrets)
        return secrets
    }

    /// The configuration with each secret replaced, as `transform` says.
    public func replacingSecrets<Failure: Error>(
        in configuration: JSON,
        _ transform: (String) throws(Failure) -> String
    ) throws(Failure) -> JSON {
        try Self.replace(configuration, json, transform)
    }

    private static func check(_ value: JSON, _ schema: JSON, _ path: String, _ findings: inout [Finding]) {
        func found(_ message: String) { findings.append(Finding(path: path, message: message)) }
        if let type = schema["type"]?.stringValue, !value.isOf(type: type) {
            return found("\(value.kind) stands where \(type) is needed")
        }
        if let options = schema["enum"]?.elements, !options.contains(value) {
            found("is one of \(options.map(\.description).joined(separator: ", "))")
        }
        if let least = schema["minimum"]?.doubleValue, let number = value.doubleValue, number < least {
            found("is at least \(least)")
        }
        if let most = schema["maximum"]?.doubleValue, let number = value.doubleValue, number > most {
            found("is at most \(most)")
        }
        if let least = schema["minLength"]?.int64, let text = value.stringValue, text.unicodeScalars.count < least {
            found(least == 1 ? "is empty" : "has at least \(least) characters")
        }
        for (index, element) in (value.elements ?? []).enumerated() {
            if let items = schema["items"] { check(element, items, "\(path)[\(index)]", &findings) }
        }
        guard let members = value.members else { return }
        let properties = schema["properties"]
        let inner = path.isEmpty ? "" : path + "."
        for name in (schema["required"]?.elements ?? []).compactMap(\.stringValue) where value[name] == nil {
            findings.append(Finding(path: inner + name, message: "is missing"))
        }
        for (name, member) in members {
            if let property = properties?[name] {
                check(member, property, inner + name, &findings)
            } else if schema["additionalProperties"]?.boolValue == false {
                let known = (properties?.members ?? []).map(\.0).sorted().joined(separator: ", ")
                findings.append(Finding(path: inner + name, message: "is not known; there are \(known)"))
            }
        }
    }

    private static func collect(_ value: JSON, _ schema: JSON, _ secrets: inout [String]) {
        if schema["writeOnly"]?.boolValue == true, let text = value.stringValue, !text.isEmpty { secrets.append(text) }
        for (name, member) in value.members ?? [] {
            if let property = schema["properties"]?[name] { collect(member, property, &secrets) }
        }
        for element in value.elements ?? [] {
            if let items = schema["items"] { collect(element, items, &secrets) }
        }
    }

    private static func replace<Failure: Error>(
        _ value: JSON,
        _ schema: JSON,
        _ transform: (String) throws(Failure) -> String
    ) throws(Failure) -> JSON {
        if schema["writeOnly"]?.boolValue == true, let text = value.stringValue { return .string(try transform(text)) }
        switch value {
        case .object(let members):
            var replaced: [(String, JSON)] = []
            for (name, member) in members {
                guard let property = schema["properties"]?[name] else {
                    replaced.append((name, member))
                    continue
                }
                replaced.append((name, try replace(member, property, transform)))
            }
            return .object(replaced)
        case .array(let elements):
            guard let items = schema["items"] else { return value }
            var replaced: [JSON] = []
            for element in elements { replaced.append(try replace(element, items, transform)) }
            return .array(replaced)
        default: return value
        }
    }
}

extension JSON {
    fileprivate var kind: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    fileprivate func isOf(type: String) -> Bool { kind == type || (type == "integer" && int64 != nil) }
}
