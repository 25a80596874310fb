/// A stage as written.
public struct StageDefinition: Hashable, Sendable {
    /// The id.
    public var id: Located<String>
    /// What people read.
    public var label: Located<String>?
    /// `goal:`, what the stage is for.
    public var goal: Located<String>?
    /// `probability:`, a percentage as text.
    public var probability: Located<String>?
    /// `forecast:`, the forecast category.
    public var forecast: Located<String>?
    /// `activities:`, opened on entry.
    public var activities: [StageActivityDefinition]
    /// `enter:`, gates on the way in.
    public var enter: [GateReference]
    /// `exit:`, gates on the way out forward.
    public var exit: [GateReference]
    /// `locks:`, fields that cannot be changed while the deal is here.
    public var locks: [Located<String>]
    /// `outcome: won | lost`
    public var outcome: Located<StageOutcome>?
    /// `reason:`, the list that a person chooses from on the way in.
    public var reason: Located<String>?
    /// `hold: true`: beside the order of stages; a deal returns to where it came from.
    public var hold: Located<Bool>?
    /// `moves:`
    public var moves: [MoveDefinition]
    /// `stages:` inside it, which make it a phase.
    public var stages: [StageDefinition] = []
    /// `tracks:`, side by side.
    public var tracks: [TrackDefinition] = []
    /// `initial:`, the inner stage in which a phase begins; the first where absent.
    public var initial: Located<String>?
    /// `final: true`: its phase or track is complete here.
    public var final: Located<Bool>?
    /// `permissions:`, which go before those of the process while a deal is here.
    public var permissions: PermissionsDefinition?
    /// `limits:`, how long it may take.
    public var limits: [LimitDefinition] = []
    /// `opens:`, deals of other processes that it opens.
    public var opens: [OpeningDefinition] = []
    /// `cadence:`, the one that a deal begins when it enters.
    public var cadence: Located<String>?
    /// `assignment:`, the rules by which a deal that enters the stage gets another owner.
    public var assignment: [AssignmentRuleDefinition] = []
    /// The whole entry.
    public var range: SourceRange

    /// A stage with its id; everything else is optional.
    public init(id: Located<String>, range: SourceRange = .none) {
        self.id = id
        self.activities = []
        self.enter = []
        self.exit = []
        self.locks = []
        self.moves = []
        self.range = range
    }
}

/// How a deal ends.
public enum StageOutcome: String, Hashable, Sendable, CaseIterable {
    /// The customer bought.
    case won
    /// The customer did not.
    case lost
}

/// An activity on a stage's to-do list.
public struct StageActivityDefinition: Hashable, Sendable {
    /// The activity.
    public var activity: Located<String>
    /// `keep: true`: stays open when the stage is left.
    public var keep: Bool
    /// `due:`, where it is otherwise than the activity says.
    public var due: DueDefinition?
    /// `every:`, how often it opens by itself.
    public var every: Located<String>?
    /// `calendar:`, for the working time of `every`.
    public var calendar: Located<String>?
    /// `after:`, activities that must be done before it opens.
    public var after: [Located<String>] = []
    /// `late:`, how one of `every` is taken that comes late.
    public var late: LateDefinition?

    /// An entry of the to-do list.
    public init(activity: Located<String>, keep: Bool = false) {
        self.activity = activity
        self.keep = keep
    }
}

/// An entry of `start:`.
public struct StartDefinition: Hashable, Sendable {
    /// The stage in which a deal may be opened.
    public var stage: Located<String>
    /// The condition under which it is the one.
    public var when: ExpressionSource?

    /// A start.
    public init(stage: Located<String>, when: ExpressionSource? = nil) {
        self.stage = stage
        self.when = when
    }
}

/// A move as written, in its short form (`qualification`) or its long one.
public struct MoveDefinition: Hashable, Sendable {
    /// Where a move leads.
    public enum Target: Hashable, Sendable {
        /// A stage by its id.
        case stage(Located<String>)
        /// `to: came_from`, back to the stage before the hold.
        case cameFrom(SourceRange)
        /// `to: earlier`, a stage before the present one, which the person names.
        case earlier(SourceRange)

        /// The words that name it.
        var range: SourceRange? {
            switch self {
            case .stage(let name): name.range
            case .cameFrom(let range), .earlier(let range): range
            }
        }
    }

    /// The stages that a forward move passes over.
    public enum Passed: Hashable, Sendable {
        /// `all`
        case all(SourceRange)
        /// Those named.
        case stages([Located<String>])
    }

    /// The id; in the short form the target's.
    public var id: Located<String>
    /// What people read.
    public var label: Located<String>?
    /// `to:`; where absent, the id names the stage.
    public var target: Target
    /// `by:`, the roles who may; nil where absent.
    public var by: [Located<String>]?
    /// `ask:`, fields that must be given with it or be there already.
    public var ask: [Located<String>]
    /// `gates:`, gates of the move itself.
    public var gates: [GateReference]
    /// `reason:`, the list that the person chooses from.
    public var reason: Located<String>?
    /// `because:`, the reason that the move gives itself.
    public var because: Located<String>?
    /// `when:`, the guard.
    public var when: ExpressionSource?
    /// `signal:`, the signal that fires it.
    public var signal: Located<String>?
    /// `as_soon_as:`, the condition that fires it.
    public var asSoonAs: ExpressionSource?
    /// `skips:`, stages passed over whose gates do not apply.
    public var skips: Passed?
    /// `through:`, stages passed over whose gates apply.
    public var through: Passed?
    /// `complete: true`: made by itself when the phase, or all tracks, of its stage are complete.
    public var complete: Located<Bool>?
    /// `resume:`, how much of what was left is taken up again.
    public var resume: Located<Resumption>?
    /// `at_most:`, how often it may be made for one deal.
    public var atMost: Located<Int>?
    /// `after:`, made by itself so much time after its stage was entered.
    public var after: Located<String>?
    /// `at:`, made by itself at a time that the deal tells.
    public var at: ExpressionSource?
    /// `within:`, how long after its stage was entered it may be made.
    public var within: Located<String>?
    /// `calendar:`, for the working time of `after` and `within`.
    public var calendar: Located<String>?
    /// `late:`, how a move by time is taken that comes late.
    public var late: LateDefinition?
    /// The whole entry.
    public var range: SourceRange

    /// A move with its id and target; everything else is optional.
    public init(id: Located<String>, target: Target, range: SourceRange = .none) {
        self.id = id
        self.target = target
        self.ask = []
        self.gates = []
        self.range = range
    }
}
