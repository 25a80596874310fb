import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// Activities with due dates and reminders, and those that open by time or after one another.
@Suite struct ActivityTimeTests {
    static let file = """
        turnpike: 1
        process: sales
        zone: Europe/Berlin
        fields: {close_date: {type: date, label: Close}}
        activities:
          call: {kind: call, due: 2 days, remind: 4 hours}
          offer: {kind: document, due: {before: deal.close_date, by: 3 days}, remind: [2 days, 1 days]}
          check_in: {kind: call}
          thanks: {kind: email}
        stages:
          open:
            activities: [call, offer, {thanks: {after: [call, offer], keep: true, due: 1 days}}]
            moves: [won]
          won: {outcome: won, moves: [customer]}
          customer: {activities: [{check_in: {every: 90 days}}], moves: [left]}
          left: {}
        """

    @Test func dueDateIsReckonedFromTheOpeningAndReminds() async throws {
        let world = try await TimeWorld(Self.file)
        let id = try await world.open()
        #expect(
            try await world.armed() == ["remind/call/1 2026-01-07T05:00:00Z", "due/call/1 2026-01-07T09:00:00Z"]
        )
        try await world.pass(until: "2026-01-08T00:00:00Z")
        let events = try await world.events(id)
        #expect(events.contains("activity.reminded") && events.contains("activity.overdue"))
        #expect(try await world.replays(id))
    }

    @Test func aHookIsToldWhichActivityIsOverdue() async throws {
        let hooks = """

            hooks:
              - {event: activity.reminded call, do: [{notify: owner}]}
              - {event: activity.overdue call, do: [{notify: owner}]}
            """
        let world = try await TimeWorld(Self.file + hooks)
        let id = try await world.open()
        try await world.pass(until: "2026-01-08T00:00:00Z")
        let rows = try await world.store.outbox(OutboxQuery(deal: id))
        let events = try rows.map { try #require(try JSON.parse($0.request)["event"]) }
        #expect(events.map { $0["name"]?.stringValue } == ["activity.reminded call", "activity.overdue call"])
        #expect(events.map { $0["activity"]?.stringValue } == ["call", "call"])
        #expect(events.map { $0["due"]?.stringValue } == ["2026-01-07T09:00:00Z", "2026-01-07T09:00:00Z"])
    }

    @Test func whatIsDoneInTimeIsNotOverdue() async throws {
        let world = try await TimeWorld(Self.file)
        let id = try await world.open()
        _ = try await world.pipeline.complete(id, "call", by: rep)
        #expect(try await world.armed().isEmpty)
        try await world.pass(until: "2026-02-08T00:00:00Z")
        #expect(try await !world.events(id).contains("activity.overdue"))
        #expect(try await world.replays(id))
    }

    @Test func dueBeforeADateFollowsTheDate() async throws {
        let world = try await TimeWorld(Self.file)
        let id = try await world.open()
        _ = try await world.pipeline.complete(id, "call", by: rep)
        _ = try await world.pipeline.set(id, ["close_date": .date(try #require(CalendarDate("2026-02-10")))], by: rep)
        #expect(
            try await world.armed() == ["remind/offer/1 2026-02-04T23:00:00Z", "due/offer/1 2026-02-06T23:00:00Z"]
        )
        try await world.pass(until: "2026-02-05T12:00:00Z")
        #expect(
            try await world.armed() == ["remind/offer/1 2026-02-05T23:00:00Z", "due/offer/1 2026-02-06T23:00:00Z"]
        )
        _ = try await world.pipeline.set(id, ["close_date": .null], by: rep)
        #expect(try await world.armed().isEmpty)
        #expect(try await world.replays(id))
    }

    @Test func activityOpensWhenWhatItWaitsForIsDone() async throws {
        let world = try await TimeWorld(Self.file)
        let id = try await world.open()
        func open() async throws -> [String] {
            let deal = try await world.deal(id)
            return deal.state.details.activities.filter { !$0.open.isEmpty }.map { deal.process[$0.activity].id }
        }
        #expect(try await open() == ["call", "offer"])
        _ = try await world.pipeline.complete(id, "call", by: rep)
        #expect(try await open() == ["offer"])
        _ = try await world.pipeline.complete(id, "offer", by: rep)
        #expect(try await open() == ["thanks"])
        #expect(try await world.armed() == ["due/thanks/1 2026-01-06T09:00:00Z"])
        // It is kept when the stage is left, with its due date.
        _ = try await world.pipeline.move(id, to: "won", by: rep)
        #expect(try await world.armed() == ["due/thanks/1 2026-01-06T09:00:00Z"])
        #expect(try await world.replays(id))
    }

    @Test func leavingTheStageEndsDueDatesOfWhatIsCancelled() async throws {
        let world = try await TimeWorld(Self.file)
        let id = try await world.open()
        _ = try await world.pipeline.move(id, to: "won", by: rep)
        #expect(try await world.armed().isEmpty)
        #expect(try await world.replays(id))
    }

    @Test func activityOpensAgainAndAgainUntilTheStageIsLeft() async throws {
        let world = try await TimeWorld(Self.file)
        let id = try await world.open()
        _ = try await world.pipeline.move(id, to: "won", by: rep)
        _ = try await world.pipeline.move(id, to: "customer", by: rep)
        for turn in 1...3 {
            let at = try #require(Instant("2026-01-05T09:00:00Z")).adding(.seconds(86_400 * 90 * Int64(turn)))
            try await world.pass(until: "\(try #require(at))")
            #expect(try await world.deal(id).state.details.activities.last?.opened == turn)
            _ = try await world.pipeline.complete(id, "check_in", by: rep)
        }
        // Two years away: what was missed is one call, and the next comes when it is due.
        world.clock.set(try #require(Instant("2028-11-01T09:00:00Z")))
        while try await world.pipeline.fireDueTimers().fired > 0 {}
        #expect(try await world.deal(id).state.details.activities.last?.opened == 4)
        let next = try #require(try await world.pipeline.timers().first)
        #expect(next.due > world.clock.now() && next.due < (Instant("2029-02-01T09:00:00Z") ?? .max))
        _ = try await world.pipeline.move(id, to: "left", by: rep)
        #expect(try await world.armed().isEmpty)
        #expect(try await world.replays(id))
    }

    @Test func plannedTimeReplacesTheDueDate() async throws {
        let world = try await TimeWorld(Self.file)
        let id = try await world.open()
        let plan = ActivityStep("call", planned: try #require(Instant("2026-01-20T10:00:00Z")))
        _ = try await world.pipeline.perform(Command(.activity(plan)), on: id, by: rep)
        #expect(
            try await world.armed() == ["remind/call/1 2026-01-20T06:00:00Z", "due/call/1 2026-01-20T10:00:00Z"]
        )
        let deal = try await world.deal(id)
        let attempt = try #require(deal.state.details.activities.first?.open.first)
        #expect(attempt.isPlanned && attempt.due == Instant("2026-01-20T10:00:00Z"))
        let past = ActivityStep("call", planned: try #require(Instant("2025-01-20T10:00:00Z")))
        await #expect(throws: CommandError.self) {
            try await world.pipeline.perform(Command(.activity(past)), on: id, by: rep)
        }
        #expect(try await world.replays(id))
    }

    /// The end of a month, and a time of day that a night lacks, are not forgotten by what comes after them.
    @Test(arguments: [
        (
            "1 months", "2026-01-31T09:00:00Z", "2026-06-01T00:00:00Z",
            ["2026-02-28T09:00:00Z", "2026-03-31T08:00:00Z", "2026-04-30T08:00:00Z", "2026-05-31T08:00:00Z"]
        ),
        (
            "1 days", "2026-03-27T01:30:00Z", "2026-03-31T12:00:00Z",
            ["2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z"]
        ),
        (
            "1 years", "2028-02-29T09:00:00Z", "2032-12-01T00:00:00Z",
            ["2029-02-28T09:00:00Z", "2030-02-28T09:00:00Z", "2031-02-28T09:00:00Z", "2032-02-29T09:00:00Z"]
        ),
        ("36 hours", "2026-03-27T01:30:00Z", "2026-03-30T12:00:00Z", ["2026-03-28T13:30:00Z", "2026-03-30T01:30:00Z"]),
    ])
    func whatComesAgainKeepsItsDayAndItsTime(_ every: String, _ start: String, _ end: String, _ due: [String])
        async throws
    {
        let text = Self.file.replacing("every: 90 days", with: "every: \(every)")
        let world = try await TimeWorld(text, from: start)
        let id = try await world.open()
        _ = try await world.pipeline.move(id, to: "won", by: rep)
        _ = try await world.pipeline.move(id, to: "customer", by: rep)
        try await world.pass(until: end)
        let fired = try await world.pipeline.history(id).flatMap(\.events).compactMap { event -> String? in
            guard case .time(.fired(let key, let due, isSkipped: _)) = event, key.kind == .every else { return nil }
            return "\(due)"
        }
        #expect(fired == due)
        #expect(try await world.replays(id))
    }

    /// After a downtime of half a year one is opened, and the next is due on the day of the month that it always was.
    @Test func whatWasMissedIsOneAndTheDayStays() async throws {
        let text = Self.file.replacing("every: 90 days", with: "every: 1 months, late: coalesce")
        let world = try await TimeWorld(text, from: "2026-01-31T09:00:00Z")
        let id = try await world.open()
        _ = try await world.pipeline.move(id, to: "won", by: rep)
        _ = try await world.pipeline.move(id, to: "customer", by: rep)
        world.clock.set(try #require(Instant("2026-08-15T09:00:00Z")))
        _ = try await world.pipeline.fireDueTimers()
        #expect(
            try await world.armed().filter { $0.hasPrefix("every") } == ["every/customer/check_in 2026-08-31T08:00:00Z"]
        )
        world.clock.set(try #require(Instant("2026-08-31T08:00:00Z")))
        _ = try await world.pipeline.fireDueTimers()
        #expect(
            try await world.armed().filter { $0.hasPrefix("every") } == ["every/customer/check_in 2026-09-30T08:00:00Z"]
        )
        #expect(try await world.replays(id))
    }
}
