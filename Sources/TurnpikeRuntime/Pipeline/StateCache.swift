import Synchronization
import Turnpike

/// States of deals that were changed lately, so that a deal in use is not read and decoded for each command.
///
/// What it holds may be old: another process may have changed the deal. A commit that rests on an old state is a
/// conflict, and a refusal is always decided again on what the store has.
final class StateCache: Sendable {
    private struct Generations: Sendable {
        var young: [DealID: Entry] = [:]
        var old: [DealID: Entry] = [:]
    }

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

    /// So many are kept in each part before the older ones are let go.
    private let limit: Int
    private let generations = Shards(Generations())

    /// A cache of at most about twice `limit` deals.
    init(limit: Int) {
        self.limit = max(1, limit / Shards<Generations>.count)
    }

    func entry(_ id: DealID) -> Entry? {
        generations[id].withLock { $0.young[id] ?? $0.old[id] }
    }

    func keep(_ entry: Entry) {
        let id = entry.state.id
        generations[id].withLock { generations in
            if generations.young.count >= limit, generations.young[id] == nil {
                generations.old = generations.young
                generations.young = [:]
            }
            generations.young[id] = entry
        }
    }

    func forget(_ id: DealID) {
        generations[id].withLock {
            $0.young[id] = nil
            $0.old[id] = nil
        }
    }
}
