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
import Webhook

#if canImport(Glibc)
    import Glibc
#endif

/// Receivers that lie, and senders that hold on.
@Suite(.enabled(if: Servers.sink != nil, "TURNPIKE_SINK names no server: run make test-plugins"))
struct HostileTests {
    private static func delivery(_ address: WebAddress, _ carrier: any HTTPCarrier = Sink.carrier) throws
        -> WebhookDelivery
    {
        let secret = try WebhookSecret(ReceiverServerTests.secret)
        let settings = WebhookDelivery.Settings(address, secrets: [secret], timeout: .seconds(10))
        return WebhookDelivery(settings, carrier: carrier)
    }

    @Test(
        "a redirect into the inner network is given up, and nothing more is called",
        arguments: [
            "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "//localhost/", "file:///etc/passwd",
            "http://2852039166/", "gopher://127.0.0.1:25/",
        ]
    )
    func redirects(location: String) async throws {
        let sink = try #require(Sink())
        for status in [301, 302, 303, 307, 308] {
            try await sink.answer(["status": .int(Int64(status)), "headers": ["Location": .string(location)]])
            let error = await #expect(throws: DeliveryError.self) {
                try await Self.delivery(sink.address).deliver(HookSamples("webhook").delivery(revision: Int64(status)))
            }
            #expect(error?.kind == .permanent)
            #expect(error?.message.contains("redirect") == true)
        }
        #expect(try await sink.seen().count == 5)
    }

    @Test(
        "an inner address is forbidden before a connection is made, however it is written",
        arguments: [
            "127.0.0.1", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]", "169.254.169.254", "[fe80::1]", "[fd00::1]", "10.0.0.1", "192.168.1.1", "172.16.0.1",
            "100.64.0.1", "localhost", "LOCALHOST",
        ]
    )
    func inner(host: String) async throws {
        let sink = try #require(Servers.sink)
        let carrier = AsyncCarrier(policy: AddressPolicy(allowsInsecure: true))
        let address = try WebAddress("http://\(host):\(sink.port)/place_inner")
        let error = await #expect(throws: DeliveryError.self) {
            try await Self.delivery(address, carrier).deliver(HookSamples("webhook").delivery())
        }
        #expect(error?.kind == .permanent)
        #expect(error?.message.contains("private or reserved") == true, "\(error?.message ?? "")")
    }

    @Test(
        "other spellings of numbers are no address at all",
        arguments: [
            "2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "017700000001", "127.0.0.1.", "①②⑦.0.0.1",
            "127。0。0。1", "localhost%00.example.com", "[::ffff:127.1]", "[::1%25lo]",
        ]
    )
    func spellings(host: String) { #expect(throws: WebAddressError.self) { try WebAddress("http://\(host)/") } }

    @Test("a receiver that asks for rest in every way it may is given it, within a day")
    func rest() async throws {
        let sink = try #require(Sink())
        let cases: [(String, Duration?)] = [
            ("120", .seconds(120)), ("99999999999999999999", .seconds(86_400)), ("-5", nil), ("soon", nil),
            ("1.5", nil),
            ("Sun, 06 Nov 1994 08:49:37 GMT", .zero), ("Fri, 31 Dec 9999 23:59:59 GMT", .seconds(86_400)),
        ]
        for (number, (text, rest)) in cases.enumerated() {
            try await sink.answer(["status": 429, "headers": ["Retry-After": .string(text)]])
            let error = await #expect(throws: DeliveryError.self) {
                try await Self.delivery(sink.address).deliver(
                    HookSamples("webhook").delivery(revision: Int64(number + 1))
                )
            }
            #expect(error?.kind == .temporary)
            #expect(error?.retryAfter == rest, "\(text)")
        }
    }

    // MARK: Holding on

    /// Connections that send a byte now and then and never come to an end, until they are cut off.
    private static func drip(_ port: Int, _ connections: Int, _ text: String, for seconds: Double) async -> Int {
        await withCheckedContinuation { continuation in
            OwnThread.run {
                var open = (0..<connections).compactMap { _ in LocalSocket(port: port) }
                for socket in open { socket.send(text) }
                let count = open.count
                let end = ContinuousClock.now + .milliseconds(Int(seconds * 1_000))
                while !open.isEmpty, ContinuousClock.now < end {
                    usleep(100_000)
                    open.removeAll { socket in
                        // What was cut off reads as its end, after what was said before.
                        let isOver = socket.receive(waits: false)?.isEmpty == true || !socket.send("a")
                        if isOver { socket.close() }
                        return isOver
                    }
                }
                for socket in open { socket.close() }
                continuation.resume(returning: count - open.count)
            }
        }
    }

    @Test(
        "hundreds that drip are cut off, and others are served meanwhile",
        .serialized,
        arguments: [
            "POST /hooks/a HTTP/1.1\r\nHost: x\r\nX-Slow: ",
            "POST /hooks/a HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n", "",
        ]
    )
    func slowloris(beginning: String) async throws {
        let counter = ReceiverServerTests.Counter()
        let bounds = ReceiverDesk.Bounds(arrival: .seconds(5), handling: .seconds(5), concurrency: 1_000)
        try await ReceiverServerTests.serving(try ReceiverServerTests.desk(counter, bounds: bounds)) { port in
            async let cut = Self.drip(port, 200, beginning, for: 150)
            for number in 0..<20 {
                let call = try ReceiverServerTests.call(port, id: "m\(number)", body: [1, 2, 3])
                #expect(try await Sink.carrier.carry(call).status == 200)
            }
            let count = await cut
            #expect(count == 200, "none held on")
        }
        #expect(counter.taken.withLock { $0 } == 20)
    }

    @Test("more at a time than there is room for is told to come back, and comes through later")
    func crowded() async throws {
        let counter = ReceiverServerTests.Counter()
        let bounds = ReceiverDesk.Bounds(arrival: .seconds(20), handling: .seconds(20), concurrency: 4)
        try await ReceiverServerTests.serving(try ReceiverServerTests.desk(counter, bounds: bounds)) { port in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<64 {
                    group.addTask {
                        let call = try ReceiverServerTests.call(port, id: "m\(number)", body: [1, 2, 3])
                        while true {
                            let answer = try await Sink.carrier.carry(call)
                            if answer.status == 200 { return }
                            #expect(answer.status == 503 && answer.header("retry-after") == "1")
                            try await Task.sleep(for: .milliseconds(20))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(counter.taken.withLock { $0 } == 64)
    }

    @Test("what smuggles a second request or hides its length is refused, and the server goes on")
    func smuggling() async throws {
        let counter = ReceiverServerTests.Counter()
        let bounds = ReceiverDesk.Bounds(arrival: .seconds(5), handling: .seconds(5))
        try await ReceiverServerTests.serving(try ReceiverServerTests.desk(counter, bounds: bounds)) { port in
            let head = "POST /hooks/a HTTP/1.1\r\nHost: x\r\n"
            let texts = [
                head + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
                head + "Content-Length: -1\r\n\r\n", head + "Content-Length: 99999999999999999999\r\n\r\n",
                head + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n",
                head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", head + "X: \u{0}\r\n\r\n",
                "POST /hooks/a\r\n\r\n", "POST http://evil.test/hooks/a HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /hooks/a/../b HTTP/1.1\r\nHost: x\r\n\r\n", "POST //hooks/a HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /hooks/%61 HTTP/1.1\r\nHost: x\r\n\r\n",
            ]
            // Some are only given up when their time is over, so they come together.
            await withTaskGroup { group in
                for text in texts {
                    group.addTask {
                        let answer = await ReceiverServerTests.talk(port, text)
                        #expect(!answer.hasPrefix("HTTP/1.1 2"), "\(text.debugDescription): \(answer)")
                    }
                }
            }
            let good = try ReceiverServerTests.call(port, id: "good", body: [1])
            #expect(try await Sink.carrier.carry(good).status == 200)
        }
        #expect(counter.taken.withLock { $0 } == 1)
    }
}

/// Chat that pushes back.
@Suite(
    .serialized,
    .oneAtATime,
    .enabled(if: Servers.variable("TURNPIKE_SLACK") != nil, "no Slack: run make test-plugins")
)
struct StormTests {
    @Test("through a storm of 429 every message arrives once, in the thread of its deal")
    func storm() async throws {
        let notifier = SlackNotifier(
            try SlackServerTests.client(),
            settings: .init(channels: ["#samples": "C0000000002"], depth: 999)
        )
        let deals = 300..<308
        let revisions = Int64(1)...4
        _ = try await SlackServerTests.control("PUT", "fault", ["kind": "ratelimited", "times": 60])
        let refused = try await withThrowingTaskGroup(of: Int.self) { group in
            for deal in deals {
                group.addTask {
                    var refused = 0
                    // A dispatcher keeps the order of a deal's requests and tries each until it went.
                    for revision in revisions {
                        for attempt in 1... {
                            do {
                                let samples = HookSamples("notify")
                                _ = try await notifier.deliver(
                                    samples.delivery(deal: deal, revision: revision, attempt: attempt)
                                )
                                break
                            } catch let error as DeliveryError {
                                #expect(error.kind == .temporary)
                                #expect(error.retryAfter == .seconds(7))
                                refused += 1
                            }
                        }
                    }
                    return refused
                }
            }
            return try await group.reduce(0, +)
        }
        // A card that could not be renewed takes some of the storm as well.
        #expect(refused > 20 && refused <= 60)
        let all = try await SlackServerTests.messages().filter { $0["channel"] == "C0000000002" }
        for deal in deals {
            let samples = HookSamples("notify")
            let id = samples.delivery(deal: deal).deal.description
            let cards = all.filter { $0["metadata"]?["event_payload"]?["deal"]?.stringValue?.hasSuffix(id) == true }
            #expect(cards.count == 1)
            let ts = try #require(cards.first?["ts"])
            let keys = all.filter { $0["thread_ts"] == ts }
                .compactMap { $0["metadata"]?["event_payload"]?["key"]?.stringValue }
            #expect(keys.count == 4 && Set(keys).count == 4)
        }
    }

    @Test(
        "names cannot mention anybody, make links or break a card",
        arguments: [
            "<!channel> & <@U0000000001> <http://evil.test|bank>", "a&amp;b", "\u{202E}evil\u{2066}", "👩‍👩‍👧‍👦🏳️‍🌈 é",
            "*bold* _it_ `code` ~x~", "line\nbreak\r\n> quote", String(repeating: "👩‍👩‍👧‍👦", count: 900), " ",
            "\u{0}\u{7}",
        ]
    )
    func names(name: String) async throws {
        let notifier = SlackNotifier(
            try SlackServerTests.client(),
            settings: .init(channels: ["#samples": "C0000000002"])
        )
        let deal = 400 + abs(name.unicodeScalars.reduce(0) { $0 &* 31 &+ Int($1.value) } % 10_000)
        let samples = HookSamples("notify", settings: ["to": "#samples", "text": name])
        _ = try await notifier.deliver(samples.delivery(deal: deal, name: name))
        let said = try #require(try await SlackServerTests.messages().last { $0["thread_ts"]?.stringValue != nil })
        let text = said["text"]?.stringValue ?? ""
        #expect(!text.isEmpty)
        #expect(!text.contains("<!") && !text.contains("<@") && !text.contains("<http"))
        #expect(!text.contains("\0"))
    }
}
