import Testing
import TurnpikeValues
import TurnpikeWeb
import Webhook

@Suite("Signatures of Standard Webhooks")
struct SignatureTests {
    // The example that the libraries of Standard Webhooks are tested with.
    private static let key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    private static let body = Array(#"{"test": 2432232314}"#.utf8)
    private static let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    private let now = Instant(seconds: 1_614_265_330) ?? .min

    private func headers(_ changes: [String: String?] = [:]) -> [String: String] {
        var headers = [
            "webhook-id": Self.id, "webhook-timestamp": "1614265330", "webhook-signature": Self.signature,
        ]
        for (name, value) in changes { headers[name] = value }
        return headers
    }

    private func verify(_ headers: [String: String], _ body: [UInt8] = Self.body, _ secrets: [String] = [Self.key])
        throws
        -> WebhookVerifier.Message
    {
        try WebhookVerifier(secrets.map { try WebhookSecret($0) }).verify(header: { headers[$0] }, body: body, now: now)
    }

    @Test("a signature is that of the specification's example")
    func signs() throws {
        let secret = try WebhookSecret(Self.key)
        #expect(secret.signature(id: Self.id, timestamp: "1614265330", body: Self.body) == Self.signature)
        #expect(try verify(headers()).body == Self.body)
    }

    @Test("one signature that fits among several is enough, with the old secret and the new")
    func rotation() throws {
        let fresh = "whsec_" + Base64.encode([UInt8](repeating: 5, count: 32))
        let other = try WebhookSecret(fresh).signature(id: Self.id, timestamp: "1614265330", body: Self.body)
        let both = headers(["webhook-signature": "v1a,abc \(other) \(Self.signature)"])
        #expect(try verify(both).id == Self.id)
        #expect(try verify(both, Self.body, [fresh]).id == Self.id)
        #expect(try verify(headers(), Self.body, [fresh, Self.key]).id == Self.id)
        #expect(throws: WebhookError.self) { try verify(headers(), Self.body, [fresh]) }
    }

    @Test(
        "whatever is changed, the message is refused",
        arguments: [
            ["webhook-id": "msg_other"], ["webhook-timestamp": "1614265331"], ["webhook-id": nil],
            ["webhook-timestamp": nil], ["webhook-signature": nil], ["webhook-signature": ""],
            ["webhook-signature": "v1,"], ["webhook-signature": "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="],
            ["webhook-signature": "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="],
            ["webhook-signature": "v1,h0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="], ["webhook-id": "msg.1"],
            ["webhook-id": ""], ["webhook-id": "a\r\nb"], ["webhook-timestamp": "1614265330.0"],
            ["webhook-timestamp": ""],
        ] as [[String: String?]]
    )
    func refuses(changes: [String: String?]) {
        #expect(throws: WebhookError.self) { try verify(headers(changes)) }
    }

    @Test("a changed body is refused") func changedBody() {
        #expect(throws: WebhookError.self) { try verify(headers(), Self.body + [0x20]) }
        #expect(throws: WebhookError.self) { try verify(headers(), []) }
    }

    @Test("an old message is refused although its signature fits", arguments: [-301, 301, -86_400])
    func tooOld(seconds: Int64) throws {
        let verifier = WebhookVerifier([try WebhookSecret(Self.key)])
        let then = try #require(now.adding(.seconds(seconds)))
        let error = #expect(throws: WebhookError.self) {
            try verifier.verify(header: { headers()[$0] }, body: Self.body, now: then)
        }
        #expect(error?.code == .outsideWindow)
    }

    @Test(
        "a secret that is too short, too long or not Base64 is refused and never repeated",
        arguments: ["", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!!", String(repeating: "A", count: 88)]
    )
    func badSecret(text: String) {
        let error = #expect(throws: WebhookError.self) { try WebhookSecret(text) }
        #expect(error?.code == .badSecret)
        if !text.isEmpty { #expect(error?.message.contains(text) == false || text == "whsec_") }
    }
}
