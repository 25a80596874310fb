public import TurnpikeValues

/// Something that happened to an approval, with its results.
public struct ApprovalEvent: Hashable, Sendable {
    /// What happened.
    public enum Kind: Hashable, Sendable {
        /// `approval.requested`: earlier votes that still count are kept.
        case requested(by: String, step: Int)
        /// `approval.voted`; `escalated` tells that it decides the step by itself.
        case voted(Vote)
        /// `approval.advanced`: another step is open.
        case advanced(step: Int)
        /// `approval.granted`
        case granted(validUntil: Instant?)
        /// `approval.rejected`
        case rejected
        /// `approval.late`: the time is over, and it was escalated
        case late
        /// `approval.expired`
        case expired
        /// `approval.recalled`
        case recalled
        /// `approval.reset`: a change withdrew the votes; what is pending begins anew at a step
        case reset(because: FieldID, step: Int)
        /// `approval.withdrawn`: the deal reached an outcome
        case withdrawn
    }

    /// A vote as it was given.
    public struct Vote: Hashable, Sendable {
        /// The step, from 0.
        public var step: Int
        /// Whether it is a "yes".
        public var approves: Bool
        /// The seats of the step that the person could take: bit i for the i-th.
        public var seats: UInt64
        /// For whom, where that is somebody else.
        public var onBehalfOf: String?
        /// What was said with it.
        public var note: String?
    }

    /// The approval.
    public var approval: ApprovalID
    /// What happened.
    public var kind: Kind

    init(_ approval: ApprovalID, _ kind: Kind) {
        self.approval = approval
        self.kind = kind
    }

    /// The type as stored and as hooks name it.
    public var typeName: StaticString {
        switch kind {
        case .requested: "approval.requested"
        case .voted: "approval.voted"
        case .advanced: "approval.advanced"
        case .granted: "approval.granted"
        case .rejected: "approval.rejected"
        case .late: "approval.late"
        case .expired: "approval.expired"
        case .recalled: "approval.recalled"
        case .reset: "approval.reset"
        case .withdrawn: "approval.withdrawn"
        }
    }
}
