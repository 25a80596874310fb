import Testing
import Turnpike
import TurnpikeValues

@Suite struct MoveTests {
    static let text = """
        turnpike: 1
        process: sale
        currency: EUR
        roles: {rep: Rep, manager: Manager}
        fields:
          amount: money
          budget: money
          need: text
          contract: file
          discount: {type: percent, max: 40%, default: 0%}
          stakeholders: {type: list, of: stakeholder}
        records:
          stakeholder: {name: text, role: {type: choice, options: [buyer, user]}}
        reasons:
          lost: {price: Too expensive, rival: {label: A competitor, ask: [need]}}
          step_back: {scope: The scope changed}
        signals: {signed: {sets: [contract]}}
        activities:
          call: {by: rep, outcomes: [interested, {no_answer: {again: true}}], captures: [{need: required}]}
          demo: {outcomes: [held, no_show], repeat: 2, fields: {rating: integer}}
        gates:
          bant:
            label: Budget and need are known
            needs: [budget, need]
            done: [call, {demo: {outcome: [held], within: 30 days}}]
            check:
              covers: {that: deal.budget >= deal.amount * 0.8, else: "The budget covers less than 80% of ${deal.amount}."}
              buyer:
                that: |
                  deal.stakeholders.exists(s, s.role == "buyer")
                else: Nobody can sign.
                severity: warn
          discounted: {when: deal.discount > 15%, check: {small: {that: deal.discount < 30%}}}
          firm: {override: never, needs: [contract]}
        stages:
          lead: {probability: 10%, moves: [qualified]}
          qualified:
            exit: [bant]
            activities: [call, demo]
            moves:
              proposal: {}
              fast: {to: closing, skips: [proposal], by: [manager]}
              slow: {to: closing, through: [proposal], by: [manager]}
              lead: {reason: step_back}
          proposal: {enter: [discounted], moves: [closing, {qualified: {}}]}
          closing:
            moves:
              won: {ask: [contract], gates: [firm]}
              sign: {to: won, signal: signed}
          won: {outcome: won, probability: 100%, moves: [care]}
          care: {}
          lost: {outcome: lost, reason: lost, moves: {reopen: {to: qualified, by: [manager]}}}
          nurture: {hold: true, moves: {wake: {to: came_from}, ahead: {to: closing}}}
        anywhere:
          moves: {lost: {}, nurture: {}, back: {to: earlier, reason: step_back}}
        permissions: {override: [manager], edit: {discount: [manager]}}
        """

    private func qualified(_ fields: [String: Value] = [:]) throws -> TestDeal {
        var deal = try TestDeal(try process(Self.text), fields)
        try deal.move("qualified")
        #expect(deal.stage == "qualified")
        return deal
    }

    @Test func aRefusalListsEveryUnmetCriterion() throws {
        var deal = try qualified(["amount": .money("50000 EUR")])
        let refusal = try #require(try deal.move("proposal"))
        #expect(
            refusal.ids == [
                "bant.needs.budget", "bant.needs.need", "bant.done.call", "bant.done.demo", "bant.check.covers",
            ]
        )
        #expect(refusal.warnings.map(\.id) == ["bant.check.buyer"])
        #expect(refusal.overridableBy == ["manager"])
        let covers = try #require(refusal.unmet.last)
        #expect(covers.message == "The budget covers less than 80% of 50,000 EUR.")
        #expect(covers.missing == ["deal.budget"])
        #expect(covers.place?.hasPrefix("test.process.yaml:") == true)
        #expect(refusal.unmet[2].who == ["rep"])
        #expect(refusal.unmet[2].remedies == [.complete(activity: "call", outcomes: [], times: 1)])
        #expect(deal.stage == "qualified")
    }

    @Test func whatIsSeenAndNeededIsTold() throws {
        var deal = try qualified(["amount": .money("50000 EUR"), "budget": .money("30000 EUR")])
        let refusal = try #require(try deal.move("proposal"))
        let covers = try #require(refusal.unmet.first { $0.id == "bant.check.covers" })
        #expect(covers.seen?.contains("30000 EUR is less than 40000 EUR") == true, "\(covers.seen ?? "nothing")")
    }

    private func ready() throws -> TestDeal {
        var deal = try qualified(["amount": .money("50000 EUR"), "budget": .money("45000 EUR")])
        try deal.give(
            .activity(ActivityStep("call", outcome: "interested", values: [FieldValue("need", .string("speed"))]))
        )
        try deal.give(.activity(ActivityStep("demo", outcome: "held", values: [FieldValue("rating", .int(4))])))
        return deal
    }

    @Test func meetingTheCriteriaOpensTheGate() throws {
        var deal = try ready()
        #expect(try deal.move("proposal") == nil)
        #expect(deal.stage == "proposal")
        guard case .moved(let moved)? = deal.last?.events.last(where: { if case .moved = $0 { true } else { false } })
        else {
            Issue.record("no move is recorded")
            return
        }
        #expect(moved.gates.map { deal.process[$0].id } == ["bant", "discounted"])
        #expect(moved.gatesNotApplied == 0b10)
        #expect(moved.warnings == ["bant.check.buyer"])
        #expect(moved.direction == .forward)
    }

    @Test func anActivityTooLongAgoDoesNotCount() throws {
        var deal = try ready()
        deal.wait(.seconds(31 * 86_400))
        #expect(try #require(try deal.move("proposal")).ids == ["bant.done.demo"])
    }

    @Test func anOutcomeThatAsksForAnotherAttemptDoesNotCount() throws {
        var deal = try qualified()
        try deal.give(.activity(ActivityStep("call", outcome: "no_answer")))
        let call = try #require(deal.state.details.activities.first)
        #expect(call.done == 0)
        #expect(call.open.map(\.number) == [2])
    }

    @Test func aRequiredCaptureHoldsTheActivity() throws {
        var deal = try qualified()
        let refusal = try #require(try deal.give(.activity(ActivityStep("call", outcome: "interested"))))
        #expect(refusal.ids == ["call.captures.need"])
    }

    @Test func anActivityMayBeDoneOnlyAsOftenAsDeclared() throws {
        var deal = try qualified()
        for _ in 0..<2 { #expect(try deal.give(.activity(ActivityStep("demo", outcome: "held"))) == nil) }
        #expect(try #require(try deal.give(.activity(ActivityStep("demo", outcome: "held")))).ids == ["demo.repeat"])
    }

    @Test func skippedStagesDoNotJudgeAndPassedOnesDo() throws {
        var deal = try ready()
        try deal.give(.set([FieldValue("discount", .percent("35%"))]), by: manager)
        let through = try #require(try deal.move("slow", by: manager))
        #expect(through.ids == ["discounted.check.small"])
        #expect(try deal.move("fast", by: manager) == nil)
        #expect(deal.stage == "closing")
    }

    @Test func aMoveOfSomebodyElseNamesWhoMay() throws {
        var deal = try ready()
        let refusal = try #require(try deal.move("fast"))
        #expect(refusal.ids == ["fast.by"])
        #expect(refusal.unmet[0].who == ["manager"])
    }

    @Test func aWayBackAsksForItsReasonOnly() throws {
        var deal = try qualified()
        let refusal = try #require(try deal.move("lead"))
        #expect(refusal.ids == ["lead.reason"])
        #expect(try deal.give(.move(MoveRequest(to: "lead", reason: "scope"))) == nil)
        #expect(deal.stage == "lead")
        #expect(deal.state.visits(of: try #require(deal.process.stage("qualified"))) == 1)
    }

    @Test func losingADealNeedsAReasonAndWhatItAsks() throws {
        var deal = try qualified()
        #expect(try #require(try deal.move("lost")).ids == ["lost.reason"])
        let rival = try #require(try deal.give(.move(MoveRequest(to: "lost", reason: "rival"))))
        #expect(rival.ids == ["lost.ask.need"])
        let request = MoveRequest(to: "lost", reason: "rival", fields: [FieldValue("need", .string("price"))])
        #expect(try deal.give(.move(request)) == nil)
        #expect(Deal(process: deal.process, state: deal.state).outcome == .lost)
    }

    @Test func aReopenedDealIsJudgedFromWhereItWas() throws {
        var deal = try qualified()
        try deal.give(.move(MoveRequest(to: "lost", reason: "price")))
        #expect(try #require(try deal.move("reopen")).ids == ["reopen.by"])
        #expect(try deal.move("reopen", by: manager) == nil)
        #expect(deal.stage == "qualified")
        #expect(Deal(process: deal.process, state: deal.state).outcome == nil)
    }

    @Test func noDetourThroughAHoldAvoidsAGate() throws {
        var deal = try qualified()
        #expect(try deal.move("nurture") == nil)
        let refusal = try #require(try deal.move("ahead"))
        #expect(refusal.ids.contains("bant.needs.budget"))
        #expect(try deal.move("wake") == nil)
        #expect(deal.stage == "qualified")
    }

    @Test func anEarlierStageIsOneThatTheDealWasIn() throws {
        var deal = try ready()
        try deal.move("proposal")
        let refusal = try #require(try deal.give(.move(MoveRequest(to: "back", reason: "scope"))))
        #expect(refusal.ids == ["back.to"])
        #expect(refusal.unmet[0].remedies == [.stage(["lead", "qualified"])])
        #expect(try deal.give(.move(MoveRequest(to: "back", stage: "lead", reason: "scope"))) == nil)
        #expect(deal.stage == "lead")
    }

    @Test func anUnknownMoveIsAnErrorAndAKnownOneARefusal() throws {
        var deal = try qualified()
        #expect(throws: CommandError.self) { try deal.move("propsal") }
        let refusal = try #require(try deal.move("closing"))
        #expect(refusal.unmet[0].kind == .when || refusal.unmet[0].kind == .by || refusal.unmet[0].kind == .noMove)
        let care = try #require(try deal.move("care"))
        #expect(care.ids == ["qualified.moves.care"])
        #expect(care.unmet[0].remedies.contains(.move("proposal")))
    }

    @Test func anOverrideLeavesObligationsUntilEachIsMet() throws {
        var deal = try qualified(["amount": .money("50000 EUR"), "budget": .money("45000 EUR")])
        let refused = try #require(try deal.give(.override(MoveRequest(to: "proposal"), because: "board asked")))
        #expect(refused.ids == ["permissions.override"])
        #expect(try deal.give(.override(MoveRequest(to: "proposal"), because: "board asked"), by: manager) == nil)
        #expect(
            deal.state.details.obligations.map(\.criterion) == ["bant.needs.need", "bant.done.call", "bant.done.demo"]
        )
        try deal.give(.set([FieldValue("need", .string("speed"))]))
        #expect(deal.state.details.obligations.map(\.criterion) == ["bant.done.call", "bant.done.demo"])
        #expect(deal.last?.events.contains(.obligationMet("bant.needs.need")) == true)
        try deal.give(.activity(ActivityStep("call", outcome: "interested")))
        try deal.give(.activity(ActivityStep("demo", outcome: "held")))
        #expect(deal.state.details.obligations.isEmpty)
    }

    @Test func aGateThatIsNeverOverriddenStands() throws {
        var deal = try ready()
        try deal.move("fast", by: manager)
        let refusal = try #require(
            try deal.give(.override(MoveRequest(to: "won"), because: "quarter end"), by: manager)
        )
        #expect(refusal.ids == ["firm.needs.contract"])
    }

    @Test func aSignalBringsItsDataAndMovesTheDeal() throws {
        var deal = try ready()
        try deal.move("fast", by: manager)
        let plugin = Actor(id: "esign", kind: .plugin, channel: "esign")
        #expect(try deal.give(.signal("signed", data: [FieldValue("contract", .string("file:1"))]), by: plugin) == nil)
        #expect(deal.stage == "won")
        #expect(Deal(process: deal.process, state: deal.state).probability == Percent("100%"))
    }

    @Test func aWonDealStaysWonInLifeAfterTheSale() throws {
        var deal = try ready()
        try deal.move("fast", by: manager)
        try deal.give(.move(MoveRequest(to: "won", fields: [FieldValue("contract", .string("file:1"))])))
        try deal.move("care")
        let snapshot = Deal(process: deal.process, state: deal.state)
        #expect(snapshot.stage == "care")
        #expect(snapshot.outcome == .won)
        #expect(snapshot.probability == Percent("100%"))
    }

    @Test func leavingAStageCancelsWhatIsOpen() throws {
        var deal = try qualified()
        #expect(deal.state.details.activities.allSatisfy { $0.open.count == 1 })
        try deal.give(.move(MoveRequest(to: "lead", reason: "scope")))
        #expect(deal.state.details.activities.allSatisfy { $0.open.isEmpty })
    }

    @Test func fieldsAreJudgedByTheirTypesAndRoles() throws {
        var deal = try qualified()
        #expect(throws: CommandError.self) {
            try deal.give(.set([FieldValue("discount", .percent("50%"))]), by: manager)
        }
        #expect(throws: CommandError.self) { try deal.give(.set([FieldValue("amount", .bool(true))])) }
        #expect(throws: CommandError.self) { try deal.give(.set([FieldValue("amnt", .int(1))])) }
        let refusal = try #require(try deal.give(.set([FieldValue("discount", .percent("5%"))])))
        #expect(refusal.ids == ["permissions.edit.discount"])
    }

    @Test func moneyIsKeptAtItsMinorUnit() throws {
        var deal = try qualified()
        try deal.give(.set([FieldValue("amount", .string("10.5"))]))
        #expect(deal.value("amount")?.description == "10.50 EUR")
    }

    @Test func explainTellsEveryMoveWithoutAttemptingOne() throws {
        let deal = try ready()
        let moves = try deal.explain(by: rep)
        #expect(moves.map(\.move) == ["proposal", "fast", "slow", "lead", "lost", "nurture", "back"])
        #expect(moves.map(\.status) == [.open, .refused, .refused, .open, .open, .open, .open])
        #expect(moves[3].reasons == ["scope"])
        #expect(moves[4].reasons == ["price", "rival"])
    }
}
