import Testing
import Turnpike
import TurnpikeValues

@Suite struct OutcomeTests {
    private static let text = """
        turnpike: 1
        process: outcomes
        roles: {rep: A rep, manager: A manager}
        fields: {rival: text, feature: text, note: {type: text, label: Note}, phone: {type: text, label: Phone}}
        reasons:
          lost:
            competitor: {label: Chose a competitor, ask: [rival], reasons: {price: Cheaper, feature: {label: Can more, ask: [feature]}}}
            no_decision: No decision
        stages:
          talk: {important: [note, phone], moves: [offer]}
          offer: {moves: [sold]}
          sold: {outcome: won}
          nurture: {hold: true, moves: {wake: {to: came_from}}}
          lost: {outcome: lost, reason: lost, moves: {reopen: {to: talk, by: [manager]}}}
        anywhere: {moves: {lost: {}, nurture: {at_most: 2}}}
        permissions: {move: [rep, manager], override: [manager]}
        """

    private func lose(_ deal: inout TestDeal, _ reason: String, _ fields: [FieldValue] = []) throws -> Refusal? {
        try deal.give(.move(MoveRequest(to: "lost", reason: reason, fields: fields)))
    }

    @Test func aReasonThatIsDividedIsChosenByItsPart() throws {
        var deal = try TestDeal(try process(Self.text), [:])
        #expect(
            deal.process.reasonLists[0].reasons.map(\.id) == ["competitor.price", "competitor.feature", "no_decision"]
        )
        #expect(deal.process.reasonLists[0].reasons[0].label == "Chose a competitor: Cheaper")
        #expect(throws: CommandError.self) { _ = try lose(&deal, "competitor") }
        #expect(try lose(&deal, "competitor.price")?.ids == ["lost.ask.rival"])
        #expect(try lose(&deal, "competitor.feature")?.ids == ["lost.ask.rival", "lost.ask.feature"])
        let values = [FieldValue("rival", .string("R")), FieldValue("feature", .string("F"))]
        #expect(try lose(&deal, "competitor.feature", values) == nil)
        #expect(deal.state.details.reason.map { deal.process[$0].id } == "competitor.feature")
        let stored = StoredDeal(Deal(process: deal.process, state: deal.state))
        #expect(try StateCoding.decode(stored, in: deal.process) == deal.state)
        #expect(try deal.move("reopen")?.ids == ["reopen.by"])
        #expect(try deal.move("reopen", by: manager) == nil)
        #expect(deal.state.outcome == nil)
    }

    @Test func whatIsImportantWarnsAndStopsNothing() throws {
        var deal = try TestDeal(try process(Self.text), ["note": .string("x")])
        #expect(try deal.move("offer") == nil)
        guard case .moved(let moved)? = deal.last?.events.first else {
            Issue.record("it moved")
            return
        }
        #expect(moved.warnings == ["talk.important.check.phone"])
    }

    @Test func aDealIsSetAsideOnlySoOften() throws {
        var deal = try TestDeal(try process(Self.text), [:])
        for _ in 0..<2 {
            #expect(try deal.move("nurture") == nil)
            #expect(try deal.move("wake") == nil)
        }
        #expect(try deal.move("nurture")?.ids == ["nurture.at_most"])
        // Whoever lets it pass leaves nothing behind that could never be met.
        #expect(try deal.give(.override(MoveRequest(to: "nurture"), because: "They asked"), by: manager) == nil)
        #expect(deal.state.details.obligations.isEmpty)
    }
}
