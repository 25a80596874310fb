/// TP1850 to TP1869: what stands between a process and its Swift types.
extension DiagnosticCode {
    /// Two ids that become one Swift name.
    public static let foldedNames = DiagnosticCode(
        "TP1850",
        "two ids, one Swift name",
        explanation: """
            In Swift an id loses its underscores and becomes camelCase. Two ids that differ only there, or only in case, \
            would be one name. It is told when types are generated; the process itself is sound.
            """,
        wrong: "stages:\n  step_1: {moves: [step1]}\n  step1: {outcome: won}   # both are step1 in Swift\n",
        right: "stages:\n  step_1: {moves: [step_2]}\n  step_2: {outcome: won}\n"
    )

    static let codegenCodes: [DiagnosticCode] = [foldedNames]
}
