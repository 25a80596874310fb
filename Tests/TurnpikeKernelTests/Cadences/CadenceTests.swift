import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// What a cadence does to a deal as time passes.
@Suite struct CadenceTests {
    static func file(
        _ cadence: String = "",
        steps: String = "[{email: intro}, {after: 3 days, call: first_call}, {after: 4 days, email: nudge}]",
        stops: String = "[replied, unsubscribed, {first_call: [interested]}]",
        more: String = ""
    ) -> String {
        """
        turnpike: 1
        process: sales
        zone: Europe/Berlin
        calendars:
          office: {hours: {mon-fri: 09:00-17:00}}
          night: {hours: {mon-sun: 22:00-23:00}}
        fields:
          mail: {type: email, label: Mail}
          back_on: {type: date, label: Back}
          silent: {type: bool, label: Do not contact}
        reasons: {lost: [late]}
        signals: {out_of_office: {sets: [back_on]}}
        activities:
          first_call: {kind: call, label: Call, outcomes: [interested, not_now, {no_answer: {again: true}}]}
        templates:
          intro: {subject: Hello, body: A word}
          nudge: {subject: Still there?, body: Another word}
          missed: {subject: I missed you, body: A third word}
        cadences:
          outbound:
            steps: \(steps)
            stops_on: \(stops)
            pauses_on: {out_of_office: deal.back_on}
        \(cadence.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
        stages:
          lead: {cadence: outbound, moves: [talk, lost, nurture]}
          talk: {moves: [won, lead]}
          won: {outcome: won}
          nurture: {hold: true, moves: {wake: {to: came_from}}}
          lost: {outcome: lost, reason: lost, moves: {again: {to: lead}}}
        \(more)
        """
    }

    private static let mail: [String: Value] = ["mail": .string("buyer@example.org"), "silent": .bool(false)]

    /// What a deal's cadence did, with the time of each record.
    private func told(_ id: DealID, _ world: TimeWorld) async throws -> [String] {
        try await world.pipeline.history(id).flatMap { record in
            record.events.compactMap { event in
                switch event {
                case .cadence(let event):
                    let steps = world.process[event.cadence].steps
                    let at = "\(world.process.zone.localDateTime(of: record.recorded))".prefix(16)
                    switch event.kind {
                    case .enrolled: return "enrolled"
                    case .step(let step, due: _, day: _): return "\(at) \(steps[step].words)"
                    case .skipped(let step, let reason, due: _):
                        return "\(at) no \(steps[step].words): \(reason.rawValue)"
                    case .paused(let until): return "paused until \(world.process.zone.date(of: until))"
                    case .stopped(let why): return "stopped: \(why)"
                    case .finished: return "finished"
                    }
                default: return nil
                }
            }
        }
    }

    @Test func stepsAreTakenInOrderEachAfterItsDelay() async throws {
        let world = try await TimeWorld(Self.file())
        let id = try await world.open(Self.mail)
        #expect(try await world.armed() == ["cadence/outbound 2026-01-05T09:00:00Z"])
        try await world.pass(until: "2026-02-01T00:00:00Z")
        #expect(
            try await told(id, world) == [
                "enrolled", "2026-01-05T10:00 email intro", "2026-01-08T10:00 call first_call",
                "2026-01-12T10:00 email nudge", "finished",
            ]
        )
        #expect(try await world.deliveries(id) == ["email buyer@example.org", "email buyer@example.org"])
        #expect(try await world.deal(id).state.details.activities.first?.open.count == 1)
        #expect(try await world.armed() == [])
        #expect(try await world.replays(id))
    }

    @Test(arguments: [
        ("replied", "stopped: replied"), ("unsubscribed", "stopped: unsubscribed"),
    ])
    func aSignalStopsIt(_ signal: String, _ words: String) async throws {
        let world = try await TimeWorld(Self.file())
        let id = try await world.open(Self.mail)
        try await world.pass(until: "2026-01-06T09:00:00Z")
        _ = try await world.pipeline.signal(id, signal, by: .system)
        try await world.pass(until: "2026-03-01T00:00:00Z")
        #expect(try await told(id, world) == ["enrolled", "2026-01-05T10:00 email intro", words])
        #expect(try await world.armed() == [])
        #expect(try await world.replays(id))
    }

    @Test(arguments: [("talk", "stage_left"), ("nurture", "stage_left"), ("lost", "outcome")])
    func leavingTheStageStopsIt(_ stage: String, _ words: String) async throws {
        let world = try await TimeWorld(Self.file())
        let id = try await world.open(Self.mail)
        let reason = stage == "lost" ? "late" : nil
        _ = try await world.pipeline.move(id, to: stage, reason: reason, by: rep)
        try await world.pass(until: "2026-03-01T00:00:00Z")
        #expect(try await told(id, world) == ["enrolled", "stopped: \(words)"])
        #expect(try await world.armed() == [])
    }

    @Test(arguments: [("", 1), ("again: true", 2)])
    func aDealGoesThroughItOnceUnlessItSaysAgain(_ setting: String, _ times: Int) async throws {
        let world = try await TimeWorld(Self.file(setting))
        let id = try await world.open(Self.mail)
        _ = try await world.pipeline.move(id, to: "talk", reason: nil, by: rep)
        _ = try await world.pipeline.move(id, to: "lead", reason: nil, by: rep)
        #expect(try await told(id, world).filter { $0 == "enrolled" }.count == times)
        #expect(try await world.replays(id))
    }

    @Test func anOutcomeOfItsCallStopsIt() async throws {
        let world = try await TimeWorld(Self.file())
        let id = try await world.open(Self.mail)
        try await world.pass(until: "2026-01-09T09:00:00Z")
        let step = ActivityStep("first_call", outcome: "interested")
        _ = try await world.pipeline.perform(Command(.activity(step)), on: id, by: rep)
        try await world.pass(until: "2026-02-01T00:00:00Z")
        #expect(try await told(id, world).last == "stopped: first_call: interested")
    }

    @Test(arguments: [
        // A step that is left out by its branch takes no time: both are decided upon two days after the call.
        ("not_now", ["2026-01-07T10:00 no email missed: outcome", "2026-01-07T10:00 email nudge"]),
        ("no_answer", ["2026-01-07T10:00 email missed", "2026-01-09T10:00 no email nudge: outcome"]),
        (nil, ["2026-01-07T10:00 no email missed: outcome", "2026-01-07T10:00 no email nudge: outcome"]),
    ])
    func aBranchFollowsTheOutcomeOfAnEarlierStep(_ outcome: String?, _ expected: [String]) async throws {
        let steps =
            "[{call: first_call}, {after: 2 days, on: {first_call: [no_answer]}, email: missed}, "
            + "{after: 2 days, on: {first_call: [not_now]}, email: nudge}]"
        let world = try await TimeWorld(Self.file(steps: steps))
        let id = try await world.open(Self.mail)
        try await world.pass(until: "2026-01-05T10:00:00Z")
        if let outcome {
            let step = ActivityStep("first_call", outcome: outcome)
            _ = try await world.pipeline.perform(Command(.activity(step)), on: id, by: rep)
        }
        try await world.pass(until: "2026-02-01T00:00:00Z")
        #expect(
            try await told(id, world) == ["enrolled", "2026-01-05T10:00 call first_call"] + expected + ["finished"]
        )
        #expect(try await world.replays(id))
    }

    @Test func aStepWaitsForItsWindow() async throws {
        let world = try await TimeWorld(Self.file("window: office"), from: "2026-01-09T18:30:00Z")
        let id = try await world.open(Self.mail)
        try await world.pass(until: "2026-02-01T00:00:00Z")
        // Friday evening: the window opens on Monday; the next delays count from there.
        #expect(
            try await told(id, world) == [
                "enrolled", "2026-01-12T09:00 email intro", "2026-01-15T09:00 call first_call",
                "2026-01-19T09:00 email nudge", "finished",
            ]
        )
    }

    @Test func aMissedStepIsLeftOutWhereItSaysSo() async throws {
        let world = try await TimeWorld(Self.file("window: office\nmissed: skip"), from: "2026-01-07T11:00:00Z")
        let id = try await world.open(Self.mail)
        try await world.pass(until: "2026-02-01T00:00:00Z")
        #expect(
            try await told(id, world) == [
                "enrolled", "2026-01-07T12:00 email intro", "2026-01-10T12:00 no call first_call: window",
                "2026-01-14T12:00 email nudge", "finished",
            ]
        )
    }

    @Test(arguments: [
        ("America/New_York", "2026-01-05T15:00 email intro"), ("Asia/Tokyo", "2026-01-06T01:00 email intro"),
        ("No/Where", "2026-01-05T10:00 email intro"),
    ])
    func aWindowIsReadByTheClocksOfTheContact(_ zone: String, _ first: String) async throws {
        let world = try await TimeWorld(Self.file("window: {calendar: office, zone: contact}"))
        try await world.pipeline.put(.contact, "buyer", values: ["zone": .string(zone)])
        let id = try await world.pipeline.open(
            "sales",
            name: "A deal",
            contact: "buyer",
            fields: Self.mail,
            by: rep
        ).id
        try await world.pass(until: "2026-02-01T00:00:00Z")
        #expect(try await told(id, world).dropFirst().first == first)
        #expect(try await world.replays(id))
    }

    @Test func outOfOfficePausesItUntilTheDateThatIsTold() async throws {
        let world = try await TimeWorld(Self.file("window: office"))
        let id = try await world.open(Self.mail)
        try await world.pass(until: "2026-01-06T09:00:00Z")
        let back = try #require(CalendarDate("2026-01-24"))
        _ = try await world.pipeline.signal(id, "out_of_office", data: ["back_on": .date(back)], by: .system)
        try await world.pass(until: "2026-02-28T00:00:00Z")
        #expect(
            try await told(id, world) == [
                "enrolled", "2026-01-05T10:00 email intro", "paused until 2026-01-24",
                "2026-01-26T09:00 call first_call", "2026-01-30T09:00 email nudge", "finished",
            ]
        )
        #expect(try await world.replays(id))
    }

    @Test(arguments: [
        ("", ["2026-01-20T11:00 email intro", "2026-01-23T11:00 call first_call"]),
        (
            "late: {skip: 2 days}",
            [
                "2026-01-20T11:00 no email intro: late", "2026-01-20T11:00 no call first_call: late",
                "2026-01-20T11:00 no email nudge: late",
            ]
        ),
    ])
    func afterADowntimeEachStepIsAppliedOnceByItsPolicy(_ setting: String, _ expected: [String]) async throws {
        let world = try await TimeWorld(Self.file(setting))
        let id = try await world.open(Self.mail)
        world.clock.set(try #require(Instant("2026-01-20T10:00:00Z")))
        for _ in 0..<10 where try await world.pipeline.fireDueTimers().fired == 0 { break }
        try await world.pass(until: "2026-01-24T00:00:00Z")
        #expect(Array(try await told(id, world).dropFirst().prefix(expected.count)) == expected)
        #expect(try await world.pipeline.fireDueTimers().fired == 0)
    }

    @Test func aFiringThatIsRepeatedDoesNothing() async throws {
        let world = try await TimeWorld(Self.file())
        let id = try await world.open(Self.mail)
        let deal = try await world.deal(id)
        let firing = TimerFiring("cadence/outbound", due: try #require(deal.state.timers.first?.fires))
        _ = try await world.pipeline.perform(Command(.timer(firing)), on: id, by: .timer)
        let revision = try await world.deal(id).state.revision
        _ = try await world.pipeline.perform(Command(.timer(firing)), on: id, by: .timer)
        #expect(try await world.deal(id).state.revision == revision)
        #expect(try await told(id, world).count == 2)
    }

    @Test func importedHistoryWritesToNobody() async throws {
        let world = try await TimeWorld(Self.file())
        let id = try await world.open(Self.mail, by: Actor(id: "import", kind: .import))
        try await world.pass(until: "2026-02-01T00:00:00Z")
        #expect(try await told(id, world) == [])
    }

    @Test func nobodyToWriteToIsRecorded() async throws {
        let world = try await TimeWorld(Self.file())
        let id = try await world.open()
        try await world.pass(until: "2026-01-06T00:00:00Z")
        #expect(try await told(id, world) == ["enrolled", "2026-01-05T10:00 no email intro: no_recipient"])
        #expect(try await world.deliveries(id) == [])
    }

    @Test func aConditionSeesTheDealAndAStepMayAskAnyPlugin() async throws {
        let steps = "[{when: deal.silent, notify: owner}, {when: deal.opened_at < now, crm: upsert}, {stop: true}]"
        let world = try await TimeWorld(Self.file(steps: steps))
        let id = try await world.open(Self.mail)
        try await world.pass(until: "2026-01-06T00:00:00Z")
        let told = try await told(id, world).map { $0.replacing("2026-01-05T10:00 ", with: "") }
        #expect(told == ["enrolled", "no notify: condition", "no crm: condition", "stopped: stop"])
        #expect(try await world.deliveries(id) == [])
    }

    @Test func hooksHearOfItWithItsTimes() async throws {
        let hooks = """
            hooks:
              - {event: cadence.step outbound, do: [{notify: owner}]}
              - {event: cadence.stopped, do: [{notify: owner}]}
            """
        let world = try await TimeWorld(Self.file(more: hooks))
        let id = try await world.open(Self.mail)
        world.clock.set(try #require(Instant("2026-01-05T09:30:00Z")))
        _ = try await world.pipeline.fireDueTimers()
        try await world.pass(until: "2026-01-08T10:00:00Z")
        _ = try await world.pipeline.signal(id, "replied", by: .system)
        var query = OutboxQuery(deal: id)
        query.limit = 10
        let events = try await world.store.outbox(query).filter { $0.hook == "notify" }.map { row in
            let event = try JSON.parse(row.request)["event"]
            return ["cadence", "from", "to", "late_by", "reason"].compactMap { key in
                event?[key]?.stringValue.map { "\(key)=\($0)" }
            }.joined(separator: " ")
        }
        #expect(
            events == [
                "cadence=outbound to=email intro late_by=30 minutes",
                "cadence=outbound from=email intro to=call first_call", "cadence=outbound reason=replied",
            ]
        )
    }

    @Test func theDigestHoldsWhatItDoesAndNotItsLabel() throws {
        let plain = try process(Self.file()).digest
        #expect(try process(Self.file("label: Outbound")).digest == plain)
        for change in ["window: office", "again: true", "late: {skip: 1 days}"] {
            #expect(try process(Self.file(change)).digest != plain, "\(change)")
        }
        #expect(try process(Self.file(stops: "[replied]")).digest != plain)
        #expect(try process(Self.file(more: "contact_rules: {per_day: 1}")).digest != plain)
    }
}
