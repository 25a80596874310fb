import Testing
import TurnpikeExpressions
import TurnpikeValues

@Suite("Why a condition does not hold")
struct ExplanationTests {
    static let values: [String: Value] = [
        "amount": .money("50000 EUR"), "budget": .money("30000 EUR"), "approved": false, "source": "inbound",
        "need": "A CRM", "seats": 3,
        "stakeholders": [["role": "champion", "approved": true], ["role": "blocker", "approved": false]],
    ]

    func explain(_ text: String) throws -> Explanation {
        let program = try #require(Fixture.compile(text).program)
        return program.explain(fields: Fixture.fields(Self.values), derived: Fixture.derived)
    }

    @Test(
        "Each deciding part says what was seen and what is needed",
        arguments: [
            ("deal.budget >= deal.amount * 0.8", "30000 EUR is less than 40000 EUR", "at least 40000 EUR"),
            ("deal.amount < 50000", "50000 EUR is not less than 50000 EUR", "less than 50000 EUR"),
            ("deal.approved", "deal.approved is false", "true"),
            ("deal.source != \"inbound\"", "deal.source is \"inbound\"", "anything but \"inbound\""),
            ("deal.source == \"event\"", "\"inbound\" is not \"event\"", "\"event\""),
            (
                "deal.source in [\"event\", \"referral\"]", "\"inbound\" is not one of \"event\", \"referral\"",
                "one of \"event\", \"referral\""
            ),
            ("!(deal.seats < 5)", "3 is less than 5", "at least 5"),
            ("5 < deal.seats", "3 is less than 5", "more than 5"),
            ("has(deal.count)", "deal.count has no value", "a value"),
            ("deal.count > 4", "unknown: deal.count has no value", "more than 4"),
            ("deal.need.contains(\"ERP\")", "\"A CRM\" does not contain \"ERP\"", "a text that contains \"ERP\""),
            (
                "deal.stakeholders.exists(s, s.role == \"economic_buyer\")",
                "nothing in deal.stakeholders meets s.role == \"economic_buyer\"",
                "at least one that meets s.role == \"economic_buyer\""
            ),
            (
                "deal.stakeholders.all(s, s.approved)", "no. 2 of deal.stakeholders does not meet s.approved",
                "all to meet s.approved"
            ),
        ]
    )
    func sentences(_ text: String, _ sentence: String, _ needed: String) throws {
        let explanation = try explain(text)
        #expect(explanation.deciding.map(\.sentence) == [sentence], "\(text)")
        #expect(explanation.deciding.first?.needed == needed, "\(text)")
    }

    @Test("All unmet parts of a conjunction are listed, met ones are not")
    func conjunction() throws {
        let explanation = try explain("deal.budget >= 40000 && deal.seats == 3 && deal.approved && deal.count > 1")
        #expect(explanation.verdict == .no)
        #expect(explanation.deciding.map(\.text) == ["deal.budget >= 40000", "deal.approved", "deal.count > 1"])
        #expect(explanation.missing == ["deal.count"])
        #expect(explanation.deciding[0].seen.map(\.path) == ["deal.budget"])
        #expect(explanation.deciding[0].seen.map(\.value) == [.money("30000 EUR")])
        let requirement = explanation.deciding[0].requirement
        #expect(requirement?.slot == .field(1))
        #expect(requirement?.relation == .greaterOrEqual)
    }

    @Test("A condition that holds has nothing to explain")
    func holds() throws {
        let explanation = try explain("deal.approved || deal.seats == 3")
        #expect(explanation.verdict == .yes)
        #expect(explanation.deciding.isEmpty && explanation.missing.isEmpty && explanation.error == nil)
    }

    @Test("A part that fails says why and where")
    func failure() throws {
        let explanation = try explain("deal.seats / 0 > 1")
        #expect(explanation.verdict == .error)
        #expect(explanation.error == EvaluationError(message: "divide by zero", range: 0..<14))
    }

    @Test("A conditional with a plain false is explained by what led there")
    func conditional() throws {
        let explanation = try explain("deal.seats > 5 ? deal.approved : false")
        #expect(explanation.deciding.map(\.sentence) == ["3 is less than 5"])
    }
}
