#if Observability

    import InMemoryLogging
    import InMemoryTracing
    import Logging
    import Metrics
    import MetricsTestKit
    import Synchronization
    import Testing
    import Tracing
    import Turnpike
    import TurnpikeObservability
    import TurnpikeRuntime
    import TurnpikeValues
    import TurnpikeYAML

    /// What an application sees that has set its systems of logs, metrics and traces, as it would in `main`.
    @Suite(.serialized, .timeLimit(.minutes(20))) struct ObservabilityTests {
        /// The systems, set once for the whole process.
        struct Systems: Sendable {
            let log = InMemoryLogHandler()
            let metrics = TestMetrics()
            let tracer = InMemoryTracer()

            init() {
                LoggingSystem.bootstrap { [log] _ in
                    var log = log
                    log.logLevel = .debug
                    return log
                }
                MetricsSystem.bootstrap(metrics)
                InstrumentationSystem.bootstrap(tracer)
            }

            /// The spans that have ended, by name.
            func spans(_ name: String) -> [FinishedInMemorySpan] {
                tracer.finishedSpans.filter { $0.operationName == name }
            }

            /// What a counter has counted.
            func count(_ plugin: String, _ result: String) -> Int64 {
                let counter = try? metrics.expectCounter(
                    "turnpike_deliveries",
                    [("plugin", plugin), ("result", result)]
                )
                return counter?.values.reduce(0, +) ?? 0
            }

            func gauge(_ label: String, _ plugin: String) -> Double? {
                try? metrics.expectGauge(label, [("plugin", plugin)]).lastValue
            }
        }

        static let systems = Systems()
        let systems = Self.systems

        static func yaml(_ plugin: String) -> String {
            """
            turnpike: 1
            process: seen
            roles: {rep: Seller}
            fields: {secret_note: {type: text, sensitive: true}}
            stages:
              talk: {moves: {won: {by: [rep]}}}
              won: {outcome: won}
            hooks:
              - {event: deal.won, do: [{\(plugin): {text: "${deal.name} ${deal.secret_note}"}}]}
            """
        }

        /// A pipeline that is watched, with deals that are won.
        struct World {
            let pipeline: Pipeline
            let observer: RuntimeObservability
            let clock = ManualClock(Instant(milliseconds: 1_790_000_000_000))
            let rep = Actor.person("rep_1", roles: "rep")

            init(_ plugin: String, _ hook: any Deliverer, policy: DispatchPolicy = DispatchPolicy()) async throws {
                observer = RuntimeObservability()
                pipeline = try await Pipeline(
                    processes: [try SalesProcess(yaml: ObservabilityTests.yaml(plugin))],
                    hooks: [hook],
                    clock: clock,
                    policy: policy,
                    observer: observer,
                    commands: observer
                )
            }

            /// A deal that is won, and the row that its hook leaves.
            func win() async throws -> OutboxRow {
                let deal = try await pipeline.open(
                    "seen",
                    name: "Acme",
                    fields: ["secret_note": "swordfish"],
                    by: rep
                )
                _ = try await pipeline.move(deal.id, to: "won", by: rep)
                return try #require(try await pipeline.store.outbox(OutboxQuery(deal: deal.id)).first)
            }
        }

        @Test func spansLeadFromTheCommandToEachAttempt() async throws {
            let world = try await World("chat", Failing(1))
            systems.tracer.clearAll()
            let row = try await world.win()
            _ = try await world.pipeline.deliver()
            world.clock.advance(by: .seconds(60))
            _ = try await world.pipeline.deliver()
            let command = try #require(
                systems.spans("turnpike.command").last { $0.attributes.get("turnpike.deal") == .string("\(row.deal)") }
            )
            let deliveries = systems.spans("turnpike.delivery")
            #expect(deliveries.count == 2)
            for (index, delivery) in deliveries.enumerated() {
                #expect(delivery.traceID == command.traceID, "it is not the command's trace")
                #expect(delivery.parentSpanID == command.spanID)
                #expect(delivery.attributes.get("turnpike.effect") == .string(row.key))
                #expect(delivery.attributes.get("turnpike.plugin") == .string("chat"))
                #expect(delivery.attributes.get("turnpike.attempt").map { "\($0)" }?.contains("\(index + 1)") == true)
            }
            #expect(deliveries.map { $0.status?.code } == [.error, nil])
            #expect(deliveries.first?.status?.message == "503")
        }

        @Test func aRefusedCommandSaysSoInItsSpan() async throws {
            let world = try await World("chat", Failing(0))
            systems.tracer.clearAll()
            let deal = try await world.pipeline.open("seen", name: "Acme", by: world.rep)
            _ = try await world.pipeline.move(deal.id, to: "won", by: Actor(id: "guest"))
            let span = try #require(systems.spans("turnpike.command").last)
            #expect(span.attributes.get("turnpike.refused") != nil, "\(span.attributes)")
        }

        @Test func logLinesCarryIDsAndNoValues() async throws {
            let world = try await World("letters", Failing(1))
            let row = try await world.win()
            _ = try await world.pipeline.deliver()
            world.clock.advance(by: .seconds(60))
            _ = try await world.pipeline.deliver()
            let lines = systems.log.entries.filter { $0.metadata["effect"] == "\(row.key)" }
            #expect(lines.map(\.level) == [.warning, .debug])
            #expect(lines.map { "\($0.message)" } == ["delivery failed for now: 503", "delivered"])
            for line in lines {
                #expect(line.metadata["deal"] == "\(row.deal)")
                #expect(line.metadata["plugin"] == "letters")
            }
            #expect(lines.map { $0.metadata["attempt"] } == ["1", "2"])
            let all = systems.log.entries.map { "\($0.message) \($0.metadata)" }
            #expect(!all.contains { $0.contains("swordfish") || $0.contains("Acme") }, "a value of the deal is logged")
        }

        @Test func attemptsAndTimesAreMeasuredForEachPlugin() async throws {
            let world = try await World("fax", Failing(2))
            _ = try await world.win()
            for _ in 1...3 {
                _ = try await world.pipeline.deliver()
                world.clock.advance(by: .seconds(600))
            }
            #expect(systems.count("fax", "retry") == 2)
            #expect(systems.count("fax", "delivered") == 1)
            let attempts = try systems.metrics.expectRecorder("turnpike_delivery_attempts", [("plugin", "fax")])
            #expect(attempts.values == [1, 2, 3])
            let times = try systems.metrics.expectTimer("turnpike_delivery_seconds", [("plugin", "fax")])
            #expect(times.values.count == 3)
            #expect(times.values.allSatisfy { $0 >= 0 })
        }

        @Test func aDeadLetterIsCountedAndLogged() async throws {
            let world = try await World("pager", Failing(1, .permanent))
            let row = try await world.win()
            _ = try await world.pipeline.deliver()
            #expect(systems.count("pager", "dead") == 1)
            let line = try #require(systems.log.entries.last { $0.metadata["effect"] == "\(row.key)" })
            #expect(line.level == .error && "\(line.message)" == "delivery given up: 503")
        }

        @Test func theBreakerIsSeenToOpenAndToClose() async throws {
            var policy = DispatchPolicy()
            policy.breaker = BreakerPolicy(failures: 2, pause: .seconds(60))
            let world = try await World("phone", Failing(2), policy: policy)
            for _ in 1...2 { _ = try await world.win() }
            _ = try await world.pipeline.deliver()
            #expect(systems.gauge("turnpike_breaker_open", "phone") == 1)
            #expect(
                systems.log.entries.contains { $0.level == .warning && $0.metadata == ["plugin": "phone"] },
                "nobody is told that it is left alone"
            )
            world.clock.advance(by: .seconds(3_600))
            _ = try await world.pipeline.deliver()
            #expect(systems.gauge("turnpike_breaker_open", "phone") == 0)
        }

        @Test func theDepthOfTheQueueAndTheAgeOfTheOldestFallBackToNothing() async throws {
            let world = try await World("post", Failing(0))
            for _ in 1...3 {
                _ = try await world.win()
                world.clock.advance(by: .seconds(10))
            }
            try await world.observer.measure(world.pipeline.store, now: world.clock.now())
            #expect(systems.gauge("turnpike_outbox_pending", "post") == 3)
            #expect(systems.gauge("turnpike_outbox_oldest_seconds", "post") == 30)
            _ = try await world.pipeline.deliver()
            try await world.observer.measure(world.pipeline.store, now: world.clock.now())
            #expect(systems.gauge("turnpike_outbox_pending", "post") == 0, "what is gone is still measured")
            #expect(systems.gauge("turnpike_outbox_oldest_seconds", "post") == 0)
        }
    }

    /// Fails so many times, and takes everything after that.
    private final class Failing: Deliverer {
        let plugins: [String]? = nil
        private let left: Mutex<Int>
        private let kind: DeliveryError.Kind

        init(_ count: Int, _ kind: DeliveryError.Kind = .temporary) {
            left = Mutex(count)
            self.kind = kind
        }

        func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
            let fails = left.withLock { left in
                left -= 1
                return left >= 0
            }
            if fails { throw kind == .temporary ? DeliveryError.temporary("503") : DeliveryError.permanent("503") }
            return DeliveryReceipt()
        }
    }

#endif
