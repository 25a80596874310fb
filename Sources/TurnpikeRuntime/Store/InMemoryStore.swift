import Synchronization
public import Turnpike
public import TurnpikeValues

/// A store that keeps everything in memory, for tests, demonstrations and processes that need no durability.
///
/// It keeps all promises of `DealStore` except survival: what it holds is gone with the process. All text is compared
/// byte by byte, as a database does it, not by Unicode equivalence.
public final class InMemoryStore: DealStore {
    private struct State {
        var tenants: [ExactText: InMemoryTenant] = [:]
        /// The sequence of the last outbox row; one order for all tenants.
        var sequence: Int64 = 0
    }

    private let state = Mutex(State())

    /// An empty store.
    public init() {}

    /// Stores each commit whole or not at all; never throws.
    public func commit(_ batch: [Commit]) async throws -> [CommitResult] {
        state.withLock { state in
            batch.map { commit in
                state.tenants[ExactText(commit.tenant), default: InMemoryTenant()]
                    .commit(commit, sequence: &state.sequence)
            }
        }
    }

    /// The deal as of now, or nil.
    public func deal(_ id: DealID, tenant: String) async throws -> StoredDeal? {
        read(tenant) { $0.deals[id]?.stored }
    }

    /// Those of some deals that there are.
    public func deals(withIDs ids: [DealID], tenant: String) async throws -> [StoredDeal] {
        read(tenant) { tenant in ids.compactMap { tenant.deals[$0]?.stored } }
    }

    /// Every value that the deal's sensitive fields ever had, ordered by field and revision.
    public func sensitiveValues(of id: DealID, tenant: String) async throws -> [SensitiveValue] {
        read(tenant) { tenant in
            (tenant.deals[id]?.sensitive ?? [:]).sorted { $0.key < $1.key }.flatMap(\.value)
        }
    }

    /// The records of a deal after revision `after`, ascending, at most `limit`.
    public func records(of id: DealID, tenant: String, after: Int64, limit: Int) async throws -> [StoredRecord] {
        read(tenant) { tenant in
            guard let deal = tenant.deals[id] else { return [] }
            return Array(deal.records.drop { $0.revision <= after }.prefix(max(0, limit)))
        }
    }

    /// The deals that match, ordered by id, at most `query.limit`.
    public func deals(_ query: DealQuery) async throws -> [DealSummary] {
        read(query.tenant) { $0.deals(query) }
    }

    /// The deals that a person's words may mean.
    public func find(_ words: String, tenant: String, limit: Int) async throws -> [DealSummary] {
        read(tenant) { $0.find(words, limit: max(0, limit)) }
    }

    /// What an idempotency key was used for, or nil.
    public func acceptance(source: String, key: String, tenant: String) async throws -> StoredAcceptance? {
        read(tenant) { $0.acceptances[.init(source: ExactText(source), key: ExactText(key))]?.acceptance }
    }

    /// Keeps a definition.
    public func register(_ definition: StoredDefinition, replacing: Bool, tenant: String) async throws {
        try state.withLock { state in
            try state.tenants[ExactText(tenant), default: InMemoryTenant()]
                .register(definition, replacing: replacing)
        }
    }

    /// The definitions kept, ordered by process and version.
    public func definitions(tenant: String) async throws -> [StoredDefinition] {
        read(tenant) { tenant in
            tenant.definitions.values.sorted {
                (ExactText($0.process), $0.version) < (ExactText($1.process), $1.version)
            }
        }
    }

    /// Keeps an account's or a contact's record if its revision follows the stored one; false on a conflict.
    public func put(_ record: StoredParty, tenant: String) async throws -> Bool {
        state.withLock { $0.tenants[ExactText(tenant), default: InMemoryTenant()].put(record) }
    }

    /// An account's or a contact's record, by id or by external key.
    public func party(_ kind: PartyKind, _ idOrKey: String, tenant: String) async throws -> StoredParty? {
        read(tenant) { $0.party(kind, ExactText(idOrKey)) }
    }

    /// The counters of these names, as far as they were ever written.
    public func counters(_ names: [String], tenant: String) async throws -> [Counter] {
        read(tenant) { tenant in names.compactMap { tenant.counters[ExactText($0)] } }
    }

    /// Sets a counter to what it is to be when a scenario begins.
    package func put(_ counter: Counter, tenant: String = "") {
        state.withLock {
            $0.tenants[ExactText(tenant), default: InMemoryTenant()].counters[ExactText(counter.name)] = counter
        }
    }

    /// The approvals that wait for somebody's word, the oldest request first.
    public func pendingApprovals(_ query: PendingApprovalQuery) async throws -> [PendingApproval] {
        read(query.tenant) { $0.pending.page(query) }
    }

    /// Leases rows that are due.
    public func claimOutbox(_ claim: OutboxClaim) async throws -> [OutboxRow] {
        state.withLock { $0.tenants[ExactText(claim.tenant)]?.claim(claim) ?? [] }
    }

    /// Stores how deliveries ended.
    public func settle(_ settlements: [OutboxSettlement], tenant: String) async throws {
        state.withLock { state in
            for settlement in settlements { state.tenants[ExactText(tenant)]?.settle(settlement) }
        }
    }

    /// Rows of the outbox for people to look at, in order.
    public func outbox(_ query: OutboxQuery) async throws -> [OutboxRow] {
        read(query.tenant) { $0.outbox(query) }
    }

    /// The armed timers that are due, oldest first.
    public func dueTimers(at instant: Instant, tenant: String, limit: Int) async throws -> [TimerRow] {
        state.withLock { $0.tenants[ExactText(tenant)]?.dueTimers(at: instant, limit: max(0, limit)) ?? [] }
    }

    /// Leases timers that are due.
    public func claimTimers(_ claim: TimerClaim) async throws -> [TimerRow] {
        state.withLock { $0.tenants[ExactText(claim.tenant)]?.claimTimers(claim) ?? [] }
    }

    /// Takes rows out of the index.
    public func dropTimers(_ rows: [TimerRow], tenant: String) async throws {
        state.withLock { state in
            for row in rows { state.tenants[ExactText(tenant)]?.dropTimer(row) }
        }
    }

    /// Forgets every value that the deal's sensitive fields ever had.
    public func eraseSensitiveValues(of id: DealID, tenant: String) async throws -> Int {
        state.withLock { $0.tenants[ExactText(tenant)]?.deals[id]?.erase() ?? 0 }
    }

    /// Forgets what was kept for a time only.
    public func purge(_ purge: StorePurge) async throws -> Int {
        state.withLock { state in
            var keys = max(0, purge.limit)
            var rows = keys
            for tenant in state.tenants.keys {
                state.tenants[tenant]?.purge(purge, keys: &keys, rows: &rows)
            }
            return 2 * max(0, purge.limit) - keys - rows
        }
    }

    private func read<Answer: Sendable>(_ tenant: String, _ body: (InMemoryTenant) -> Answer) -> Answer {
        state.withLock { body($0.tenants[ExactText(tenant)] ?? InMemoryTenant()) }
    }
}
