public import TurnpikeValues

/// What a deal keeps of one approval: bounded by its seats, whatever happened before.
public struct ApprovalState: Hashable, Sendable {
    /// How it stands.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// Asked for; the approvers have not decided.
        case pending
        /// Given.
        case granted
        /// Denied.
        case rejected
        /// Nobody decided in time.
        case expired
        /// Taken back by whoever asked.
        case recalled
    }

    /// One person's word.
    public struct Vote: Hashable, Sendable {
        /// The step, from 0.
        public let step: Int
        /// Who gave it.
        public let by: String
        /// For whom, where that is somebody else.
        public let onBehalfOf: String?
        /// Whether it is a "yes".
        public let approves: Bool
        /// The seats of the step that the person could take: bit i for the i-th.
        public let seats: UInt64
        /// When it was given.
        public let at: Instant

        /// Whether it decides the step by itself, because it was escalated to whoever gave it.
        public var decides: Bool { seats == 0 }
    }

    /// The approval.
    public let approval: ApprovalID
    /// How it stands.
    public internal(set) var status: Status
    /// Who asked for it.
    public internal(set) var requester: String
    /// When it was asked for.
    public internal(set) var requested: Instant
    /// The step that is open, from 0.
    public internal(set) var step: Int
    /// The votes that count, in the order in which they were given.
    public internal(set) var votes: [Vote] = []
    /// When it was decided, expired or taken back; nil while it is pending.
    public internal(set) var decided: Instant?
    /// Until when the grant holds; nil without end.
    public internal(set) var validUntil: Instant?
    /// When the time that the approvers have began: with the request, or with the change that withdrew their votes.
    public internal(set) var since: Instant
    /// Whether the time is over and those decide to whom it was escalated.
    public internal(set) var isEscalated = false
    /// Whether a field has changed since it was decided.
    public internal(set) var hasChanged = false
    /// The visit of a stage in which it was decided, counted over all stages.
    var visit: Int64 = 0

    init(_ approval: ApprovalID, requester: String, requested: Instant, step: Int) {
        self.approval = approval
        self.status = .pending
        self.requester = requester
        self.requested = requested
        self.since = requested
        self.step = step
    }
}

extension DealState {
    /// The approvals that were asked for and not withdrawn, in file order.
    public var approvals: [ApprovalState] { shared.rare?.approvals ?? [] }

    /// How an approval stands; nil where it was never asked for, or was withdrawn.
    public func approval(_ id: ApprovalID) -> ApprovalState? { approvals.first { $0.approval == id } }

    /// Until when the approvers of what is asked for have time; nil without end, and while it stands still.
    public func due(of approval: ApprovalID) -> Instant? {
        timer(TimerKey(.approval, approval.index))?.fires
    }

    mutating func withApproval(_ id: ApprovalID, _ body: (inout ApprovalState) -> Void) {
        guard let index = approvals.firstIndex(where: { $0.approval == id }) else { return }
        withRare { body(&$0.approvals[index]) }
    }
}
