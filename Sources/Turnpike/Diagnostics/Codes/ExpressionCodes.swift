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
    /// An expression with more characters than the limit.
    public static let expressionLimit = DiagnosticCode(
        "TP1314",
        "too long an expression",
        explanation: """
            An expression holds at most 10,000 characters and as many parts. A list that is longer belongs into a \
            choice with options.
            """,
        wrong: "when: deal.name in [ten thousand names]\n",
        right: "when: deal.source == \"inbound\"\n"
    )
    /// An expression nested deeper than the limit.
    public static let expressionNesting = DiagnosticCode(
        "TP1315",
        "too deep an expression",
        explanation: """
            Parentheses, calls and literals stand at most 100 deep inside one another. Chains of `&&`, `||` and `+` \
            may be as long as they like.
            """,
        wrong: "when: ((((a hundred parentheses and one more))))\n",
        right: "when: deal.budget > 1000 EUR\n"
    )
    /// More loops inside one another than the limit.
    public static let expressionLoops = DiagnosticCode(
        "TP1316",
        "too many loops inside one another",
        explanation: """
            `exists`, `all`, `map`, `filter` and their like stand at most three deep inside one another.
            """,
        wrong: "when: deal.a.exists(w, deal.a.exists(x, deal.a.exists(y, deal.a.exists(z, w == z))))\n",
        right: "when: deal.a.exists(x, deal.b.exists(y, x == y))\n"
    )
    /// An expression whose worst case costs more than the budget.
    public static let expressionCost = DiagnosticCode(
        "TP1317",
        "too costly an expression",
        explanation: """
            What an expression may cost at worst follows from the declared sizes: `max_items` of lists (1,000 where \
            none is declared) and `max_length` of texts (10,000). Declare smaller sizes, or look through fewer lists \
            inside one another.
            """,
        wrong: "when: deal.a.exists(x, deal.a.exists(y, deal.a.exists(z, (x + y).contains(z))))\n",
        right: "when: deal.a.exists(x, deal.b.exists(y, x == y))\n"
    )
    /// A bare number beside a percent.
    public static let expressionBareShare = DiagnosticCode(
        "TP1318",
        "a number that was meant in percent",
        explanation: """
            A bare number beside a percent is a fraction of one, so 15 would be 1500%. Write 15% or 0.15; a share of \
            more than 200% is written with its sign.
            """,
        wrong: "when: deal.discount > 15\n",
        right: "when: deal.discount > 15%\n"
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
        expressionNull, expressionLiteral, expressionLimit, expressionNesting, expressionLoops,
        expressionCost, expressionBareShare, templateUnclosed, computedCycle, eventInWhen,
    ]
}
