import IntegrationSupport
import Matrix
import Slack
import Synchronization
import Testing
import Turnpike
import TurnpikeHTTP
import TurnpikeReceiver
import TurnpikeRuntime
import TurnpikeTesting
import TurnpikeValues
import TurnpikeWeb
import TurnpikeYAML

/// Slack, against the fake that Slack's own SDK has agreed to.
@Suite(
    .serialized,
    .oneAtATime,
    .enabled(if: Servers.variable("TURNPIKE_SLACK") != nil, "no Slack: run make test-plugins")
)
struct SlackServerTests {
    private static let base = Servers.variable("TURNPIKE_SLACK").flatMap { try? WebAddress($0) }
    private static let channel = "C0000000001"

    static func client() throws -> SlackClient {
        SlackClient(
            token: Secret(Servers.variable("TURNPIKE_SLACK_TOKEN") ?? ""),
            base: try #require(base).appending("/api"),
            carrier: Sink.carrier,
            timeout: .seconds(10)
        )
    }

    static func control(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> JSON {
        let call = HTTPCall(
            method,
            try #require(base).appending("/_/" + path),
            body: body?.canonical() ?? [],
            timeout: .seconds(60),
            answerLimit: 32 << 20
        )
        return try #require(try await Sink.carrier.carry(call).json)
    }

    static func messages() async throws -> [JSON] { try await control("GET", "messages").elements ?? [] }

    @Test("a request becomes a card with its checklist, and the manager's press becomes the manager's approval")
    func roundTrip() async throws {
        let door = Mutex<Pipeline?>(nil)
        let notifier = SlackNotifier(
            try Self.client(),
            settings: .init(channels: ["manager": Self.channel]),
            card: { _, request in
                guard let pipeline = door.withLock({ $0 }) else { return nil }
                return try await SlackCard.standing(request.deal, in: pipeline)
            }
        )
        let office = try await Office([notifier], seed: 1, SalesProcess(yaml: Office.text))
        door.withLock { $0 = office.pipeline }
        let delivered = try await office.pipeline.deliver()
        #expect(delivered.isClean)
        let all = try await Self.messages()
        let card = try #require(
            all.last { $0["thread_ts"]?.isNull == true && $0["channel"]?.stringValue == Self.channel }
        )
        let shown = card["blocks"]?.description ?? ""
        #expect(shown.contains("turnpike.approve") && shown.contains("Acme 1") && shown.contains(":x:"))
        #expect(all.last?["text"] == "Please look at Acme 1")

        let secret = Secret(Servers.variable("TURNPIKE_SLACK_SIGNING") ?? "")
        let route = SlackInteractions(
            secrets: [secret],
            client: try Self.client(),
            people: { office.people },
            pipeline: { $0 == "" ? office.pipeline : nil }
        )
        try await ReceiverServerTests.serving(ReceiverDesk([route])) { port in
            let to: JSON = .string("http://127.0.0.1:\(port)/slack/interactions")
            func press(_ user: String, forged: Bool = false) async throws -> JSON {
                try await Self.control(
                    "POST",
                    "press",
                    .object([
                        ("action_id", "turnpike.approve"), ("channel", .string(Self.channel)),
                        ("forged", .bool(forged)),
                        ("to", to), ("ts", card["ts"] ?? .null), ("user", .string(user)),
                    ])
                )
            }
            let answer1 = try await press("U0000000002", forged: true)
            #expect(answer1["statuses"] == [401, 401])
            let answer2 = try await press("U0000000001")
            #expect(answer2["statuses"] == [200, 200])
            let votes = try await office.votes()
            #expect(votes.isEmpty, "the rep may not approve")
            let answer3 = try await press("U0000000002")
            #expect(answer3["statuses"] == [200, 200])
        }
        #expect(try await office.votes() == ["slack"], "pressed once, sent twice, voted once")
        let granted = try await office.pipeline.deliver()
        #expect(granted.isClean)
        let after = try await Self.messages()
        let renewed = try #require(after.first { $0["ts"] == card["ts"] })
        #expect(
            renewed["blocks"]?.description.contains("turnpike.approve") == false,
            "the question is gone from the card"
        )
        #expect(after.last?["thread_ts"] == card["ts"])
    }

    @Test("limits of rate are kept, a lost answer makes no second message, nonsense is temporary")
    func faults() async throws {
        let notifier = SlackNotifier(try Self.client(), settings: .init(channels: ["#samples": "C0000000002"]))
        let samples = HookSamples("notify")
        _ = try await notifier.deliver(samples.delivery(deal: 77))
        _ = try await Self.control("PUT", "fault", ["kind": "ratelimited"])
        let limited = await #expect(throws: DeliveryError.self) {
            try await notifier.deliver(samples.delivery(deal: 77, revision: 2))
        }
        #expect(limited?.retryAfter == .seconds(7))
        _ = try await Self.control("PUT", "fault", ["kind": "lose", "method": "chat.postMessage"])
        await #expect(throws: DeliveryError.self) {
            try await notifier.deliver(samples.delivery(deal: 77, revision: 2, attempt: 2))
        }
        let before = try await Self.messages().count
        _ = try await notifier.deliver(samples.delivery(deal: 77, revision: 2, attempt: 3))
        #expect(try await Self.messages().count == before)
        for (fault, kind) in [("html", DeliveryError.Kind.temporary), ("error", .permanent)] {
            _ = try await Self.control("PUT", "fault", ["kind": .string(fault), "error": "is_archived"])
            let error = await #expect(throws: DeliveryError.self) {
                try await notifier.deliver(samples.delivery(deal: 77, revision: 9))
            }
            #expect(error?.kind == kind)
        }
    }

    @Test("an incoming webhook takes the message, and refuses nonsense for good")
    func incoming() async throws {
        let address = try #require(Self.base).appending("/services/T/B/X").description
        let webhook = SlackIncomingWebhook(Secret(address), carrier: Sink.carrier)
        _ = try await webhook.deliver(HookSamples("notify").delivery(deal: 5, name: HookSamples.oddText))
        #expect(try await Self.messages().last?["channel"] == "webhook")
    }
}

/// Matrix, against a real Synapse.
@Suite(
    .serialized,
    .oneAtATime,
    .enabled(if: Servers.variable("TURNPIKE_MATRIX") != nil, "no Synapse: run make test-plugins")
)
struct MatrixServerTests {
    static func client(_ user: String) throws -> MatrixClient {
        MatrixClient(
            try WebAddress(Servers.variable("TURNPIKE_MATRIX") ?? ""),
            token: Secret(Servers.variable("TURNPIKE_MATRIX_" + user) ?? ""),
            carrier: Sink.carrier,
            timeout: .seconds(60)
        )
    }

    static func texts(_ room: String) async throws -> [String] {
        let path = "/rooms/\(PercentText.escaped(room))/messages?dir=b&limit=100"
        let answer = try await client("BOT").call("GET", path)
        return (answer["chunk"]?.elements ?? []).reversed().compactMap { $0["content"]?["body"]?.stringValue }
    }

    @Test("a team's room is made once, a key is sent once, and the manager's word in it approves")
    func roundTrip() async throws {
        let bot = try Self.client("BOT")
        // A server that has been asked before has the rooms of other runs.
        let team = "north\(UInt32.random(in: 0...UInt32.max))"
        let people = People([Person("boss_1", externalKeys: ["matrix:@boss:localhost"], teams: [team])])
        let settings = MatrixNotifier.Settings(teamPrefix: "sales_")
        let samples = HookSamples("notify", settings: ["to": team, "text": "Hello"])
        let first = try await MatrixNotifier(bot, settings: settings, people: { people }).deliver(
            samples.delivery()
        )
        let again = try await MatrixNotifier(bot, settings: settings, people: { people }).deliver(
            samples.delivery(attempt: 2)
        )
        #expect(first.reference == again.reference, "the server answers a repetition with the first event")
        let resolved = try await bot.call("GET", "/directory/room/\(PercentText.escaped("#sales_\(team):localhost"))")
        let room = try #require(resolved["room_id"]?.stringValue)
        #expect(try await Self.texts(room) == ["Hello"])

        let boss = try Self.client("BOSS")
        _ = try await boss.call("POST", "/rooms/\(PercentText.escaped(room))/join", [:])
        let notifier = MatrixNotifier(bot, settings: .init(rooms: ["manager": room]))
        let office = try await Office([notifier], seed: 42, SalesProcess(yaml: Office.text))
        #expect(try await office.pipeline.deliver().isClean)
        #expect(try await Self.texts(room).last == "Please look at Acme 42")

        // The server answers the first question from what it has told the bot before: other rooms are other tests'.
        let reader = MatrixCommands(bot, pipeline: office.pipeline, people: { office.people }, rooms: [room])
        _ = try await reader.poll(wait: .zero)
        _ = try await boss.send("!approve crm:42", to: room, key: "boss")
        var count = 0
        for _ in 0..<12 where count == 0 { count += try await reader.poll(wait: .seconds(5)) }
        #expect(count == 1)
        #expect(try await office.votes() == ["matrix"])
        #expect(try await Self.texts(room).last?.contains("approved") == true)
    }

    @Test("a command is found below more than one answer of the server holds, and counts once")
    func flooded() async throws {
        let bot = try Self.client("BOT")
        let boss = try Self.client("BOSS")
        let made = try await bot.call(
            "POST",
            "/createRoom",
            ["invite": ["@boss:localhost"], "name": "@room", "preset": "private_chat"]
        )
        let room = try #require(made["room_id"]?.stringValue)
        _ = try await boss.call("POST", "/rooms/\(PercentText.escaped(room))/join", [:])
        let office = try await Office([], seed: 43, SalesProcess(yaml: Office.text))
        let reader = MatrixCommands(bot, pipeline: office.pipeline, people: { office.people }, rooms: [room])
        _ = try await reader.poll(wait: .zero)
        let place = try #require(await reader.place)
        _ = try await boss.send("!approve crm:43", to: room, key: "first")
        for number in 0..<170 { _ = try await boss.send("chat \(number)", to: room, key: "chat \(number)") }
        for _ in 0..<2 {
            // Whoever reads from the same place again does nothing again.
            let again = MatrixCommands(
                bot,
                pipeline: office.pipeline,
                people: { office.people },
                rooms: [room],
                since: place
            )
            #expect(try await again.poll(wait: .zero) == 1)
        }
        #expect(try await office.votes() == ["matrix"])
        #expect(try await Self.texts(room).filter { $0.contains("has approved") }.count == 1)
    }

    @Test("a wrong token and a room that is not the bot's are given up")
    func refused() async throws {
        let wrong = MatrixClient(
            try WebAddress(Servers.variable("TURNPIKE_MATRIX") ?? ""),
            token: Secret("nonsense"),
            carrier: Sink.carrier
        )
        for (client, room) in [(wrong, "!x:localhost"), (try Self.client("BOT"), "!nowhere:localhost")] {
            let notifier = MatrixNotifier(client, settings: .init(rooms: ["#samples": room]))
            let error = await #expect(throws: DeliveryError.self) {
                try await notifier.deliver(HookSamples("notify").delivery())
            }
            #expect(error?.kind == .permanent)
        }
    }
}
