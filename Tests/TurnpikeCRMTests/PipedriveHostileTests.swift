import Synchronization
import Testing
import Turnpike
import TurnpikeCRM
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeWeb
import TurnpikeYAML

@testable import PipedriveCRM

/// Pipedrive on days that are not good: late searches, coarse times, places in lists that are forgotten.
@Suite struct PipedriveHostileTests {
    private struct Office {
        let fake = FakePipedrive()
        let clock = ManualClock(Instant("2026-06-01T10:00:00Z") ?? .min)
        let pipeline: Pipeline
        let connector: CRMConnector
        let vendor: PipedriveCRM

        init(fields: [String: String] = ["amount": "value"], options: [String: [String: String]] = [:]) async throws {
            let door = Door()
            let clock = clock
            var mapping = PipedriveTests.mapping
            mapping.fields = fields
            mapping.options = options
            connector = try PipedriveTests.connector(
                fake,
                mapping: mapping,
                pipeline: { door.pipeline },
                now: { clock.now() }
            )
            vendor = PipedriveCRM(
                token: Secret(FakePipedrive.token),
                base: try WebAddress("https://api.pipedrive.com"),
                settings: PipedriveCRM.Settings(
                    pipeline: 1,
                    keyField: FakePipedrive.key,
                    fields: Array(fields.values)
                ),
                carrier: fake
            )
            pipeline = try await Pipeline(
                processes: [try SalesProcess(yaml: World.text("adopt"))],
                hooks: [connector],
                clock: clock,
                ids: .seeded(9)
            )
            door.open(pipeline)
        }

        func open(_ fields: [String: Value] = [:]) async throws -> DealID {
            try await pipeline.open(
                "b2b",
                name: "Acme",
                owner: "rep_1",
                fields: fields,
                by: .person("rep_1", roles: "rep")
            ).id
        }
    }

    @Test("an answer that was lost makes no second deal, although the search does not show the first one")
    func lateSearch() async throws {
        let office = try await Office()
        office.fake.state.withLock { state in
            state.isSearchLate = true
            state.isLosingAnswers = true
        }
        let id = try await office.open()
        #expect(try await office.pipeline.deliver().delivered == 0)
        office.fake.state.withLock { $0.isLosingAnswers = false }
        for _ in 1...4 {
            office.clock.advance(by: .seconds(900))
            _ = try await office.pipeline.deliver()
        }
        let keys = office.fake.deals().map { $0.values["custom_fields"]?[FakePipedrive.key]?.stringValue }
        #expect(keys == [id.description])
    }

    @Test("custom fields: amounts with their currency, options by number, and both come back")
    func customFields() async throws {
        let office = try await Office(
            fields: ["amount": FakePipedrive.budget, "region": FakePipedrive.custom],
            options: ["region": ["north": "31", "south": "32"]]
        )
        _ = try await office.connector.takeChanges()
        let id = try await office.open(["amount": .string("10.25 EUR"), "region": .string("south")])
        for _ in 1...3 {
            let sent = try await office.pipeline.deliver()
            #expect(sent.isClean, "\(sent.lastError ?? "")")
            office.clock.advance(by: .seconds(60))
        }
        let made = try #require(office.fake.deals().first)
        let budget = try #require(made.values["custom_fields"]?[FakePipedrive.budget])
        #expect(budget["value"]?.decimalValue == ExactDecimal("10.25"))
        #expect(budget["currency"] == "EUR")
        #expect(made.values["custom_fields"]?[FakePipedrive.custom] == 32)
        let deal = try #require(try await office.pipeline.deal(id))
        #expect(try await office.connector.drift(of: deal)?.differences == [])
        office.fake.person(made.id) { values in
            let key = values["custom_fields"]?[FakePipedrive.key] ?? .null
            values["custom_fields"] = .object([
                (FakePipedrive.key, key), (FakePipedrive.budget, ["currency": "EUR", "value": 99] as JSON),
                (FakePipedrive.custom, 31 as JSON),
            ])
        }
        #expect(try await office.connector.takeChanges().taken == 1)
        let now = try #require(try await office.pipeline.deal(id))
        #expect(now["amount"]?.moneyValue?.amount == 99)
        #expect(now["region"] == .string("north"))
    }

    @Test("an option that Pipedrive does not have, and a field of several parts, are told when it starts")
    func misfit() async throws {
        let office = try await Office(
            fields: ["region": FakePipedrive.custom, "amount": FakePipedrive.place],
            options: ["region": ["north": "31", "south": "33"]]
        )
        let misfit = await #expect(throws: CRMMisfit.self) { try await office.connector.verify() }
        let words = misfit?.findings.joined(separator: "\n") ?? ""
        #expect(words.contains("options.region.south: ") && words.contains("has no option '33'"), "\(words)")
        #expect(words.contains("fields.amount: ") && words.contains("cannot be written"), "\(words)")
        let error = await #expect(throws: DeliveryError.self) { try await office.connector.check() }
        #expect(error?.kind == .temporary)
    }

    @Test("a change in the same second as what was read is seen by its values")
    func sameSecond() async throws {
        let office = try await Office()
        _ = try await office.vendor.schema()
        let draft = CRMDraft(key: "k", effect: "", values: [.name: .text("One"), .field("value"): .number(5)])
        let read = try await office.vendor.create(.deal, draft)
        let id = try #require(Int64(read.id))
        office.fake.state.withLock { $0.items[id]?.values["value"] = 6 }
        let change = CRMDraft(key: "k", effect: "", values: [.field("value"): .number(7)])
        await #expect(throws: CRMConflict.self) { try await office.vendor.update(.deal, read, change) }
        #expect(office.fake.deals().first?.values["value"] == 6)
    }

    @Test("two changes in one second are two, and neither holds up what comes after")
    func twoInOneSecond() async throws {
        let office = try await Office()
        _ = try await office.connector.takeChanges()
        let id = try await office.open(["amount": .string("1 EUR")])
        _ = try await office.pipeline.deliver()
        office.clock.advance(by: .seconds(3_600))
        let record = try #require(office.fake.deals().first).id
        office.fake.person(record) { $0["value"] = 2 }
        #expect(try await office.connector.takeChanges().taken == 1)
        office.fake.state.withLock { $0.items[record]?.values["value"] = 3 }
        let summary = try await office.connector.takeChanges()
        #expect(summary.failures == [])
        #expect(summary.taken == 1)
        #expect(try await office.pipeline.deal(id)?["amount"]?.moneyValue?.amount == 3)
    }

    @Test("a place in the list that Pipedrive knows no more begins the list anew, at the same time")
    func forgottenPlace() async throws {
        let office = try await Office()
        _ = try await office.vendor.schema()
        _ = try await office.vendor.create(.deal, CRMDraft(key: "k", effect: "", values: [.name: .text("One")]))
        let since = "2026-01-01T00:00:00Z"
        for cursor in [since + "|forgotten", since + "|forgotten|2026-05-01T00:00:00Z"] {
            let page = try await office.vendor.changes(since: cursor, now: office.clock.now())
            #expect(page.hasMore && page.records.isEmpty)
            let next = try await office.vendor.changes(since: page.cursor, now: office.clock.now())
            #expect(next.records.count == 1)
        }
    }

    @Test(
        "the deal of a webhook, in both of Pipedrive's forms",
        arguments: [
            ("{\"meta\":{\"entity\":\"deal\",\"entity_id\":\"7\",\"id\":\"m\"}}", "7"),
            ("{\"meta\":{\"entity\":\"deal\",\"entity_id\":7}}", "7"),
            ("{\"meta\":{\"object\":\"deal\",\"id\":8}}", "8"),
            ("{\"meta\":{\"entity\":\"person\",\"entity_id\":7}}", nil),
            ("{\"meta\":{\"object\":\"note\",\"id\":8}}", nil),
        ] as [(String, String?)]
    )
    func webhooks(text: String, id: String?) throws { #expect(try PipedriveCRM.deal(in: Array(text.utf8)) == id) }

    @Test(
        "what is no webhook of Pipedrive is refused",
        arguments: [
            "", "{", "[]", "{}", "{\"meta\":1}", "{\"meta\":{\"entity\":\"deal\"}}",
            "{\"meta\":{\"entity\":\"deal\",\"entity_id\":-1}}",
            "{\"meta\":{\"entity\":\"deal\",\"entity_id\":\"1/../2\"}}", "{\"meta\":{\"object\":\"deal\",\"id\":1.5}}",
        ]
    )
    func noWebhook(text: String) {
        let error = #expect(throws: InboundRefusal.self) { try PipedriveCRM.deal(in: Array(text.utf8)) }
        #expect(error?.status == 400)
    }

    @Test(
        "a webhook's login is right or it is nothing",
        arguments: [
            ("Basic " + Base64.encode(Array("pd:secret".utf8)), true),
            ("basic " + Base64.encode(Array("pd:new".utf8)), true),
            ("Basic " + Base64.encode(Array("pd:secre".utf8)), false),
            ("Basic " + Base64.encode(Array("PD:secret".utf8)), false),
            ("Basic " + Base64.encode(Array("pd:".utf8)), false), ("Basic", false), ("Basic !", false), ("", false),
            ("Bearer " + Base64.encode(Array("pd:secret".utf8)), false),
            ("Basic " + Base64.encode(Array("pd:secret\0".utf8)), false),
        ]
    )
    func login(header: String, fits: Bool) async throws {
        let office = try await Office()
        let route = PipedriveCRM.webhook(
            "/hooks/pipedrive",
            user: "pd",
            passwords: [Secret("secret"), Secret("new")],
            connector: office.connector
        )
        let call = InboundCall(
            "POST",
            "/hooks/pipedrive",
            headers: [.init("Authorization", header)],
            body: Array("{\"meta\":{\"entity\":\"person\",\"entity_id\":1}}".utf8),
            received: office.clock.now()
        )
        guard !fits else {
            #expect(try await route.take(call).status == 204)
            return
        }
        let error = await #expect(throws: InboundRefusal.self) { try await route.take(call) }
        #expect(error?.status == 401)
    }
}
