import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// The records of accounts and contacts, which several deals share.
extension CRMConnector {
    /// The records of a deal's account and contact, made or found; what is not mapped or not known is left out.
    func links(
        of deal: CRMSnapshot,
        key: String,
        _ schema: CRMSchema,
        known: [CRMKind: String]
    ) async throws -> [CRMKind: String] {
        var links = known
        let parties: [(CRMKind, PartyKind, String?, CRMMapping.Party?)] = [
            (.account, .account, deal.account, mapping.accounts), (.contact, .contact, deal.contact, mapping.contacts),
        ]
        for (kind, party, id, table) in parties {
            guard let id, let table, let record = try await self.record(party, id) else { continue }
            let values = mapping.values(of: record, table, kind, in: schema)
            guard !values.isEmpty else { continue }
            let draft = CRMDraft(
                key: "\(kind.rawValue)/\(id)",
                effect: key + "/" + kind.rawValue,
                values: values
            )
            // Two deals of one new account would make it twice. A party is taken in hand after its deal, and never two at
            // a time, so nobody waits in a circle.
            links[kind] = try await exclusively(draft.key) { try await self.party(kind, draft) }
        }
        return links
    }

    /// The CRM's id of a party: of the record that is remembered, or found, or made now.
    private func party(_ kind: CRMKind, _ draft: CRMDraft) async throws -> String {
        let prefix = kind.rawValue + "/"
        let remembered = try await ledger.entry(draft.key).map { String($0.id.dropFirst(prefix.count)) }
        var found: [CRMRecord] = []
        if let remembered { found = try await vendor.read(kind, id: remembered).map { [$0] } ?? [] }
        if found.isEmpty { found = try await vendor.find(kind, key: draft.key, values: draft.values) }
        // Several of one mail address or name are the CRM's own affair: the oldest is taken.
        guard let first = found.first else {
            let made = try await vendor.create(kind, draft).id
            // At once: a search shows it late. A kind before the id: a deal may have the same number.
            try await ledger.save(CRMEntry(id: prefix + made), for: draft.key)
            return made
        }
        if first.id != remembered { try await ledger.save(CRMEntry(id: prefix + first.id), for: draft.key) }
        let changes = draft.values.filter { !Self.same(first.values[$0.key] ?? .none, $0.value) }
        if !changes.isEmpty {
            let change = CRMDraft(key: draft.key, effect: draft.effect, values: changes)
            _ = try await vendor.update(kind, first, change)
        }
        return first.id
    }

    private func record(_ kind: PartyKind, _ id: String) async throws -> [String: Value]? {
        guard let pipeline = pipeline(),
            let stored = try await pipeline.store.party(kind, id, tenant: pipeline.tenant),
            case .map(let map)? = try? ValueCoding.value(from: stored.body)
        else { return nil }
        var values: [String: Value] = [:]
        for (key, value) in map { if let name = key.stringValue { values[name] = value } }
        return values
    }
}
