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

    /// Those of some deals that there are, as of now, in any order: what a worker asks for whose timers are due together. A
    /// store that can read them in one go does; the default asks for each.
    func deals(withIDs ids: [DealID], tenant: String) async throws -> [StoredDeal]

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

    /// The approvals that wait for somebody's word, as the newest commits of their deals said: the oldest request first,
    /// then by deal and approval, at most `query.limit`.
    func pendingApprovals(_ query: PendingApprovalQuery) async throws -> [PendingApproval]

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

    /// Those of some deals that there are, each asked for alone.
    public func deals(withIDs ids: [DealID], tenant: String) async throws -> [StoredDeal] {
        var found: [StoredDeal] = []
        for id in ids {
            if let deal = try await deal(id, tenant: tenant) { found.append(deal) }
        }
        return found
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
