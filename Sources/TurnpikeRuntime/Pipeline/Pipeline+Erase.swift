public import Turnpike
import TurnpikeValues

/// What an erasure took away.
public struct Erasure: Hashable, Sendable {
    /// The deals that had sensitive values.
    public var deals: [DealID] = []
    /// How many values went, of all revisions.
    public var values = 0
    /// Whether the contact's own record was emptied.
    public var isContactEmptied = false
}

extension Pipeline {
    /// Erases every value that the deal's sensitive fields ever had.
    ///
    /// That there was one stays: history still replays to the same bytes, and what reads the field sees `[erased]`.
    ///
    /// - Throws: `PipelineError` (`noSuchDeal`), `StoreError`.
    public func erase(_ id: DealID) async throws -> Erasure {
        guard try await store.deal(id, tenant: tenant) != nil else { throw noSuchDeal(id) }
        var erasure = Erasure()
        try await erase(id, into: &erasure)
        return erasure
    }

    /// Erases a contact: the sensitive values of all deals that are bound to it now, and the values of its record.
    ///
    /// - Throws: `PipelineError`, `StoreError`.
    public func erase(contact: String) async throws -> Erasure {
        var erasure = Erasure()
        for deal in try await deals(of: contact) { try await erase(deal, into: &erasure) }
        if let stored = try await store.party(.contact, contact, tenant: tenant) {
            let empty = ValueCoding.bytes(of: .map(ValueMap()))
            var next = stored
            next.body = empty
            next.revision += 1
            if stored.body != empty {
                guard try await store.put(next, tenant: tenant) else {
                    throw PipelineError(.contention, "the contact \(contact) was changed meanwhile; try again")
                }
                erasure.isContactEmptied = true
            }
        }
        return erasure
    }

    /// The deals that are bound to a contact now.
    public func deals(of contact: String) async throws -> [DealID] {
        let known = try await store.party(.contact, contact, tenant: tenant)?.id ?? contact
        var query = DealQuery(tenant: tenant)
        var result: [DealID] = []
        while true {
            let page = try await store.deals(query)
            for summary in page {
                guard let deal = try await deal(summary.id), deal.state.details.contact == known else { continue }
                result.append(summary.id)
            }
            guard page.count == query.limit, let last = page.last else { return result }
            query.after = last.id
        }
    }

    private func erase(_ id: DealID, into erasure: inout Erasure) async throws {
        let count = try await store.eraseSensitiveValues(of: id, tenant: tenant)
        live.forget(id)
        guard count > 0 else { return }
        erasure.deals.append(id)
        erasure.values += count
    }

    /// Where the score of a deal comes from now; nil for a process without `score`.
    ///
    /// - Throws: `PipelineError`, `CommandError`, `StoreError`.
    public func explainScore(_ id: DealID, by actor: Actor) async throws -> ScoreExplanation? {
        guard let deal = try await deal(id) else { throw noSuchDeal(id) }
        return try deal.process.explainScore(deal.state, try await context(for: deal.state, deal.process, actor))
    }
}
