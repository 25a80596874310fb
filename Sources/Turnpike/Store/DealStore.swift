public import TurnpikeValues

/// Where deals live: their state, their history, what is to be sent, and the definitions they were opened with.
///
/// A store keeps documents and never looks inside them; the runtime encodes and decodes. Everything a command causes
/// goes into one `Commit`, which is stored whole or not at all. Implementations are tested by the contract suite in
/// `TurnpikeTesting`; each promise below is one of its cases.
///
/// Promises:
/// 1. `commit` answers after its data would survive a loss of power (as far as the medium can promise it), in the order
///    of the batch, one result for each commit. A conflict fails only itself.
/// 2. A commit whose `expectedRevision` is not the stored one (0 for a new deal) is a `.conflict` and changes nothing.
/// 3. An idempotency key that is stored already with the same digest is `.duplicate`; with another it is `.keyReused`.
/// 4. An external key that another deal of the tenant holds is `.keyTaken`.
///    Likewise a counter whose revision is not the expected one makes its commit a `.conflict`.
/// 5. Reads see every commit acknowledged before they began.
/// 6. Everything is per tenant; nothing of one tenant is ever seen under another.
/// 7. Several processes may use one store at a time.
public protocol DealStore: Sendable {
    /// Stores each commit whole or not at all.
    ///
    /// - Throws: `StoreError` where the store itself failed; then nothing of the batch is stored.
    func commit(_ batch: [Commit]) async throws -> [CommitResult]

    /// The deal as of now, or nil.
    func deal(_ id: DealID, tenant: String) async throws -> StoredDeal?

    /// Every value that the deal's sensitive fields ever had, ordered by field and revision: what its records and requests
    /// refer to, where `deal` has the newest only.
    func sensitiveValues(of id: DealID, tenant: String) async throws -> [SensitiveValue]

    /// Forgets every value that the deal's sensitive fields ever had; that there was one stays, and no document changes.
    /// A store that cannot do this throws.
    ///
    /// - Returns: how many values went.
    func eraseSensitiveValues(of id: DealID, tenant: String) async throws -> Int

    /// The records of a deal after revision `after`, ascending, at most `limit`.
    func records(of id: DealID, tenant: String, after: Int64, limit: Int) async throws -> [StoredRecord]

    /// The deals that match, ordered by id (that is, by the time they were opened), at most `query.limit`.
    func deals(_ query: DealQuery) async throws -> [DealSummary]

    /// The deals that match, in the same order, each with its state and all its records: what reports read. A store that
    /// can read them together does; the default asks for them deal by deal.
    func histories(_ query: DealQuery) async throws -> [DealHistory]

    /// The deals that a person's words may mean: the id, a prefix of it (4 characters or more), an external key, the
    /// name; each kind is tried only if the kinds before it found nothing. At most `limit`.
    func find(_ words: String, tenant: String, limit: Int) async throws -> [DealSummary]

    /// What an idempotency key was used for, or nil.
    func acceptance(source: String, key: String, tenant: String) async throws -> StoredAcceptance?

    /// Keeps a definition. The same (process, version) with another digest is refused with
    /// `StoreError.Code.definitionChanged` while a deal uses it, unless `replacing` is true (`--draft`), which also binds
    /// its deals to the new digest.
    func register(_ definition: StoredDefinition, replacing: Bool, tenant: String) async throws

    /// The definitions kept, ordered by process and version.
    func definitions(tenant: String) async throws -> [StoredDefinition]

    /// Keeps an account's or a contact's record if its revision follows the stored one; false on a conflict.
    func put(_ record: StoredParty, tenant: String) async throws -> Bool

    /// An account's or a contact's record, by id or by external key.
    func party(_ kind: PartyKind, _ idOrKey: String, tenant: String) async throws -> StoredParty?

    /// The counters of these names, as far as they were ever written.
    func counters(_ names: [String], tenant: String) async throws -> [Counter]

    /// Leases up to `limit` rows that are due, oldest first, and in each lane only the first that is not done.
    func claimOutbox(_ claim: OutboxClaim) async throws -> [OutboxRow]

    /// Stores how deliveries ended. A settlement whose lease was lost changes nothing.
    func settle(_ settlements: [OutboxSettlement], tenant: String) async throws

    /// Rows of the outbox for people to look at, in order.
    func outbox(_ query: OutboxQuery) async throws -> [OutboxRow]

    /// The armed timers that are due at `instant`, oldest first, at most `limit`.
    func dueTimers(at instant: Instant, tenant: String, limit: Int) async throws -> [TimerRow]

    /// Leases up to `limit` armed timers that are due, oldest first, and none that another holds. A commit that changes a
    /// deal's timers ends the leases on them.
    func claimTimers(_ claim: TimerClaim) async throws -> [TimerRow]

    /// Takes rows out of the index that are in it exactly so: what is armed no more in the deal's state, which counts.
    func dropTimers(_ rows: [TimerRow], tenant: String) async throws

    /// Forgets what was kept for a time only, of all tenants: see `StorePurge`. A store does so when it is told to, never by
    /// itself, because it reads no clock.
    ///
    /// - Returns: How many keys and rows went; 0 means that nothing is left to purge.
    func purge(_ purge: StorePurge) async throws -> Int
}

extension DealStore {
    /// Refuses: what is kept for ever must not be called erased.
    public func eraseSensitiveValues(of id: DealID, tenant: String) async throws -> Int {
        throw StoreError(.failed, "this store cannot erase sensitive values")
    }

    /// The counters of these names, as far as they were ever written. A store that keeps none has none.
    public func counters(_ names: [String], tenant: String) async throws -> [Counter] { [] }

    /// The deals that match, each with its state and all its records.
    public func histories(_ query: DealQuery) async throws -> [DealHistory] {
        var result: [DealHistory] = []
        for summary in try await deals(query) {
            // One that was erased in between is no longer there.
            guard let deal = try await deal(summary.id, tenant: query.tenant) else { continue }
            var records: [StoredRecord] = []
            while true {
                let last = records.last?.revision ?? 0
                let page = try await self.records(of: summary.id, tenant: query.tenant, after: last, limit: 500)
                records += page
                if page.count < 500 { break }
            }
            let values = try await sensitiveValues(of: summary.id, tenant: query.tenant)
            result.append(DealHistory(deal: deal, records: records, sensitive: values))
        }
        return result
    }
}

/// Accounts and contacts are records of their own, shared by deals.
public enum PartyKind: String, Hashable, Sendable, CaseIterable {
    /// A company or household.
    case account
    /// A person on the customer's side.
    case contact
}

/// Everything that one command causes, stored in one transaction.
public struct Commit: Hashable, Sendable {
    /// Whose deal it is.
    public var tenant: String
    /// The deal.
    public var deal: DealID
    /// The revision that this commit follows; 0 opens the deal.
    public var expectedRevision: Int64
    /// The state after it, canonical JSON (`StateCoding`), without sensitive values.
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

/// A deal as a store returns it.
public struct StoredDeal: Hashable, Sendable {
    /// The columns of the deal.
    public var summary: DealSummary
    /// The encoded state.
    public var state: [UInt8]
    /// The values that the state refers to.
    public var sensitive: [SensitiveValue]

    /// A stored deal.
    public init(summary: DealSummary, state: [UInt8], sensitive: [SensitiveValue]) {
        self.summary = summary
        self.state = state
        self.sensitive = sensitive
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

/// A key under which a command may be repeated without effect: per tenant and source. A pipeline has
/// it purged when its retention is over.
public struct IdempotencyKey: Hashable, Sendable {
    /// Who gives the key: a client, an import, a plug-in.
    public var source: String
    /// The key.
    public var key: String
    /// The digest of the command, which tells a repetition from a mistake.
    public var commandDigest: Digest

    /// A key.
    public init(source: String, key: String, commandDigest: Digest) {
        self.source = source
        self.key = key
        self.commandDigest = commandDigest
    }
}

/// What an idempotency key was used for.
public struct StoredAcceptance: Hashable, Sendable {
    /// The digest of the command.
    public var commandDigest: Digest
    /// The deal.
    public var deal: DealID
    /// The revision that the command made.
    public var revision: Int64

    /// An acceptance.
    public init(commandDigest: Digest, deal: DealID, revision: Int64) {
        self.commandDigest = commandDigest
        self.deal = deal
        self.revision = revision
    }
}

/// A definition that a store keeps, so that every deal's version stays executable.
public struct StoredDefinition: Hashable, Sendable {
    /// The process.
    public var process: String
    /// Its version.
    public var version: Int
    /// The digest of the checked definition, without labels, guides and comments.
    public var digest: Digest
    /// The version of the language.
    public var language: Int
    /// The files it was read from: name and bytes, the process file first.
    public var sources: [Source]
    /// When it was first registered.
    public var registered: Instant

    /// A file of a definition.
    public struct Source: Hashable, Sendable {
        /// The file's name without folders.
        public var name: String
        /// Its text, UTF-8.
        public var text: [UInt8]

        /// A file.
        public init(name: String, text: [UInt8]) {
            self.name = name
            self.text = text
        }
    }

    /// A definition to keep.
    public init(
        process: String,
        version: Int,
        digest: Digest,
        language: Int,
        sources: [Source],
        registered: Instant
    ) {
        self.process = process
        self.version = version
        self.digest = digest
        self.language = language
        self.sources = sources
        self.registered = registered
    }
}

/// An account's or a contact's record.
public struct StoredParty: Hashable, Sendable {
    /// Account or contact.
    public var kind: PartyKind
    /// Its id, unique per tenant and kind.
    public var id: String
    /// 1 for a new one, then one more with each change.
    public var revision: Int64
    /// The key by which an outside system knows it.
    public var externalKey: String?
    /// Its values, canonical JSON of a map.
    public var body: [UInt8]

    /// A record.
    public init(kind: PartyKind, id: String, revision: Int64, externalKey: String? = nil, body: [UInt8]) {
        self.kind = kind
        self.id = id
        self.revision = revision
        self.externalKey = externalKey
        self.body = body
    }
}

/// A timer in the store's index of due times; the deal's state is what counts.
public struct TimerRow: Hashable, Sendable {
    /// The deal.
    public var deal: DealID
    /// The timer's name within the deal.
    public var name: String
    /// When it is due.
    public var due: Instant

    /// A timer.
    public init(deal: DealID, name: String, due: Instant) {
        self.deal = deal
        self.name = name
        self.due = due
    }
}
