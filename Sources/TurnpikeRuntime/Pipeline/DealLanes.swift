import Synchronization
import Turnpike

/// One command at a time for each deal of this process, without a lock held while a store works.
///
/// It only spares writers the conflict that the store would report; correctness rests on the revision alone.
final class DealLanes: Sendable {
    private let waiting = Mutex<[DealID: [CheckedContinuation<Void, Never>]]>([:])

    /// Runs `body` when no other command for this deal runs here.
    func run<Result: Sendable>(_ id: DealID, _ body: () async throws -> Result) async rethrows -> Result {
        let isFree = waiting.withLock { lanes in
            if lanes[id] != nil { return false }
            lanes[id] = []
            return true
        }
        if !isFree {
            await withCheckedContinuation { continuation in
                let isFree = waiting.withLock { lanes in
                    if lanes[id] == nil {
                        lanes[id] = []
                        return true
                    }
                    lanes[id]?.append(continuation)
                    return false
                }
                if isFree { continuation.resume() }
            }
        }
        defer { leave(id) }
        return try await body()
    }

    private func leave(_ id: DealID) {
        let next = waiting.withLock { lanes -> CheckedContinuation<Void, Never>? in
            guard var queue = lanes[id] else { return nil }
            if queue.isEmpty {
                lanes[id] = nil
                return nil
            }
            let next = queue.removeFirst()
            lanes[id] = queue
            return next
        }
        next?.resume()
    }
}
