import Synchronization
import Testing
import Turnpike
import TurnpikeTesting
import TurnpikeValues
import TurnpikeWeb

@testable import Webhook

@Suite("Delivery of webhooks")
struct DeliveryTests {
    /// A receiver in the process: it verifies what comes and takes each id once.
    final class Receiver: HTTPCarrier {
        struct State {
            var keys: [String] = []
            var ids: Set<String> = []
            var calls: [HTTPCall] = []
            var fault: HookContract.Fault?
        }
        let state = Mutex(State())
        let verifier: WebhookVerifier

        init(_ secrets: [WebhookSecret]) { verifier = WebhookVerifier(secrets) }

        func carry(_ call: HTTPCall) async throws -> HTTPAnswer {
            switch state.withLock({ $0.fault }) {
            case .temporary: return HTTPAnswer(503, headers: [.init("Retry-After", "30")])
            case .permanent: return HTTPAnswer(410)
            case .malformed: return HTTPAnswer(302)
            case .hung:
                try await Task.sleep(for: .milliseconds(300))
                throw HTTPFailure(.timedOut, "no answer")
            case .slow: try await Task.sleep(for: .milliseconds(20))
            case nil: break
            }
            let message = try verifier.verify(header: { call.header($0) }, body: call.body, now: .now())
            let event = try CloudEvent(message.body)
            return state.withLock { state in
                state.calls.append(call)
                if state.ids.insert(message.id).inserted { state.keys.append(event.data["key"]?.stringValue ?? "") }
                return HTTPAnswer(204)
            }
        }
    }

    private static let secret = "whsec_" + Base64.encode(Array(1...32))

    private static func subject() throws -> HookContract.Subject {
        let secrets = [try WebhookSecret(secret)]
        let receiver = Receiver(secrets)
        let settings = WebhookDelivery.Settings(try WebAddress("https://example.com/hook"), secrets: secrets)
        return HookContract.Subject(
            WebhookDelivery(settings, carrier: receiver),
            samples: HookSamples("webhook"),
            effects: { receiver.state.withLock { $0.keys.map { .init(key: $0) } } },
            fault: { fault in
                receiver.state.withLock { $0.fault = fault }
                return true
            },
            restart: { WebhookDelivery(settings, carrier: receiver) },
            secrets: [secret, String(secret.dropFirst(6))],
            patience: .seconds(120)
        )
    }

    @Test("the promises of a hook are kept", arguments: HookContract.cases)
    func contract(promise: HookContract.Case) async {
        let report = await HookContract { try Self.subject() }.run(promise)
        #expect(report.findings.isEmpty)
        #expect(report.skipped.isEmpty)
    }

    @Test("the envelope says what, where, when, of which deal, and in which order")
    func envelope() throws {
        let request = HookSamples("webhook").delivery(revision: 7)
        let event = CloudEvent(
            try HookRequest(request.body),
            tenant: "a/b",
            prefix: "com.example",
            schemas: "https://x.test/s"
        )
        let json = try JSON.parse(event.encoded())
        #expect(json["specversion"] == "1.0")
        #expect(json["type"] == "com.example.stage.entered")
        #expect(json["source"] == "/tenants/a%2Fb/processes/sample")
        #expect(json["subject"]?.stringValue == request.deal.description)
        #expect(json["time"] == "2026-11-02T09:30:00Z")
        #expect(json["sequence"] == "0000000000000000007")
        #expect(json["dataschema"] == "https://x.test/s/stage.entered.schema.json")
        #expect(json["data"]?["event"]?["to"] == "offer")
        #expect(json["data"]?["deal"]?["fields"]?["amount"]?["$money"] == "50000.00 EUR")
        #expect(json["id"]?.stringValue?.contains(".") == false, "a point in an id would make the signature ambiguous")
        #expect(json.canonical() == event.encoded())
        #expect(try CloudEvent(event.encoded()).encoded() == event.encoded())
    }

    @Test("another tenant's effect of the same key has another id")
    func tenants() {
        #expect(CloudEvent.messageID(of: "k", tenant: "a") != CloudEvent.messageID(of: "k", tenant: "b"))
        #expect(CloudEvent.messageID(of: "k", tenant: "a") == CloudEvent.messageID(of: "k", tenant: "a"))
    }

    @Test("each secret adds a signature, and a repetition has the same id at another time")
    func signatures() async throws {
        let secrets = try [Self.secret, "whsec_" + Base64.encode(Array(33...64))].map { try WebhookSecret($0) }
        for secret in secrets {
            let receiver = Receiver([secret])
            let delivery = WebhookDelivery(
                WebhookDelivery.Settings(try WebAddress("https://example.com/"), secrets: secrets),
                carrier: receiver
            )
            _ = try await delivery.deliver(HookSamples("webhook").delivery())
            _ = try await delivery.deliver(HookSamples("webhook").delivery(attempt: 2))
            let calls = receiver.state.withLock { $0.calls }
            #expect(Set(calls.map { $0.header("webhook-id") }).count == 1)
            #expect(calls.first?.header("webhook-signature")?.split(separator: " ").count == 2)
            #expect(calls.first?.header("content-type") == CloudEvent.mediaType)
        }
    }

    @Test("a receiver that asks for rest gets it, and a body that is too long is not sent")
    func limits() async throws {
        let secrets = [try WebhookSecret(Self.secret)]
        let receiver = Receiver(secrets)
        receiver.state.withLock { $0.fault = .temporary }
        var settings = WebhookDelivery.Settings(try WebAddress("https://example.com/"), secrets: secrets)
        let delivery = WebhookDelivery(settings, carrier: receiver)
        let error = await #expect(throws: DeliveryError.self) {
            try await delivery.deliver(HookSamples("webhook").delivery())
        }
        #expect(error?.retryAfter == .seconds(30))
        settings.bodyLimit = 100
        let small = WebhookDelivery(settings, carrier: receiver)
        let tooLong = await #expect(throws: DeliveryError.self) {
            try await small.deliver(HookSamples("webhook").delivery())
        }
        #expect(tooLong?.kind == .permanent)
    }

    @Test(
        "settings that cannot be right are refused with all that is wrong",
        arguments: [
            [:], ["url": "https://example.com/"],
            ["secrets": ["env:NO_SUCH_VARIABLE_9"], "url": "https://example.com/"],
            ["secrets": ["whsec_AAAA"], "url": "https://example.com/"], ["url": "nonsense", "secrets": []],
            ["url": "https://example.com/", "secret": "x", "tpyo": 1],
        ] as [JSON]
    )
    func badSettings(json: JSON) {
        let error = #expect(throws: WebhookError.self) { try WebhookDelivery.Settings(json) }
        #expect(error?.code == .badSettings)
        #expect(error?.message.contains("whsec_AAAA") == false)
    }
}
