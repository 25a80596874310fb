public import TurnpikeValues

/// Reads the settings of a plug-in and collects everything that is wrong about them.
public struct SettingsReader: Sendable {
    private let json: JSON
    private let folder: String
    private var known: Set<String> = []
    private var findings: [String] = []

    /// A reader.
    ///
    /// - Parameters:
    ///   - json: The settings, an object.
    ///   - folder: What a path of a secret starts from; empty or with a slash at its end.
    public init(_ json: JSON, folder: String) {
        self.json = json
        self.folder = folder
        if json.members == nil { findings.append("the settings are written as `name: value`") }
    }

    /// Notes something that is wrong.
    ///
    /// - Parameter text: In words, without a secret.
    public mutating func found(_ text: String) { findings.append(text) }

    /// Names settings that somebody else reads.
    ///
    /// - Parameter names: Their names.
    public mutating func ignore(_ names: String...) { known.formUnion(names) }

    /// Everything that is wrong, unknown settings among it.
    public func finish() -> [String] {
        let unknown = (json.members ?? []).map(\.0).filter { !known.contains($0) }
        return findings + unknown.map { "\($0) is not known; there are \(known.sorted().joined(separator: ", "))" }
    }

    /// A text that is not empty; nil where it is not given.
    ///
    /// - Parameter name: The setting.
    public mutating func text(_ name: String) -> String? {
        guard let value = value(name) else { return nil }
        if let text = value.stringValue, !text.isEmpty { return text }
        found("\(name) is a text that is not empty")
        return nil
    }

    /// A list of texts; nil where it is not given.
    ///
    /// - Parameter name: The setting.
    public mutating func texts(_ name: String) -> [String]? {
        guard let value = value(name) else { return nil }
        if let text = value.stringValue, !text.isEmpty { return [text] }
        let texts = (value.elements ?? []).compactMap(\.stringValue).filter { !$0.isEmpty }
        if let elements = value.elements, !elements.isEmpty, texts.count == elements.count { return texts }
        found("\(name) is a list of texts")
        return nil
    }

    /// Texts by name; empty where it is not given.
    ///
    /// - Parameter name: The setting.
    public mutating func table(_ name: String) -> [String: String] {
        guard let value = value(name) else { return [:] }
        var table: [String: String] = [:]
        for (key, member) in value.members ?? [] { table[key] = member.stringValue }
        if value.members == nil || table.count != value.members?.count { found("\(name) is written as `name: text`") }
        return table
    }

    /// A whole number in a range; nil where it is not given.
    ///
    /// - Parameters:
    ///   - name: The setting.
    ///   - range: What is allowed.
    public mutating func integer(_ name: String, _ range: ClosedRange<Int>) -> Int? {
        guard let value = value(name) else { return nil }
        if let number = value.int64.flatMap({ Int(exactly: $0) }), range.contains(number) { return number }
        found("\(name) is a whole number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    /// Notes a setting that must be given and is not.
    ///
    /// - Parameters:
    ///   - name: The setting.
    ///   - what: What it says, in words.
    public mutating func demand(_ name: String, _ what: String) {
        if json[name] == nil { found("\(name) is missing: \(what)") }
    }

    /// A path, from the folder of the settings where it is relative; nil where it is not given.
    ///
    /// - Parameter name: The setting.
    public mutating func path(_ name: String) -> String? {
        text(name).map { $0.hasPrefix("/") ? $0 : folder + $0 }
    }

    /// True or false; false where it is not given.
    ///
    /// - Parameter name: The setting.
    public mutating func flag(_ name: String) -> Bool {
        guard let value = value(name) else { return false }
        if let flag = value.boolValue { return flag }
        found("\(name) is true or false")
        return false
    }

    /// An address that must be given; nil where it is not, or cannot be read.
    ///
    /// - Parameter name: The setting.
    public mutating func address(_ name: String) -> WebAddress? {
        guard let text = text(name) else {
            if json[name] == nil { found("\(name) is missing") }
            return nil
        }
        return address(text, of: name)
    }

    /// An address that has a usual value; nil where what is given cannot be read.
    ///
    /// - Parameters:
    ///   - name: The setting.
    ///   - usual: The address where it is not given.
    public mutating func address(_ name: String, or usual: String) -> WebAddress? {
        address(text(name) ?? usual, of: name)
    }

    private mutating func address(_ text: String, of name: String) -> WebAddress? {
        do { return try WebAddress(text) } catch {
            found("\(name): \(error.message)")
            return nil
        }
    }

    /// The secret that a setting names; nil where it is not given or names nothing.
    ///
    /// - Parameter name: The setting.
    public mutating func secret(_ name: String) -> Secret? {
        text(name).flatMap { secret($0, of: name) }
    }

    /// The secret that a text names; nil where it names nothing.
    ///
    /// - Parameters:
    ///   - reference: `env:NAME` or `file:PATH`.
    ///   - name: The setting that it stands in.
    public mutating func secret(_ reference: String, of name: String) -> Secret? {
        do { return try Secret(reference: reference, folder: folder) } catch {
            found("\(name): \(error.message)")
            return nil
        }
    }

    private mutating func value(_ name: String) -> JSON? {
        known.insert(name)
        guard let value = json[name], !value.isNull else { return nil }
        return value
    }
}

extension AddressPolicy {
    /// The policy of a plug-in's settings: `allow_http` and `allow_private`, false unless they say `true`.
    ///
    /// - Parameter json: The settings.
    public init(settings json: JSON) {
        self.init(
            allowsInsecure: json["allow_http"]?.boolValue == true,
            allowsPrivate: json["allow_private"]?.boolValue == true
        )
    }
}
