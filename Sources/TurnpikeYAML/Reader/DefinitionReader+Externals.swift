import Turnpike

/// Questions to plug-ins.
extension DefinitionReader {
    private mutating func reportEmpty(at range: SourceRange) {
        report(
            Diagnostic(
                .missingValue,
                "the name of a plug-in is empty",
                at: range,
                help: "say who answers: external: {plugin: credit_check}"
            )
        )
    }

    /// `{plugin: …}`, or the plug-in's name alone.
    mutating func external(_ node: YAMLNode) -> ExternalDefinition? {
        if node.isBroken { return nil }
        if node.kind == .scalar {
            guard let plugin = word(node) else { return nil }
            if plugin.value.isEmpty { reportEmpty(at: plugin.range) }
            return ExternalDefinition(plugin: plugin, range: node.range)
        }
        var plugin: Located<String>?
        var external = ExternalDefinition(plugin: Located(""), range: node.range)
        var hasPlugin = false
        settings(node, .external) { reader, name, value in
            switch name {
            case "plugin":
                hasPlugin = true
                plugin = reader.word(value)
            case "about": external.about = reader.words(value)
            case "valid_for": external.validFor = reader.word(value)
            case "timeout": external.timeout = reader.word(value)
            case "if_down": external.ifDown = reader.choice(value, of: OutagePolicy.self)
            default: return false
            }
            return true
        }
        guard node.kind == .mapping else { return nil }
        if !hasPlugin {
            missing(
                "plugin",
                in: "a question to a plug-in",
                at: node.entries.first?.key.range ?? node.range,
                help: "say who answers: external: {plugin: credit_check}"
            )
        }
        guard let plugin else { return nil }
        if plugin.value.isEmpty { reportEmpty(at: plugin.range) }
        external.plugin = plugin
        return external
    }
}
