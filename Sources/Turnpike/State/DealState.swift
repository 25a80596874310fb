public import TurnpikeValues

/// One deal as the kernel sees it: a small value that decisions read and events change.
///
/// It holds dense ids and is meaningless without its process. What every deal has lies inline; what only some have
/// (parties, activities, obligations) lies in one shared, copy-on-write part, so that a hundred thousand live deals stay
/// small: 144 bytes and the slots.
public struct DealState: Hashable, Sendable {
    /// The deal.
    public let id: DealID
    /// The values of the fields, in the order of `SalesProcess.fields`; `.null` where there is none.
    public internal(set) var slots: [Value]
    /// What people call it.
    public internal(set) var name: String
    /// Who owns it, a person's id.
    public internal(set) var owner: String?
    /// The stages that were left.
    public internal(set) var history: StageHistory
    var enteredMilliseconds: Int64
    var openedMilliseconds: Int64
    var recordedMilliseconds: Int64
    var shared: SharedDetails
    var revisionBits: UInt32
    // The active stage; in a nested process the innermost that is not inside tracks.
    var leaf: UInt16
    var originStage: StageID
    var outcomeStage: StageID

    /// What stands for a time that nobody knows.
    static let unknownTime = Int64.min

    /// Whether it is opened and neither won nor lost.
    public var isOpen: Bool { revisionBits > 0 && outcomeStage.isNone }
    /// How many commands have changed it; 0 before it is opened.
    public var revision: Int64 { Int64(revisionBits) }
    /// The stage it is in: the innermost one that is not inside tracks, so that of a stage with tracks, whose inner
    /// stages are active beside one another, it is that stage itself.
    public var stage: StageID { StageID(Int(leaf)) }
    /// When it entered the stage; nil where unknown.
    public var entered: Instant? { Self.instant(enteredMilliseconds) }
    /// When it was opened; nil where unknown.
    public var opened: Instant? { Self.instant(openedMilliseconds) }
    /// When its last record was made.
    public var recorded: Instant { Instant(milliseconds: recordedMilliseconds) }
    /// The stage it came from into a hold or a lost stage, from which a move out is judged.
    public var origin: StageID? { originStage.isNone ? nil : originStage }
    /// The outcome stage it entered last and was not reopened from.
    public var outcome: StageID? { outcomeStage.isNone ? nil : outcomeStage }
    /// Parties, activities, obligations.
    public var details: DealDetails { shared.value }

    /// All active stages in file order: each with those that it is part of before it, and one in each track.
    public var activeStages: [StageID] {
        // A flat deal may have rare details too, and then none of them are stages.
        guard let rare = shared.rare, !rare.active.isEmpty else { return [stage] }
        return rare.active.map(\.stage)
    }

    /// Whether a stage is active, itself or through one inside it.
    public func isIn(_ stage: StageID) -> Bool {
        guard let rare = shared.rare, !rare.active.isEmpty else { return Int(leaf) == stage.index }
        return rare.active.contains { $0.stage == stage }
    }

    /// When it entered an active stage; nil where unknown, or where the stage is not active.
    public func entered(_ stage: StageID) -> Instant? {
        guard let rare = shared.rare, !rare.active.isEmpty else { return Int(leaf) == stage.index ? entered : nil }
        return rare.active.first { $0.stage == stage }.flatMap { Self.instant($0.entered) }
    }

    /// How often a move with a limit (`at_most`) was made.
    public func times(_ move: MoveID) -> Int {
        shared.rare?.taken.first { $0.move == move }?.times ?? 0
    }

    /// Its timers: those that are armed, stand still, or have fired for good, by their keys.
    public var timers: [DealTimer] { shared.rare?.timers ?? [] }

    /// One of its timers.
    public func timer(_ key: TimerKey) -> DealTimer? {
        shared.rare?.timers.first { $0.key == key }
    }

    static func instant(_ milliseconds: Int64) -> Instant? {
        milliseconds == unknownTime ? nil : Instant(milliseconds: milliseconds)
    }

    /// A deal that is not opened yet, with room for `fieldCount` fields.
    public init(id: DealID, fieldCount: Int) {
        self.id = id
        slots = [Value](repeating: .null, count: fieldCount)
        name = ""
        leaf = 0xFFFF
        history = StageHistory()
        enteredMilliseconds = Self.unknownTime
        openedMilliseconds = Self.unknownTime
        recordedMilliseconds = Instant.min.milliseconds
        revisionBits = 0
        originStage = .none
        outcomeStage = .none
        shared = SharedDetails()
    }

    /// The active states of the process's machine.
    public var configuration: Configuration { Configuration(leaf: leaf, nested: shared.rare?.configuration ?? []) }

    /// Changes what few deals have; what then holds nothing is taken away again.
    mutating func withRare(_ body: (inout RareDetails) -> Void) {
        withDetails { details in
            if details.rare.isEmpty { details.rare.append(RareDetails()) }
            body(&details.rare[0])
            if details.rare[0] == RareDetails() { details.rare = [] }
        }
    }

    /// Changes the details in place.
    mutating func withDetails<Result>(_ body: (inout DealDetails) -> Result) -> Result {
        shared.change(body)
    }

    /// The value of a field, or nil.
    public subscript(_ field: FieldID) -> Value? {
        let value = slots[field.index]
        // `nil` as such would be the value `.null`, which has a literal of its own.
        return value.isNull ? Optional.none : value
    }

    /// How often the stage was entered, the present visit included.
    public func visits(of stage: StageID) -> Int {
        (history[stage]?.visits ?? 0) + (isIn(stage) ? 1 : 0)
    }
}

/// The box of a deal's details: one pointer, shared by copies until one of them changes; empty for most deals.
struct SharedDetails: Hashable, Sendable {
    // Empty, or one element: an array is the cheapest box that stays a value.
    private var box: [DealDetails] = []

    /// Whether there are none, as with most deals.
    var isEmpty: Bool { box.isEmpty }
    var value: DealDetails { box.first ?? DealDetails() }

    // Parts, each read alone: `value` would copy all of them.
    var account: String? { box.isEmpty ? nil : box[0].account }
    var contact: String? { box.isEmpty ? nil : box[0].contact }
    var activities: [ActivityState] { box.isEmpty ? [] : box[0].activities }
    var obligations: [Obligation] { box.isEmpty ? [] : box[0].obligations }
    var waiting: [DealDetails.WaitingMove] { box.isEmpty ? [] : box[0].waiting }
    var reason: ReasonID? { box.isEmpty ? nil : box[0].reason }
    var rare: RareDetails? { box.isEmpty ? nil : box[0].rare.first }

    mutating func change<Result>(_ body: (inout DealDetails) -> Result) -> Result {
        if box.isEmpty { box.append(DealDetails()) }
        return body(&box[0])
    }

    // Details that hold nothing are the same as none.
    static func == (a: Self, b: Self) -> Bool { a.value == b.value }

    func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

/// The part of a deal that is larger than a few words.
public struct DealDetails: Hashable, Sendable {
    /// The account's id.
    public internal(set) var account: String?
    /// The contact's id.
    public internal(set) var contact: String?
    /// The keys by which outside systems know it, sorted.
    public internal(set) var externalKeys: [String] = []
    /// The activities that were ever opened or done, by activity.
    public internal(set) var activities: [ActivityState] = []
    /// Unmet criteria that an override or an adopted move left, oldest first.
    public internal(set) var obligations: [Obligation] = []
    /// Moves by themselves that wait for their gates: the last reasons reported, by move.
    public internal(set) var waiting: [WaitingMove] = []
    /// The reason given on entering the present stage.
    public internal(set) var reason: ReasonID?
    /// The revision that set each sensitive value.
    public internal(set) var sensitiveRevisions: [SensitiveRevision] = []
    /// What only deals in phases or tracks have, and those that made a move with a limit: empty, or one element.
    var rare: [RareDetails] = []

    /// Which revision set a sensitive field.
    public struct SensitiveRevision: Hashable, Sendable {
        /// The field.
        public let field: FieldID
        /// The revision.
        public let revision: Int64
    }

    /// A move that waits.
    public struct WaitingMove: Hashable, Sendable {
        /// The move.
        public let move: MoveID
        /// The ids of the criteria that were unmet when it was reported.
        public let unmet: [String]
    }
}

/// What few deals have beside their details.
struct RareDetails: Hashable, Sendable {
    /// An active stage of a nested process.
    struct Active: Hashable, Sendable {
        /// The stage.
        var stage: StageID
        /// When it was entered.
        var entered: Int64
        /// The number of the visit with which it was entered: `since: stage` counts from there.
        var visit: Int64
    }

    /// A move with a limit.
    struct Taken: Hashable, Sendable {
        /// The move.
        var move: MoveID
        /// How often it was made.
        var times: Int
    }

    /// The configuration of the machine; empty for a flat process.
    var configuration: [Configuration.Nested] = []
    /// The active stages in file order; empty for a flat process.
    var active: [Active] = []
    /// Where the deal was, to the last track, when it left the order of stages: nodes of the machine.
    var cameFrom: [Int] = []
    /// How often moves with a limit were made, in the order in which they first were.
    var taken: [Taken] = []
    /// The deal's timers, by key.
    var timers: [DealTimer] = []
    /// The approvals that were asked for, in file order.
    var approvals: [ApprovalState] = []
    /// How it got its owner by the rules: empty, or one element.
    var assignment: [AssignmentState] = []
    /// The questions to plug-ins that were asked, by question.
    var externals: [ExternalState] = []
    /// The deals of other processes that it has opened, by rule.
    var openings: [OpeningState] = []
    /// The deal that opened it: empty, or one element.
    var openedBy: [OpenedBy] = []
    /// The cadences that the deal went into, in file order.
    var cadences: [CadenceState] = []
    /// How many messages went out on the newest such day: empty, or one element.
    var messages: [MessageCount] = []
    /// The messages that wait until they may go, by number.
    var held: [HeldMessage] = []
    /// The move of an outside system that waits for a person's answer: empty, or one element.
    var observed: [ObservedStage] = []
}

/// An unmet criterion that was let pass, to be met later.
public struct Obligation: Hashable, Sendable {
    /// The criterion's id.
    public let criterion: String
    /// The gate it belongs to; nil where it is none of a gate.
    public let gate: GateID?
    /// The revision that let it pass.
    public let revision: Int64
    /// Who let it pass, a person's id or a system's name.
    public let by: String
}

/// What a deal keeps of one activity: bounded, whatever the deal's age.
public struct ActivityState: Hashable, Sendable {
    /// The activity.
    public let activity: ActivityID
    /// How many attempts were ever opened; the number of the newest.
    public internal(set) var opened = 0
    /// How often it was done.
    public internal(set) var done = 0
    /// The attempts that are open, oldest first.
    public internal(set) var open: [OpenAttempt] = []
    /// The newest done attempts, oldest first, at most `Activity.keptAttempts`.
    public internal(set) var kept: [DoneAttempt] = []

    init(_ activity: ActivityID) {
        self.activity = activity
    }

    /// An attempt that is to be done.
    public struct OpenAttempt: Hashable, Sendable {
        /// Its number, from 1.
        public let number: Int
        /// When it was opened.
        public let opened: Instant
        /// Whether somebody has started it.
        public internal(set) var isStarted: Bool
        /// Whether it stays open when the stage is left.
        public let keep: Bool
        /// When it is due, or for when it is planned.
        public internal(set) var due: Instant?
        /// Whether somebody has planned it for that time.
        public internal(set) var isPlanned = false
    }

    /// An attempt that was done.
    public struct DoneAttempt: Hashable, Sendable {
        /// Its number, from 1.
        public let number: Int
        /// When it was done; nil where unknown.
        public let at: Instant?
        /// When that was recorded.
        public let recorded: Instant
        /// Who did it.
        public let by: String
        /// The index of its outcome; nil where the activity has none.
        public let outcome: Int?
        /// Its own fields.
        public let values: ValueMap
        /// The reference to its evidence.
        public let evidence: String?
        /// The visit of the stage in which it was done, counted over all stages: `since: stage` compares it.
        public let visit: Int64
    }
}
