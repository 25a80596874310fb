import Testing
import Turnpike
import TurnpikeValues

/// A move that an outside system has made already (rule 1, `observed:`).
@Suite struct ObserveTests {
    private func text(_ policy: String) -> String {
        """
        turnpike: 1
        process: observed
        \(policy)
        fields: {need: text}
        stages:
          lead: {exit: [known], moves: [offer]}
          offer: {moves: [won, lost]}
          won: {outcome: won}
          lost: {outcome: lost}
        gates: {known: {needs: [need]}}
        """
    }

    @Test(
        arguments: [
            ("observed: adopt", "offer", []),
            ("observed: adopt_with_obligations", "offer", ["known.needs.need"]),
            ("observed: refuse", "lead", []),
            ("", "lead", []),
        ]
    )
    func thePolicyDecidesWhatBecomesOfIt(policy: String, stage: String, obligations: [String]) throws {
        var deal = try TestDeal(try process(text(policy)), [:])
        let refusal = try deal.give(.observe(Observation(stage: "offer")), by: importer)
        #expect((refusal == nil) == (stage == "offer"))
        if let refusal { #expect(refusal.ids == ["known.needs.need"]) }
        #expect(deal.stage == stage)
        #expect(deal.state.details.obligations.map(\.criterion) == obligations)
    }

    @Test func aMoveWhoseGatesAreMetIsTakenOverUnderEveryPolicy() throws {
        var deal = try TestDeal(try process(text("")), ["need": .string("speed")])
        #expect(try deal.give(.observe(Observation(stage: "offer")), by: importer) == nil)
        #expect(deal.stage == "offer")
    }

    @Test func aPersonCannotReportWhatAnotherSystemDid() throws {
        var deal = try TestDeal(try process(text("observed: adopt")), [:])
        #expect(try deal.give(.observe(Observation(stage: "won")), by: rep)?.ids == ["observe.by"])
        #expect(deal.stage == "lead")
    }

    @Test func historyKeepsItsOwnTimesAndAdmitsWhatIsUnknown() throws {
        var deal = TestDeal(try process(text("observed: adopt")))
        try deal.give(.open(Opening(name: "Old deal")), occurred: .unknown, by: importer)
        #expect(deal.state.opened == nil)
        let engaged = try #require(Instant("2017-01-01T00:00:00Z"))
        let closed = try #require(Instant("2017-02-01T00:00:00Z"))
        try deal.give(.observe(Observation(stage: "offer")), occurred: .at(engaged), by: importer)
        try deal.give(.observe(Observation(stage: "won")), occurred: .at(closed), by: importer)
        #expect(deal.state.entered == closed)
        let lead = try #require(deal.process.stage("lead"))
        let offer = try #require(deal.process.stage("offer"))
        #expect(
            deal.state.history[lead]?.milliseconds == 0,
            "time in a stage entered at an unknown time is not invented"
        )
        #expect(deal.state.history[offer]?.milliseconds == Int64(2_678_400_000))
    }
}
