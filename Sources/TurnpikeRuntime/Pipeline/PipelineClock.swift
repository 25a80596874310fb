import Synchronization
import Turnpike
public import TurnpikeValues

/// Where a pipeline takes the time from.
public protocol PipelineClock: Sendable {
    /// The time now.
    func now() -> Instant
}

/// The machine's clock.
public struct SystemClock: PipelineClock {
    /// The machine's clock.
    public init() {}

    /// The time now.
    public func now() -> Instant { Instant.now() }
}

/// A clock that stands until somebody moves it: a year passes in a test as fast as it is written.
public final class ManualClock: PipelineClock {
    private let time: Mutex<Instant>

    /// A clock that shows `start`.
    public init(_ start: Instant) {
        time = Mutex(start)
    }

    /// The time it shows.
    public func now() -> Instant { time.withLock { $0 } }

    /// Moves it forward; a clock that ran over the year 9999 stays there.
    public func advance(by duration: Duration) {
        time.withLock { $0 = $0.adding(duration) ?? Instant.max }
    }

    /// Sets it.
    public func set(_ instant: Instant) {
        time.withLock { $0 = instant }
    }
}

/// Where a pipeline takes the ids of new deals from.
public struct IDSource: Sendable {
    let next: @Sendable (Instant) -> DealID

    /// Ids from the machine's random numbers.
    public static let random = IDSource { now in
        var generator = SystemRandomNumberGenerator()
        return DealID(UUIDv7(milliseconds: now.milliseconds, random: &generator))
    }

    /// Ids that follow from a seed: the same run gives the same ids.
    public static func seeded(_ seed: UInt64) -> IDSource {
        let generator = SeededGenerator(seed)
        return IDSource { now in
            generator.withLock { DealID(UUIDv7(milliseconds: now.milliseconds, random: &$0)) }
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every machine.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

private final class SeededGenerator: Sendable {
    private let generator: Mutex<SplitMix64>

    init(_ seed: UInt64) {
        generator = Mutex(SplitMix64(state: seed))
    }

    func withLock<Result: Sendable>(_ body: (inout SplitMix64) -> Result) -> Result {
        generator.withLock { generator in
            var copy = generator
            defer { generator = copy }
            return body(&copy)
        }
    }
}
