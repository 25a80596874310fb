public import TurnpikeValues

/// When something may go out, with its names resolved.
public struct SendWindow: Sendable {
    /// By whose clocks its hours are read.
    public enum Clocks: Hashable, Sendable {
        /// By those of the calendar's own zone.
        case calendar
        /// By those of the contact's zone (`zone` of its record); of the calendar's where that is not known.
        case contact
        /// By those of a zone that is named.
        case zone(Zone)
    }

    /// The calendar, an index into `SalesProcess.calendars`.
    public let calendar: Int
    /// By whose clocks.
    public let clocks: Clocks
}

/// A cadence with its names resolved: touches with a time between them, for a deal in one stage.
public struct Cadence: Sendable {
    /// What becomes of a step that is due outside its window.
    public enum MissedWindow: String, Hashable, Sendable, CaseIterable {
        /// It is taken when the window opens next.
        case shift
        /// It is passed over.
        case skip
    }

    /// What a step does.
    public enum Action: Sendable {
        /// It asks a plug-in for something: a mail, a message.
        case send(HookAction)
        /// It opens an activity for a person: a call, a task.
        case open(ActivityID)
        /// It ends the cadence.
        case stop
    }

    /// Some outcomes of an activity.
    public struct Outcomes: Hashable, Sendable {
        /// The activity.
        public let activity: ActivityID
        /// The indices of its outcomes.
        public let outcomes: [Int]
    }

    /// One step.
    public struct Step: Sendable {
        /// How long after the step before it; nil means at once.
        public let after: TimedSpan?
        /// What it does.
        public let action: Action
        /// What it is in two words, such as `email intro`.
        public let words: String
        /// It is taken only where each of these activities ended so.
        public let on: [Outcomes]
        /// It is taken only where this holds.
        public let when: Condition?
        /// Where it stands.
        public let range: SourceRange

        /// Whether it writes to the customer.
        public var isMessage: Bool {
            if case .send(let action) = action { action.isOutgoing } else { false }
        }
    }

    /// What ends it before its last step.
    public enum Stop: Hashable, Sendable {
        /// A signal.
        case signal(SignalID)
        /// An activity that ended so.
        case outcomes(Outcomes)
    }

    /// A signal that pauses it.
    public struct Pause: Sendable {
        /// The signal.
        public let signal: SignalID
        /// Until when.
        public let until: Condition
    }

    /// The id.
    public let id: String
    /// What people read.
    public let label: String
    /// When its steps may be taken; nil means at any time.
    public let window: SendWindow?
    /// What becomes of a step that is due outside.
    public let missed: MissedWindow
    /// The steps in order.
    public let steps: [Step]
    /// What ends it; leaving its stage always does.
    public let stops: [Stop]
    /// What pauses it.
    public let pauses: [Pause]
    /// Whether each visit of its stage begins it anew; otherwise a deal goes through it once.
    public let isRepeated: Bool
    /// How a step is taken that comes late.
    public let late: LatePolicy
    /// Where it stands.
    public let range: SourceRange

    /// Whether it asks for the outcomes of an activity, which a deal then remembers.
    func reads(_ activity: ActivityID) -> Bool {
        steps.contains { $0.on.contains { $0.activity == activity } }
    }
}

/// What holds for every message to a customer, with its names resolved.
public struct ContactRules: Sendable {
    /// While this holds nothing goes out.
    public let doNotContact: Condition?
    /// Outside these hours nothing goes out.
    public let hours: SendWindow?
    /// How many messages go to the customer of one deal on one day.
    public let perDay: Int?
    /// How many messages go out for one owner on one day, over all their deals.
    public let perOwner: Int?
    /// Where they stand.
    public let range: SourceRange

    /// Whether messages are counted.
    var countsMessages: Bool { perDay != nil || perOwner != nil }
    /// Whether a message may have to wait.
    var mayDelay: Bool { hours != nil || countsMessages }
}

extension Cadence.Stop {
    /// What a record says where it stopped a cadence: one text for each outcome.
    ///
    /// - Parameter process: The process of the cadence.
    public func words(in process: SalesProcess) -> [String] {
        switch self {
        case .signal(let signal): return [process[signal].id]
        case .outcomes(let wanted):
            let activity = process[wanted.activity]
            return wanted.outcomes.map { "\(activity.id): \(activity.outcomes[$0].id)" }
        }
    }
}
