import Synchronization
import Turnpike
import TurnpikeValues

/// Something that many callers change at once, in parts with a lock each: those of different deals seldom meet.
final class Shards<State: Sendable>: Sendable {
    /// One part and its lock.
    final class Part: Sendable {
        private let state: Mutex<State>

        init(_ state: State) {
            self.state = Mutex(state)
        }

        func withLock<Result: Sendable>(_ body: (inout sending State) -> sending Result) -> Result {
            state.withLock(body)
        }
    }

    /// A power of two, so that a part is found without a division.
    static var count: Int { 16 }

    private let parts: [Part]

    /// Parts that each begin as `state`.
    init(_ state: State) {
        parts = (0..<Self.count).map { _ in Part(state) }
    }

    /// The part in which a deal is found, by the random end of its id.
    subscript(_ id: DealID) -> Part {
        parts[Int(truncatingIfNeeded: id.uuid.words.low) & (Self.count - 1)]
    }
}
