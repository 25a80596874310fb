import Synchronization
import Testing
import Turnpike
import TurnpikeReceiver
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeWeb
import Webhook

@Suite("Receiving")
struct ReceiverTests {
    private static let secret = "whsec_" + Base64.encode(Array(1...32))

    private func desk(_ office: Office, bounds: ReceiverDesk.Bounds = .init()) throws -> ReceiverDesk {
        let signals = SignalDesk(source: "billing") { office.pipeline }
        return ReceiverDesk(
            [
                signals.webhooks(
                    at: "/hooks/billing",
                    WebhookVerifier([try WebhookSecret(Self.secret)]),
                    signals: ["paid": "paid"]
                ),
                signals.callbacks(at: "/hooks/crm", .hubSpot(base: "https://x.test"), keys: [Secret("key")]) { json in
                    (json.elements ?? []).map { event in
                        InboundSignal(
                            deal: event["deal"]?.stringValue ?? "",
                            signal: "paid",
                            data: ["amount": .string("7 EUR")],
                            source: "",
                            messageID: event["id"]?.stringValue ?? ""
                        )
                    }
                },
            ],
            bounds: bounds
        )
    }

    private func event(_ office: Office, deal: String = "crm:42", type: String = "paid", amount: String = "5 EUR")
        -> [UInt8]
    {
        JSON.object([
            ("specversion", "1.0"), ("id", "e1"), ("source", "/billing"), ("type", .string(type)),
            ("subject", .string(deal)),
            ("data", ["fields": ["amount": .string(amount)]]),
        ]).canonical()
    }

    private func call(_ body: [UInt8], id: String = "msg_1", age: Int64 = 0) throws -> InboundCall {
        let time = String(Office.now.seconds - age)
        let signature = try WebhookSecret(Self.secret).signature(id: id, timestamp: time, body: body)
        return InboundCall(
            "POST",
            "/hooks/billing",
            headers: [
                .init("webhook-id", id), .init("Webhook-Timestamp", time), .init("webhook-signature", signature),
            ],
            body: body,
            received: Office.now
        )
    }

    @Test("a verified message becomes a signal of the deal, once")
    func signal() async throws {
        let office = try await Office()
        let desk = try desk(office)
        let call = try call(event(office))
        #expect(await desk.answer(call).status == 200)
        #expect(await desk.answer(call).status == 200)
        // A new process has no memory; the store's keys have.
        #expect(await (try self.desk(office)).answer(call).status == 200)
        let deal = try #require(try await office.pipeline.deal(office.deal))
        #expect(deal["amount"]?.moneyValue == Money("5 EUR"))
        #expect(deal.revision == 2)
        let record = try #require(try await office.pipeline.history(office.deal).last)
        #expect(record.actor.id == "billing")
    }

    @Test("the same id with another content is refused, whoever remembers it")
    func reused() async throws {
        let office = try await Office()
        let desk = try desk(office)
        #expect(await desk.answer(try call(event(office))).status == 200)
        #expect(await desk.answer(try call(event(office, amount: "6 EUR"))).status == 422)
        #expect(await (try self.desk(office)).answer(try call(event(office, amount: "6 EUR"))).status == 422)
    }

    @Test("what is wrong is said in the words of HTTP and changes nothing")
    func refusals() async throws {
        let office = try await Office()
        let desk = try desk(office)
        var forged = try call(event(office))
        forged.body.append(0x20)
        #expect(await desk.answer(forged).status == 401)
        #expect(await desk.answer(try call(event(office), age: 301)).status == 401)
        #expect(await desk.answer(try call(event(office), age: -301)).status == 401)
        #expect(await desk.answer(try call(Array("{".utf8), id: "a")).status == 400)
        #expect(await desk.answer(try call(event(office, deal: "crm:43"), id: "b")).status == 404)
        #expect(await desk.answer(try call(event(office, type: "other"), id: "c")).status == 202)
        #expect(await desk.answer(try call(event(office, amount: "much"), id: "d")).status == 422)
        var other = try call(event(office), id: "e")
        other.target = "/elsewhere"
        #expect(await desk.answer(other).status == 404)
        other.target = "/hooks/billing?x=1"
        other.method = "GET"
        #expect(await desk.answer(other).status == 405)
        #expect(await desk.answer(try call([UInt8](repeating: 0x20, count: 300_000), id: "f")).status == 413)
        #expect(try await office.pipeline.deal(office.deal)?.revision == 1)
    }

    @Test("a CRM's callback is checked by its own recipe before it is read")
    func callbacks() async throws {
        let office = try await Office()
        let desk = try desk(office)
        let body = Array(#"[{"deal":"crm:42","id":"1"},{"deal":"crm:42","id":"2"}]"#.utf8)
        let time = String(Office.now.milliseconds)
        let signed = Array("POSThttps://x.test/hooks/crm?a=b".utf8) + body + Array(time.utf8)
        let code = Base64.encode(HMACSHA256.code(for: signed, key: Array("key".utf8)).bytes)
        var call = InboundCall(
            "POST",
            "/hooks/crm?a=b",
            headers: [.init("X-HubSpot-Signature-v3", code), .init("X-HubSpot-Request-Timestamp", time)],
            body: body,
            received: Office.now
        )
        #expect(await desk.answer(call).status == 200)
        call.target = "/hooks/crm?a=c"
        #expect(await desk.answer(call).status == 401)
    }

    @Test("two copies at once are one: the second waits for the first")
    func together() async throws {
        let memory = MessageMemory()
        final class Counter: Sendable {
            let count = Mutex(0)
        }
        let counter = Counter()
        let digest = Digest.sha256([1])
        let replies = try await withThrowingTaskGroup(of: InboundReply.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await memory.once("id", digest: digest, now: Office.now) {
                        counter.count.withLock { $0 += 1 }
                        await Task.yield()
                        return InboundReply(201)
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counter.count.withLock { $0 } == 1)
        #expect(replies.allSatisfy { $0.status == 201 })
    }

    @Test("a memory is bounded and forgets what can no longer pass the window")
    func bounded() async throws {
        let memory = MessageMemory(lifetime: .seconds(10), limit: 5)
        for number in 0..<20 {
            _ = try await memory.once("\(number)", digest: Digest.sha256([]), now: Office.now) { InboundReply(200) }
        }
        #expect(await memory.count <= 6)
        let later = try #require(Office.now.adding(.seconds(11)))
        _ = try await memory.once("new", digest: Digest.sha256([]), now: later) { InboundReply(200) }
        #expect(await memory.count == 1)
        struct Failed: Error {}
        await #expect(throws: Failed.self) {
            try await memory.once("again", digest: Digest.sha256([]), now: later) { throw Failed() }
        }
        #expect(
            try await memory.once("again", digest: Digest.sha256([]), now: later) { InboundReply(200) }.status == 200
        )
    }

    @Test("a route that takes too long or fails is 503 without a word of why, and a place given back is free")
    func failing() async throws {
        struct Inner: Error, CustomStringConvertible { let description = "password=hunter2" }
        struct Route: InboundRoute {
            let path: String
            let bodyLimit = 10
            func take(_ call: InboundCall) async throws -> InboundReply {
                if path == "/slow" { try await Task.sleep(for: .seconds(600)) }
                throw Inner()
            }
        }
        let desk = ReceiverDesk(
            [Route(path: "/slow"), Route(path: "/broken")],
            bounds: .init(handling: .milliseconds(50), concurrency: 2)
        )
        for path in desk.paths {
            let reply = await desk.answer(InboundCall("POST", path, received: Office.now))
            #expect(reply.status == 503)
            #expect(!String(decoding: reply.body, as: UTF8.self).contains("hunter2"))
            #expect(reply.headers.contains { $0.name == "Retry-After" })
        }
        #expect(desk.enter() && desk.enter())
        #expect(!desk.enter())
        desk.leave()
        #expect(desk.enter())
        #expect(desk.objection(method: "POST", path: "/slow", length: 11)?.status == 413)
    }

    @Test(
        "forms are read strictly",
        arguments: [("a=b&c=%20+d", 2), ("", 0), ("a", 1), ("a=%", -1), ("a=%4", -1), ("a=%c3%28", -1)]
    )
    func forms(text: String, count: Int) {
        #expect(FormText.read(Array(text.utf8))?.count ?? -1 == count)
        if let pairs = FormText.read(Array(text.utf8)), count > 0 {
            #expect(FormText.read(FormText.write(pairs))?.map(\.value) == pairs.map(\.value))
        }
    }
}
