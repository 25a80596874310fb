import HubSpotCRM
import IntegrationSupport
import Synchronization
import Testing
import Turnpike
import TurnpikeCRM
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeWeb

/// HubSpot over the network, against the project's own fake, which HubSpot's Python SDK has tried.
@Suite(.enabled(if: CRMWorld.variable("TURNPIKE_HUBSPOT") != nil), .serialized, .oneAtATime) struct HubSpotServerTests {
    private let base = CRMWorld.variable("TURNPIKE_HUBSPOT") ?? ""
    private let token = CRMWorld.variable("TURNPIKE_HUBSPOT_TOKEN") ?? ""

    static let mapping = CRMMapping(
        process: "b2b",
        stages: [
            ("lead", "qualifiedtobuy"), ("offer", "contractsent"), ("won", "closedwon"), ("lost", "closedlost"),
        ],
        fields: ["amount": "amount"],
        owners: ["rep_1": "11", "rep_2": "15"],
        reasons: ["price": "Too expensive"],
        accounts: CRMMapping.Party(fields: ["name": "name", "domain": "domain"])
    )

    private func world(_ policy: String) async throws -> CRMWorld {
        _ = try await CRMWorld.ask("PUT", base, "/_/fault", [:])
        let world = try await CRMWorld(policy) { carrier, pipeline in
            let vendor = HubSpotCRM(
                token: Secret(token),
                base: try WebAddress(base),
                settings: HubSpotCRM.Settings(effectProperty: "turnpike_effect", fields: ["amount"]),
                carrier: carrier
            )
            return CRMConnector(vendor, mapping: Self.mapping, ledger: InMemoryLedger(), pipeline: pipeline)
        }
        _ = try await world.connector.takeChanges()
        return world
    }

    private func object(_ id: DealID) async throws -> JSON? {
        try await CRMWorld.ask("GET", base, "/_/objects").elements?
            .first { $0["properties"]?["turnpike_deal"]?.stringValue == id.description }
    }

    private func person(_ id: DealID, _ properties: JSON) async throws {
        let record = try #require(try await object(id)?["id"])
        _ = try await CRMWorld.ask("POST", base, "/_/person", ["id": record, "properties": properties])
    }

    @Test("a deal's life, a limit of calls, and an answer that is lost on the way")
    func life() async throws {
        let world = try await world("refuse")
        _ = try await CRMWorld.ask("PUT", base, "/_/fault", ["status": 429, "times": 1, "after": "3"])
        let id = try await world.open(fields: ["amount": .string("99.90 EUR")])
        #expect(try await world.pipeline.deliver().postponed == 1)
        #expect(try await object(id) == nil)
        world.clock.advance(by: .seconds(900))
        _ = try await world.pipeline.deliver()
        _ = try await world.move(id, "lost", reason: "price")
        _ = try await CRMWorld.ask("PUT", base, "/_/fault", ["lose": true, "method": "PATCH", "status": 0, "times": 1])
        for _ in 1...3 {
            _ = try await world.pipeline.deliver()
            world.clock.advance(by: .seconds(900))
        }
        let properties = try #require(try await object(id))["properties"]
        #expect(properties?["dealstage"]?.stringValue == "closedlost")
        #expect(properties?["closed_lost_reason"]?.stringValue == "Too expensive")
        #expect(properties?["amount"]?.stringValue == "99.9")
        let all = try await CRMWorld.ask("GET", base, "/_/objects").elements ?? []
        #expect(all.filter { $0["properties"]?["turnpike_deal"]?.stringValue == id.description }.count == 1)
        let deal = try #require(try await world.pipeline.deal(id))
        #expect(try await world.connector.drift(of: deal)?.differences == [])
    }

    @Test("what people change comes back; where both move at once, it comes to rest")
    func both() async throws {
        let world = try await world("push_back")
        let id = try await world.open()
        _ = try await world.settle()
        try await person(id, ["dealstage": "contractsent"])
        #expect(try await world.settle() <= 5)
        #expect(try await world.stage(id) == "lead")
        #expect(try await object(id)?["properties"]?["dealstage"]?.stringValue == "qualifiedtobuy")
        try await person(id, ["dealstage": "contractsent", "hubspot_owner_id": "15"])
        _ = try await world.move(id, "lost", reason: "price")
        #expect(try await world.settle() <= 6)
        #expect(try await object(id)?["properties"]?["dealstage"]?.stringValue == "closedlost")
        #expect(try await world.pipeline.deal(id)?.owner == "rep_2")
    }

    @Test("of two deals whose records people merged one goes on, and the other says why it does not")
    func merged() async throws {
        let world = try await world("adopt")
        let (first, second) = (try await world.open("One"), try await world.open("Two"))
        _ = try await world.settle()
        let winner = try #require(try await object(first)?["id"])
        let loser = try #require(try await object(second)?["id"])
        _ = try await CRMWorld.ask("POST", base, "/_/merge", ["winner": winner, "loser": loser])
        _ = try await world.move(first, "lost", reason: "price")
        _ = try await world.move(second, "lost", reason: "price")
        let sent = try await world.pipeline.deliver()
        #expect(sent.dead == 1)
        #expect(sent.lastError?.contains("belongs to the deal \(first) now") == true, "\(sent.lastError ?? "")")
        #expect(try await object(first)?["properties"]?["dealstage"] == "closedlost")
        let deal = try #require(try await world.pipeline.deal(second))
        #expect(try await world.connector.drift(of: deal)?.differences.map(\.why) == [.rejected])
    }

    @Test("the weaker CRM: what its own windows would not allow stands there, and the process asks about it")
    func weaker() async throws {
        let world = try await world("ask")
        let id = try await world.open()
        _ = try await world.settle()
        // HubSpot takes an offer without its size; the process does not.
        try await person(id, ["dealstage": "contractsent"])
        _ = try await world.settle()
        let deal = try #require(try await world.pipeline.deal(id))
        #expect(deal.stage == "lead")
        #expect(deal.state.observed?.unmet == ["sized.needs.size"])
        #expect(try await world.connector.drift(of: deal)?.differences.first?.why == .asked)
    }

    @Test(
        "the plug-in sends what HubSpot's own SDK sends, field by field",
        .enabled(if: CRMWorld.variable("TURNPIKE_HUBSPOT_ORACLE") != nil)
    )
    func oracle() async throws {
        // What it asks first is part of it.
        _ = try await CRMWorld.ask("PUT", base, "/_/phase", ["name": "plugin"])
        let world = try await world("refuse")
        let body = ValueCoding.bytes(
            of: .map(ValueMap(["name": .string("Oracle Two"), "domain": .string("two.test")]))
        )
        _ = try await world.pipeline.store.put(
            StoredParty(kind: .account, id: "two", revision: 1, body: body),
            tenant: ""
        )
        let id = try await world.open(account: "two")
        _ = try await world.pipeline.deliver()
        _ = try await world.move(id, "lost", reason: "price")
        _ = try await world.pipeline.deliver()
        _ = try await world.connector.takeChanges()
        _ = try await CRMWorld.ask("PUT", base, "/_/phase", ["name": ""])
        let theirs = try await requests("oracle")
        let ours = try await requests("plugin")
        #expect(theirs.count >= 8)
        for (operation, shape) in theirs.sorted(by: { $0.key < $1.key }) {
            let own = try #require(ours[operation], "the plug-in never calls \(operation)")
            #expect(own.authorization == shape.authorization, "\(operation)")
            #expect(own.type == shape.type, "\(operation)")
            // Ours may leave out what is optional, and name more properties; it invents no member of its own.
            #expect(own.members.isSubset(of: shape.members), "\(operation): \(own.members.subtracting(shape.members))")
            #expect(own.query.isSubset(of: shape.query), "\(operation): \(own.query.subtracting(shape.query))")
        }
    }

    /// What a call looks like, whatever it is about.
    private struct Shape {
        var authorization = ""
        var type = ""
        var members: Set<String> = []
        var query: Set<String> = []
    }

    private func requests(_ phase: String) async throws -> [String: Shape] {
        var shapes: [String: Shape] = [:]
        let list = try await CRMWorld.ask("GET", base, "/_/requests?phase=\(phase)").elements ?? []
        for request in list {
            let path = (request["path"]?.stringValue ?? "").split(separator: "/").map { part in
                part.allSatisfy(\.isNumber) || part.count == 36 || part == "oracle" ? "ID" : String(part)
            }
            let operation = (request["method"]?.stringValue ?? "") + " " + path.joined(separator: "/")
            var shape = shapes[operation] ?? Shape()
            let headers = request["headers"]
            shape.authorization = headers?["authorization"]?.stringValue.map { String($0.prefix(7)) } ?? ""
            if let body = request["body"], !body.isNull {
                shape.type = headers?["content-type"]?.stringValue ?? ""
                Self.members(body, "", &shape.members)
            }
            for (name, _) in request["query"]?.members ?? [] { shape.query.insert(name) }
            shapes[operation] = shape
        }
        return shapes
    }

    /// The paths of a body with the kinds of their values; properties are what each account makes of them.
    private static func members(_ json: JSON, _ path: String, _ result: inout Set<String>) {
        if let members = json.members {
            for (name, value) in members {
                Self.members(value, path.hasSuffix("properties") ? path + ".*" : path + "." + name, &result)
            }
        } else if let elements = json.elements {
            for element in elements { Self.members(element, path + "[]", &result) }
        } else {
            result.insert(path + (json.stringValue != nil ? ": text" : ": other"))
        }
    }
}
