import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// Moves that time makes: after a span in a stage, at a time that the deal tells, and those it forbids.
@Suite struct TimedMoveTests {
    static let file = """
        turnpike: 1
        process: sales
        currency: EUR
        zone: Europe/Berlin
        fields:
          amount: money
          contract_end: date
          checked: bool
        reasons: {lost: [no_decision]}
        stages:
          offer:
            moves:
              won: {}
              expire: {to: lost, after: 60 days, because: no_decision}
          won: {outcome: won, moves: [customer]}
          customer:
            moves:
              renewal: {at: deal.contract_end - 120 days, gates: [{needs: [checked]}]}
          renewal: {moves: [won]}
          lost:
            outcome: lost
            reason: lost
            moves: {reopen: {to: offer, within: 180 days}}
        anywhere: {moves: {lost: {}}}
        """

    @Test func moveAfterASpanHappensAtItsTimeAndNotBefore() async throws {
        let world = try await TimeWorld(Self.file)
        let id = try await world.open()
        // Sixty days later the clocks are still in winter time.
        #expect(try await world.armed() == ["move/offer/expire 2026-03-06T09:00:00Z"])
        try await world.pass(until: "2026-03-06T08:59:59Z")
        #expect(try await world.deal(id).stage == "offer")
        try await world.pass(until: "2026-03-06T09:00:00Z")
        let deal = try await world.deal(id)
        #expect(deal.stage == "lost" && deal.reason == "lost/no_decision", "\(deal.reason ?? "")")
        #expect(try await world.armed().isEmpty)
        #expect(try await world.events(id).contains("timer.fired"))
        #expect(try await world.replays(id))
    }

    @Test func timerOfAStageThatWasLeftIsGone() async throws {
        let world = try await TimeWorld(Self.file)
        let id = try await world.open()
        _ = try await world.pipeline.move(id, to: "won", by: rep)
        #expect(try await world.armed().isEmpty)
        try await world.pass(until: "2027-01-01T00:00:00Z")
        #expect(try await world.deal(id).stage == "won")
        #expect(try await world.replays(id))
    }

    @Test func timeThatADealTellsFollowsItsField() async throws {
        let world = try await TimeWorld(Self.file)
        let id = try await world.open(["checked": .bool(true)])
        _ = try await world.pipeline.move(id, to: "won", by: rep)
        _ = try await world.pipeline.move(id, to: "customer", by: rep)
        #expect(try await world.armed().isEmpty, "the time is unknown")
        let explained = try await world.pipeline.explain(id, by: rep)
        let renewal = try #require(explained.first { $0.move == "renewal" })
        #expect(renewal.refusal.unmet.first?.missing == ["deal.contract_end"])

        _ = try await world.pipeline.set(id, ["contract_end": .date(try #require(CalendarDate("2026-12-31")))], by: rep)
        // Midnight in Berlin, in summer and in winter time.
        #expect(try await world.armed() == ["move/customer/renewal 2026-09-01T22:00:00Z"])
        _ = try await world.pipeline.set(id, ["contract_end": .date(try #require(CalendarDate("2027-03-31")))], by: rep)
        #expect(try await world.armed() == ["move/customer/renewal 2026-11-30T23:00:00Z"])
        _ = try await world.pipeline.set(id, ["contract_end": .null], by: rep)
        #expect(try await world.armed().isEmpty)
        _ = try await world.pipeline.set(id, ["contract_end": .date(try #require(CalendarDate("2027-03-31")))], by: rep)
        try await world.pass(until: "2026-12-01T00:00:00Z")
        #expect(try await world.deal(id).stage == "renewal")
        #expect(try await world.replays(id))
    }

    @Test func moveThatIsRefusedWaitsAndIsTriedAfterEachChange() async throws {
        let world = try await TimeWorld(Self.file)
        let end = try #require(CalendarDate("2026-05-31"))
        let id = try await world.open(["contract_end": .date(end)])
        _ = try await world.pipeline.move(id, to: "won", by: rep)
        _ = try await world.pipeline.move(id, to: "customer", by: rep)
        try await world.pass(until: "2026-02-01T00:00:00Z")
        var deal = try await world.deal(id)
        #expect(deal.stage == "customer")
        #expect(deal.state.details.waiting.map(\.unmet) == [["customer.renewal.needs.checked"]])
        try await world.pass(until: "2026-03-01T00:00:00Z")
        #expect(try await world.pipeline.history(id).filter { $0.command == "timer" }.count == 1)
        _ = try await world.pipeline.set(id, ["checked": .bool(true)], by: rep)
        deal = try await world.deal(id)
        #expect(deal.stage == "renewal" && deal.state.timers.isEmpty)
        #expect(try await world.replays(id))
    }

    @Test func moveThatWaitsForATimeThatWasPutOffWaitsNoMore() async throws {
        let world = try await TimeWorld(Self.file)
        let id = try await world.open(["contract_end": .date(try #require(CalendarDate("2026-05-31")))])
        _ = try await world.pipeline.move(id, to: "won", by: rep)
        _ = try await world.pipeline.move(id, to: "customer", by: rep)
        try await world.pass(until: "2026-03-01T00:00:00Z")
        let later = ["contract_end": Value.date(try #require(CalendarDate("2028-05-31")))]
        _ = try await world.pipeline.set(id, later, by: rep)
        _ = try await world.pipeline.set(id, ["checked": .bool(true)], by: rep)
        let deal = try await world.deal(id)
        #expect(deal.stage == "customer" && deal.state.details.waiting.isEmpty)
        #expect(try await world.armed() == ["move/customer/renewal 2028-01-31T23:00:00Z"])
        #expect(try await world.replays(id))
    }

    @Test(arguments: [("2026-07-04T09:00:00Z", true), ("2026-07-04T09:00:01Z", false)])
    func moveIsPossibleWithinItsTimeOnly(_ at: String, _ isPossible: Bool) async throws {
        let world = try await TimeWorld(Self.file)
        let id = try await world.open()
        _ = try await world.pipeline.move(id, to: "lost", reason: "no_decision", by: rep)
        // 180 days after 5 January, at ten o'clock in Berlin, which is summer time by then.
        world.clock.set(try #require(Instant(at)).adding(.seconds(-3_600)) ?? .max)
        switch try await world.pipeline.move(id, to: "reopen", by: rep) {
        case .moved(let deal): #expect(isPossible && deal.stage == "offer")
        case .refused(let refusal): #expect(!isPossible && refusal.ids == ["reopen.within"])
        }
    }

    @Test func firingTwiceOrForAnotherTimeChangesNothing() async throws {
        let world = try await TimeWorld(Self.file)
        let id = try await world.open()
        let due = try #require(Instant("2026-03-06T09:00:00Z"))
        let firings = [
            TimerFiring("move/offer/expire"), TimerFiring("move/offer/expire", due: due),
            TimerFiring("move/customer/renewal", due: due), TimerFiring("no/such/timer"), TimerFiring(""),
        ]
        for firing in firings {
            let outcome = try await world.pipeline.perform(Command(.timer(firing)), on: id, by: .timer)
            guard case .unchanged = outcome else {
                Issue.record("\(firing) before its time: \(outcome)")
                return
            }
        }
        world.clock.set(due)
        let other = Command(.timer(TimerFiring("move/offer/expire", due: due.adding(.seconds(1)))))
        guard case .unchanged = try await world.pipeline.perform(other, on: id, by: .timer) else {
            Issue.record("a firing for another time")
            return
        }
        let command = Command(.timer(TimerFiring("move/offer/expire", due: due)))
        guard case .changed = try await world.pipeline.perform(command, on: id, by: .timer) else {
            Issue.record("it is due")
            return
        }
        let revision = try await world.deal(id).revision
        guard case .unchanged = try await world.pipeline.perform(command, on: id, by: .timer) else {
            Issue.record("fired twice")
            return
        }
        #expect(try await world.deal(id).revision == revision)
    }

    @Test func weekOfDowntimeFiresEachTimerOnceHoweverManyWorkers() async throws {
        let world = try await TimeWorld(Self.file)
        var ids: [DealID] = []
        for _ in 0..<60 { ids.append(try await world.open()) }
        world.clock.set(try #require(Instant("2026-03-13T09:00:00Z")))
        var workers: [Pipeline] = [world.pipeline]
        for _ in 0..<3 {
            workers.append(
                try await Pipeline(processes: [world.process], store: world.store, clock: world.clock, ids: .seeded(9))
            )
        }
        let fired = try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in workers {
                group.addTask {
                    var fired = 0
                    for _ in 0..<20 { fired += try await worker.fireDueTimers(limit: 7).fired }
                    return fired
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(fired == 60)
        for id in ids {
            let deal = try await world.deal(id)
            #expect(deal.stage == "lost" && deal.revision == 2)
            #expect(try await world.replays(id))
        }
        #expect(try await world.armed().isEmpty)
    }

    @Test func skippedWhenItComesTooLate() async throws {
        let text = Self.file.replacing("after: 60 days,", with: "after: 60 days, late: {skip: 2 days},")
        for (at, stage) in [("2026-03-08T09:00:00Z", "lost"), ("2026-03-08T09:00:01Z", "offer")] {
            let world = try await TimeWorld(text)
            let id = try await world.open()
            world.clock.set(try #require(Instant(at)))
            #expect(try await world.pipeline.fireDueTimers().fired == 1)
            #expect(try await world.deal(id).stage == stage)
            #expect(try await world.pipeline.fireDueTimers() == TimerSummary())
            #expect(try await world.replays(id))
        }
    }

    @Test func importArmsNothingForThePast() async throws {
        let world = try await TimeWorld(Self.file)
        let opening = Opening(name: "An old deal")
        let importer = Actor(id: "import", kind: .import)
        let long = Occurrence.at(try #require(Instant("2025-01-05T09:00:00Z")))
        let outcome = try await world.pipeline.open("sales", opening, by: importer, occurred: long)
        let id = try #require(outcome.deal?.id)
        #expect(try await world.armed().isEmpty)
        try await world.pass(until: "2026-02-01T00:00:00Z")
        _ = try await world.pipeline.set(id, ["checked": .bool(true)], by: rep)
        #expect(try await world.deal(id).stage == "offer")
        #expect(try await world.replays(id))
    }

    @Test func timersOfPhasesAndTracksGoWithTheNodeThatOwnsThem() async throws {
        let world = try await TimeWorld(
            """
            turnpike: 1
            process: nested
            stages:
              lead: {moves: [selling]}
              selling:
                stages:
                  first: {moves: [second]}
                  second: {final: true}
                moves:
                  closing: {}
                  slow: {to: lead, after: 30 days}
              closing:
                tracks:
                  legal:
                    stages:
                      draft: {moves: {signed: {after: 5 days}}}
                      signed: {final: true}
                  security:
                    stages:
                      asked: {moves: {cleared: {after: 8 days}}}
                      cleared: {final: true}
                moves: {won: {complete: true}}
              won: {outcome: won}
            """
        )
        let id = try await world.open()
        _ = try await world.pipeline.move(id, to: "selling", by: rep)
        #expect(try await world.armed() == ["move/selling/slow 2026-02-04T09:00:00Z"])
        world.clock.advance(by: .seconds(86_400))
        _ = try await world.pipeline.move(id, to: "second", by: rep)
        #expect(try await world.armed() == ["move/selling/slow 2026-02-04T09:00:00Z"], "the phase goes on")
        _ = try await world.pipeline.move(id, to: "closing", by: rep)
        #expect(
            try await world.armed() == [
                "move/draft/signed 2026-01-11T09:00:00Z", "move/asked/cleared 2026-01-14T09:00:00Z",
            ]
        )
        try await world.pass(until: "2026-01-12T00:00:00Z")
        #expect(try await world.deal(id).activeStages.contains("signed"))
        try await world.pass(until: "2026-01-20T00:00:00Z")
        #expect(try await world.deal(id).stage == "won")
        #expect(try await world.armed().isEmpty)
        #expect(try await world.replays(id))
    }

    @Test func yearOfAManualClockPasses() async throws {
        let world = try await TimeWorld(
            """
            turnpike: 1
            process: round
            stages:
              work: {moves: {rest: {after: 1 days}}}
              rest: {moves: {work: {after: 1 days}}}
              done: {outcome: won}
            anywhere: {moves: {done: {skips: all}}}
            """
        )
        let id = try await world.open()
        let summary = try await world.pass(until: "2027-01-05T09:00:00Z")
        #expect(summary.fired == 365 && summary.failed == 0)
        #expect(try await world.deal(id).revision == 366)
        #expect(world.clock.now() == Instant("2027-01-05T09:00:00Z"))
        #expect(try await world.replays(id))
    }
}
