#if Observability

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

    @Suite(.serialized) struct ObservabilityTests {
        static let metrics: TestMetrics = {
            let metrics = TestMetrics()
            MetricsSystem.bootstrap(metrics)
            InstrumentationSystem.bootstrap(CarryingInstrument())
            return metrics
        }()

        static let yaml = """
            turnpike: 1
            process: seen
            fields: {secret_note: {type: text, sensitive: true}}
            stages:
              talk: {moves: [won]}
              won: {outcome: won}
            hooks:
              - {event: deal.won, do: [{notify: {to: desk, text: "${deal.name} ${deal.secret_note}"}}]}
            """

        @Test func aDeliveryIsLoggedCountedAndTraced() async throws {
            let metrics = Self.metrics
            let lines = Lines()
            var logger = Logger(label: "test") { _ in lines }
            logger.logLevel = .debug
            let observer = RuntimeObservability(logger: logger)
            let receiver = Failing()
            let clock = ManualClock(Instant(milliseconds: 1_790_000_000_000))
            let pipeline = try await Pipeline(
                processes: [try SalesProcess(yaml: Self.yaml)],
                hooks: [receiver],
                clock: clock,
                observer: observer,
                commands: observer
            )
            let rep = Actor.person("rep_1")
            var context = ServiceContext.topLevel
            context.baggage = "span-1"
            let deal = try await pipeline.open(
                "seen",
                name: "Acme",
                fields: ["secret_note": "swordfish"],
                by: rep
            )
            try await ServiceContext.withValue(context) { _ = try await pipeline.move(deal.id, to: "won", by: rep) }
            let row = try #require(try await pipeline.store.outbox(OutboxQuery()).first)
            #expect(String(decoding: row.request, as: UTF8.self).hasSuffix(#","trace":"baggage=span-1"}"#))
            try await observer.measure(pipeline.store, now: clock.now())
            #expect(try metrics.expectGauge("turnpike_outbox_pending", [("plugin", "notify")]).lastValue == 1)
            _ = try await pipeline.deliver()
            clock.advance(by: .seconds(60))
            _ = try await pipeline.deliver()
            #expect(receiver.contexts == ["span-1", "span-1"], "the command's trace reaches the delivery")
            for result in ["retry", "delivered"] {
                let counter = try metrics.expectCounter(
                    "turnpike_deliveries",
                    [("plugin", "notify"), ("result", result)]
                )
                #expect(counter.values.reduce(0, +) == 1)
            }
            #expect(try metrics.expectTimer("turnpike_delivery_seconds", [("plugin", "notify")]).values.count == 2)
            let told = lines.all
            #expect(told.contains { $0.contains("delivery failed for now: 503") && $0.contains(row.key) })
            #expect(told.contains { $0.contains("delivered") && $0.contains("\(deal.id)") })
            #expect(!told.contains { $0.contains("swordfish") }, "a value of the deal stands in the log")
        }
    }

    /// Fails once, and remembers in which trace it was called.
    private final class Failing: Deliverer {
        let plugins: [String]? = nil
        private let state = Mutex<[String?]>([])

        var contexts: [String?] { state.withLock { $0 } }

        func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
            let count = state.withLock { state in
                state.append(ServiceContext.current?.baggage)
                return state.count
            }
            if count == 1 { throw DeliveryError.temporary("503") }
            return DeliveryReceipt()
        }
    }

    /// Keeps what is logged.
    private final class Lines: LogHandler, @unchecked Sendable {  // safe: what changes is behind a mutex
        private let kept = Mutex<[String]>([])
        var logLevel: Logger.Level {
            get { .trace }
            set {}
        }
        var metadata: Logger.Metadata {
            get { [:] }
            set {}
        }
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { nil }
            set {}
        }

        var all: [String] { kept.withLock { $0 } }

        func log(
            level: Logger.Level,
            message: Logger.Message,
            metadata: Logger.Metadata?,
            source: String,
            file: String,
            function: String,
            line: UInt
        ) {
            kept.withLock { $0.append("\(level) \(message) \(metadata ?? [:])") }
        }
    }

    /// Carries one word from the context of a command to that of its deliveries.
    private struct CarryingInstrument: Instrument {
        func inject<Carrier, Inject>(_ context: ServiceContext, into carrier: inout Carrier, using injector: Inject)
        where Inject: Injector, Inject.Carrier == Carrier {
            if let baggage = context.baggage { injector.inject(baggage, forKey: "baggage", into: &carrier) }
        }

        func extract<Carrier, Extract>(
            _ carrier: Carrier,
            into context: inout ServiceContext,
            using extractor: Extract
        ) where Extract: Extractor, Extract.Carrier == Carrier {
            context.baggage = extractor.extract(key: "baggage", from: carrier)
        }
    }

    private enum Baggage: ServiceContextKey {
        typealias Value = String
    }

    extension ServiceContext {
        fileprivate var baggage: String? {
            get { self[Baggage.self] }
            set { self[Baggage.self] = newValue }
        }
    }

#endif
