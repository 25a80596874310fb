import Synchronization
public import Turnpike
public import TurnpikeValues

/// A long-running worker: fires timers when they are due and delivers what hooks send, in one life with one end.
///
/// Any number of workers, in any number of processes, may run on one store: what one holds under a lease, the others leave
/// alone. A store that fails (locked by somebody, disk full) is told of and asked again after a rest; nothing is lost
/// meanwhile, and what is delivered twice has the same key.
public final class Worker: Sendable {
    /// When it ends by itself.
    public enum Ending: Hashable, Sendable {
        /// When `stop()` is called.
        case whenTold
        /// When nothing is left to do: no timer is due and no delivery waits, those to be tried again included. What
        /// stands behind a delivery that was given up waits for a person, and nobody waits for it here.
        case whenIdle
    }

    /// What came of it all.
    public struct Summary: Hashable, Sendable {
        /// What came of timers.
        public var timers = TimerSummary()
        /// What came of deliveries.
        public var deliveries = Dispatcher.Summary()

        /// Nothing yet.
        public init() {}
    }

    /// How a worker is, said now and then.
    public struct Health: Hashable, Sendable {
        /// When.
        public var at: Instant
        /// What came of timers since it began.
        public var timers: TimerSummary
        /// What came of deliveries since it began.
        public var deliveries: Dispatcher.Summary
        /// What waits, by plug-in in the order of names; nil where the store could not say.
        public var backlog: [OutboxBacklog]?
        /// The plug-ins that are left alone for a while, in the order of names.
        public var leftAlone: [String]
    }

    /// What a worker says while it works.
    public enum Report: Sendable {
        /// How it is.
        case health(Health)
        /// The store failed; it is asked again.
        case storeFailed(String)
        /// A timer could not be fired; it stays armed.
        case timerFailed(String)
        /// A delivery ended otherwise than well.
        case failed(OutboxRow, OutboxSettlement.Result)
        /// A plug-in is left alone, or answers again.
        case breakerChanged(plugin: String, isClosed: Bool)
    }

    private let pipeline: Pipeline
    private let dispatcher: Dispatcher
    private let ending: Ending
    private let poll: Duration
    private let healthPause: Duration?
    private let report: @Sendable (Report) -> Void
    private let watch: WorkerWatch
    private let state = Mutex(State())

    private struct State {
        var isStopped = false
        var timers = TimerSummary()
        /// Deals whose timers could not be fired the last time.
        var failing: Set<DealID> = []
    }

    /// A worker.
    ///
    /// - Parameters:
    ///   - pipeline: Whose timers and deliveries; its hooks deliver.
    ///   - policy: How patient deliveries are; its `poll` is also how often timers are looked for, its `grace` how long
    ///     what is under way may take when the worker is told to end.
    ///   - ending: When it ends by itself.
    ///   - healthEvery: How often it says how it is; nil says nothing.
    ///   - observer: Who watches deliveries beside it.
    ///   - report: What it says while it works; called from several tasks.
    public init(
        _ pipeline: Pipeline,
        policy: DispatchPolicy = DispatchPolicy(),
        ending: Ending = .whenTold,
        healthEvery: Duration? = nil,
        observer: (any DispatchObserver)? = nil,
        report: @escaping @Sendable (Report) -> Void = { _ in }
    ) {
        self.pipeline = pipeline
        self.ending = ending
        self.report = report
        poll = policy.poll
        healthPause = healthEvery
        watch = WorkerWatch(inner: observer, report: report)
        dispatcher = pipeline.makeDispatcher(policy, observer: watch)
    }

    /// Works until it is told to stop, its task is cancelled, or nothing is left to do where it ends then.
    ///
    /// Told to stop it begins nothing new, waits for what is under way as long as its policy says, and hands every lease
    /// back. Cancelled, it waits for nothing.
    ///
    /// - Returns: What came of it all.
    public func run() async -> Summary {
        await withTaskGroup(of: Dispatcher.Summary?.self) { group in
            group.addTask { await self.dispatcher.run { if self.isStopped { self.dispatcher.stop() } } }
            group.addTask {
                await self.fireTimers()
                return nil
            }
            group.addTask {
                await self.tellHealth()
                return nil
            }
            var summary = Summary()
            for await part in group {
                guard let part else { continue }
                summary.deliveries = part
                // Without its dispatcher there is no worker, whatever ended it.
                stop()
            }
            summary.timers = state.withLock { $0.timers }
            return summary
        }
    }

    /// Tells it to end, soon and in good order.
    public func stop() {
        state.withLock { $0.isStopped = true }
        dispatcher.stop()
    }

    /// How it is now.
    public func health() async -> Health {
        let now = pipeline.clock.now()
        let counts = watch.counts
        return Health(
            at: now,
            timers: state.withLock { $0.timers },
            deliveries: counts.summary,
            backlog: try? await OutboxBacklog.read(pipeline.store, tenant: pipeline.tenant, now: now),
            leftAlone: counts.open.sorted()
        )
    }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    // MARK: Timers

    private func fireTimers() async {
        while !isStopped, !Task.isCancelled {
            do {
                let (round, failing) = try await pipeline.fireTimersNow()
                let isNew = state.withLock { state in
                    state.timers.add(round)
                    defer { state.failing.formUnion(failing) }
                    return !failing.isSubset(of: state.failing)
                }
                if isNew, let error = round.lastError { report(.timerFailed(error)) }
                if round.fired > 0 {
                    // What fired may have sent something, and may be followed by what is due at once.
                    dispatcher.wake()
                    continue
                }
                if ending == .whenIdle, try await isIdle() { return stop() }
            } catch is CancellationError {
                return
            } catch {
                report(.storeFailed("\(error)"))
            }
            await pause(poll)
        }
    }

    /// Whether nothing is left that time alone would bring to an end.
    private func isIdle() async throws -> Bool {
        let now = pipeline.clock.now()
        let failing = state.withLock { $0.failing }
        let due = try await pipeline.store.dueTimers(
            at: now,
            tenant: pipeline.tenant,
            limit: failing.isEmpty ? 1 : Pipeline.timerBatch
        )
        guard due.allSatisfy({ failing.contains($0.deal) }) else { return false }
        var waiting: Set<Lane> = []
        try await rows(.pending) { waiting.insert(Lane(deal: $0.deal, hook: $0.hook)) }
        if let names = dispatcher.names { waiting = waiting.filter { names.contains($0.hook) } }
        guard !waiting.isEmpty else { return true }
        try await rows(.dead) { if $0.parksLane { waiting.remove(Lane(deal: $0.deal, hook: $0.hook)) } }
        return waiting.isEmpty
    }

    private struct Lane: Hashable {
        var deal: DealID
        var hook: String
    }

    private func rows(_ status: OutboxRow.Status, _ body: (OutboxRow) -> Void) async throws {
        var query = OutboxQuery(tenant: pipeline.tenant, status: status)
        while true {
            let page = try await pipeline.store.outbox(query)
            page.forEach(body)
            guard page.count == query.limit, let last = page.last else { return }
            query.after = last.sequence
        }
    }

    // MARK: Health

    private func tellHealth() async {
        guard let healthPause else { return }
        while true {
            await pause(healthPause)
            if isStopped || Task.isCancelled { return }
            report(.health(await health()))
        }
    }

    /// Rests, but not longer than until it is told to stop.
    private func pause(_ time: Duration) async {
        let end = ContinuousClock.now + time
        while !isStopped, ContinuousClock.now < end {
            let rest = min(ContinuousClock.now.duration(to: end), .milliseconds(100))
            guard (try? await Task.sleep(for: rest)) != nil else { return }
        }
    }
}
