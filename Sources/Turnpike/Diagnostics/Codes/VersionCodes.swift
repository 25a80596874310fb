/// TP1790 to TP1799, the process language: versions.
extension DiagnosticCode {
    /// A migration from a version that is not earlier.
    public static let migratesForward = DiagnosticCode(
        "TP1790",
        "a migration from no earlier version",
        explanation: "`migrate: {from: …}` names versions of the same process before this one.",
        wrong: "version: 2\nmigrate: {from: {2: {stages: {demo: offer}}}}\n",
        right: "version: 3\nmigrate: {from: {2: {stages: {demo: offer}}}}\n"
    )
    /// Two old fields that become one.
    public static let migratesTwice = DiagnosticCode(
        "TP1791",
        "two fields become one",
        explanation: "A field takes over the value of one earlier field. With two, nobody knows which counts.",
        wrong: "migrate: {from: {1: {fields: {acv: amount, tcv: amount}}}}\n",
        right: "migrate: {from: {1: {fields: {acv: amount}}}}\n"
    )
    /// An old id that the earlier version does not have.
    public static let migratesUnknown = DiagnosticCode(
        "TP1792",
        "unknown in the earlier version",
        explanation: """
            `migrate` names stages and fields as the earlier version calls them. This is found where that version is at \
            hand: in a store, by `turnpike versions`.
            """,
        wrong: "migrate: {from: {1: {stages: {dmeo: offer}}}}   # version 1 has 'demo'\n",
        right: "migrate: {from: {1: {stages: {demo: offer}}}}\n"
    )
    /// A stage of the earlier version that is gone.
    public static let migratesNowhere = DiagnosticCode(
        "TP1793",
        "a stage that is gone, and its deals",
        explanation: """
            A stage of the earlier version is not there any more, and `migrate` does not say where its deals go. Name a \
            stage, or `ask` where a person must choose.
            """,
        wrong: "version: 2   # without the stage 'demo' of version 1\n",
        right: "version: 2\nmigrate: {from: {1: {stages: {demo: ask}}}}\n"
    )

    static let versionCodes: [DiagnosticCode] = [migratesForward, migratesTwice, migratesUnknown, migratesNowhere]
}
