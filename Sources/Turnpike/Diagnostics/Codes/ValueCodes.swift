/// TP1259 to TP1269, the process language: types and values.
extension DiagnosticCode {
    /// A literal that its place does not take.
    public static let wrongValue = DiagnosticCode(
        "TP1259",
        "a value of the wrong type",
        explanation: """
            A default or a limit is written as a value of the field's type: `50000 EUR` for money, `15%` for \
            percent, `2026-12-01` for a date, an option of the list for a choice.
            """,
        wrong: "amount: {type: money, max: 40%}\n",
        right: "amount: {type: money, max: 40 EUR}\n"
    )
    /// A value outside the limits that apply.
    public static let outOfRange = DiagnosticCode(
        "TP1260",
        "outside its limits",
        explanation: """
            A default lies within the field's own limits, `min` is not above `max`, a probability lies between \
            0% and 100%, a count is at least 1.
            """,
        wrong: "discount: {type: percent, max: 40%, default: 50%}\n",
        right: "discount: {type: percent, max: 40%, default: 5%}\n"
    )
    /// A choice without options, or options without a choice.
    public static let optionsMisplaced = DiagnosticCode(
        "TP1261",
        "options where none belong, or none where some do",
        explanation: """
            `choice` and `choices` list their `options`; no other type has any.
            """,
        wrong: "source: {type: choice}\n",
        right: "source: {type: choice, options: [inbound, outbound]}\n"
    )
    /// A list without `of`, or `of` without a list.
    public static let itemsMisplaced = DiagnosticCode(
        "TP1262",
        "a list without the type of its items",
        explanation: """
            `list` says in `of` what its items are; no other type has `of`.
            """,
        wrong: "stakeholders: {type: list}\n",
        right: "stakeholders: {type: list, of: stakeholder}\n"
    )
    /// A limit that means nothing for the type.
    public static let limitMisplaced = DiagnosticCode(
        "TP1263",
        "a limit that the type does not have",
        explanation: """
            `min` and `max` belong to numbers, money, percent, dates, times and durations; `max_length` and \
            `pattern` to texts; `max_items` to lists and choices; a field of type file has no default.
            """,
        wrong: "need: {type: text, max: 100}\n",
        right: "need: {type: text, max_length: 100}\n"
    )
    /// A pattern that is not a regular expression.
    public static let badPattern = DiagnosticCode(
        "TP1264",
        "not a pattern",
        explanation: """
            `pattern` is a regular expression in RE2 syntax that the whole text must match.
            """,
        wrong: "order: {type: text, pattern: \"[A-Z\"}\n",
        right: "order: {type: text, pattern: \"[A-Z]+\"}\n"
    )
    /// A record that holds itself, directly or through others.
    public static let recursiveRecord = DiagnosticCode(
        "TP1265",
        "a record that holds itself",
        explanation: """
            The records of a process nest to a fixed depth: a record cannot be part of itself.
            """,
        wrong: "records:\n  person: {manager: person_record}\n  person_record: {who: person}\n",
        right: "records:\n  contact_person: {manager: text}\n"
    )
    /// A computed field where a person or a rule would set it.
    public static let computedFieldSet = DiagnosticCode(
        "TP1266",
        "a computed field that is also given",
        explanation: """
            A computed field follows from others. It has no default and no limits, and nothing captures, asks \
            for, brings, locks or edits it.
            """,
        wrong: "expected: {type: money, compute: deal.amount * 0.5, default: 0 EUR}\n",
        right: "expected: {type: money, compute: deal.amount * 0.5}\n"
    )
    /// A span of time that cannot be read.
    public static let badSpan = DiagnosticCode(
        "TP1267",
        "not a span of time",
        explanation: """
            A span of time is a number and a unit, and time must pass in it. `48 hours` and `10 minutes` are exact; `30 days`, \
            `2 weeks` and `3 months` are calendar time; `2 working days` and `4 working hours` need a calendar.
            """,
        wrong: "done: [{demo: {within: 30}}]\n",
        right: "done: [{demo: {within: 30 days}}]\n"
    )
    /// A list of roles that is empty.
    public static let nobodyNamed = DiagnosticCode(
        "TP1268",
        "nobody is named",
        explanation: """
            An empty `by` would let nobody make the move. Leave `by` out to let everybody whom `permissions` \
            allow, or name a role.
            """,
        wrong: "proposal: {by: []}\n",
        right: "proposal: {by: [rep]}\n"
    )
    /// More things of a kind than a process can have.
    public static let tooMany = DiagnosticCode(
        "TP1269",
        "too many",
        explanation: """
            A process may declare up to 65,000 things of each kind.
            """,
        wrong: "stages: {s1: {}, s2: {}, …}\n",
        right: "stages: {s1: {}, s2: {}}\n"
    )

    static let valueCodes: [DiagnosticCode] = [
        wrongValue, outOfRange, optionsMisplaced, itemsMisplaced, limitMisplaced, badPattern, recursiveRecord,
        computedFieldSet, badSpan, nobodyNamed, tooMany,
    ]
}
