import Synchronization
import Testing
import Turnpike
import TurnpikeTesting
import TurnpikeValues
import TurnpikeWeb

@testable import Slack

@Suite("Telling people in Slack")
struct SlackNotifierTests {
    private static let channel = "C0123456789"
    private static let settings = SlackNotifier.Settings(channels: ["#samples": channel])

    private static func subject() throws -> HookContract.Subject {
        let slack = FakeSlack()
        let client = try slack.client
        return HookContract.Subject(
            SlackNotifier(client, settings: settings),
            samples: HookSamples("notify"),
            effects: {
                // Keys are seen as their digest; the samples of the suite tell which they are.
                var keys: [String: String] = [:]
                for deal in 1...8 {
                    for revision in Int64(1)...9 {
                        let key = HookSamples("notify").delivery(deal: deal, revision: revision).key
                        keys[Digest.sha256(utf8: "\u{0}\(key)").hex] = key
                    }
                }
                return slack.state.withLock { state in
                    state.messages.compactMap { message in
                        message.content["metadata"]?["event_payload"]?["key"]?.stringValue.flatMap { keys[$0] }
                            .map { .init(key: $0) }
                    }
                }
            },
            fault: { fault in
                slack.state.withLock { $0.fault = fault }
                return true
            },
            restart: { SlackNotifier(client, settings: settings) },
            secrets: [FakeSlack.token],
            patience: .seconds(120)
        )
    }

    @Test("the promises of a hook are kept", arguments: HookContract.cases)
    func contract(promise: HookContract.Case) async {
        let report = await HookContract { try Self.subject() }.run(promise)
        #expect(report.findings.isEmpty)
        #expect(report.skipped.isEmpty)
    }

    @Test("a deal has one card in a channel, and what happens to it stands in the thread below")
    func threads() async throws {
        let slack = FakeSlack()
        let notifier = SlackNotifier(try slack.client, settings: Self.settings)
        for revision in Int64(1)...3 {
            _ = try await notifier.deliver(HookSamples("notify").delivery(revision: revision))
        }
        _ = try await notifier.deliver(HookSamples("notify").delivery(deal: 2))
        let restarted = SlackNotifier(try slack.client, settings: Self.settings)
        _ = try await restarted.deliver(HookSamples("notify").delivery(revision: 4))
        let messages = slack.state.withLock { $0.messages }
        let cards = messages.filter { $0.thread == nil }
        #expect(cards.count == 2)
        #expect(messages.filter { $0.thread == cards[0].ts }.count == 4)
        #expect(messages.filter { $0.thread == cards[1].ts }.count == 1)
    }

    @Test("an answer that was lost makes no second message: the channel is looked through first")
    func lostAnswer() async throws {
        let slack = FakeSlack()
        let notifier = SlackNotifier(try slack.client, settings: Self.settings)
        _ = try await notifier.deliver(HookSamples("notify").delivery())
        slack.state.withLock { $0.isLosing = true }
        await #expect(throws: DeliveryError.self) {
            try await notifier.deliver(HookSamples("notify").delivery(revision: 2))
        }
        let before = slack.state.withLock { $0.messages.count }
        slack.state.withLock { $0.isLosing = false }
        _ = try await notifier.deliver(HookSamples("notify").delivery(revision: 2, attempt: 2))
        #expect(slack.state.withLock { $0.messages.count } == before)
    }

    @Test("errors of Slack that pass are tried again, others given up, and 429 says when")
    func errors() async throws {
        #expect(SlackClient.error("m", "ratelimited", rest: .seconds(2)).retryAfter == .seconds(2))
        #expect(SlackClient.error("m", "internal_error", rest: nil).kind == .temporary)
        for name in ["channel_not_found", "invalid_auth", "not_in_channel", "msg_too_long", ""] {
            #expect(SlackClient.error("m", name, rest: nil).kind == .permanent)
        }
        #expect(!SlackClient.error("m", "<script>", rest: nil).message.contains("<"))
        let slack = FakeSlack()
        slack.state.withLock { $0.fault = .temporary }
        let error = await #expect(throws: DeliveryError.self) {
            try await SlackNotifier(try slack.client, settings: Self.settings).deliver(HookSamples("notify").delivery())
        }
        #expect(error?.retryAfter == .seconds(3))
    }

    @Test("people are found by their key, channels by their name, and nobody is guessed")
    func names() async throws {
        let slack = FakeSlack()
        let people = People([Person("rep_1", externalKeys: ["slack:U0123456789"])])
        let notifier = SlackNotifier(try slack.client, settings: Self.settings, people: { people })
        for to in ["rep_1", "owner", "C9999999999"] {
            _ = try await notifier.deliver(
                HookSamples("notify", settings: ["to": to, "text": to]).delivery(deal: to.count)
            )
        }
        #expect(Set(slack.state.withLock { $0.messages.map(\.channel) }) == ["D0123456789", "C9999999999"])
        let error = await #expect(throws: DeliveryError.self) {
            try await notifier.deliver(
                HookSamples("notify", settings: ["to": "manager", "text": "x"]).delivery(revision: 9)
            )
        }
        #expect(error?.kind == .permanent)
    }

    @Test("a card keeps to Slack's limits and marks, whatever stands in it")
    func limits() throws {
        let long = String(repeating: "<!channel> & 😀", count: 2_000)
        let card = SlackCard(
            deal: "d",
            tenant: "",
            name: long,
            stage: long,
            facts: (0..<20).map { .init("f\($0)", long) },
            ways: (0..<30).map { .init("w\($0)", unmet: Array(repeating: long, count: 40)) },
            questions: (0..<30).map { .init("a\($0)", long) }
        )
        let blocks = try #require(card.blocks.elements)
        #expect(blocks.count <= 50)
        for block in blocks {
            let text = block["text"]?["text"]?.stringValue ?? ""
            #expect(text.utf16.count <= (block["type"] == "header" ? 150 : 3_000))
            #expect(block["fields"]?.elements.map { $0.count <= 10 } ?? true)
            for field in block["fields"]?.elements ?? [] {
                #expect((field["text"]?.stringValue ?? long).utf16.count <= 2_000)
            }
            if block["type"] != "header" { #expect(!text.contains("<!")) }
        }
        #expect(SlackCard.escaped("a<b>&c") == "a&lt;b&gt;&amp;c")
        #expect(SlackCard.escaped("\u{202E}a\u{2066}\u{0}\n") == "a\u{FFFD}\n")
    }

    @Test("a name cannot write lines that look like those of the card")
    func oneLine() throws {
        let name = "Acme\n:white_check_mark: *All is agreed*\u{2028}x"
        let card = SlackCard(
            deal: "d",
            tenant: "",
            name: name,
            stage: name,
            facts: [.init(name, name)],
            ways: [.init(name, unmet: [name])]
        )
        let blocks = try #require(card.blocks.elements)
        for block in blocks {
            let texts =
                [block["text"]?["text"]?.stringValue]
                + (block["fields"]?.elements ?? []).map { $0["text"]?.stringValue }
            for text in texts.compactMap({ $0 }) {
                let lines = text.split(whereSeparator: \.isNewline)
                #expect(lines.allSatisfy { !$0.hasPrefix(":white_check_mark: *All") })
                #expect(lines.count <= 2)
            }
        }
        #expect(!card.text.contains { $0.isNewline })
    }
}
