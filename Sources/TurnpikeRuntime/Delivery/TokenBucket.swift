import Turnpike
import TurnpikeValues

/// Counts what may begin at a rate: full at first, it fills evenly up to the rate's count.
struct TokenBucket: Hashable, Sendable {
    private let rate: PluginPolicy.Rate
    private var tokens: Double
    private var at: Instant

    init(_ rate: PluginPolicy.Rate, at now: Instant) {
        self.rate = rate
        tokens = Double(rate.count)
        at = now
    }

    /// How many may begin now.
    mutating func allowance(at now: Instant) -> Int {
        fill(now)
        return Int(tokens)
    }

    mutating func take(at now: Instant) {
        fill(now)
        tokens -= 1
    }

    /// How long until one may begin.
    mutating func wait(at now: Instant) -> Duration {
        fill(now)
        guard tokens < 1 else { return .zero }
        // A millisecond more, so that rounding never makes it too early.
        return rate.period * ((1 - tokens) / Double(rate.count)) + .milliseconds(1)
    }

    private mutating func fill(_ now: Instant) {
        guard now > at else { return }
        let passed = at.duration(to: now) / rate.period
        tokens = min(Double(rate.count), tokens + passed * Double(rate.count))
        at = now
    }
}
