/// A consent that people give (`approvals:`).
public struct ApprovalDefinition: Hashable, Sendable {
    /// The id.
    public var id: Located<String>
    /// What people read.
    public var label: Located<String>?
    /// `ask:`, the question that the approvers read; may hold `${…}`.
    public var ask: TemplateText?
    /// `steps:`, one after the other.
    public var steps: [ApprovalStepDefinition]
    /// `not:`, who may not approve: `requester`, `owner`, or roles.
    public var not: [Located<String>]
    /// `within:`, how long the approvers have, as text.
    public var within: Located<String>?
    /// `late: {escalate: …}`, the roles that decide once the time is over; nil means that the request then expires.
    public var escalate: [Located<String>]?
    /// `rejected:`, the move that a rejection makes.
    public var rejected: RejectedDefinition?
    /// `resets_on:`, the changes that withdraw votes and grants.
    public var resetsOn: [ResetDefinition]
    /// `valid_for:`, how long a grant lasts, as text.
    public var validFor: Located<String>?
    /// The whole entry.
    public var range: SourceRange

    /// An approval with its id; everything else is optional.
    public init(id: Located<String>, range: SourceRange = .none) {
        self.id = id
        self.steps = []
        self.not = []
        self.resetsOn = []
        self.range = range
    }
}

/// One step of an approval: a role, or seats of which a quorum must agree.
public struct ApprovalStepDefinition: Hashable, Sendable {
    /// How many seats must agree.
    public enum Quorum: Hashable, Sendable {
        /// Every seat.
        case all
        /// One seat.
        case any
        /// So many seats.
        case count(Int)
    }

    /// `when:`, the condition under which the step is needed.
    public var when: ExpressionSource?
    /// `of:`, the seats: a role each; a role with a number (`{partner: 2}`) has several.
    public var seats: [Seat]
    /// `quorum:`; all seats where absent.
    public var quorum: Located<Quorum>?
    /// `veto:`, the roles whose "no" ends it at once.
    public var veto: [Located<String>]
    /// The whole entry.
    public var range: SourceRange

    /// Seats of one role.
    public struct Seat: Hashable, Sendable {
        /// The role.
        public var role: Located<String>
        /// How many people of it; 1 where absent.
        public var count: Located<Int>?

        /// Seats of a role.
        public init(role: Located<String>, count: Located<Int>? = nil) {
            self.role = role
            self.count = count
        }
    }

    /// A step with its seats.
    public init(seats: [Seat], range: SourceRange = .none) {
        self.seats = seats
        self.veto = []
        self.range = range
    }
}

/// What a rejection does to the deal.
public struct RejectedDefinition: Hashable, Sendable {
    /// `to:`, the stage it leads to.
    public var stage: Located<String>
    /// `because:`, the reason, where that stage asks for one.
    public var because: Located<String>?

    /// A move to a stage.
    public init(to stage: Located<String>, because: Located<String>? = nil) {
        self.stage = stage
        self.because = because
    }
}

/// A change that withdraws votes: of a field, in either direction or in one.
public struct ResetDefinition: Hashable, Sendable {
    /// The field.
    public var field: Located<String>
    /// The direction; nil for any change.
    public var direction: Located<ResetDirection>?

    /// A change of a field.
    public init(field: Located<String>, direction: Located<ResetDirection>? = nil) {
        self.field = field
        self.direction = direction
    }
}

/// The direction in which a value changes.
public enum ResetDirection: String, Hashable, Sendable, CaseIterable {
    /// It becomes greater, or gets its first value.
    case up
    /// It becomes smaller, or loses its value.
    case down
}
