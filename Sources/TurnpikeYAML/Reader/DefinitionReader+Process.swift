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
        let start = SourceRange(file: root.range.file, start: root.range.start, end: root.range.start)
        var definition = Definition(sources: sources, language: Located(1), process: Located("process"))
        var seen: Set<String> = []
        var isKnown = true
        settings(root, .process) { reader, name, value in
            seen.insert(name)
            switch name {
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
        return isKnown ? definition : nil
    }

    private mutating func language(_ node: YAMLNode, into definition: inout Definition) -> Bool {
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

    private mutating func part(_ name: String, _ value: YAMLNode, into definition: inout Definition) -> Bool {
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
        case "templates": definition.templates = templates(value)
        case "hooks": definition.hooks = hooks(value)
        case "limits": definition.limits = limits(value)
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
                    if let reason = reader.reason(key, value) { list.reasons.append(reason) }
                }
            }
            result.append(list)
        }
        return result
    }

    private mutating func reason(_ key: YAMLNode, _ value: YAMLNode?) -> ReasonDefinition? {
        guard let id = declared(key) else { return nil }
        var reason = ReasonDefinition(id: id)
        guard let value else { return reason }
        if value.kind == .mapping {
            settings(value, .reason) { reader, name, value in
                switch name {
                case "label": reason.label = reader.text(value)
                case "ask": reason.ask = reader.words(value)
                default: return false
                }
                return true
            }
        } else {
            reason.label = text(value)
        }
        return reason
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

    mutating func permissions(_ node: YAMLNode) -> PermissionsDefinition {
        var result = PermissionsDefinition()
        settings(node, .permissions) { reader, name, value in
            switch name {
            case "move": result.move = reader.words(value)
            case "override": result.override = reader.words(value)
            case "edit":
                reader.namedEntries(value, of: "'edit'", allowsList: false) { reader, key, value in
                    guard let field = reader.word(key), let value else { return }
                    result.edit.append(.init(field: field, roles: reader.words(value)))
                }
            default: return false
            }
            return true
        }
        return result
    }
}
