import Turnpike
import TurnpikeValues

/// Everything that the in-memory store keeps for one tenant.
struct InMemoryTenant: Sendable {
    struct Deal: Sendable {
        var summary: DealSummary
        var state: [UInt8]
        var records: [StoredRecord] = []
        /// Each value ever set, by field and revision.
        var sensitive: [ExactText: [SensitiveValue]] = [:]
        var timers: [TimerRow] = []
        var pending: [PendingApproval] = []

        var stored: StoredDeal {
            let newest = sensitive.sorted { $0.key < $1.key }.compactMap { $0.value.last }
            return StoredDeal(summary: summary, state: state, sensitive: newest)
        }
    }

    struct AcceptanceKey: Hashable, Sendable {
        var source: ExactText
        var key: ExactText
    }

    struct DefinitionKey: Hashable, Sendable {
        var process: ExactText
        var version: Int
    }

    struct PartyKey: Hashable, Sendable {
        var kind: PartyKind
        var id: ExactText
    }

    struct Lane: Hashable, Sendable {
        var deal: DealID
        var hook: ExactText
    }

    var deals: [DealID: Deal] = [:]
    /// The deals' ids, ascending.
    private var order: [DealID] = []
    var acceptances: [AcceptanceKey: (acceptance: StoredAcceptance, recorded: Instant)] = [:]
    private var externalKeys: [ExactText: DealID] = [:]
    var definitions: [DefinitionKey: StoredDefinition] = [:]
    private var parties: [PartyKey: StoredParty] = [:]
    private var partyKeys: [PartyKey: ExactText] = [:]
    /// All rows, ascending by sequence.
    private var rows: [OutboxRow] = []
    /// Every row before this index is done for good.
    private var firstUndone = 0
    private var timerQueue = TimerQueue()
    private(set) var pending = PendingList()
    var counters: [ExactText: Counter] = [:]

    // MARK: Deals

    mutating func commit(_ commit: Commit, sequence: inout Int64) -> CommitResult {
        let acceptanceKey = commit.idempotency.map {
            AcceptanceKey(source: ExactText($0.source), key: ExactText($0.key))
        }
        if let acceptanceKey, let known = acceptances[acceptanceKey]?.acceptance {
            return known.commandDigest == commit.idempotency?.commandDigest ? .duplicate(known) : .keyReused(known)
        }
        let actual = deals[commit.deal]?.summary.revision ?? 0
        guard actual == commit.expectedRevision else { return .conflict(actual: actual) }
        for key in commit.externalKeys {
            if let holder = externalKeys[ExactText(key)], holder != commit.deal {
                return .keyTaken(key: key, by: holder)
            }
        }

        for change in commit.counters {
            guard let expected = change.expectedRevision else { continue }
            if (counters[ExactText(change.name)]?.revision ?? 0) != expected { return .conflict(actual: actual) }
        }
        for change in commit.counters {
            let name = ExactText(change.name)
            counters[name] = change.applied(to: counters[name] ?? Counter(change.name))
        }

        let revision = commit.expectedRevision + 1
        if actual == 0 { insertInOrder(commit.deal) }
        // In its place: a deal taken out and put back would copy all its records with each commit.
        let old = deals[commit.deal, default: Deal(summary: commit.summary, state: [])].take(commit, revision: revision)
        if let old { timerQueue.replace(old, by: deals[commit.deal]?.timers ?? []) }
        if let approvals = commit.pendingApprovals {
            let rows = approvals.map {
                PendingApproval(deal: commit.deal, approval: $0.approval, requested: $0.requested)
            }
            pending.replace(deals[commit.deal]?.pending ?? [], by: rows)
            deals[commit.deal]?.pending = rows
        }
        for key in commit.externalKeys { externalKeys[ExactText(key)] = commit.deal }
        for var row in commit.outbox {
            sequence += 1
            row.sequence = sequence
            row.tenant = commit.tenant
            row.deal = commit.deal
            rows.append(row)
        }
        if let acceptanceKey, let idempotency = commit.idempotency {
            let acceptance = StoredAcceptance(
                commandDigest: idempotency.commandDigest,
                deal: commit.deal,
                revision: revision
            )
            acceptances[acceptanceKey] = (acceptance, commit.recorded)
        }
        return .stored(revision: revision)
    }

    func deals(_ query: DealQuery) -> [DealSummary] {
        let start = query.after.map { after in position(after: after) } ?? 0
        var found: [DealSummary] = []
        for id in order[start...] where found.count < query.limit {
            guard let summary = deals[id]?.summary, query.selects(summary) else { continue }
            found.append(summary)
        }
        return found
    }

    func find(_ words: String, limit: Int) -> [DealSummary] {
        guard limit > 0 else { return [] }
        if let id = DealID(words), let deal = deals[id] { return [deal.summary] }
        let wanted = ExactText(words)
        if let range = DealIDPrefix(words) {
            let matches = order.lazy.filter { range.contains($0) }.prefix(limit).compactMap { deals[$0]?.summary }
            if !matches.isEmpty { return Array(matches) }
        }
        if let holder = externalKeys[wanted], let deal = deals[holder] { return [deal.summary] }
        return Array(
            order.lazy.compactMap { deals[$0]?.summary }
                .filter { ExactText($0.name).equalsIgnoringASCIICase(wanted) }
                .prefix(limit)
        )
    }

    // MARK: Timers

    mutating func dueTimers(at instant: Instant, limit: Int) -> [TimerRow] {
        timerQueue.due(at: instant, limit: limit) { deals[$0.deal]?.timers.contains($0) ?? false }
    }

    mutating func claimTimers(_ claim: TimerClaim) -> [TimerRow] {
        timerQueue.claim(claim) { deals[$0.deal]?.timers.contains($0) ?? false }
    }

    mutating func dropTimer(_ row: TimerRow) {
        deals[row.deal]?.timers.removeAll { $0 == row }
    }

    private mutating func insertInOrder(_ id: DealID) {
        // Ids rise with time, so the end is nearly always the place.
        guard let last = order.last, id < last else {
            order.append(id)
            return
        }
        order.insert(id, at: position(after: id))
    }

    /// The index of the first id after this one.
    private func position(after id: DealID) -> Int {
        var low = 0
        var high = order.count
        while low < high {
            let middle = (low + high) / 2
            if id < order[middle] { high = middle } else { low = middle + 1 }
        }
        return low
    }

    // MARK: Definitions and parties

    mutating func register(_ definition: StoredDefinition, replacing: Bool) throws(StoreError) {
        let key = DefinitionKey(process: ExactText(definition.process), version: definition.version)
        guard var kept = definitions[key] else {
            definitions[key] = definition
            return
        }
        if kept.digest == definition.digest {
            // Labels and comments may change at any time; the first registration stays on record.
            kept.language = definition.language
            kept.sources = definition.sources
            definitions[key] = kept
            return
        }
        let users = deals.filter { $0.value.summary.isBound(to: definition) }.map(\.key)
        guard users.isEmpty || replacing else { throw StoreError.definitionChanged(definition) }
        definitions[key] = definition
        for user in users { deals[user]?.summary.digest = definition.digest }
    }

    mutating func put(_ record: StoredParty) -> Bool {
        let key = PartyKey(kind: record.kind, id: ExactText(record.id))
        guard record.revision == (parties[key]?.revision ?? 0) + 1 else { return false }
        let externalKey = record.externalKey.map { PartyKey(kind: record.kind, id: ExactText($0)) }
        if let externalKey, let holder = partyKeys[externalKey], holder != key.id { return false }
        if let old = parties[key]?.externalKey {
            partyKeys[PartyKey(kind: record.kind, id: ExactText(old))] = nil
        }
        if let externalKey { partyKeys[externalKey] = key.id }
        parties[key] = record
        return true
    }

    func party(_ kind: PartyKind, _ idOrKey: ExactText) -> StoredParty? {
        let key = PartyKey(kind: kind, id: idOrKey)
        if let record = parties[key] { return record }
        return partyKeys[key].flatMap { parties[PartyKey(kind: kind, id: $0)] }
    }

    // MARK: Outbox

    mutating func claim(_ claim: OutboxClaim) -> [OutboxRow] {
        while firstUndone < rows.count, rows[firstUndone].isFinal { firstUndone += 1 }
        let hooks = claim.hooks.map { Set($0.map(ExactText.init)) }
        let except = Set(claim.except.map(ExactText.init))
        var seen: Set<Lane> = []
        var claimed: [OutboxRow] = []
        for index in firstUndone..<rows.count where claimed.count < claim.limit {
            let row = rows[index]
            guard !row.letsLanePass, claim.deal == nil || claim.deal == row.deal else { continue }
            let hook = ExactText(row.hook)
            guard hooks?.contains(hook) ?? !except.contains(hook),
                seen.insert(Lane(deal: row.deal, hook: hook)).inserted
            else {
                continue
            }
            guard row.isClaimable(at: claim.now) else { continue }
            rows[index].lease(to: claim.owner, until: claim.until)
            claimed.append(rows[index])
        }
        return claimed
    }

    mutating func settle(_ settlement: OutboxSettlement) {
        guard let index = index(of: settlement.sequence) else { return }
        _ = rows[index].settle(settlement)
    }

    func outbox(_ query: OutboxQuery) -> [OutboxRow] {
        var found: [OutboxRow] = []
        for row in rows where found.count < query.limit && row.sequence > query.after {
            guard query.deal == nil || query.deal == row.deal,
                query.status == nil || query.status == row.status,
                query.sequence == nil || query.sequence == row.sequence
            else { continue }
            found.append(row)
        }
        return found
    }

    /// Forgets at most `keys` keys and `rows` rows, and takes what went off these.
    mutating func purge(_ purge: StorePurge, keys: inout Int, rows: inout Int) {
        let old = acceptances.filter { $0.value.recorded.seconds < purge.keysBefore.seconds }
            .sorted { $0.value.recorded < $1.value.recorded }.prefix(keys)
        for (key, _) in old { acceptances[key] = nil }
        keys -= old.count
        var left = rows
        self.rows.removeAll { row in
            guard left > 0, row.isFinal, row.nextAttempt.seconds < purge.rowsBefore.seconds else { return false }
            left -= 1
            return true
        }
        if left < rows { firstUndone = 0 }
        rows = left
    }

    private func index(of sequence: Int64) -> Int? {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].sequence < sequence { low = middle + 1 } else { high = middle }
        }
        return low < rows.count && rows[low].sequence == sequence ? low : nil
    }
}

extension InMemoryTenant.Deal {
    /// Takes all sensitive values away; gives how many went.
    mutating func erase() -> Int {
        var gone = 0
        for field in sensitive.keys {
            for index in (sensitive[field] ?? []).indices where sensitive[field]?[index].value != nil {
                sensitive[field]?[index].value = nil
                gone += 1
            }
        }
        return gone
    }

    /// Becomes what a commit says; gives the timers it had before, where the commit changes them.
    fileprivate mutating func take(_ commit: Commit, revision: Int64) -> [TimerRow]? {
        summary = commit.summary
        summary.id = commit.deal
        summary.revision = revision
        state = commit.state
        records.append(StoredRecord(revision: revision, recorded: commit.recorded, body: commit.record))
        for value in commit.sensitive { set(value) }
        guard let rows = commit.timers else { return nil }
        let old = timers
        timers = rows.map { TimerRow(deal: commit.deal, name: $0.name, due: $0.due) }
        return old
    }

    fileprivate mutating func set(_ value: SensitiveValue) {
        var values = sensitive[ExactText(value.field)] ?? []
        values.removeAll { $0.revision == value.revision }
        values.append(value)
        values.sort { $0.revision < $1.revision }
        sensitive[ExactText(value.field)] = values
    }
}

extension DealQuery {
    fileprivate func selects(_ summary: DealSummary) -> Bool {
        if let process, ExactText(process) != ExactText(summary.process) { return false }
        if let version, version != summary.version { return false }
        if let stage, ExactText(stage) != ExactText(summary.stage) { return false }
        if let owner, summary.owner.map(ExactText.init) != ExactText(owner) { return false }
        return true
    }
}

extension DealSummary {
    fileprivate func isBound(to definition: StoredDefinition) -> Bool {
        version == definition.version && ExactText(process) == ExactText(definition.process)
    }
}
