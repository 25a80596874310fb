/// TP1740 to TP1769, the process language: scores, outcomes, data.
extension DiagnosticCode {
    /// Bands that do not rise.
    public static let scoreBands = DiagnosticCode(
        "TP1740",
        "bands out of order",
        explanation: """
            The bands of a score stand from the lowest to the highest, each with the least score that is in it. A deal \
            below the lowest is in none.
            """,
        wrong: "score: {bands: {warm: 50, hot: 20}, referral: {add: 60}}\n",
        right: "score: {bands: {warm: 20, hot: 50}, referral: {add: 60}}\n"
    )
    /// A band that no deal can reach.
    public static let scoreUnreachable = DiagnosticCode(
        "TP1741",
        "no deal reaches this band",
        explanation: """
            The points of all rules together, or the `max` of the score, are below the least score of the band.
            """,
        wrong: "score: {bands: {hot: 50}, referral: {add: 20, when: deal.referred}}\n",
        right: "score: {bands: {hot: 20}, referral: {add: 20, when: deal.referred}}\n"
    )
    /// A score that follows from itself.
    public static let scoreCircle = DiagnosticCode(
        "TP1742",
        "the score is read by what it follows from",
        explanation: """
            The score is computed after all computed fields, from fields, activities and history. So neither a computed \
            field nor a rule of the score can read `deal.score`. Gates, moves, hooks and assignment can.
            """,
        wrong: "score: {more: {add: 5, when: deal.score > 10}}\n",
        right: "score: {more: {add: 5, when: deal.seats > 10}}\n"
    )
    /// A rule of no points.
    public static let scoreNothing = DiagnosticCode(
        "TP1743",
        "a rule without points",
        explanation: "A rule adds points, or takes some with a number below zero. With 0 it does nothing.",
        wrong: "score: {referral: {add: 0, when: deal.referred}}\n",
        right: "score: {referral: {add: 20, when: deal.referred}}\n"
    )

    /// `rates: {on: …}` that names no day.
    public static let rateDay = DiagnosticCode(
        "TP1744",
        "not a day whose rates count",
        explanation: """
            `rates: {on: …}` says which day's rates amounts are converted by: `today`, `opened` for the day on which the \
            deal was opened, or a field of type date.
            """,
        wrong: "rates: {on: amount}\n",
        right: "rates: {on: today}\n"
    )

    static let dataCodes: [DiagnosticCode] = [scoreBands, scoreUnreachable, scoreCircle, scoreNothing, rateDay]
}
