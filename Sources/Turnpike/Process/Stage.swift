public import TurnpikeValues

/// A stage with its names resolved.
public struct Stage: Sendable {
    /// The id.
    public let id: String
    /// What people read.
    public let label: String
    /// What it is for.
    public let goal: String?
    /// The chance of winning a deal that is here.
    public let probability: Percent?
    /// The forecast category.
    public let forecast: String?
    /// The activities opened on entry.
    public internal(set) var activities: [StageActivity]
    /// Gates on the way in.
    public let enter: [GateID]
    /// Gates on the way out forward.
    public let exit: [GateID]
    /// Fields that cannot be changed here.
    public let locks: [FieldID]
    /// Whether entering it wins or loses the deal.
    public let outcome: StageOutcome?
    /// The list of reasons for entering it, an index into `SalesProcess.reasonLists`.
    public let reasonList: Int?
    /// Whether it is a hold.
    public let isHold: Bool
    /// Whether it stands beside the order of stages: a hold, a lost stage, or a stage inside one.
    public let isAside: Bool
    /// Where it stands.
    public let range: SourceRange
    /// Whether its phase or track is complete here.
    public let isFinal: Bool
    /// The stage it is part of; nil at the top of the process.
    public let parent: StageID?
    /// The track it is part of; nil where its parent has none.
    public let track: TrackID?
    /// The inner stages of a phase in file order.
    public internal(set) var children: [StageID] = []
    /// The inner stage in which a phase begins.
    public internal(set) var initial: StageID?
    /// Its tracks, side by side.
    public internal(set) var tracks: [TrackID] = []
    /// The cadence that a deal begins when it enters.
    public internal(set) var cadence: CadenceID?
    /// Its own permissions, which go before those of the process while a deal is here.
    public internal(set) var permissions: SalesProcess.Permissions?

    /// Whether it has inner stages of which one is active.
    public var isPhase: Bool { !children.isEmpty }
    /// Whether it has tracks.
    public var isParallel: Bool { !tracks.isEmpty }

    /// What every move asks of a stage.
    struct Traits: Sendable {
        let isAside: Bool
        let isOutcome: Bool
        let hasActivities: Bool
        let hasReasons: Bool

        init(_ stage: Stage) {
            isAside = stage.isAside
            isOutcome = stage.outcome != nil
            hasActivities = !stage.activities.isEmpty
            hasReasons = stage.reasonList != nil
        }
    }
}

/// One of the tracks of a stage with its names resolved.
public struct Track: Sendable {
    /// The id.
    public let id: String
    /// What people read.
    public let label: String
    /// The stage whose track it is.
    public let stage: StageID
    /// Judged on entry: where it is known not to hold, the track is left out and counts as final.
    public let when: Condition?
    /// Its stages in file order.
    public internal(set) var stages: [StageID] = []
    /// The stage in which it begins.
    public internal(set) var initial: StageID?
    /// Where it stands.
    public let range: SourceRange
}

/// An activity on a stage's to-do list.
public struct StageActivity: Sendable {
    /// The activity.
    public let activity: ActivityID
    /// Whether it stays open when the stage is left.
    public let keep: Bool
    /// When it is due, where that is otherwise than the activity says.
    public internal(set) var due: DueRule?
    /// How often it opens by itself; nil means once, on entry.
    public internal(set) var every: TimedSpan?
    /// Activities that must be done before it opens.
    public internal(set) var after: [ActivityID] = []
}

/// An activity with its names resolved.
public struct Activity: Sendable {
    /// The id.
    public let id: String
    /// What people read.
    public let label: String
    /// What kind of work it is.
    public let kind: String?
    /// Who does it; empty means anybody.
    public let by: RoleSet
    /// How it may end; empty means without an outcome.
    public let outcomes: [Outcome]
    /// Fields asked for when it is completed.
    public let captures: [Capture]
    /// Items to tick off.
    public let checklist: [String]
    /// How often it may be done for one deal; nil means without limit.
    public let repetitions: Int?
    /// Data of each repetition.
    public let fields: [Field]
    /// Whether evidence must come with its completion.
    public let needsEvidence: Bool
    /// Advice for the person who does it.
    public let guide: String?
    /// How many done attempts a deal's state keeps: enough for every gate that counts them.
    public internal(set) var keptAttempts: Int
    /// Where it stands.
    public let range: SourceRange
    /// When it is due.
    public internal(set) var due: DueRule?
    /// How long before that somebody is reminded, the longest first.
    public internal(set) var reminders: [TimedSpan] = []

    /// One way in which it ends.
    public struct Outcome: Hashable, Sendable {
        /// The id.
        public let id: String
        /// What people read.
        public let label: String
        /// Whether it does not count as done and opens another attempt.
        public let again: Bool
    }

    /// A field that it brings.
    public struct Capture: Hashable, Sendable {
        /// The field.
        public let field: FieldID
        /// Whether it cannot be completed without it.
        public let isRequired: Bool
    }
}

/// A list of reasons.
public struct ReasonList: Hashable, Sendable {
    /// The id.
    public let id: String
    /// Its reasons in file order.
    public let reasons: [Reason]

    /// One reason.
    public struct Reason: Hashable, Sendable {
        /// The id.
        public let id: String
        /// What people read.
        public let label: String
        /// Fields that must be given with it.
        public let ask: [FieldID]
    }
}

/// A signal with its names resolved.
public struct Signal: Hashable, Sendable {
    /// The id.
    public let id: String
    /// What people read.
    public let label: String
    /// The fields that it brings.
    public let sets: [FieldID]
}

/// A role.
public struct Role: Hashable, Sendable {
    /// The id.
    public let id: String
    /// What people read.
    public let label: String
}

/// Roles of which one must be held: declared ones, and the built-in ones that are resolved when they are used.
public struct RoleSet: Hashable, Sendable {
    /// Declared roles.
    public let roles: [RoleID]
    /// Whether the deal's owner is one of them.
    public let owner: Bool
    /// Whether whoever asked for an approval is one of them.
    public let requester: Bool
    /// Whether the manager of the deal's owner is one of them.
    public let ownerManager: Bool

    /// Whether no role is named.
    public var isEmpty: Bool { roles.isEmpty && !owner && !requester && !ownerManager }
    /// No role.
    public static let none = RoleSet(roles: [], owner: false)

    /// Some roles.
    public init(roles: [RoleID], owner: Bool, requester: Bool = false, ownerManager: Bool = false) {
        self.roles = roles
        self.owner = owner
        self.requester = requester
        self.ownerManager = ownerManager
    }
}
