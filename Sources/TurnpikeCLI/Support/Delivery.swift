#if CLI

    import Turnpike
    import TurnpikeConfiguration
    import TurnpikeRuntime

    /// What became of the deliveries that a command caused.
    struct DeliveryResult: Sendable {
        /// The rows that were delivered, where they are known one by one.
        var rows: [OutboxRow] = []
        /// How it went.
        var summary = Dispatcher.Summary()
        /// Where those went that no plug-in takes.
        var file = ""
        /// The plug-ins of the configuration, by the names that process files use.
        var plugins: [String: String] = [:]
        /// Why it could not go on at all.
        var failure: String?

        /// Whether all that was due has gone.
        var isClean: Bool { summary.isClean && failure == nil }
    }

    extension DeliveryResult {
        /// Nothing yet, of a session.
        init(of session: Session) {
            file = session.outboxFile
            for plugin in session.configuration.plugins {
                for name in plugin.names { plugins[name] = plugin.name }
            }
        }
    }

    /// Delivers rows of the outbox by appending each request as a JSON line to a file.
    enum Delivery: Sendable {
        /// `outbox.jsonl` in the folder of the store.
        static func defaultFile(beside store: String) -> String {
            guard let slash = store.lastIndex(of: "/") else { return "outbox.jsonl" }
            return store[...slash] + "outbox.jsonl"
        }

        /// Delivers what is due of one deal.
        ///
        /// - Parameter revision: the revision from which on rows are told one by one: an answer of a plug-in may have moved
        ///   the deal on.
        static func run(_ session: Session, deal: DealID, revision: Int64) async throws -> DeliveryResult {
            let store = session.pipeline.store
            var query = OutboxQuery(tenant: session.pipeline.tenant, deal: deal, status: .pending, limit: 1)
            // Looking costs no flush, taking would.
            guard try await !store.outbox(query).isEmpty else { return DeliveryResult() }
            var result = DeliveryResult(of: session)
            result.summary = try await session.pipeline.deliver(for: deal)
            query.status = .delivered
            query.limit = 1_000
            result.rows = try await store.outbox(query).filter { $0.revision >= revision }
            return result
        }

        /// Delivers what is due of a deal, or of all.
        static func run(_ session: Session, deal: DealID?, lease: Duration? = nil) async throws
            -> DeliveryResult
        {
            var result = DeliveryResult(of: session)
            let dispatcher = session.pipeline.makeDispatcher(Session.policy(session.configuration, lease: lease))
            if let deal {
                result.summary = try await dispatcher.drain(deal: deal)
            } else {
                result.summary = try await dispatcher.drainAll()
            }
            return result
        }
    }

#endif
