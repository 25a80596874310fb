import Synchronization
import Turnpike
import TurnpikeCRM
import TurnpikeValues
import TurnpikeWeb

/// Tryton's JSON-RPC: a session that is opened when it is needed, and refusals that come as answers.
final class TrytonRPC: Sendable {
    private let caller: CRMCaller
    private let session: Session
    private let login: String
    private let password: Secret

    /// What stands in the header once somebody has logged in.
    private final class Session: Sendable {
        let header = Mutex<String?>(nil)
    }

    init(
        base: WebAddress,
        login: String,
        password: Secret,
        carrier: any HTTPCarrier,
        timeout: Duration,
        now: @escaping @Sendable () -> Instant
    ) {
        let session = Session()
        self.session = session
        self.login = login
        self.password = password
        caller = CRMCaller(
            "Tryton",
            base: base,
            headers: { session.header.withLock { $0 }.map { [.init("Authorization", $0)] } ?? [] },
            secrets: [password],
            carrier: carrier,
            timeout: timeout,
            now: now,
            refusal: { $0["error"].flatMap(Self.words) }
        )
    }

    /// Calls a method.
    ///
    /// - Throws: `CRMConflict` for a record that was changed meanwhile; `DeliveryError`, permanent with Tryton's own words
    ///   for what it refuses.
    func call(_ method: String, _ parameters: [JSON]) async throws -> JSON {
        if session.header.withLock({ $0 }) == nil { try await open() }
        do { return try await send(method, parameters) } catch is Expired {
            session.header.withLock { $0 = nil }
            try await open()
            do { return try await send(method, parameters) } catch is Expired {
                throw DeliveryError.temporary("Tryton does not keep the session")
            }
        }
    }

    private struct Expired: Error {}

    private func send(_ method: String, _ parameters: [JSON]) async throws -> JSON {
        let body: JSON = ["id": 1, "method": .string(method), "params": .array(parameters)]
        let answer = try await caller.call("POST", "/rpc/", body: body, allowing: [401, 403])
        if answer.status == 401 { throw Expired() }
        if answer.status == 403 {
            throw DeliveryError.permanent(
                "Tryton does not let its interface do \(method.split(separator: ".").last ?? "")"
            )
        }
        if let error = answer.json["error"] { throw refusal(error) }
        guard let result = answer.json["result"] else {
            throw DeliveryError.temporary("Tryton answered with something that makes no sense")
        }
        return result
    }

    private func open() async throws {
        let body: JSON = [
            "id": 1, "method": "common.db.login",
            "params": [.string(login), ["password": .string(password.reveal())], "en"],
        ]
        let answer = try await caller.call("POST", "/rpc/", body: body, allowing: [401, 403])
        guard let user = answer.json["result"]?[0]?.int64, let token = answer.json["result"]?[1]?.stringValue else {
            throw DeliveryError.temporary("Tryton does not accept the login '\(login)'")
        }
        let text = Base64.encode(Array("\(login):\(user):\(token)".utf8))
        session.header.withLock { $0 = "Session " + text }
    }

    /// Tryton's refusals are answers with status 200: a kind, and words for people.
    private func refusal(_ error: JSON) -> any Error {
        let words = caller.clean(Self.words(error) ?? "no reason given")
        switch error[0]?.stringValue {
        case "ConcurrencyException": return CRMConflict("Tryton: \(words)")
        case "UserError", "UserWarning": return DeliveryError.permanent("Tryton: \(words)")
        case "TimeoutException", "RateLimitException": return DeliveryError.temporary("Tryton: \(words)")
        default: return DeliveryError.permanent("Tryton: \(words)")
        }
    }

    private static func words(_ error: JSON) -> String? {
        if let text = error[1]?.stringValue { return text }
        let parts = (error[1]?.elements ?? []).compactMap(\.stringValue).filter { !$0.isEmpty }
        if !parts.isEmpty { return parts.joined(separator: " ") }
        return error[0]?.stringValue
    }
}
