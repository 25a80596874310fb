import Synchronization
import Turnpike
import TurnpikeValues

/// One command at a time for each deal of this process, without a lock held while a store works.
///
/// It only spares writers the conflict that the store would report; correctness rests on the revision alone.
final class DealLanes: Sendable {
    private struct State {
        /// The deals that a command works on.
        var busy: Set<DealID> = []
        /// Those who wait for one of them, in order.
        var waiting: [DealID: [CheckedContinuation<Void, Never>]] = [:]

        /// Whether the deal was free; it is not any more.
        mutating func enter(_ id: DealID) -> Bool {
            busy.insert(id).inserted
        }

        /// Who is next; the deal is free where nobody is.
        mutating func leave(_ id: DealID) -> CheckedContinuation<Void, Never>? {
            guard !waiting.isEmpty, var queue = waiting[id] else {
                busy.remove(id)
                return nil
            }
            let next = queue.removeFirst()
            waiting[id] = queue.isEmpty ? nil : queue
            return next
        }
    }

    private let shards = Shards(State())

    /// Runs `body` when no other command for this deal runs here.
    func run<Result: Sendable>(_ id: DealID, _ body: () async throws -> Result) async rethrows -> Result {
        let state = shards[id]
        if !state.withLock({ $0.enter(id) }) {
            await withCheckedContinuation { continuation in
                let isFree = state.withLock { state in
                    if state.enter(id) { return true }
                    state.waiting[id, default: []].append(continuation)
                    return false
                }
                if isFree { continuation.resume() }
            }
        }
        defer { state.withLock { $0.leave(id) }?.resume() }
        return try await body()
    }
}
