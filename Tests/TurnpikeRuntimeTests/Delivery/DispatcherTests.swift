import Synchronization
import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

@Suite struct DispatcherTests {
    private let store = InMemoryStore()
    private let clock = ManualClock(Instant(milliseconds: 1_790_000_000_000))

    private func id(_ number: Int) -> DealID {
        var random = Numbered(value: UInt64(number))
        return DealID(UUIDv7(milliseconds: Int64(number), random: &random))
    }

    /// Stores rows for a deal: `hook` and the number that its key ends with.
    private func store(_ rows: [(hook: String, number: Int)], deal number: Int = 1, parks: Bool = true) async throws {
        let revision = try await store.deal(id(number), tenant: "")?.summary.revision ?? 0
        let summary = DealSummary(
            id: id(number),
            revision: revision + 1,
            process: "b2b",
            version: 1,
            digest: .sha256(utf8: ""),
            stage: "lead",
            name: "Deal",
            updated: clock.now()
        )
        var commit = Commit(
            tenant: "",
            deal: id(number),
            expectedRevision: revision,
            state: [],
            record: [],
            recorded: clock.now(),
            summary: summary
        )
        commit.outbox = rows.map { row in
            OutboxRow(
                tenant: "",
                deal: id(number),
                revision: revision + 1,
                hook: row.hook,
                key: "\(number)/\(row.hook)/\(row.number)",
                request: Array("{}".utf8),
                parksLane: parks,
                nextAttempt: clock.now()
            )
        }
        _ = try await store.commit([commit])
    }

    private func dispatcher(_ deliverers: any Deliverer..., policy: DispatchPolicy = .init()) -> Dispatcher {
        Dispatcher(store: store, deliverers: deliverers, clock: clock, policy: policy, chance: { 0 })
    }

    private func statuses() async throws -> [OutboxRow.Status] {
        try await store.outbox(OutboxQuery()).map(\.status)
    }

    // MARK: Order and keys

    @Test func deliversEachLaneInOrder() async throws {
        try await store([("crm", 1), ("email", 1), ("crm", 2), ("email", 2), ("crm", 3)])
        let receiver = Receiver()
        let summary = try await dispatcher(receiver).drain(deal: id(1))
        #expect(summary.delivered == 5)
        #expect(summary.isClean)
        let keys = receiver.keys
        #expect(keys.filter { $0.contains("crm") } == ["1/crm/1", "1/crm/2", "1/crm/3"])
        #expect(keys.filter { $0.contains("email") } == ["1/email/1", "1/email/2"])
    }

    @Test func deliversOnlyTheDealAskedFor() async throws {
        try await store([("crm", 1)], deal: 1)
        try await store([("crm", 1)], deal: 2)
        let receiver = Receiver()
        #expect(try await dispatcher(receiver).drain(deal: id(2)).delivered == 1)
        #expect(receiver.keys == ["2/crm/1"])
        #expect(try await dispatcher(receiver).drainAll().delivered == 1)
        #expect(receiver.keys == ["2/crm/1", "1/crm/1"])
    }

    @Test func manyDispatchersDeliverEachRowOnce() async throws {
        for number in 1...40 { try await store([("crm", 1), ("crm", 2)], deal: number) }
        let receiver = Receiver()
        let delivered = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                let dispatcher = dispatcher(receiver)
                group.addTask { try await dispatcher.drainAll().delivered }
            }
            return try await group.reduce(0, +)
        }
        #expect(delivered == 80)
        #expect(Set(receiver.keys).count == 80)
        #expect(receiver.keys.count == 80)
    }

    @Test func aRequestKeepsItsKeyAndCountsItsAttempts() async throws {
        try await store([("crm", 1)])
        let receiver = Receiver(failing: 2)
        for pause in [0, 10, 20] as [Int64] {
            clock.advance(by: .seconds(pause))
            _ = try await dispatcher(receiver).drainAll()
        }
        #expect(receiver.requests.map(\.key) == ["1/crm/1", "1/crm/1", "1/crm/1"])
        #expect(receiver.requests.map(\.attempt) == [1, 2, 3])
        #expect(try await statuses() == [.delivered])
    }

    // MARK: Failures

    @Test func aTemporaryFailureHoldsItsLaneOnly() async throws {
        try await store([("crm", 1), ("crm", 2), ("email", 1)])
        let receiver = Receiver(failing: .max, plugins: ["crm"])
        let mail = Receiver(plugins: ["email"])
        let summary = try await dispatcher(receiver, mail).drainAll()
        #expect(summary.delivered == 1)
        #expect(summary.postponed == 1)
        #expect(summary.lastError == "503")
        #expect(receiver.keys == ["1/crm/1"])
        #expect(mail.keys == ["1/email/1"])
    }

    @Test(arguments: [(1, 10), (2, 20), (3, 40), (7, 640), (8, 1_280), (9, 1_800), (60, 1_800)] as [(Int, Int64)])
    func pausesGrowUpToALimit(_ failures: Int, _ seconds: Int64) async throws {
        try await store([("crm", 1)])
        let dispatcher = dispatcher(Receiver(failing: .max), policy: DispatchPolicy(attempts: 100))
        for _ in 1..<failures {
            _ = try await dispatcher.drainAll()
            clock.advance(by: .seconds(1_800))
        }
        let before = clock.now()
        _ = try await dispatcher.drainAll()
        let next = try await store.outbox(OutboxQuery()).first?.nextAttempt
        #expect(next == before.adding(.seconds(seconds)))
    }

    @Test func aReceiverMaySayWhenToComeBack() async throws {
        try await store([("crm", 1)])
        let receiver = Receiver(failing: 1, error: .temporary("429", retryAfter: .seconds(90)))
        _ = try await dispatcher(receiver).drainAll()
        let next = try await store.outbox(OutboxQuery()).first?.nextAttempt
        #expect(next == clock.now().adding(.seconds(90)))
    }

    @Test(arguments: [(true, [.dead, .pending]), (false, [.dead, .delivered])] as [(Bool, [OutboxRow.Status])])
    func aPermanentFailureParksOrFreesItsLane(_ parks: Bool, _ wanted: [OutboxRow.Status]) async throws {
        try await store([("crm", 1), ("crm", 2)], parks: parks)
        let summary = try await dispatcher(Receiver(failing: 1, error: .permanent("404"))).drainAll()
        #expect(summary.dead == 1)
        #expect(try await statuses() == wanted)
        #expect(try await store.outbox(OutboxQuery()).first?.lastError == "404")
    }

    @Test func aRowThatFailsTooOftenIsGivenUp() async throws {
        try await store([("crm", 1)])
        let receiver = Receiver(failing: .max)
        let dispatcher = dispatcher(receiver, policy: DispatchPolicy(attempts: 3))
        for _ in 1...5 {
            _ = try await dispatcher.drainAll()
            clock.advance(by: .seconds(3_600))
        }
        #expect(receiver.keys.count == 3)
        #expect(try await statuses() == [.dead])
    }

    @Test func aRowThatKillsItsDispatcherIsGivenUp() async throws {
        try await store([("crm", 1)])
        for worker in 0..<3 {
            let until = clock.now().adding(.seconds(60)) ?? .max
            let claim = OutboxClaim(owner: "lost \(worker)", now: clock.now(), until: until, limit: 1)
            #expect(try await store.claimOutbox(claim).count == 1)
            clock.advance(by: .seconds(60))
        }
        let receiver = Receiver()
        #expect(try await dispatcher(receiver, policy: DispatchPolicy(attempts: 3)).drainAll().dead == 1)
        #expect(receiver.keys.isEmpty)
    }

    @Test func aDelivererThatThrowsAnythingElseIsTriedAgain() async throws {
        struct Unforeseen: Error {}
        try await store([("crm", 1), ("email", 1)])
        let summary = try await dispatcher(
            Throwing(plugins: ["crm"], error: Unforeseen()),
            Throwing(plugins: ["email"], error: CancellationError())
        ).drainAll()
        #expect(summary.postponed == 2)
        #expect(try await statuses() == [.pending, .pending])
    }

    @Test func rowsNobodyDeliversForStayUntouched() async throws {
        try await store([("crm", 1), ("fax", 1)])
        #expect(try await dispatcher(Receiver(plugins: ["crm"])).drainAll().delivered == 1)
        #expect(try await dispatcher().drainAll() == Dispatcher.Summary())
        let row = try await store.outbox(OutboxQuery(status: .pending)).first
        #expect(row?.hook == "fax")
        #expect(row?.attempts == 0)
    }

    @Test func aCancelledDispatcherHandsItsLeaseBack() async throws {
        try await store([("crm", 1)])
        let slow = Slow()
        let dispatcher = dispatcher(slow)
        let task = Task { try await dispatcher.drainAll() }
        await slow.hasBegun()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let row = try #require(try await store.outbox(OutboxQuery()).first)
        #expect(row.status == .pending)
        #expect(row.leaseOwner == nil)
        #expect(row.attempts == 0)
    }
}

/// Remembers what it was given, and fails so many times first.
private final class Receiver: Deliverer {
    let plugins: [String]?
    private let error: DeliveryError
    private let state: Mutex<(requests: [DeliveryRequest], failures: Int)>

    init(failing: Int = 0, plugins: [String]? = nil, error: DeliveryError = .temporary("503")) {
        self.plugins = plugins
        self.error = error
        state = Mutex(([], failing))
    }

    var requests: [DeliveryRequest] { state.withLock { $0.requests } }
    var keys: [String] { requests.map(\.key) }

    func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        let fails = state.withLock { state in
            state.requests.append(request)
            state.failures -= 1
            return state.failures >= 0
        }
        if fails { throw error }
        return DeliveryReceipt()
    }
}

private struct Throwing: Deliverer {
    let plugins: [String]?
    let error: any Error

    func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt { throw error }
}

/// Delivers until it is cancelled.
private final class Slow: Deliverer {
    let plugins: [String]? = nil
    private let (begun, begin) = AsyncStream.makeStream(of: Void.self)

    func hasBegun() async { for await _ in begun { return } }

    func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        begin.yield()
        try await Task.sleep(for: .seconds(60))
        return DeliveryReceipt()
    }
}

private struct Numbered: RandomNumberGenerator {
    var value: UInt64

    mutating func next() -> UInt64 {
        value &+= 0x9E37_79B9_7F4A_7C15
        return value
    }
}
