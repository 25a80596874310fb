public import TurnpikeExpressions
public import TurnpikeValues

/// A gate with its names resolved.
public struct Gate: Sendable {
    /// The id: the declared one, or the place of an inline gate such as `qualification.exit`.
    public let id: String
    /// What people read.
    public let label: String
    /// The condition under which it applies; nil means always.
    public let when: Condition?
    /// What it demands, in the order needs, done, check, any, all.
    public let criteria: [Criterion]
    /// Whether nobody may override it.
    public let neverOverridden: Bool
    /// Where it stands.
    public let range: SourceRange
}

/// A compiled condition and where it stands.
public struct Condition: Sendable {
    /// The compiled program.
    public let program: CompiledExpression
    /// The text with its place.
    public let source: ExpressionSource
}

/// One demand of a gate.
public struct Criterion: Sendable {
    /// What is demanded.
    public enum Kind: Sendable {
        /// A field must have a value.
        case needs(Subject)
        /// An activity must have been done.
        indirect case done(Done)
        /// A condition must hold.
        indirect case check(Check)
        /// A consent must have been given.
        case approval(ApprovalID)
        /// A plug-in must have said yes.
        case external(ExternalID)
        /// One of these gates must hold.
        case any([GateID])
        /// All of these gates must hold.
        case all([GateID])
    }

    /// What a criterion demands a value of.
    public enum Subject: Hashable, Sendable {
        /// A declared field.
        case field(FieldID)
        /// The deal's owner.
        case owner
        /// The deal's account.
        case account
        /// The deal's contact.
        case contact
    }

    /// A demand on activities.
    public struct Done: Sendable {
        /// The activity.
        public let activity: ActivityID
        /// The indices of the outcomes that count; empty means all that count as done.
        public let outcomes: [Int]
        /// How many.
        public let atLeast: Int
        /// How long ago at most.
        public let within: TimeSpan?
        /// Whether only the present visit of the stage counts.
        public let sinceStage: Bool
    }

    /// A condition with its message.
    public struct Check: Sendable {
        /// The condition.
        public let condition: Condition
        /// What a person reads where it does not hold.
        public let otherwise: Template?
        /// What it does where it does not hold.
        public let severity: CheckSeverity
    }

    /// The full id: `bant.check.budget_covers`.
    public let id: String
    /// What is demanded.
    public let kind: Kind
    /// Where it stands.
    public let range: SourceRange
}

/// A text with computed parts.
public struct Template: Sendable {
    /// One part of a text.
    public enum Part: Sendable {
        /// Words as they stand.
        case text(String)
        /// A value, printed as people read it; a dash where it is unknown.
        case value(Condition)
    }

    /// The parts in order.
    public let parts: [Part]
    /// The text as written.
    public let source: ExpressionSource
}
