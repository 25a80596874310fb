/// TP19xx: what the language has and this release does not do yet.
extension DiagnosticCode {
    /// A part of the language that is not supported yet.
    public static let notSupportedYet = DiagnosticCode(
        "TP1901",
        "not supported yet",
        explanation: """
            The language has this, but this release does not do it yet. It is refused rather than ignored, so that no
            process runs without something that its file asks for. Remove it for now.
            """,
        wrong: "hooks:\n  - {event: deal.won, after: 2 days, do: [{crm: upsert}]}\n",
        right: "hooks:\n  - {event: deal.won, do: [{crm: upsert}]}\n"
    )

    static let laterCodes: [DiagnosticCode] = [notSupportedYet]
}
