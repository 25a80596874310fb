import Matrix
import Synchronization
import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeTesting
import TurnpikeValues
import TurnpikeWeb

@Suite("Matrix")
struct MatrixTests {
    /// A Matrix server in the process: rooms, transactions, a timeline.
    final class Server: HTTPCarrier {
        struct State {
            var transactions: [String: String] = [:]
            var bodies: [String] = []
            var timeline: [JSON] = []
            var aliases: [String: String] = [:]
            var fault: HookContract.Fault?
        }
        let state = Mutex(State())
        static let token = "syt_secret"

        func carry(_ call: HTTPCall) async throws -> HTTPAnswer {
            guard call.header("authorization") == "Bearer " + Self.token else { return HTTPAnswer(401) }
            switch state.withLock({ $0.fault }) {
            case .temporary:
                return HTTPAnswer(429, body: Array(#"{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":2500}"#.utf8))
            case .permanent: return HTTPAnswer(403, body: Array(#"{"errcode":"M_FORBIDDEN"}"#.utf8))
            case .malformed: return HTTPAnswer(200, body: Array("?".utf8))
            case .hung:
                try await Task.sleep(for: .milliseconds(200))
                throw HTTPFailure(.timedOut, "no answer")
            case .slow: try await Task.sleep(for: .milliseconds(20))
            case nil: break
            }
            let path = call.address.target.dropFirst("/_matrix/client/v3".count).prefix { $0 != "?" }
            return try state.withLock { state in
                switch path.split(separator: "/").first {
                case "rooms":
                    let event = state.transactions[String(path)] ?? "$event\(state.transactions.count)"
                    if state.transactions.updateValue(event, forKey: String(path)) == nil {
                        state.bodies.append(try JSON.parse(call.body)["body"]?.stringValue ?? "")
                    }
                    return Self.answer(["event_id": .string(event)])
                case "account": return Self.answer(["user_id": "@bot:localhost"])
                case "createRoom":
                    let alias = try JSON.parse(call.body)["room_alias_name"]?.stringValue ?? ""
                    if state.aliases[alias] != nil {
                        return HTTPAnswer(400, body: Array(#"{"errcode":"M_ROOM_IN_USE"}"#.utf8))
                    }
                    state.aliases[alias] = "!\(alias):localhost"
                    return Self.answer(["room_id": .string("!\(alias):localhost")])
                case "directory": return Self.answer(["room_id": "!sales_north:localhost"])
                case "sync":
                    let events = JSON.array(state.timeline)
                    state.timeline = []
                    return Self.answer([
                        "next_batch": "s1", "rooms": ["join": ["!r:localhost": ["timeline": ["events": events]]]],
                    ])
                default: return HTTPAnswer(404, body: Array(#"{"errcode":"M_UNRECOGNIZED"}"#.utf8))
                }
            }
        }

        private static func answer(_ json: JSON) -> HTTPAnswer { HTTPAnswer(200, body: json.canonical()) }

        var client: MatrixClient {
            get throws {
                MatrixClient(try WebAddress("https://localhost"), token: Secret(Self.token), carrier: self)
            }
        }
    }

    private static func subject() throws -> HookContract.Subject {
        let server = Server()
        let settings = MatrixNotifier.Settings(rooms: ["#samples": "!r:localhost"])
        let client = try server.client
        return HookContract.Subject(
            MatrixNotifier(client, settings: settings),
            samples: HookSamples("notify"),
            effects: {
                var keys: [String: String] = [:]
                for deal in 1...8 {
                    for revision in Int64(1)...9 {
                        let key = HookSamples("notify").delivery(deal: deal, revision: revision).key
                        keys["tp" + String(Digest.sha256(utf8: "!r:localhost\u{0}\(key)").hex.prefix(40))] = key
                    }
                }
                return server.state.withLock { state in
                    state.transactions.sorted { Int($0.value.dropFirst(6)) ?? 0 < Int($1.value.dropFirst(6)) ?? 0 }
                        .compactMap { path, _ in path.split(separator: "/").last.flatMap { keys[String($0)] } }
                        .map { .init(key: $0) }
                }
            },
            fault: { fault in
                server.state.withLock { $0.fault = fault }
                return true
            },
            restart: { MatrixNotifier(client, settings: settings) },
            secrets: [Server.token],
            patience: .seconds(120)
        )
    }

    @Test("the promises of a hook are kept", arguments: HookContract.cases)
    func contract(promise: HookContract.Case) async {
        let report = await HookContract { try Self.subject() }.run(promise)
        #expect(report.findings.isEmpty)
        #expect(report.skipped.isEmpty)
    }

    @Test("a team gets one room, also after a restart; the server's own time to rest is kept")
    func rooms() async throws {
        let server = Server()
        let settings = MatrixNotifier.Settings(teamPrefix: "sales_")
        let samples = HookSamples("notify", settings: ["to": "north", "text": "x"])
        for _ in 0..<2 {
            _ = try await MatrixNotifier(try server.client, settings: settings).deliver(samples.delivery())
        }
        #expect(server.state.withLock { $0.aliases } == ["sales_north": "!sales_north:localhost"])
        #expect(server.state.withLock { $0.bodies.count } == 1)
        server.state.withLock { $0.fault = .temporary }
        let error = await #expect(throws: DeliveryError.self) {
            try await MatrixNotifier(try server.client, settings: settings).deliver(samples.delivery(revision: 2))
        }
        #expect(error?.retryAfter == .milliseconds(2_500))
    }

    @Test(
        "lines of people are read as they mean them",
        arguments: [
            ("!approve 42", "42", true), ("  !approve   crm:42 discount ok", "crm:42", true),
            ("!reject \"Acme, 100 seats\" too high", "Acme, 100 seats", false), ("!approve 42\nand more", "42", true),
        ]
    )
    func commands(text: String, deal: String, approves: Bool) throws {
        let command = try #require(MatrixCommand(text))
        #expect(command.deal == deal)
        #expect(command.approves == approves)
    }

    @Test(
        "other lines are nobody's command",
        arguments: [
            "", "!approve", "approve 42", "!approved 42", "!APPROVE 42", "!reject \"Acme", "\n!approve 42",
            "> !approve 42",
        ]
    )
    func noCommand(text: String) { #expect(MatrixCommand(text) == nil) }

    private func message(_ text: String, _ sender: String, _ id: String) -> JSON {
        [
            "type": "m.room.message", "sender": .string(sender), "event_id": .string(id),
            "content": ["msgtype": "m.text", "body": .string(text)],
        ]
    }

    @Test("a manager's word is read back once, and nobody else's counts")
    func approves() async throws {
        let office = try await Office()
        try await office.ask()
        let server = Server()
        let reader = MatrixCommands(try server.client, pipeline: office.pipeline, people: { office.people })
        server.state.withLock { $0.timeline = [message("!approve crm:42", "@boss:localhost", "$old")] }
        #expect(try await reader.poll(wait: .zero) == 0, "what was written before the start is not done")
        #expect(try await office.standing() == .pending)
        server.state.withLock {
            $0.timeline = [
                message("!approve crm:42", "@rep:localhost", "$1"),
                message("!approve crm:42", "@stranger:localhost", "$2"),
                message("!approve nothing", "@boss:localhost", "$3"),
                message("!approve crm:42", "@bot:localhost", "$4"),
                message("hello", "@boss:localhost", "$5"),
            ]
        }
        #expect(try await reader.poll(wait: .zero) == 3)
        #expect(try await office.standing() == .pending)
        for _ in 0..<2 {
            server.state.withLock { $0.timeline = [message("!approve crm:42 discount fine", "@boss:localhost", "$6")] }
            #expect(try await reader.poll(wait: .zero) == 1)
            #expect(try await office.standing() == .granted)
        }
        #expect(server.state.withLock { $0.bodies.count } == 4, "one answer to each command, none twice")
        let records = try await office.pipeline.history(office.deal).filter { $0.actor.channel == "matrix" }
        #expect(records.map(\.actor.id) == ["boss_1"])
    }
}
