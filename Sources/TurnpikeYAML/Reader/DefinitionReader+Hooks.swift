import Turnpike

/// Templates and hooks.
extension DefinitionReader {
    mutating func templates(_ node: YAMLNode) -> [TemplateDefinition] {
        var result: [TemplateDefinition] = []
        namedEntries(node, of: "templates", allowsList: false) { reader, key, value in
            guard let id = reader.declared(key) else { return }
            var definition = TemplateDefinition(id: id)
            if let value {
                reader.settings(value, .template) { reader, name, value in
                    switch name {
                    case "file":
                        guard let body = reader.templateFile(value) else {
                            reader.lostNames = true
                            break
                        }
                        definition.body = body
                        definition.file = Located(value.text, at: value.range)
                    case "subject": definition.subject = reader.template(value)
                    case "body": definition.body = reader.template(value)
                    case "text": definition.text = reader.template(value)
                    default: return false
                    }
                    return true
                }
                if let file = value["file"], let body = value["body"] {
                    reader.report(
                        Diagnostic(
                            .twoBodies,
                            "this template has its body in a file and here",
                            at: body.range,
                            notes: [.init("the file is named here", at: file.range)]
                        )
                    )
                }
            }
            result.append(definition)
        }
        return result
    }

    mutating func hooks(_ node: YAMLNode) -> [HookDefinition] {
        guard nodes.accepts(node) else { return [] }
        guard node.kind == .sequence else {
            wrongKind(node, expected: "a list of hooks", help: "each begins with '- event: …'")
            return []
        }
        return node.items.compactMap { hook($0) }
    }

    private mutating func hook(_ node: YAMLNode) -> HookDefinition? {
        if node.isBroken { return nil }
        var hook = HookDefinition(event: Located(""), actions: [], range: node.range)
        var seen: Set<String> = []
        settings(node, .hook) { reader, name, value in
            seen.insert(name)
            switch name {
            case "id": hook.id = reader.declared(value)
            case "event": if let event = reader.text(value) { hook.event = event }
            case "when": hook.when = reader.expression(value)
            case "do": hook.actions = reader.actions(value)
            default: return false
            }
            return true
        }
        guard node.kind == .mapping else { return nil }
        let start = SourceRange(
            file: node.range.file,
            start: node.range.start,
            end: min(node.range.end, node.range.start + 1)
        )
        if !seen.contains("event") {
            missing("event", in: "a hook", at: start, help: "say when it acts, such as 'event: deal.won'")
        }
        if !seen.contains("do") {
            missing("do", in: "a hook", at: start, help: "say what it does, such as 'do: [{crm: upsert}]'")
        }
        return hook.event.range.isNone ? nil : hook
    }

    private mutating func actions(_ node: YAMLNode) -> [HookActionDefinition] {
        if node.isBroken { return [] }
        guard nodes.accepts(node) else { return [] }
        guard node.kind == .sequence else {
            wrongKind(node, expected: "a list of actions", help: "write [{crm: upsert}]")
            return []
        }
        var result: [HookActionDefinition] = []
        for item in node.items where !item.isBroken {
            guard item.kind == .mapping else {
                wrongKind(item, expected: "{verb: word} or {verb: {settings}}", for: "an action")
                continue
            }
            namedEntries(item, of: "an action", allowsList: false) { reader, key, value in
                if let action = reader.action(key, value) { result.append(action) }
            }
        }
        return result
    }

    mutating func action(_ key: YAMLNode, _ value: YAMLNode?) -> HookActionDefinition? {
        guard let verb = word(key) else { return nil }
        var action = HookActionDefinition(verb: verb)
        if let value, value.kind == .scalar {
            action.word = text(value)
        } else if let value {
            action.settings = actionSettings(value, verb: verb.value)
        }
        return action
    }

    private mutating func actionSettings(_ node: YAMLNode, verb: String) -> [HookActionDefinition.Setting] {
        guard nodes.accepts(node) else { return [] }
        guard node.kind == .mapping else {
            wrongKind(node, expected: "a word or settings", for: "'\(TreeBuilder.short(verb))'")
            return []
        }
        var result: [HookActionDefinition.Setting] = []
        for (key, value) in node.entries {
            guard let name = word(key), let text = nodes.text(value) else { continue }
            result.append(.init(key: name, source: Self.source(text), isQuoted: value.style != .plain))
        }
        return result
    }
}
