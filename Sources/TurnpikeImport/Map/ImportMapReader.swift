import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// Reads the tree of a map file; what is missing or wrong becomes a finding, and reading goes on.
struct ImportMapReader: SettingsReader {
    static var codes: SettingsCodes { SettingsCodes(wrongKind: .importWrongKind, missing: .importMissingKey) }

    let source: SourceFile
    var nodes = NodeReader()

    init(source: SourceFile) {
        self.source = source
    }

    mutating func read(_ root: YAMLNode) -> ImportMap? {
        let keys = [
            "map", "process", "key", "name", "owner", "zone", "dates", "required", "aliases", "lookups", "account",
            "fields", "stages",
        ]
        guard let settings = settings(root, of: "a map", keys: keys) else { return nil }
        let name = required("map", in: settings, of: root, "map: old_crm").flatMap { identifier($0) }
        let process = required("process", in: settings, of: root, "process: b2b_software").flatMap { nodes.word($0) }
        let key = required("key", in: settings, of: root, "key: opportunity_id").flatMap { column($0) }
        let title = required("name", in: settings, of: root, "name: \"${account}\"").flatMap { template($0) }
        let owner = settings["owner"].flatMap { column($0) }
        let zone = settings["zone"].flatMap { self.zone($0) }
        let dates = settings["dates"].flatMap { pattern($0) }
        let columns = settings["required"].map { list($0, of: "columns") } ?? []
        let aliases = settings["aliases"].map { self.aliases($0) } ?? []
        let lookups = settings["lookups"].map { self.lookups($0) } ?? []
        let account = settings["account"].flatMap { self.account($0) }
        let fields = settings["fields"].map { self.fields($0) } ?? []
        let stages = required("stages", in: settings, of: root, "stages: {column: stage, paths: …, entered: …}")
            .flatMap { self.stages($0) }
        guard let name, let process, let key, let title, let stages else { return nil }
        return ImportMap(
            source: source,
            nameText: name,
            processText: process,
            key: key,
            title: title,
            owner: owner,
            zone: zone,
            dates: dates ?? .iso,
            required: columns.compactMap { column($0) },
            aliases: aliases,
            lookups: lookups,
            account: account,
            fields: fields,
            stages: stages
        )
    }

    // MARK: Pieces

    /// The settings of a mapping by key; unknown keys are reported with the nearest known one.
    mutating func settings(_ node: YAMLNode, of what: String, keys: [String]) -> [String: YAMLNode]? {
        guard nodes.accepts(node) else { return nil }
        guard node.kind == .mapping else {
            report(.importWrongKind, "\(what) is written as settings, `key: value`", at: node.range)
            return nil
        }
        var found: [String: YAMLNode] = [:]
        for (key, value) in node.entries {
            guard let name = nodes.word(key)?.text else { continue }
            guard keys.contains(name) else {
                let near = NearestName.find(name, among: keys)
                nodes.report(
                    Diagnostic(
                        .importUnknownKey,
                        "\(what) has no '\(name)'",
                        at: key.range,
                        repair: near.map { .didYouMean($0, replacing: key.range) },
                        help: near == nil ? "there is \(keys.joined(separator: ", "))" : nil
                    )
                )
                continue
            }
            if value.isNothing, !value.isBroken {
                report(.importMissingKey, "'\(name)' has no value", at: key.range)
                continue
            }
            found[name] = value
        }
        return found
    }

    /// A setting that must be there.
    mutating func required(
        _ key: String,
        in settings: [String: YAMLNode],
        of node: YAMLNode,
        _ example: String
    ) -> YAMLNode? {
        if let value = settings[key] { return value }
        // A key without a value was reported as such.
        if node.entries.contains(where: { $0.key.text == key }) { return nil }
        let place = node.entries.first?.key.range ?? node.range
        nodes.report(Diagnostic(.importMissingKey, "'\(key)' is missing", at: place, help: "write `\(example)`"))
        return nil
    }

    /// A column's name.
    mutating func column(_ node: YAMLNode) -> SourceText? {
        guard let text = nodes.text(node) else { return nil }
        guard !text.text.isEmpty else {
            report(.importBadValue, "a column has a name", at: node.range)
            return nil
        }
        return text
    }

    private mutating func identifier(_ node: YAMLNode) -> SourceText? {
        guard let text = nodes.word(node) else { return nil }
        let isValid =
            text.text.utf8.first.map { (0x61...0x7A).contains($0) } == true
            && text.text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
        guard isValid, text.text.utf8.count <= 64 else {
            report(
                .importBadValue,
                "'\(text.text)' is no name of a map",
                at: node.range,
                help: "use small letters, digits and _, as in old_crm, 64 at most"
            )
            return nil
        }
        return text
    }

    private mutating func zone(_ node: YAMLNode) -> Zone? {
        guard let text = nodes.word(node) else { return nil }
        do {
            return try Zone(named: text.text)
        } catch {
            nodes.report(
                Diagnostic(
                    .importBadValue,
                    error.message,
                    at: node.range,
                    repair: error.nearest.map { .didYouMean($0, replacing: node.range) }
                )
            )
            return nil
        }
    }

    private mutating func pattern(_ node: YAMLNode) -> DatePattern? {
        guard let text = nodes.text(node) else { return nil }
        if let pattern = DatePattern(text.text) { return pattern }
        report(
            .importBadValue,
            "'\(text.text)' is no pattern of a date",
            at: node.range,
            help: "write it with yyyy, MM, dd and perhaps HH, mm, ss, as in dd.MM.yyyy, or write rfc3339"
        )
        return nil
    }

    /// A currency's code.
    mutating func currency(_ node: YAMLNode) -> Currency? {
        guard let text = nodes.word(node) else { return nil }
        guard let currency = Currency(text.text), currency.isKnown else {
            report(.importBadValue, "'\(text.text)' is no currency; write its code, such as EUR", at: node.range)
            return nil
        }
        return currency
    }

    private mutating func template(_ node: YAMLNode) -> NameTemplate? {
        guard let text = nodes.text(node) else { return nil }
        let bytes = Array(text.text.utf8)
        var parts: [NameTemplate.Part] = []
        var literal: [UInt8] = []
        func flush() {
            guard !literal.isEmpty else { return }
            parts.append(.literal(String(decoding: literal, as: UTF8.self)))
            literal = []
        }
        var at = 0
        while at < bytes.count {
            guard bytes[at] == UInt8(ascii: "$"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "{") else {
                literal.append(bytes[at])
                at += 1
                continue
            }
            guard let close = bytes[at...].firstIndex(of: UInt8(ascii: "}")) else {
                report(.importBadValue, "nothing closes this `${`", at: text.range(of: at..<bytes.count))
                return nil
            }
            let name = String(decoding: bytes[at + 2..<close], as: UTF8.self)
            guard !name.isEmpty else {
                report(
                    .importBadValue,
                    "a column's name stands between `${` and `}`",
                    at: text.range(of: at..<close + 1)
                )
                return nil
            }
            flush()
            parts.append(.column(SourceText(name, at: text.range(of: at + 2..<close))))
            at = close + 1
        }
        flush()
        guard !parts.isEmpty else {
            report(.importBadValue, "a deal needs a name", at: node.range)
            return nil
        }
        return NameTemplate(parts: parts)
    }
}
