/// TP13xx, expressions: syntax and types.
extension DiagnosticCode {
    /// A text that is not an expression.
    public static let expressionSyntax = DiagnosticCode(
        "TP1301",
        "not an expression",
        explanation: """
            Conditions are written in CEL: comparisons, `&&`, `||`, `!`, calls such as `has(deal.budget)`. Texts \
            stand in quotes.
            """,
        wrong: "when: deal.budget >\n",
        right: "when: deal.budget > 1000 EUR\n"
    )
    /// A name that means nothing.
    public static let expressionName = DiagnosticCode(
        "TP1302",
        "an unknown name in an expression",
        explanation: """
            An expression sees deal, stage, history, activities, actor and now, and the functions of CEL.
            """,
        wrong: "when: dael.budget > 1000 EUR\n",
        right: "when: deal.budget > 1000 EUR\n"
    )
    /// A member that does not exist.
    public static let expressionMember = DiagnosticCode(
        "TP1303",
        "nothing of this name here",
        explanation: """
            What stands after the dot must be declared: a field of the deal, a stage of `history`, an activity \
            of `activities`.
            """,
        wrong: "when: deal.budgt > 1000 EUR\n",
        right: "when: deal.budget > 1000 EUR\n"
    )
    /// A text that no option of the choice equals.
    public static let expressionOption = DiagnosticCode(
        "TP1304",
        "not an option of the choice",
        explanation: """
            A field of type choice is compared with its options. A comparison with any other text could never \
            hold.
            """,
        wrong: "when: deal.source == \"inbond\"\n",
        right: "when: deal.source == \"inbound\"\n"
    )
    /// A part of another type than its place asks for.
    public static let expressionType = DiagnosticCode(
        "TP1305",
        "an expression of the wrong type",
        explanation: """
            A condition is true or false; a computed field's expression has the field's type.
            """,
        wrong: "when: deal.budget\n",
        right: "when: has(deal.budget)\n"
    )
    /// An operator or function that does not take these types.
    public static let expressionOverload = DiagnosticCode(
        "TP1306",
        "these do not go together",
        explanation: """
            Amounts compare with amounts, dates with dates, texts with texts.
            """,
        wrong: "when: deal.budget > deal.close_date\n",
        right: "when: deal.budget > 1000 EUR\n"
    )
    /// Amounts of two currencies in one operation.
    public static let expressionCurrencies = DiagnosticCode(
        "TP1307",
        "two currencies",
        explanation: """
            Amounts of different currencies are never compared or added without a conversion.
            """,
        wrong: "when: 5000 EUR < 5000 USD\n",
        right: "when: deal.budget < 5000 EUR\n"
    )
    /// A bare number beside money.
    public static let expressionNoCurrency = DiagnosticCode(
        "TP1308",
        "an amount without a currency",
        explanation: """
            A bare number beside money takes the process's `currency:`; without one the amount names its own.
            """,
        wrong: "when: deal.budget > 1000   # the process has no currency\n",
        right: "when: deal.budget > 1000 EUR\n"
    )
    /// A difference of times compared with days, weeks, months or years.
    public static let expressionPeriod = DiagnosticCode(
        "TP1309",
        "elapsed time compared with calendar time",
        explanation: """
            A difference of times is elapsed time; how long a day or a month is depends on the calendar. Write \
            hours.
            """,
        wrong: "when: now - deal.opened_at > 14 days\n",
        right: "when: now - deal.opened_at > 336 hours\n"
    )
    /// A working duration in an expression.
    public static let expressionWorkingTime = DiagnosticCode(
        "TP1310",
        "working time in an expression",
        explanation: """
            Working days and hours need a calendar and stand where a span of time is expected, not in \
            expressions.
            """,
        wrong: "when: now - deal.opened_at > 2 working days\n",
        right: "when: now - deal.opened_at > 48 hours\n"
    )
    /// An exact division without rounding.
    public static let expressionDivision = DiagnosticCode(
        "TP1311",
        "a division that does not say how to round",
        explanation: """
            Decimals and money are exact, and most quotients are not. `round(x / y, 2)` says how many digits to \
            keep.
            """,
        wrong: "compute: deal.amount / 3\n",
        right: "compute: round(deal.amount / 3, 2)\n"
    )
    /// A field compared with null.
    public static let expressionNull = DiagnosticCode(
        "TP1312",
        "compared with null",
        explanation: """
            A field without a value is unknown, not null. Ask with `has(…)`.
            """,
        wrong: "when: deal.budget == null\n",
        right: "when: \"!has(deal.budget)\"\n"
    )
    /// A literal in an expression that cannot be read.
    public static let expressionLiteral = DiagnosticCode(
        "TP1313",
        "a value that cannot be read",
        explanation: """
            A number, amount, date or text in the expression is malformed or too large.
            """,
        wrong: "when: deal.seats > 99999999999999999999\n",
        right: "when: deal.seats > 1000\n"
    )
    /// An expression beyond the limits.
    public static let expressionLimit = DiagnosticCode(
        "TP1314",
        "too large an expression",
        explanation: """
            An expression is limited in length, depth, number of parts and in what it can cost to evaluate, so \
            that no file can make the program hang.
            """,
        wrong: "when: a long chain of nested loops\n",
        right: "when: deal.budget > 1000 EUR\n"
    )
    /// A part of a text that does not end.
    public static let templateUnclosed = DiagnosticCode(
        "TP1320",
        "`${` without its `}`",
        explanation: """
            In a text, `${…}` holds an expression whose value is printed there. A `$` before `{` that means \
            itself is written `$${`.
            """,
        wrong: "text: \"Hello ${deal.name\"\n",
        right: "text: \"Hello ${deal.name}\"\n"
    )
    /// Computed fields that form a cycle.
    public static let computedCycle = DiagnosticCode(
        "TP1321",
        "computed fields that need each other",
        explanation: """
            A computed field follows from fields that were there before; two that need each other can never be \
            computed.
            """,
        wrong: "a: {type: number, compute: deal.b + 1}\nb: {type: number, compute: deal.a + 1}\n",
        right: "a: {type: number, compute: deal.seats + 1}\n"
    )
    /// An event in `when`.
    public static let eventInWhen = DiagnosticCode(
        "TP1322",
        "an event where a condition belongs",
        explanation: """
            `when` is always a condition that holds or does not; what happens stands in a hook's `event`.
            """,
        wrong: "hooks:\n  - {event: deal.opened, when: deal.won, do: [{crm: close}]}\n",
        right: "hooks:\n  - {event: deal.won, do: [{crm: close}]}\n"
    )

    static let expressionCodes: [DiagnosticCode] = [
        expressionSyntax, expressionName, expressionMember, expressionOption, expressionType, expressionOverload,
        expressionCurrencies, expressionNoCurrency, expressionPeriod, expressionWorkingTime, expressionDivision,
        expressionNull, expressionLiteral, expressionLimit, templateUnclosed, computedCycle, eventInWhen,
    ]
}
