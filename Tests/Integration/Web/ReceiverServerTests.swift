import Synchronization
import Testing
import TurnpikeHTTP
import TurnpikeReceiver
import TurnpikeValues
import TurnpikeWeb
import Webhook

/// The receiving router behind a real server.
@Suite struct ReceiverServerTests {
    static let secret = "whsec_" + Base64.encode(Array(1...32))

    /// Counts what is taken.
    final class Counter: Sendable {
        let taken = Mutex(0)
    }

    static func desk(_ counter: Counter, bounds: ReceiverDesk.Bounds = .init()) throws -> ReceiverDesk {
        let verifier = WebhookVerifier([try WebhookSecret(secret)])
        return ReceiverDesk(
            [
                SignedRoute(
                    "/hooks/a",
                    bodyLimit: 10_000,
                    verify: { call in
                        do {
                            let message = try verifier.verify(
                                header: { call.header($0) },
                                body: call.body,
                                now: call.received
                            )
                            return VerifiedMessage(id: message.id, body: message.body)
                        } catch {
                            throw InboundRefusal(401, "no")
                        }
                    },
                    handle: { _ in
                        counter.taken.withLock { $0 += 1 }
                        return .text(200, "taken")
                    }
                )
            ],
            bounds: bounds
        )
    }

    /// Runs a server while something is done with its port, and waits until it has ended.
    static func serving(_ desk: ReceiverDesk, _ work: @Sendable (Int) async throws -> Void) async throws {
        let (ports, port) = AsyncStream<Int>.makeStream()
        let server = Task {
            defer { port.finish() }
            try await ReceiverServer(desk).run(port: 0) { port.yield($0) }
        }
        var iterator = ports.makeAsyncIterator()
        let number = await iterator.next()
        let result: Result<Void, any Error>
        do {
            try await work(try #require(number, "it does not listen"))
            result = .success(())
        } catch {
            result = .failure(error)
        }
        server.cancel()
        _ = await server.result
        try result.get()
    }

    static func call(_ port: Int, id: String, body: [UInt8], path: String = "/hooks/a") throws -> HTTPCall {
        let time = String(Instant.now().seconds)
        return HTTPCall(
            "POST",
            try WebAddress("http://127.0.0.1:\(port)\(path)"),
            headers: [
                .init("webhook-id", id), .init("webhook-timestamp", time),
                .init("webhook-signature", try WebhookSecret(secret).signature(id: id, timestamp: time, body: body)),
            ],
            body: body,
            timeout: .seconds(60)
        )
    }

    @Test("signed messages are taken once, everything else is refused by status")
    func statuses() async throws {
        let counter = Counter()
        try await Self.serving(try Self.desk(counter)) { port in
            let good = try Self.call(port, id: "a", body: [1, 2, 3])
            #expect(try await Sink.carrier.carry(good).status == 200)
            #expect(try await Sink.carrier.carry(good).status == 200)
            var forged = good
            forged.body = [1, 2, 4]
            #expect(try await Sink.carrier.carry(forged).status == 401)
            let elsewhere = try await Sink.carrier.carry(try Self.call(port, id: "b", body: [], path: "/x"))
            #expect(elsewhere.status == 404)
            var get = good
            get.method = "GET"
            #expect(try await Sink.carrier.carry(get).status == 405)
            let long = try Self.call(port, id: "c", body: [UInt8](repeating: 1, count: 10_001))
            #expect(try await Sink.carrier.carry(long).status == 413)
        }
        #expect(counter.taken.withLock { $0 } == 1)
    }

    /// Writes text to the server and reads what comes until it closes, on a thread of its own.
    static func talk(_ port: Int, _ text: String) async -> String {
        await withCheckedContinuation { continuation in
            OwnThread.run {
                guard let socket = LocalSocket(port: port) else {
                    return continuation.resume(returning: "no connection")
                }
                defer { socket.close() }
                socket.send(text)
                var answer: [UInt8] = []
                while let part = socket.receive(), !part.isEmpty { answer += part }
                continuation.resume(returning: String(decoding: answer, as: UTF8.self))
            }
        }
    }

    @Test("a server that is told to stop while others connect ends, closes what it has accepted and harms nobody")
    func stops() async throws {
        for round in 0..<40 {
            let open = Mutex<[LocalSocket]>([])
            try await Self.serving(try Self.desk(Counter())) { port in
                // The kernel takes them; whether the server has, nobody waits for.
                let made = try (0..<round).map { _ in try #require(LocalSocket(port: port)) }
                open.withLock { $0 = made }
            }
            for socket in open.withLock({ $0 }) {
                // The server has ended, so nothing is to be waited for but the kernel.
                #expect(socket.isClosed(within: 20), "round \(round): it is still open")
                socket.close()
            }
        }
    }

    @Test("a body that never comes, one without an announced end and one that lies about its length are bounded")
    func slow() async throws {
        let hasty = ReceiverDesk.Bounds(arrival: .milliseconds(300), handling: .seconds(5))
        try await Self.serving(try Self.desk(Counter(), bounds: hasty)) { port in
            let never = await Self.talk(port, "POST /hooks/a HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
            #expect(never.hasPrefix("HTTP/1.1 408"), "\(never)")
        }
        // Whoever sends all at once is not late, also where the machine is busy.
        let counter = Counter()
        let bounds = ReceiverDesk.Bounds(arrival: .seconds(5), handling: .seconds(5))
        try await Self.serving(try Self.desk(counter, bounds: bounds)) { port in
            let announced = await Self.talk(
                port,
                "POST /hooks/a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n"
            )
            #expect(announced.hasPrefix("HTTP/1.1 413"), "\(announced)")
            let chunk = "1000\r\n" + String(repeating: "a", count: 4_096) + "\r\n"
            let chunked = await Self.talk(
                port,
                "POST /hooks/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + String(repeating: chunk, count: 8)
            )
            #expect(chunked.hasPrefix("HTTP/1.1 413"), "\(chunked.prefix(60))")
            let junk = await Self.talk(port, "\u{16}\u{3}\u{1} junk\r\n\r\n")
            #expect(!junk.hasPrefix("HTTP/1.1 2"))
            let headers = (0..<200).map { "X-\($0): y\r\n" }.joined()
            let many = await Self.talk(port, "POST /hooks/a HTTP/1.1\r\nHost: x\r\n\(headers)\r\n")
            #expect(!many.hasPrefix("HTTP/1.1 2"))
            let last = try await Sink.carrier.carry(try Self.call(port, id: "z", body: [1]))
            #expect(last.status == 200, "it still serves")
        }
        #expect(counter.taken.withLock { $0 } == 1)
    }

    @Test("under load every message is taken exactly once")
    func load() async throws {
        let counter = Counter()
        let total = 2_000
        let lanes = 16
        try await Self.serving(try Self.desk(counter)) { port in
            let clock = ContinuousClock()
            let body = [UInt8](repeating: 0x61, count: 1_000)
            let start = clock.now
            let times = try await withThrowingTaskGroup(of: [Duration].self) { group in
                for lane in 0..<lanes {
                    group.addTask {
                        var times: [Duration] = []
                        for number in stride(from: lane, to: total, by: lanes) {
                            let call = try Self.call(port, id: "m\(number)", body: body)
                            let before = clock.now
                            let answer = try await Sink.carrier.carry(call)
                            times.append(clock.now - before)
                            #expect(answer.status == 200)
                        }
                        return times
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let spent = clock.now - start
            let sorted = times.sorted()
            print(
                "receiver, debug build: \(total) signed messages of 1 kB over \(lanes) connections in \(spent);",
                terminator: " "
            )
            print("p50 \(sorted[total / 2]), p99 \(sorted[total * 99 / 100])")
        }
        #expect(counter.taken.withLock { $0 } == total)
    }
}
