import Testing
import Turnpike
import TurnpikeCalendars
import TurnpikeRuntime
import TurnpikeValues

/// Random cadences under random clocks: each step fires at most once, never outside its window, none after a stop.
@Suite struct CadencePropertyTests {
    @Test(arguments: 1...30)
    func eachStepIsTakenAtMostOnceInsideItsWindowAndNeverAfterAStop(_ seed: Int) async throws {
        var random = SeededNumbers(UInt64(seed))
        let zones = ["contact", "Asia/Kolkata", "America/New_York", ""]
        let zone = zones[random.below(zones.count)]
        let window = zone.isEmpty ? "window: office" : "window: {calendar: office, zone: \(zone)}"
        let settings =
            window + (random.below(2) == 0 ? "\nmissed: skip" : "") + (random.below(3) == 0 ? "\nagain: true" : "")
            + (random.below(3) == 0 ? "\nlate: {skip: 3 days}" : "")
        let rules = random.below(2) == 0 ? "contact_rules: {per_day: 1, do_not_contact: deal.silent}" : ""
        let world = try await TimeWorld(
            CadenceTests.file(settings, steps: Self.steps(&random), more: rules),
            from: "2026-0\(1 + random.below(9))-1\(random.below(10))T0\(random.below(10)):17:00Z"
        )
        try await world.pipeline.put(.contact, "buyer", values: ["zone": .string("Pacific/Auckland")])
        let id = try await world.pipeline.open(
            "sales",
            name: "A deal",
            contact: "buyer",
            fields: ["mail": .string("buyer@example.org"), "silent": .bool(false)],
            by: rep
        ).id
        for _ in 0..<60 { try? await act(on: id, world, &random) }
        try await check(id, world, zone: zone)
    }

    private static func steps(_ random: inout SeededNumbers) -> String {
        var steps: [String] = ["{call: first_call}"]
        for _ in 0..<(2 + random.below(6)) {
            var step =
                random.below(4) == 0 ? "" : "after: \(1 + random.below(80)) \(["hours", "days"][random.below(2)]), "
            if random.below(3) == 0 { step += "on: {first_call: [\(["no_answer", "not_now"][random.below(2)])]}, " }
            step += ["email: intro", "email: nudge", "call: first_call", "notify: owner"][random.below(4)]
            steps.append("{\(step)}")
        }
        return "[\(steps.joined(separator: ", "))]"
    }

    private func act(on id: DealID, _ world: TimeWorld, _ random: inout SeededNumbers) async throws {
        let pipeline = world.pipeline
        switch random.below(12) {
        case 0...4:
            let end = world.clock.now().adding(.seconds(Int64(random.below(86_400 * 3)))) ?? .max
            try await pipeline.tick(until: end, world.clock)
        case 5, 6:
            // Nobody is there for a while; then the worker comes back.
            world.clock.advance(by: .seconds(3_600 * Int64(random.below(200))))
            for _ in 0..<50 where try await pipeline.fireDueTimers().fired == 0 { break }
        case 7:
            let outcome = ["no_answer", "not_now", "interested"][random.below(3)]
            _ = try await pipeline.perform(
                Command(.activity(ActivityStep("first_call", outcome: outcome))),
                on: id,
                by: rep
            )
        case 8:
            let date = world.process.zone.date(of: world.clock.now()).adding(days: random.below(20) - 3)
            _ = try await pipeline.signal(
                id,
                "out_of_office",
                data: ["back_on": date.map { .date($0) } ?? .null],
                by: .system
            )
        case 9: if random.below(4) == 0 { _ = try await pipeline.signal(id, "replied", by: .system) }
        case 10: _ = try await pipeline.set(id, ["silent": .bool(random.below(2) == 0)], by: rep)
        default:
            _ = try await pipeline.move(
                id,
                to: ["talk", "lead", "nurture", "wake"][random.below(4)],
                reason: nil,
                by: rep
            )
        }
    }

    private func check(_ id: DealID, _ world: TimeWorld, zone name: String) async throws {
        #expect(try await world.replays(id))
        let hours = try #require(world.process.calendars.first).hours
        let zone = name == "contact" ? "Pacific/Auckland" : name.isEmpty ? "Europe/Berlin" : name
        let clocks = try Zone(named: zone)
        var taken: Set<Int> = []
        var isRunning = false
        var pausedUntil: Instant?
        for record in try await world.pipeline.history(id) {
            for case .cadence(let event) in record.events {
                switch event.kind {
                case .enrolled:
                    #expect(!isRunning)
                    isRunning = true
                    taken = []
                    pausedUntil = nil
                case .step(let step, due: _, day: _):
                    #expect(isRunning, "a step after a stop")
                    #expect(taken.insert(step).inserted, "step \(step) twice in one visit")
                    if let pausedUntil { #expect(record.recorded >= pausedUntil, "a step during a pause") }
                    pausedUntil = nil
                    #expect(Self.isOpen(hours, clocks, record.recorded), "\(record.recorded) in \(zone)")
                case .skipped(let step, _, due: _):
                    #expect(isRunning)
                    #expect(taken.insert(step).inserted, "step \(step) twice in one visit")
                case .paused(let until): pausedUntil = until
                case .stopped, .finished: isRunning = false
                }
            }
        }
        if !isRunning { #expect(try await !world.armed().contains { $0.hasPrefix("cadence/") }) }
    }

    /// Reads the clocks by themselves, and the hours as the file says them.
    private static func isOpen(_ hours: WorkingCalendar, _ zone: Zone, _ instant: Instant) -> Bool {
        let local = zone.localDateTime(of: instant)
        return hours.hours(on: local.date).intervals.contains {
            $0.start.minuteOfDay * 60 <= Int(local.secondOfDay) && Int(local.secondOfDay) < $0.end.minuteOfDay * 60
        }
    }
}
