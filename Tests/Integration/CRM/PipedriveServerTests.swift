import IntegrationSupport
import PipedriveCRM
import Testing
import Turnpike
import TurnpikeCRM
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeWeb

/// Pipedrive over the network, against the project's own fake, which asks an OpenAPI document about every request.
@Suite(.enabled(if: CRMWorld.variable("TURNPIKE_PIPEDRIVE") != nil), .serialized, .oneAtATime)
struct PipedriveServerTests {
    private let base = CRMWorld.variable("TURNPIKE_PIPEDRIVE") ?? ""
    private let token = CRMWorld.variable("TURNPIKE_PIPEDRIVE_TOKEN") ?? ""
    private let key = String(repeating: "a", count: 40)

    private func world(_ policy: String) async throws -> CRMWorld {
        let mapping = CRMMapping(
            process: "b2b",
            stages: [("lead", "1"), ("offer", "3"), ("won", "won"), ("lost", "lost")],
            fields: ["amount": "value"],
            owners: ["rep_1": "11", "rep_2": "12"],
            reasons: ["price": "Too expensive"],
            probability: "probability"
        )
        let world = try await CRMWorld(policy) { carrier, pipeline in
            let vendor = PipedriveCRM(
                token: Secret(token),
                base: try WebAddress(base),
                settings: PipedriveCRM.Settings(
                    pipeline: 1,
                    keyField: key,
                    effectField: String(repeating: "b", count: 40),
                    fields: ["value"],
                    writesProbability: true
                ),
                carrier: carrier
            )
            return CRMConnector(vendor, mapping: mapping, ledger: InMemoryLedger(), pipeline: pipeline)
        }
        _ = try await world.connector.takeChanges()
        return world
    }

    private func object(_ id: DealID) async throws -> JSON? {
        try await CRMWorld.ask("GET", base, "/_/objects").elements?
            .first { $0["custom_fields"]?[key]?.stringValue == id.description }
    }

    @Test("a deal's life fits the document in every request, and is won, lost and open again")
    func life() async throws {
        let world = try await world("adopt")
        let id = try await world.open(fields: ["amount": .string("10.25 EUR"), "size": .int(3)])
        _ = try await world.pipeline.deliver()
        for (stage, reason) in [("offer", nil), ("won", nil), ("offer", nil), ("lost", "price"), ("lead", nil)]
            as [(String, String?)]
        {
            guard case .changed = try await world.move(id, stage, reason: reason) else {
                Issue.record("\(stage) is refused")
                return
            }
            let sent = try await world.pipeline.deliver()
            #expect(sent.isClean, "\(stage): \(sent.lastError ?? "")")
            let status = try #require(try await object(id)?["status"]?.stringValue)
            #expect(status == (stage == "won" || stage == "lost" ? stage : "open"))
        }
        let deal = try #require(try await object(id))
        #expect(deal["value"]?.decimalValue == ExactDecimal("10.25"))
        #expect(deal["stage_id"] == 1)
        let requests = try await CRMWorld.ask("GET", base, "/_/requests").elements ?? []
        if CRMWorld.variable("TURNPIKE_PIPEDRIVE_CHECKED") != nil {
            #expect(requests.filter { $0["checked"]?.boolValue == true }.count > 10)
        }
    }

    @Test("what people change comes back, page by page, and is set back where gates say no")
    func observed() async throws {
        let world = try await world("push_back")
        var ids: [DealID] = []
        for number in 1...3 { ids.append(try await world.open("Deal \(number)")) }
        _ = try await world.settle()
        for (index, id) in ids.enumerated() {
            let record = try #require(try await object(id)?["id"])
            let values: JSON = index == 0 ? ["stage_id": 3] : ["status": "lost", "lost_reason": "Too expensive"]
            _ = try await CRMWorld.ask("POST", base, "/_/person", ["id": record, "values": values])
        }
        #expect(try await world.settle() <= 6)
        #expect(try await world.stage(ids[0]) == "lead")
        #expect(try await object(ids[0])?["stage_id"] == 1)
        #expect(try await world.stage(ids[1]) == "lost")
        #expect(try await world.stage(ids[2]) == "lost")
    }

    @Test("an answer that is lost makes no second deal; a limit of calls is waited for")
    func faults() async throws {
        let world = try await world("refuse")
        _ = try await CRMWorld.ask("PUT", base, "/_/fault", ["status": 429, "after": "2"])
        let id = try await world.open()
        #expect(try await world.pipeline.deliver().postponed == 1)
        for _ in 1...3 {
            world.clock.advance(by: .seconds(900))
            _ = try await world.pipeline.deliver()
        }
        let all = try await CRMWorld.ask("GET", base, "/_/objects").elements ?? []
        #expect(all.filter { $0["custom_fields"]?[key]?.stringValue == id.description }.count == 1)
    }
}
