import TurnpikeValues

/// How a CRM or another service signs its callbacks: HMAC-SHA256 over parts of the request in a header.
///
/// Each service has its own recipe; this one says it in data, so that a new service needs no code.
public struct CallbackSignature: Sendable {
    /// A part of what is signed.
    public enum Part: Hashable, Sendable {
        /// The method, such as `POST`.
        case method
        /// The address as the sender called it: what `base` says, with path and query as they came.
        case address
        /// The value of the header with the time.
        case timestamp
        /// The body, byte for byte.
        case body
        /// A text that is always the same, such as a point.
        case text(String)
    }

    /// How the code is written.
    public enum Encoding: String, Hashable, Sendable, CaseIterable {
        /// As hexadecimal digits in small or large letters.
        case hex
        /// As Base64.
        case base64
    }

    /// What the time is counted in.
    public enum TimeUnit: String, Hashable, Sendable, CaseIterable {
        /// Seconds since 1970.
        case seconds
        /// Milliseconds since 1970.
        case milliseconds
    }

    /// The header with the signature.
    public var header: String
    /// What stands before the code, such as `sha256=`.
    public var prefix: String
    /// How the code is written.
    public var encoding: Encoding
    /// What is signed, in this order.
    public var parts: [Part]
    /// The header with the time; nil where the service sends none, so that only ids stop repetitions.
    public var timeHeader: String?
    /// What the time is counted in.
    public var timeUnit: TimeUnit
    /// Scheme and host by which the sender calls, for `Part.address`: `https://hooks.example.com`.
    public var base: String
    /// How old a message may be.
    public var window: ReplayWindow

    /// A recipe.
    ///
    /// - Parameters:
    ///   - header: The header with the signature.
    ///   - prefix: What stands before the code.
    ///   - encoding: How the code is written.
    ///   - parts: What is signed, in this order; a time that is checked must be among them.
    ///   - timeHeader: The header with the time.
    ///   - timeUnit: What the time is counted in.
    ///   - base: Scheme and host by which the sender calls.
    ///   - window: How old a message may be.
    public init(
        header: String,
        prefix: String = "",
        encoding: Encoding = .hex,
        parts: [Part] = [.body],
        timeHeader: String? = nil,
        timeUnit: TimeUnit = .seconds,
        base: String = "",
        window: ReplayWindow = ReplayWindow()
    ) {
        self.header = header
        self.prefix = prefix
        self.encoding = encoding
        self.parts = parts
        self.timeHeader = timeHeader
        self.timeUnit = timeUnit
        self.base = base
        self.window = window
    }

    /// HubSpot's third recipe (`X-HubSpot-Signature-v3`).
    ///
    /// - Parameter base: Scheme and host by which HubSpot calls.
    public static func hubSpot(base: String) -> Self {
        Self(
            header: "X-HubSpot-Signature-v3",
            encoding: .base64,
            parts: [.method, .address, .body, .timestamp],
            timeHeader: "X-HubSpot-Request-Timestamp",
            timeUnit: .milliseconds,
            base: base
        )
    }

    /// Slack's recipe (`v0`).
    public static let slack = Self(
        header: "X-Slack-Signature",
        prefix: "v0=",
        parts: [.text("v0:"), .timestamp, .text(":"), .body],
        timeHeader: "X-Slack-Request-Timestamp"
    )

    /// Checks signature and age.
    ///
    /// - Parameters:
    ///   - call: The request.
    ///   - keys: What both sides share; several while one replaces another.
    /// - Throws: `InboundRefusal` with 401.
    public func verify(_ call: InboundCall, keys: [Secret]) throws(InboundRefusal) {
        let refusal = InboundRefusal(401, "the signature does not fit")
        guard let given = call.header(header), given.hasPrefix(prefix) else { throw refusal }
        let text = given.dropFirst(prefix.count)
        guard let code = encoding == .hex ? Digest(hex: text)?.bytes : Base64.decode(text) else { throw refusal }
        var time = ""
        if let timeHeader {
            guard let value = call.header(timeHeader), parts.contains(.timestamp) else { throw refusal }
            time = value
        }
        var signed: [UInt8] = []
        for part in parts {
            switch part {
            case .method: signed += Array(call.method.utf8)
            case .address: signed += Array((base + call.target).utf8)
            case .timestamp: signed += Array(time.utf8)
            case .body: signed += call.body
            case .text(let text): signed += Array(text.utf8)
            }
        }
        var fits = false
        for key in keys
        where ConstantTime.equal(HMACSHA256.code(for: signed, key: Array(key.reveal().utf8)).bytes, code) {
            fits = true
        }
        guard fits else { throw refusal }
        guard timeHeader != nil else { return }
        if timeUnit == .milliseconds {
            guard time.utf8.count > 3, time.utf8.allSatisfy({ (48...57).contains($0) }) else { throw refusal }
            time = String(time.dropLast(3))
        }
        guard window.allows(time, now: call.received) else {
            throw InboundRefusal(401, "the message is too old, or its time is in the future")
        }
    }
}
