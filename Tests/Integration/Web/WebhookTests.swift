import Testing
import Turnpike
import TurnpikeHTTP
import TurnpikeTesting
import TurnpikeValues
import TurnpikeWeb
import Webhook

/// Webhooks over the network, to receivers that share no code with us.
@Suite(.enabled(if: Servers.sink != nil, "TURNPIKE_SINK names no server: run make test-plugins"))
struct WebhookTests {
    private static let secret = "whsec_" + Base64.encode(Array(1...32))

    private static func delivery(_ address: WebAddress, _ secret: String = secret, timeout: Duration = .seconds(30))
        throws
        -> WebhookDelivery
    {
        WebhookDelivery(
            WebhookDelivery.Settings(address, secrets: [try WebhookSecret(secret)], timeout: timeout),
            carrier: Sink.carrier
        )
    }

    private static let hasLibrary = Servers.variable("TURNPIKE_WEBHOOK") != nil

    /// The receiver that checks with the reference library, and its secret.
    private static func library() throws -> (address: WebAddress, secret: String) {
        (
            try WebAddress(try #require(Servers.variable("TURNPIKE_WEBHOOK"))),
            try #require(Servers.variable("TURNPIKE_WEBHOOK_SECRET"))
        )
    }

    @Test("the promises of a hook are kept over the network", arguments: HookContract.cases)
    func contract(promise: HookContract.Case) async {
        let report = await HookContract {
            guard let sink = Sink() else { throw HTTPFailure(.unreachable, "no server") }
            return HookContract.Subject(
                try Self.delivery(sink.address, timeout: .seconds(10)),
                samples: HookSamples("webhook"),
                effects: {
                    // A receiver takes each id once.
                    var ids: Set<String> = []
                    return try await sink.seen().filter {
                        $0.isTaken && ids.insert($0.headers["webhook-id"] ?? "").inserted
                    }
                    .map { .init(key: (try? JSON.parse($0.body))?["data"]?["key"]?.stringValue ?? "") }
                },
                fault: { fault in
                    switch fault {
                    case .temporary: try await sink.answer(["status": 503])
                    case .permanent: try await sink.answer(["status": 410])
                    case .hung: try await sink.answer(["delay": 60])
                    case .slow: try await sink.answer(["delay": .number("0.3")])
                    case .malformed: try await sink.answer(["status": 302])
                    case nil: try await sink.answer([:])
                    }
                    return true
                },
                restart: { try Self.delivery(sink.address) },
                secrets: [Self.secret],
                patience: .seconds(60)
            )
        }.run(promise)
        #expect(report.findings.isEmpty)
        #expect(report.skipped.isEmpty)
    }

    @Test(
        "the reference library takes our signature, and jsonschema our events; a repetition has the same id",
        .enabled(if: hasLibrary, "no receiver: run make test-plugins")
    )
    func oracle() async throws {
        let (base, secret) = try Self.library()
        let delivery = try Self.delivery(base.appending("/hook"), secret)
        var ids: Set<String> = []
        for revision in Int64(1)...5 {
            for attempt in 1...2 {
                let sample = HookSamples("webhook").delivery(revision: revision, attempt: attempt)
                ids.insert(try #require(try await delivery.deliver(sample).reference))
            }
        }
        #expect(ids.count == 5)
        let answer = try await Sink.carrier.carry(HTTPCall("GET", base.appending("/taken")))
        let taken = (answer.json?.elements ?? []).filter { ids.contains($0[0]?.stringValue ?? "") }
        #expect(taken.count == 5)
        #expect(taken.allSatisfy { $0[1]?.int64 == 2 })
        let other = try Self.delivery(base.appending("/hook"), Self.secret)
        let error = await #expect(throws: DeliveryError.self) {
            try await other.deliver(HookSamples("webhook").delivery(revision: 9))
        }
        #expect(error?.kind == .permanent)
    }

    @Test(
        "while keys are changed over, either side may be first",
        .enabled(if: hasLibrary, "no receiver: run make test-plugins")
    )
    func rotation() async throws {
        let (base, text) = try Self.library()
        let (old, new) = (try WebhookSecret(text), try WebhookSecret(Self.secret))
        // We sign with both; the library knows only the old one, as the second of two signatures.
        for secrets in [[new, old], [old, new]] {
            let settings = WebhookDelivery.Settings(base.appending("/hook"), secrets: secrets)
            let delivery = WebhookDelivery(settings, carrier: Sink.carrier)
            _ = try await delivery.deliver(HookSamples("webhook").delivery(deal: 3, revision: 20))
        }
        // The library signs with the old one; we take both.
        let order: JSON = ["body": "{}"]
        let answer = try await Sink.carrier.carry(HTTPCall("POST", base.appending("/sign"), body: order.canonical()))
        let json = try #require(answer.json)
        let message = try WebhookVerifier([new, old]).verify(
            header: { json["headers"]?[$0]?.stringValue },
            body: Array("{}".utf8),
            now: .now()
        )
        #expect(message.id == "msg_oracle")
        #expect(throws: WebhookError.self) {
            try WebhookVerifier([new]).verify(
                header: { json["headers"]?[$0]?.stringValue },
                body: Array("{}".utf8),
                now: .now()
            )
        }
    }

    @Test(
        "what the reference library has signed is verified, and a change is noticed",
        .enabled(if: hasLibrary, "no receiver: run make test-plugins")
    )
    func otherWay() async throws {
        let (base, secret) = try Self.library()
        let order: JSON = ["body": "{\"grüße\": \"😀\"}"]
        let answer = try await Sink.carrier.carry(HTTPCall("POST", base.appending("/sign"), body: order.canonical()))
        let json = try #require(answer.json)
        let body = Array((json["body"]?.stringValue ?? "").utf8)
        let verifier = WebhookVerifier([try WebhookSecret(secret)])
        let message = try verifier.verify(header: { json["headers"]?[$0]?.stringValue }, body: body, now: .now())
        #expect(message.id == "msg_oracle")
        #expect(throws: WebhookError.self) {
            try verifier.verify(header: { json["headers"]?[$0]?.stringValue }, body: body + [0], now: .now())
        }
    }
}
