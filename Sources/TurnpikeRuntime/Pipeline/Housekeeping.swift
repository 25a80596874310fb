import Synchronization
import Turnpike
import TurnpikeValues

/// When a pipeline next has its store forget what is past its retention.
final class Housekeeping: Sendable {
    /// So often, in milliseconds of the pipeline's clock.
    private static let interval: Int64 = 3_600_000

    let retention: StoreRetention
    private let next = Atomic<Int64>(.min)

    init(_ retention: StoreRetention) {
        self.retention = retention
    }

    /// Whether it is time; true for one of those who ask.
    func isDue(at now: Instant) -> Bool {
        let due = next.load(ordering: .relaxed)
        guard now.milliseconds >= due else { return false }
        return next.compareExchange(
            expected: due,
            desired: now.milliseconds + Self.interval,
            ordering: .relaxed
        ).exchanged
    }
}

extension Pipeline {
    /// Has the store forget idempotency keys and delivered outbox rows that are past the retention, a thousand at a time.
    ///
    /// A pipeline does one such step when it is made and the rest about once an hour while it stores commands. An app that
    /// wants it at another time calls this.
    ///
    /// - Parameter steps: so many steps at most.
    /// - Returns: How many keys and rows went.
    /// - Throws: `StoreError`.
    @discardableResult
    public func purge(atMost steps: Int = .max) async throws -> Int {
        let purge = housekeeping.retention.purge(at: clock.now())
        var gone = 0
        for _ in 0..<steps {
            let step = try await store.purge(purge)
            gone += step
            if step == 0 { break }
        }
        return gone
    }
}
