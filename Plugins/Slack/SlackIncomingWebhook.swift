public import Turnpike
public import TurnpikeValues
public import TurnpikeWeb

/// Tells one channel through an incoming webhook of Slack: no token, no threads, no buttons that come back.
///
/// Slack gives no message's id here, so after a crash in the wrong instant a message can come twice; while the plug-in runs it
/// sends each key once.
public struct SlackIncomingWebhook: Deliverer {
    /// The names by which process files call it.
    public let plugins: [String]?
    private let address: @Sendable () throws -> WebAddress
    private let carrier: any HTTPCarrier
    private let now: @Sendable () -> Instant
    private let memory = OnceMemory<DeliveryReceipt>()

    /// A plug-in.
    ///
    /// - Parameters:
    ///   - address: The webhook's address, which is a secret.
    ///   - names: The names by which process files call it.
    ///   - carrier: What makes the calls.
    ///   - now: Where the time comes from.
    public init(
        _ address: Secret,
        names: [String] = ["notify"],
        carrier: any HTTPCarrier,
        now: @escaping @Sendable () -> Instant = { Instant.now() }
    ) {
        self.address = { try WebAddress(address.reveal()) }
        plugins = names
        self.carrier = carrier
        self.now = now
    }

    /// Delivers one request.
    ///
    /// - Parameter request: The request.
    /// - Throws: `DeliveryError`; `CancellationError`.
    public func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        let body = try HookRequest(request.body)
        return try await memory.once("\(request.tenant)\u{0}\(request.key)") { try await send(body, request) }
    }

    private func send(_ body: HookRequest, _ request: DeliveryRequest) async throws -> DeliveryReceipt {
        guard let address = try? address() else {
            throw DeliveryError.permanent("the address of Slack's webhook cannot be read")
        }
        let text = body.settings["text"] ?? body.settings["body"] ?? "\(body.deal.name): \(body.event.name)"
        var card = SlackCard(body, tenant: request.tenant)
        // A button's answer would come to nobody.
        card.questions = []
        let message: JSON = .object([
            (
                "blocks",
                .array(
                    [
                        [
                            "type": "section",
                            "text": ["type": "mrkdwn", "text": .string(SlackCard.cut(SlackCard.escaped(text), 3_000))],
                        ]
                    ] + (card.blocks.elements ?? [])
                )
            ),
            ("text", .string(SlackCard.cut(SlackCard.escaped(text), 3_900))),
        ])
        let answer: HTTPAnswer
        do {
            answer = try await carrier.carry(
                HTTPCall(
                    "POST",
                    address,
                    headers: [.init("Content-Type", "application/json; charset=utf-8")],
                    body: message.canonical()
                )
            )
        } catch let failure as HTTPFailure {
            throw failure.deliveryError
        }
        if let error = answer.deliveryError(from: "Slack's webhook", now: now()) { throw error }
        guard answer.body == Array("ok".utf8) else {
            throw DeliveryError.temporary("Slack's webhook answered with something that makes no sense")
        }
        return DeliveryReceipt()
    }
}
