public import TurnpikeValues

/// Everything that one command causes, stored in one transaction.
public struct Commit: Hashable, Sendable {
    /// Whose deal it is.
    public var tenant: String
    /// The deal.
    public var deal: DealID
    /// The revision that this commit follows; 0 opens the deal.
    public var expectedRevision: Int64
    /// The state after it, canonical JSON (`StateCoding`), without sensitive values and without what `summary` says.
    public var state: [UInt8]
    /// What happened, canonical JSON (`RecordCoding`), without sensitive values.
    public var record: [UInt8]
    /// When it was recorded.
    public var recorded: Instant
    /// What lists and boards show and queries select on.
    public var summary: DealSummary
    /// Values of sensitive fields that this commit sets, kept in a table of their own.
    public var sensitive: [SensitiveValue]
    /// What is to be delivered.
    public var outbox: [OutboxRow]
    /// The deal's armed timers after this commit; nil where they did not change.
    public var timers: [TimerRow]?
    /// The deal's approvals that wait for somebody's word after this commit; nil where they did not change.
    public var pendingApprovals: [PendingApproval]?
    /// What it does to counters that deals share; one whose revision is not the expected one makes it a conflict.
    public var counters: [CounterChange] = []
    /// Keys of outside systems that name this deal from now on.
    public var externalKeys: [String]
    /// The key under which the command may be repeated without effect, if it came with one.
    public var idempotency: IdempotencyKey?

    /// A commit without side tables.
    public init(
        tenant: String,
        deal: DealID,
        expectedRevision: Int64,
        state: [UInt8],
        record: [UInt8],
        recorded: Instant,
        summary: DealSummary
    ) {
        self.tenant = tenant
        self.deal = deal
        self.expectedRevision = expectedRevision
        self.state = state
        self.record = record
        self.recorded = recorded
        self.summary = summary
        self.sensitive = []
        self.outbox = []
        self.externalKeys = []
    }
}

/// How one commit of a batch ended.
public enum CommitResult: Hashable, Sendable {
    /// It is stored as this revision.
    case stored(revision: Int64)
    /// Another writer was first; the deal stands at this revision (0 where it does not exist).
    case conflict(actual: Int64)
    /// The same command was stored before.
    case duplicate(StoredAcceptance)
    /// The idempotency key was used for another command.
    case keyReused(StoredAcceptance)
    /// Another deal holds this external key.
    case keyTaken(key: String, by: DealID)
}
