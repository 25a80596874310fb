import TurnpikeExpressions
import TurnpikeValues

/// A small process's names: a deal with a field of each kind, a stage, the time.
enum Fixture {
    static let stakeholder = ObjectType(
        name: "stakeholder",
        members: [
            "name": Member(.string),
            "role": Member(
                .choice(ChoiceType(name: "stakeholder.role", options: ["economic_buyer", "champion", "blocker"]))
            ),
            "approved": Member(.bool),
        ]
    )

    static let names = [
        "amount", "budget", "discount", "need", "close_date", "source", "stakeholders", "seats", "rate", "approved",
        "last_contact", "count", "tags", "fee",
    ]

    static let deal = ObjectType(
        name: "deal",
        members: [
            "amount": Member(.money, slot: .field(0)),
            "budget": Member(.money, slot: .field(1)),
            "discount": Member(.percent, slot: .field(2)),
            "need": Member(.string, slot: .field(3), maximumSize: 200),
            "close_date": Member(.date, slot: .field(4)),
            "source": Member(
                .choice(ChoiceType(name: "deal.source", options: ["inbound", "outbound", "referral", "event"])),
                slot: .field(5)
            ),
            "stakeholders": Member(.list(.object(stakeholder)), slot: .field(6), maximumSize: 50),
            "seats": Member(.int, slot: .field(7)),
            "rate": Member(.decimal, slot: .field(8)),
            "approved": Member(.bool, slot: .field(9)),
            "last_contact": Member(.instant, slot: .field(10)),
            "count": Member(.int, slot: .field(11)),
            "tags": Member(
                .list(.choice(ChoiceType(name: "deal.tags", options: ["new", "old"]))),
                slot: .field(12)
            ),
            "fee": Member(.money, slot: .field(13), currency: .eur),
            "contact": Member(
                .object(ObjectType(name: "contact", members: ["email": Member(.string, slot: .derived(2))]))
            ),
        ]
    )

    static let declarations = Declarations(
        variables: [
            "deal": Member(.object(deal)),
            "stage": Member(
                .object(
                    ObjectType(name: "stage", members: ["visits": Member(.int, slot: .derived(1), mayBeMissing: false)])
                )
            ),
            "now": Member(.instant, slot: .derived(0), mayBeMissing: false),
        ],
        defaultCurrency: .eur
    )

    static let derived: [Value] = [.instant("2026-06-15T12:00:00Z"), 2, .null]

    static func fields(_ values: [String: Value]) -> [Value] {
        names.map { values[$0] ?? .null }
    }

    static func compile(_ text: String, _ declarations: Declarations = declarations) -> CompileResult {
        CompiledExpression.compile(text, declarations: declarations)
    }

    static func evaluate(_ text: String, _ values: [String: Value] = [:]) -> Evaluation {
        let result = compile(text)
        guard let program = result.program else {
            return .failed(EvaluationError(message: result.diagnostics.map(\.description).joined(separator: "\n")))
        }
        return program.evaluate(fields: fields(values), derived: derived)
    }

    static func verdict(_ text: String, _ values: [String: Value] = [:]) -> Verdict? {
        compile(text).program?.verdict(fields: fields(values), derived: derived)
    }
}
