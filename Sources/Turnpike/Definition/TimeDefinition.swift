/// `late:`, how something that time brings is taken where it comes late.
public struct LateDefinition: Hashable, Sendable {
    /// `once`, `skip` or `coalesce`.
    public var mode: Located<LatePolicy.Mode>
    /// What counts as late, with `{skip: 2 days}`.
    public var grace: Located<String>?

    /// A policy.
    public init(mode: Located<LatePolicy.Mode>, grace: Located<String>? = nil) {
        self.mode = mode
        self.grace = grace
    }
}

/// A limit on how long something may take (`limits:` of a stage, of a phase or of the process).
public struct LimitDefinition: Hashable, Sendable {
    /// From when its clock runs (`since:`).
    public enum Clock: Hashable, Sendable {
        /// `entered`, `opened` or `last_activity`.
        case word(Located<String>)
        /// `{last_activity: [call, demo]}`, kinds of activities or their ids.
        case activities([Located<String>], SourceRange)
    }

    /// The id.
    public var id: Located<String>
    /// What people read.
    public var label: Located<String>?
    /// `within:`
    public var within: Located<String>?
    /// `since:`
    public var since: Clock?
    /// `calendar:`, for working time.
    public var calendar: Located<String>?
    /// `warn:`, what happens before the limit is reached.
    public var warn: LimitStepDefinition?
    /// `then:`, what happens when it is reached, and later.
    public var then: [LimitStepDefinition] = []
    /// `pauses:`, the condition while which its clock stands still.
    public var pauses: ExpressionSource?
    /// `restarts_on:`, the events after which its clock begins anew.
    public var restartsOn: [Located<String>] = []
    /// `excused_by_plan:`, whether an activity that is planned for later puts it off.
    public var excusedByPlan: Located<Bool>?
    /// `late:`
    public var late: LateDefinition?
    /// The whole entry.
    public var range: SourceRange

    /// A limit with its id.
    public init(id: Located<String>, range: SourceRange = .none) {
        self.id = id
        self.range = range
    }
}

/// One step of a limit: what happens when.
public struct LimitStepDefinition: Hashable, Sendable {
    /// `after:`, how long after the limit; of a warning `before:`, how long before it.
    public var offset: Located<String>?
    /// What it does outside.
    public var actions: [HookActionDefinition] = []
    /// `move:`, the move that it makes.
    public var move: Located<String>?
    /// The whole entry.
    public var range: SourceRange

    /// A step.
    public init(range: SourceRange = .none) {
        self.range = range
    }
}

/// When an activity is due (`due:`).
public struct DueDefinition: Hashable, Sendable {
    /// How long after it was opened; with `before`, how long before that time.
    public var span: Located<String>?
    /// `before:`, a date or time of the deal.
    public var before: ExpressionSource?
    /// `calendar:`
    public var calendar: Located<String>?
    /// Where it stands.
    public var range: SourceRange

    /// A due date.
    public init(range: SourceRange = .none) {
        self.range = range
    }
}
