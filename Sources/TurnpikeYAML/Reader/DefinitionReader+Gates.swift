import Turnpike

/// Gates and what they demand.
extension DefinitionReader {
    mutating func gates(_ node: YAMLNode) -> [GateDefinition] {
        var result: [GateDefinition] = []
        namedEntries(node, of: "gates", allowsList: false) { reader, key, value in
            guard let id = reader.declared(key) else { return }
            let range = value.map { key.range.union($0.range) } ?? key.range
            result.append(reader.gate(id, value, range: range))
        }
        return result
    }

    private mutating func gate(_ id: Located<String>?, _ node: YAMLNode?, range: SourceRange) -> GateDefinition {
        var gate = GateDefinition(id: id, range: range)
        guard let node else { return gate }
        settings(node, .gate) { reader, name, value in
            switch name {
            case "label": gate.label = reader.text(value)
            case "when": gate.when = reader.expression(value)
            case "needs": gate.needs = reader.words(value)
            case "done": gate.done = reader.demands(value)
            case "check": gate.checks = reader.checks(value)
            case "external": gate.external = reader.external(value)
            case "approval": gate.approvals = reader.words(value)
            case "any": gate.any = reader.gateReferences(value)
            case "all": gate.all = reader.gateReferences(value)
            case "override":
                if let word = reader.word(value) {
                    if word.value == "never" {
                        gate.neverOverridden = Located(true, at: word.range)
                    } else {
                        reader.unknownWord(word.value, value, among: ["never"])
                    }
                }
            default: return false
            }
            return true
        }
        return consume gate
    }

    /// Gates by name or written in place; a single name is a list of one.
    mutating func gateReferences(_ node: YAMLNode) -> [GateReference] {
        if node.isBroken { return [] }
        if node.kind == .scalar { return word(node).map { [.named($0)] } ?? [] }
        guard nodes.accepts(node) else { return [] }
        guard node.kind == .sequence else {
            wrongKind(node, expected: "a list of gates", help: "write [first_gate, second_gate]")
            return []
        }
        return node.items.compactMap { gateReference($0) }
    }

    private mutating func gateReference(_ item: YAMLNode) -> GateReference? {
        if item.kind == .scalar { return word(item).map { .named($0) } }
        guard nodes.accepts(item) else { return nil }
        guard item.kind == .mapping else {
            wrongKind(item, expected: "a gate")
            return nil
        }
        let entries = item.entries
        // `{budget_known: {needs: [budget]}}` names the gate; `{needs: [budget]}` does not.
        if let (key, value) = entries.first, value.kind == .mapping, entries.count == 1,
            !Shape.gate.keys.contains(key.text), !Shape.gate.later.contains(key.text), let id = declared(key)
        {
            return .inline(gate(id, value, range: item.range))
        }
        return .inline(gate(nil, item, range: item.range))
    }

    private mutating func demands(_ node: YAMLNode) -> [DoneDefinition] {
        var result: [DoneDefinition] = []
        namedEntries(node, of: "'done'") { reader, key, value in
            guard let activity = reader.word(key) else { return }
            var demand = DoneDefinition(activity: activity, range: value.map { key.range.union($0.range) } ?? key.range)
            if let value {
                reader.settings(value, .done) { reader, name, value in
                    switch name {
                    case "outcome": demand.outcomes = reader.words(value)
                    case "at_least": demand.atLeast = reader.integer(value, minimum: 1)
                    case "within": demand.within = reader.word(value)
                    case "since":
                        if let word = reader.word(value) {
                            if word.value == "stage" {
                                demand.sinceStage = Located(true, at: word.range)
                            } else {
                                reader.unknownWord(word.value, value, among: ["stage"])
                            }
                        }
                    default: return false
                    }
                    return true
                }
            }
            result.append(demand)
        }
        return result
    }

    private mutating func checks(_ node: YAMLNode) -> [CheckDefinition] {
        var result: [CheckDefinition] = []
        guard nodes.accepts(node) else { return [] }
        guard node.kind == .mapping else {
            wrongKind(
                node,
                expected: "settings",
                for: "'check'",
                help: "each check has an id: {budget_covers: {that: …, else: …}}"
            )
            return []
        }
        for (key, value) in node.entries {
            guard let id = declared(key), !value.isBroken else { continue }
            var that: ExpressionSource?
            var otherwise: TemplateText?
            var severity: Located<CheckSeverity>?
            var hasThat = false
            settings(value, .check) { reader, name, value in
                switch name {
                case "that":
                    hasThat = true
                    that = reader.expression(value)
                case "else": otherwise = reader.template(value)
                case "severity": severity = reader.choice(value, of: CheckSeverity.self)
                default: return false
                }
                return true
            }
            if !hasThat, value.kind == .mapping {
                missing(
                    "that",
                    in: "the check '\(TreeBuilder.short(id.value))'",
                    at: id.range,
                    help: "it is the condition that must hold"
                )
            }
            guard let that else { continue }
            result.append(CheckDefinition(id: id, that: that, otherwise: otherwise, severity: severity))
        }
        return result
    }
}
