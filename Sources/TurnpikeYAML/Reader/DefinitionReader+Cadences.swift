import Turnpike

/// Cadences, and the rules for messages to customers.
extension DefinitionReader {
    mutating func cadences(_ node: YAMLNode) -> [CadenceDefinition] {
        var result: [CadenceDefinition] = []
        namedEntries(node, of: "cadences", allowsList: false) { reader, key, value in
            guard let id = reader.declared(key) else { return }
            var cadence = CadenceDefinition(id: id, range: value.map { key.range.union($0.range) } ?? key.range)
            if let value, value.kind == .sequence {
                cadence.steps = reader.cadenceSteps(value)
            } else if let value {
                reader.settings(value, .cadence) { reader, name, value in
                    reader.cadenceSetting(name, value, into: &cadence)
                }
            }
            result.append(cadence)
        }
        return result
    }

    private mutating func cadenceSetting(
        _ name: String,
        _ value: YAMLNode,
        into cadence: inout CadenceDefinition
    ) -> Bool {
        switch name {
        case "label": cadence.label = text(value)
        case "to": cadence.to = setting("to", value)
        case "calendar": cadence.calendar = word(value)
        case "window": cadence.window = window(value)
        case "missed": cadence.missed = choice(value, of: Cadence.MissedWindow.self)
        case "steps": cadence.steps = cadenceSteps(value)
        case "stops_on": cadence.stopsOn = outcomes(value, of: "'stops_on'")
        case "pauses_on":
            namedEntries(value, of: "'pauses_on'", allowsList: false) { reader, key, value in
                guard let signal = reader.word(key), let value, let until = reader.expression(value) else { return }
                cadence.pausesOn.append(CadenceDefinition.Pause(signal: signal, until: until))
            }
        case "again": cadence.again = truth(value)
        case "late": cadence.late = late(value)
        default: return false
        }
        return true
    }

    private mutating func setting(_ key: String, _ node: YAMLNode) -> HookActionDefinition.Setting? {
        guard let text = nodes.text(node) else { return nil }
        return .init(key: Located(key, at: node.range), source: Self.source(text), isQuoted: node.style != .plain)
    }

    /// `office`, or `{calendar: office, zone: contact}`.
    private mutating func window(_ node: YAMLNode) -> SendWindowDefinition? {
        if node.kind == .scalar {
            guard let calendar = word(node) else { return nil }
            return SendWindowDefinition(calendar: calendar, range: node.range)
        }
        var window = SendWindowDefinition(range: node.range)
        settings(node, .window) { reader, name, value in
            switch name {
            case "calendar": window.calendar = reader.word(value)
            case "zone": window.zone = reader.word(value)
            default: return false
            }
            return true
        }
        return window
    }

    /// Names, and activities with their outcomes: `[replied, {first_call: [interested]}]`.
    private mutating func outcomes(_ node: YAMLNode, of what: String) -> [CadenceOutcomeDefinition] {
        var result: [CadenceOutcomeDefinition] = []
        namedEntries(node, of: what) { reader, key, value in
            guard let name = reader.word(key) else { return }
            result.append(CadenceOutcomeDefinition(name: name, outcomes: value.map { reader.words($0) }))
        }
        return result
    }

    private mutating func cadenceSteps(_ node: YAMLNode) -> [CadenceStepDefinition] {
        guard nodes.accepts(node) else { return [] }
        guard node.kind == .sequence else {
            wrongKind(
                node,
                expected: "a list of steps",
                help: "write [{email: intro}, {after: 3 days, call: first_call}]"
            )
            return []
        }
        return node.items.compactMap { cadenceStep($0) }
    }

    /// Everything but the time and the conditions is what the step does.
    private mutating func cadenceStep(_ node: YAMLNode) -> CadenceStepDefinition? {
        guard nodes.accepts(node) else { return nil }
        guard node.kind == .mapping else {
            wrongKind(node, expected: "a step such as {after: 3 days, email: nudge}")
            return nil
        }
        var step = CadenceStepDefinition(range: node.range)
        for (key, value) in node.entries {
            switch key.text {
            case "after": step.after = text(value)
            case "stop": step.stop = truth(value)
            case "on": step.on = outcomes(value, of: "'on'")
            case "when": step.when = expression(value)
            case "before", "within", "wait", "delay":
                report(
                    Diagnostic(
                        .unknownKey,
                        "a step of a cadence has no key '\(key.text)'",
                        at: key.range,
                        repair: .didYouMean("after", replacing: key.writtenRange)
                    )
                )
            default: if let action = action(key, value) { step.actions.append(action) }
            }
        }
        return step
    }

    // MARK: Contact rules

    mutating func contactRules(_ node: YAMLNode) -> ContactRulesDefinition? {
        var rules = ContactRulesDefinition(range: node.range)
        settings(node, .contactRules) { reader, name, value in
            switch name {
            case "do_not_contact": rules.doNotContact = reader.expression(value)
            case "hours": rules.hours = reader.window(value)
            case "per_day": rules.perDay = reader.integer(value, minimum: 1)
            case "per_owner": rules.perOwner = reader.integer(value, minimum: 1)
            default: return false
            }
            return true
        }
        return rules
    }

    // MARK: Templates

    /// The body of a template that stands in a file of its own.
    mutating func templateFile(_ node: YAMLNode) -> TemplateText? {
        guard let path = text(node) else { return nil }
        let number: UInt32
        switch files.number(of: path.value, from: path.range.file, .template, in: &sources) {
        case .found(let found): number = found
        case .refused(let why, let help):
            report(Diagnostic(.badTemplateFile, why, at: path.range, help: help))
            return nil
        }
        guard let file = sources[SourceRange(file: number, start: 0, end: 0)] else { return nil }
        // Editors end a file with a line break that nobody means, and may begin it with a mark.
        let start = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var end = file.bytes.count
        if end > start, file.bytes[end - 1] == 0x0A { end -= 1 }
        if end > start, file.bytes[end - 1] == 0x0D { end -= 1 }
        guard let text = String(validating: file.bytes[start..<end], as: UTF8.self) else {
            report(
                Diagnostic(
                    .badTemplateFile,
                    "'\(TreeBuilder.short(path.value))' is not a text in UTF-8",
                    at: path.range,
                    help: "save it as UTF-8"
                )
            )
            return nil
        }
        let range = SourceRange(file: number, start: UInt32(start), end: UInt32(end))
        return TemplateText(ExpressionSource(text, at: range))
    }
}

extension Shape {
    static let cadence = Shape(
        what: "a cadence",
        keys: [
            "label", "to", "calendar", "window", "missed", "steps", "stops_on", "pauses_on", "again", "late",
        ]
    )
    static let window = Shape(what: "a window", keys: ["calendar", "zone"])
    static let contactRules = Shape(
        what: "'contact_rules'",
        keys: ["do_not_contact", "hours", "per_day", "per_owner"]
    )
}
