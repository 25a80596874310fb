import Synchronization
import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeWeb

@testable import Slack

@Suite("Buttons in Slack")
struct SlackInteractionTests {
    private static let secret = "8f742231b10e8888abcd99yyyzzz85a5"

    private func route(_ office: Office, _ slack: FakeSlack = FakeSlack(), team: String? = nil) throws
        -> SlackInteractions
    {
        let client = try slack.client
        return SlackInteractions(
            secrets: [Secret(Self.secret)],
            team: team,
            client: client,
            people: { office.people },
            pipeline: { $0 == "" ? office.pipeline : nil }
        )
    }

    private func body(
        _ office: Office,
        user: String = "U0000000002",
        action: String = SlackCard.approve,
        ts: String = "1.1"
    )
        -> [UInt8]
    {
        let value = JSON.object([
            ("approval", "discount"), ("deal", .string(office.deal.description)), ("tenant", ""),
        ]).description
        let payload: JSON = [
            "type": "block_actions", "user": ["id": .string(user)], "team": ["id": "T1"], "channel": ["id": "C1"],
            "actions": [["action_id": .string(action), "value": .string(value), "action_ts": .string(ts)]],
        ]
        return FormText.write([(name: "payload", value: payload.description)])
    }

    private func call(_ body: [UInt8], secret: String = secret, at time: String? = nil) -> InboundCall {
        let time = time ?? String(Office.now.seconds)
        let code = HMACSHA256.code(for: Array("v0:\(time):".utf8) + body, key: Array(secret.utf8))
        return InboundCall(
            "POST",
            "/slack/interactions",
            headers: [.init("X-Slack-Signature", "v0=\(code.hex)"), .init("X-Slack-Request-Timestamp", time)],
            body: body,
            received: Office.now
        )
    }

    @Test("a signature is that of Slack's documentation")
    func example() throws {
        let body = Array(
            "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
                .utf8
        )
        let signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
        var call = InboundCall(
            "POST",
            "/x",
            headers: [.init("X-Slack-Signature", signature), .init("X-Slack-Request-Timestamp", "1531420618")],
            body: body,
            received: try #require(Instant(seconds: 1_531_420_618))
        )
        try CallbackSignature.slack.verify(call, keys: [Secret(Self.secret)])
        call.body.append(0x20)
        #expect(throws: InboundRefusal.self) { try CallbackSignature.slack.verify(call, keys: [Secret(Self.secret)]) }
    }

    @Test("approve and reject come back as the word of the person who pressed", arguments: [true, false])
    func votes(approves: Bool) async throws {
        let office = try await Office()
        try await office.ask()
        let slack = FakeSlack()
        let route = try route(office, slack)
        let call = call(body(office, action: approves ? SlackCard.approve : SlackCard.reject))
        #expect(try await route.take(call).status == 200)
        #expect(try await route.take(call).status == 200, "Slack sends it again where it heard nothing")
        #expect(try await office.standing() == (approves ? .granted : .rejected))
        let record = try #require(try await office.pipeline.history(office.deal).last { $0.actor.channel == "slack" })
        #expect(record.actor.id == "boss_1")
        #expect(slack.state.withLock { $0.whispers.first?["user"]?.stringValue } == "U0000000002")
    }

    @Test(
        "who is unknown, has left, or has no role changes nothing",
        arguments: ["U9999999999", "U0000000003", "U0000000001"]
    )
    func noVote(user: String) async throws {
        let office = try await Office()
        try await office.ask()
        #expect(try await route(office).take(call(body(office, user: user))).status == 200)
        #expect(try await office.standing() == .pending)
        #expect(try await office.votes().isEmpty)
    }

    @Test("nothing is read before the signature and the age are right")
    func forged() async throws {
        let office = try await Office()
        try await office.ask()
        let good = call(body(office))
        var changed = good
        changed.body[10] ^= 1
        var twice = good
        twice.headers.append(good.headers[0])
        var none = good
        none.headers = []
        let old = call(body(office), at: String(Office.now.seconds - 301))
        let future = call(body(office), at: String(Office.now.seconds + 301))
        for call in [
            changed, twice, none, old, future, call(body(office), secret: "other"),
            call(Array("junk".utf8), secret: "x"),
        ] {
            let refusal = await #expect(throws: InboundRefusal.self) { try await route(office).take(call) }
            #expect(refusal?.status == 401)
        }
        #expect(try await office.standing() == .pending)
        let other = await #expect(throws: InboundRefusal.self) { try await route(office, team: "T2").take(good) }
        #expect(other?.status == 403)
    }

    @Test(
        "what is signed and no interaction is 400 or nothing, never a crash",
        arguments: [
            ("", 400), ("payload=", 400), ("payload=%7B", 400), ("payload=%zz", 400), ("payload=%ff", 400),
            ("payload=%7B%7D&payload=%7B%7D", 400), ("payload=[]", 400), ("payload={\"type\":\"view_closed\"}", 200),
            ("payload={\"type\":\"block_actions\"}", 400),
            ("payload={\"type\":\"block_actions\",\"user\":{\"id\":\"U\"},\"actions\":[]}", 200),
            (
                "payload={\"type\":\"block_actions\",\"user\":{\"id\":\"U\"},\"actions\":[{\"action_id\":\"turnpike.approve\"}]}",
                400
            ),
            (
                "payload={\"type\":\"block_actions\",\"user\":{\"id\":\"U\"},\"actions\":[{\"action_id\":\"turnpike.approve\",\"action_ts\":\"1\",\"value\":\"{}\"}]}",
                400
            ),
            ("payload=\(String(repeating: "[", count: 5_000))", 400),
        ]
    )
    func hostile(text: String, status: Int) async throws {
        let office = try await Office()
        do {
            #expect(try await route(office).take(call(Array(text.utf8))).status == status)
        } catch let refusal as InboundRefusal {
            #expect(refusal.status == status)
        }
    }

    @Test("a card shows what each way on lacks, and the question that waits")
    func card() async throws {
        let office = try await Office()
        try await office.ask()
        let card = try #require(try await SlackCard.standing(office.deal, in: office.pipeline))
        let way = try #require(card.ways.first)
        #expect(way.unmet.count == 1, "the amount is there, the approval is not")
        #expect(card.questions.map(\.approval) == ["discount"])
        let text = card.blocks.description
        #expect(text.contains(SlackCard.approve) && text.contains(SlackCard.reject))
        #expect(text.contains(office.deal.description))
    }
}
