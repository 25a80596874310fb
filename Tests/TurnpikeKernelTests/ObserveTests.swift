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

    // MARK: Asking a person, and setting the other system back

    private static let crm = Actor(id: "crm", kind: .plugin, channel: "crm")

    private func team(_ policy: String) throws -> SalesProcess {
        try process(
            """
            turnpike: 1
            process: observed
            observed: \(policy)
            roles: {rep: Rep, boss: Boss}
            permissions: {override: [boss]}
            fields: {need: text, size: integer}
            stages:
              lead: {exit: [known], moves: [offer, lost]}
              offer: {exit: [firm], moves: [won, lost]}
              won: {outcome: won}
              lost: {outcome: lost}
            gates: {known: {needs: [need]}, firm: {override: never, needs: [size]}}
            hooks: [{event: observation.asked, do: [{notify: {to: boss, text: "Look"}}]}]
            """
        )
    }

    /// Gives a command and answers with what is to be delivered.
    private func effects(_ action: Command.Action, _ deal: inout TestDeal, by actor: Actor) throws -> [Effect] {
        let context = Context(now: deal.now, actor: actor, facts: Facts())
        guard case .accepted(let acceptance) = try deal.process.decide(Command(action), deal.state, context) else {
            Issue.record("refused")
            return []
        }
        guard acceptance.isChange else { return acceptance.effects }
        deal.process.apply(acceptance.record, to: &deal.state)
        #expect(deal.state == acceptance.state)
        let bytes = RecordCoding.encode(acceptance.record, in: deal.process)
        #expect(try RecordCoding.decode(bytes, in: deal.process) == acceptance.record)
        let stored = StoredDeal(Deal(process: deal.process, state: deal.state))
        #expect(try StateCoding.decode(stored, in: deal.process) == deal.state)
        return acceptance.effects
    }

    @Test func whatIsAskedWaitsForAPersonAndIsAskedOnce() throws {
        var deal = try TestDeal(try team("ask"), [:])
        let asked = try effects(.observe(Observation(stage: "offer")), &deal, by: Self.crm)
        #expect(asked.map(\.plugin) == ["notify"])
        #expect(deal.stage == "lead")
        #expect(deal.state.observed?.unmet == ["known.needs.need"])
        #expect(try effects(.observe(Observation(stage: "offer")), &deal, by: Self.crm).isEmpty)
        #expect(deal.state.revision == 2, "the same seen again is the same question")
    }

    @Test func aPersonMayAdoptItWithAReasonAndWhatIsUnmetStays() throws {
        var deal = try TestDeal(try team("ask"), [:])
        _ = try effects(.observe(Observation(stage: "offer")), &deal, by: Self.crm)
        let adopt = Command.Action.observation(ObservationStep(.adopt, because: "Signed on paper"))
        #expect(try deal.give(adopt, by: .person("rep_1", roles: "rep"))?.ids == ["permissions.override"])
        #expect(throws: CommandError.self) {
            try deal.give(.observation(ObservationStep(.adopt)), by: .person("boss_1", roles: "boss"))
        }
        #expect(try deal.give(adopt, by: .person("boss_1", roles: "boss")) == nil)
        #expect(deal.stage == "offer")
        #expect(deal.state.observed == nil)
        #expect(deal.state.details.obligations.map(\.criterion) == ["known.needs.need"])
    }

    @Test func whatMayNeverBeOverriddenIsNotAdoptedEither() throws {
        var deal = try TestDeal(try team("ask"), ["need": .string("speed")])
        try deal.give(.move(MoveRequest(to: "offer")))
        _ = try effects(.observe(Observation(stage: "won")), &deal, by: Self.crm)
        let adopt = Command.Action.observation(ObservationStep(.adopt, because: "Signed"))
        #expect(try deal.give(adopt, by: .person("boss_1", roles: "boss"))?.ids == ["firm.needs.size"])
        try deal.give(.set([FieldValue("size", .int(3))]))
        #expect(try deal.give(adopt, by: .person("rep_1", roles: "rep")) == nil, "what is met needs no permission")
        #expect(deal.stage == "won")
    }

    @Test func aPersonMayHaveTheOtherSystemSetBack() throws {
        var deal = try TestDeal(try team("ask"), [:])
        _ = try effects(.observe(Observation(stage: "offer")), &deal, by: Self.crm)
        let boss = Actor.person("boss_1", roles: "boss")
        let sent = try effects(.observation(ObservationStep(.pushBack)), &deal, by: boss)
        #expect(sent.map(\.plugin) == ["crm"])
        let request = try HookRequest(try #require(sent.first).request)
        #expect(request.action == "upsert")
        #expect(request.deal.stage == "lead")
        #expect(request.event.details["seen"]?.stringValue == "offer")
        #expect(deal.state.observed == nil)
    }

    @Test func aMoveEndsTheQuestionAndSoDoesTheOtherSystemItself() throws {
        for ending in [
            Command.Action.move(MoveRequest(to: "lost")), .observe(Observation(stage: "lead")),
        ] {
            var deal = try TestDeal(try team("ask"), [:])
            _ = try effects(.observe(Observation(stage: "offer")), &deal, by: Self.crm)
            _ = try effects(ending, &deal, by: deal.state.observed == nil ? Self.crm : Self.ender(ending))
            #expect(deal.state.observed == nil)
        }
    }

    private static func ender(_ action: Command.Action) -> Actor {
        if case .observe = action { crm } else { .person("rep_1", roles: "rep") }
    }

    @Test func whatIsPushedBackNeverMovesTheDeal() throws {
        var deal = try TestDeal(try team("push_back"), [:])
        let sent = try effects(.observe(Observation(stage: "offer")), &deal, by: Self.crm)
        #expect(deal.stage == "lead")
        #expect(sent.map(\.plugin) == ["crm"])
        #expect(sent.map(\.parksLane) == [true])
        let request = try HookRequest(try #require(sent.first).request)
        #expect(request.event.name == "observation.pushed_back")
        #expect(request.event.details["unmet"]?.elements?.compactMap(\.stringValue) == ["known.needs.need"])
        #expect(request.key == sent.first?.key)
    }

    @Test func nothingWaitsForAnAnswerWhereNothingWasAsked() throws {
        var deal = try TestDeal(try team("ask"), [:])
        #expect(throws: CommandError.self) { try deal.give(.observation(ObservationStep(.pushBack))) }
    }
}
