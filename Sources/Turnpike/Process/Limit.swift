import TurnpikeValues

/// A limit with its names resolved: a clock, and what happens when it has run for so long.
public struct Limit: Sendable {
    /// From when its clock runs.
    public enum Clock: Hashable, Sendable {
        /// Since its stage or phase was entered.
        case entered
        /// Since the deal was opened.
        case opened
        /// Since one of these activities was last done; since it was entered as long as none was.
        case lastActivity([ActivityID])
    }

    /// What a step is.
    public enum StepKind: String, Hashable, Sendable, CaseIterable {
        /// It is near.
        case warned
        /// It is reached.
        case breached
        /// It was reached some time ago.
        case escalated
    }

    /// What happens at one time.
    public struct Step: Sendable {
        /// What it is.
        public let kind: StepKind
        /// How long before the limit (a warning) or after it (an escalation).
        public let offset: TimedSpan?
        /// What it does outside.
        public let actions: [HookAction]
        /// The id of the move that it makes.
        public let move: String?
        /// Where it stands.
        public let range: SourceRange
    }

    /// An event after which a clock begins anew.
    public struct Restart: Hashable, Sendable {
        /// The event.
        public let event: Hook.Event
        /// As written.
        public let name: String
    }

    /// The id.
    public let id: String
    /// What people read.
    public let label: String
    /// Its id with that of its stage: `qualification/decide`, `process/decide`. The name in the file is enough for a hook.
    public let path: String
    /// The stage or phase; nil for one of the process.
    public let owner: StageID?
    /// How long.
    public let within: TimedSpan
    /// From when.
    public let clock: Clock
    /// What happens, in the order of time.
    public let steps: [Step]
    /// While this holds its clock stands still.
    public let pauses: Condition?
    /// The events after which its clock begins anew.
    public let restartsOn: [Restart]
    /// Whether an activity that is planned for later puts it off.
    public let isExcusedByPlan: Bool
    /// How a step is taken that comes late.
    public let late: LatePolicy
    /// Where it stands.
    public let range: SourceRange
}

/// When an activity is due.
public enum DueRule: Sendable {
    /// So long after it was opened.
    case after(TimedSpan)
    /// At a time that the deal tells, or so long before it.
    case before(Condition, by: TimedSpan?)
}

/// An activity of a stage that opens again and again.
public struct Recurrence: Sendable {
    /// The stage.
    public let stage: StageID
    /// The activity.
    public let activity: ActivityID
    /// How often.
    public let every: TimedSpan
    /// Whether what it opens stays when the stage is left.
    public let keep: Bool
    /// How one is taken that comes late.
    public let late: LatePolicy
}
