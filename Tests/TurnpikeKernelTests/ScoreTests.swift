import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

@Suite struct ScoreTests {
    private static let text = """
        turnpike: 1
        process: scored
        currency: EUR
        fields:
          source: {type: choice, label: Source, options: [referral, cold]}
          seats: {type: integer, label: Seats}
          silent: {type: bool, label: Silent}
          divisor: {type: integer, label: Divisor, default: 1}
        activities: {demo: {repeat: 9, outcomes: [held]}}
        score:
          min: 0
          max: 100
          bands: {cold: 0, warm: {from: 20, label: Warm enough}, hot: 60}
          referral: {add: 20, when: deal.source == "referral", label: Somebody sent them}
          demos: {add: 15, each: activities.demo.count, at_most: 40}
          large: {add: 50, when: deal.seats >= 100}
          silent: {add: -30, when: deal.silent}
          odd: {add: 1, when: deal.divisor * 9223372036854775807 == 1}
        gates: {warm_enough: {check: {warm: {that: deal.score >= 20 && deal.score_band != "cold"}}}}
        stages:
          talk: {activities: [demo], exit: [warm_enough], moves: [sold]}
          sold: {outcome: won}
        hooks:
          - {event: score.reached hot, do: [{notify: {to: "#hot", text: "${deal.score}"}}]}
          - {event: score.reached, do: [{crm: upsert}]}
        """

    private func deal(_ fields: [String: Value]) throws -> TestDeal { try TestDeal(try process(Self.text), fields) }

    @Test func pointsAddUpWithinTheirLimits() throws {
        var deal = try deal(["source": .string("referral")])
        #expect(deal.value("score") == .int(20))
        #expect(deal.value("score_band") == .string("warm"))
        for _ in 0..<4 { try deal.give(.activity(ActivityStep("demo", outcome: "held"))) }
        #expect(deal.value("score") == .int(60), "the demos give 40 at most")
        try deal.give(.set([FieldValue("seats", .int(100))]))
        #expect(deal.value("score") == .int(100), "the score is 100 at most")
        try deal.give(
            .set([FieldValue("source", .null), FieldValue("seats", .int(1)), FieldValue("silent", .bool(true))])
        )
        #expect(deal.value("score") == .int(10))
        #expect(deal.value("score_band") == .string("cold"))
    }

    @Test func aRuleThatIsUnknownGivesNothing() throws {
        let deal = try deal([:])
        #expect(deal.value("score") == .int(0))
        let context = Context(now: deal.now, actor: rep)
        let explanation = try #require(try deal.process.explainScore(deal.state, context))
        #expect(explanation.rules.map(\.status.rawValue) == ["unknown", "not_met", "unknown", "unknown", "not_met"])
        #expect(explanation.rules[0].reasons == ["deal.source has no value"])
        #expect(explanation.next?.band.id == "warm")
        #expect(explanation.next?.missing == 20)
    }

    @Test func anExplanationAddsUpToTheScore() throws {
        var deal = try deal(["source": .string("referral"), "seats": .int(200), "silent": .bool(true)])
        try deal.give(.activity(ActivityStep("demo", outcome: "held")))
        let explanation = try #require(
            try deal.process.explainScore(deal.state, Context(now: deal.now, actor: rep))
        )
        #expect(explanation.rules.map(\.points) == [20, 15, 50, -30, 0])
        #expect(explanation.sum == 55)
        #expect(.int(Int64(explanation.score)) == deal.value("score"))
        #expect(explanation.band?.label == "Warm enough")
    }

    @Test func aRuleThatFailsGivesNothingAndSaysWhy() throws {
        let deal = try deal(["divisor": .int(2)])
        #expect(deal.value("score") == .int(0))
        let explanation = try #require(
            try deal.process.explainScore(deal.state, Context(now: deal.now, actor: rep))
        )
        #expect(explanation.rules[4].status == .failed)
        #expect(!explanation.rules[4].reasons.isEmpty)
    }

    @Test func gatesReadTheScoreAndNobodySetsIt() throws {
        var deal = try deal([:])
        #expect(try deal.move("sold")?.ids == ["warm_enough.check.warm"])
        #expect(throws: CommandError.self) { try deal.give(.set([FieldValue("score", .int(99))])) }
        try deal.give(.set([FieldValue("source", .string("referral"))]))
        #expect(try deal.move("sold") == nil)
    }

    @Test func aHookHearsTheRiseIntoABandOnce() async throws {
        let process = try process(Self.text)
        let pipeline = try await Pipeline(processes: [process])
        func sent() async throws -> [String] { try await pipeline.store.outbox(OutboxQuery()).map(\.hook) }
        let deal = try await pipeline.open("scored", name: "A", by: rep)
        #expect(try await sent() == ["crm"], "it is in the lowest band from the beginning")
        _ = try await pipeline.set(deal.id, ["seats": .int(100)], by: rep)
        #expect(try await sent() == ["crm", "crm"], "from cold to warm")
        _ = try await pipeline.set(deal.id, ["source": .string("referral")], by: rep)
        #expect(try await sent() == ["crm", "crm", "notify", "crm"], "from warm to hot")
        _ = try await pipeline.set(deal.id, ["source": .string("cold")], by: rep)
        _ = try await pipeline.set(deal.id, ["seats": .int(120)], by: rep)
        #expect(try await sent().count == 4, "falling back is no rise")
    }

    @Test func theScoreOfAReplayedDealIsThatOfTheDeal() throws {
        var deal = try deal(["source": .string("referral")])
        try deal.give(.set([FieldValue("seats", .int(100))]))
        var again = DealState(id: deal.state.id, fieldCount: deal.process.fields.count)
        for record in deal.records { deal.process.apply(record, to: &again) }
        #expect(StateCoding.encode(again, in: deal.process) == StateCoding.encode(deal.state, in: deal.process))
    }
}
