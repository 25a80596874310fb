import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// The small things that a configuration is made of.
extension ConfigurationReader {
    mutating func report(_ code: DiagnosticCode, _ message: String, at range: SourceRange, help: String? = nil) {
        nodes.report(Diagnostic(code, message, at: range, help: help))
    }

    /// Calls a function with each known key of a mapping; unknown keys are reported with the nearest known one.
    mutating func settings(
        _ node: YAMLNode,
        of what: String,
        keys: [String],
        _ body: (inout ConfigurationReader, String, YAMLNode) -> Void
    ) {
        guard nodes.accepts(node) else { return }
        guard node.kind == .mapping else {
            return report(.configurationWrongKind, "\(what) is written as settings, `key: value`", at: node.range)
        }
        for (key, value) in node.entries {
            guard let name = nodes.word(key) else { continue }
            guard keys.contains(name.text) else {
                let near = NearestName.find(name.text, among: keys)
                nodes.report(
                    Diagnostic(
                        .configurationUnknownKey,
                        "\(what) has no '\(name.text)'",
                        at: key.range,
                        repair: near.map { .didYouMean($0, replacing: key.range) },
                        help: near == nil ? "there is \(keys.joined(separator: ", "))" : nil
                    )
                )
                continue
            }
            if !value.isBroken { body(&self, name.text, value) }
        }
    }

    mutating func text(_ node: YAMLNode) -> String? { nodes.text(node)?.text }

    mutating func path(_ node: YAMLNode) -> String? { text(node).map { configuration.path($0) } }

    /// The texts of a list; a single text is a list of one.
    mutating func texts(_ node: YAMLNode, of what: String) -> [String] {
        if node.kind == .scalar { return text(node).map { [$0] } ?? [] }
        guard nodes.accepts(node) else { return [] }
        guard node.kind == .sequence else {
            report(.configurationWrongKind, "a list of \(what) is expected here, as in [a, b]", at: node.range)
            return []
        }
        if node.items.isEmpty { report(.configurationBadValue, "the list is empty", at: node.range) }
        return node.items.compactMap { text($0) }
    }

    /// A name that the file gives: letters, digits, `_` and `-`.
    mutating func name(_ node: YAMLNode) -> String? {
        guard let word = nodes.word(node) else { return nil }
        let isName =
            !word.text.isEmpty
            && word.text.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
        if isName { return word.text }
        report(.configurationBadValue, "a plug-in's name has small letters, digits, '_' and '-'", at: node.range)
        return nil
    }

    mutating func integer(_ node: YAMLNode, _ range: ClosedRange<Int>) -> Int? {
        guard let word = nodes.word(node) else { return nil }
        if node.style == .plain, let number = Int(word.text), range.contains(number) { return number }
        let message = "a whole number from \(range.lowerBound) to \(range.upperBound) is expected here"
        report(.configurationBadValue, message, at: node.range)
        return nil
    }

    mutating func duration(_ node: YAMLNode) -> Duration? {
        guard let word = nodes.text(node) else { return nil }
        if let duration = Duration(turnpikeText: word.text), duration > .zero { return duration }
        report(
            .configurationBadValue,
            "'\(word.text)' is no span of elapsed time",
            at: node.range,
            help: "write `10 seconds`, `2 minutes` or `500 milliseconds`"
        )
        return nil
    }

    /// A size in bytes: `512 MB`, `1 GB`.
    mutating func size(_ node: YAMLNode) -> Int? {
        guard let word = nodes.text(node) else { return nil }
        let parts = word.text.split(separator: " ")
        let units = ["KB": 10, "MB": 20, "GB": 30]
        if parts.count == 2, let shift = units[String(parts[1])], let number = Int(parts[0]), number > 0,
            number <= 1 << 20
        {
            return number << shift
        }
        report(
            .configurationBadValue,
            "'\(word.text)' is no size",
            at: node.range,
            help: "write `512 MB` or `2 GB`"
        )
        return nil
    }

    /// A rate: `10 per second`.
    mutating func rate(_ node: YAMLNode) -> PluginSettings.Rate? {
        guard let word = nodes.text(node) else { return nil }
        let parts = word.text.split(separator: " ")
        let periods: [String: Duration] = ["second": .seconds(1), "minute": .seconds(60), "hour": .seconds(3_600)]
        if parts.count == 3, parts[1] == "per", let period = periods[String(parts[2])], let count = Int(parts[0]),
            (1...1_000_000).contains(count)
        {
            return PluginSettings.Rate(count: count, period: period)
        }
        report(
            .configurationBadValue,
            "'\(word.text)' is no rate",
            at: node.range,
            help: "write `10 per second`, `100 per minute` or `1000 per hour`"
        )
        return nil
    }

    mutating func choice<Word: RawRepresentable & CaseIterable>(_ node: YAMLNode) -> Word?
    where Word.RawValue == String {
        guard let word = nodes.word(node) else { return nil }
        if let value = Word(rawValue: word.text) { return value }
        let known = Word.allCases.map(\.rawValue)
        let near = NearestName.find(word.text, among: known)
        nodes.report(
            Diagnostic(
                .configurationBadValue,
                "'\(word.text)' is not one of \(known.joined(separator: ", "))",
                at: node.range,
                repair: near.map { .didYouMean($0, replacing: node.range) }
            )
        )
        return nil
    }

    mutating func variables(_ node: YAMLNode) -> [String: String] {
        guard nodes.accepts(node) else { return [:] }
        guard node.kind == .mapping else {
            report(.configurationWrongKind, "variables are written as `NAME: value`", at: node.range)
            return [:]
        }
        var variables: [String: String] = [:]
        for (key, value) in node.entries {
            if let name = text(key), let text = text(value) { variables[name] = text }
        }
        return variables
    }

    /// Settings of a plug-in as JSON: what stands in quotes is a text, the rest what it looks like.
    mutating func json(_ node: YAMLNode) -> JSON {
        guard nodes.accepts(node) else { return .null }
        switch node.kind {
        case .sequence: return .array(node.items.map { json($0) })
        case .mapping:
            return .object(
                node.entries.compactMap { entry in text(entry.key).map { ($0, json(entry.value)) } }
            )
        case .alias: return .null
        case .scalar:
            if node.isNothing { return .null }
            guard let text = text(node) else { return .null }
            guard node.style == .plain else { return .string(text) }
            switch text {
            case "true": return .bool(true)
            case "false": return .bool(false)
            case "null", "~": return .null
            default:
                guard let number = try? JSON.parse(text), case .number = number else { return .string(text) }
                return number
            }
        }
    }
}
