import Turnpike
import TurnpikeValues

/// Leaves a plug-in alone while its receiver is down.
struct CircuitBreaker: Hashable, Sendable {
    /// Whether it lets deliveries through.
    enum State: Hashable, Sendable {
        /// It does, after so many failures in a row.
        case closed(failures: Int)
        /// It does not before this time; the last time was so long.
        case open(until: Instant, pause: Duration)
        /// One delivery is trying whether the receiver is back.
        case trying(pause: Duration)
    }

    private(set) var state = State.closed(failures: 0)

    /// How many deliveries may begin now; nil for any number.
    func allowance(at now: Instant) -> Int? {
        switch state {
        case .closed: nil
        case .open(let until, _): until <= now ? 1 : 0
        case .trying: 0
        }
    }

    var isClosed: Bool { if case .closed = state { true } else { false } }

    var isOpen: Bool { if case .open = state { true } else { false } }

    mutating func began(at now: Instant) {
        if case .open(let until, let pause) = state, until <= now { state = .trying(pause: pause) }
    }

    /// A delivery ended with an answer: the receiver is there, whatever it said.
    mutating func answered() { state = .closed(failures: 0) }

    /// A delivery failed for now.
    mutating func failed(at now: Instant, _ policy: BreakerPolicy) {
        switch state {
        case .closed(let failures):
            let failures = failures + 1
            state = failures < policy.failures ? .closed(failures: failures) : open(now, policy.pause)
        case .trying(let pause): state = open(now, min(pause * 2, policy.longestPause))
        // What was under way when it opened tells nothing new.
        case .open: break
        }
    }

    /// A delivery ended without telling anything.
    mutating func abandoned(at now: Instant) {
        if case .trying(let pause) = state { state = .open(until: now, pause: pause) }
    }

    private func open(_ now: Instant, _ pause: Duration) -> State {
        .open(until: now.adding(pause) ?? .max, pause: pause)
    }
}
