import Synchronization
import Testing
import TurnpikeHTTP
import TurnpikeValues
import TurnpikeWeb

/// A place of the receiver that answers as it is told.
struct Sink: Sendable {
    /// Something that came.
    struct Seen: Sendable {
        var method: String
        var target: String
        var headers: [String: String]
        var body: [UInt8]
        var isTaken: Bool
    }

    static let carrier = AsyncCarrier(policy: AddressPolicy(allowsInsecure: true, allowsPrivate: true))
    private static let names = Mutex(0)

    let address: WebAddress
    private let control: WebAddress

    /// A place of its own; nil without the server.
    init?() {
        guard let sink = Servers.sink else { return nil }
        let number = Self.names.withLock { number in
            number += 1
            return number
        }
        address = sink.appending("/place\(number)")
        control = sink.appending("/_/place\(number)")
    }

    /// What it answers from now on.
    func answer(_ script: JSON) async throws {
        let call = HTTPCall("PUT", control, body: script.canonical(), timeout: .seconds(60))
        #expect(try await Self.carrier.carry(call).status == 200)
    }

    /// What came so far.
    func seen() async throws -> [Seen] {
        let answer = try await Self.carrier.carry(
            HTTPCall("GET", control, timeout: .seconds(60), answerLimit: 64 << 20)
        )
        let list = try JSON.parse(answer.body)
        return (list.elements ?? []).map { item in
            var headers: [String: String] = [:]
            for (name, value) in item["headers"]?.members ?? [] { headers[name] = value.stringValue }
            return Seen(
                method: item["method"]?.stringValue ?? "",
                target: item["target"]?.stringValue ?? "",
                headers: headers,
                body: item["body"]?.stringValue.flatMap { Base64.decode($0) } ?? [],
                isTaken: item["taken"]?.boolValue ?? false
            )
        }
    }
}
