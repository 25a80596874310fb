import Testing
import TurnpikeHTTP
import TurnpikeValues
import TurnpikeWeb

/// Calls over the network: what the protocol of carriers promises, kept by the one on AsyncHTTPClient.
@Suite(.enabled(if: Servers.sink != nil, "TURNPIKE_SINK names no server: run make test-plugins"))
struct CarrierTests {
    @Test("method, target, headers and body arrive, the answer comes back whole")
    func carries() async throws {
        let sink = try #require(Sink())
        try await sink.answer(["status": 201, "headers": ["X-Mark": "7"], "body": "made"])
        let call = HTTPCall("POST", sink.address, headers: [.init("X-Odd", "a b")], body: Array("Grüße".utf8))
        let answer = try await Sink.carrier.carry(call)
        #expect(answer.status == 201)
        #expect(answer.header("x-mark") == "7")
        #expect(answer.body == Array("made".utf8))
        let seen = try #require(try await sink.seen().first)
        #expect(seen.method == "POST")
        #expect(seen.headers["x-odd"] == "a b")
        #expect(seen.body == Array("Grüße".utf8))
    }

    @Test("a redirect is an answer and is not followed")
    func redirect() async throws {
        let sink = try #require(Sink())
        let other = try #require(Sink())
        try await sink.answer(["status": 307, "headers": ["Location": .string(other.address.description)]])
        #expect(try await Sink.carrier.carry(HTTPCall("POST", sink.address)).status == 307)
        #expect(try await other.seen().isEmpty)
    }

    @Test("an answer that is too long, never comes or drips is given up")
    func limits() async throws {
        let sink = try #require(Sink())
        try await sink.answer(["body": "0123456789", "times": 1_000])
        await #expect(throws: HTTPFailure.self) {
            try await Sink.carrier.carry(HTTPCall("GET", sink.address, answerLimit: 9_999))
        }
        #expect(try await Sink.carrier.carry(HTTPCall("GET", sink.address, answerLimit: 10_000)).body.count == 10_000)
        for script: JSON in [["delay": 60], ["body": "0123456789", "times": 100, "drip": .number("0.2")]] {
            try await sink.answer(script)
            let failure = await #expect(throws: HTTPFailure.self) {
                try await Sink.carrier.carry(HTTPCall("GET", sink.address, timeout: .milliseconds(600)))
            }
            #expect(failure?.kind == .timedOut || failure?.kind == .unreachable)
        }
    }

    @Test("a connection that breaks is a failure, and the next call works")
    func broken() async throws {
        let sink = try #require(Sink())
        try await sink.answer(["close": true])
        let failure = await #expect(throws: HTTPFailure.self) {
            try await Sink.carrier.carry(HTTPCall("POST", sink.address, body: [1]))
        }
        #expect(failure?.kind == .unreachable)
        try await sink.answer([:])
        #expect(try await Sink.carrier.carry(HTTPCall("POST", sink.address)).status == 200)
    }

    @Test("a private address is refused, as a number and as what a name resolves to")
    func privateAddress() async throws {
        let sink = try #require(Sink())
        let carrier = AsyncCarrier(policy: AddressPolicy(allowsInsecure: true))
        let byName = try WebAddress("http://localhost:\(sink.address.port)\(sink.address.target)")
        for address in [sink.address, byName] {
            let failure = await #expect(throws: HTTPFailure.self) { try await carrier.carry(HTTPCall("POST", address)) }
            #expect(failure?.kind == .forbidden)
        }
        #expect(try await sink.seen().isEmpty)
        #expect(try await Sink.carrier.carry(HTTPCall("POST", byName)).status == 200, "allowed, the name works")
    }

    @Test("without leave no connection is made without encryption")
    func insecure() async throws {
        let sink = try #require(Sink())
        let carrier = AsyncCarrier(policy: AddressPolicy(allowsPrivate: true))
        let failure = await #expect(throws: HTTPFailure.self) {
            try await carrier.carry(HTTPCall("POST", sink.address))
        }
        #expect(failure?.kind == .forbidden)
    }

    @Test("a cancelled call ends")
    func cancelled() async throws {
        let sink = try #require(Sink())
        try await sink.answer(["delay": 60])
        let work = Task { try await Sink.carrier.carry(HTTPCall("GET", sink.address, timeout: .seconds(50))) }
        for _ in 0..<2_000 {
            if try await !sink.seen().isEmpty { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        work.cancel()
        await #expect(throws: (any Error).self) { try await work.value }
    }
}
