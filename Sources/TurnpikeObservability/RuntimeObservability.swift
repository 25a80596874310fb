#if Observability

    public import Logging
    import Metrics
    import Synchronization
    public import Tracing
    public import Turnpike
    public import TurnpikeRuntime
    public import TurnpikeValues

    /// Tells of a pipeline and its deliveries by swift-log, swift-metrics and swift-distributed-tracing.
    ///
    /// Log lines carry the ids of deals and effects and never a value of a deal. Metrics, all with the prefix `turnpike_`:
    /// `deliveries` (counter, by plug-in and result), `delivery_seconds` (timer, by plug-in), `delivery_attempts`
    /// (recorder), `breaker_open` (gauge, by plug-in), `outbox_pending` and `outbox_oldest_seconds` (gauges, by
    /// ``measure(_:tenant:now:)``).
    ///
    /// A span begins with each command, is stored with what the command's hooks send (`trace` of the request), and
    /// each delivery's span is its child, in whatever process it happens.
    public final class RuntimeObservability: DispatchObserver, CommandObserver {
        private let logger: Logger
        /// The plug-ins for which something has waited.
        private let measured = Mutex<Set<String>>([])

        /// An observer.
        ///
        /// - Parameter logger: Where log lines go; metrics and traces go to the systems that the application has set.
        public init(logger: Logger = Logger(label: "turnpike")) { self.logger = logger }

        // MARK: Commands

        /// Puts a span around a command.
        public func performing(
            _ command: String,
            deal: DealID?,
            _ body: (_ trace: String?) async throws -> Outcome
        ) async throws -> Outcome {
            try await withSpan("turnpike.command", ofKind: .server) { span in
                span.attributes["turnpike.command"] = command
                if let deal { span.attributes["turnpike.deal"] = "\(deal)" }
                var carrier: [String: String] = [:]
                InstrumentationSystem.instrument.inject(span.context, into: &carrier, using: TextMap())
                let outcome = try await body(TextMap.text(carrier))
                if case .refused(let refusal, _) = outcome {
                    span.attributes["turnpike.refused"] = refusal.ids.joined(separator: ",")
                }
                return outcome
            }
        }

        // MARK: Deliveries

        /// Puts a span around a delivery, as a child of the command's.
        public func delivering(
            _ row: OutboxRow,
            _ body: () async -> OutboxSettlement.Result
        ) async -> OutboxSettlement.Result {
            var context = ServiceContext.topLevel
            let carrier = TextMap.carrier((try? JSON.parse(row.request))?["trace"]?.stringValue)
            InstrumentationSystem.instrument.extract(carrier, into: &context, using: TextMap())
            return await withSpan("turnpike.delivery", context: context, ofKind: .producer) { span in
                span.attributes["turnpike.effect"] = row.key
                span.attributes["turnpike.deal"] = "\(row.deal)"
                span.attributes["turnpike.plugin"] = row.hook
                span.attributes["turnpike.attempt"] = row.attempts + 1
                let result = await body()
                if let error = result.error { span.setStatus(SpanStatus(code: .error, message: error)) }
                return result
            }
        }

        /// Counts a delivery and says how it ended.
        public func ended(_ row: OutboxRow, _ result: OutboxSettlement.Result, after time: Duration) {
            let plugin = ("plugin", row.hook)
            Counter(label: "turnpike_deliveries", dimensions: [plugin, ("result", result.word)]).increment()
            Metrics.Timer(label: "turnpike_delivery_seconds", dimensions: [plugin])
                .recordNanoseconds(Int64(time / .nanoseconds(1)))
            Recorder(label: "turnpike_delivery_attempts", dimensions: [plugin]).record(row.attempts + 1)
            let about: Logger.Metadata = [
                "attempt": "\(row.attempts + 1)", "deal": "\(row.deal)", "effect": "\(row.key)",
                "plugin": "\(row.hook)",
            ]
            switch result {
            case .delivered: logger.debug("delivered", metadata: about)
            case .retry(let at, let error):
                logger.warning("delivery failed for now: \(error)", metadata: about.with("next", "\(at)"))
            case .dead(let error): logger.error("delivery given up: \(error)", metadata: about)
            case .released, .dropped: logger.info("delivery handed back", metadata: about)
            }
        }

        /// Says that a plug-in is left alone, or no more.
        public func breakerChanged(_ plugin: String, isClosed: Bool) {
            Gauge(label: "turnpike_breaker_open", dimensions: [("plugin", plugin)]).record(isClosed ? 0 : 1)
            let about: Logger.Metadata = ["plugin": "\(plugin)"]
            if isClosed {
                logger.info("the plug-in answers again", metadata: about)
            } else {
                logger.warning("the plug-in fails again and again, and is left alone for a while", metadata: about)
            }
        }

        /// Says that the store failed.
        public func storeFailed(_ error: any Error) { logger.error("the store failed: \(error)") }

        /// Measures the outbox: how much waits, and for how long the oldest. Call it now and then, from one worker.
        ///
        /// - Parameters:
        ///   - store: Whose outbox.
        ///   - tenant: Whose rows.
        ///   - now: The time to which ages are counted.
        /// - Throws: `StoreError`.
        public func measure(_ store: any DealStore, tenant: String = "", now: Instant) async throws {
            let backlog = try await OutboxBacklog.read(store, tenant: tenant, now: now)
            // What waits no more must be seen to have gone: a gauge keeps its last value.
            let gone = measured.withLock { known in
                defer { known.formUnion(backlog.map(\.plugin)) }
                return known.subtracting(backlog.map(\.plugin))
            }
            for entry in backlog { record(entry.plugin, entry.waiting, entry.oldest / .seconds(1)) }
            for plugin in gone { record(plugin, 0, 0) }
        }

        private func record(_ plugin: String, _ waiting: Int, _ oldest: Double) {
            Gauge(label: "turnpike_outbox_pending", dimensions: [("plugin", plugin)]).record(waiting)
            Gauge(label: "turnpike_outbox_oldest_seconds", dimensions: [("plugin", plugin)]).record(oldest)
        }
    }

    extension OutboxSettlement.Result {
        fileprivate var word: String {
            switch self {
            case .delivered: "delivered"
            case .retry: "retry"
            case .dead: "dead"
            case .dropped: "dropped"
            case .released: "released"
            }
        }

        fileprivate var error: String? {
            switch self {
            case .retry(at: _, let error), .dead(let error): error
            case .delivered, .dropped, .released: nil
            }
        }
    }

    extension Logger.Metadata {
        fileprivate func with(_ key: String, _ value: Logger.MetadataValue) -> Logger.Metadata {
            var copy = self
            copy[key] = value
            return copy
        }
    }

    /// A trace's context as one text: `key=value` pairs, each on a line of its own.
    struct TextMap: Injector, Extractor {
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }

        func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }

        static func text(_ carrier: [String: String]) -> String? {
            guard !carrier.isEmpty else { return nil }
            return carrier.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "\n")
        }

        static func carrier(_ text: String?) -> [String: String] {
            var carrier: [String: String] = [:]
            for line in (text ?? "").split(separator: "\n") {
                guard let sign = line.firstIndex(of: "=") else { continue }
                carrier[String(line[..<sign])] = String(line[line.index(after: sign)...])
            }
            return carrier
        }
    }

#endif
