import Testing
import TurnpikeExpressions
import TurnpikeValues

@Suite("What expressions evaluate to")
struct EvaluationTests {
    @Test(
        "A condition over fields answers yes or no",
        arguments: [
            ("deal.amount >= 300 && deal.budget >= 150 && deal.approved", true),
            ("deal.amount > 50000 EUR", false),
            ("deal.amount == 50000", true),
            ("deal.budget >= deal.amount * 0.8", true),
            ("deal.budget < deal.amount", true),
            ("deal.discount > 15%", true),
            ("deal.discount == 0.2", true),
            ("deal.discount <= 20% && deal.discount >= 0.1", true),
            ("deal.amount * (100% - deal.discount) == 40000 EUR", true),
            ("deal.amount * (1 - deal.discount) == 40000 EUR", true),
            ("deal.seats * 1.5 > 14.9", true),
            ("deal.rate * 2 == 3", true),
            ("round(deal.amount / 3, 2) == 16666.67 EUR", true),
            ("round(deal.budget / deal.amount, 2) >= 0.8", true),
            ("deal.close_date > now", true),
            ("deal.close_date - 14 days < now + 1 month", true),
            ("deal.close_date == date(\"2026-07-01\")", true),
            ("deal.close_date - now == 384 hours", true),
            ("now - deal.last_contact < duration(\"336h\")", true),
            ("now - deal.last_contact < 336 hours", true),
            ("deal.source == \"inbound\"", true),
            ("deal.source in [\"inbound\", \"event\"]", true),
            ("deal.amount in [100, 50000]", true),
            ("deal.stakeholders.exists(s, s.role == \"economic_buyer\" && s.approved)", true),
            ("deal.stakeholders.all(s, s.approved)", false),
            ("deal.stakeholders.exists_one(s, s.approved)", true),
            ("deal.stakeholders.filter(s, s.approved).size() == 1", true),
            ("size(deal.stakeholders.map(s, s.name)) == 2", true),
            ("deal.need.contains(\"CRM\") && deal.need.startsWith(\"A \") && deal.need.endsWith(\"M\")", true),
            ("deal.need.lowerAscii() == \"a crm\"", true),
            ("stage.visits > 1 ? deal.seats > 5 : false", true),
            ("deal.seats % 3 == 1", true),
            ("-deal.seats == -10", true),
            ("!(deal.seats > 20)", true),
            ("[1, 2, 3].map(x, x * 2).sum() == 12", true),
            ("[1, 2, 3].last() == 3", true),
            ("has(deal.amount) && !has(deal.count)", true),
            ("\"old\" in deal.tags", false),
            ("10%3 == 1", true),
            ("30 % 7 == 2", true),
            ("2 in [1, 2]", true),
            ("deal.stakeholders.filter(s, false).map(s, 5 EUR).sum() == 0 EUR", true),
            ("deal.need.matches(\"^A .*M$\")", true),
            ("deal.need.substring(2).charAt(0) == \"C\" && deal.need.indexOf(\"R\") == 3", true),
            ("\"a,b\".split(\",\").join(\"-\") == \"a-b\"", true),
            ("\"%s: %.2f\".format([deal.need, 2.345]) == \"A CRM: 2.35\" || true", true),
            ("math.greatest(deal.amount, deal.budget) == deal.amount", true),
            ("deal.close_date.getFullYear() == 2026 && deal.close_date.getMonth() == 6", true),
            ("cel.bind(x, deal.amount, x == x)", true),
            ("{\"a\": 1}.a == 1 && has({\"a\": 1}.a) && \"a\" in {\"a\": 1}", true),
            ("deal.amount > 100000 EUR ? false : deal.approved", true),
            ("days(deal.close_date - date(\"2026-06-01\")) == 30", true),
            ("deal.amount - 15% * deal.amount == 42500 EUR", true),
            ("'\u{E9}' == 'e\u{301}'", false),
        ]
    )
    func conditions(_ text: String, _ expected: Bool) {
        let result = Fixture.evaluate(text, Self.values)
        #expect(result == .value(.bool(expected)), "\(text): \(result)")
        #expect(Fixture.verdict(text, Self.values) == (expected ? .yes : .no))
    }

    static let values: [String: Value] = [
        "amount": .money("50000 EUR"), "budget": .money("45000 EUR"), "discount": .percent("20%"), "need": "A CRM",
        "close_date": .date("2026-07-01"), "source": "inbound", "seats": 10, "rate": .decimal("1.5"), "approved": true,
        "last_contact": .instant("2026-06-10T00:00:00Z"), "tags": ["new"],
        "stakeholders": [
            ["name": "One", "role": "economic_buyer", "approved": true],
            ["name": "Two", "role": "blocker", "approved": false],
        ],
    ]

    @Test(
        "What reads a field without a value is unknown unless the rest decides",
        arguments: [
            ("deal.count > 1", Verdict.unknown),
            ("deal.count > 1 && deal.seats > 100", .no),
            ("deal.seats > 100 && deal.count > 1", .no),
            ("deal.count > 1 || deal.seats > 5", .yes),
            ("deal.count > 1 || deal.seats > 100", .unknown),
            ("!(deal.count > 1)", .unknown),
            ("has(deal.count)", .no),
            ("has(deal.count) && deal.count > 1", .no),
            ("deal.count > 1 && 1 / 0 > 1", .unknown),
            ("1 / 0 > 1 && deal.count > 1", .unknown),
            ("1 / 0 > 1 || deal.seats > 5", .yes),
            ("1 / 0 > 1 && deal.seats > 100", .no),
            ("1 / 0 > 1", .error),
            ("deal.contact.email == \"x\"", .unknown),
            ("has(deal.contact.email)", .no),
            ("deal.count > 1 ? true : true", .unknown),
        ]
    )
    func unknowns(_ text: String, _ expected: Verdict) {
        #expect(Fixture.verdict(text, Self.values) == expected, "\(text)")
    }

    @Test("An unknown result names every path that lacks a value")
    func unknownPaths() {
        #expect(
            Fixture.evaluate("deal.count + 1 > 2 || deal.contact.email == \"x\"")
                == .unknown(["deal.count", "deal.contact.email"])
        )
        #expect(Fixture.evaluate("deal.amount >= 5") == .unknown(["deal.amount"]))
    }

    @Test("Money of two currencies is an error where data brings it")
    func currencies() {
        let result = Fixture.evaluate(
            "deal.amount > deal.budget",
            ["amount": .money("5 EUR"), "budget": .money("5 USD")]
        )
        guard case .failed(let error) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(error.message == "cannot compare 5 EUR with 5 USD")
        #expect(error.range == 0..<25)
    }
}

@Suite("What a program says of itself")
struct ProgramTests {
    @Test("A program names what it reads, each once")
    func reads() throws {
        let program = try #require(
            Fixture.compile("deal.amount > 5 && has(deal.need) && now > deal.last_contact && deal.amount < 9").program
        )
        #expect(program.reads == [.field(0), .field(3), .derived(0), .field(10)])
        #expect(program.readPaths.map(\.path) == ["deal.amount", "deal.need", "now", "deal.last_contact"])
        #expect(program.derivedReads == [0])
        #expect(program.canBeUnknown)
    }

    @Test(
        "What reads only promised values cannot be unknown",
        arguments: [("stage.visits > 1", false), ("has(deal.need)", false), ("deal.need == ''", true)]
    )
    func unknown(_ text: String, _ expected: Bool) throws {
        #expect(try #require(Fixture.compile(text).program).canBeUnknown == expected)
    }

    @Test("A literal, and a whole number, is read as its place asks")
    func expected() throws {
        func value(_ text: String, _ type: ExpressionType) -> Evaluation? {
            CompiledExpression.compile(text, declarations: Fixture.declarations, expecting: type).program?
                .evaluate(fields: Fixture.fields(EvaluationTests.values), derived: Fixture.derived)
        }
        #expect(value("5", .money) == .value(.money("5 EUR")))
        #expect(value("0.5", .decimal) == .value(.decimal("0.5")))
        #expect(value("deal.seats", .decimal) == .value(.decimal("10")))
        #expect(value("0.5", .percent) == .value(.percent("50%")))
        #expect(value("deal.need", .money) == nil)
    }

    @Test("The worst-case cost follows the declared sizes")
    func cost() throws {
        func cost(_ text: String) throws -> Int { try #require(Fixture.compile(text).program).worstCaseCost }
        #expect(try cost("deal.approved") == 1)
        #expect(try cost("deal.stakeholders.exists(s, s.approved)") < 300)
        #expect(try cost("deal.stakeholders.exists(s, deal.stakeholders.exists(t, t.approved && s.approved))") > 5_000)
    }

    @Test("A host's function is called with checked arguments")
    func host() throws {
        var declarations = Fixture.declarations
        declarations.functions["twice"] = [
            FunctionOverload(id: "twice_int", parameters: [.int], result: .int) { values in
                guard case .int(let number) = values[0] else { throw EvaluationError(message: "no integer") }
                return .int(number * 2)
            }
        ]
        let program = try #require(
            CompiledExpression.compile("twice(deal.seats) == 20", declarations: declarations).program
        )
        #expect(program.verdict(fields: Fixture.fields(EvaluationTests.values)) == .yes)
        #expect(
            CompiledExpression.compile("twice('x')", declarations: declarations).diagnostics.map(\.code) == [
                .noSuchOverload
            ]
        )
    }
}
