import Synchronization
import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// Limits, timeouts, breakers and ends of a dispatcher.
@Suite(.timeLimit(.minutes(20))) struct DispatchRunTests {
    private let store = InMemoryStore()
    private let clock = ManualClock(Instant(milliseconds: 1_790_000_000_000))

    /// Stores one row each for so many deals.
    private func store(_ count: Int, hook: String = "crm", from first: Int = 1) async throws {
        for number in first..<first + count {
            try await OutboxRows(store: store, clock: clock).add([(hook, 1)], deal: number)
        }
    }

    private func dispatcher(
        _ deliverers: any Deliverer...,
        policy: DispatchPolicy = .init(),
        observer: (any DispatchObserver)? = nil,
        chance: Double = 0
    ) -> Dispatcher {
        let clock = clock
        return Dispatcher(
            store: store,
            deliverers: deliverers,
            clock: clock,
            policy: policy,
            observer: observer,
            chance: { chance },
            sleep: { clock.advance(by: $0) }
        )
    }

    private func rows(_ status: OutboxRow.Status? = nil) async throws -> [OutboxRow] {
        try await store.outbox(OutboxQuery(status: status))
    }

    // MARK: Pauses

    @Test(arguments: [(0.0, 10_000), (0.5, 9_000), (1.0, 8_000)] as [(Double, Int64)])
    func chanceSpreadsThePauses(_ chance: Double, _ milliseconds: Int64) async throws {
        try await store(1)
        _ = try await dispatcher(Scripted { _, _ in .temporary("busy") }, chance: chance).drainAll()
        #expect(try await rows().first?.nextAttempt == clock.now().adding(.milliseconds(milliseconds)))
    }

    @Test func aDeadLetterTellsItsWholeStory() async throws {
        try await store(1)
        let dispatcher = dispatcher(
            Scripted { _, number in number < 3 ? .temporary("busy \(number)") : .permanent("refused") }
        )
        var times: [Instant] = []
        for _ in 1...3 {
            times.append(clock.now())
            _ = try await dispatcher.drainAll()
            clock.advance(by: .seconds(60))
        }
        let row = try #require(try await rows().first)
        #expect(row.status == .dead)
        #expect(row.story.map(\.error) == ["busy 1", "busy 2", "refused"])
        #expect(row.story.map(\.at) == times)
    }

    // MARK: Time limits

    @Test func whatDoesNotAnswerIsTriedAgainLater() async throws {
        try await store(1)
        try await store(1, hook: "email", from: 2)
        // What answers may take its time: a busy machine is no hung receiver.
        var policy = DispatchPolicy(lease: .seconds(3_600))
        policy.plugins["crm"] = PluginPolicy(timeout: .milliseconds(50))
        // It ignores that it is cancelled, too.
        let summary = try await dispatcher(Deaf(plugins: ["crm"]), Scripted(), policy: policy).drainAll()
        #expect(summary.postponed == 1)
        #expect(summary.delivered == 1, "another plug-in is not held up")
        let row = try #require(try await rows(.pending).first)
        #expect(row.attempts == 1 && row.leaseOwner == nil)
        #expect(row.lastError?.contains("no answer within") == true)
    }

    @Test func noTimeLimitIsLongerThanTheLeaseAllows() async throws {
        try await store(1)
        var policy = DispatchPolicy(lease: .milliseconds(60))
        policy.plugins["crm"] = PluginPolicy(timeout: .seconds(3_600))
        #expect(try await dispatcher(Deaf(plugins: nil), policy: policy).drainAll().postponed == 1)
    }

    // MARK: Breaker

    @Test func aPluginThatFailsAgainAndAgainIsLeftAlone() async throws {
        try await store(20)
        try await store(5, hook: "email", from: 21)
        let isDown = Mutex(true)
        let crm = Scripted(plugins: ["crm"]) { _, _ in isDown.withLock { $0 } ? .temporary("down") : nil }
        let policy = DispatchPolicy(
            firstPause: .seconds(1),
            concurrency: 1,
            breaker: BreakerPolicy(failures: 3, pause: .seconds(100), longestPause: .seconds(150))
        )
        let seen = Seen()
        let dispatcher = dispatcher(crm, Scripted(plugins: ["email"]), policy: policy, observer: seen)
        let summary = try await dispatcher.drainAll()
        #expect(summary.delivered == 5, "another plug-in is not held up")
        let first = crm.requests.count
        #expect((3...4).contains(first), "what was claimed ahead may still be tried: \(first)")
        #expect(try await rows(.pending).filter { $0.attempts == 0 }.count == 20 - first, "no attempts are spent")
        #expect(seen.breaker == ["crm open"])
        clock.advance(by: .seconds(99))
        _ = try await dispatcher.drainAll()
        #expect(crm.requests.count == first)
        clock.advance(by: .seconds(1))
        _ = try await dispatcher.drainAll()
        #expect(crm.requests.count == first + 1, "one delivery tries it")
        clock.advance(by: .seconds(149))
        _ = try await dispatcher.drainAll()
        #expect(crm.requests.count == first + 1, "it is left alone for longer now")
        clock.advance(by: .seconds(1))
        isDown.withLock { $0 = false }
        #expect(try await dispatcher.drainAll().delivered == 20)
        #expect(seen.breaker == ["crm open", "crm closed"])
    }

    @Test func aReceiverThatRefusesIsThere() async throws {
        try await store(10)
        let policy = DispatchPolicy(concurrency: 1, breaker: BreakerPolicy(failures: 2))
        let crm = Scripted { _, _ in .permanent("no") }
        #expect(try await dispatcher(crm, policy: policy).drainAll().dead == 10)
    }

    // MARK: Limits of a plug-in

    @Test func aPluginGetsNoMoreAtOnceThanItTakes() async throws {
        try await store(12)
        try await store(12, hook: "email", from: 13)
        var policy = DispatchPolicy(concurrency: 8)
        policy.plugins["crm"] = PluginPolicy(concurrency: 2)
        let crm = Counting(plugins: ["crm"])
        let mail = Counting(plugins: ["email"])
        #expect(try await dispatcher(crm, mail, policy: policy).drainAll().delivered == 24)
        #expect(crm.most <= 2)
        #expect(mail.most <= 8)
    }

    @Test func aRateIsKept() async throws {
        try await store(25)
        try await store(5, hook: "email", from: 26)
        var policy = DispatchPolicy(concurrency: 8)
        policy.plugins["crm"] = PluginPolicy(rate: .init(10, per: .seconds(1)))
        let times = Mutex<[Instant]>([])
        let crm = Scripted(plugins: ["crm"]) { [clock] _, _ in
            times.withLock { $0.append(clock.now()) }
            return nil
        }
        let begin = clock.now()
        #expect(try await dispatcher(crm, Scripted(plugins: ["email"]), policy: policy).drainAll().delivered == 30)
        let seen = times.withLock { $0 }
        #expect(seen.count == 25)
        for time in seen {
            let inOneSecond = seen.filter { $0 >= time && $0 < (time.adding(.seconds(1)) ?? .max) }.count
            #expect(inOneSecond <= 20, "a full bucket and what fills it in a second")
        }
        #expect(begin.duration(to: clock.now()) >= .milliseconds(1_500))
    }

    @Test func aDrainDoesNotWaitForHoursForARate() async throws {
        try await store(3)
        var policy = DispatchPolicy()
        policy.plugins["crm"] = PluginPolicy(rate: .init(1, per: .seconds(36_000)))
        let begin = clock.now()
        #expect(try await dispatcher(Scripted(), policy: policy).drainAll().delivered == 1)
        #expect(begin == clock.now())
    }

    // MARK: A worker's life

    @Test func aWorkerGoesOnUntilItIsStopped() async throws {
        try await store(3)
        let receiver = Scripted()
        let dispatcher = dispatcher(receiver, policy: DispatchPolicy(poll: .milliseconds(20)))
        let work = Task { await dispatcher.run() }
        try await until { receiver.requests.count == 3 }
        try await store(3, from: 4)
        dispatcher.wake()
        try await until { receiver.requests.count == 6 }
        dispatcher.stop()
        #expect(await work.value.delivered == 6)
        #expect(try await rows(.delivered).count == 6)
    }

    @Test func aWorkerThatIsStoppedFinishesWhatIsUnderWayAndHandsTheRestBack() async throws {
        try await store(10)
        let gate = Held()
        let dispatcher = dispatcher(
            gate,
            policy: DispatchPolicy(concurrency: 2, poll: .milliseconds(20), grace: .seconds(900))
        )
        let work = Task { await dispatcher.run() }
        try await until { gate.count == 2 }
        dispatcher.stop()
        gate.open()
        let summary = await work.value
        #expect(summary.delivered == 2)
        let left = try await rows(.pending)
        #expect(left.count == 8)
        #expect(left.allSatisfy { $0.leaseOwner == nil && $0.attempts == 0 })
    }

    @Test func aWorkerThatIsCancelledHandsItsLeasesBack() async throws {
        try await store(10)
        let gate = Held()
        let dispatcher = dispatcher(gate, policy: DispatchPolicy(concurrency: 2, poll: .milliseconds(20)))
        let work = Task { await dispatcher.run() }
        try await until { gate.count == 2 }
        work.cancel()
        _ = await work.value
        let left = try await rows(.pending)
        #expect(left.count == 10)
        #expect(left.allSatisfy { $0.leaseOwner == nil && $0.attempts == 0 })
    }

    /// What ignores its end may still reach the receiver: nobody else gets the row before its lease has run out.
    @Test func whatCannotBeStoppedKeepsItsLease() async throws {
        try await store(1)
        let deaf = Deaf(plugins: nil)
        let policy = DispatchPolicy(poll: .milliseconds(20), grace: .milliseconds(40))
        let dispatcher = dispatcher(deaf, policy: policy)
        let work = Task { await dispatcher.run() }
        try await until { deaf.count == 1 }
        dispatcher.stop()
        _ = await work.value
        #expect(try await rows().first?.leaseOwner != nil)
    }

    private func until(_ holds: () -> Bool) async throws {
        while !holds() { try await Task.sleep(for: .milliseconds(5)) }
    }
}

/// Fails as a script says.
final class Scripted: Deliverer {
    let plugins: [String]?
    private let script: @Sendable (DeliveryRequest, Int) -> DeliveryError?
    private let state = Mutex<[DeliveryRequest]>([])

    init(
        plugins: [String]? = nil,
        _ script: @escaping @Sendable (DeliveryRequest, Int) -> DeliveryError? = { _, _ in nil }
    ) {
        self.plugins = plugins
        self.script = script
    }

    var requests: [DeliveryRequest] { state.withLock { $0 } }

    func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        let number = state.withLock { state in
            state.append(request)
            return state.count
        }
        if let error = script(request, number) { throw error }
        return DeliveryReceipt()
    }
}

/// Never answers, cancelled or not.
private final class Deaf: Deliverer {
    let plugins: [String]?
    private let calls = Mutex(0)

    init(plugins: [String]?) { self.plugins = plugins }

    var count: Int { calls.withLock { $0 } }

    func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        calls.withLock { $0 += 1 }
        // A minute is for ever here, and then the test's memory is given back.
        await Task.detached { try? await Task.sleep(for: .seconds(60)) }.value
        return DeliveryReceipt()
    }
}

/// Counts how many deliveries are under way at once.
private final class Counting: Deliverer {
    let plugins: [String]?
    private let state = Mutex((now: 0, most: 0))

    init(plugins: [String]?) { self.plugins = plugins }

    var most: Int { state.withLock { $0.most } }

    func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        state.withLock { state in
            state.now += 1
            state.most = max(state.most, state.now)
        }
        try await Task.sleep(for: .milliseconds(5))
        state.withLock { $0.now -= 1 }
        return DeliveryReceipt()
    }
}

/// Holds every delivery until it is opened.
private final class Held: Deliverer {
    let plugins: [String]? = nil
    private let state = Mutex((count: 0, isOpen: false))

    var count: Int { state.withLock { $0.count } }

    func open() { state.withLock { $0.isOpen = true } }

    func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        state.withLock { $0.count += 1 }
        while !state.withLock({ $0.isOpen }) { try await Task.sleep(for: .milliseconds(5)) }
        return DeliveryReceipt()
    }
}

/// Remembers what it saw.
private final class Seen: DispatchObserver {
    private let changes = Mutex<[String]>([])

    var breaker: [String] { changes.withLock { $0 } }

    func breakerChanged(_ plugin: String, isClosed: Bool) {
        changes.withLock { $0.append("\(plugin) \(isClosed ? "closed" : "open")") }
    }
}

/// Puts rows into a store.
struct OutboxRows {
    let store: InMemoryStore
    let clock: ManualClock

    func add(_ rows: [(hook: String, number: Int)], deal number: Int) async throws {
        var random = SystemRandomNumberGenerator()
        let id = DealID(UUIDv7(milliseconds: Int64(number), random: &random))
        let summary = DealSummary(
            id: id,
            revision: 1,
            process: "b2b",
            version: 1,
            digest: .sha256(utf8: ""),
            stage: "lead",
            name: "Deal",
            updated: clock.now()
        )
        var commit = Commit(
            tenant: "",
            deal: id,
            expectedRevision: 0,
            state: [],
            record: [],
            recorded: clock.now(),
            summary: summary
        )
        commit.outbox = rows.map { row in
            OutboxRow(
                tenant: "",
                deal: id,
                revision: 1,
                hook: row.hook,
                key: "\(number)/\(row.hook)/\(row.number)",
                request: Array("{}".utf8),
                parksLane: true,
                nextAttempt: clock.now()
            )
        }
        _ = try await store.commit([commit])
    }
}
