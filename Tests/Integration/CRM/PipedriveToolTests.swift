import Foundation
import IntegrationSupport
import Testing
import TurnpikeValues

/// `turnpike run` with Pipedrive in `turnpike.yaml`, told by its webhooks.
@Suite(.enabled(if: CRMWorld.variable("TURNPIKE_PIPEDRIVE") != nil), .serialized, .oneAtATime)
struct PipedriveToolTests {
    static let base = CRMWorld.variable("TURNPIKE_PIPEDRIVE") ?? ""
    static let key = String(repeating: "a", count: 40)

    static func configuration(poll: Int = 1, lease: Int = 30, base: String = base) -> String {
        """
        delivery: {lease: \(lease) seconds, first_pause: 1 seconds, longest_pause: 2 seconds}
        plugins:
          crm:
            uses: pipedrive
            settings:
              token: env:TURNPIKE_PIPEDRIVE_TOKEN
              api: \(base)
              allow_http: true
              allow_private: true
              state: crm-state/
              process: b2b
              pipeline: 1
              key_field: \(key)
              stages: {lead: "1", offer: "3", won: won, lost: lost}
              fields: {amount: value}
              owners: {rep_1: "11", rep_2: "12"}
              reasons: {price: Too expensive}
              poll_seconds: \(poll)
        """
    }

    private static let receiving = """

        receive:
          port: 0
          routes:
            /hooks/pipedrive:
              uses: pipedrive
              plugin: crm
              settings: {user: pipedrive, secrets: ["env:PIPEDRIVE_HOOK_OLD", "env:PIPEDRIVE_HOOK_NEW"], body_limit: 4096}
        """

    static func objects(_ deal: String) async throws -> [JSON] {
        (try await CRMWorld.ask("GET", base, "/_/objects").elements ?? [])
            .filter { $0["custom_fields"]?[key]?.stringValue == deal }
    }

    init() async throws {
        _ = try await CRMWorld.ask("PUT", Self.base, "/_/fault", [:])
        _ = try await CRMWorld.ask("PUT", Self.base, "/_/lag", ["seconds": 0])
    }

    private func send(_ running: Tool.Running, _ order: [(String, JSON)]) async throws -> [Int64] {
        let port = try #require(running.port)
        var members = order
        members.append(("url", .string("http://127.0.0.1:\(port)/hooks/pipedrive")))
        return (try await CRMWorld.ask("POST", Self.base, "/_/webhook", .object(members)).elements ?? [])
            .compactMap(\.int64)
    }

    @Test("webhooks of both forms bring what people changed, and a name or password that is wrong is refused")
    func webhooks() async throws {
        let tool = try Tool(
            "push_back",
            Self.configuration(poll: 3_600) + Self.receiving,
            secrets: ["PIPEDRIVE_HOOK_OLD": "old-pass", "PIPEDRIVE_HOOK_NEW": "new:päss"]
        )
        defer { tool.remove() }
        let id = try await tool.open("p1", "--set", "size=2")
        let gated = try await tool.open("p2")
        #expect(try await tool.run(["run", "--once"]).status == 0)
        let running = try await tool.startReading()
        defer { running.end() }
        let record = try #require(try await Self.objects(id).first?["id"])
        _ = try await CRMWorld.ask("POST", Self.base, "/_/person", ["id": record, "values": ["stage_id": 3]])
        for (login, raw) in [
            (JSON.null, nil), ("pipedrive:wrong", nil), ("somebody:old-pass", nil), ("pipedrive", nil),
            ("pipedrive:old-passs", nil), ("pipedrive:wrong", "{"),
        ] as [(JSON, JSON?)] {
            var order: [(String, JSON)] = [("id", record), ("login", login)]
            if let raw { order.append(("raw", raw)) }
            #expect(try await send(running, order) == [401], "\(login)")
        }
        for (raw, status) in [
            ("{", 400), ("[]", 400), ("{\"meta\":{\"entity\":\"deal\"}}", 400),
            ("{\"meta\":{\"entity\":\"deal\",\"entity_id\":\"../persons/1\"}}", 400),
            ("{\"meta\":{\"entity\":\"person\",\"entity_id\":\"1\"}}", 204),
            (String(repeating: " ", count: 5_000), 413),
        ] as [(String, Int64)] {
            let statuses = try await send(running, [("login", "pipedrive:old-pass"), ("raw", .string(raw))])
            #expect(statuses == [status], "\(raw.prefix(60))")
        }
        #expect(try await tool.stage("p1") == "lead", "nothing of this has moved it")

        #expect(try await send(running, [("id", record), ("login", "pipedrive:old-pass")]) == [204])
        #expect(try await tool.stage("p1") == "offer", "what Pipedrive has counts, not what the message says")
        let values: JSON = ["status": "lost", "lost_reason": "Too expensive"]
        _ = try await CRMWorld.ask("POST", Self.base, "/_/person", ["id": record, "values": values])
        let older: [(String, JSON)] = [("id", record), ("login", "pipedrive:new:päss"), ("version", "1.0")]
        #expect(try await send(running, older) == [204])
        #expect(try await tool.stage("p1") == "lost")

        try await tool.wait("that nothing is under way", running) { try await tool.undelivered() == 0 }
        // The gates decide: this one has no size, so Pipedrive is set back.
        let other = try #require(try await Self.objects(gated).first?["id"])
        _ = try await CRMWorld.ask("POST", Self.base, "/_/person", ["id": other, "values": ["stage_id": 3]])
        _ = try await CRMWorld.ask("PUT", Self.base, "/_/fault", ["status": 503, "times": 1])
        #expect(
            try await send(running, [("id", other), ("login", "pipedrive:old-pass"), ("attempts", 3)]) == [503, 204]
        )
        #expect(try await tool.stage("p2") == "lead")
        let history = try await tool.must("history", "p2").description
        #expect(history.contains("pushed_back"), "\(history)")
        #expect(await running.stop() == 0, "\(running.said)")
        #expect(!running.said.contains("old-pass") && !running.said.contains("päss"))
    }
}
