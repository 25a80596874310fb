import Turnpike
public import TurnpikeValues
public import TurnpikeWeb

/// Checks messages that were signed by Standard Webhooks: the signature before anything is read, then the age.
public struct WebhookVerifier: Sendable {
    /// The secrets that are taken; several while one replaces another.
    private let secrets: [WebhookSecret]
    private let window: ReplayWindow

    /// A message that was checked.
    public struct Message: Hashable, Sendable {
        /// The sender's id of it, the same at every attempt.
        public let id: String
        /// What it says.
        public let body: [UInt8]
    }

    /// A verifier.
    ///
    /// - Parameters:
    ///   - secrets: The secrets that are taken, at least one; several while one replaces another.
    ///   - window: How old a message may be.
    public init(_ secrets: [WebhookSecret], window: ReplayWindow = ReplayWindow()) {
        self.secrets = secrets
        self.window = window
    }

    /// Checks a message.
    ///
    /// - Parameters:
    ///   - header: Gives the value of a header by its name in small letters; nil where it is missing.
    ///   - body: The body as it came, byte for byte.
    ///   - now: The time now.
    /// - Throws: `WebhookError`.
    public func verify(
        header: (String) -> String?,
        body: [UInt8],
        now: Instant
    ) throws(WebhookError) -> Message {
        guard let id = header("webhook-id"), let timestamp = header("webhook-timestamp"),
            let signatures = header("webhook-signature")
        else {
            throw WebhookError(.badHeader, "webhook-id, webhook-timestamp and webhook-signature are needed")
        }
        // A point would let the same bytes be read as another id and time.
        guard (1...256).contains(id.utf8.count), id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x2E }) else {
            throw WebhookError(.badHeader, "the webhook-id is empty, too long, or has characters that it may not have")
        }
        guard (1...12).contains(timestamp.utf8.count), timestamp.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw WebhookError(.badHeader, "the webhook-timestamp is no number of seconds")
        }
        let given = signatures.split(separator: " ").prefix(16).compactMap { part -> [UInt8]? in
            part.hasPrefix("v1,") ? Base64.decode(part.dropFirst(3)) : nil
        }
        var fits = false
        for secret in secrets {
            let code = secret.code(id: id, timestamp: timestamp, body: body)
            for signature in given where ConstantTime.equal(code, signature) { fits = true }
        }
        guard fits else { throw WebhookError(.badSignature, "no signature fits") }
        guard window.allows(timestamp, now: now) else {
            throw WebhookError(.outsideWindow, "the message is too old, or its time is in the future")
        }
        return Message(id: id, body: body)
    }
}
