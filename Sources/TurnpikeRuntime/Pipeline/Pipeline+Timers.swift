public import Turnpike
public import TurnpikeValues

/// What came of firing timers.
public struct TimerSummary: Hashable, Sendable {
    /// So many fired.
    public var fired = 0
    /// So many were no longer armed when they came up.
    public var idle = 0
    /// So many could not be fired now; they stay armed.
    public var failed = 0
    /// Why the last of these failed.
    public var lastError: String?

    /// Nothing yet.
    public init() {}

    /// Adds another summary.
    public mutating func add(_ other: TimerSummary) {
        fired += other.fired
        idle += other.idle
        failed += other.failed
        lastError = other.lastError ?? lastError
    }
}

extension Pipeline {
    /// How many timers a worker claims at once.
    public static let timerBatch = 1_000
    /// How often one deal's timers may fire at one instant of `tick` before that counts as a circle.
    static let firingsAtOnce = 64

    /// Fires what is due now: a batch that is claimed from the store with a lease, so that any number of workers may do so.
    ///
    /// A timer fires at least once and is applied exactly once: firing is a command, and one that is not armed for that
    /// time any more changes nothing.
    ///
    /// - Parameter limit: how many at most.
    /// - Throws: `StoreError`; what fails for one deal is counted and leaves it as it is.
    public func fireDueTimers(limit: Int = timerBatch) async throws -> TimerSummary {
        try await fireTimersNow(limit: limit).summary
    }

    /// As `fireDueTimers(limit:)`, with the deals whose timers could not be fired.
    func fireTimersNow(limit: Int = timerBatch) async throws -> (summary: TimerSummary, failing: Set<DealID>) {
        let now = clock.now()
        let rows = try await claimTimers(at: now, limit: limit)
        var failing: Set<DealID> = []
        let summary = try await fire(rows, at: now) { failing.insert($0) }
        return (summary, failing)
    }

    func claimTimers(at now: Instant, limit: Int) async throws -> [TimerRow] {
        try await store.claimTimers(
            TimerClaim(
                tenant: tenant,
                owner: workerName,
                now: now,
                until: now.adding(.seconds(60)) ?? .max,
                limit: limit
            )
        )
    }

    /// The armed timers of all deals, the next first.
    public func timers(until: Instant = .max, limit: Int = 1_000) async throws -> [TimerRow] {
        try await store.dueTimers(at: until, tenant: tenant, limit: limit)
    }

    /// Lets time pass on a manual clock: everything that is due until an instant fires in the order of its time, as if a
    /// worker had been there all along.
    ///
    /// - Parameters:
    ///   - until: where the clock stands in the end.
    ///   - manual: the pipeline's clock.
    /// - Returns: What fired.
    /// - Throws: `StoreError`.
    @discardableResult
    public func tick(until: Instant, _ manual: ManualClock) async throws -> TimerSummary {
        var summary = TimerSummary()
        var here = clock.now()
        var firings: [DealID: Int] = [:]
        // Deals whose timers fail or run in a circle are left alone for the rest of this tick.
        var stuck: Set<DealID> = []
        while true {
            let due = try await store.dueTimers(at: until, tenant: tenant, limit: stuck.isEmpty ? 1 : Self.timerBatch)
            guard let next = due.first(where: { !stuck.contains($0.deal) }) else { break }
            if next.due > here {
                here = next.due
                firings = [:]
                manual.set(here)
            }
            let rows = try await claimTimers(at: here, limit: Self.timerBatch).filter { !stuck.contains($0.deal) }
            guard !rows.isEmpty else {
                // Another worker holds them.
                stuck.insert(next.deal)
                continue
            }
            for row in rows {
                firings[row.deal, default: 0] += 1
                guard firings[row.deal, default: 0] > Self.firingsAtOnce else { continue }
                stuck.insert(row.deal)
                summary.failed += 1
                summary.lastError = "the timers of the deal \(row.deal) run in a circle at \(here)"
            }
            let round = try await fire(rows.filter { !stuck.contains($0.deal) }, at: here) { stuck.insert($0) }
            summary.add(round)
        }
        if clock.now() < until { manual.set(until) }
        return summary
    }

    /// Fires timers that this worker holds: decided one after the other, stored together.
    private func fire(
        _ rows: [TimerRow],
        at now: Instant,
        failed: (DealID) -> Void = { _ in }
    ) async throws -> TimerSummary {
        var summary = TimerSummary()
        var waiting: [(row: TimerRow, commit: Commit, acceptance: Acceptance, process: SalesProcess)] = []
        var again: [TimerRow] = []
        var deals: Set<DealID> = []
        let stored = try await storedStates(for: rows)
        for row in rows {
            // A deal's second timer follows on what its first one led to.
            guard !Self.isBusinessElsewhere(row), rows.count == 1 || deals.insert(row.deal).inserted else {
                again.append(row)
                continue
            }
            do {
                guard let (process, state) = try await stateForTimer(row.deal, stored) else {
                    try await store.dropTimers([row], tenant: tenant)
                    summary.idle += 1
                    continue
                }
                let command = Command(.timer(TimerFiring(row.name, due: row.due)))
                let context = try await context(for: state, process, .timer)
                guard case .accepted(let acceptance) = try process.decide(command, state, context), acceptance.isChange
                else {
                    again.append(row)
                    continue
                }
                let commit = commit(acceptance, process, command, deal: row.deal, CommandOptions())
                waiting.append((row, commit, acceptance, process))
            } catch let error as StoreError {
                throw error
            } catch {
                summary.fail(row.deal, error)
                failed(row.deal)
            }
        }
        let results = waiting.isEmpty ? [] : try await store.commit(waiting.map(\.commit))
        for (entry, result) in zip(waiting, results) {
            if case .stored = result {
                live.keep(LiveDeals.Entry(entry.acceptance.state, of: entry.process))
                summary.fired += 1
                let deal = Deal(process: entry.process, state: entry.acceptance.state)
                _ = await followUp(.changed(deal, entry.acceptance.record))
            } else {
                live.forget(entry.row.deal)
                again.append(entry.row)
            }
        }
        for row in again { try await fireAlone(row, &summary, failed) }
        return summary
    }

    /// The careful way: on what the store has, decided again after a conflict.
    private func fireAlone(_ row: TimerRow, _ summary: inout TimerSummary, _ failed: (DealID) -> Void) async throws {
        do {
            if Self.isBusinessElsewhere(row) {
                if try await carryOut(row) {
                    summary.fired += 1
                } else {
                    try await store.dropTimers([row], tenant: tenant)
                    summary.idle += 1
                }
                return
            }
            let command = Command(.timer(TimerFiring(row.name, due: row.due)))
            switch try await perform(command, on: row.deal, by: .timer) {
            case .changed: summary.fired += 1
            case .unchanged, .refused, .repeated:
                // The deal's state is what counts; the index had a row too many.
                try await store.dropTimers([row], tenant: tenant)
                summary.idle += 1
            }
        } catch let error as StoreError {
            throw error
        } catch {
            summary.fail(row.deal, error)
            failed(row.deal)
        }
    }

    /// What the store has of the deals that were not in use lately, read in one go.
    private func storedStates(for rows: [TimerRow]) async throws -> [DealID: StoredDeal] {
        var missing: Set<DealID> = []
        for row in rows where !Self.isBusinessElsewhere(row) && live.entry(row.deal) == nil {
            missing.insert(row.deal)
        }
        guard !missing.isEmpty else { return [:] }
        let found = try await store.deals(withIDs: Array(missing), tenant: tenant)
        return Dictionary(found.map { ($0.summary.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func stateForTimer(
        _ id: DealID,
        _ stored: [DealID: StoredDeal]
    ) async throws -> (SalesProcess, DealState)? {
        if let entry = live.entry(id) { return (entry.process, entry.state) }
        guard let stored = stored[id] else { return nil }
        let process = try await process(of: stored.summary)
        return (process, try decode(stored, process))
    }
}

extension TimerSummary {
    fileprivate mutating func fail(_ deal: DealID, _ error: any Error) {
        failed += 1
        lastError = "\(deal): \(error)"
    }
}
