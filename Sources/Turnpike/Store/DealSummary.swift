public import TurnpikeValues

/// What lists and boards show of a deal.
public struct DealSummary: Hashable, Sendable {
    /// The deal.
    public var id: DealID
    /// Its revision.
    public var revision: Int64
    /// The process it runs through.
    public var process: String
    /// The version of that process.
    public var version: Int
    /// The digest of the definition it is bound to.
    public var digest: Digest
    /// The id of its stage.
    public var stage: String
    /// `won`, `lost` or nil.
    public var outcome: String?
    /// What people call it.
    public var name: String
    /// Who owns it, a person's id.
    public var owner: String?
    /// The account's id.
    public var account: String?
    /// When it was opened; nil where unknown (imported history).
    public var opened: Instant?
    /// When it last changed.
    public var updated: Instant

    /// A summary with its required columns.
    public init(
        id: DealID,
        revision: Int64,
        process: String,
        version: Int,
        digest: Digest,
        stage: String,
        name: String,
        updated: Instant
    ) {
        self.id = id
        self.revision = revision
        self.process = process
        self.version = version
        self.digest = digest
        self.stage = stage
        self.name = name
        self.updated = updated
    }
}

/// Which deals a list wants.
public struct DealQuery: Hashable, Sendable {
    /// Whose deals.
    public var tenant: String
    /// Only this process.
    public var process: String?
    /// Only this version.
    public var version: Int?
    /// Only this stage.
    public var stage: String?
    /// Only this owner.
    public var owner: String?
    /// Deals after this one, for the next page.
    public var after: DealID?
    /// At most so many.
    public var limit: Int

    /// All deals of a tenant, 1,000 at a time.
    public init(tenant: String = "", process: String? = nil, limit: Int = 1_000) {
        self.tenant = tenant
        self.process = process
        self.limit = limit
    }
}
