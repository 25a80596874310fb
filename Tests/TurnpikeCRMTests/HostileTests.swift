import Synchronization
import Testing
import Turnpike
import TurnpikeCRM
import TurnpikeRuntime
import TurnpikeTesting
import TurnpikeValues
import TurnpikeWeb

@testable import HubSpotCRM

/// What people, vendors and networks do to a connection that is only used to good days.
@Suite struct HostileTests {
    private func begun(_ policy: String, fields: [String: Value] = [:]) async throws -> (World, DealID, Int) {
        let world = try await World(policy)
        _ = try await world.connector.takeChanges()
        let id = try await world.open(stage: "lead", fields: fields)
        _ = try await world.settle()
        return (world, id, try #require(world.hubSpot.deals().first).id)
    }

    private func deal(_ world: World, _ id: DealID) async throws -> Deal {
        try #require(try await world.pipeline.deal(id))
    }

    // MARK: What comes with a move that is not followed

    @Test(
        "values that came with a move are kept where the move is not followed",
        arguments: ["refuse", "ask", "push_back"]
    )
    func valuesStay(policy: String) async throws {
        let (world, id, record) = try await begun(policy)
        world.hubSpot.person(record) { object in
            object.properties["dealstage"] = "contractsent"
            object.properties["region"] = "north"
        }
        #expect(try await world.settle() <= 5)
        let deal = try await deal(world, id)
        #expect(deal.stage == "lead")
        #expect(deal["region"] == .string("north"))
        #expect(world.hubSpot.deals().first?.object.properties["region"] == "north", "nothing is written over it")
        #expect((deal.state.observed != nil) == (policy == "ask"), "and the question stays")
    }

    @Test("a stage that was refused is followed once what was missing comes", arguments: ["refuse", "ask"])
    func secondLook(policy: String) async throws {
        let (world, id, record) = try await begun(policy)
        _ = try await world.move(id, "qualified")
        _ = try await world.settle()
        world.hubSpot.person(record) { $0.properties["dealstage"] = "contractsent" }
        _ = try await world.settle()
        #expect(try await world.stage(id) == "qualified")
        world.hubSpot.person(record) { $0.properties["amount"] = "100" }
        #expect(try await world.settle() <= 5)
        #expect(try await world.stage(id) == "offer")
        #expect(try await deal(world, id).state.observed == nil)
        #expect(try await world.connector.drift(of: try await deal(world, id))?.differences == [])
    }

    // MARK: Owners, currencies, names

    @Test(
        "owners: one that we know, nobody, and one that the table does not name",
        arguments: [("12", "rep_2", nil), ("", nil, nil), ("99", "rep_1", "unmapped")]
            as [(String, String?, String?)]
    )
    func owners(theirs: String, ours: String?, why: String?) async throws {
        let (world, id, record) = try await begun("adopt")
        world.hubSpot.person(record) { $0.properties["hubspot_owner_id"] = theirs }
        _ = try await world.connector.takeChanges()
        let deal = try await deal(world, id)
        #expect(deal.owner == ours)
        let drift = try await world.connector.drift(of: deal)?.differences.first { $0.what == "owner" }
        #expect(drift?.why.rawValue == why)
    }

    @Test("an amount in another currency is another amount, and in none that exists it is told and not taken")
    func currencies() async throws {
        let (world, id, record) = try await begun("adopt", fields: ["amount": .string("100 EUR")])
        world.hubSpot.person(record) { $0.properties["deal_currency_code"] = "USD" }
        _ = try await world.connector.takeChanges()
        #expect(try await deal(world, id)["amount"]?.moneyValue?.currency.code == "USD")
        world.hubSpot.person(record) { object in
            object.properties["deal_currency_code"] = "nothing"
            object.properties["amount"] = "5"
        }
        _ = try await world.connector.takeChanges()
        let deal = try await deal(world, id)
        #expect(deal["amount"]?.moneyValue?.currency.code == "USD")
        #expect(deal["amount"]?.moneyValue?.amount == 100)
        let why = try await world.connector.drift(of: deal)?.differences.first { $0.what == "amount" }?.why
        #expect(why == .unmapped)
    }

    @Test("a name that people gave in the CRM stays there, and an empty one gets ours back")
    func names() async throws {
        let (world, id, record) = try await begun("adopt")
        world.hubSpot.person(record) { $0.properties["dealname"] = "Acme 🏭 \u{202E}renamed" }
        _ = try await world.settle()
        _ = try await world.move(id, "qualified")
        _ = try await world.settle()
        #expect(world.hubSpot.deals().first?.object.properties["dealname"] == "Acme 🏭 \u{202E}renamed")
        #expect(try await world.connector.drift(of: try await deal(world, id))?.differences.map(\.why) == [.renamed])
        world.hubSpot.person(record) { $0.properties["dealname"] = "" }
        _ = try await world.move(id, "lead")
        _ = try await world.settle()
        #expect(world.hubSpot.deals().first?.object.properties["dealname"] == "Acme")
    }

    // MARK: Merged, deleted

    @Test("two deals whose records were merged do not write to the one that is left in turn")
    func merged() async throws {
        let (world, first, record) = try await begun("adopt")
        let second = try await world.open()
        _ = try await world.settle()
        let other = try #require(world.hubSpot.deals().last).id
        // HubSpot leads from the old id to the record that is left, which carries the other deal's id.
        world.hubSpot.state.withLock { state in state.objects[record] = state.objects[other] }
        _ = try await world.move(first, "qualified")
        let sent = try await world.pipeline.deliver()
        #expect(sent.dead == 1)
        #expect(sent.lastError?.contains("belongs to the deal \(second)") == true, "\(sent.lastError ?? "")")
        #expect(world.hubSpot.deals().allSatisfy { $0.object.properties["dealstage"] == "appointmentscheduled" })
        let drift = try await world.connector.drift(of: try await deal(world, first))
        #expect(drift?.differences.map(\.why) == [.rejected])
    }

    @Test("a record that is gone is not made again, and a webhook about it is no failure")
    func deleted() async throws {
        let (world, id, record) = try await begun("adopt")
        world.hubSpot.state.withLock { $0.objects[record] = nil }
        let summary = try await world.connector.takeChanges(of: [String(record), String(record), "424242"])
        #expect(summary == CRMSummary())
        _ = try await world.move(id, "qualified")
        #expect(try await world.pipeline.deliver().dead == 1)
        #expect(world.hubSpot.deals().isEmpty)
    }

    // MARK: Pages

    @Test("a deal that is changed between two pages pulls no other one over the edge, unread")
    func pageEdge() async throws {
        let hubSpot = FakeHubSpot()
        let vendor = try World.vendor(hubSpot, World.mapping)
        _ = try await vendor.schema()
        let since = hubSpot.state.withLock { $0.clock }
        for number in 1...7 {
            let draft = CRMDraft(key: "d\(number)", effect: "", values: [.name: .text("\(number)")])
            _ = try await vendor.create(.deal, draft)
        }
        var cursor: String? = String(since)
        var seen: Set<String> = []
        for page in 0..<40 {
            let answer = try await vendor.changes(since: cursor, now: Instant(milliseconds: since))
            for record in answer.records { seen.insert(record.key ?? "") }
            // Somebody changes what was read first: everything behind it moves up by one.
            if page < 3 { hubSpot.person(101 + page) { $0.properties["dealname"] = "changed" } }
            cursor = answer.cursor
            guard answer.hasMore else { break }
        }
        #expect(seen == Set((1...7).map { "d\($0)" }))
        #expect(cursor == String(hubSpot.state.withLock { $0.clock }), "the cursor is at the newest change")
    }

    @Test("more changes in one millisecond than a page holds are all read")
    func oneTime() async throws {
        let hubSpot = FakeHubSpot()
        let vendor = try World.vendor(hubSpot, World.mapping)
        _ = try await vendor.schema()
        for number in 1...9 {
            _ = try await vendor.create(.deal, CRMDraft(key: "d\(number)", effect: "", values: [.name: .text("x")]))
        }
        let moment = hubSpot.state.withLock { state in
            state.clock += 1_000
            for id in state.objects.keys { state.objects[id]?.updated = state.clock }
            return state.clock
        }
        var cursor: String? = String(moment)
        var seen: Set<String> = []
        var pages = 0
        repeat {
            let answer = try await vendor.changes(since: cursor, now: Instant(milliseconds: moment))
            seen.formUnion(answer.records.compactMap(\.key))
            cursor = answer.cursor
            pages += 1
            if !answer.hasMore { break }
        } while pages < 40
        #expect(seen.count == 9)
        #expect(cursor == String(moment))
    }

    @Test("a cursor of an older version, cut off or damaged", arguments: ["1780308000000/200", "1780308000000/x/-"])
    func olderCursors(cursor: String) async throws {
        let vendor = try World.vendor(FakeHubSpot(), World.mapping)
        #expect(try await vendor.changes(since: cursor, now: Instant.now()).cursor == "1780308000000")
        let error = await #expect(throws: DeliveryError.self) {
            try await vendor.changes(since: "yesterday", now: Instant.now())
        }
        #expect(error?.kind == .temporary)
    }

    // MARK: Limits of calls

    @Test("429 for an hour gives up no deal, and each goes once when it is over")
    func storm() async throws {
        let world = try await World("adopt")
        _ = try await world.connector.takeChanges()
        var ids: [DealID] = []
        for _ in 1...12 { ids.append(try await world.open()) }
        world.hubSpot.state.withLock { $0.fault = .temporary }
        for _ in 1...12 {
            #expect(try await world.pipeline.deliver().dead == 0)
            world.clock.advance(by: .seconds(300))
        }
        world.hubSpot.state.withLock { $0.fault = nil }
        for _ in 1...12 {
            _ = try await world.pipeline.deliver()
            world.clock.advance(by: .seconds(900))
        }
        let keys = world.hubSpot.deals().map { $0.object.properties["turnpike_deal"] ?? "" }
        #expect(keys.sorted() == ids.map(\.description).sorted())
    }

    /// Answers every call in one way.
    private struct Answering: HTTPCarrier {
        let answer: HTTPAnswer
        func carry(_ call: HTTPCall) async throws -> HTTPAnswer { answer }
    }

    @Test(
        "what the CRM says of waiting is kept, in seconds or as a date, and nonsense is not taken for it",
        arguments: [
            (429, "7", 7), (503, "120", 120), (429, "Mon, 01 Jun 2026 10:01:30 GMT", 90),
            (429, "Mon, 01 Jun 2026 09:00:00 GMT", 0), (429, "soon", nil), (429, "-5", nil), (429, "", nil),
            (429, "1.5", nil), (429, "99999999999999999999", 86_400), (429, "Mon, 01 Jun 2026", nil),
        ] as [(Int, String, Int64?)]
    )
    func retryAfter(status: Int, value: String, seconds: Int64?) async throws {
        let answer = HTTPAnswer(status, headers: [.init("Retry-After", value)], body: Array("{}".utf8))
        let caller = CRMCaller(
            "HubSpot",
            base: try WebAddress("https://api.hubapi.com"),
            headers: { [] },
            secrets: [],
            carrier: Answering(answer: answer),
            now: { Instant("2026-06-01T10:00:00Z") ?? .min },
            refusal: { $0["message"]?.stringValue }
        )
        let error = await #expect(throws: DeliveryError.self) { try await caller.call("GET", "/x") }
        #expect(error?.kind == .temporary)
        #expect(error?.retryAfter == seconds.map { .seconds($0) })
    }

    @Test("a refusal in words that are hostile is told in one line, without secrets")
    func words() async throws {
        let words = "no\r\n\u{1B}[31mred\u{202E}pat-secret-token" + String(repeating: "x", count: 5_000)
        let caller = CRMCaller(
            "HubSpot",
            base: try WebAddress("https://api.hubapi.com"),
            headers: { [] },
            secrets: [Secret("pat-secret-token")],
            carrier: Answering(answer: FakeHubSpot.refuse(400, words)),
            refusal: { $0["message"]?.stringValue }
        )
        let error = await #expect(throws: DeliveryError.self) { try await caller.call("GET", "/x") }
        let message = try #require(error?.message)
        #expect(error?.kind == .permanent)
        #expect(message.unicodeScalars.count < 450)
        #expect(!message.contains("pat-secret") && !message.contains("\n") && !message.contains("\u{1B}"))
    }

    // MARK: Several at work

    /// Who is at work at the same time.
    private final class Inside: Sendable {
        let state = Mutex((now: 0, most: 0, times: 0))
    }

    @Test("two programs that share what is remembered work on a deal one after the other")
    func programs() async throws {
        let folder = "/tmp/turnpike-ledger-\(UInt64.random(in: 0...UInt64.max))"
        let inside = Inside()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    // Each a ledger of its own, as each program has.
                    try await FileLedger(folder).exclusively("deal") {
                        inside.state.withLock { state in
                            state.now += 1
                            state.most = max(state.most, state.now)
                            state.times += 1
                        }
                        try await Task.sleep(for: .milliseconds(3))
                        inside.state.withLock { $0.now -= 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(inside.state.withLock { $0.most } == 1)
        #expect(inside.state.withLock { $0.times } == 12)
    }

    private static func enter(_ folder: String) async throws -> Bool {
        try await FileLedger(folder).exclusively("deal") { true }
    }

    @Test("one that waits for its turn and is told to stop, stops")
    func waiting() async throws {
        let folder = "/tmp/turnpike-ledger-\(UInt64.random(in: 0...UInt64.max))"
        try await FileLedger(folder).exclusively("deal") {
            await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    do { return try await Self.enter(folder) } catch { return !(error is CancellationError) }
                }
                group.cancelAll()
                #expect(await group.next() == false, "it has neither entered nor failed otherwise")
            }
        }
        #expect(try await Self.enter(folder))
    }
}
