import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeYAML

/// What the pipeline asks of its store beside commits: values of every revision, and forgetting.
@Suite struct PipelineStoreTests {
    private static let text = """
        turnpike: 1
        process: small
        fields: {email: {type: email, sensitive: true}, note: text}
        templates: {hello: {subject: Hello, body: "To ${deal.email}"}}
        stages:
          a: {moves: [won]}
          won: {outcome: won}
        hooks:
          - {event: deal.opened, do: [{email: {template: hello, to: deal.email}}]}

        """
    private static let rep = Actor.person("rep_1", roles: "rep")
    private static let start = Instant(milliseconds: 1_790_000_000_000)

    private let clock = ManualClock(start)
    private let store = InMemoryStore()

    private func pipeline(_ hooks: [any Deliverer] = [], _ retention: StoreRetention = .init()) async throws -> Pipeline
    {
        let process = try SalesProcess(yaml: Self.text, name: "small.process.yaml")
        return try await Pipeline(processes: [process], store: store, hooks: hooks, clock: clock, retention: retention)
    }

    @Test func everyRecordShowsTheSensitiveValueOfItsTime() async throws {
        let pipeline = try await pipeline()
        let deal = try await pipeline.open("small", name: "Deal", fields: ["email": "a@example.com"], by: Self.rep)
        for value in ["b@example.com", "c@example.com"] as [Value] {
            _ = try await pipeline.set(deal.id, ["email": value], by: Self.rep)
        }
        let values = try await pipeline.history(deal.id).flatMap(\.events).flatMap { event -> [Value] in
            guard case .fieldsSet(let changes, isComputed: _) = event else { return [] }
            return changes.map(\.new)
        }
        #expect(values == ["a@example.com", "b@example.com", "c@example.com"])
    }

    @Test func aMailThatWaitedGoesToTheAddressOfItsTime() async throws {
        let sent = Sent()
        let pipeline = try await pipeline([sent])
        let deal = try await pipeline.open("small", name: "Deal", fields: ["email": "a@example.com"], by: Self.rep)
        _ = try await pipeline.set(deal.id, ["email": "b@example.com"], by: Self.rep)
        _ = try await pipeline.deliver()
        let request = try #require(await sent.requests.first)
        let settings = try JSON.parse(request.body)["settings"]
        #expect(settings?["to"]?.stringValue == "a@example.com")
        #expect(settings?["body"]?.stringValue == "To a@example.com")
    }

    @Test(arguments: [(days: 29, repeats: true), (days: 31, repeats: false)])
    func aKeyHoldsForItsRetention(days: Int, repeats: Bool) async throws {
        let first = try await pipeline()
        let options = CommandOptions(idempotency: (source: "api", key: "k"))
        let deal = try await first.open("small", name: "Deal", by: Self.rep, options: options)
        clock.advance(by: .seconds(days * 86_400))
        // A new pipeline purges when it is made.
        let second = try await pipeline()
        let again = try await second.open("small", name: "Deal", by: Self.rep, options: options)
        #expect((again.id == deal.id) == repeats)
    }

    @Test func deliveredRowsGoAfterTheRetentionThatWasSet() async throws {
        let retention = StoreRetention(deliveredRows: .seconds(60))
        let pipeline = try await pipeline([Sent()], retention)
        for name in ["One", "Two", "Three"] {
            _ = try await pipeline.open("small", name: name, fields: ["email": "a@example.com"], by: Self.rep)
        }
        _ = try await pipeline.deliver()
        clock.advance(by: .seconds(59))
        #expect(try await pipeline.purge() == 0)
        clock.advance(by: .seconds(2))
        #expect(try await pipeline.purge() == 3)
        #expect(try await store.outbox(OutboxQuery()).isEmpty)
    }

    @Test func commandsHaveOldThingsForgottenNowAndThen() async throws {
        let pipeline = try await pipeline()
        let options = CommandOptions(idempotency: (source: "api", key: "k"))
        let deal = try await pipeline.open("small", name: "Deal", by: Self.rep, options: options)
        clock.advance(by: .seconds(40 * 86_400))
        _ = try await pipeline.comment(deal.id, "Still here.", by: Self.rep)
        // It is forgotten beside the command, a moment later.
        var known = try await store.acceptance(source: "api", key: "k", tenant: "")
        for _ in 0..<2_000 where known != nil {
            try await Task.sleep(for: .milliseconds(5))
            known = try await store.acceptance(source: "api", key: "k", tenant: "")
        }
        #expect(known == nil)
    }
}

/// Keeps what it is given.
private actor Sent: Deliverer {
    nonisolated let plugins: [String]? = nil
    private(set) var requests: [DeliveryRequest] = []

    func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        requests.append(request)
        return DeliveryReceipt()
    }
}
