import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// A pipeline on a manual clock with one process, and what tests ask of it.
struct TimeWorld {
    let process: SalesProcess
    let clock: ManualClock
    let pipeline: Pipeline
    let store: any DealStore

    init(_ text: String, from start: String = "2026-01-05T09:00:00Z", store: any DealStore = InMemoryStore())
        async throws
    {
        process = try Self.compiled(text)
        clock = ManualClock(try #require(Instant(start)))
        self.store = store
        pipeline = try await Pipeline(processes: [process], store: store, clock: clock, ids: .seeded(7))
    }

    private static func compiled(_ text: String) throws -> SalesProcess {
        try TurnpikeKernelTests.process(text)
    }

    func open(_ fields: [String: Value] = [:], stage: String? = nil, by actor: Actor = rep) async throws -> DealID {
        try await pipeline.open(process.id, name: "A deal", stage: stage, fields: fields, by: actor).id
    }

    func deal(_ id: DealID) async throws -> Deal { try #require(try await pipeline.deal(id)) }

    /// Lets time pass as a worker would that never stops.
    @discardableResult
    func pass(until text: String) async throws -> TimerSummary {
        try await pipeline.tick(until: try #require(Instant(text)), clock)
    }

    /// The names and times of the armed timers.
    func armed() async throws -> [String] {
        try await pipeline.timers().map { "\($0.name) \($0.due)" }
    }

    func events(_ id: DealID) async throws -> [String] {
        try await pipeline.history(id).flatMap(\.events).map { "\($0.typeName)" }
    }

    /// What the hooks and limits have asked for: plug-in and receiver.
    func deliveries(_ id: DealID) async throws -> [String] {
        var query = OutboxQuery(deal: id)
        query.limit = 1_000
        return try await store.outbox(query).map { row in
            let request = try JSON.parse(row.request)
            let to = request["settings"]?["to"]?.stringValue
            return to.map { "\(row.hook) \($0)" } ?? row.hook
        }
    }

    /// Whether the records lead to the state that is stored.
    func replays(_ id: DealID) async throws -> Bool {
        let deal = try await deal(id)
        var state = DealState(id: id, fieldCount: process.fields.count)
        for record in try await pipeline.history(id) { process.apply(record, to: &state) }
        return StateCoding.encode(state, in: process) == StateCoding.encode(deal.state, in: process)
            && state == deal.state
    }
}
