/// TP1630 to TP1659, the process language: what time does by itself.
extension DiagnosticCode {
    /// A setting that nothing here has a use for.
    public static let unusedTimeSetting = DiagnosticCode(
        "TP1630",
        "a setting of time without a use",
        explanation: """
            `calendar` belongs to a span of working time, and `late` to something that time does by itself.
            """,
        wrong: "close: {to: won, late: skip}\n",
        right: "close: {to: won, after: 30 days, late: skip}\n"
    )
    /// An expression that is no time where one is expected.
    public static let notATime = DiagnosticCode(
        "TP1631",
        "not a date or a time",
        explanation: """
            `at` and `before` take a date or a time of the deal, with a span added or taken away: \
            `deal.contract_end - 120 days`.
            """,
        wrong: "renew: {to: renewal, at: deal.amount}\n",
        right: "renew: {to: renewal, at: deal.contract_end - 120 days}\n"
    )
    /// A time that moves along with the clock.
    public static let movingTime = DiagnosticCode(
        "TP1632",
        "a time that never comes",
        explanation: """
            A time that is reckoned from `now` is a later one whenever it is looked at, so a timer for it would be armed \
            again and again and never fire.
            """,
        wrong: "expire: {to: lost, at: now + 60 days}\n",
        right: "expire: {to: lost, after: 60 days}\n"
    )

    /// A limit, a warning or a due date that names no time.
    public static let limitWithoutTime = DiagnosticCode(
        "TP1633",
        "no time is named",
        explanation: """
            A limit says how long (`within`), a warning how long before (`before`), and a due date when it is due.
            """,
        wrong: "limits: {decide: {then: [{notify: owner}]}}\n",
        right: "limits: {decide: {within: 10 days, then: [{notify: owner}]}}\n"
    )
    /// A limit in a stage in which the deal is over.
    public static let limitAfterOutcome = DiagnosticCode(
        "TP1634",
        "a limit where the deal is over",
        explanation: """
            Entering an outcome ends what time did before. A limit of the outcome stage itself is armed there, and where no \
            move of that stage leads on, nothing is left to do that could keep it. Where one does, as from the sale to \
            the hand-over, the limit says how long that may take.
            """,
        wrong: "won: {outcome: won, limits: {hand_over: 5 days}}\n",
        right: "won: {outcome: won, moves: [hand_over]}\nhand_over: {limits: {hand_over: 5 days}}\n"
    )
    /// A clock that nothing sets.
    public static let clockNeverBegins = DiagnosticCode(
        "TP1635",
        "a clock that nothing sets",
        explanation: """
            `since: last_activity` counts from when something was done; there must be activities that can be.
            """,
        wrong: "limits: {rotten: {within: 14 days, since: {last_activity: []}}}\n",
        right: "limits: {rotten: {within: 14 days, since: {last_activity: [call]}}}\n"
    )
    /// A warning that would come before the clock begins.
    public static let warnedTooEarly = DiagnosticCode(
        "TP1636",
        "a warning before the clock begins",
        explanation: """
            `warn` comes before the limit is reached, and so after its clock began.
            """,
        wrong: "limits: {decide: {within: 2 days, warn: 5 days}}\n",
        right: "limits: {decide: {within: 5 days, warn: 2 days}}\n"
    )
    /// Levels that do not stand in the order of time.
    public static let escalationOrder = DiagnosticCode(
        "TP1637",
        "levels out of order",
        explanation: """
            The steps of `then` stand in the order in which they happen. Each `after` counts from when the limit is reached.
            """,
        wrong: "then: [{after: 5 days, notify: vp}, {after: 2 days, notify: manager}]\n",
        right: "then: [{after: 2 days, notify: manager}, {after: 5 days, notify: vp}]\n"
    )
    /// A move of a limit that does not exist.
    public static let unknownLimitMove = DiagnosticCode(
        "TP1638",
        "no such move",
        explanation: """
            A limit makes a move that is declared: in its stage, in a phase around it, or in `anywhere`. The move is judged \
            like any move by itself.
            """,
        wrong:
            "limits: {decide: {within: 10 days, then: [{move: expired}]}}\nmoves: {expire: {to: lost, because: late}}\n",
        right:
            "limits: {decide: {within: 10 days, then: [{move: expire}]}}\nmoves: {expire: {to: lost, because: late}}\n"
    )
    /// An event about a limit that is not declared.
    public static let unknownLimit = DiagnosticCode(
        "TP1639",
        "no such limit",
        explanation: """
            `limit.warned`, `limit.breached` and `limit.escalated` name a limit of the process or of a stage, or none for any.
            """,
        wrong: "hooks: [{event: limit.breached decision, do: [{notify: owner}]}]\n",
        right: "hooks: [{event: limit.breached decide, do: [{notify: owner}]}]\n"
    )
    /// Activities that wait for each other.
    public static let activityWaitsForItself = DiagnosticCode(
        "TP1640",
        "an activity that waits for itself",
        explanation: """
            An activity with `after` opens when the others are done. One that waits, in a circle, for itself never opens.
            """,
        wrong: "activities: [{demo: {after: [offer]}}, {offer: {after: [demo]}}]\n",
        right: "activities: [demo, {offer: {after: [demo]}}]\n"
    )
    /// Moves by time that go round for ever.
    public static let timedCycle = DiagnosticCode(
        "TP1641",
        "time moves a deal in a circle for ever",
        explanation: """
            Each of these moves is made `after` a time, without a condition, a gate or a number of times, and together they             lead back to where they began. Where nobody does anything a deal goes round without end, with every             reminder and message on the way.
            """,
        wrong: "talk: {moves: {rest: {to: nurture, after: 30 days}}}\n"
            + "nurture: {hold: true, moves: {wake: {to: came_from, after: 90 days}}}\n",
        right: "talk: {moves: {rest: {to: nurture, after: 30 days, at_most: 3}}}\n"
            + "nurture: {hold: true, moves: {wake: {to: came_from, after: 90 days}}}\n"
    )

    static let timeCodes: [DiagnosticCode] = [
        unusedTimeSetting, notATime, movingTime, limitWithoutTime, limitAfterOutcome, clockNeverBegins, warnedTooEarly,
        escalationOrder, unknownLimitMove, unknownLimit, activityWaitsForItself, timedCycle,
    ]
}
