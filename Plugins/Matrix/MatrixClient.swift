public import Turnpike
public import TurnpikeValues
public import TurnpikeWeb

/// Calls the client API of a Matrix server (version 3).
public struct MatrixClient: Sendable {
    private let server: WebAddress
    private let token: Secret
    private let carrier: any HTTPCarrier
    private let timeout: Duration
    private let now: @Sendable () -> Instant

    /// A client.
    ///
    /// - Parameters:
    ///   - server: The server, `https://matrix.example.com`.
    ///   - token: The access token of the bot.
    ///   - carrier: What makes the calls.
    ///   - timeout: How long a call may take.
    ///   - now: Where the time comes from.
    public init(
        _ server: WebAddress,
        token: Secret,
        carrier: any HTTPCarrier,
        timeout: Duration = .seconds(15),
        now: @escaping @Sendable () -> Instant = { Instant.now() }
    ) {
        self.server = server
        self.token = token
        self.carrier = carrier
        self.timeout = timeout
        self.now = now
    }

    /// An answer with an error of Matrix.
    public struct Refusal: Error, Hashable, Sendable {
        /// The code, such as `M_NOT_FOUND`.
        public var code: String
        /// The same to a dispatcher.
        public var delivery: DeliveryError
    }

    /// Makes one call.
    ///
    /// - Parameters:
    ///   - method: `GET`, `POST`, `PUT`.
    ///   - path: Behind `/_matrix/client/v3`; its parts are escaped already.
    ///   - body: What is sent; nil for none.
    ///   - patience: How much longer than usual it may take.
    /// - Throws: `Refusal`; `DeliveryError` where no answer came; `CancellationError`.
    public func call(
        _ method: String,
        _ path: String,
        _ body: JSON? = nil,
        patience: Duration = .zero
    ) async throws -> JSON {
        let call = HTTPCall(
            method,
            server.appending("/_matrix/client/v3" + path),
            headers: [
                .init("Authorization", "Bearer " + token.reveal()), .init("Content-Type", "application/json"),
            ],
            body: body?.canonical() ?? [],
            timeout: timeout + patience,
            answerLimit: 8 << 20
        )
        let answer: HTTPAnswer
        do {
            answer = try await carrier.carry(call)
        } catch let failure as HTTPFailure {
            throw failure.deliveryError
        }
        guard let error = answer.deliveryError(from: "the Matrix server", now: now()) else {
            guard let json = answer.json else {
                throw DeliveryError.temporary("the Matrix server answered with something that makes no sense")
            }
            return json
        }
        let code = answer.json?["errcode"]?.stringValue ?? ""
        let isCode =
            code.hasPrefix("M_") && code.utf8.count <= 64 && code.utf8.allSatisfy { (65...90).contains($0) || $0 == 95 }
        var delivery = error
        if isCode { delivery.message += " (\(code))" }
        if code == "M_LIMIT_EXCEEDED", delivery.retryAfter == nil,
            let rest = answer.json?["retry_after_ms"]?.int64, rest > 0
        {
            delivery.retryAfter = min(.milliseconds(rest), HTTPAnswer.longestRest)
        }
        throw Refusal(code: isCode ? code : "", delivery: delivery)
    }

    /// Sends a text into a room. The server takes each key once and answers a repetition with the first event.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - room: The room's id.
    ///   - key: The stable key; its digest is the transaction's id.
    /// - Returns: The event's id.
    /// - Throws: As `call(_:_:_:patience:)`.
    public func send(_ text: String, to room: String, key: String) async throws -> String {
        let transaction = "tp" + String(Digest.sha256(utf8: "\(room)\u{0}\(key)").hex.prefix(40))
        let answer = try await call(
            "PUT",
            "/rooms/\(PercentText.escaped(room))/send/m.room.message/\(transaction)",
            // Mentions that are said to be none keep a deal called `@room` from calling everybody.
            .object([("body", .string(text)), ("m.mentions", .object([])), ("msgtype", "m.text")])
        )
        guard let event = answer["event_id"]?.stringValue else {
            throw DeliveryError.temporary("the Matrix server answered with something that makes no sense")
        }
        return event
    }
}
