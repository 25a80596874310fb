import TurnpikeValues

/// What the kernel answers to a command.
public enum Decision: Sendable {
    /// It happens.
    case accepted(Acceptance)
    /// It does not happen, and these are all the reasons.
    case refused(Refusal)
    /// It does not happen yet: all that it lacks are approvals, and the attempt has asked for them. What the acceptance
    /// holds (the request, and the values that came with it) is to be stored; the move itself is not part of it.
    case pending(Refusal, Acceptance)
}

/// A command that happens.
public struct Acceptance: Sendable {
    /// What happened; without events the command changes nothing and makes no revision.
    public var record: Record
    /// The deal afterwards: the state that applying `record` gives.
    public var state: DealState
    /// What is to be delivered.
    public var effects: [Effect]
    /// What it does to counters that deals share.
    public var counters: [CounterChange]

    /// Whether anything changed.
    public var isChange: Bool { !record.events.isEmpty }
}

/// Something to be done outside, rendered as of the revision that caused it.
public struct Effect: Hashable, Sendable {
    /// The plug-in: half of the lane, the other half is the deal.
    public var plugin: String
    /// The stable key: the same for the same event of the same revision, at every attempt.
    public var key: String
    /// The whole request, canonical JSON.
    public var request: [UInt8]
    /// Whether later effects of the lane wait behind a dead letter.
    public var parksLane: Bool
}

/// What one possible move would do now, without attempting it.
public struct MoveExplanation: Hashable, Sendable {
    /// How a move stands now.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// It would succeed.
        case open
        /// Its criteria are unmet.
        case refused
        /// It happens by itself and waits for a signal or a condition.
        case automatic
    }

    /// The move's id.
    public var move: String
    /// The active stage that it starts from, the innermost one: of several tracks each has its own.
    public var from: String
    /// What people read.
    public var label: String
    /// The stage it leads to; nil where the person names it.
    public var target: String?
    /// How the stages stand to each other.
    public var direction: Direction?
    /// How it stands now.
    public var status: Status
    /// What fires it, in words.
    public var trigger: String
    /// The gates that are judged.
    public var gates: [String]
    /// What is unmet; for an open move only what must be given with it.
    public var refusal: Refusal
    /// Fields that must be given with it, and have no value yet.
    public var asks: [String]
    /// The reasons to choose from, where one must be chosen.
    public var reasons: [String]
    /// The stages to choose from, where one must be named.
    public var stages: [String]
}
