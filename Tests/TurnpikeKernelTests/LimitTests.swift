import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// Limits: how long something may take, by which clock, and what happens then.
@Suite struct LimitTests {
    /// The office in Berlin is open on weekdays from nine to five; 2026-01-05 is a Monday.
    static func file(_ limits: String, process: String = "", more: String = "") -> String {
        """
        turnpike: 1
        process: sales
        zone: Europe/Berlin
        calendars: {office: {hours: {mon-fri: 09:00-17:00}}}
        calendar: office
        roles: {rep: Rep, manager: Manager}
        fields: {waiting: {type: bool, label: Waiting}, amount: {type: number, label: Amount}}
        reasons: {lost: [no_decision]}
        activities:
          call: {kind: call, label: Call}
          demo: {kind: demo, label: Demo}
        \(process)
        stages:
          qualification:
            limits:
        \(limits.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n"))
            moves:
              proposal: {}
              expire: {to: lost, because: no_decision}
          proposal: {moves: [won, qualification]}
          nurture: {hold: true, moves: {wake: {to: came_from}, restart: {to: qualification}}}
          won: {outcome: won}
          lost: {outcome: lost, reason: lost, moves: {reopen: {to: qualification}}}
        anywhere: {moves: {nurture: {}, lost: {}}}
        permissions: {move: [rep, manager]}
        \(more)
        """
    }

    static let decide =
        "decide: {within: 10 working days, then: [{notify: owner}, {after: 3 working days, notify: manager}]}"

    @Test func limitIsReachedAndEscalatesByTheCalendar() async throws {
        let world = try await TimeWorld(Self.file(Self.decide))
        let id = try await world.open()
        // Ten working days after Monday at ten (Berlin) is Monday two weeks later.
        #expect(try await world.armed() == ["limit/qualification/decide 2026-01-19T09:00:00Z"])
        try await world.pass(until: "2026-01-19T08:59:59Z")
        #expect(try await world.deliveries(id).isEmpty)
        try await world.pass(until: "2026-01-19T09:00:00Z")
        #expect(try await world.deliveries(id) == ["notify rep_1"])
        try await world.pass(until: "2026-03-01T00:00:00Z")
        #expect(try await world.deliveries(id) == ["notify rep_1", "notify manager"])
        #expect(try await world.events(id).filter { $0.hasPrefix("limit") } == ["limit.breached", "limit.escalated"])
        #expect(try await world.armed().isEmpty)
        #expect(try await world.replays(id))
    }

    @Test func requestTellsWhenItWasDueHowLateAndWhichLevel() async throws {
        let world = try await TimeWorld(Self.file(Self.decide))
        let id = try await world.open()
        world.clock.set(try #require(Instant("2026-01-22T11:00:00Z")))
        while try await world.pipeline.fireDueTimers().fired > 0 {}
        let rows = try await world.store.outbox(OutboxQuery(deal: id))
        let events = try rows.map { try #require(try JSON.parse($0.request)["event"]) }
        #expect(events.map { $0["level"]?.int64 } == [1, 2])
        #expect(events.map { $0["name"]?.stringValue } == ["limit.breached decide", "limit.escalated decide"])
        #expect(events.map { $0["due"]?.stringValue } == ["2026-01-19T09:00:00Z", "2026-01-22T09:00:00Z"])
        #expect(events.map { $0["late_by"]?.stringValue } == ["74 hours", "2 hours"])
        #expect(Set(rows.map(\.key)).count == 2)
    }

    @Test func warningComesBeforeAndAMoveAfter() async throws {
        let world = try await TimeWorld(
            Self.file(
                "decide: {within: 10 days, warn: {before: 2 days, notify: owner}, then: [{notify: manager}, {after: 5 days, move: expire}]}"
            )
        )
        let id = try await world.open()
        try await world.pass(until: "2026-01-13T09:00:00Z")
        #expect(try await world.deliveries(id) == ["notify rep_1"])
        try await world.pass(until: "2026-01-15T09:00:00Z")
        #expect(try await world.deliveries(id) == ["notify rep_1", "notify manager"])
        try await world.pass(until: "2026-01-20T09:00:00Z")
        let deal = try await world.deal(id)
        #expect(deal.stage == "lost" && deal.state.timers.isEmpty)
        #expect(try await world.replays(id))
    }

    @Test func leavingTheStageEndsItAndComingBackBeginsItAnew() async throws {
        let world = try await TimeWorld(Self.file("decide: {within: 10 days, then: [{notify: owner}]}"))
        let id = try await world.open()
        try await world.pass(until: "2026-01-16T09:00:00Z")
        #expect(try await world.deliveries(id).count == 1)
        _ = try await world.pipeline.move(id, to: "proposal", by: rep)
        #expect(try await world.deal(id).state.timers.isEmpty)
        _ = try await world.pipeline.move(id, to: "qualification", by: rep)
        #expect(try await world.armed() == ["limit/qualification/decide 2026-01-26T09:00:00Z"])
        try await world.pass(until: "2026-02-16T09:00:00Z")
        #expect(try await world.deliveries(id).count == 2)
        #expect(try await world.replays(id))
    }

    @Test func clockStandsStillWhileItPauses() async throws {
        let world = try await TimeWorld(
            Self.file("decide: {within: 10 working days, pauses: deal.waiting, then: [{notify: owner}]}")
        )
        let id = try await world.open()
        // After four working days, on Friday, the customer is waited for; seven working days later they answer.
        try await world.pass(until: "2026-01-09T09:00:00Z")
        _ = try await world.pipeline.set(id, ["waiting": .bool(true)], by: rep)
        #expect(try await world.armed().isEmpty)
        try await world.pass(until: "2026-01-20T09:00:00Z")
        _ = try await world.pipeline.set(id, ["waiting": .bool(false)], by: rep)
        // Six working days are left: Tuesday to Wednesday of the next week.
        #expect(try await world.armed() == ["limit/qualification/decide 2026-01-28T09:00:00Z"])
        try await world.pass(until: "2026-02-20T09:00:00Z")
        #expect(try await world.deliveries(id).count == 1)
        #expect(try await world.replays(id))
    }

    @Test func holdStopsTheClocksAndComingBackLetsThemGoOn() async throws {
        let world = try await TimeWorld(
            Self.file(
                "decide: {within: 10 days, then: [{notify: owner}]}",
                process: "limits: {close: {within: 30 days, then: [{notify: manager}]}}"
            )
        )
        let back = try await world.open()
        let anew = try await world.open()
        try await world.pass(until: "2026-01-09T09:00:00Z")
        for id in [back, anew] { _ = try await world.pipeline.move(id, to: "nurture", by: rep) }
        #expect(try await world.armed().isEmpty)
        try await world.pass(until: "2026-06-09T09:00:00Z")
        _ = try await world.pipeline.move(back, to: "wake", by: rep)
        _ = try await world.pipeline.move(anew, to: "restart", by: rep)
        // Six of ten days are left, and 26 of 30; an hour earlier by the sun, for the clocks were set forward.
        let armed = try await world.deal(back).state.timers.map { "\($0.due)" }
        #expect(armed == ["2026-07-05T09:00:00Z", "2026-06-15T09:00:00Z"])
        let fresh = try await world.deal(anew).state.timers.map { "\($0.due)" }
        #expect(fresh == ["2026-07-05T09:00:00Z", "2026-06-19T09:00:00Z"])
        #expect(try await world.replays(back))
        #expect(try await world.replays(anew))
    }

    @Test func lastActivityWindsTheClockAndAPlanExcuses() async throws {
        let world = try await TimeWorld(
            Self.file("rotten: {within: 14 days, since: {last_activity: [call, demo]}, then: [{notify: owner}]}")
        )
        let id = try await world.open()
        #expect(try await world.armed() == ["limit/qualification/rotten 2026-01-19T09:00:00Z"])
        try await world.pass(until: "2026-01-15T09:00:00Z")
        _ = try await world.pipeline.complete(id, "call", by: rep)
        #expect(try await world.armed() == ["limit/qualification/rotten 2026-01-29T09:00:00Z"])
        // A demo is agreed upon for the tenth of February: until then nobody is told off.
        let plan = ActivityStep("demo", planned: try #require(Instant("2026-02-10T13:00:00Z")))
        _ = try await world.pipeline.perform(Command(.activity(plan)), on: id, by: rep)
        try await world.pass(until: "2026-02-10T12:59:59Z")
        #expect(try await world.deliveries(id).isEmpty)
        try await world.pass(until: "2026-02-10T13:00:00Z")
        #expect(try await world.deliveries(id) == ["notify rep_1"])
        #expect(try await world.replays(id))
    }

    @Test func planThatIsGivenUpExcusesNoLonger() async throws {
        let world = try await TimeWorld(
            Self.file("rotten: {within: 14 days, since: {last_activity: [demo]}, then: [{notify: owner}]}")
        )
        let id = try await world.open()
        let plan = ActivityStep("demo", planned: try #require(Instant("2026-03-10T13:00:00Z")))
        _ = try await world.pipeline.perform(Command(.activity(plan)), on: id, by: rep)
        try await world.pass(until: "2026-02-01T00:00:00Z")
        #expect(try await world.deliveries(id).isEmpty)
        _ = try await world.pipeline.perform(Command(.activity(ActivityStep("demo", .cancel))), on: id, by: rep)
        try await world.pass(until: "2026-02-01T00:00:01Z")
        #expect(try await world.deliveries(id) == ["notify rep_1"])
    }

    @Test func eventsRestartTheClock() async throws {
        let world = try await TimeWorld(
            Self.file("answer: {within: 5 days, restarts_on: [replied, field.changed amount], then: [{notify: owner}]}")
        )
        let id = try await world.open()
        try await world.pass(until: "2026-01-08T09:00:00Z")
        _ = try await world.pipeline.signal(id, "replied", by: .system)
        #expect(try await world.armed() == ["limit/qualification/answer 2026-01-13T09:00:00Z"])
        try await world.pass(until: "2026-01-14T09:00:00Z")
        #expect(try await world.deliveries(id).count == 1)
        _ = try await world.pipeline.comment(id, "nothing new", by: rep)
        #expect(try await world.armed().isEmpty)
        _ = try await world.pipeline.set(id, ["amount": .int(5)], by: rep)
        #expect(try await world.armed() == ["limit/qualification/answer 2026-01-19T09:00:00Z"])
        #expect(try await world.replays(id))
    }

    @Test func limitOfTheProcessEndsWithAnOutcomeAndBeginsAnewWhenReopened() async throws {
        let world = try await TimeWorld(
            Self.file("decide: 90 days", process: "limits: {close: {within: 30 days, then: [{notify: manager}]}}")
        )
        let id = try await world.open()
        _ = try await world.pipeline.move(id, to: "expire", by: rep)
        #expect(try await world.armed().isEmpty)
        try await world.pass(until: "2026-05-05T08:00:00Z")
        _ = try await world.pipeline.move(id, to: "reopen", by: rep)
        #expect(
            try await world.armed() == [
                "limit/process/close 2026-06-04T08:00:00Z", "limit/qualification/decide 2026-08-03T08:00:00Z",
            ]
        )
        #expect(try await world.replays(id))
    }

    @Test(arguments: [("once", [1, 2, 3]), ("coalesce", [3]), ("skip", [])])
    func levelsThatWereMissedFollowThePolicy(_ policy: String, _ levels: [Int64]) async throws {
        let world = try await TimeWorld(
            Self.file(
                "decide: {within: 1 days, late: \(policy), then: [{notify: owner}, {after: 1 days, notify: owner}, {after: 2 days, notify: owner}]}"
            )
        )
        let id = try await world.open()
        world.clock.set(try #require(Instant("2026-01-20T09:00:00Z")))
        while try await world.pipeline.fireDueTimers().fired > 0 {}
        let seen = try await world.store.outbox(OutboxQuery(deal: id)).map { row in
            try JSON.parse(row.request)["event"]?["level"]?.int64 ?? 0
        }
        #expect(seen == levels)
        #expect(try await world.armed().isEmpty)
        #expect(try await world.replays(id))
    }

    @Test func moveOfALimitThatIsRefusedWaits() async throws {
        let text = Self.file("decide: {within: 5 days, then: [{move: expire}]}")
            .replacing("because: no_decision}", with: "because: no_decision, gates: [{needs: [amount]}]}")
        let world = try await TimeWorld(text)
        let id = try await world.open()
        try await world.pass(until: "2026-01-20T09:00:00Z")
        var deal = try await world.deal(id)
        #expect(deal.stage == "qualification" && deal.state.details.waiting.count == 1)
        _ = try await world.pipeline.set(id, ["amount": .int(5)], by: rep)
        deal = try await world.deal(id)
        #expect(deal.stage == "lost")
        #expect(try await world.replays(id))
    }

    @Test func hookHearsOfALimitByItsName() async throws {
        let world = try await TimeWorld(
            Self.file(
                "decide: 5 days\nother: 6 days",
                more: "hooks: [{event: limit.breached other, do: [{notify: manager}]}]"
            )
        )
        let id = try await world.open()
        try await world.pass(until: "2026-01-10T10:00:00Z")
        #expect(try await world.deliveries(id).isEmpty)
        try await world.pass(until: "2026-01-12T10:00:00Z")
        #expect(try await world.deliveries(id) == ["notify manager"])
    }
}
