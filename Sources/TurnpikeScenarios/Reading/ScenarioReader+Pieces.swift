import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// The small things that scenario files are made of.
extension ScenarioReader: SettingsReader {
    static var codes: SettingsCodes { SettingsCodes(wrongKind: .scenarioWrongKind, missing: .scenarioMissingKey) }

    // MARK: Findings

    /// A name that the process does not declare, with the nearest that it does.
    mutating func unknown(_ what: String, _ name: String, at range: SourceRange, among known: [String]) {
        let near = NearestName.find(name, among: known)
        nodes.report(
            Diagnostic(
                .scenarioUnknownName,
                "no \(what) is called '\(name)'",
                at: range,
                repair: near.map { .didYouMean($0, replacing: range) },
                help: near != nil
                    ? nil
                    : known.isEmpty
                        ? "the process declares none"
                        : known.count > 20 ? nil : "there is \(known.joined(separator: ", "))"
            )
        )
    }

    // MARK: Collections

    /// The settings of a mapping by key; unknown keys are reported with the nearest known one.
    ///
    /// - Parameters:
    ///   - alsoKnown: Names that `others` takes.
    ///   - others: Takes keys that are none of `keys`; nil reports them.
    mutating func settings(
        _ node: YAMLNode,
        of what: String,
        keys: [String],
        alsoKnown: [String] = [],
        others: ((inout ScenarioReader, SourceText, YAMLNode) -> Bool)? = nil
    ) -> [String: YAMLNode]? {
        guard nodes.accepts(node) else { return nil }
        guard node.kind == .mapping else {
            report(.scenarioWrongKind, "\(what) is written as settings, `key: value`", at: node.range)
            return nil
        }
        var found: [String: YAMLNode] = [:]
        for (key, value) in node.entries {
            guard let name = nodes.word(key) else { continue }
            if keys.contains(name.text) {
                if value.isNothing, !value.isBroken {
                    report(.scenarioMissingKey, "'\(name.text)' has no value", at: key.range)
                    continue
                }
                found[name.text] = value
                continue
            }
            if let others, others(&self, name, value) { continue }
            let near = NearestName.find(name.text, among: keys + alsoKnown)
            nodes.report(
                Diagnostic(
                    .scenarioUnknownKey,
                    "\(what) has no '\(name.text)'",
                    at: key.range,
                    repair: near.map { .didYouMean($0, replacing: key.range) },
                    help: near == nil ? "there is \(keys.joined(separator: ", "))" : nil
                )
            )
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
        // A key without a value was reported as such, a misspelt one with its repair.
        let isReported = node.entries.contains { entry in
            entry.key.text == key || NearestName.find(entry.key.text, among: [key]) != nil
        }
        if isReported { return nil }
        let place = node.entries.first?.key.range ?? node.range
        report(.scenarioMissingKey, "'\(key)' is missing", at: place, help: "write `\(example)`")
        return nil
    }

    /// Words: one, or a list of them.
    mutating func words(_ node: YAMLNode, of what: String) -> [Located<String>]? {
        if node.kind == .scalar { return nodes.word(node).map { [Located($0.text, at: $0.range)] } }
        var result: [Located<String>] = []
        let items = list(node, of: what)
        for item in items {
            if let word = nodes.word(item) { result.append(Located(word.text, at: item.range)) }
        }
        return node.kind == .sequence && result.count == items.count ? result : nil
    }

    // MARK: Names

    mutating func stage(_ node: YAMLNode) -> String? {
        name(node, "stage", isKnown: { $0.stage($1) != nil }, among: \.stages)
    }

    mutating func activity(_ node: YAMLNode) -> String? {
        name(node, "activity", isKnown: { $0.activity($1) != nil }, among: \.activities)
    }

    mutating func approval(_ node: YAMLNode) -> String? {
        name(node, "approval", isKnown: { $0.approval($1) != nil }, among: \.approvals)
    }

    mutating func signal(_ node: YAMLNode) -> String? {
        name(node, "signal", isKnown: { $0.signal($1) != nil }, among: \.signals)
    }

    private mutating func name(
        _ node: YAMLNode,
        _ what: String,
        isKnown: (SalesProcess, String) -> Bool,
        among known: KeyPath<ScenarioNames, [String]>
    ) -> String? {
        guard let word = nodes.word(node) else { return nil }
        if isKnown(process, word.text) { return word.text }
        unknown(what, word.text, at: word.range, among: names[keyPath: known])
        return nil
    }

    /// A move's id, the id of the stage it leads to, or `stage/move`.
    mutating func move(_ node: YAMLNode) -> String? {
        guard let word = nodes.word(node) else { return nil }
        if names.hasMove(word.text) { return word.text }
        let known = names.moves + names.stages.filter { !names.moves.contains($0) }
        unknown("move or stage", word.text, at: word.range, among: known)
        return nil
    }

    /// Ids of criteria, each of which the process must have.
    mutating func criteria(_ node: YAMLNode) -> Located<[String]>? {
        guard let words = words(node, of: "criteria") else { return nil }
        for word in words where !names.hasCriterion(word.value) {
            unknown("criterion", word.value, at: word.range, among: names.criteria(like: word.value))
        }
        return Located(words.map(\.value), at: node.range)
    }

    // MARK: Values

    /// Whether `null` is written: it has no value.
    func isNull(_ node: YAMLNode) -> Bool {
        node.kind == .scalar && node.style == .plain && (node.isText("null") || node.isText("~"))
    }

    /// Values by the fields of the process.
    mutating func fields(_ node: YAMLNode, mayBeComputed: Bool = false) -> [FieldValue] {
        var result: [FieldValue] = []
        for (name, value) in entries(node, of: "fields") {
            if let field = field(name, value, mayBeComputed: mayBeComputed) { result.append(field) }
        }
        return result
    }

    /// The value of a field of the process.
    mutating func field(_ name: SourceText, _ node: YAMLNode, mayBeComputed: Bool = false) -> FieldValue? {
        guard let id = process.field(name.text) else {
            unknown("field", name.text, at: name.range, among: process.fields.map(\.id))
            return nil
        }
        let field = process[id]
        if field.isComputed, !mayBeComputed {
            report(.scenarioBadValue, "'\(field.id)' is computed from other fields and cannot be set", at: name.range)
            return nil
        }
        return value(node, of: field).map { FieldValue(field.id, $0) }
    }

    /// A value by a field's type.
    mutating func value(_ node: YAMLNode, of field: Field) -> Value? {
        guard let raw = raw(node) else { return nil }
        switch field.accept(raw, currency: process.currency) {
        case .success(let value): return value
        case .failure(let problem):
            report(.scenarioBadValue, problem.message, at: node.range)
            return nil
        }
    }

    /// A value as written: texts, lists and maps of them.
    private mutating func raw(_ node: YAMLNode) -> Value? {
        if isNull(node) { return .null }
        guard nodes.accepts(node) else { return nil }
        switch node.kind {
        case .scalar, .alias: return nodes.text(node).map { .string($0.text) }
        case .sequence:
            let items = node.items
            let values = items.compactMap { raw($0) }
            return values.count == items.count ? .list(values) : nil
        case .mapping:
            var pairs: [(Value, Value)] = []
            for (key, item) in node.entries {
                guard let name = nodes.word(key), let value = raw(item) else { return nil }
                pairs.append((.string(name.text), value))
            }
            return (try? ValueMap(pairs)).map { .map($0) }
        }
    }

    mutating func instant(_ node: YAMLNode) -> Instant? {
        guard let word = nodes.word(node) else { return nil }
        if let instant = Instant(word.text) { return instant }
        if let date = CalendarDate(word.text) {
            return LocalDateTime(date, hour: 9).flatMap { process.zone.instant(of: $0) }
        }
        report(
            .scenarioBadValue,
            "'\(word.text)' is no time",
            at: word.range,
            help: "write 2026-01-05T09:00:00Z, or 2026-01-05 for nine in the morning of that day"
        )
        return nil
    }

    mutating func span(_ node: YAMLNode) -> TimeSpan? {
        guard let text = nodes.text(node) else { return nil }
        guard let span = TimeSpan(text.text) else {
            report(
                .scenarioBadValue,
                "'\(text.text)' is no span of time",
                at: text.range,
                help: "write a number and a unit: 48 hours, 3 days, 2 weeks, 3 months"
            )
            return nil
        }
        if case .working = span, process.calendar == nil {
            report(
                .scenarioBadValue,
                "the process has no calendar to count '\(text.text)' by",
                at: text.range,
                help: "write calendar days, such as 20 days, or give the process a `calendar`"
            )
            return nil
        }
        guard !text.text.hasPrefix("-") else {
            report(.scenarioBadValue, "time does not run backwards", at: text.range)
            return nil
        }
        return span
    }
}
