import Synchronization
import Turnpike
import TurnpikeValues

/// One dispatcher at work: a loop over events that claims ahead, delivers side by side and settles in batches.
///
/// Claims, deliveries and settlements are tasks that report back, so that no delivery waits for the store and the store
/// waits for none. All that is known stands in this value, which one task owns.
struct DispatchRun: Sendable {
    enum Event: Sendable {
        /// A delivery ended; with its number, since a row may come twice.
        case ended(Int, OutboxSettlement.Result)
        case claimed(Result<(rows: [OutboxRow], isFull: Bool), any Error>)
        case settled
        case settleFailed([OutboxSettlement], any Error)
        case tick
        case wake
        case stop
        case cancel
    }

    private struct Flight: Sendable {
        let row: OutboxRow
        let begin: ContinuousClock.Instant
        let deadline: ContinuousClock.Instant
        let task: Task<Void, Never>
    }

    private enum Phase {
        case working
        /// No more is claimed; what is under way may end until then.
        case ending(until: ContinuousClock.Instant)
        /// What was under way is cancelled.
        case cancelled(until: ContinuousClock.Instant)
    }

    private let dispatcher: Dispatcher
    private let deal: DealID?
    private let isService: Bool
    private let send: AsyncStream<Event>.Continuation
    private(set) var summary = Dispatcher.Summary()
    private(set) var failure: (any Error)?
    private var phase = Phase.working
    private var ready: [OutboxRow] = []
    private var flights: [Int: Flight] = [:]
    private var flightNumber = 0
    private var ended: [OutboxSettlement] = []
    private var isClaiming = false
    private var isSettling = false
    /// Whether a claim may find something.
    private var mayHaveMore = true
    /// Until then nothing is claimed or settled.
    private var restsUntil: ContinuousClock.Instant?
    /// What a delivery takes, lately and on the average.
    private var usualTime: Duration?

    /// How much is claimed ahead, so that no place waits for the store: as much again as can be under way, and three times
    /// as much where deliveries take no longer than a flush of a busy disk. What takes long is left to other workers.
    private var ahead: Int {
        guard let usualTime, usualTime < .milliseconds(30) else { return policy.concurrency }
        return policy.concurrency * 3
    }

    init(_ dispatcher: Dispatcher, deal: DealID?, isService: Bool, _ send: AsyncStream<Event>.Continuation) {
        self.dispatcher = dispatcher
        self.deal = deal
        self.isService = isService
        self.send = send
    }

    private var policy: DispatchPolicy { dispatcher.policy }

    mutating func work(_ events: AsyncStream<Event>) async {
        let ticker = ticker()
        defer { ticker.cancel() }
        advance()
        guard !isOver else { return finish() }
        for await event in events {
            take(event)
            advance()
            if isOver { break }
        }
        finish()
    }

    private func finish() { send.finish() }

    private func ticker() -> Task<Void, Never> {
        let shortest = ([policy.timeout, policy.poll, policy.grace] + policy.plugins.values.compactMap(\.timeout)).min()
        let pace = min(max((shortest ?? .seconds(1)) / 4, .milliseconds(10)), .seconds(1))
        return Task { [send] in
            while (try? await Task.sleep(for: pace)) != nil { send.yield(.tick) }
        }
    }

    private var isOver: Bool {
        guard ready.isEmpty, flights.isEmpty, ended.isEmpty, !isClaiming, !isSettling else { return false }
        if case .working = phase { return !isService && !mayHaveMore && restsUntil == nil }
        return true
    }

    // MARK: Events

    private mutating func take(_ event: Event) {
        switch event {
        case .ended(let number, let result): land(number, result)
        case .claimed(.success(let claimed)):
            isClaiming = false
            ready += claimed.rows
            // Less than asked for: only what is settled from now on can bring more.
            if claimed.isFull { mayHaveMore = true } else if isService, claimed.rows.isEmpty { rest(policy.poll) }
        case .settled:
            isSettling = false
            mayHaveMore = true
            restsUntil = nil
        case .claimed(.failure(let error)):
            isClaiming = false
            storeFailed(error)
        case .settleFailed(let settlements, let error):
            isSettling = false
            // Told again later; a row that nobody settles is delivered twice when its lease has run out.
            if isService, case .working = phase { ended = settlements + ended }
            storeFailed(error)
        case .tick: tick()
        case .wake:
            mayHaveMore = true
            restsUntil = nil
        case .stop: if case .working = phase { phase = .ending(until: .now + policy.grace) }
        case .cancel:
            failure = failure ?? CancellationError()
            cancel()
        }
    }

    private mutating func rest(_ time: Duration) { restsUntil = .now + time }

    private mutating func storeFailed(_ error: any Error) {
        guard isService, case .working = phase else {
            failure = failure ?? error
            if case .working = phase { phase = .ending(until: .now + policy.grace) }
            return
        }
        dispatcher.observer?.storeFailed(error)
        rest(policy.poll)
    }

    private mutating func tick() {
        let now = ContinuousClock.now
        if let rests = restsUntil, rests <= now {
            restsUntil = nil
            mayHaveMore = true
        }
        for (number, flight) in flights where flight.deadline <= now {
            flight.task.cancel()
            let limit = policy.timeout(for: flight.row.hook)
            land(number, dispatcher.failure(of: flight.row, .temporary("no answer within \(limit)")))
        }
        switch phase {
        case .working: break
        case .ending(let until): if until <= now { cancel() }
        case .cancelled(let until):
            guard until <= now else { return }
            // Nobody knows what became of these: their leases run out, so that nobody delivers them meanwhile.
            for flight in flights.values { _ = dispatcher.noteEnd(flight.row, .released) }
            flights = [:]
        }
    }

    private mutating func cancel() {
        if case .cancelled = phase { return }
        for flight in flights.values { flight.task.cancel() }
        phase = .cancelled(until: .now + policy.grace)
    }

    /// A delivery has ended.
    private mutating func land(_ number: Int, _ result: OutboxSettlement.Result) {
        guard let flight = flights.removeValue(forKey: number) else { return }
        let change = dispatcher.noteEnd(flight.row, result)
        let time = flight.begin.duration(to: .now)
        usualTime = usualTime.map { $0 + (time - $0) / 16 } ?? time
        if let observer = dispatcher.observer {
            observer.ended(flight.row, result, after: time)
            if let change { observer.breakerChanged(flight.row.hook, isClosed: change) }
        }
        settle(flight.row, result)
    }

    private mutating func settle(_ row: OutboxRow, _ result: OutboxSettlement.Result) {
        summary.count(result)
        ended.append(
            OutboxSettlement(
                sequence: row.sequence,
                owner: dispatcher.owner,
                result: result,
                at: dispatcher.clock.now()
            )
        )
    }

    // MARK: Going on

    private mutating func advance() {
        let isWorking = if case .working = phase { true } else { false }
        if isWorking {
            while flights.count < policy.concurrency, !ready.isEmpty { launch(ready.removeFirst()) }
        } else {
            for row in ready {
                _ = dispatcher.noteEnd(row, .released)
                settle(row, .released)
            }
            ready = []
        }
        if !isSettling, !ended.isEmpty, restsUntil == nil || !isWorking || !isService {
            isSettling = true
            let settlements = ended
            ended = []
            Task { [dispatcher, send] in
                do {
                    try await dispatcher.store.settle(settlements, tenant: dispatcher.tenant)
                    send.yield(.settled)
                } catch {
                    send.yield(.settleFailed(settlements, error))
                }
            }
        }
        guard isWorking, !isClaiming, mayHaveMore, restsUntil == nil else { return }
        let room = policy.concurrency + ahead - flights.count - ready.count
        guard room >= max(1, policy.concurrency / 2) || flights.isEmpty && ready.isEmpty else { return }
        isClaiming = true
        mayHaveMore = false
        let mayWait = !isService && flights.isEmpty && ready.isEmpty
        Task { [dispatcher, deal, send] in
            do {
                var claimed = try await dispatcher.claim(deal, room: room)
                if mayWait, claimed.rows.isEmpty, let wait = dispatcher.waitForRate() {
                    // What only its plug-in's rate holds is waited for, unless that is long.
                    try await dispatcher.sleep(wait)
                    claimed = try await dispatcher.claim(deal, room: room)
                }
                send.yield(.claimed(.success(claimed)))
            } catch {
                send.yield(.claimed(.failure(error)))
            }
        }
    }

    private mutating func launch(_ row: OutboxRow) {
        let now = dispatcher.clock.now()
        let limit = policy.timeout(for: row.hook)
        // It waited here so long that its lease might end before its delivery: somebody else's turn. Or its plug-in is left
        // alone since it was claimed: its attempts are not spent on that.
        let isTooLate = row.leaseUntil.flatMap { until in now.adding(limit).map { $0 > until } } ?? false
        if isTooLate || dispatcher.isLeftAlone(row.hook) {
            _ = dispatcher.noteEnd(row, .released)
            settle(row, .released)
            return
        }
        flightNumber += 1
        let number = flightNumber
        let begin = ContinuousClock.now
        let task = Task { [dispatcher, send] in
            let result = await dispatcher.attempt(row)
            send.yield(.ended(number, result))
        }
        flights[number] = Flight(row: row, begin: begin, deadline: begin + limit, task: task)
    }
}

extension Dispatcher {
    /// Notes for its plug-in how a row ended; whether the breaker is closed now, where that changed.
    func noteEnd(_ row: OutboxRow, _ result: OutboxSettlement.Result) -> Bool? {
        let outcome: DeliveryOutcome =
            switch result {
            case .delivered: .delivered
            case .retry: .failed(.temporary)
            // At the last attempt a failure for now looks the same, and says nothing for the receiver.
            case .dead: .failed(row.attempts + 1 < policy.attempts ? .permanent : .temporary)
            case .released, .dropped: .released
            }
        let now = clock.now()
        return loads.withLock { $0.ended(row.hook, outcome, at: now) }
    }

    /// Whether a plug-in's breaker is open.
    func isLeftAlone(_ plugin: String) -> Bool { loads.withLock { $0.isLeftAlone(plugin) } }

    /// How long until a plug-in may begin again that has more rows and only its rate holds; nil where that is long.
    func waitForRate() -> Duration? {
        let now = clock.now()
        return loads.withLock { $0.wait(at: now) }.flatMap { $0 <= policy.lease ? $0 : nil }
    }
}
