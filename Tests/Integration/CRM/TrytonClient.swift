import Testing
import TurnpikeHTTP
import TurnpikeValues
import TurnpikeWeb

/// What a person, or another program, does in Tryton: its JSON-RPC, by hand.
struct TrytonClient {
    let base: String
    private let header: HTTPCall.Header

    init() async throws {
        base = try #require(CRMWorld.variable("TURNPIKE_TRYTON"))
        let password = CRMWorld.variable("TURNPIKE_TRYTON_PASSWORD") ?? ""
        let login: JSON = ["admin", ["password": .string(password)], "en"]
        let answer = try await Self.send(base, "common.db.login", login, [])
        let user = try #require(answer["result"]?[0]?.int64)
        let token = try #require(answer["result"]?[1]?.stringValue)
        header = .init("Authorization", "Session " + Base64.encode(Array("admin:\(user):\(token)".utf8)))
    }

    private static func send(_ base: String, _ method: String, _ parameters: JSON, _ headers: [HTTPCall.Header])
        async throws
        -> JSON
    {
        let body: JSON = ["id": 1, "method": .string(method), "params": parameters]
        let call = HTTPCall(
            "POST",
            try WebAddress(base).appending("/rpc/"),
            headers: headers + [.init("Content-Type", "application/json")],
            body: body.canonical(),
            timeout: .seconds(60)
        )
        return try await CRMWorld.carrier.carry(call).json ?? .null
    }

    /// Calls a method of a model.
    func call(_ method: String, _ parameters: JSON) async throws -> JSON {
        let answer = try await Self.send(base, "model." + method, parameters, [header])
        return try #require(answer["result"], "\(method): \(answer)")
    }
}
