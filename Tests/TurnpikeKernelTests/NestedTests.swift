import Testing
import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// Phases, tracks, histories and completion, as deals see them.
@Suite struct NestedTests {
    @Test func aRefusalInsideATrackNamesTheInnerStage() throws {
        let text = """
            turnpike: 1
            process: inner
            fields: {paper: text, x: text}
            stages:
              start: {moves: [talks]}
              talks:
                tracks:
                  legal: {stages: {review: {exit: [{needs: [paper]}], moves: [agreed]}, agreed: {final: true}}}
                  buying: {stages: {price: {moves: {settled: {when: has(deal.x)}}}, settled: {final: true}}}
                moves: [won]
              won: {outcome: won}
            """
        var deal = try TestDeal(try process(text), [:])
        try deal.move("talks")
        #expect(try deal.move("agreed")?.stage == "review")
        #expect(try deal.move("settled")?.stage == "price")
        #expect(try deal.move("won")?.stage == "talks")
        let moves = try deal.explain()
        #expect(moves.allSatisfy { $0.refusal.stage == $0.from })
        #expect(moves.first { $0.move == "agreed" }?.refusal.stage == "review")
    }

    static let text = """
        turnpike: 1
        process: enterprise
        currency: EUR
        roles: {rep: Rep, manager: Manager, counsel: Counsel}
        fields: {amount: money, budget: money, source: text}
        signals: {signed: {}}
        activities:
          call: {}
          review: {}
          brief: {}
        gates:
          bant: {needs: [budget]}
          checked: {done: [review]}
          entered_sale: {needs: [source]}
          big: {check: {c: {that: deal.amount > 10 EUR}}}
        permissions: {move: [rep, manager], override: [manager]}
        stages:
          presale:
            probability: 10%
            goal: Find out
            activities: [brief]
            stages:
              contact: {activities: [call], moves: [qualify]}
              qualify: {probability: 20%, exit: [bant], moves: {proposal: {}}}
            moves: {restart: {to: presale}}
          sale:
            enter: [entered_sale]
            exit: [big]
            locks: [source]
            stages:
              proposal: {moves: [negotiation]}
              negotiation:
                tracks:
                  legal:
                    stages:
                      redlines: {exit: [checked], activities: [review], moves: {agreed: {by: [counsel]}, rejected: {to: proposal}}}
                      agreed: {final: true}
                  security:
                    when: deal.amount > 100000 EUR
                    stages:
                      questionnaire: {moves: [cleared, {lost: {}}]}
                      cleared: {final: true}
                moves: {done: {to: closed_won, complete: true}, by_hand: {to: closed_won}}
            moves: {resume_presale: {to: presale}}
          closed_won: {outcome: won}
          nurture: {hold: true, moves: {wake: {to: came_from}, wake_top: {to: came_from, resume: shallow}, jump: {to: closed_won, skips: all}}}
          lost: {outcome: lost, moves: {reopen: {to: contact}}}
        anywhere: {moves: {nurture: {}, lost: {}}}
        """

    private func deal(_ fields: [String: Value] = [:]) throws -> TestDeal {
        try TestDeal(try process(Self.text), fields, by: rep)
    }

    private func active(_ deal: TestDeal) -> [String] { deal.state.activeStages.map { deal.process[$0].id } }

    private func toNegotiation(_ amount: StaticString) throws -> TestDeal {
        var deal = try deal(["amount": .money(amount), "budget": .money("5 EUR"), "source": .string("web")])
        for move in ["qualify", "proposal", "negotiation"] { #expect(try deal.move(move) == nil) }
        return deal
    }

    @Test func aDealBeginsWhereItsPhaseBegins() throws {
        let deal = try deal()
        #expect(active(deal) == ["presale", "contact"])
        #expect(deal.stage == "contact")
        #expect(Deal(process: deal.process, state: deal.state).probability == Percent("10%"))
        #expect(deal.process[deal.state.stage].goal == "Find out")
        #expect(deal.state.details.activities.map { deal.process[$0.activity].id } == ["call", "brief"])
    }

    @Test func leavingAPhaseForwardJudgesInnerGatesFirstAndEntryGatesOutermostFirst() throws {
        var deal = try deal()
        #expect(try deal.move("qualify") == nil)
        // What was on the list of the inner stage is cancelled, what is on the phase's stays.
        #expect(
            deal.state.details.activities.filter { !$0.open.isEmpty }.map { deal.process[$0.activity].id } == ["brief"]
        )
        let refusal = try #require(try deal.move("proposal"))
        #expect(refusal.ids == ["bant.needs.budget", "entered_sale.needs.source"])
        try deal.give(.set([FieldValue("budget", .money("5 EUR")), FieldValue("source", .string("web"))]))
        #expect(try deal.move("proposal") == nil)
        #expect(active(deal) == ["sale", "proposal"])
        guard
            case .stagesChanged(let change)? = deal.last?.events.first(where: {
                if case .stagesChanged = $0 { true } else { false }
            })
        else { Issue.record("no change of stages"); return }
        #expect(change.left.map { deal.process[$0].id } == ["qualify", "presale"])
        #expect(change.entered.map { deal.process[$0].id } == ["sale", "proposal"])
        // The phase's lock holds inside.
        let locked = try #require(try deal.give(.set([FieldValue("source", .string("fair"))])))
        #expect(locked.ids == ["sale.locks.source"])
    }

    @Test func aTrackWhoseConditionDoesNotHoldIsLeftOutAndCountsAsFinal() throws {
        var deal = try toNegotiation("500 EUR")
        #expect(active(deal) == ["sale", "negotiation", "redlines"])
        #expect(deal.stage == "negotiation")
        let refusal = try #require(try deal.move("by_hand"))
        #expect(refusal.ids == ["negotiation.tracks.legal"])
        #expect(refusal.unmet[0].remedies == [.move("agreed")])
        #expect(refusal.unmet[0].who == ["counsel"])
        try deal.give(.activity(ActivityStep("review")))
        #expect(try deal.move("agreed", by: .person("c", roles: "counsel")) == nil)
        // The last track is complete, and the deal goes on by itself.
        #expect(deal.stage == "closed_won")
    }

    @Test func aTrackWhoseConditionHoldsOrIsUnknownIsEntered() throws {
        var deal = try toNegotiation("500000 EUR")
        #expect(active(deal) == ["sale", "negotiation", "redlines", "questionnaire"])
        #expect(try deal.move("by_hand")?.ids == ["negotiation.tracks.legal", "negotiation.tracks.security"])
        #expect(try deal.move("cleared") == nil)
        #expect(active(deal) == ["sale", "negotiation", "redlines", "cleared"])
        #expect(try deal.move("rejected") == nil)
        #expect(active(deal) == ["sale", "proposal"])
        var unknown = try TestDeal(
            try process(Self.text),
            ["budget": .money("5 EUR"), "source": .string("web")]
        )
        for move in ["qualify", "proposal", "negotiation"] { #expect(try unknown.move(move) == nil) }
        #expect(active(unknown) == ["sale", "negotiation", "redlines", "questionnaire"])
    }

    @Test func aHoldRemembersEveryTrack() throws {
        var deal = try toNegotiation("500000 EUR")
        #expect(try deal.move("cleared") == nil)
        #expect(try deal.move("nurture") == nil)
        #expect(active(deal) == ["nurture"])
        // Judged from where it came from: no detour avoids the tracks.
        #expect(try deal.move("jump")?.ids == ["negotiation.tracks.legal"])
        #expect(try deal.move("wake") == nil)
        #expect(active(deal) == ["sale", "negotiation", "redlines", "cleared"])
        #expect(try deal.move("nurture") == nil)
        #expect(try deal.move("wake_top") == nil)
        #expect(active(deal) == ["sale", "proposal"])
    }

    @Test func aTrackThatWasLeftOutIsJudgedAnewOnTheWayBack() throws {
        var deal = try toNegotiation("500 EUR")
        #expect(active(deal) == ["sale", "negotiation", "redlines"])
        // Still not needed: the deal comes back to exactly where it was.
        #expect(try deal.move("nurture") == nil)
        #expect(try deal.move("wake") == nil)
        #expect(active(deal) == ["sale", "negotiation", "redlines"])
        // A deal that grew while it was on hold gets past no track by that.
        #expect(try deal.move("nurture") == nil)
        #expect(try deal.give(.set([FieldValue("amount", .money("500000 EUR"))])) == nil)
        #expect(try deal.move("wake") == nil)
        #expect(active(deal) == ["sale", "negotiation", "redlines", "questionnaire"])
        #expect(try deal.move("by_hand")?.ids == ["negotiation.tracks.legal", "negotiation.tracks.security"])
        try replay(deal)
    }

    @Test func aResumedStageJudgesItsTracksAnewToo() throws {
        let text = """
            turnpike: 1
            process: resumed
            currency: EUR
            fields: {amount: money}
            permissions: {move: [rep]}
            roles: {rep: Rep}
            stages:
              proposal: {moves: {talks: {resume: deep}}}
              talks:
                tracks:
                  security: {when: deal.amount > 100 EUR, stages: {asked: {moves: [cleared]}, cleared: {final: true}}}
                moves: {won: {}, rescope: {to: proposal}}
              won: {outcome: won}
              lost: {outcome: lost}
            anywhere: {moves: [lost]}
            """
        var deal = try TestDeal(try process(text), ["amount": .money("80 EUR")], by: rep)
        #expect(try deal.move("talks") == nil)
        #expect(active(deal) == ["talks"])
        #expect(try deal.move("rescope") == nil)
        #expect(try deal.move("talks") == nil)
        #expect(active(deal) == ["talks"])
        #expect(try deal.move("rescope") == nil)
        #expect(try deal.give(.set([FieldValue("amount", .money("480 EUR"))])) == nil)
        #expect(try deal.move("talks") == nil)
        #expect(active(deal) == ["talks", "asked"])
        #expect(try deal.move("won")?.ids == ["talks.tracks.security"])
        try replay(deal)
    }

    @Test func everyPossibleMoveOfEveryTrackIsExplained() throws {
        let deal = try toNegotiation("500000 EUR")
        #expect(
            try deal.explain().map(\.move) == [
                "agreed", "rejected", "cleared", "lost", "done", "by_hand", "resume_presale", "nurture", "lost",
            ]
        )
    }

    @Test func theWholePhaseIsLeftByItsOwnMove() throws {
        var deal = try deal()
        #expect(try deal.move("qualify") == nil)
        #expect(try deal.move("restart") == nil)
        #expect(active(deal) == ["presale", "contact"])
        #expect(deal.state.visits(of: try #require(deal.process.stage("presale"))) == 2)
    }

    @Test func anOverrideLeavesTheTrackAsAnObligation() throws {
        var deal = try toNegotiation("500 EUR")
        let refusal = try deal.give(.override(MoveRequest(to: "by_hand"), because: "the board insists"), by: manager)
        #expect(refusal == nil)
        #expect(deal.stage == "closed_won")
        #expect(deal.state.details.obligations.map(\.criterion) == ["negotiation.tracks.legal"])
    }

    @Test func anObservedStageOfATrackMovesThatTrackAlone() throws {
        var text = Self.text
        text.replace("currency: EUR", with: "currency: EUR\nobserved: adopt")
        var deal = try TestDeal(
            try process(text),
            ["amount": .money("500000 EUR"), "budget": .money("5 EUR"), "source": .string("web")]
        )
        #expect(try deal.give(.observe(Observation(stage: "negotiation")), by: importer) == nil)
        #expect(active(deal) == ["sale", "negotiation", "redlines", "questionnaire"])
        #expect(try deal.give(.observe(Observation(stage: "cleared")), by: importer) == nil)
        #expect(active(deal) == ["sale", "negotiation", "redlines", "cleared"])
        #expect(try deal.give(.observe(Observation(stage: "qualify")), by: importer) == nil)
        #expect(active(deal) == ["presale", "qualify"])
        // A stage inside a track may be entered from outside; the other tracks begin.
        #expect(try deal.give(.observe(Observation(stage: "cleared")), by: importer) == nil)
        #expect(active(deal) == ["sale", "negotiation", "redlines", "cleared"])
    }

    @Test func aDealSeenInATrackThatWasLeftOutStaysWhereItWasInTheOthers() throws {
        let text = """
            turnpike: 1
            process: seen
            currency: EUR
            observed: adopt
            fields: {amount: money}
            stages:
              talks:
                tracks:
                  legal: {stages: {redlines: {moves: [agreed]}, agreed: {final: true}}}
                  security: {when: deal.amount > 100 EUR, stages: {asked: {moves: [cleared]}, cleared: {final: true}}}
                  buying: {stages: {price: {moves: [settled]}, settled: {final: true}}}
                moves: [won]
              won: {outcome: won}
              lost: {outcome: lost}
            anywhere: {moves: [lost]}
            """
        var deal = try TestDeal(try process(text), ["amount": .money("80 EUR")], by: rep)
        #expect(try deal.give(.observe(Observation(stage: "agreed")), by: importer) == nil)
        #expect(active(deal) == ["talks", "agreed", "price"])
        #expect(try deal.give(.observe(Observation(stage: "cleared")), by: importer) == nil)
        #expect(active(deal) == ["talks", "agreed", "cleared", "price"])
        try replay(deal)
    }

    @Test func documentsCarryTheConfiguration() throws {
        var deal = try toNegotiation("500 EUR")
        try deal.move("nurture")
        try deal.move("wake")
        try replay(deal)
        try deal.move("nurture")
        try replay(deal)
        #expect(
            String(decoding: StateCoding.encode(deal.state, in: deal.process), as: UTF8.self).contains(
                #""came_from":["redlines","negotiation.security"]"#
            )
        )
    }

    @Test func whatMayNotBeDoneAgainIsNoWayOut() throws {
        let process = try process(
            """
            turnpike: 1
            process: offers
            roles: {rep: Rep, manager: Manager}
            permissions: {override: [manager]}
            activities: {offer: {outcomes: [accepted, declined], repeat: 2}}
            stages:
              open:
                exit:
                  - done: [{offer: {outcome: [accepted]}}]
                    check: {last: {that: activities.offer.last.outcome == "accepted"}}
                moves: [won]
              won: {outcome: won}
            """
        )
        var deal = try TestDeal(process, [:])
        let declined = Command.Action.activity(ActivityStep("offer", outcome: "declined"))
        try deal.give(declined)
        let first = try #require(try deal.move("won"))
        #expect(first.unmet.allSatisfy { !$0.remedies.isEmpty })
        try deal.give(declined)
        let refusal = try #require(try deal.move("won"))
        #expect(refusal.unmet.count == 2 && refusal.unmet.allSatisfy { $0.remedies.isEmpty && $0.isOverridable })
        #expect(refusal.overridableBy == ["manager"])
    }

    @Test func aSignalThatTracksAnswerIsAnsweredByAllOrNone() throws {
        let process = try process(
            """
            turnpike: 1
            process: together
            fields: {ready: bool}
            signals: {ping: {sets: [ready]}}
            gates: {is_ready: {check: {c: {that: deal.ready}}}}
            stages:
              talks:
                tracks:
                  a: {stages: {a1: {moves: {a2: {signal: ping}}}, a2: {final: true}}}
                  b: {stages: {b1: {moves: {b2: {signal: ping, gates: [is_ready]}}}, b2: {final: true}}}
                moves: {won: {complete: true}}
              won: {outcome: won}
            """
        )
        var deal = try TestDeal(process, [:])
        try deal.give(.signal("ping", data: []), by: .system)
        #expect(active(deal) == ["talks", "a1", "b1"])
        let waiting = deal.state.details.waiting
        #expect(waiting.map { process[$0.move].id } == ["a2", "b2"])
        #expect(waiting.map(\.unmet) == [["is_ready.check.c"], ["is_ready.check.c"]])
        // Both are made as soon as nothing stands against either, and then the stage is complete.
        try deal.give(.set([FieldValue("ready", .bool(true))]))
        #expect(active(deal) == ["won"])
        try replay(deal)
    }

    @Test func aMoveIsMadeOnlySoOften() throws {
        let process = try process(
            """
            turnpike: 1
            process: again_and_again
            stages:
              offer: {moves: {counter: {to: bargain, at_most: 2}}}
              bargain: {moves: [offer, won]}
              won: {outcome: won}
            """
        )
        var deal = try TestDeal(process, [:])
        for _ in 0..<2 {
            #expect(try deal.move("counter") == nil)
            #expect(try deal.move("offer") == nil)
        }
        #expect(try deal.move("counter")?.ids == ["counter.at_most"])
        try replay(deal)
    }

    @Test func movesOfOneNameInTwoTracksAreToldApartByTheirStage() throws {
        let process = try process(
            """
            turnpike: 1
            process: same
            stages:
              talks:
                tracks:
                  a: {stages: {a1: {moves: {agree: {to: a2}}}, a2: {final: true}}}
                  b: {stages: {b1: {moves: {agree: {to: b2}}}, b2: {final: true}}}
                moves: [won]
              won: {outcome: won}
            """
        )
        var deal = try TestDeal(process, [:])
        let refusal = try #require(try deal.move("agree"))
        #expect(refusal.unmet[0].remedies == [.move("a1/agree"), .move("b1/agree")])
        #expect(try deal.move("b1/agree") == nil)
        #expect(active(deal) == ["talks", "a1", "b2"])
        #expect(try deal.move("agree") == nil)
        #expect(active(deal) == ["talks", "a2", "b2"])
    }

    /// Replaying stored records gives the stored state, at every revision.
    private func replay(_ deal: TestDeal) throws {
        var state = DealState(id: deal.state.id, fieldCount: deal.process.fields.count)
        for record in deal.records {
            let bytes = RecordCoding.encode(record, in: deal.process)
            let read = try RecordCoding.decode(bytes, in: deal.process)
            #expect(read == record)
            deal.process.apply(read, to: &state)
            let stored = StoredDeal(Deal(process: deal.process, state: state))
            #expect(try StateCoding.decode(stored, in: deal.process) == state)
        }
        #expect(state == deal.state)
    }
}
