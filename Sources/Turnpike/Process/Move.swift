/// A move with its names resolved.
public struct Move: Sendable {
    /// Where it leads.
    public enum Target: Hashable, Sendable {
        /// To a stage.
        case stage(StageID)
        /// Back to the stage before the hold.
        case cameFrom
        /// To a stage before the present one, which the person names.
        case earlier
    }

    /// What fires it.
    public enum Trigger: Sendable {
        /// A person (or the embedding app for one).
        case person
        /// A signal.
        case signal(SignalID)
        /// A condition, tried after each change.
        case asSoonAs(Condition)
        /// The end of its phase, or of all tracks of its stage.
        case complete
        /// So much time after its stage was entered.
        case after(TimedSpan)
        /// A time that the deal tells; without a value it does not come.
        case at(Condition)
    }

    /// The id.
    public let id: String
    /// What people read.
    public let label: String
    /// The stage whose move it is; nil for a move of `anywhere`.
    public let source: StageID?
    /// Where it leads.
    public let target: Target
    /// What fires it.
    public let trigger: Trigger
    /// The guard, which takes part in choosing the move.
    public let when: Condition?
    /// Who may; nil means the process's default.
    public let by: RoleSet?
    /// Fields that must be given with it or be there already.
    public let ask: [FieldID]
    /// Its own gates.
    public let gates: [GateID]
    /// The list of reasons that the person chooses from.
    public let reasonList: Int?
    /// The reason that it gives itself.
    public let because: ReasonID?
    /// Stages passed over whose gates do not apply; nil stands for all.
    public let skips: PassedStages
    /// Stages passed over whose gates apply.
    public let through: PassedStages
    /// How much of what was left it takes up again; nil means that what it enters begins anew.
    public let resume: Resumption?
    /// How often it may be made for one deal; nil means without limit.
    public let atMost: Int?
    /// How long after its stage was entered it may still be made; nil means for ever.
    public let within: TimedSpan?
    /// How a move by time is taken that comes late.
    public let late: LatePolicy
    /// Where it stands.
    public let range: SourceRange

    /// Whether time makes it.
    var isTimed: Bool {
        switch trigger {
        case .after, .at: true
        case .person, .signal, .asSoonAs, .complete: false
        }
    }

    /// Whether somebody must ask for it.
    public var isByPerson: Bool {
        if case .person = trigger { true } else { false }
    }
}

/// The stages that a forward move names as passed over.
public enum PassedStages: Hashable, Sendable {
    /// All that lie between.
    case all
    /// These.
    case stages([StageID])

    /// Whether a stage is named.
    public func contains(_ stage: StageID) -> Bool {
        switch self {
        case .all: true
        case .stages(let stages): stages.contains(stage)
        }
    }
}

/// How a move stands to the order of stages (rule 7).
public enum Direction: String, Hashable, Sendable, CaseIterable {
    /// To a later stage.
    case forward
    /// To an earlier stage.
    case back
    /// Into a hold or a lost stage.
    case aside
    /// To the same stage, a new visit.
    case again
}

/// One row of the transition table: a move as it may be made from one stage.
public struct Transition: Sendable {
    /// The move.
    public let move: MoveID
    /// The stage it starts from.
    public let source: StageID
    /// The stage it leads to; nil where the deal's history or the person decides.
    public let target: StageID?
    /// Its direction; nil where that depends on the stage the deal came from.
    public let direction: Direction?
    /// The gates that are judged, in order; nil where they depend on the stage the deal came from.
    public let gates: [GateID]?
}
