import Synchronization
import Turnpike

/// The deals that were in use lately: one command at a time for each, without a lock held while a store works, and the state
/// that the last one left, so that a deal in use is not read and decoded for each command.
///
/// A lane only spares writers the conflict that the store would report; correctness rests on the revision alone. What is held
/// may be old: another process may have changed the deal. A commit that rests on an old state is a conflict, and a refusal
/// is always decided again on what the store has.
final class LiveDeals: Sendable {
    /// A deal's state with its process, shared by those who decide on it.
    final class Entry: Sendable {
        let state: DealState
        let process: SalesProcess

        init(_ state: DealState, of process: SalesProcess) {
            self.state = state
            self.process = process
        }

        var deal: Deal { Deal(process: process, state: state) }
    }

    /// One deal's place; only touched under the lock of its part.
    fileprivate final class Slot: Sendable {
        nonisolated(unsafe) var isBusy = false  // safe: under the part's lock
        nonisolated(unsafe) var waiting: [CheckedContinuation<Void, Never>] = []  // safe: likewise
        nonisolated(unsafe) var entry: Entry?  // safe: likewise

        /// Whether the deal was free; it is not any more.
        func enter() -> Bool {
            guard !isBusy else { return false }
            isBusy = true
            return true
        }

        /// Who is next; the deal is free where nobody is.
        func leave() -> CheckedContinuation<Void, Never>? {
            guard !waiting.isEmpty else {
                isBusy = false
                return nil
            }
            return waiting.removeFirst()
        }
    }

    /// A command's turn with its deal.
    struct Turn: Sendable {
        private let part: Shards<Generations>.Part
        private let slot: Slot

        fileprivate init(_ part: Shards<Generations>.Part, _ slot: Slot) {
            self.part = part
            self.slot = slot
        }

        /// The state that the last command left.
        var entry: Entry? { part.withLock { _ in slot.entry } }

        /// Keeps the state for the next command; nil where nobody knows it.
        func keep(_ entry: Entry?) {
            part.withLock { _ in slot.entry = entry }
        }
    }

    fileprivate struct Generations: Sendable {
        private var young: [DealID: Slot] = [:]
        private var old: [DealID: Slot] = [:]

        func slot(_ id: DealID) -> Slot? { young[id] ?? old[id] }

        /// The place of a deal in use. The older ones are let go when there are `limit` younger.
        mutating func use(_ id: DealID, limit: Int) -> Slot {
            if let slot = young[id] { return slot }
            let slot = old[id] ?? Slot()
            if young.count >= limit {
                old = young
                young = [:]
            }
            young[id] = slot
            return slot
        }
    }

    /// So many are kept in each part before the older ones are let go.
    private let limit: Int
    private let parts = Shards(Generations())

    /// Keeps at most about twice `limit` deals.
    init(limit: Int) {
        self.limit = max(1, limit / Shards<Generations>.count)
    }

    /// Runs `body` when no other command for this deal runs here.
    func run<Result: Sendable>(
        _ id: DealID,
        _ body: (Turn) async throws -> Result
    ) async rethrows -> Result {
        let part = parts[id]
        let (slot, isFree) = part.withLock { part in
            let slot = part.use(id, limit: limit)
            return (slot, slot.enter())
        }
        if !isFree {
            await withCheckedContinuation { continuation in
                let isFree = part.withLock { _ in
                    if slot.enter() { return true }
                    slot.waiting.append(continuation)
                    return false
                }
                if isFree { continuation.resume() }
            }
        }
        defer { part.withLock { _ in slot.leave() }?.resume() }
        return try await body(Turn(part, slot))
    }

    /// The state that the last command left.
    func entry(_ id: DealID) -> Entry? {
        parts[id].withLock { $0.slot(id)?.entry }
    }

    func keep(_ entry: Entry) {
        let id = entry.state.id
        parts[id].withLock { $0.use(id, limit: limit).entry = entry }
    }

    func forget(_ id: DealID) {
        parts[id].withLock { $0.slot(id)?.entry = nil }
    }
}
