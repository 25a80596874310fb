public import Turnpike
public import TurnpikeValues
public import TurnpikeWeb

/// Delivers requests of hooks as signed webhooks: CloudEvents in the body, Standard Webhooks in the headers.
///
/// Every attempt carries the same `webhook-id`, by which a receiver knows a repetition; the time and the signature are new.
public struct WebhookDelivery: Deliverer {
    /// How webhooks are sent.
    public struct Settings: Sendable {
        /// Where to.
        public var address: WebAddress
        /// The secrets that sign, the newest first; each adds a signature, so that a receiver may change over in its own time.
        public var secrets: [WebhookSecret]
        /// What stands before an event's name in `type`.
        public var prefix: String
        /// Where the schemas are; nil leaves `dataschema` out.
        public var schemas: String?
        /// How long a delivery may take.
        public var timeout: Duration
        /// The longest body that is sent, in bytes; a longer one is given up.
        public var bodyLimit: Int

        /// Settings.
        ///
        /// - Parameters:
        ///   - address: Where to.
        ///   - secrets: The secrets that sign, at least one, the newest first.
        ///   - prefix: What stands before an event's name in `type`.
        ///   - schemas: Where the schemas are, without a slash at the end.
        ///   - timeout: How long a delivery may take.
        ///   - bodyLimit: The longest body that is sent, in bytes.
        public init(
            _ address: WebAddress,
            secrets: [WebhookSecret],
            prefix: String = "turnpike",
            schemas: String? = nil,
            timeout: Duration = .seconds(15),
            bodyLimit: Int = 256 * 1_024
        ) {
            self.address = address
            self.secrets = secrets
            self.prefix = prefix
            self.schemas = schemas
            self.timeout = timeout
            self.bodyLimit = bodyLimit
        }
    }

    /// The names by which process files call it.
    public let plugins: [String]?
    private let settings: Settings
    private let carrier: any HTTPCarrier
    private let now: @Sendable () -> Instant

    /// A plug-in.
    ///
    /// - Parameters:
    ///   - settings: How webhooks are sent.
    ///   - names: The names by which process files call it.
    ///   - carrier: What makes the calls.
    ///   - now: Where the time comes from.
    public init(
        _ settings: Settings,
        names: [String] = ["webhook"],
        carrier: any HTTPCarrier,
        now: @escaping @Sendable () -> Instant = { Instant.now() }
    ) {
        self.settings = settings
        plugins = names
        self.carrier = carrier
        self.now = now
    }

    /// Delivers one request.
    ///
    /// - Parameter request: The request.
    /// - Throws: `DeliveryError`; `CancellationError`.
    public func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        guard !settings.secrets.isEmpty else { throw DeliveryError.permanent("no secret signs the webhook") }
        let event = CloudEvent(
            try HookRequest(request.body),
            tenant: request.tenant,
            prefix: settings.prefix,
            schemas: settings.schemas
        )
        let call = call(event, at: now())
        guard call.body.count <= settings.bodyLimit else {
            throw DeliveryError.permanent(
                "the event has \(call.body.count) bytes; at most \(settings.bodyLimit) are sent"
            )
        }
        let answer: HTTPAnswer
        do {
            answer = try await carrier.carry(call)
        } catch let failure as HTTPFailure {
            throw failure.deliveryError
        }
        if let error = answer.deliveryError(from: settings.address.authority, now: now()) { throw error }
        return DeliveryReceipt(reference: event.id)
    }

    /// The call that carries an event.
    ///
    /// - Parameters:
    ///   - event: The event.
    ///   - time: The time of the attempt.
    func call(_ event: CloudEvent, at time: Instant) -> HTTPCall {
        let body = event.encoded()
        let timestamp = String(time.seconds)
        let signatures = settings.secrets.map { $0.signature(id: event.id, timestamp: timestamp, body: body) }
        return HTTPCall(
            "POST",
            settings.address,
            headers: [
                HTTPCall.Header("Content-Type", CloudEvent.mediaType),
                HTTPCall.Header("User-Agent", "Turnpike-Webhook"),
                HTTPCall.Header("webhook-id", event.id),
                HTTPCall.Header("webhook-timestamp", timestamp),
                HTTPCall.Header("webhook-signature", signatures.joined(separator: " ")),
            ],
            body: body,
            timeout: settings.timeout,
            // Nothing in the answer is read, so more than a little of it is a mistake.
            answerLimit: 64 * 1_024
        )
    }
}
