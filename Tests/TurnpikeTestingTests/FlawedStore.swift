import Synchronization
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// A store that breaks one promise, named by the promise's id, and keeps the others as far as that goes.
final class FlawedStore: DealStore {
    private let base = InMemoryStore()
    private let flaw: String
    private let memory = Mutex(Memory())

    private struct Memory {
        var seen: [DealID: StoredDeal] = [:]
        var refused: [IdempotencyKey: StoredAcceptance] = [:]
        var failures = 0
    }

    init(_ flaw: String) {
        self.flaw = flaw
    }

    private func tenant(_ tenant: String) -> String { flaw == "commit.tenants" ? "" : tenant }

    /// True for every tenth time it is asked.
    private func tenthTime() -> Bool {
        memory.withLock { memory in
            memory.failures += 1
            return memory.failures % 10 == 0
        }
    }

    func commit(_ batch: [Commit]) async throws -> [CommitResult] {
        var results: [CommitResult] = []
        for commit in batch { results.append(try await self.commit(commit)) }
        return flaw == "commit.order" ? results.reversed() : results
    }

    private func commit(_ commit: Commit) async throws -> CommitResult {
        var commit = commit
        commit.tenant = tenant(commit.tenant)
        switch flaw {
        case "commit.stored": commit.record = commit.record.dropLast()
        case "commit.large": commit.state = Array(commit.state.prefix(65_536))
        case "commit.empty_values": commit.summary.owner = commit.summary.owner ?? ""
        case "commit.instants": commit.recorded = Instant(milliseconds: commit.recorded.milliseconds)
        case "idempotency.duplicate": commit.idempotency = nil
        case "idempotency.sources": commit.idempotency?.source = ""
        case "counters.conflict": for index in commit.counters.indices { commit.counters[index].expectedRevision = nil }
        case "outbox.dead": for index in commit.outbox.indices { commit.outbox[index].parksLane.toggle() }
        case "approvals.change": if commit.pendingApprovals?.isEmpty == true { commit.pendingApprovals = nil }
        case "timers.change": if commit.timers?.isEmpty == true { commit.timers = nil }
        case "outbox.stored": for index in commit.outbox.indices { commit.outbox[index].request = [] }
        default: break
        }
        if flaw == "idempotency.refused", let key = commit.idempotency {
            if let known = memory.withLock({ $0.refused.first { $0.key.key == key.key }?.value }) {
                return .keyReused(known)
            }
        }
        let result = try await base.commit([commit])[0]
        switch (flaw, result) {
        case ("commit.conflict", .conflict(let actual)) where actual > 0:
            commit.expectedRevision = actual
            return try await base.commit([commit])[0]
        case ("commit.one_winner", .conflict) where tenthTime():
            return .stored(revision: commit.expectedRevision + 1)
        case ("commit.external_key", .keyTaken):
            commit.externalKeys = []
            return try await base.commit([commit])[0]
        case ("idempotency.reused", .keyReused(let known)):
            return .duplicate(known)
        case ("idempotency.refused", .conflict(let actual)):
            if let key = commit.idempotency {
                let known = StoredAcceptance(commandDigest: key.commandDigest, deal: commit.deal, revision: actual)
                memory.withLock { $0.refused[key] = known }
            }
            return result
        default:
            return result
        }
    }

    func histories(_ query: DealQuery) async throws -> [DealHistory] {
        var query = query
        query.tenant = tenant(query.tenant)
        var histories = try await base.histories(query)
        if flaw == "read.histories" {
            for index in histories.indices { histories[index].records.removeLast() }
        }
        return histories
    }

    func deal(_ id: DealID, tenant: String) async throws -> StoredDeal? {
        if flaw == "read.own_writes", let seen = memory.withLock({ $0.seen[id] }) { return seen }
        var deal = try await base.deal(id, tenant: self.tenant(tenant))
        if flaw == "read.missing", deal == nil { throw StoreError(.notFound, "no such deal") }
        if flaw == "read.sensitive" { deal?.sensitive.reverse() }
        memory.withLock { $0.seen[id] = deal }
        return deal
    }

    func sensitiveValues(of id: DealID, tenant: String) async throws -> [SensitiveValue] {
        let values = try await base.sensitiveValues(of: id, tenant: self.tenant(tenant))
        return flaw == "read.sensitive_values" ? Array(values.suffix(1)) : values
    }

    func purge(_ purge: StorePurge) async throws -> Int {
        var purge = purge
        if flaw == "purge.keys" { purge.keysBefore = .max }
        if flaw == "purge.rows" { purge.limit = .max / 4 }
        return try await base.purge(purge)
    }

    func records(of id: DealID, tenant: String, after: Int64, limit: Int) async throws -> [StoredRecord] {
        let after = flaw == "read.records" ? after - 1 : after
        return try await base.records(of: id, tenant: self.tenant(tenant), after: after, limit: limit)
    }

    func deals(_ query: DealQuery) async throws -> [DealSummary] {
        var query = query
        query.tenant = tenant(query.tenant)
        if flaw == "read.deals" { query.owner = nil }
        return try await base.deals(query)
    }

    func find(_ words: String, tenant: String, limit: Int) async throws -> [DealSummary] {
        if flaw == "read.find", words.hasPrefix("sf:") { return [] }
        return try await base.find(words, tenant: self.tenant(tenant), limit: limit)
    }

    func acceptance(source: String, key: String, tenant: String) async throws -> StoredAcceptance? {
        let source = flaw == "idempotency.sources" ? "" : source
        return try await base.acceptance(source: source, key: key, tenant: self.tenant(tenant))
    }

    func register(_ definition: StoredDefinition, replacing: Bool, tenant: String) async throws {
        var definition = definition
        switch flaw {
        case "definition.kept":
            definition.sources.removeLast()
        case "definition.labels":
            let kept = try await base.definitions(tenant: tenant)
            if kept.contains(where: { $0.digest == definition.digest }) { return }
        case "definition.replacing" where replacing:
            try? await base.register(definition, replacing: false, tenant: tenant)
            return
        default: break
        }
        let replacing = replacing || flaw == "definition.changed"
        try await base.register(definition, replacing: replacing, tenant: self.tenant(tenant))
    }

    func definitions(tenant: String) async throws -> [StoredDefinition] {
        try await base.definitions(tenant: self.tenant(tenant))
    }

    func put(_ record: StoredParty, tenant: String) async throws -> Bool {
        var record = record
        if flaw == "party.keys" { record.externalKey = nil }
        if flaw == "party.revisions" {
            record.revision = (try await base.party(record.kind, record.id, tenant: tenant)?.revision ?? 0) + 1
        }
        let kept = try await base.put(record, tenant: self.tenant(tenant))
        return kept || (flaw == "party.one_winner" && tenthTime())
    }

    func party(_ kind: PartyKind, _ idOrKey: String, tenant: String) async throws -> StoredParty? {
        try await base.party(kind, idOrKey, tenant: self.tenant(tenant))
    }

    func counters(_ names: [String], tenant: String) async throws -> [Counter] {
        let found = try await base.counters(names, tenant: self.tenant(tenant))
        return flaw == "counters.commit" ? found.map { Counter($0.name, value: $0.value, text: $0.text) } : found
    }

    func pendingApprovals(_ query: PendingApprovalQuery) async throws -> [PendingApproval] {
        var query = query
        query.tenant = tenant(query.tenant)
        if flaw == "approvals.pages" { query.after = nil }
        let rows = try await base.pendingApprovals(query)
        return flaw == "approvals.order" ? rows.reversed() : rows
    }

    func claimOutbox(_ claim: OutboxClaim) async throws -> [OutboxRow] {
        var claim = claim
        claim.tenant = tenant(claim.tenant)
        switch flaw {
        case "outbox.except": claim.except = []
        case "outbox.claim": claim.limit = max(1, claim.limit)
        case "outbox.due": claim.now = .max
        case "outbox.leases": claim.until = .max
        case "outbox.lanes": return try await base.outbox(OutboxQuery(tenant: claim.tenant, status: .pending))
        default: break
        }
        let rows = try await base.claimOutbox(claim)
        if flaw == "outbox.one_holder" {
            let releases = rows.map { OutboxSettlement(sequence: $0.sequence, owner: claim.owner, result: .released) }
            try await base.settle(releases, tenant: claim.tenant)
        }
        return rows
    }

    func settle(_ settlements: [OutboxSettlement], tenant: String) async throws {
        for var settlement in settlements {
            if flaw == "outbox.story" { settlement.at = nil }
            if flaw == "outbox.lost_lease" {
                var query = OutboxQuery(tenant: tenant)
                query.sequence = settlement.sequence
                settlement.owner = try await base.outbox(query).first?.leaseOwner
            }
            try await base.settle([settlement], tenant: self.tenant(tenant))
        }
    }

    func outbox(_ query: OutboxQuery) async throws -> [OutboxRow] {
        var query = query
        query.tenant = tenant(query.tenant)
        if flaw == "outbox.query" { query.after = 0 }
        return try await base.outbox(query)
    }

    func dueTimers(at instant: Instant, tenant: String, limit: Int) async throws -> [TimerRow] {
        let timers = try await base.dueTimers(at: instant, tenant: self.tenant(tenant), limit: limit)
        return flaw == "read.timers" ? timers.reversed() : timers
    }

    func claimTimers(_ claim: TimerClaim) async throws -> [TimerRow] {
        var claim = claim
        claim.tenant = tenant(claim.tenant)
        if flaw == "timers.lease" { claim.until = claim.now }
        let rows = try await base.claimTimers(claim)
        return flaw == "timers.claim" ? rows.reversed() : rows
    }

    func dropTimers(_ rows: [TimerRow], tenant: String) async throws {
        if flaw == "timers.drop" { return }
        try await base.dropTimers(rows, tenant: self.tenant(tenant))
    }
}
