import TurnpikeValues

extension ProcessChecker {
    /// A gate's question to a plug-in, with its names resolved.
    mutating func external(_ external: ExternalDefinition, of gate: String) -> ExternalCheck? {
        checkID(external.plugin, "a plug-in")
        var about: [Criterion.Subject] = []
        if let names = external.about {
            for name in distinct(names, "field") {
                guard let subject = subject(name) else { continue }
                if case .field(let id) = subject, parts.fields[id.index].isSensitive {
                    report(
                        .sensitiveQuestion,
                        "'\(name.value)' is sensitive, and a question is kept as it was asked",
                        at: name.range,
                        help: "ask about another field; the plug-in may look the value up itself"
                    )
                    continue
                }
                about.append(subject)
            }
        } else {
            about = parts.fields.indices.filter { !parts.fields[$0].isSensitive }.map { .field(FieldID($0)) }
        }
        return ExternalCheck(
            id: Self.path(gate, ".external.", external.plugin.value),
            plugin: external.plugin.value,
            about: about,
            validFor: external.validFor.flatMap { span($0) },
            timeout: external.timeout.flatMap { timeout($0) } ?? ExternalCheck.defaultTimeout,
            ifDown: external.ifDown?.value ?? .refuse,
            range: external.range.isNone ? external.plugin.range : external.range
        )
    }

    /// A plug-in is waited for in elapsed time.
    private mutating func timeout(_ text: Located<String>) -> Duration? {
        guard let span = span(text) else { return nil }
        if case .elapsed(let duration) = span { return duration }
        report(
            .badSpan,
            "'\(text.value)' is calendar time, and a plug-in is waited for by the clock",
            at: text.range,
            help: "write it in hours, minutes or seconds: 10 seconds"
        )
        return nil
    }
}
