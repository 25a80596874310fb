import IntegrationSupport
import Testing
import TrytonCRM
import Turnpike
import TurnpikeCRM
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeWeb

/// Accounts, contacts, notes and fields of a real Tryton.
@Suite(.enabled(if: CRMWorld.variable("TURNPIKE_TRYTON") != nil), .serialized, .oneAtATime)
struct TrytonPartyTests {
    private static let company = CRMWorld.variable("TURNPIKE_TRYTON_COMPANY").flatMap { Int64($0) } ?? 1
    private static let employees = (CRMWorld.variable("TURNPIKE_TRYTON_EMPLOYEES") ?? "1,2").split(separator: ",").map(
        String.init
    )
    private static let context: JSON = ["company": .int(company)]

    private func world(fields: [String: String] = ["amount": "amount"]) async throws -> CRMWorld {
        let ways = ["email": "email", "name": "name", "phone": "phone"]
        let mapping = CRMMapping(
            process: "b2b",
            stages: [("lead", "lead"), ("offer", "opportunity"), ("lost", "lost")],
            fields: fields,
            owners: ["rep_1": Self.employees[0], "rep_2": Self.employees[1]],
            accounts: CRMMapping.Party(fields: ["name": "name", "website": "website"]),
            contacts: CRMMapping.Party(fields: ways)
        )
        return try await CRMWorld("adopt") { carrier, pipeline in
            let vendor = TrytonCRM(
                base: try WebAddress(CRMWorld.variable("TURNPIKE_TRYTON") ?? ""),
                login: "admin",
                password: Secret(CRMWorld.variable("TURNPIKE_TRYTON_PASSWORD") ?? ""),
                settings: TrytonCRM.Settings(
                    company: Self.company,
                    employee: Int64(Self.employees[0]),
                    fields: Array(fields.values),
                    partyFields: ["email", "name", "phone", "website"]
                ),
                carrier: carrier
            )
            return CRMConnector(vendor, mapping: mapping, ledger: InMemoryLedger(), pipeline: pipeline)
        }
    }

    private func put(
        _ world: CRMWorld,
        _ kind: PartyKind,
        _ id: String,
        _ values: [String: String],
        _ revision: Int64 = 1
    )
        async throws
    {
        let map = ValueMap(values.mapValues { Value.string($0) })
        let party = StoredParty(kind: kind, id: id, revision: revision, body: ValueCoding.bytes(of: .map(map)))
        _ = try await world.pipeline.store.put(party, tenant: "")
    }

    private func open(_ world: CRMWorld, account: String?, contact: String?) async throws -> DealID {
        try await world.pipeline.open(
            "b2b",
            name: "Ünïcode 🚀 \"deal\"",
            owner: "rep_1",
            account: account,
            contact: contact,
            fields: ["size": .int(1)],
            by: CRMWorld.rep
        ).id
    }

    @Test("account and contact are made once, found again, linked, and changed by a later delivery")
    func parties() async throws {
        let mark = String(UInt32.random(in: 1_000_000...9_999_999))
        let world = try await world()
        try await put(world, .account, "a", ["name": "Büro \(mark)", "website": "https://a.example/\(mark)"])
        try await put(
            world,
            .contact,
            "c",
            ["email": "Rita.\(mark)@Example.org", "name": "Rita \(mark)", "phone": mark]
        )
        let first = try await open(world, account: "a", contact: "c")
        let second = try await open(world, account: "a", contact: "c")
        let sent = try await world.pipeline.deliver()
        #expect(sent.isClean, "\(sent.lastError ?? "")")
        let client = try await TrytonClient()
        func parties(_ name: String) async throws -> [JSON] {
            try await client.call(
                "party.party.search_read",
                [
                    [["name", "=", .string(name)]], 0, .null, .null, ["name", "email", "phone", "website"],
                    Self.context,
                ]
            ).elements ?? []
        }
        var account = try await parties("Büro \(mark)")
        var contact = try await parties("Rita \(mark)")
        #expect(account.count == 1 && contact.count == 1)
        #expect(account.first?["website"]?.stringValue == "https://a.example/\(mark)")
        #expect(contact.first?["email"]?.stringValue == "rita.\(mark)@example.org")
        #expect(contact.first?["phone"]?.stringValue == mark)
        for id in [first, second] {
            let found = try await client.call(
                "sale.opportunity.search_read",
                [
                    [["reference", "=", .string(id.description)]], 0, .null, .null,
                    ["party", "contact.value", "description"], Self.context,
                ]
            )
            #expect(found[0]?["party"] == account.first?["id"])
            #expect(found[0]?["contact."]?["value"]?.stringValue == "rita.\(mark)@example.org")
            #expect(found[0]?["description"]?.stringValue == "Ünïcode 🚀 \"deal\"")
        }
        // It has another number now, and a way that it did not have before.
        try await put(
            world,
            .contact,
            "c",
            ["email": "rita.\(mark)@example.org", "name": "Rita \(mark)", "phone": mark + "1"],
            2
        )
        try await put(world, .account, "a", ["name": "Büro \(mark)", "website": "https://b.example/\(mark)"], 2)
        guard case .changed = try await world.move(first, "offer") else {
            Issue.record("the move is refused")
            return
        }
        let again = try await world.pipeline.deliver()
        #expect(again.isClean, "\(again.lastError ?? "")")
        account = try await parties("Büro \(mark)")
        contact = try await parties("Rita \(mark)")
        #expect(account.map { $0["website"]?.stringValue } == ["https://b.example/\(mark)"])
        #expect(contact.map { $0["phone"]?.stringValue } == [mark + "1"])
    }

    @Test("a deal without an account is about its contact, or it could never leave the first stage")
    func person() async throws {
        let mark = String(UInt32.random(in: 1_000_000...9_999_999))
        let world = try await world()
        try await put(world, .contact, "c", ["email": "p\(mark)@example.org", "name": "Person \(mark)"])
        let id = try await open(world, account: nil, contact: "c")
        _ = try await world.move(id, "offer")
        let sent = try await world.pipeline.deliver()
        #expect(sent.isClean, "\(sent.lastError ?? "")")
        let deal = try #require(try await world.pipeline.deal(id))
        #expect(try await world.connector.drift(of: deal)?.differences == [])
    }

    @Test("notes and activities are written once, however many there are")
    func notes() async throws {
        let world = try await world()
        let id = try await open(world, account: nil, contact: nil)
        _ = try await world.pipeline.deliver()
        let vendor = try TrytonToolTests.vendor(CRMWorld.variable("TURNPIKE_TRYTON") ?? "")
        let record = try #require(try await vendor.find(.deal, key: id.description, values: [:]).first)
        for number in 0..<3 {
            for isRepeated in [false, true] {
                let note = CRMNote(
                    key: "k\(number)",
                    subject: "Call",
                    text: "Called 📞 <b>& agreed</b>",
                    at: Instant.now(),
                    isActivity: number == 1
                )
                try await vendor.write(note, to: record, isRepeated: isRepeated)
            }
        }
        let client = try await TrytonClient()
        let found = try await client.call(
            "ir.note.search_read",
            [
                [["resource", "=", .string("sale.opportunity,\(record.id)")]], 0, .null, .null, ["message"],
                Self.context,
            ]
        )
        let texts = (found.elements ?? []).compactMap { $0["message"]?.stringValue }
        #expect(texts.count == 3)
        #expect(texts.allSatisfy { $0.contains("Called 📞 <b>& agreed</b>") })
        #expect(texts.filter { $0.hasPrefix("Call\n") }.count == 1)
    }

    @Test("fields of every type go there and come back as they were")
    func fields() async throws {
        let vendor = TrytonCRM(
            base: try WebAddress(CRMWorld.variable("TURNPIKE_TRYTON") ?? ""),
            login: "admin",
            password: Secret(CRMWorld.variable("TURNPIKE_TRYTON_PASSWORD") ?? ""),
            settings: TrytonCRM.Settings(
                company: Self.company,
                employee: Int64(Self.employees[0]),
                fields: ["amount", "comment", "conversion_probability", "end_date", "start_date"]
            ),
            carrier: CRMWorld.carrier
        )
        let schema = try await vendor.schema()
        #expect(schema.field("start_date")?.kind == .date)
        #expect(schema.field("conversion_probability")?.kind == .number)
        #expect(schema.field("email", of: .contact)?.isReadOnly == false)
        let day = try #require(CalendarDate("2024-02-29"))
        let values: CRMValues = [
            .name: .text("Fields"), .stage: .text("lead"), .currency: .text("EUR"),
            .field("amount"): .number(ExactDecimal("99.95") ?? 0), .field("comment"): .text("Zeile 1\nZeile 2 – 🎉"),
            .field("conversion_probability"): .number(ExactDecimal("0.25") ?? 0),
            .field("start_date"): .date(day),
        ]
        let key = "fields-\(UInt64.random(in: 0...UInt64.max))"
        let made = try await vendor.create(.deal, CRMDraft(key: key, effect: "", values: values))
        for (slot, value) in values where slot != .currency { #expect(made.values[slot] == value, "\(slot)") }
        var changes = CRMValues()
        for name in ["amount", "comment", "end_date"] { changes[.field(name)] = CRMValue.none }
        let emptied = try await vendor.update(.deal, made, CRMDraft(key: key, effect: "", values: changes))
        for (slot, value) in changes { #expect(emptied.values[slot] == value, "\(slot)") }
        let unknown = CRMDraft(key: key, effect: "", values: [.currency: .text("XXX")])
        let error = await #expect(throws: DeliveryError.self) { try await vendor.update(.deal, emptied, unknown) }
        #expect(error?.kind == .permanent && error?.message.contains("XXX") == true)
    }

    @Test("all pages of changes are read, also what changes meanwhile")
    func pages() async throws {
        let client = try await TrytonClient()
        let currency = try await client.call("currency.currency.search", [[], 0, 1, .null, Self.context])[0] ?? 1
        let mark = "pages-\(UInt32.random(in: 0...UInt32.max))"
        let vendor = try TrytonToolTests.vendor(CRMWorld.variable("TURNPIKE_TRYTON") ?? "")
        let start = try await vendor.changes(since: nil, now: Instant.now().adding(.seconds(-1)) ?? .min)
        var cursor = start.cursor
        let drafts = (0..<201).map { number in
            JSON.object([
                ("company", .int(Self.company)), ("currency", currency), ("description", .string(mark)),
                ("reference", .string(Self.id(number))),
            ])
        }
        let ids = try await client.call("sale.opportunity.create", [.array(drafts), Self.context])
        var seen: Set<String> = []
        var pages = 0
        var hasMore = true
        while hasMore, pages < 20 {
            let page = try await vendor.changes(since: cursor, now: Instant.now())
            for record in page.records where record.values[.name] == .text(mark) { seen.insert(record.id) }
            cursor = page.cursor
            hasMore = page.hasMore
            pages += 1
            if pages == 1, let first = ids[0] {
                // One of the first page is changed while the second is read.
                _ = try await client.call("sale.opportunity.write", [[first], ["description": "later"], Self.context])
            }
        }
        #expect(seen.count >= 200)
        #expect(pages >= 3)
        let next = try await vendor.changes(since: cursor, now: Instant.now())
        let renamed = next.records.filter { $0.values[.name] == .text("later") }
        #expect(!renamed.isEmpty || next.hasMore, "what was changed meanwhile comes the next time")
    }

    /// The id of a deal that is none of the other tests.
    private static func id(_ number: Int) -> String {
        var random = SystemRandomNumberGenerator()
        return DealID(UUIDv7(milliseconds: 1_790_000_000_000 + Int64(number), random: &random)).description
    }
}
