import Foundation
import IntegrationSupport
import Testing
import TurnpikeHTTP
import TurnpikeValues
import TurnpikeWeb

/// `turnpike run` with HubSpot in `turnpike.yaml`: polling, webhooks, restarts, tables that do not fit.
@Suite(.enabled(if: CRMWorld.variable("TURNPIKE_HUBSPOT") != nil), .serialized, .oneAtATime)
struct HubSpotToolTests {
    static let base = CRMWorld.variable("TURNPIKE_HUBSPOT") ?? ""

    static func configuration(
        poll: Int = 1,
        lease: Int = 30,
        base: String = base,
        stages: String? = nil,
        fields: String = "amount"
    ) -> String {
        """
        delivery: {lease: \(lease) seconds, first_pause: 1 seconds, longest_pause: 2 seconds}
        plugins:
          crm:
            uses: hubspot
            settings:
              token: env:TURNPIKE_HUBSPOT_TOKEN
              api: \(base)
              allow_http: true
              allow_private: true
              state: crm-state/
              process: b2b
              stages: \(stages ?? "{lead: qualifiedtobuy, offer: contractsent, won: closedwon, lost: closedlost}")
              fields: {amount: \(fields)}
              owners: {rep_1: "11", rep_2: "15"}
              reasons: {price: Too expensive}
              accounts: {name: name, domain: domain}
              effect_property: turnpike_effect
              poll_seconds: \(poll)
              overlap_seconds: 0
        """
    }

    static let receiving = """

        receive:
          port: 0
          routes:
            /hooks/hubspot:
              uses: hubspot
              plugin: crm
              settings: {secrets: ["env:TURNPIKE_HUBSPOT_SECRET"], address: "https://hooks.example.com", body_limit: 4096}
        """

    static func object(_ deal: String) async throws -> JSON? {
        try await CRMWorld.ask("GET", base, "/_/objects").elements?
            .first { $0["properties"]?["turnpike_deal"]?.stringValue == deal }
    }

    static func property(_ deal: String, _ name: String) async throws -> String? {
        try await object(deal)?["properties"]?[name]?.stringValue
    }

    static func person(_ deal: String, _ properties: JSON) async throws {
        let record = try #require(try await object(deal)?["id"])
        _ = try await CRMWorld.ask("POST", base, "/_/person", ["id": record, "properties": properties])
    }

    /// The requests since a phase began.
    static func requests(_ phase: String) async throws -> [String] {
        (try await CRMWorld.ask("GET", base, "/_/requests?phase=\(phase)").elements ?? [])
            .map { "\($0["method"]?.stringValue ?? "") \($0["path"]?.stringValue ?? "")" }
    }

    static func phase(_ name: String) async throws {
        _ = try await CRMWorld.ask("PUT", base, "/_/phase", ["name": .string(name)])
    }

    init() async throws { _ = try await CRMWorld.ask("PUT", Self.base, "/_/fault", [:]) }

    @Test("deals appear in the CRM, changes come back, and what people did while nobody worked is read afterwards")
    func life() async throws {
        let tool = try Tool("refuse", Self.configuration())
        defer { tool.remove() }
        let id = try await tool.open("k1", "--set", "amount=10 EUR")
        var running = try tool.start()
        defer { running.end() }
        try await tool.wait("the record", running) { try await Self.object(id) != nil }
        #expect(try await Self.property(id, "dealname") == "Deal k1")
        // Another program moves the deal; both of them know the CRM.
        try await tool.must("set", "k1", "size=3")
        try await tool.must("move", "k1", "offer")
        try await tool.wait("the stage there", running) { try await Self.property(id, "dealstage") == "contractsent" }
        try await Self.person(id, ["amount": "25.50", "hubspot_owner_id": "15"])
        try await tool.wait("the amount here", running) {
            try await tool.deal("k1")["fields"]?["amount"]?.description.contains("25.50") == true
        }
        #expect(try await tool.deal("k1")["owner"] == "rep_2")
        // What is delivered looks at the record, too, and would find what the next worker is to read.
        try await tool.wait("that nothing is under way", running) { try await tool.undelivered() == 0 }
        #expect(await running.stop() == 0, "\(running.said)")
        #expect(!running.said.contains(CRMWorld.variable("TURNPIKE_HUBSPOT_TOKEN") ?? "?"))

        // Nobody works. The time between is longer than what is read again, so only the cursor finds it.
        try await Self.person(id, ["dealstage": "closedlost", "closed_lost_reason": "Too expensive"])
        #expect(try await tool.drift("k1") == ["stage": "not_taken_in"])
        let cursor = try #require(tool.read("crm-state/cursor"))
        let before = try await tool.deal("k1")["revision"]
        try await Task.sleep(for: .seconds(2))
        running = try tool.start("again.log", "--format", "json")
        try await tool.wait("the loss here", running) { try await tool.stage("k1") == "lost" }
        try await tool.wait("the next cursor", running) { tool.read("crm-state/cursor") != cursor }
        try await tool.wait("that nothing is under way", running) { try await tool.undelivered() == 0 }
        #expect(await running.stop() == 0)
        let told = running.said.split(separator: "\n").compactMap { try? JSON.parse(Array($0.utf8)) }
            .filter { $0["kind"] == "crm" }
        // What it wrote itself is read again and is no news.
        #expect(told.map { $0["taken"] } == [1] && told.first?["plugin"] == "crm", "\(running.said)")
        #expect(try await tool.drift("k1") == [:])
        #expect(try await tool.deal("k1")["revision"]?.int64 == (before?.int64 ?? 0) + 1, "each change is taken once")
    }

    @Test("drift tells what differs and why")
    func drift() async throws {
        let tool = try Tool("ask", Self.configuration())
        defer { tool.remove() }
        let id = try await tool.open("k2")
        #expect(try await tool.drift("k2") == ["record": "not_sent"])
        #expect(try await tool.run(["run", "--once"]).status == 0)
        #expect(try await tool.drift("k2") == [:])
        try await Self.person(id, ["dealstage": "contractsent", "dealname": "Renamed 🚀"])
        #expect(try await tool.drift("k2") == ["stage": "not_taken_in", "name": "not_taken_in"])
        let pass = try await tool.run(["run", "--once"])
        #expect(pass.status == 0)
        #expect(pass.errors.contains("crm is read up to now: 1 asked\n"), "\(pass.errors)")
        #expect(try await tool.drift("k2") == ["stage": "asked", "name": "renamed"])
        #expect(try await tool.stage("k2") == "lead")
        try await tool.must("observed", "k2", "push_back", "--role", "boss")
        #expect(try await Self.property(id, "dealstage") == "qualifiedtobuy")
        #expect(try await Self.property(id, "dealname") == "Renamed 🚀", "a name that people gave stays")
        _ = try await tool.run(["set", "k2", "amount=7 EUR", "--as", "rep_1", "--no-deliver"])
        #expect(try await tool.drift("k2") == ["amount": "not_sent", "currency": "not_sent", "name": "renamed"])
    }

    @Test("both sides move one deal at once, again and again, and it comes to rest")
    func both() async throws {
        let tool = try Tool("adopt", Self.configuration())
        defer { tool.remove() }
        let id = try await tool.open("k3", "--set", "size=1")
        let running = try tool.start()
        defer { running.end() }
        try await tool.wait("the record", running) { try await Self.object(id) != nil }
        for round in 0..<4 {
            async let there: Void = Self.person(id, ["dealstage": round % 2 == 0 ? "contractsent" : "qualifiedtobuy"])
            async let here = tool.run(
                ["move", "k3", round % 2 == 0 ? "lost" : "lead", "--reason", "price", "--as", "rep_1"]
            )
            // Which of them comes first, nobody knows; a move that is no longer there is refused.
            _ = try await (there, here)
        }
        try await tool.wait("that it rests", running) {
            // In this order: what is taken in after the first look would wait for its delivery at the second.
            guard try await tool.drift("k3") == [:] else { return false }
            return try await tool.undelivered() == 0
        }
        let revision = try await tool.deal("k3")["revision"]
        try await Self.phase("rest")
        try await Task.sleep(for: .seconds(4))
        let writes = try await Self.requests("rest").filter {
            $0.hasPrefix("PATCH") || $0 == "POST /crm/v3/objects/deals"
        }
        try await Self.phase("")
        #expect(writes == [], "nobody answers their own echo")
        #expect(try await tool.deal("k3")["revision"] == revision)
        #expect(await running.stop() == 0, "\(running.said)")
    }

    @Test("a table that does not fit ends the start with everything that is wrong, before any deal moves")
    func misfit() async throws {
        let stages = "{lead: qualifiedtobuy, offer: contractsentt, lost: closedlost}"
        let tool = try Tool("adopt", Self.configuration(stages: stages, fields: "amout"))
        defer { tool.remove() }
        let id = try await tool.open("k4")
        let waiting = try await tool.undelivered()
        #expect(waiting > 0)
        for arguments in [["run"], ["run", "--once"], ["run", "--until", "idle"]] {
            let answer = try await tool.run(arguments)
            #expect(answer.status == 4)
            for words in [
                "crm: stages.offer: HubSpot has no stage 'contractsentt'; did you mean 'contractsent'?",
                "crm: fields.amount: HubSpot has no field 'amout' of deals; did you mean 'amount'?",
            ] { #expect(answer.errors.contains(words), "\(answer.errors)") }
        }
        #expect(try await Self.object(id) == nil)
        #expect(try await tool.undelivered() == waiting)
        #expect(tool.read("crm-state/cursor") == nil)
    }

    @Test("a CRM that does not answer keeps nothing else from working")
    func unreachable() async throws {
        let tool = try Tool("adopt", Self.configuration(base: "http://127.0.0.1:9"))
        defer { tool.remove() }
        _ = try await tool.open("k5")
        let waiting = try await tool.undelivered()
        let running = try tool.start()
        defer { running.end() }
        try await tool.wait("that it is told", running) {
            running.said.contains("crm cannot be asked now") && running.said.contains("working on")
        }
        #expect(await running.stop() == 0)
        #expect(waiting > 0)
        #expect(try await tool.undelivered() == waiting)
    }

    // MARK: Webhooks

    private func send(_ running: Tool.Running, _ order: [(String, JSON)]) async throws -> [Int64] {
        let port = try #require(running.port)
        let url = "http://127.0.0.1:\(port)/hooks/hubspot"
        var members: [(String, JSON)] = [
            ("url", .string(url)), ("address", .string("https://hooks.example.com/hooks/hubspot")),
        ]
        members.removeAll { member in order.contains { $0.0 == member.0 } }
        let answer = try await CRMWorld.ask("POST", Self.base, "/_/webhook", .object(members + order))
        return (answer.elements ?? []).compactMap(\.int64)
    }

    @Test("a signed batch brings what people changed at once, and the gates decide")
    func webhooks() async throws {
        let tool = try Tool("ask", Self.configuration(poll: 3_600) + Self.receiving)
        defer { tool.remove() }
        let first = try await tool.open("w1", "--set", "size=2")
        let second = try await tool.open("w2")
        #expect(try await tool.run(["run", "--once"]).status == 0)
        let running = try await tool.startReading()
        defer { running.end() }
        for id in [first, second] { try await Self.person(id, ["dealstage": "contractsent"]) }
        let records = try await [first, second].asyncMap { try await Self.object($0)?["id"]?.stringValue ?? "" }
        // Somebody else's deal, one that is gone, and each of ours twice.
        let ids = JSON.array((records + ["99999999", "1"] + records).map { .string($0) })
        try await Self.phase("webhook")
        #expect(try await send(running, [("ids", ids), ("attempts", 2), ("same", true)]) == [204, 204])
        try await Self.phase("")
        #expect(try await tool.stage("w1") == "offer", "what HubSpot has counts, not what the message says")
        #expect(try await tool.stage("w2") == "lead")
        #expect(try await tool.drift("w2") == ["stage": "asked"])
        // The deal that somebody is asked about: what hooks tell of the other one reads its record, too.
        let reads = try await Self.requests("webhook").filter { $0 == "GET /crm/v3/objects/deals/\(records[1])" }
        #expect(reads.count == 2, "looked at once, again under its lock, and not for the same batch again: \(reads)")
        let history = try await tool.must("history", "w1").description
        #expect(history.contains("\"crm\""), "the record names who reported it")

        // HubSpot sends it again where it could not be looked at. What hooks have to tell is told before that fails.
        try await tool.wait("that nothing is under way", running) { try await tool.undelivered() == 0 }
        try await Self.person(first, ["dealstage": "closedlost", "closed_lost_reason": "Too expensive"])
        _ = try await CRMWorld.ask("PUT", Self.base, "/_/fault", ["status": 500, "times": 1, "method": "GET"])
        let statuses = try await send(running, [("ids", [.string(records[0])]), ("attempts", 3)])
        #expect(statuses == [503, 204])
        #expect(try await tool.stage("w1") == "lost")
        #expect(await running.stop() == 0, "\(running.said)")
        #expect(!running.said.contains(CRMWorld.variable("TURNPIKE_HUBSPOT_SECRET") ?? "?"))
    }

    @Test("what is forged, old, too long or no list of events is refused, and moves nothing")
    func refused() async throws {
        let tool = try Tool("adopt", Self.configuration(poll: 3_600) + Self.receiving)
        defer { tool.remove() }
        let id = try await tool.open("w3", "--set", "size=2")
        #expect(try await tool.run(["run", "--once"]).status == 0)
        let running = try await tool.startReading()
        defer { running.end() }
        try await Self.person(id, ["dealstage": "contractsent"])
        let record = try #require(try await Self.object(id)?["id"])
        let ids = JSON.array([record])
        let cases: [(String, [(String, JSON)], [Int64])] = [
            ("unsigned", [("ids", ids), ("unsigned", true)], [401]),
            ("another secret", [("ids", ids), ("secret", "no-secret-of-ours")], [401]),
            ("another address", [("ids", ids), ("address", "https://elsewhere.example.com/hooks/hubspot")], [401]),
            ("older than five minutes", [("ids", ids), ("age", 302_000)], [401]),
            ("from the future", [("ids", ids), ("age", -360_000)], [401]),
            ("not JSON", [("raw", "{")], [400]), ("no list", [("raw", "{\"objectId\":1}")], [400]),
            ("no events", [("raw", "[1,2,3]")], [400]), ("empty", [("raw", "")], [400]),
            ("deep", [("raw", .string(String(repeating: "[", count: 2_000)))], [400]),
            ("of nothing", [("raw", "[]")], [204]),
        ]
        for (name, order, statuses) in cases {
            let answered = try await send(running, order)
            #expect(answered == statuses, "\(name): \(answered)")
        }
        let long = try await send(running, [("raw", .string("[" + String(repeating: " ", count: 5_000) + "]"))])
        #expect(long == [413])
        #expect(try await tool.stage("w3") == "lead")
        let port = try #require(running.port)
        let read = HTTPCall("GET", try WebAddress("http://127.0.0.1:\(port)/hooks/hubspot"))
        #expect(try await CRMWorld.carrier.carry(read).status == 405)
        #expect(try await send(running, [("ids", ids), ("age", 240_000)]) == [204], "four minutes are young enough")
        #expect(try await tool.stage("w3") == "offer")
        #expect(await running.stop() == 0, "\(running.said)")
    }
}

extension Array {
    func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
