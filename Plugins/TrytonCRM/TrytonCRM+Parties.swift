import Turnpike
import TurnpikeCRM
import TurnpikeValues

/// Accounts and contacts: both are parties, and how to reach one is a list of its own (`party.contact_mechanism`).
extension TrytonCRM {
    /// The ways to reach a party, which a table may name like fields.
    static let mechanisms: Set<String> = [
        "phone", "mobile", "fax", "email", "website", "skype", "sip", "irc", "jabber", "other",
    ]

    private static let party = "model.party.party."

    /// The parties that a record may stand for, the oldest first: a contact is known by its mail address, everybody else by
    /// name. A person of the same name with another address is another person.
    func findParties(_ kind: CRMKind, _ values: CRMValues) async throws -> [CRMRecord] {
        if kind == .contact, case .text(let mail)? = values[.field("email")] {
            let found = try await rpc.call(
                "model.party.contact_mechanism.search_read",
                [
                    [["type", "=", "email"], ["value", "ilike", .string(Self.literal(mail))]], 0, 20, [["id", "ASC"]],
                    ["party"], context(),
                ]
            )
            return try await parties((found.elements ?? []).compactMap { $0["party"]?.int64 })
        }
        guard case .text(let name)? = values[.field("name")] else { return [] }
        let found = try await rpc.call(
            Self.party + "search",
            [[["name", "=", .string(name)]], 0, 20, [["id", "ASC"]], context()]
        )
        return try await parties((found.elements ?? []).compactMap(\.int64))
    }

    /// A text in which nothing stands for anything else in a comparison by pattern.
    private static func literal(_ text: String) -> String {
        var result = ""
        for character in text {
            if character == "%" || character == "_" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result
    }

    /// Parties by their numbers, with the first way of each kind to reach them.
    func parties(_ ids: [Int64]) async throws -> [CRMRecord] {
        guard !ids.isEmpty else { return [] }
        let list = JSON.array(ids.map { .int($0) })
        let plain = Set(settings.partyFields).subtracting(Self.mechanisms).union(["name", "_timestamp"]).sorted()
        let parameters: [JSON] = [
            [["id", "in", list]], 0, .int(Int64(ids.count)), [["id", "ASC"]], .array(plain.map { .string($0) }),
            context(),
        ]
        guard let found = try await rpc.call(Self.party + "search_read", parameters).elements else {
            throw Self.senseless
        }
        let ways = try await ways(list)
        return found.compactMap { json in
            guard let id = json["id"]?.int64, let revision = json["_timestamp"]?.stringValue else { return nil }
            var record = CRMRecord(id: String(id), revision: revision)
            for name in settings.partyFields where !Self.mechanisms.contains(name) {
                record.values[.field(name)] = Self.decode(json[name])
            }
            for way in ways where way.party == id && record.values[.field(way.type)] == nil {
                record.values[.field(way.type)] = .text(way.value)
            }
            return record
        }
    }

    /// A way to reach a party.
    private struct Way {
        var id: Int64
        var party: Int64
        var type: String
        var value: String
    }

    private func ways(_ parties: JSON) async throws -> [Way] {
        let parameters: [JSON] = [
            [["party", "in", parties]], 0, 1_000, [["sequence", "ASC NULLS FIRST"], ["id", "ASC"]],
            ["party", "type", "value"], context(),
        ]
        let found = try await rpc.call("model.party.contact_mechanism.search_read", parameters)
        return (found.elements ?? []).compactMap { json in
            guard let id = json["id"]?.int64, let party = json["party"]?.int64, let type = json["type"]?.stringValue,
                let value = json["value"]?.stringValue
            else { return nil }
            return Way(id: id, party: party, type: type, value: value)
        }
    }

    /// Makes a party.
    func createParty(_ draft: CRMDraft) async throws -> CRMRecord {
        var values = plain(draft)
        let made = ways(draft).map { type, value in ["type": .string(type), "value": .string(value)] as JSON }
        if !made.isEmpty { values.append(("contact_mechanisms", [["create", .array(made)]])) }
        let answer: JSON
        do { answer = try await rpc.call(Self.party + "create", [[.object(values)], context()]) } catch let error
            as DeliveryError
            where error.kind == .permanent && error.message.contains("must be unique")
            && draft.values[.field("code")] == nil
        {
            // Tryton gives the codes itself, and has given one twice to those who came at once: the next time is another.
            throw DeliveryError.temporary(error.message)
        }
        guard let id = answer[0]?.int64, let record = try await parties([id]).first else { throw Self.senseless }
        return record
    }

    /// Changes a party, if nobody has changed it since it was read.
    func updateParty(_ record: CRMRecord, _ draft: CRMDraft) async throws -> CRMRecord {
        guard let id = Int64(record.id) else { throw Self.senseless }
        var values = plain(draft)
        let known = try await ways([.int(id)])
        var changes: [JSON] = []
        for (type, value) in ways(draft) {
            if let way = known.first(where: { $0.type == type }) {
                guard way.value != value else { continue }
                changes.append(["write", [.int(way.id)], ["value": .string(value)]])
            } else {
                changes.append(["create", [["type": .string(type), "value": .string(value)]]])
            }
        }
        if !changes.isEmpty { values.append(("contact_mechanisms", .array(changes))) }
        guard !values.isEmpty else { return record }
        var context: [(String, JSON)] = context().members ?? []
        context.append(("_timestamp", .object([("party.party,\(id)", .string(record.revision))])))
        _ = try await rpc.call(Self.party + "write", [[.int(id)], .object(values), .object(context)])
        guard let written = try await parties([id]).first else { throw CRMConflict("Tryton's party \(id) is gone") }
        return written
    }

    private func plain(_ draft: CRMDraft) -> [(String, JSON)] {
        draft.values.compactMap { slot, value -> (String, JSON)? in
            guard case .field(let name) = slot, !Self.mechanisms.contains(name) else { return nil }
            return (name, Self.encode(value, memory.type(name, of: .account)))
        }.sorted { $0.0 < $1.0 }
    }

    private func ways(_ draft: CRMDraft) -> [(String, String)] {
        draft.values.compactMap { slot, value -> (String, String)? in
            guard case .field(let name) = slot, Self.mechanisms.contains(name), case .text(let text) = value else {
                return nil
            }
            return (name, text)
        }.sorted { $0.0 < $1.0 }
    }

    /// What a deal says of its contact: the way to reach that person, by mail if there is one. A deal without an account is
    /// about the person, because without a party an opportunity stays a lead.
    func contact(_ draft: CRMDraft, hasParty: Bool) async throws -> [(String, JSON)] {
        guard let id = draft.links[.contact].flatMap({ Int64($0) }) else { return [] }
        let known = try await ways([.int(id)])
        var values: [(String, JSON)] = []
        if let way = known.first(where: { $0.type == "email" }) ?? known.first {
            values.append(("contact", .int(way.id)))
        }
        if !hasParty { values.append(("party", .int(id))) }
        return values
    }
}
