import Turnpike
import TurnpikeValues
import TurnpikeWeb

/// A secret that sender and receiver share (Standard Webhooks 1.0, "Signature scheme"): 24 to 64 bytes, written as `whsec_` and
/// Base64.
public struct WebhookSecret: Sendable, CustomStringConvertible, CustomReflectable {
    let key: [UInt8]

    /// Reads a secret.
    ///
    /// - Parameter text: `whsec_…`; the prefix may be missing.
    /// - Throws: `WebhookError`, which never repeats the text.
    public init(_ text: String) throws(WebhookError) {
        let encoded = text.hasPrefix("whsec_") ? text.dropFirst(6) : text[...]
        guard let key = Base64.decode(encoded) else {
            throw WebhookError(.badSecret, "the secret is not whsec_ followed by Base64")
        }
        guard (24...64).contains(key.count) else {
            throw WebhookError(.badSecret, "the secret has \(key.count) bytes; 24 to 64 are needed")
        }
        self.key = key
    }

    /// The signature of a message, `v1,` and Base64.
    ///
    /// - Parameters:
    ///   - id: The message's id, the header `webhook-id`.
    ///   - timestamp: Its time in whole seconds since 1970, the header `webhook-timestamp`.
    ///   - body: The body as it is sent.
    public func signature(id: String, timestamp: String, body: [UInt8]) -> String {
        "v1," + Base64.encode(code(id: id, timestamp: timestamp, body: body))
    }

    func code(id: String, timestamp: String, body: [UInt8]) -> [UInt8] {
        HMACSHA256.code(for: Array("\(id).\(timestamp).".utf8) + body, key: key).bytes
    }

    /// `(secret)`.
    public var description: String { "(secret)" }
    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a message is not taken, or cannot be sent.
public struct WebhookError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of mistake.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// A secret cannot be read.
        case badSecret
        /// A header that is needed is missing or impossible.
        case badHeader
        /// No signature fits.
        case badSignature
        /// The message is too old, or of the future.
        case outsideWindow
        /// The body is no event.
        case badBody
        /// The settings cannot be right.
        case badSettings
    }

    /// The kind of mistake.
    public let code: Code
    /// What is wrong, in words.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
