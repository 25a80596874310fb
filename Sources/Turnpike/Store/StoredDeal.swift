public import TurnpikeValues

/// A deal as a store returns it.
public struct StoredDeal: Hashable, Sendable {
    /// The columns of the deal.
    public var summary: DealSummary
    /// The encoded state (`StateCoding`): what the columns do not say.
    public var state: [UInt8]
    /// The values that the state refers to.
    public var sensitive: [SensitiveValue]

    /// A stored deal.
    public init(summary: DealSummary, state: [UInt8], sensitive: [SensitiveValue]) {
        self.summary = summary
        self.state = state
        self.sensitive = sensitive
    }

    /// A deal as a store keeps it; a store that keeps its sensitive values too returns them with it.
    public init(_ deal: Deal, sensitive: [SensitiveValue] = []) {
        self.init(
            summary: deal.summary,
            state: StateCoding.encode(deal.state, in: deal.process),
            sensitive: sensitive
        )
    }
}

/// A deal with all its records.
public struct DealHistory: Hashable, Sendable {
    /// The deal.
    public var deal: StoredDeal
    /// Its records, ascending.
    public var records: [StoredRecord]
    /// Every value that the records refer to, ordered by field and revision.
    public var sensitive: [SensitiveValue]

    /// A deal, its records and the values that they refer to.
    public init(deal: StoredDeal, records: [StoredRecord], sensitive: [SensitiveValue] = []) {
        self.deal = deal
        self.records = records
        self.sensitive = sensitive
    }
}

/// The value of a sensitive field as of a revision.
public struct SensitiveValue: Hashable, Sendable {
    /// The field's id; a captured field of an activity is `activity.field`.
    public var field: String
    /// The revision that set it.
    public var revision: Int64
    /// Its canonical JSON; nil after erasure.
    public var value: [UInt8]?

    /// A sensitive value.
    public init(field: String, revision: Int64, value: [UInt8]?) {
        self.field = field
        self.revision = revision
        self.value = value
    }
}

/// One revision of a deal's history.
public struct StoredRecord: Hashable, Sendable {
    /// The revision that it made.
    public var revision: Int64
    /// When it was recorded.
    public var recorded: Instant
    /// Its canonical JSON.
    public var body: [UInt8]

    /// A stored record.
    public init(revision: Int64, recorded: Instant, body: [UInt8]) {
        self.revision = revision
        self.recorded = recorded
        self.body = body
    }
}
