public import TurnpikeValues

/// One delivery to the outside, stored in the commit that causes it.
public struct OutboxRow: Hashable, Sendable {
    /// Where a delivery stands.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// To be delivered when `nextAttempt` has come.
        case pending
        /// Delivered.
        case delivered
        /// Given up; the lane parks or goes on as declared.
        case dead
        /// Taken out by a person.
        case dropped
    }

    /// Its place in the store's order; 0 until it is stored.
    public var sequence: Int64
    /// Whose it is.
    public var tenant: String
    /// The deal.
    public var deal: DealID
    /// The revision that caused it.
    public var revision: Int64
    /// The plug-in that delivers it: `crm`, `email`, `notify` or a name of one.
    public var hook: String
    /// The stable key of the effect: the same at every attempt, never used for another.
    public var key: String
    /// The whole rendered request as of its revision, canonical JSON.
    public var request: [UInt8]
    /// Whether later rows of the lane wait for ever behind a dead one (a CRM's must; a mail's need not).
    public var parksLane: Bool
    /// Where it stands.
    public var status: Status
    /// How often it was tried.
    public var attempts: Int
    /// When it may be tried next.
    public var nextAttempt: Instant
    /// Who holds it, while leased.
    public var leaseOwner: String?
    /// Until when.
    public var leaseUntil: Instant?
    /// What the last attempt said.
    public var lastError: String?
    /// The attempts that failed, oldest first; of very many the first and the newest.
    public var story: [Attempt] = []

    /// An attempt that failed.
    public struct Attempt: Hashable, Sendable {
        /// When it ended; nil where nobody said.
        public var at: Instant?
        /// What it said.
        public var error: String

        /// An attempt.
        public init(at: Instant?, error: String) {
            self.at = at
            self.error = error
        }
    }

    /// A row to be stored.
    public init(
        tenant: String,
        deal: DealID,
        revision: Int64,
        hook: String,
        key: String,
        request: [UInt8],
        parksLane: Bool,
        nextAttempt: Instant
    ) {
        self.sequence = 0
        self.tenant = tenant
        self.deal = deal
        self.revision = revision
        self.hook = hook
        self.key = key
        self.request = request
        self.parksLane = parksLane
        self.status = .pending
        self.attempts = 0
        self.nextAttempt = nextAttempt
    }
}

/// A wish for rows to deliver. A lane is (deal, hook); its rows are delivered in order, one at a time.
public struct OutboxClaim: Hashable, Sendable {
    /// Whose rows.
    public var tenant: String
    /// Who will hold them.
    public var owner: String
    /// The time now.
    public var now: Instant
    /// Until when they are held.
    public var until: Instant
    /// At most so many.
    public var limit: Int
    /// Only this deal's lanes.
    public var deal: DealID?
    /// Only these plug-ins; nil means all.
    public var hooks: [String]?
    /// None of these plug-ins, where `hooks` is nil.
    public var except: [String] = []

    /// A claim.
    public init(
        tenant: String = "",
        owner: String,
        now: Instant,
        until: Instant,
        limit: Int,
        deal: DealID? = nil,
        hooks: [String]? = nil
    ) {
        self.tenant = tenant
        self.owner = owner
        self.now = now
        self.until = until
        self.limit = limit
        self.deal = deal
        self.hooks = hooks
    }
}

/// How a delivery ended.
public struct OutboxSettlement: Hashable, Sendable {
    /// What becomes of the row.
    public enum Result: Hashable, Sendable {
        /// The receiver has it.
        case delivered
        /// Try again at this time.
        case retry(at: Instant, error: String)
        /// Give it up.
        case dead(error: String)
        /// A person took it out.
        case dropped
        /// Hand the lease back without an attempt.
        case released
    }

    /// The row.
    public var sequence: Int64
    /// Who held it; nil for a person's decision about a row that nobody holds.
    public var owner: String?
    /// How it ended.
    public var result: Result
    /// When it ended, for the row's story.
    public var at: Instant?

    /// A settlement.
    public init(sequence: Int64, owner: String?, result: Result, at: Instant? = nil) {
        self.sequence = sequence
        self.owner = owner
        self.result = result
        self.at = at
    }
}

/// Which rows a person wants to see.
public struct OutboxQuery: Hashable, Sendable {
    /// Whose rows.
    public var tenant: String
    /// Only this deal.
    public var deal: DealID?
    /// Only rows that stand so; nil means all.
    public var status: OutboxRow.Status?
    /// Only this row.
    public var sequence: Int64?
    /// Rows after this one, for the next page.
    public var after: Int64
    /// At most so many.
    public var limit: Int

    /// All rows of a tenant, 1,000 at a time.
    public init(tenant: String = "", deal: DealID? = nil, status: OutboxRow.Status? = nil, limit: Int = 1_000) {
        self.tenant = tenant
        self.deal = deal
        self.status = status
        self.after = 0
        self.limit = limit
    }
}
