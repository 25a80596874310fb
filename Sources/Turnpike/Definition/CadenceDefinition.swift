/// When something may go out (`window:` of a cadence, `hours:` of the contact rules).
public struct SendWindowDefinition: Hashable, Sendable {
    /// `calendar:`, whose hours they are; the calendar of the process where absent.
    public var calendar: Located<String>?
    /// `zone:`, by whose clocks they are read: `contact`, or the name of a zone; the calendar's own where absent.
    public var zone: Located<String>?
    /// Where it stands.
    public var range: SourceRange

    /// A window.
    ///
    /// - Parameters:
    ///   - calendar: The calendar's id.
    ///   - zone: `contact` or the name of a zone.
    ///   - range: Where it stands.
    public init(calendar: Located<String>? = nil, zone: Located<String>? = nil, range: SourceRange = .none) {
        self.calendar = calendar
        self.zone = zone
        self.range = range
    }
}

/// A cadence as written (`cadences:`): touches with a time between them.
public struct CadenceDefinition: Hashable, Sendable {
    /// The id.
    public var id: Located<String>
    /// What people read.
    public var label: Located<String>?
    /// `to:`, whom its messages go to.
    public var to: HookActionDefinition.Setting?
    /// `calendar:`, for working time between its steps.
    public var calendar: Located<String>?
    /// `window:`, when its steps may be taken.
    public var window: SendWindowDefinition?
    /// `missed:`, what becomes of a step that is due outside its window.
    public var missed: Located<Cadence.MissedWindow>?
    /// `steps:`, in order.
    public var steps: [CadenceStepDefinition] = []
    /// `stops_on:`, signals, outcomes of activities, `stage_left`, `outcome`.
    public var stopsOn: [CadenceOutcomeDefinition] = []
    /// `pauses_on:`, signals with the time until which each pauses it.
    public var pausesOn: [Pause] = []
    /// `again: true`, enrolled anew at each visit.
    public var again: Located<Bool>?
    /// `late:`, how a step is taken that comes late.
    public var late: LateDefinition?
    /// The whole entry.
    public var range: SourceRange

    /// A signal that pauses a cadence.
    public struct Pause: Hashable, Sendable {
        /// The signal.
        public var signal: Located<String>
        /// Until when.
        public var until: ExpressionSource

        /// A pause.
        ///
        /// - Parameters:
        ///   - signal: The signal's id.
        ///   - until: An expression that tells a date or a time.
        public init(signal: Located<String>, until: ExpressionSource) {
            self.signal = signal
            self.until = until
        }
    }

    /// A cadence with its id; steps are to follow.
    ///
    /// - Parameters:
    ///   - id: The id.
    ///   - range: The whole entry.
    public init(id: Located<String>, range: SourceRange = .none) {
        self.id = id
        self.range = range
    }
}

/// A signal, or an activity with some of its outcomes.
public struct CadenceOutcomeDefinition: Hashable, Sendable {
    /// The signal, the activity, `stage_left` or `outcome`.
    public var name: Located<String>
    /// The outcomes of the activity; nil for what is no activity.
    public var outcomes: [Located<String>]?

    /// What stops a cadence, or selects a step.
    ///
    /// - Parameters:
    ///   - name: The signal or the activity.
    ///   - outcomes: The outcomes of the activity.
    public init(name: Located<String>, outcomes: [Located<String>]? = nil) {
        self.name = name
        self.outcomes = outcomes
    }
}

/// One step of a cadence.
public struct CadenceStepDefinition: Hashable, Sendable {
    /// `after:`, how long after the step before it.
    public var after: Located<String>?
    /// What it does: one of `email`, `message`, `call`, `task`, or the name of a plug-in.
    public var actions: [HookActionDefinition] = []
    /// `stop: true`: the cadence ends here.
    public var stop: Located<Bool>?
    /// `on:`, the outcomes of earlier activities with which it is taken.
    public var on: [CadenceOutcomeDefinition] = []
    /// `when:`, the condition under which it is taken.
    public var when: ExpressionSource?
    /// The whole entry.
    public var range: SourceRange

    /// A step that does nothing yet.
    ///
    /// - Parameter range: The whole entry.
    public init(range: SourceRange = .none) {
        self.range = range
    }
}

/// What holds for every message to a customer (`contact_rules:`).
public struct ContactRulesDefinition: Hashable, Sendable {
    /// `do_not_contact:`, the condition under which nothing goes out.
    public var doNotContact: ExpressionSource?
    /// `hours:`, outside which nothing goes out.
    public var hours: SendWindowDefinition?
    /// `per_day:`, how many messages go to the customer of one deal on one day.
    public var perDay: Located<Int>?
    /// `per_owner:`, how many messages go out for one owner on one day.
    public var perOwner: Located<Int>?
    /// Where it stands.
    public var range: SourceRange

    /// Rules without any.
    ///
    /// - Parameter range: Where they stand.
    public init(range: SourceRange = .none) {
        self.range = range
    }
}
