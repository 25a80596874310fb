import Synchronization
public import Turnpike
import TurnpikeValues

/// Takes what commits have left in the outbox to the deliverers: at least once, in order within a lane, with stable keys.
///
/// Rows are leased before they are delivered, so any number of dispatchers, in any number of processes, may work on one
/// store. What fails for now is tried again after a growing pause; what fails for good, or too often, is given up: a CRM's
/// lane then waits for a person, a mail's goes on. A plug-in that fails again and again is left alone for a while, and
/// holds up no other.
public final class Dispatcher: Sendable {
    /// What came of some deliveries.
    public struct Summary: Hashable, Sendable {
        /// The receiver has them.
        public var delivered = 0
        /// To be tried again later.
        public var postponed = 0
        /// Given up.
        public var dead = 0
        /// The last reason why a delivery did not succeed.
        public var lastError: String?

        /// Nothing yet.
        public init() {}

        /// Whether nothing failed.
        public var isClean: Bool { postponed == 0 && dead == 0 }
    }

    let store: any DealStore
    let tenant: String
    let clock: any PipelineClock
    let policy: DispatchPolicy
    let owner: String
    let observer: (any DispatchObserver)?
    let chance: @Sendable () -> Double
    let sleep: @Sendable (Duration) async throws -> Void
    let loads: Mutex<PluginLoads>
    private let byPlugin: [String: any Deliverer]
    private let others: (any Deliverer)?
    private let questions: QuestionDesk?
    private let service = Mutex<AsyncStream<DispatchRun.Event>.Continuation?>(nil)

    /// A dispatcher.
    ///
    /// - Parameters:
    ///   - store: The store whose outbox it empties.
    ///   - deliverers: Who delivers; for a plug-in that several deliver for, the first one does. Rows of a plug-in that
    ///     nobody delivers for stay in the outbox.
    ///   - tenant: Whose rows.
    ///   - clock: Where the time comes from.
    ///   - policy: How patient it is.
    ///   - owner: The name on its leases, different for each dispatcher; by default one made from random numbers.
    ///   - observer: Who watches.
    ///   - chance: Numbers from 0 to 1 that spread the pauses.
    ///   - sleep: How it waits where only a plug-in's rate holds a row.
    public convenience init(
        store: any DealStore,
        deliverers: [any Deliverer],
        tenant: String = "",
        clock: any PipelineClock = SystemClock(),
        policy: DispatchPolicy = DispatchPolicy(),
        owner: String? = nil,
        observer: (any DispatchObserver)? = nil,
        chance: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.init(
            store: store,
            deliverers: deliverers,
            questions: nil,
            tenant: tenant,
            clock: clock,
            policy: policy,
            owner: owner,
            observer: observer,
            chance: chance,
            sleep: sleep
        )
    }

    init(
        store: any DealStore,
        deliverers: [any Deliverer],
        questions: QuestionDesk?,
        tenant: String,
        clock: any PipelineClock,
        policy: DispatchPolicy,
        owner: String? = nil,
        observer: (any DispatchObserver)? = nil,
        chance: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.questions = questions
        self.store = store
        self.tenant = tenant
        self.clock = clock
        self.policy = policy
        self.owner = owner ?? "dispatcher-" + String(UInt64.random(in: .min ... .max), radix: 36)
        self.observer = observer
        self.chance = chance
        self.sleep = sleep
        loads = Mutex(PluginLoads(policy, at: clock.now()))
        var byPlugin: [String: any Deliverer] = [:]
        var others: (any Deliverer)?
        for deliverer in deliverers {
            if let plugins = deliverer.plugins {
                for plugin in plugins where byPlugin[plugin] == nil { byPlugin[plugin] = deliverer }
            } else if others == nil {
                others = deliverer
            }
        }
        self.byPlugin = byPlugin
        self.others = others
    }

    /// Delivers one deal's rows until none is due.
    ///
    /// - Throws: `StoreError` where the store fails, `CancellationError`; a failed delivery throws nothing.
    public func drain(deal: DealID) async throws -> Summary {
        try await drain(only: deal)
    }

    /// Delivers all rows until none is due.
    ///
    /// - Throws: As `drain(deal:)`.
    public func drainAll() async throws -> Summary {
        try await drain(only: nil)
    }

    /// Delivers what is due and what becomes due, until `stop()` is called or the task is cancelled: a worker's life.
    ///
    /// When told to stop it claims no more, waits for what is under way as long as its policy says, and hands every lease
    /// back. A store that fails is asked again after a rest.
    ///
    /// - Returns: What came of it all.
    public func run() async -> Summary { await run {} }

    /// As `run()`; calls `began` when it can be told to stop.
    func run(_ began: () -> Void) async -> Summary {
        let (events, send) = AsyncStream<DispatchRun.Event>.makeStream()
        service.withLock { $0 = send }
        defer { service.withLock { $0 = nil } }
        began()
        return await run(deal: nil, isService: true, events, send).0
    }

    /// Tells a dispatcher that runs on that something may be due.
    public func wake() { service.withLock { _ = $0?.yield(.wake) } }

    /// Tells a dispatcher that runs on to end.
    public func stop() { service.withLock { _ = $0?.yield(.stop) } }

    private func drain(only deal: DealID?) async throws -> Summary {
        // Without anybody to deliver, nothing is claimed: the rows wait for a dispatcher that has somebody.
        guard others != nil || !byPlugin.isEmpty || questions?.names.isEmpty == false else { return Summary() }
        try Task.checkCancellation()
        let (events, send) = AsyncStream<DispatchRun.Event>.makeStream()
        let (summary, failure) = await run(deal: deal, isService: false, events, send)
        if let failure { throw failure }
        return summary
    }

    private func run(
        deal: DealID?,
        isService: Bool,
        _ events: AsyncStream<DispatchRun.Event>,
        _ send: AsyncStream<DispatchRun.Event>.Continuation
    ) async -> (Summary, (any Error)?) {
        // In a task of its own, so that a cancelled caller's leases are still handed back.
        let work = Task { () -> (Summary, (any Error)?) in
            var run = DispatchRun(self, deal: deal, isService: isService, send)
            await run.work(events)
            return (run.summary, run.failure)
        }
        return await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            send.yield(.cancel)
        }
    }

    // MARK: Pieces of a run

    /// The plug-ins that somebody delivers for; nil means all.
    var names: [String]? { others == nil ? byPlugin.keys.sorted() + (questions?.names ?? []) : nil }

    /// Claims rows, and notes what they will be for their plug-ins.
    func claim(_ deal: DealID?, room: Int) async throws -> (rows: [OutboxRow], isFull: Bool) {
        let now = clock.now()
        let claims = loads.withLock { $0.claims(for: names, room: room, at: now) }
        var rows: [OutboxRow] = []
        var isFull = false
        for wish in claims where rows.count < room {
            let limit = min(wish.limit, room - rows.count)
            var claim = OutboxClaim(
                tenant: tenant,
                owner: owner,
                now: now,
                until: now.adding(policy.lease) ?? .max,
                limit: limit,
                deal: deal,
                hooks: wish.hooks
            )
            claim.except = wish.except
            let claimed = try await store.claimOutbox(claim)
            if claimed.count == limit { isFull = true }
            loads.withLock { loads in
                loads.claimed(PluginLoads.Claim(hooks: wish.hooks, except: wish.except, limit: limit), claimed.count)
                for row in claimed { loads.began(row.hook, at: now) }
            }
            rows += claimed
        }
        if !rows.isEmpty { observer?.claimed(rows, at: now) }
        return (rows, isFull)
    }

    /// Delivers a row that this dispatcher holds.
    func attempt(_ row: OutboxRow) async -> OutboxSettlement.Result {
        guard row.attempts < policy.attempts else {
            return .dead(error: "given up: no answer after \(row.attempts) attempts")
        }
        let desk: (any Deliverer)? = row.hook.hasPrefix(QuestionDesk.prefix) ? questions : nil
        guard let deliverer = desk ?? byPlugin[row.hook] ?? others else { return .released }
        guard let observer else { return await deliver(row, to: deliverer) }
        return await observer.delivering(row) { await deliver(row, to: deliverer) }
    }

    private func deliver(_ row: OutboxRow, to deliverer: any Deliverer) async -> OutboxSettlement.Result {
        do {
            var request = DeliveryRequest(row)
            if row.refersToSensitiveValues {
                // An erased value is masked: nobody learns it from the outbox either.
                let sensitive = try await store.sensitiveValues(of: row.deal, tenant: tenant)
                request.body = row.resolvedRequest(sensitive)
            }
            _ = try await deliverer.deliver(request)
            return .delivered
        } catch is CancellationError where Task.isCancelled {
            // It may have been delivered; the next dispatcher finds out with the same key.
            return .released
        } catch let error as DeliveryError {
            return failure(of: row, error)
        } catch {
            return failure(of: row, .temporary("\(error)"))
        }
    }

    func failure(of row: OutboxRow, _ error: DeliveryError) -> OutboxSettlement.Result {
        let attempt = row.attempts + 1
        guard error.kind == .temporary, attempt < policy.attempts else { return .dead(error: error.message) }
        let pause = max(error.retryAfter ?? .zero, policy.pause(after: attempt, chance: chance()))
        return .retry(at: clock.now().adding(pause) ?? .max, error: error.message)
    }
}

extension Dispatcher.Summary {
    mutating func count(_ result: OutboxSettlement.Result) {
        switch result {
        case .delivered: delivered += 1
        case .retry(at: _, let error):
            postponed += 1
            lastError = error
        case .dead(let error):
            dead += 1
            lastError = error
        case .released: postponed += 1
        case .dropped: break
        }
    }
}
