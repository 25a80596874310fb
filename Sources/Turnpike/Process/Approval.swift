public import TurnpikeValues

/// An approval of a process.
public struct ApprovalID: DenseID {
    @usableFromInline let raw: UInt16
    /// The index into `SalesProcess.approvals`.
    @inlinable public var index: Int { Int(raw) }
    /// The approval at an index.
    @inlinable public init(_ index: Int) { raw = UInt16(truncatingIfNeeded: index) }
}

/// A consent that people give, with its names resolved.
public struct Approval: Sendable {
    /// The id.
    public let id: String
    /// What people read.
    public let label: String
    /// The question that the approvers read.
    public let ask: Template?
    /// The steps, one after the other.
    public let steps: [Step]
    /// Who may not approve.
    public let excluded: RoleSet
    /// How long the approvers have.
    public let within: TimeSpan?
    /// Who decides once the time is over; nil means that the request then expires.
    public let escalation: RoleSet?
    /// The changes that withdraw votes and grants.
    public let resets: [Reset]
    /// How long a grant lasts; nil means until a reset or an outcome.
    public let validFor: TimeSpan?
    /// Where it stands.
    public let range: SourceRange

    /// One step.
    public struct Step: Sendable {
        /// The condition under which it is needed; nil means always.
        public let when: Condition?
        /// The seats, a role each; one person takes one seat.
        public let seats: [RoleSet]
        /// How many of the seats must agree.
        public let quorum: Int
        /// The roles whose "no" ends it at once.
        public let veto: RoleSet
        /// Where it stands.
        public let range: SourceRange
    }

    /// A change that withdraws votes.
    public struct Reset: Hashable, Sendable {
        /// The field.
        public let field: FieldID
        /// The direction; nil for any change.
        public let direction: ResetDirection?
    }
}
