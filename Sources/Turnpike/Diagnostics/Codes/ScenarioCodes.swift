/// TP16xx, scenario files: the tests that a sales team writes for its own process.
extension DiagnosticCode {
    /// A key that scenario files do not have.
    public static let scenarioUnknownKey = DiagnosticCode(
        "TP1601",
        "unknown key in a scenario",
        explanation: """
            A scenario file has no such key at this place. A misspelt key would otherwise be passed over without a word,
            and the scenario would test less than its author believes.
            """,
        wrong: "expect: {stages: proposal, refusd: []}",
        right: "expect: {stage: proposal, refused: []}"
    )
    /// Something a scenario must say.
    public static let scenarioMissingKey = DiagnosticCode(
        "TP1602",
        "missing key or value in a scenario",
        explanation: """
            A scenario file has `scenarios`, and each scenario a `name` and an `expect`, of its own or of one of its
            steps: a scenario that expects nothing cannot fail. A key without a value says nothing; `null` says that
            something has no value.
            """,
        wrong: "- {name: No proposal without a budget, do: [{move: proposal}]}",
        right: "- {name: No proposal without a budget, do: [{move: proposal}], expect: {refused: [bant.needs.budget]}}"
    )
    /// A list where settings stand, or the reverse.
    public static let scenarioWrongKind = DiagnosticCode(
        "TP1603",
        "another kind of value is expected in a scenario",
        explanation: "At this place a scenario has a list, or settings, and something else is written.",
        wrong: "do: {move: proposal}",
        right: "do: [{move: proposal}]"
    )
    /// A value that cannot be what stands here.
    public static let scenarioBadValue = DiagnosticCode(
        "TP1604",
        "value that does not fit in a scenario",
        explanation: """
            The value cannot be read as what stands here: a field's value by the field's type, a time
            (`2026-01-05T09:00:00Z`), a span of time (`3 days`), an outcome (`won`, `lost` or `none`).
            """,
        wrong: "given: {stage: qualification, amount: a lot}",
        right: "given: {stage: qualification, amount: 50000 EUR}"
    )
    /// A name that the process does not declare.
    public static let scenarioUnknownName = DiagnosticCode(
        "TP1605",
        "unknown name in a scenario",
        explanation: """
            The process has no stage, field, activity, outcome, move, role, signal, reason, hook or criterion of this
            name. A criterion that does not exist is never unmet, so a scenario that names one could never pass.
            """,
        wrong: "expect: {refused: [bant.need.budget]}",
        right: "expect: {refused: [bant.needs.budget]}"
    )
    /// A step that is no step, or several.
    public static let scenarioBadStep = DiagnosticCode(
        "TP1606",
        "step that does not say one thing",
        explanation: """
            Each step of `do` does one thing: open, set, done, start, skip, cancel, move, override, assign, relate,
            comment, signal, observe, review or wait. What belongs to another kind of step has no meaning beside it.
            """,
        wrong: "do: [{set: {budget: 9000 EUR}, move: proposal}]",
        right: "do: [{set: {budget: 9000 EUR}}, {move: proposal}]"
    )
    /// Two scenarios of one name.
    public static let scenarioDuplicate = DiagnosticCode(
        "TP1607",
        "name that is used twice in a scenario file",
        explanation: "Scenarios are told apart by their names, in reports and by `--filter`.",
        wrong: "scenarios: [{name: A, do: [{move: sell}], expect: {stage: sell}}, {name: A, expect: {stage: greet}}]",
        right: "scenarios: [{name: A, do: [{move: sell}], expect: {stage: sell}}, {name: B, expect: {stage: greet}}]"
    )

    static let scenarioCodes: [DiagnosticCode] = [
        scenarioUnknownKey, scenarioMissingKey, scenarioWrongKind, scenarioBadValue, scenarioUnknownName,
        scenarioBadStep, scenarioDuplicate,
    ]
}
