import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// Whatever happens to deals with timers: what is stored is what the records tell, and timers stand with their stages.
@Suite struct TimePropertyTests {
    static let file = """
        turnpike: 1
        process: sales
        zone: Europe/Berlin
        calendars: {office: {hours: {mon-fri: ["09:00-12:00", "13:00-17:00"]}}}
        calendar: office
        fields: {ends: {type: date, label: End}, waiting: {type: bool, label: W}, ready: {type: bool, label: R}}
        reasons: {lost: [late]}
        activities:
          call: {kind: call, due: 2 working days, remind: [4 working hours, 1 working hours]}
          demo: {kind: demo, due: {before: deal.ends, by: 3 days}, remind: 1 days}
          report: {kind: document}
          check: {kind: call}
        limits: {close: {within: 90 days, warn: 10 days, then: [{notify: owner}]}}
        stages:
          lead:
            activities: [call, {demo: {keep: true}}, {report: {after: [call], due: 1 days}}]
            limits:
              decide: {within: 10 working days, pauses: deal.waiting, then: [{notify: owner}, {after: 2 working days, move: forget}]}
              rotten: {within: 9 days, since: {last_activity: [call, demo]}, late: coalesce, then: [{notify: owner}]}
            moves: {offer: {}, forget: {to: lost, because: late}}
          offer:
            limits: {answer: {within: 6 days, restarts_on: [replied], late: skip, then: [{notify: owner}]}}
            moves:
              won: {}
              lead: {}
              slow: {to: lost, after: 30 days, because: late}
              end: {to: lost, at: deal.ends, because: late, gates: [{needs: [ready]}]}
          won: {outcome: won, moves: [customer]}
          customer: {activities: [{check: {every: 20 days}}], moves: {again: {to: customer}}}
          nurture: {hold: true, moves: {wake: {to: came_from, after: 25 days}, fresh: {to: lead}}}
          lost: {outcome: lost, reason: lost, moves: {reopen: {to: lead, within: 100 days}}}
        anywhere: {moves: {nurture: {}, lost: {}}}
        """

    @Test(arguments: 1...24)
    func storedStateIsWhatTheRecordsTellAndTimersStandWithTheirStages(_ seed: Int) async throws {
        let world = try await TimeWorld(Self.file)
        var random = SeededNumbers(UInt64(seed))
        var ids: [DealID] = []
        for _ in 0..<3 { ids.append(try await world.open()) }
        for step in 0..<90 {
            let id = ids[random.below(ids.count)]
            do {
                try await act(on: id, world, &random)
            } catch is CommandError {
                // What makes no sense now, such as a plan for the past.
            }
            guard step % 10 == 9 else { continue }
            for id in ids { try await check(id, world) }
        }
        for id in ids { try await check(id, world) }
    }

    private func act(on id: DealID, _ world: TimeWorld, _ random: inout SeededNumbers) async throws {
        let pipeline = world.pipeline
        switch random.below(14) {
        case 0...3:
            let span = Duration.seconds(Int64(random.below(86_400 * 9)))
            let end = world.clock.now().adding(span) ?? .max
            try await pipeline.tick(until: end, world.clock)
        case 4:
            // Nobody is there for a while; then the worker comes back.
            world.clock.advance(by: .seconds(86_400 * Int64(random.below(40))))
            for _ in 0..<50 where try await pipeline.fireDueTimers().fired == 0 { break }
        case 5, 6, 7:
            let moves = ["offer", "won", "lead", "customer", "again", "nurture", "wake", "fresh", "reopen", "lost"]
            _ = try await pipeline.move(id, to: moves[random.below(moves.count)], reason: nil, by: rep)
        case 8:
            let date = world.process.zone.date(of: world.clock.now()).adding(days: random.below(60) - 10)
            _ = try await pipeline.set(
                id,
                ["ends": random.below(3) == 0 ? .null : date.map { .date($0) } ?? .null],
                by: rep
            )
        case 9: _ = try await pipeline.set(id, ["waiting": .bool(random.below(2) == 0)], by: rep)
        case 10: _ = try await pipeline.set(id, ["ready": random.below(2) == 0 ? .null : .bool(true)], by: rep)
        case 11: _ = try await pipeline.complete(id, ["call", "demo", "report", "check"][random.below(4)], by: rep)
        case 12: _ = try await pipeline.signal(id, "replied", by: .system)
        default:
            let at = world.clock.now().adding(.seconds(Int64(random.below(86_400 * 20)))) ?? .max
            let step = ActivityStep(["call", "demo"][random.below(2)], planned: at)
            _ = try await pipeline.perform(Command(.activity(step)), on: id, by: rep)
        }
    }

    private func check(_ id: DealID, _ world: TimeWorld) async throws {
        #expect(try await world.replays(id))
        let deal = try await world.deal(id)
        let armed = deal.state.timers.compactMap { timer in timer.fires.map { (timer.key, $0) } }
        let indexed = try await world.pipeline.timers().filter { $0.deal == id }.map { "\($0.name) \($0.due)" }
        #expect(Set(indexed) == Set(armed.map { "\(world.process.name(of: $0.0)) \($0.1)" }), "the index is the state")
        let stage = deal.stage
        for timer in deal.state.timers {
            #expect(world.process.timer(named: world.process.name(of: timer.key)) == timer.key)
            let name = world.process.name(of: timer.key)
            switch timer.key.kind {
            case .move, .every: #expect(name.split(separator: "/")[1] == stage, "\(name) in \(stage)")
            case .limit:
                let owner = String(name.split(separator: "/")[1])
                let isHeld = stage == "nurture" && timer.left != nil
                #expect(owner == stage || isHeld || (owner == "process" && deal.outcome == nil), "\(name) in \(stage)")
            case .due, .remind:
                let state = deal.state.details.activities.first { $0.activity.index == timer.key.rule }
                #expect(state?.open.contains { $0.number == timer.key.number } == true)
            default: break
            }
        }
    }
}

/// SplitMix64: the same numbers on every machine.
struct SeededNumbers {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(max(1, bound)))
    }
}
