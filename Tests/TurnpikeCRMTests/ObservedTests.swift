import Synchronization
import Testing
import Turnpike
import TurnpikeCRM
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeWeb

@testable import HubSpotCRM

/// What people change in a CRM, and what becomes of it.
@Suite struct ObservedTests {
    /// A world with a deal in `qualified` that both sides know.
    private func begun(
        _ policy: String,
        fields: [String: Value] = [:],
        process: String? = nil,
        keepsEffects: Bool = true
    )
        async throws -> (World, DealID, Int)
    {
        let world = try await World(policy, process: process, keepsEffects: keepsEffects)
        _ = try await world.connector.takeChanges()
        let id = try await world.open(fields: fields)
        _ = try await world.move(id, "qualified")
        _ = try await world.settle()
        return (world, id, try #require(world.hubSpot.deals().first).id)
    }

    private func hubStage(_ world: World) -> String {
        world.hubSpot.deals().first?.object.properties["dealstage"] ?? ""
    }

    @Test("our own writes come back as no change")
    func echo() async throws {
        let (world, id, _) = try await begun("adopt")
        let revision = try await world.pipeline.deal(id)?.revision
        for _ in 1...3 {
            let summary = try await world.connector.takeChanges()
            #expect(summary.taken + summary.asked + summary.refused == 0)
            world.clock.advance(by: .seconds(300))
        }
        #expect(try await world.pipeline.deal(id)?.revision == revision)
    }

    @Test(
        "the policy decides a move that gates do not let through",
        arguments: [
            ("adopt", "offer", "contractsent", 0), ("adopt_with_obligations", "offer", "contractsent", 1),
            ("refuse", "qualified", "contractsent", 0), ("push_back", "qualified", "qualifiedtobuy", 0),
            ("ask", "qualified", "contractsent", 0),
        ]
    )
    func policies(policy: String, ours: String, theirs: String, obligations: Int) async throws {
        let (world, id, record) = try await begun(policy)
        world.hubSpot.person(record) { $0.properties["dealstage"] = "contractsent" }
        #expect(try await world.settle() <= 5, "it comes to rest")
        #expect(try await world.stage(id) == ours)
        #expect(hubStage(world) == theirs)
        let deal = try #require(try await world.pipeline.deal(id))
        #expect(deal.obligations.count == obligations)
        #expect((deal.state.observed != nil) == (policy == "ask"))
    }

    @Test("a move whose gates are met is taken over under every policy, with the values that came with it")
    func met() async throws {
        for policy in ["refuse", "ask", "push_back", "adopt_with_obligations"] {
            let (world, id, record) = try await begun(policy)
            world.hubSpot.person(record) {
                $0.properties["dealstage"] = "contractsent"
                $0.properties["amount"] = "900"
                $0.properties["region"] = "north"
                $0.properties["hubspot_owner_id"] = "12"
            }
            _ = try await world.settle()
            let deal = try #require(try await world.pipeline.deal(id))
            #expect(deal.stage == "offer")
            #expect(deal["amount"]?.moneyValue?.amount == 900)
            #expect(deal["region"] == .string("north"))
            #expect(deal.owner == "rep_2")
            #expect(hubStage(world) == "contractsent")
        }
    }

    @Test(
        "a lost deal that somebody opens again there is open here, although its old reason still stands there",
        arguments: ["adopt", "adopt_with_obligations"],
        ["[won, lost, qualified]", "{won: {}, lost: {}, qualified: {reason: lost}}", "{qualified: {reason: back}}"]
    )
    func reopened(policy: String, moves: String) async throws {
        // That a way there asks for a reason, from elsewhere or another one, makes none of what still stands there.
        let isBack = moves.contains("back")
        var text = World.text(policy).replacing("[price, rival]", with: "[price, rival], back: [budget]")
        text = text.replacing(
            isBack ? "lost: {outcome: lost, reason: lost}" : "[won, lost, qualified]",
            with: isBack ? "lost: {outcome: lost, reason: lost, moves: \(moves)}" : moves
        )
        #expect(text.contains(moves))
        let (world, id, record) = try await begun(policy, process: text)
        _ = try await world.move(id, "lost", reason: "price")
        _ = try await world.settle()
        #expect(world.hubSpot.deals().first?.object.properties["closed_lost_reason"] == "Too expensive")
        world.hubSpot.person(record) { $0.properties["dealstage"] = "qualifiedtobuy" }
        #expect(try await world.settle() <= 4)
        let deal = try #require(try await world.pipeline.deal(id))
        #expect(world.hubSpot.deals().first?.object.properties["closed_lost_reason"] == "Too expensive")
        #expect(deal.stage == "qualified" && deal.reason == nil)
        #expect(try await world.connector.drift(of: deal)?.differences == [])
    }

    @Test(
        "both sides move the same deal at once: one answer, no loop",
        arguments: ["adopt", "adopt_with_obligations", "ask", "push_back", "refuse"]
    )
    func both(policy: String) async throws {
        let (world, id, record) = try await begun(policy)
        // We go back to lead; before our write arrives, somebody in HubSpot moves on to the offer.
        _ = try await world.move(id, "lead")
        world.hubSpot.person(record) { $0.properties["dealstage"] = "contractsent" }
        #expect(try await world.settle() <= 6, "it comes to rest")
        let ours = try await world.stage(id)
        switch policy {
        case "adopt", "adopt_with_obligations":
            #expect(ours == "offer")
            #expect(hubStage(world) == "contractsent")
        case "ask":
            #expect(ours == "lead")
            #expect(hubStage(world) == "contractsent", "nothing is written over what a person is asked about")
            #expect(try await world.pipeline.deal(id)?.state.observed != nil)
        default:
            #expect(ours == "lead")
            #expect(hubStage(world) == "appointmentscheduled")
        }
        let calls = world.hubSpot.state.withLock { $0.calls.filter { $0.hasPrefix("PATCH") }.count }
        #expect(calls <= 4)
    }

    @Test("a change between our look and our write is seen, and judged before anything is written over it")
    func stale() async throws {
        let (world, id, _) = try await begun("adopt")
        _ = try await world.move(id, "lead")
        world.hubSpot.state.withLock { $0.betweenReadAndWrite = { $0.properties["dealstage"] = "contractsent" } }
        _ = try await world.settle()
        #expect(try await world.stage(id) == "offer")
        #expect(hubStage(world) == "contractsent")
    }

    @Test("a write whose answer was lost is not taken for somebody's move")
    func lostWrite() async throws {
        let (world, id, _) = try await begun("adopt")
        world.hubSpot.state.withLock { $0.isLosingAnswers = true }
        _ = try await world.move(id, "lead")
        _ = try await world.pipeline.deliver()
        world.hubSpot.state.withLock { $0.isLosingAnswers = false }
        // The deal goes on before the plug-in has heard of it.
        _ = try await world.move(id, "lost", reason: "price")
        let summary = try await world.connector.takeChanges()
        #expect(summary.taken + summary.refused == 0)
        #expect(try await world.stage(id) == "lost")
    }

    /// A record with a write whose answer was lost; nobody reads changes.
    private func lost(_ policy: String, isNew: Bool, keepsEffects: Bool, _ fields: [String: Value] = [:])
        async throws -> (World, DealID, Int)
    {
        let world: World
        let id: DealID
        if isNew {
            // One request, and none after it that is newer.
            let text = World.text(policy, hooks: "  - {event: deal.opened, do: [{crm: upsert}]}")
            world = try await World(policy, process: text, keepsEffects: keepsEffects)
            world.hubSpot.state.withLock { $0.isLosingAnswers = true }
            id = try await world.open(fields: fields)
        } else {
            (world, id, _) = try await begun(policy, fields: fields, keepsEffects: keepsEffects)
            world.hubSpot.state.withLock { $0.isLosingAnswers = true }
            _ = try await world.move(id, "lead")
        }
        #expect(try await world.pipeline.deliver().postponed == 1)
        world.hubSpot.state.withLock { $0.isLosingAnswers = false }
        world.clock.advance(by: .seconds(3_600))
        return (world, id, try #require(world.hubSpot.deals().first).id)
    }

    @Test(
        "what people change after a write whose answer was lost is judged, and not taken for ours",
        arguments: [true, false],
        [(true, true), (true, false), (false, true), (false, false)]
    )
    func changeAfterLostAnswer(isNew: Bool, how: (keepsEffects: Bool, isRead: Bool)) async throws {
        let ten: [String: Value] = ["amount": .string("10 EUR")]
        let (world, id, record) = try await lost("adopt", isNew: isNew, keepsEffects: how.keepsEffects, ten)
        world.hubSpot.person(record) {
            $0.properties["amount"] = "900"
            $0.properties["dealstage"] = "contractsent"
        }
        // Either the repetition of the write finds them, or somebody who reads.
        if how.isRead {
            #expect(try await world.connector.takeChange(of: String(record)).taken == 1)
        } else {
            _ = try await world.pipeline.deliver()
        }
        let deal = try #require(try await world.pipeline.deal(id))
        #expect(deal["amount"]?.moneyValue?.amount == 900)
        #expect(deal.stage == "offer")
        _ = try await world.settle()
        #expect(world.hubSpot.deals().count == 1)
        #expect(world.hubSpot.deals().first?.object.properties["amount"] == "900")
        #expect(hubStage(world) == "contractsent")
        #expect(try await world.pipeline.deal(id)?.stage == "offer")
    }

    @Test("a stage that people set back after such a write is theirs, where the record keeps the key of the last write")
    func setBackAfterLostAnswer() async throws {
        let (world, id, record) = try await lost("adopt", isNew: false, keepsEffects: true)
        world.hubSpot.person(record) { $0.properties["dealstage"] = "qualifiedtobuy" }
        _ = try await world.settle()
        #expect(try await world.stage(id) == "qualified")
        #expect(hubStage(world) == "qualifiedtobuy")
    }

    @Test(
        "the repetition of such a write writes over nothing that was changed since, whatever becomes of that",
        arguments: [(true, true), (true, false), (false, true)]
    )
    func repetition(isNew: Bool, keepsEffects: Bool) async throws {
        let (world, id, record) = try await lost("refuse", isNew: isNew, keepsEffects: keepsEffects)
        world.hubSpot.person(record) {
            // The gate wants an amount; nobody knows the owner; and a name is theirs.
            $0.properties["dealstage"] = "contractsent"
            $0.properties["hubspot_owner_id"] = "99"
            $0.properties["dealname"] = "Renamed"
        }
        _ = try await world.settle()
        let properties = try #require(world.hubSpot.deals().first).object.properties
        #expect(properties["dealstage"] == "contractsent")
        #expect(properties["hubspot_owner_id"] == "99")
        #expect(properties["dealname"] == "Renamed")
        let deal = try #require(try await world.pipeline.deal(id))
        #expect(deal.stage == "lead" && deal.owner == "rep_1")
        #expect(world.hubSpot.deals().count == 1)
    }

    @Test("a value that people set again and again is theirs each time, also where an answer was lost in between")
    func again() async throws {
        let (world, id, record) = try await lost("adopt", isNew: false, keepsEffects: false)
        for (stage, ours) in [("contractsent", "offer"), ("appointmentscheduled", "lead"), ("contractsent", "offer")] {
            world.hubSpot.person(record) { $0.properties["dealstage"] = stage }
            world.clock.advance(by: .seconds(60))
            _ = try await world.connector.takeChange(of: String(record))
            #expect(try await world.stage(id) == ours)
        }
    }

    @Test("where a person is asked about a stage, the reason of another one is not written beside it")
    func reasonWithItsStage() async throws {
        let (world, id, record) = try await begun("ask")
        _ = try await world.move(id, "lost", reason: "price")
        world.hubSpot.person(record) { $0.properties["dealstage"] = "contractsent" }
        _ = try await world.settle()
        #expect(try await world.pipeline.deal(id)?.state.observed != nil)
        #expect(hubStage(world) == "contractsent")
        #expect(world.hubSpot.deals().first?.object.properties["closed_lost_reason"] ?? "" == "")
    }

    @Test("a request that is older than what people have changed writes nothing over it")
    func olderRequest() async throws {
        // No hook tells of fields, so nothing would put it right afterwards.
        let hooks = "  - {event: stage.entered, do: [{crm: upsert}]}"
        let text = World.text("adopt", hooks: hooks)
        let (world, id, record) = try await begun("adopt", fields: ["amount": .string("10 EUR")], process: text)
        _ = try await world.move(id, "lead")
        world.hubSpot.person(record) { $0.properties["amount"] = "900" }
        _ = try await world.settle()
        #expect(try await world.pipeline.deal(id)?["amount"]?.moneyValue?.amount == 900)
        #expect(world.hubSpot.deals().first?.object.properties["amount"] == "900")
        #expect(hubStage(world) == "appointmentscheduled")
    }

    @Test("a person's answer is carried out on both sides", arguments: ["adopt", "push_back"])
    func answers(answer: String) async throws {
        let (world, id, record) = try await begun("ask")
        world.hubSpot.person(record) { $0.properties["dealstage"] = "contractsent" }
        _ = try await world.settle()
        let step = ObservationStep(answer == "adopt" ? .adopt : .pushBack, because: "Signed on paper")
        let boss = Actor.person("boss_1", roles: "boss")
        _ = try await world.pipeline.perform(Command(.observation(step)), on: id, by: boss)
        _ = try await world.settle()
        #expect(try await world.stage(id) == (answer == "adopt" ? "offer" : "qualified"))
        #expect(hubStage(world) == (answer == "adopt" ? "contractsent" : "qualifiedtobuy"))
        let deal = try #require(try await world.pipeline.deal(id))
        #expect(try await world.connector.drift(of: deal)?.differences == [])
    }

    @Test("what has no place in the process is told and not tried for ever")
    func unmapped() async throws {
        let (world, id, record) = try await begun("adopt")
        world.hubSpot.person(record) { $0.properties["region"] = "west" }
        let summary = try await world.connector.takeChanges()
        #expect(summary.refused == 1)
        #expect(summary.failures.isEmpty)
        let deal = try #require(try await world.pipeline.deal(id))
        #expect(deal["region"] == nil)
        let region = try await world.connector.drift(of: deal)?.differences.first { $0.what == "region" }
        #expect(region?.why == .unmapped)
    }

    @Test("all pages are read, and the cursor is kept after each")
    func pages() async throws {
        let world = try await World("adopt")
        _ = try await world.connector.takeChanges()
        var ids: [DealID] = []
        for _ in 1...5 { ids.append(try await world.open()) }
        _ = try await world.pipeline.deliver()
        for deal in world.hubSpot.deals() {
            world.hubSpot.person(deal.id) { $0.properties["dealstage"] = "qualifiedtobuy" }
        }
        let before = try await world.ledger.cursor()
        let first = try await world.connector.takeChanges(pages: 1)
        #expect(first.taken == 2)
        #expect(try await world.ledger.cursor() != before)
        // A crash here repeats nothing: another connector goes on from the cursor.
        let rest = try await world.connector.takeChanges()
        #expect(rest.taken == 3)
        for id in ids { #expect(try await world.stage(id) == "qualified") }
    }

    @Test("a webhook's word is not taken for it: the record is read")
    func webhook() async throws {
        let (world, id, record) = try await begun("adopt")
        world.hubSpot.person(record) { $0.properties["dealstage"] = "appointmentscheduled" }
        let body = Array(
            "[{\"subscriptionType\":\"deal.propertyChange\",\"objectId\":\(record),\"propertyValue\":\"closedwon\"}]"
                .utf8
        )
        #expect(try HubSpotCRM.deals(in: body) == [String(record)])
        for found in try HubSpotCRM.deals(in: body) { _ = try await world.connector.takeChange(of: found) }
        #expect(try await world.stage(id) == "lead", "what HubSpot has counts, not what the message says")
        let route = HubSpotCRM.webhook(
            "/hubspot",
            secrets: [Secret("app-secret")],
            address: "https://crm.example.org",
            connector: world.connector
        )
        let call = InboundCall("POST", "/hubspot", headers: [], body: body, received: Instant.now())
        await #expect(throws: InboundRefusal.self) { try await route.take(call) }
    }

    @Test("records of others, and hostile webhooks, are left alone")
    func strangers() async throws {
        let (world, _, _) = try await begun("adopt")
        world.hubSpot.state.withLock { state in
            state.objects[7] = .init(
                type: "deals",
                properties: ["dealname": "Theirs", "dealstage": "closedwon"],
                updated: state.clock
            )
        }
        let summary = try await world.connector.takeChange(of: "7")
        #expect(summary.strangers == 1)
    }

    @Test(
        "a body that is no list of events is refused",
        arguments: [
            "", "{", "[1,2]", "{\"objectId\":1}", "[{\"objectId\":1}]", "[" + String(repeating: "[", count: 40),
        ]
    )
    func noEvents(text: String) {
        let error = #expect(throws: InboundRefusal.self) { try HubSpotCRM.deals(in: Array(text.utf8)) }
        #expect(error?.status == 400)
    }

    @Test(
        "the deals of a batch are named once each, in all of HubSpot's forms",
        arguments: [
            ("[]", []), ("[{\"subscriptionType\":\"contact.creation\",\"objectId\":1}]", []),
            (
                "[{\"subscriptionType\":\"deal.creation\",\"objectId\":7},{\"subscriptionType\":\"deal.propertyChange\",\"objectId\":7},{\"subscriptionType\":\"deal.deletion\",\"objectId\":\"8\"}]",
                ["7", "8"]
            ),
            (
                "[{\"subscriptionType\":\"object.propertyChange\",\"objectTypeId\":\"0-3\",\"objectId\":9},{\"subscriptionType\":\"object.creation\",\"objectTypeId\":\"0-1\",\"objectId\":10}]",
                ["9"]
            ),
            (
                "[{\"subscriptionType\":\"deal.merge\",\"primaryObjectId\":1,\"mergedObjectIds\":[2,3],\"newObjectId\":4}]",
                ["1", "4", "2", "3"]
            ),
            ("[{\"subscriptionType\":\"deal.creation\",\"objectId\":\"../contacts/1\"}]", []),
            ("[{\"subscriptionType\":\"deal.associationChange\",\"fromObjectId\":5}]", []),
        ] as [(String, [String])]
    )
    func batches(text: String, ids: [String]) throws {
        #expect(try HubSpotCRM.deals(in: Array(text.utf8)) == ids)
    }
}
