public import Turnpike
public import TurnpikeValues
public import TurnpikeWeb

/// Calls a CRM's interface: JSON in and out, limits and refusals understood, and never a secret in what it says.
public struct CRMCaller: Sendable {
    /// An answer.
    public struct Answer: Sendable {
        /// The status.
        public var status: Int
        /// The body; null where it has none.
        public var json: JSON
    }

    private let name: String
    private let base: WebAddress
    private let headers: @Sendable () -> [HTTPCall.Header]
    private let secrets: [Secret]
    private let carrier: any HTTPCarrier
    private let timeout: Duration
    private let now: @Sendable () -> Instant
    private let refusal: @Sendable (JSON) -> String?

    /// A caller.
    ///
    /// - Parameters:
    ///   - name: What people call the CRM.
    ///   - base: Where its interface is.
    ///   - headers: What every call carries, such as the token.
    ///   - secrets: What is never repeated, whatever the CRM answers.
    ///   - carrier: What makes the calls.
    ///   - timeout: How long a call may take.
    ///   - now: Where the time comes from.
    ///   - refusal: The CRM's own words in the body of a refusal; nil where it says none.
    public init(
        _ name: String,
        base: WebAddress,
        headers: @escaping @Sendable () -> [HTTPCall.Header],
        secrets: [Secret],
        carrier: any HTTPCarrier,
        timeout: Duration = .seconds(20),
        now: @escaping @Sendable () -> Instant = { Instant.now() },
        refusal: @escaping @Sendable (JSON) -> String?
    ) {
        self.name = name
        self.base = base
        self.headers = headers
        self.secrets = secrets
        self.carrier = carrier
        self.timeout = timeout
        self.now = now
        self.refusal = refusal
    }

    /// Makes a call.
    ///
    /// - Parameters:
    ///   - method: `GET`, `POST`.
    ///   - path: What follows the base, percent-encoded already.
    ///   - query: Names and values, as they are.
    ///   - body: What is sent; nil sends nothing.
    ///   - allowing: Statuses beside 200 to 299 that are answers, such as 404.
    /// - Throws: `DeliveryError`; `CRMConflict` for 409 and 412; `CancellationError`.
    public func call(
        _ method: String,
        _ path: String,
        query: [(name: String, value: String)] = [],
        body: JSON? = nil,
        allowing: Set<Int> = []
    ) async throws -> Answer {
        let question = query.isEmpty ? "" : "?" + String(decoding: FormText.write(query), as: UTF8.self)
        var headers = headers()
        headers.append(.init("Accept", "application/json"))
        if body != nil { headers.append(.init("Content-Type", "application/json")) }
        let call = HTTPCall(
            method,
            base.appending(path + question),
            headers: headers,
            body: body?.canonical() ?? [],
            timeout: timeout,
            answerLimit: 8 << 20
        )
        let answer: HTTPAnswer
        do { answer = try await carrier.carry(call) } catch let failure as HTTPFailure { throw failure.deliveryError }
        let json: JSON = answer.body.isEmpty ? .null : answer.json ?? .null
        if allowing.contains(answer.status) { return Answer(status: answer.status, json: json) }
        guard (200...299).contains(answer.status) else { throw error(answer, json) }
        guard answer.body.isEmpty || answer.json != nil else {
            throw DeliveryError.temporary("\(name) answered with something that makes no sense")
        }
        return Answer(status: answer.status, json: json)
    }

    private func error(_ answer: HTTPAnswer, _ json: JSON) -> any Error {
        let words = refusal(json).map { clean($0) } ?? ""
        switch answer.status {
        case 401:
            // A token is renewed, and then the deliveries go on.
            return DeliveryError.temporary("\(name) does not accept the token\(words.isEmpty ? "" : ": " + words)")
        case 409, 412: return CRMConflict(words.isEmpty ? "\(name) answered \(answer.status)" : words)
        default:
            guard var error = answer.deliveryError(from: name, now: now()) else {
                return DeliveryError.temporary("\(name) answered \(answer.status)")
            }
            if !words.isEmpty { error.message = "\(name): \(words)" }
            return error
        }
    }

    /// The CRM's words in one line of bounded length, without a secret that it may have repeated.
    ///
    /// - Parameter text: Any text.
    public func clean(_ text: String) -> String {
        var line = text
        for secret in secrets where !secret.reveal().isEmpty {
            line = line.split(separator: secret.reveal(), omittingEmptySubsequences: false).joined(
                separator: "(secret)"
            )
        }
        var scalars = String.UnicodeScalarView()
        for scalar in line.unicodeScalars.prefix(400) {
            let isOdd = scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
            scalars.append(isOdd ? " " : scalar)
        }
        return String(scalars)
    }
}
