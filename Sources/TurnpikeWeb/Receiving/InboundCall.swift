public import TurnpikeValues

/// A request that came in, whole: its length and the time it took were within bounds.
public struct InboundCall: Hashable, Sendable {
    /// `POST`.
    public var method: String
    /// Path and query as they came.
    public var target: String
    /// The headers.
    public var headers: [HTTPCall.Header]
    /// The body, byte for byte.
    public var body: [UInt8]
    /// When it came.
    public var received: Instant

    /// A request.
    ///
    /// - Parameters:
    ///   - method: `POST`.
    ///   - target: Path and query as they came.
    ///   - headers: The headers.
    ///   - body: The body, byte for byte.
    ///   - received: When it came.
    public init(
        _ method: String,
        _ target: String,
        headers: [HTTPCall.Header] = [],
        body: [UInt8] = [],
        received: Instant
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.received = received
    }

    /// The value of a header; nil where it is missing, and where it came more than once, because nobody can say which counts.
    ///
    /// - Parameter name: Its name in any case.
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        let found = headers.filter { $0.name.lowercased() == wanted }
        return found.count == 1 ? found[0].value : nil
    }
}

/// What is answered.
public struct InboundReply: Hashable, Sendable {
    /// The status.
    public var status: Int
    /// The headers.
    public var headers: [HTTPCall.Header]
    /// The body.
    public var body: [UInt8]

    /// An answer.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - headers: The headers.
    ///   - body: The body.
    public init(_ status: Int, headers: [HTTPCall.Header] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An answer with a sentence for whoever looks at the sender's log.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - text: The sentence; never a secret, never what came.
    public static func text(_ status: Int, _ text: String) -> Self {
        Self(status, headers: [.init("Content-Type", "text/plain; charset=utf-8")], body: Array(text.utf8))
    }
}

/// A message that is not taken, and what its sender is told.
public struct InboundRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The status: 401 for a signature that does not fit, 400 for what cannot be read, 404 for a deal that there is not,
    /// 409 for what may be sent again later, 422 for what never will be taken, 503 for a failure here.
    public var status: Int
    /// The same in words; never a secret, never what came.
    public var message: String

    /// A refusal.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - message: The same in words.
    public init(_ status: Int, _ message: String) {
        self.status = status
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

/// A place at which an app receives messages from outside.
public protocol InboundRoute: Sendable {
    /// Its path, such as `/hooks/billing`.
    var path: String { get }
    /// The longest body that it reads, in bytes.
    var bodyLimit: Int { get }

    /// Takes one message: the signature is checked before anything is read.
    ///
    /// - Parameter call: The request, whole.
    /// - Returns: What is answered.
    /// - Throws: `InboundRefusal`; anything else becomes 503 without a word about what it was.
    func take(_ call: InboundCall) async throws -> InboundReply
}
