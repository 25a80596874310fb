public import TurnpikeExpressions
public import TurnpikeValues

/// What the fuzzed expressions may name: a deal with a field of every type, a list of records, the time, plain variables.
public enum Names {
    private static let stakeholder = ObjectType(
        name: "stakeholder",
        members: [
            "name": Member(.string, maximumSize: 40),
            "role": Member(.choice(ChoiceType(name: "stakeholder.role", options: ["champion", "blocker"]))),
            "approved": Member(.bool),
            "share": Member(.percent),
        ]
    )

    private static let fields: [(String, ExpressionType, Int?)] = [
        ("amount", .money, nil), ("budget", .money, nil), ("discount", .percent, nil), ("need", .string, 200),
        ("close_date", .date, nil),
        ("source", .choice(ChoiceType(name: "deal.source", options: ["web", "fair"])), nil),
        ("stakeholders", .list(.object(stakeholder)), 20), ("seats", .int, nil), ("rate", .decimal, nil),
        ("approved", .bool, nil), ("last_contact", .instant, nil), ("tags", .list(.string), 10),
        ("term", .duration, nil),
    ]

    private static let plain: [(String, ExpressionType)] = [
        ("i", .int), ("u", .uint), ("d", .double), ("s", .string), ("b", .bytes), ("l", .list(.int)),
        ("m", .map(.string, .int)), ("x", .dyn), ("t", .bool),
    ]

    private static let variables: [String: Member] = {
        var members: [String: Member] = [:]
        for (index, field) in fields.enumerated() {
            members[field.0] = Member(field.1, slot: .field(index), maximumSize: field.2)
        }
        var variables = ["deal": Member(.object(ObjectType(name: "deal", members: members)))]
        for (index, variable) in plain.enumerated() {
            variables[variable.0] = Member(variable.1, slot: .field(fields.count + index), mayBeMissing: false)
        }
        variables["now"] = Member(.instant, slot: .derived(0), mayBeMissing: false)
        return variables
    }()

    /// The ways in which every text is compiled: the rules for people, plain CEL, plain CEL without types.
    public static let ways: [Declarations] = {
        let people = Declarations(variables: variables, defaultCurrency: .eur)
        var plain = people
        plain.peopleRules = false
        var dynamic = plain
        dynamic.isChecked = false
        return [people, plain, dynamic]
    }()

    /// What the kernel would compute.
    public static let derived: [Value] = [.instant("2026-06-15T12:00:00Z")]

    /// Full values, and the same with nothing in the fields of the deal.
    public static let values: [[Value]] = {
        let given: [Value] = [
            .money("50000 EUR"), .money("30000.50 USD"), .percent("15%"), "A CRM \u{1F600} e\u{301}",
            .date("2026-07-01"), "web",
            [["name": "One", "role": "champion", "approved": true, "share": .percent("40%")], ["role": "blocker"]],
            3, .decimal("1.25"), true, .instant("2026-06-10T00:00:00Z"), ["a", "b"], .duration(.seconds(5400)),
        ]
        let bytes: [UInt8] = [0, 0xFF, 0x61]
        let others: [Value] = [
            .int(.min), .uint(.max), .double(-0.0), "text", .bytes(bytes), [1, 2, 9_007_199_254_740_993],
            ["a": 1, "b": 2], [[1, "two"], ["k": .null]], true,
        ]
        return [given + others, given.map { _ in Value.null } + others]
    }()
}

/// Ends the process where a promise is broken, so that the fuzzer keeps the input.
public func promise(_ holds: @autoclosure () -> Bool, _ message: @autoclosure () -> String) {
    guard holds() else { preconditionFailure(message()) }  // safe: a broken promise is what the fuzzer looks for
}

/// The text that an input stands for.
public func text(_ start: UnsafePointer<UInt8>?, _ count: Int) -> String {
    String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
}
