import Turnpike

/// The file as a whole, and its short lists.
extension DefinitionReader {
    mutating func process(_ root: YAMLNode) -> Definition? {
        guard root.kind == .mapping else {
            wrongKind(
                root,
                expected: "a process",
                help: "a process begins with 'turnpike: 1', 'process:' and 'stages:'"
            )
            return nil
        }
        if let (key, _) = root.entries.first(where: { $0.key.isText("pack") }), root["stages"] == nil {
            report(
                Diagnostic(
                    .reuseKind,
                    "this is a pack and no process",
                    at: key.range,
                    help: "it is checked together with a process that names it in 'uses'"
                )
            )
            return nil
        }
        let start = SourceRange(file: root.range.file, start: root.range.start, end: root.range.start)
        var definition = Definition(sources: sources, language: Located(1), process: Located("process"))
        var seen: Set<String> = []
        var isKnown = true
        var uses: YAMLNode?
        settings(root, .process) { reader, name, value in
            seen.insert(name)
            switch name {
            case "uses": uses = value
            // The base was put under it before.
            case "extends": break
            case "turnpike": isKnown = reader.language(value, into: &definition)
            case "process": if let id = reader.declared(value) { definition.process = id }
            default: return reader.part(name, value, into: &definition)
            }
            return true
        }
        if !seen.contains("turnpike") {
            report(
                Diagnostic(
                    .missingKey,
                    "a process needs the key 'turnpike', the version of the language",
                    at: start,
                    repair: .init("begin the file with it", replacing: start, with: "turnpike: 1\n")
                )
            )
        }
        if !seen.contains("process") {
            missing("process", in: "a process", at: start, help: "give it an id: 'process: lemonade'")
        }
        if !seen.contains("stages") {
            missing("stages", in: "a process", at: start, help: "a process is made of its stages")
        }
        addPacks(uses, to: &definition)
        return isKnown ? definition : nil
    }

    mutating func language(_ node: YAMLNode, into definition: inout Definition) -> Bool {
        guard let number = integer(node) else { return true }
        definition.language = number
        guard number.value != 1 else { return true }
        report(
            Diagnostic(
                .unknownLanguage,
                "this release reads version 1 of the language, not \(number.value)",
                at: node.range,
                help: number.value > 1 ? "a later release of Turnpike reads it" : nil
            )
        )
        return false
    }

    mutating func part(_ name: String, _ value: YAMLNode, into definition: inout Definition) -> Bool {
        switch name {
        case "version": definition.version = integer(value, minimum: 1)
        case "label": definition.label = text(value)
        case "currency": definition.currency = word(value)
        case "zone": definition.zone = word(value)
        case "calendar": definition.calendar = word(value)
        case "calendars": definition.calendars = calendars(value)
        case "observed": definition.observed = choice(value, of: ObservedPolicy.self)
        case "roles": definition.roles = labels(value, of: "roles")
        case "records": definition.records = records(value)
        case "fields": definition.fields = fields(value)
        case "reasons": definition.reasons = reasonLists(value)
        case "signals": definition.signals = signals(value)
        case "activities": definition.activities = activities(value)
        case "gates": definition.gates = gates(value)
        case "approvals": definition.approvals = approvals(value)
        case "start": definition.start = starts(value)
        case "stages": definition.stages = stages(value)
        case "anywhere":
            settings(value, .anywhere) { reader, name, value in
                guard name == "moves" else { return false }
                definition.anywhere = reader.moves(value)
                return true
            }
        case "permissions": definition.permissions = permissions(value)
        case "teams": definition.teams = labels(value, of: "teams")
        case "assignment": definition.assignment = assignment(value)
        case "templates": definition.templates = templates(value)
        case "hooks": definition.hooks = hooks(value)
        case "score": definition.score = score(value)
        case "rates":
            settings(value, .rates) { reader, name, value in
                guard name == "on" else { return false }
                definition.rates = reader.word(value)
                return true
            }
        case "migrate": definition.migrations = migrations(value)
        case "limits": definition.limits = limits(value)
        case "cadences": definition.cadences = cadences(value)
        case "contact_rules": definition.contactRules = contactRules(value)
        default: return false
        }
        return true
    }

    /// Ids with labels: `{rep: Account executive, legal: {label: Legal counsel}}` or `[rep, legal]`.
    mutating func labels(_ node: YAMLNode, of what: String) -> [NamedLabel] {
        var result: [NamedLabel] = []
        namedEntries(node, of: what) { reader, key, value in
            guard let id = reader.declared(key) else { return }
            var named = NamedLabel(id: id)
            if let value, value.kind == .mapping {
                reader.settings(value, .named) { reader, name, value in
                    guard name == "label" else { return false }
                    named.label = reader.text(value)
                    return true
                }
            } else if let value {
                named.label = reader.text(value)
            }
            result.append(named)
        }
        return result
    }

    mutating func reasonLists(_ node: YAMLNode) -> [ReasonListDefinition] {
        var result: [ReasonListDefinition] = []
        namedEntries(node, of: "reasons", allowsList: false) { reader, key, value in
            guard let id = reader.declared(key) else { return }
            var list = ReasonListDefinition(id: id, reasons: [])
            if let value {
                reader.namedEntries(value, of: "a list of reasons") { reader, key, value in
                    list.reasons += reader.reason(key, value)
                }
            }
            result.append(list)
        }
        return result
    }

    /// A reason, or in its place those that it is divided into: `competitor.price`, with what both ask.
    private mutating func reason(_ key: YAMLNode, _ value: YAMLNode?) -> [ReasonDefinition] {
        guard let id = declared(key) else { return [] }
        var reason = ReasonDefinition(id: id)
        var parts: [ReasonDefinition]?
        guard let value else { return [reason] }
        if value.kind == .mapping {
            settings(value, .reason) { reader, name, value in
                if name == "reasons" {
                    parts = reader.subReasons(value)
                    return true
                }
                return reader.reasonSetting(name, value, into: &reason)
            }
        } else {
            reason.label = text(value)
        }
        guard let parts else { return [reason] }
        return parts.map { part in
            var whole = part
            whole.id = Located("\(id.value).\(part.id.value)", at: part.id.range)
            let labels = [reason.label?.value ?? id.value, part.label?.value ?? part.id.value]
            whole.label = Located(labels.joined(separator: ": "), at: part.label?.range ?? part.id.range)
            whole.ask = reason.ask + part.ask.filter { field in !reason.ask.contains { $0.value == field.value } }
            return whole
        }
    }

    private mutating func reasonSetting(_ name: String, _ value: YAMLNode, into reason: inout ReasonDefinition) -> Bool
    {
        switch name {
        case "label": reason.label = text(value)
        case "ask": reason.ask = words(value)
        default: return false
        }
        return true
    }

    private mutating func subReasons(_ node: YAMLNode) -> [ReasonDefinition] {
        var result: [ReasonDefinition] = []
        namedEntries(node, of: "'reasons'") { reader, key, value in
            guard let id = reader.declared(key) else { return }
            var reason = ReasonDefinition(id: id)
            if let value, value.kind == .mapping {
                reader.settings(value, .subReason) { reader, name, value in
                    reader.reasonSetting(name, value, into: &reason)
                }
            } else if let value {
                reason.label = reader.text(value)
            }
            result.append(reason)
        }
        return result
    }

    mutating func signals(_ node: YAMLNode) -> [SignalDefinition] {
        var result: [SignalDefinition] = []
        namedEntries(node, of: "signals") { reader, key, value in
            guard let id = reader.declared(key) else { return }
            var signal = SignalDefinition(id: id)
            if let value {
                reader.settings(value, .signal) { reader, name, value in
                    switch name {
                    case "label": signal.label = reader.text(value)
                    case "sets": signal.sets = reader.words(value)
                    default: return false
                    }
                    return true
                }
            }
            result.append(signal)
        }
        return result
    }
}
