import Turnpike
public import TurnpikeValues

/// One request over HTTP.
public struct HTTPCall: Hashable, Sendable {
    /// A header.
    public struct Header: Hashable, Sendable {
        /// Its name; case does not matter.
        public var name: String
        /// Its value.
        public var value: String

        /// A header.
        ///
        /// - Parameters:
        ///   - name: Its name.
        ///   - value: Its value.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// `GET`, `POST`, `PUT`.
    public var method: String
    /// Where to.
    public var address: WebAddress
    /// The headers.
    public var headers: [Header]
    /// What is sent.
    public var body: [UInt8]
    /// How long all of it may take, the answer included.
    public var timeout: Duration
    /// The longest answer that is read, in bytes.
    public var answerLimit: Int

    /// A call.
    ///
    /// - Parameters:
    ///   - method: `GET`, `POST`, `PUT`.
    ///   - address: Where to.
    ///   - headers: The headers.
    ///   - body: What is sent.
    ///   - timeout: How long all of it may take.
    ///   - answerLimit: The longest answer that is read, in bytes.
    public init(
        _ method: String,
        _ address: WebAddress,
        headers: [Header] = [],
        body: [UInt8] = [],
        timeout: Duration = .seconds(15),
        answerLimit: Int = 1 << 20
    ) {
        self.method = method
        self.address = address
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.answerLimit = answerLimit
    }

    /// The value of a header, the first of that name.
    ///
    /// - Parameter name: Its name in any case.
    public func header(_ name: String) -> String? { Self.find(name, headers) }

    static func find(_ name: String, _ headers: [Header]) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}

/// What came back.
public struct HTTPAnswer: Hashable, Sendable {
    /// The status, such as 200.
    public var status: Int
    /// The headers.
    public var headers: [HTTPCall.Header]
    /// The body.
    public var body: [UInt8]

    /// An answer.
    ///
    /// - Parameters:
    ///   - status: The status, such as 200.
    ///   - headers: The headers.
    ///   - body: The body.
    public init(_ status: Int, headers: [HTTPCall.Header] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of a header, the first of that name.
    ///
    /// - Parameter name: Its name in any case.
    public func header(_ name: String) -> String? { HTTPCall.find(name, headers) }

    /// The body as JSON; nil where it is none.
    public var json: JSON? { try? JSON.parse(body, maximumDepth: 64) }
}

/// Something that makes calls over HTTP. It follows no redirect, keeps to the call's limits and asks an `AddressPolicy`
/// about what a name resolves to.
public protocol HTTPCarrier: Sendable {
    /// Makes one call.
    ///
    /// - Parameter call: The call.
    /// - Throws: `HTTPFailure` where no whole answer came; `CancellationError`.
    func carry(_ call: HTTPCall) async throws -> HTTPAnswer
}

/// A call to which no whole answer came.
public struct HTTPFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// No connection, or it broke.
        case unreachable
        /// It took longer than it may.
        case timedOut
        /// The answer is longer than it may be.
        case answerTooLong
        /// The address may not be called.
        case forbidden
    }

    /// What went wrong.
    public var kind: Kind
    /// The same in words; never a secret.
    public var message: String

    /// A failure.
    ///
    /// - Parameters:
    ///   - kind: What went wrong.
    ///   - message: The same in words.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
