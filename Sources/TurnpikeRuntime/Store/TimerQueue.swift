import Turnpike
import TurnpikeValues

/// The armed timers of the in-memory store by their due times: a binary heap from which what is no longer armed drops out
/// when it comes to the top.
struct TimerQueue: Sendable {
    private var heap: [TimerRow] = []
    /// Until when a worker holds a row.
    private var leases: [TimerRow: Instant] = [:]

    /// Replaces a deal's rows; the old ones stay in the heap until they come up.
    mutating func replace(_ old: [TimerRow], by new: [TimerRow]) {
        for row in old { leases[row] = nil }
        for row in new where !old.contains(row) { push(row) }
    }

    /// Takes a lease on the first rows that are due and held by nobody.
    mutating func claim(_ claim: TimerClaim, isArmed: (TimerRow) -> Bool) -> [TimerRow] {
        var claimed: [TimerRow] = []
        var seen: [TimerRow] = []
        while claimed.count < claim.limit, let first = heap.first, first.due <= claim.now {
            let row = pop(first)
            guard isArmed(row), row != seen.last else { continue }
            seen.append(row)
            if let until = leases[row], until > claim.now { continue }
            leases[row] = claim.until
            claimed.append(row)
        }
        for row in seen { push(row) }
        return claimed
    }

    /// The first rows that are due, held or not.
    mutating func due(at instant: Instant, limit: Int, isArmed: (TimerRow) -> Bool) -> [TimerRow] {
        // Whoever only asks what comes next takes nothing out that has to be put back.
        while let first = heap.first, first.due <= instant, !isArmed(first) { _ = pop(first) }
        if limit == 1 { return heap.first.map { $0.due <= instant ? [$0] : [] } ?? [] }
        var seen: [TimerRow] = []
        while seen.count < limit, let first = heap.first, first.due <= instant {
            let row = pop(first)
            guard isArmed(row), row != seen.last else { continue }
            seen.append(row)
        }
        for row in seen { push(row) }
        return seen
    }

    private static func precedes(_ a: TimerRow, _ b: TimerRow) -> Bool {
        if a.due != b.due { return a.due < b.due }
        if a.deal != b.deal { return a.deal < b.deal }
        return a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
    }

    private mutating func push(_ row: TimerRow) {
        heap.append(row)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard Self.precedes(heap[child], heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func pop(_ first: TimerRow) -> TimerRow {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            let left = 2 * parent + 1
            guard left < heap.count else { break }
            let right = left + 1
            let child = right < heap.count && Self.precedes(heap[right], heap[left]) ? right : left
            guard Self.precedes(heap[child], heap[parent]) else { break }
            heap.swapAt(child, parent)
            parent = child
        }
        return first
    }
}
