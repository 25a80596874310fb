public import Turnpike
public import TurnpikeValues
public import TurnpikeWeb

/// Calls methods of Slack's Web API.
public struct SlackClient: Sendable {
    private let base: WebAddress
    private let token: Secret
    private let carrier: any HTTPCarrier
    private let timeout: Duration
    private let now: @Sendable () -> Instant

    /// A client.
    ///
    /// - Parameters:
    ///   - token: The token of a bot, `xoxb-…`.
    ///   - base: Where the methods are, `https://slack.com/api`.
    ///   - carrier: What makes the calls.
    ///   - timeout: How long a call may take.
    ///   - now: Where the time comes from.
    public init(
        token: Secret,
        base: WebAddress,
        carrier: any HTTPCarrier,
        timeout: Duration = .seconds(15),
        now: @escaping @Sendable () -> Instant = { Instant.now() }
    ) {
        self.token = token
        self.base = base
        self.carrier = carrier
        self.timeout = timeout
        self.now = now
    }

    /// Calls a method with JSON.
    ///
    /// - Parameters:
    ///   - method: Such as `chat.postMessage`.
    ///   - arguments: An object.
    /// - Returns: Slack's answer, in which `ok` is true.
    /// - Throws: `DeliveryError`; `CancellationError`.
    public func call(_ method: String, _ arguments: JSON) async throws -> JSON {
        try await send(method, "application/json; charset=utf-8", arguments.canonical())
    }

    /// Calls a method that takes only forms.
    ///
    /// - Parameters:
    ///   - method: Such as `conversations.history`.
    ///   - arguments: Names and values.
    /// - Returns: Slack's answer, in which `ok` is true.
    /// - Throws: `DeliveryError`; `CancellationError`.
    public func call(_ method: String, form arguments: [(name: String, value: String)]) async throws -> JSON {
        try await send(method, "application/x-www-form-urlencoded", FormText.write(arguments))
    }

    private func send(_ method: String, _ type: String, _ body: [UInt8]) async throws -> JSON {
        let call = HTTPCall(
            "POST",
            base.appending("/" + method),
            headers: [.init("Authorization", "Bearer " + token.reveal()), .init("Content-Type", type)],
            body: body,
            timeout: timeout,
            answerLimit: 4 << 20
        )
        let answer: HTTPAnswer
        do {
            answer = try await carrier.carry(call)
        } catch let failure as HTTPFailure {
            throw failure.deliveryError
        }
        if let error = answer.deliveryError(from: "Slack's \(method)", now: now()) { throw error }
        guard let json = answer.json, let isOK = json["ok"]?.boolValue else {
            throw DeliveryError.temporary("Slack's \(method) answered with something that makes no sense")
        }
        if isOK { return json }
        throw Self.error(method, json["error"]?.stringValue ?? "", rest: answer.rest(now: now()))
    }

    /// What Slack means by an error: only what passes by itself is tried again.
    static func error(_ method: String, _ name: String, rest: Duration?) -> DeliveryError {
        // The name is Slack's; anything else than a name is not repeated.
        let isName =
            !name.isEmpty && name.utf8.count <= 64 && name.utf8.allSatisfy { (97...122).contains($0) || $0 == 95 }
        let words = "Slack's \(method) refused: \(isName ? name : "no reason given")"
        return passing.contains(name) ? .temporary(words, retryAfter: rest) : .permanent(words)
    }

    private static let passing: Set<String> = [
        "ratelimited", "rate_limited", "message_limit_exceeded", "internal_error", "fatal_error", "service_unavailable",
        "request_timeout", "team_added_to_org", "accesslimited",
    ]
}
