import Synchronization
import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// A worker's life: what ends it, and what it leaves behind.
@Suite(.timeLimit(.minutes(20))) struct WorkerTests {
    private let store = InMemoryStore()
    private let clock = ManualClock(Instant(milliseconds: 1_790_000_000_000))
    // A lease outlives what these tests do to the clock.
    private static let policy = DispatchPolicy(
        lease: .seconds(1_000_000),
        poll: .milliseconds(20),
        grace: .seconds(5)
    )

    private func pipeline(_ hook: any Deliverer) async throws -> Pipeline {
        try await Pipeline(store: store, hooks: [hook], clock: clock)
    }

    private func add(_ count: Int, hook: String = "crm") async throws {
        for number in 1...count { try await OutboxRows(store: store, clock: clock).add([(hook, 1)], deal: number) }
    }

    private func rows(_ status: OutboxRow.Status? = nil) async throws -> [OutboxRow] {
        try await store.outbox(OutboxQuery(status: status))
    }

    @Test func itEndsWhenNothingIsLeftToDo() async throws {
        try await add(20)
        let clock = clock
        let hook = Answering { number in
            // Each pause is over at once: what is to be tried again is waited for.
            clock.advance(by: .seconds(60))
            if number % 3 == 0 { throw DeliveryError.temporary("busy") }
        }
        let summary = await Worker(try await pipeline(hook), policy: Self.policy, ending: .whenIdle).run()
        #expect(summary.deliveries.delivered == 20)
        #expect(summary.deliveries.postponed > 0)
        #expect(try await rows(.delivered).count == 20)
    }

    @Test func whatStandsBehindADeadLetterHoldsItUpForNobody() async throws {
        try await OutboxRows(store: store, clock: clock).add([("crm", 1), ("crm", 2), ("crm", 3)], deal: 1)
        let reports = Kept()
        let hook = Answering { _ in throw DeliveryError.permanent("refused") }
        let worker = Worker(try await pipeline(hook), policy: Self.policy, ending: .whenIdle) { reports.add($0) }
        let summary = await worker.run()
        #expect(summary.deliveries.dead == 1)
        #expect(try await rows(.pending).count == 2, "they wait for a person")
        #expect(reports.words == ["dead refused"])
    }

    @Test func toldToStopItHandsBackWhatHangs() async throws {
        try await add(4)
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let hook = Answering { _ in
            begin.yield()
            try await Task.sleep(for: .seconds(3_600))
        }
        let worker = Worker(try await pipeline(hook), policy: Self.policy)
        async let summary = worker.run()
        for await _ in begun { break }
        worker.stop()
        #expect(await summary.deliveries.delivered == 0)
        let left = try await rows(.pending)
        #expect(left.count == 4)
        #expect(left.allSatisfy { $0.leaseOwner == nil && $0.attempts == 0 }, "\(left)")
    }

    @Test func toldToStopBeforeItBeganItEnds() async throws {
        let worker = Worker(try await pipeline(Answering { _ in }), policy: Self.policy)
        worker.stop()
        #expect(await worker.run().deliveries.delivered == 0)
    }

    @Test func cancelledItEnds() async throws {
        try await add(1)
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let hook = Answering { _ in
            begin.yield()
            try await Task.sleep(for: .seconds(3_600))
        }
        let worker = Worker(try await pipeline(hook), policy: Self.policy)
        let life = Task { await worker.run() }
        for await _ in begun { break }
        life.cancel()
        #expect(await life.value.deliveries.delivered == 0)
        #expect(try await rows(.pending).first?.leaseOwner == nil)
    }

    @Test func itTellsHowItIs() async throws {
        try await add(3)
        try await OutboxRows(store: store, clock: clock).add([("email", 1)], deal: 9)
        var policy = Self.policy
        policy.breaker = BreakerPolicy(failures: 2)
        let hook = Answering(only: ["crm"]) { _ in throw DeliveryError.temporary("down") }
        let reports = Kept()
        let worker = Worker(try await pipeline(hook), policy: policy, healthEvery: .milliseconds(10)) {
            reports.add($0)
        }
        let clock = clock
        async let summary = worker.run()
        // Two of three deliveries open the breaker; a third may be under way by then.
        try await reports.until { health in health.leftAlone == ["crm"] && health.deliveries.postponed >= 2 }
        clock.advance(by: .seconds(5))
        try await reports.until { health in
            health.backlog?.map(\.plugin) == ["crm", "email"] && health.backlog?.first?.waiting == 3
                && health.backlog?.allSatisfy { $0.oldest >= .seconds(5) } == true
        }
        worker.stop()
        _ = await summary
        #expect(reports.words.contains("crm is left alone"))
    }

    @Test func twoOfThemShareAStoreAndDeliverNothingTwice() async throws {
        try await add(200)
        let seen = Mutex<[String: Int]>([:])
        let hook = Answering { _ in
        } keys: { key in
            seen.withLock { $0[key, default: 0] += 1 }
        }
        let pipelines = [try await pipeline(hook), try await pipeline(hook)]
        let summaries = await withTaskGroup(of: Worker.Summary.self) { group in
            for pipeline in pipelines {
                group.addTask { await Worker(pipeline, policy: Self.policy, ending: .whenIdle).run() }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(summaries.reduce(0) { $0 + $1.deliveries.delivered } == 200)
        #expect(seen.withLock { $0.values.allSatisfy { $0 == 1 } && $0.count == 200 })
    }
}

/// Answers each delivery as its script says, counted from 1.
private final class Answering: Deliverer {
    let plugins: [String]?
    private let number = Mutex(0)
    private let script: @Sendable (Int) async throws -> Void
    private let keys: @Sendable (String) -> Void

    init(
        only plugins: [String]? = nil,
        _ script: @escaping @Sendable (Int) async throws -> Void,
        keys: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.plugins = plugins
        self.script = script
        self.keys = keys
    }

    func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        keys(request.key)
        let next = number.withLock { number in
            number += 1
            return number
        }
        try await script(next)
        return DeliveryReceipt()
    }
}

/// Keeps what a worker reports.
private final class Kept: Sendable {
    private let reports = Mutex<[Worker.Report]>([])

    func add(_ report: Worker.Report) { reports.withLock { $0.append(report) } }

    var words: [String] {
        reports.withLock { $0 }.compactMap { report in
            switch report {
            case .failed(_, .dead(let error)): "dead \(error)"
            case .failed(_, .retry(at: _, let error)): "retry \(error)"
            case .breakerChanged(let plugin, let isClosed): "\(plugin) \(isClosed ? "is back" : "is left alone")"
            case .storeFailed(let error), .timerFailed(let error): error
            case .failed, .health: nil
            }
        }
    }

    /// Waits for a report of how it is that fits; the suite's time limit ends what never does.
    func until(_ fits: (Worker.Health) -> Bool) async throws {
        while true {
            let found = reports.withLock { $0 }.contains { report in
                if case .health(let health) = report { fits(health) } else { false }
            }
            if found { return }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
