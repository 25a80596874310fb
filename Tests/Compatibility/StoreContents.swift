import Turnpike
import TurnpikeValues

/// What a store holds, as digests of the very bytes, to be compared with what was recorded.
struct StoreContents: Equatable {
    /// By tenant and deal: revision, stage, digest of the state and of all records.
    var deals: [String: String] = [:]
    /// By tenant and sequence: the row's key, status, attempts and the digest of its request.
    var rows: [String: String] = [:]
    /// By tenant and id: the record's revision and digest.
    var parties: [String: String] = [:]

    static let tenants = ["", "other"]

    init(of store: any DealStore) async throws {
        for tenant in Self.tenants {
            for summary in try await store.deals(DealQuery(tenant: tenant)) {
                let stored = try await store.deal(summary.id, tenant: tenant)
                let records = try await store.records(of: summary.id, tenant: tenant, after: 0, limit: 1_000)
                let sensitive = (stored?.sensitive ?? []).map {
                    "\($0.field)@\($0.revision)=\(Self.digest($0.value ?? []))"
                }
                deals["\(tenant)/\(summary.id)"] = """
                    \(summary.revision) \(summary.stage) \(summary.outcome ?? "-") \(Self.digest(stored?.state ?? [])) \
                    \(records.count) \(Self.digest(records.flatMap(\.body))) \(sensitive.joined(separator: " "))
                    """
            }
            for row in try await store.outbox(OutboxQuery(tenant: tenant)) {
                rows["\(tenant)/\(row.sequence)"] = """
                    \(row.key) \(row.status.rawValue) \(row.attempts) \(row.nextAttempt) \(Self.digest(row.request))
                    """
            }
            for (kind, id) in [(PartyKind.account, "sf:acc"), (.contact, "con_1")] {
                let record = try await store.party(kind, id, tenant: tenant)
                parties["\(tenant)/\(kind.rawValue)/\(id)"] =
                    "\(record?.revision ?? 0) \(Self.digest(record?.body ?? []))"
            }
        }
    }

    /// Reads `expected.json`.
    init(json: JSON) throws {
        deals = try Self.texts(json, "deals")
        rows = try Self.texts(json, "rows")
        parties = try Self.texts(json, "parties")
    }

    /// The text of `expected.json`.
    var json: JSON {
        func object(_ texts: [String: String]) -> JSON { .object(texts.map { ($0.key, .string($0.value)) }) }
        return .object([("deals", object(deals)), ("rows", object(rows)), ("parties", object(parties))])
    }

    private static func texts(_ json: JSON, _ key: String) throws -> [String: String] {
        var texts: [String: String] = [:]
        for (name, value) in json[key]?.members ?? [] { texts[name] = value.stringValue }
        return texts
    }

    private static func digest(_ bytes: [UInt8]) -> String { Digest.sha256(bytes).hex }
}
