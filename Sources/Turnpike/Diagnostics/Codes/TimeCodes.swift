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

    static let timeCodes: [DiagnosticCode] = [unusedTimeSetting, notATime, movingTime]
}
