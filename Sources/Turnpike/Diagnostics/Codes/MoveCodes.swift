/// TP127x, the process language: moves, starts and templates.
extension DiagnosticCode {
    /// A forward move that leaves out stages.
    public static let passedOver = DiagnosticCode(
        "TP1270",
        "passes over a stage without saying so",
        explanation: """
            A move to a later stage names every stage it passes over: in `skips`, whose gates then do not apply, \
            or in `through`, whose gates do. Nothing is left out by accident.
            """,
        wrong: "fast: {to: negotiation}   # proposal lies between\n",
        right: "fast: {to: negotiation, skips: [proposal]}\n"
    )
    /// A stage in `skips` or `through` that does not lie between.
    public static let notBetween = DiagnosticCode(
        "TP1271",
        "a stage that the move does not pass over",
        explanation: """
            `skips` and `through` name stages that stand between the one that is left and the one that is \
            entered. Stages stand in file order; hold and lost stages do not stand in it.
            """,
        wrong: "proposal: {skips: [closed_won]}\n",
        right: "proposal: {}\n"
    )
    /// A stage that stands in `skips` and in `through`.
    public static let skippedAndThrough = DiagnosticCode(
        "TP1272",
        "both skipped and gone through",
        explanation: """
            The gates of a stage that is passed over either apply (`through`) or do not (`skips`).
            """,
        wrong: "fast: {to: close, skips: [demo], through: [demo]}\n",
        right: "fast: {to: close, through: [demo]}\n"
    )
    /// Two moves of a stage with one id.
    public static let duplicateMove = DiagnosticCode(
        "TP1273",
        "a move declared twice",
        explanation: """
            Within a stage each move has its own id. In the short form the id is the stage that it leads to.
            """,
        wrong: "moves: [proposal, proposal]\n",
        right: "moves: [proposal]\n"
    )
    /// A move with two triggers.
    public static let twoTriggers = DiagnosticCode(
        "TP1274",
        "more than one trigger",
        explanation: """
            A move is made by a person, or by a signal, or as soon as a condition holds. Two triggers are two \
            moves.
            """,
        wrong: "close: {to: won, signal: signed, as_soon_as: has(deal.contract)}\n",
        right: "close: {to: won, signal: signed}\nclose_too: {to: won, as_soon_as: has(deal.contract)}\n"
    )
    /// A move or start that leads where it cannot.
    public static let badTarget = DiagnosticCode(
        "TP1275",
        "a target that makes no sense here",
        explanation: """
            `came_from` leads out of a hold, `earlier` to a stage before the present one, and a deal starts in a \
            stage that is neither a hold nor an outcome.
            """,
        wrong: "proposal: {moves: {back: {to: came_from}}}\n",
        right: "proposal: {moves: {back: {to: earlier}}}\n"
    )
    /// An automatic move into a stage that asks for a reason.
    public static let reasonMissing = DiagnosticCode(
        "TP1276",
        "a move by itself without a reason",
        explanation: """
            The stage asks for a reason, and nobody is there to choose one when a move is made by itself. \
            `because` gives it.
            """,
        wrong: "drop: {to: lost, as_soon_as: deal.budget < 1000 EUR}\n",
        right: "drop: {to: lost, as_soon_as: deal.budget < 1000 EUR, because: price}\n"
    )
    /// A move with `reason` and `because`.
    public static let reasonAndBecause = DiagnosticCode(
        "TP1277",
        "a reason to choose and one that is given",
        explanation: """
            `reason` is the list that a person chooses from, `because` is the reason that the move gives itself. \
            A move has one of them.
            """,
        wrong: "drop: {to: lost, reason: lost, because: price}\n",
        right: "drop: {to: lost, because: price}\n"
    )
    /// `because` where no list of reasons applies.
    public static let reasonNotListed = DiagnosticCode(
        "TP1278",
        "a reason without a list",
        explanation: """
            `because` names a reason of the list that the stage it leads to asks for. Where that stage asks for none, it \
            may name a reason that exactly one list has.
            """,
        wrong:
            "drop: {to: nurture, as_soon_as: deal.budget < 1000 EUR, because: prize}   # no list has it\n",
        right: "drop: {to: nurture, as_soon_as: deal.budget < 1000 EUR, because: price}\n"
    )
    /// A template that says nothing.
    public static let emptyTemplate = DiagnosticCode(
        "TP1279",
        "a template without text",
        explanation: """
            A template has a `subject` and a `body`, or a `text`.
            """,
        wrong: "templates:\n  intro: {}\n",
        right: "templates:\n  intro: {text: Hello}\n"
    )
    /// A mail without a receiver or without words.
    public static let messageIncomplete = DiagnosticCode(
        "TP1280",
        "a mail that cannot be sent",
        explanation: """
            A mail says in `to` whom it goes to, and has its words from a `template` or in `subject` and `body`.
            """,
        wrong: "do: [{email: {template: intro}}]\n",
        right: "do: [{email: {template: intro, to: deal.contact_email}}]\n"
    )

    static let moveCodes: [DiagnosticCode] = [
        passedOver, notBetween, skippedAndThrough, duplicateMove, twoTriggers, badTarget, reasonMissing,
        reasonAndBecause, reasonNotListed, emptyTemplate, messageIncomplete,
    ]
}
