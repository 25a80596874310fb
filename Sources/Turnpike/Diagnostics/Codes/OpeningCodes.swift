/// TP1800 to TP1809, the process language: deals of other processes (`opens:`).
extension DiagnosticCode {
    /// A process that is opened and not known where the file is checked.
    public static let openedProcessUnknown = DiagnosticCode(
        "TP1800",
        "an unknown process is opened",
        explanation: """
            `opens` names another process by its id, or says it with `process`. `turnpike check` looks for it among the \
            files that are checked and beside each of them, as `renewal.process.yaml`. Without it nothing is known of \
            its fields and outcomes; the deal is opened once the process is known.
            """,
        wrong: "customer: {opens: {renewl: {after: 11 months}}}\n",
        right: "customer: {opens: {renewal: {after: 11 months}}}\n"
    )
    /// A name that the other process does not have.
    public static let openedNameUnknown = DiagnosticCode(
        "TP1801",
        "a name that the other process does not have",
        explanation: """
            `copy` names fields of the process that is opened, `stage` a stage in which its deals start, and `back` its \
            outcome stages, or `won` and `lost` for any such.
            """,
        wrong: "opens: {renewal: {copy: {volume: deal.amount}}}\n",
        right: "opens: {renewal: {copy: {amount: deal.amount}}}\n"
    )
    /// A value that the field of the other process cannot hold.
    public static let openedTypeMismatch = DiagnosticCode(
        "TP1802",
        "a value of another type for the new deal",
        explanation: """
            What `copy` gives must be of the type of the field that it is given to, or the deal would be refused. Of a \
            choice every option must be one of the other field too.
            """,
        wrong: "opens: {renewal: {copy: {amount: deal.seats}}}\n",
        right: "opens: {renewal: {copy: {seats: deal.seats}}}\n"
    )
    /// A deal that its process would always refuse.
    public static let openedWithoutNeeds = DiagnosticCode(
        "TP1803",
        "the new deal would be refused",
        explanation: """
            The stage in which the new deal starts asks on entry for fields that it is not given and that have no default.
            """,
        wrong: "opens: {renewal: {}}\n",
        right: "opens: {renewal: {copy: [amount]}}\n"
    )
    /// Deals that open one another at once, without end.
    public static let openingCircle = DiagnosticCode(
        "TP1804",
        "deals open one another without end",
        explanation: """
            A deal that is opened on entry opens, where it starts and under no condition, the next one, and so on in a \
            circle. Time must pass in between, or a condition decide.
            """,
        wrong: "process: renewal\nstages:\n  open: {opens: {renewal: {}}}\n",
        right: "process: renewal\nstages:\n  open: {opens: {renewal: {after: 12 months}}}\n"
    )
    /// An opening with two times.
    public static let openedTwice = DiagnosticCode(
        "TP1805",
        "an opening with two times",
        explanation: """
            A deal is opened when its stage is entered, so long after it (`after`), or at a time that the deal tells (`at`).
            """,
        wrong: "opens: {renewal: {after: 11 months, at: deal.contract_end - 120 days}}\n",
        right: "opens: {renewal: {at: deal.contract_end - 120 days}}\n"
    )
    /// A sensitive value for a field that everybody sees.
    public static let openedSensitive = DiagnosticCode(
        "TP1806",
        "what is sensitive would be shown",
        explanation: """
            A value of a sensitive field may be given only to a field that is sensitive in the other process too: it would \
            stand openly in that deal's history, where it cannot be erased.
            """,
        wrong: "opens: {renewal: {copy: {contact_line: deal.contact_email}}}\n",
        right: "opens: {renewal: {copy: [contact_email]}}   # sensitive there too\n"
    )
    /// An outcome that is none.
    public static let openedNoOutcome = DiagnosticCode(
        "TP1807",
        "no outcome comes back from there",
        explanation: """
            `back` names outcome stages of the other process. What it reaches on the way is its own business.
            """,
        wrong: "opens: {renewal: {back: [negotiation]}}\n",
        right: "opens: {renewal: {back: [renewed, churned]}}\n"
    )
    /// A field that follows from others.
    public static let openedFieldComputed = DiagnosticCode(
        "TP1808",
        "a computed field is given a value",
        explanation: """
            A computed field of the other process follows from its other fields; give it those.
            """,
        wrong: "opens: {renewal: {copy: {expected: deal.amount}}}\n",
        right: "opens: {renewal: {copy: [amount]}}\n"
    )

    static let openingCodes: [DiagnosticCode] = [
        openedProcessUnknown, openedNameUnknown, openedTypeMismatch, openedWithoutNeeds, openingCircle, openedTwice,
        openedSensitive, openedNoOutcome, openedFieldComputed,
    ]
}
