import Synchronization
import Testing
import Turnpike
import TurnpikeCRM
import TurnpikeRuntime
import TurnpikeTesting
import TurnpikeValues
import TurnpikeWeb
import TurnpikeYAML

@testable import PipedriveCRM

/// Pipedrive: stages by number, the two ends by status.
@Suite struct PipedriveTests {
    static let mapping = CRMMapping(
        stages: [
            ("lead", "1"), ("qualified", "2"), ("offer", "3"), ("won", "won"), ("lost", "lost"), ("greet", "1"),
        ],
        fields: ["amount": "value", "region": FakePipedrive.custom],
        owners: ["rep_1": "11", "rep_2": "12"],
        reasons: ["price": "Too expensive"]
    )

    static func connector(
        _ fake: FakePipedrive,
        _ ledger: any CRMLedger = InMemoryLedger(),
        mapping: CRMMapping = mapping,
        pipeline: @escaping @Sendable () -> Pipeline? = { nil },
        now: @escaping @Sendable () -> Instant = { Instant.now() }
    ) throws -> CRMConnector {
        let vendor = PipedriveCRM(
            token: Secret(FakePipedrive.token),
            base: try WebAddress("https://api.pipedrive.com"),
            settings: PipedriveCRM.Settings(
                pipeline: 1,
                keyField: FakePipedrive.key,
                effectField: FakePipedrive.effect,
                fields: Array(mapping.fields.values)
            ),
            carrier: fake
        )
        return CRMConnector(vendor, mapping: mapping, ledger: ledger, pipeline: pipeline, now: now)
    }

    private static func subject() throws -> HookContract.Subject {
        let fake = FakePipedrive()
        return HookContract.Subject(
            try connector(fake),
            samples: HookSamples("crm", settings: ["note": "A sample"]),
            effects: { fake.state.withLock { $0.effects.map { .init(key: $0) } } },
            fault: { fault in
                fake.state.withLock { $0.fault = fault }
                return true
            },
            restart: { try connector(fake) },
            secrets: [FakePipedrive.token],
            patience: .seconds(120)
        )
    }

    @Test("the promises of a hook are kept", arguments: HookContract.cases)
    func contract(promise: HookContract.Case) async {
        let report = await HookContract { try Self.subject() }.run(promise)
        #expect(report.findings.isEmpty)
        #expect(report.skipped.isEmpty)
    }

    /// A pipeline that tells Pipedrive.
    private func world(_ policy: String, hooks: String = World.hooks) async throws
        -> (FakePipedrive, Pipeline, CRMConnector, ManualClock)
    {
        let door = Door()
        let fake = FakePipedrive()
        let clock = ManualClock(Instant("2026-06-01T10:00:00Z") ?? .min)
        var mapping = Self.mapping
        mapping.fields = ["amount": "value"]
        let connector = try Self.connector(
            fake,
            mapping: mapping,
            pipeline: { door.pipeline },
            now: { clock.now() }
        )
        let pipeline = try await Pipeline(
            processes: [try SalesProcess(yaml: World.text(policy, hooks: hooks))],
            hooks: [connector],
            clock: clock,
            ids: .seeded(3)
        )
        door.open(pipeline)
        _ = try await connector.takeChanges()
        return (fake, pipeline, connector, clock)
    }

    @Test("a deal ends by its status, with a reason, and a reopened one is open again")
    func life() async throws {
        let (fake, pipeline, _, _) = try await world("refuse")
        let rep = Actor.person("rep_1", roles: "rep")
        let id = try await pipeline.open(
            "b2b",
            name: "Acme",
            owner: "rep_1",
            fields: ["amount": .string("10.25 EUR")],
            by: rep
        ).id
        _ = try await pipeline.deliver()
        var deal = try #require(fake.deals().first).values
        #expect(deal["stage_id"] == 1)
        #expect(deal["value"]?.decimalValue == ExactDecimal("10.25"))
        #expect(deal["currency"] == "EUR")
        #expect(deal["custom_fields"]?[FakePipedrive.key]?.stringValue == id.description)
        _ = try await pipeline.perform(Command(.move(MoveRequest(to: "lost", reason: "price"))), on: id, by: rep)
        _ = try await pipeline.deliver()
        deal = try #require(fake.deals().first).values
        #expect(deal["status"] == "lost")
        #expect(deal["lost_reason"] == "Too expensive")
        #expect(deal["stage_id"] == 1, "a lost deal stays in its stage")
    }

    @Test("what people do in Pipedrive is judged, pages and the two ends included")
    func observed() async throws {
        let (fake, pipeline, connector, clock) = try await world("push_back")
        let rep = Actor.person("rep_1", roles: "rep")
        var ids: [DealID] = []
        for _ in 1...3 { ids.append(try await pipeline.open("b2b", name: "Acme", owner: "rep_1", by: rep).id) }
        _ = try await pipeline.deliver()
        // Deals are delivered at the same time: which record is made first, nobody knows.
        let made = fake.deals()
        let deals = try ids.map { id in
            try #require(made.first { $0.values["custom_fields"]?[FakePipedrive.key]?.stringValue == id.description })
                .id
        }
        fake.person(deals[0]) { $0["stage_id"] = 2 }
        fake.person(deals[1]) { $0["stage_id"] = 3 }
        fake.person(deals[2]) {
            $0["status"] = "lost"; $0["lost_reason"] = "Too expensive"
        }
        for _ in 1...4 {
            _ = try await connector.takeChanges()
            _ = try await pipeline.deliver()
            clock.advance(by: .seconds(300))
        }
        #expect(try await pipeline.deal(ids[0])?.stage == "qualified")
        #expect(try await pipeline.deal(ids[1])?.stage == "lead")
        #expect(fake.deals().first { $0.id == deals[1] }?.values["stage_id"] == 1, "set back")
        let lost = try #require(try await pipeline.deal(ids[2]))
        #expect(lost.stage == "lost")
        #expect(lost.reason?.hasSuffix("price") == true)
    }

    @Test("an answer that was lost makes no second deal")
    func lostAnswer() async throws {
        let fake = FakePipedrive()
        fake.state.withLock { $0.isLosingAnswers = true }
        await #expect(throws: DeliveryError.self) {
            try await Self.connector(fake).deliver(HookSamples("crm").delivery())
        }
        fake.state.withLock { $0.isLosingAnswers = false }
        _ = try await Self.connector(fake).deliver(HookSamples("crm").delivery(attempt: 2))
        #expect(fake.deals().count == 1)
    }

    @Test("a deal that is lost when Pipedrive first hears of it is lost there, although the first answer was lost")
    func lostOnTheWay() async throws {
        // It is made open, and then ends: the second call never came.
        let (fake, pipeline, _, clock) = try await world("adopt", hooks: "  - {event: deal.lost, do: [{crm: upsert}]}")
        let rep = Actor.person("rep_1", roles: "rep")
        let id = try await pipeline.open("b2b", name: "Acme", owner: "rep_1", by: rep).id
        _ = try await pipeline.perform(Command(.move(MoveRequest(to: "lost", reason: "price"))), on: id, by: rep)
        fake.state.withLock { $0.isLosingAnswers = true }
        _ = try await pipeline.deliver()
        fake.state.withLock { $0.isLosingAnswers = false }
        #expect(fake.deals().map { $0.values["status"] } == ["open"])
        clock.advance(by: .seconds(3_600))
        #expect(try await pipeline.deliver().delivered == 1)
        #expect(fake.deals().map { $0.values["status"] } == ["lost"])
        #expect(fake.deals().first?.values["lost_reason"] == "Too expensive")
        #expect(try await pipeline.deal(id)?.stage == "lost", "nobody has opened it again")
    }

    @Test("what Pipedrive puts where a deal has nothing is no change of people")
    func ownChoice() async throws {
        let (fake, pipeline, connector, clock) = try await world("adopt")
        let rep = Actor.person("rep_1", roles: "rep")
        // Nobody has the deal; Pipedrive always names somebody.
        let id = try await pipeline.open("b2b", name: "Acme", by: rep).id
        _ = try await pipeline.deliver()
        let record = try #require(fake.deals().first).id
        fake.person(record) { $0["owner_id"] = 11 }
        _ = try await connector.takeChanges()
        _ = try await pipeline.perform(Command(.assign(owner: nil)), on: id, by: .person("boss_1", roles: "boss"))
        _ = try await pipeline.deliver()
        fake.state.withLock { $0.isLosingAnswers = true }
        _ = try await pipeline.perform(Command(.move(MoveRequest(to: "qualified"))), on: id, by: rep)
        _ = try await pipeline.deliver()
        fake.state.withLock { $0.isLosingAnswers = false }
        clock.advance(by: .seconds(3_600))
        _ = try await connector.takeChange(of: String(record))
        _ = try await pipeline.deliver()
        #expect(fake.deals().first?.values["stage_id"] == 2)
        #expect(try await pipeline.deal(id)?.owner == nil)
    }

    @Test("notes and activities are written once for their key")
    func notes() async throws {
        let fake = FakePipedrive()
        _ = try await Self.connector(fake).deliver(HookSamples("crm").delivery())
        for (action, path) in [("note", "notes"), ("activity", "activities")] {
            let samples = HookSamples("crm", action: action, settings: ["text": "Hello & goodbye"])
            for attempt in 1...3 {
                _ = try await Self.connector(fake).deliver(samples.delivery(revision: 2, attempt: attempt))
            }
            #expect(fake.state.withLock { $0.items.values.filter { $0.path == path }.count } == 1)
        }
    }

    @Test("a stage that is none of the pipeline is found when it starts")
    func mapping() async throws {
        var mapping = Self.mapping
        mapping.stages = [("lead", "7"), ("qualified", "Qualified")]
        let connector = try Self.connector(FakePipedrive(), mapping: mapping)
        let error = await #expect(throws: DeliveryError.self) { try await connector.check() }
        #expect(error?.message.contains("stages.lead: Pipedrive has no stage '7'") == true)
        #expect(error?.message.contains("'Qualified' is the label of '2'") == true)
    }

    @Test(
        "settings that cannot be right are all told, without a secret",
        arguments: [
            (
                "{}",
                [
                    "token is missing", "stages is missing", "state is missing", "pipeline is missing",
                    "key_field is missing",
                ]
            ),
            (
                "{\"token\":\"plain\",\"probability\":\"x\",\"odd\":1}",
                ["never as it is", "probability: probability", "odd is not known"]
            ),
        ]
    )
    func settings(text: String, words: [String]) throws {
        let json = try JSON.parse(text)
        let error = #expect(throws: CRMSettingsError.self) { try PipedriveConfiguration(json) }
        for word in words { #expect(error?.message.contains(word) == true, "\(error?.message ?? "")") }
    }
}
