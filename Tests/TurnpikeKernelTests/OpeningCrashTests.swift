import Synchronization
import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// A deal that opens another, stopped between any two steps and gone on with by somebody else.
@Suite struct OpeningCrashTests {
    /// One road from the opening of a sale to the signal that a referral brings back, given again after a crash as a client
    /// would who got no answer.
    private static func drive(_ world: OpeningWorld) async throws {
        func key(_ name: String) -> CommandOptions { CommandOptions(idempotency: (source: "test", key: name)) }
        let fields: [String: Value] = ["seats": .int(25), "friend": .string("Globex")]
        let sale = try await world.pipeline.open(
            "sale",
            name: "Acme",
            owner: "rep_1",
            fields: fields,
            by: rep,
            options: key("open")
        )
        _ = try await world.pipeline.move(sale.id, to: "closed", by: rep, options: key("closed"))
        _ = try await world.pipeline.move(sale.id, to: "customer", by: rep, options: key("customer"))
        _ = try await world.pipeline.fireDueTimers()
        guard let lead = try await world.deals("lead").first else { throw StoreError(.failed, "nothing was opened") }
        _ = try await world.pipeline.move(lead.id, to: "won", by: rep, options: key("won"))
        _ = try await world.pipeline.fireDueTimers()
    }

    @Test func stoppingAfterAnyWriteLosesAndRepeatsNothing() async throws {
        let whole = StoppingStore()
        try await Self.drive(try await OpeningWorld(store: whole))
        let writes = whole.writes
        #expect(writes > 8)
        for stop in 1...writes {
            for isStored in [false, true] {
                let store = StoppingStore(at: stop, isStored: isStored)
                let clock = ManualClock(try #require(Instant("2026-01-05T09:00:00Z")))
                if let world = try? await OpeningWorld(store: store, clock: clock) { try? await Self.drive(world) }
                store.restart()
                // Whoever goes on comes after the leases of the one that was stopped.
                clock.set(try #require(Instant("2026-01-05T09:10:00Z")))
                let world = try await OpeningWorld(store: store, clock: clock)
                _ = try await world.pipeline.fireDueTimers()
                try await Self.drive(world)
                let place = Comment(rawValue: "stopped at write \(stop), \(isStored ? "stored" : "not stored")")
                let sales = try await world.deals("sale")
                let leads = try await world.deals("lead")
                #expect(sales.count == 1 && leads.count == 1, place)
                #expect(sales.first?.stage == "advocate" && leads.first?.stage == "won", place)
                guard let sale = sales.first, let lead = leads.first else { continue }
                #expect(lead.state.openedBy?.deal == sale.id && lead.state.openedBy?.untold.isEmpty == true, place)
                #expect(try await world.events(sale.id, "signal") == ["signal.received"], place)
                #expect(
                    try await world.events(sale.id)
                        == ["opening.due", "opening.opened", "opening.returned"],
                    place
                )
                #expect(try await world.events(lead.id, "opener") == ["opener.due", "opener.told"], place)
                #expect(try await world.pipeline.timers().isEmpty, place)
                #expect(try await world.replays(), place)
            }
        }
    }

    /// The same road, the step that opens the other deal decided in a batch.
    private static func driveInBatch(_ world: OpeningWorld) async throws {
        func key(_ name: String) -> CommandOptions { CommandOptions(idempotency: (source: "test", key: name)) }
        let fields: [String: Value] = ["seats": .int(25), "friend": .string("Globex")]
        let sale = try await world.pipeline.open("sale", name: "Acme", fields: fields, by: rep, options: key("open"))
        _ = try await world.pipeline.move(sale.id, to: "closed", by: rep, options: key("closed"))
        if try await world.deal(sale.id).stage == "closed" {
            var batch = world.pipeline.batch()
            _ = try await batch.perform(Command(.move(MoveRequest(to: "customer"))), on: sale.id, by: rep)
            #expect(try await batch.flush().isEmpty)
        }
        _ = try await world.pipeline.fireDueTimers()
    }

    @Test func aBatchThatIsStoppedAfterAnyWriteOpensOneDeal() async throws {
        let whole = StoppingStore()
        let first = try await OpeningWorld(store: whole)
        try await Self.driveInBatch(first)
        // Nothing was left for a worker.
        #expect(try await first.deals("lead").count == 1)
        let writes = whole.writes
        #expect(writes > 4)
        for stop in 1...writes {
            for isStored in [false, true] {
                let store = StoppingStore(at: stop, isStored: isStored)
                let clock = ManualClock(try #require(Instant("2026-01-05T09:00:00Z")))
                if let world = try? await OpeningWorld(store: store, clock: clock) {
                    try? await Self.driveInBatch(world)
                }
                store.restart()
                clock.set(try #require(Instant("2026-01-05T09:10:00Z")))
                let world = try await OpeningWorld(store: store, clock: clock)
                _ = try await world.pipeline.fireDueTimers()
                try await Self.driveInBatch(world)
                let place = Comment(rawValue: "stopped at write \(stop), \(isStored ? "stored" : "not stored")")
                let sales = try await world.deals("sale")
                #expect(sales.count == 1, place)
                #expect(try await world.deals("lead").count == 1, place)
                guard let sale = sales.first else { continue }
                #expect(try await world.events(sale.id) == ["opening.due", "opening.opened"], place)
                #expect(try await world.pipeline.timers().isEmpty, place)
                #expect(try await world.replays(), place)
            }
        }
    }

    @Test func twoWorkersOpenOneDeal() async throws {
        let store = InMemoryStore()
        let clock = ManualClock(try #require(Instant("2026-01-05T09:00:00Z")))
        let alone = try await OpeningWorld([OpeningWorld.sale], store: store, clock: clock)
        let id = try await alone.customer(["seats": .int(25), "friend": .string("Globex")])
        let files = [OpeningWorld.sale, OpeningWorld.lead]
        let first = try await OpeningWorld(files, store: store, clock: clock)
        let second = try await OpeningWorld(files, store: store, clock: clock)
        async let one = first.pipeline.fireDueTimers()
        async let two = second.pipeline.fireDueTimers()
        // A command brings it about too.
        async let third = second.pipeline.comment(id, "meanwhile", by: rep)
        _ = try await (one, two, third)
        #expect(try await first.deals("lead").count == 1)
        #expect(try await first.events(id) == ["opening.due", "opening.opened"])
    }
}

/// A store in memory that stops at a write, as if its process were killed before or after it.
private final class StoppingStore: DealStore {
    private let base = InMemoryStore()
    private let isStored: Bool
    private let state: Mutex<(writes: Int, stop: Int, isDown: Bool)>

    init(at stop: Int = .max, isStored: Bool = false) {
        self.isStored = isStored
        state = Mutex((0, stop, false))
    }

    var writes: Int { state.withLock { $0.writes } }

    func restart() { state.withLock { $0 = ($0.writes, .max, false) } }

    private struct Killed: Error {}

    private func alive() throws {
        if state.withLock({ $0.isDown }) { throw Killed() }
    }

    private func write<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        try alive()
        let stops = state.withLock { state in
            state.writes += 1
            if state.writes == state.stop { state.isDown = true }
            return state.isDown
        }
        if stops, !isStored { throw Killed() }
        let result = try await body()
        if stops { throw Killed() }
        return result
    }

    func commit(_ batch: [Commit]) async throws -> [CommitResult] { try await write { try await base.commit(batch) } }

    func deal(_ id: DealID, tenant: String) async throws -> StoredDeal? {
        try alive()
        return try await base.deal(id, tenant: tenant)
    }

    func sensitiveValues(of id: DealID, tenant: String) async throws -> [SensitiveValue] {
        try await base.sensitiveValues(of: id, tenant: tenant)
    }

    func records(of id: DealID, tenant: String, after: Int64, limit: Int) async throws -> [StoredRecord] {
        try await base.records(of: id, tenant: tenant, after: after, limit: limit)
    }

    func deals(_ query: DealQuery) async throws -> [DealSummary] {
        try alive()
        return try await base.deals(query)
    }

    func find(_ words: String, tenant: String, limit: Int) async throws -> [DealSummary] {
        try await base.find(words, tenant: tenant, limit: limit)
    }

    func acceptance(source: String, key: String, tenant: String) async throws -> StoredAcceptance? {
        try alive()
        return try await base.acceptance(source: source, key: key, tenant: tenant)
    }

    func register(_ definition: StoredDefinition, replacing: Bool, tenant: String) async throws {
        try alive()
        try await base.register(definition, replacing: replacing, tenant: tenant)
    }

    func definitions(tenant: String) async throws -> [StoredDefinition] { try await base.definitions(tenant: tenant) }

    func put(_ record: StoredParty, tenant: String) async throws -> Bool { try await base.put(record, tenant: tenant) }

    func party(_ kind: PartyKind, _ idOrKey: String, tenant: String) async throws -> StoredParty? {
        try await base.party(kind, idOrKey, tenant: tenant)
    }

    func pendingApprovals(_ query: PendingApprovalQuery) async throws -> [PendingApproval] {
        try await base.pendingApprovals(query)
    }

    func claimOutbox(_ claim: OutboxClaim) async throws -> [OutboxRow] { try await base.claimOutbox(claim) }

    func settle(_ settlements: [OutboxSettlement], tenant: String) async throws {
        try await base.settle(settlements, tenant: tenant)
    }

    func outbox(_ query: OutboxQuery) async throws -> [OutboxRow] { try await base.outbox(query) }

    func dueTimers(at instant: Instant, tenant: String, limit: Int) async throws -> [TimerRow] {
        try alive()
        return try await base.dueTimers(at: instant, tenant: tenant, limit: limit)
    }

    func claimTimers(_ claim: TimerClaim) async throws -> [TimerRow] {
        try await write { try await base.claimTimers(claim) }
    }

    func dropTimers(_ rows: [TimerRow], tenant: String) async throws {
        try await write { try await base.dropTimers(rows, tenant: tenant) }
    }

    func purge(_ purge: StorePurge) async throws -> Int {
        try alive()
        return try await base.purge(purge)
    }
}
