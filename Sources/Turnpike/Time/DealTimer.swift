public import TurnpikeValues

/// A timer of a deal: armed, stopped, or one that has done its work and is kept so that it is not armed again.
public struct DealTimer: Hashable, Sendable {
    /// Which one.
    public let key: TimerKey
    /// Where its clock began: what it was armed for. Another beginning arms it anew.
    public internal(set) var since: Instant
    /// The time that it is about: of a limit with levels the time at which it is breached.
    public internal(set) var due: Instant
    /// When it fires next; nil for one that stands still or is spent.
    public internal(set) var fires: Instant?
    /// How many of its steps are done: 0 before the first.
    public internal(set) var level: Int
    /// While its clock stands still: the milliseconds left until `due`, in the time that it counts; negative after it.
    public internal(set) var left: Int64?

    /// A timer.
    public init(
        _ key: TimerKey,
        since: Instant,
        due: Instant,
        fires: Instant?,
        level: Int = 0,
        left: Int64? = nil
    ) {
        self.key = key
        self.since = since
        self.due = due
        self.fires = fires
        self.level = level
        self.left = left
    }

    /// Whether it is neither armed nor stopped.
    public var isSpent: Bool { fires == nil && left == nil }
}

/// How a timer that fires late is taken: after a downtime, or where it was armed for a time that had passed.
public struct LatePolicy: Hashable, Sendable {
    /// The three ways.
    public enum Mode: String, Hashable, Sendable, CaseIterable {
        /// Everything that was missed happens, each once.
        case once
        /// What was missed is nothing any more once it is later than the grace.
        case skip
        /// Several that were missed are one: the last of them.
        case coalesce
    }

    /// Which.
    public var mode: Mode
    /// From when on `skip` counts as late.
    public var grace: TimeSpan

    /// A policy.
    public init(_ mode: Mode, grace: TimeSpan = Self.defaultGrace) {
        self.mode = mode
        self.grace = grace
    }

    /// An hour: what a worker that is restarted may be late by.
    public static let defaultGrace = TimeSpan.elapsed(.seconds(3_600))
}
