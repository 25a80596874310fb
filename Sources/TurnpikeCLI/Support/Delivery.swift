#if CLI

    import Turnpike
    import TurnpikeRuntime
    import TurnpikeValues

    /// What became of deliveries.
    struct DeliveryResult: Sendable {
        /// The rows that were delivered.
        var delivered: [OutboxRow] = []
        /// How many could not be delivered and will be tried again.
        var failed = 0
        /// Where they went.
        var file = ""
        /// What the last failure said.
        var error: String?
    }

    /// Delivers rows of the outbox by appending each request as a JSON line to a file.
    struct Delivery: Sendable {
        private let session: Session
        private let file: String

        init(_ session: Session, _ options: DeliveryOptions) {
            self.session = session
            file = options.outboxFile ?? Self.defaultFile(beside: session.path)
        }

        /// `outbox.jsonl` in the folder of the store.
        static func defaultFile(beside store: String) -> String {
            guard let slash = store.lastIndex(of: "/") else { return "outbox.jsonl" }
            return store[...slash] + "outbox.jsonl"
        }

        /// Delivers what is due, of one deal or of all.
        func run(deal: DealID?) async throws -> DeliveryResult {
            let pipeline = session.pipeline
            var random = SystemRandomNumberGenerator()
            let owner = "cli-\(UUIDv7(milliseconds: pipeline.clock.now().milliseconds, random: &random))"
            var result = DeliveryResult(file: file)
            while true {
                let now = pipeline.clock.now()
                let claim = OutboxClaim(
                    tenant: pipeline.tenant,
                    owner: owner,
                    now: now,
                    until: now.adding(.seconds(60)) ?? now,
                    limit: 200,
                    deal: deal
                )
                let rows = try await pipeline.store.claimOutbox(claim)
                if rows.isEmpty { return result }
                let bytes = rows.flatMap { $0.request + [UInt8(ascii: "\n")] }
                do {
                    try System.appendToFile(file, bytes)
                } catch {
                    let message = Failure(error).message
                    result.failed += rows.count
                    result.error = message
                    try await pipeline.store.settle(
                        rows.map { row in
                            let wait = Duration.seconds(min(3_600, 30 << min(row.attempts, 7)))
                            return OutboxSettlement(
                                sequence: row.sequence,
                                owner: owner,
                                result: .retry(at: now.adding(wait) ?? now, error: message)
                            )
                        },
                        tenant: pipeline.tenant
                    )
                    return result
                }
                try await pipeline.store.settle(
                    rows.map { OutboxSettlement(sequence: $0.sequence, owner: owner, result: .delivered) },
                    tenant: pipeline.tenant
                )
                result.delivered += rows
            }
        }
    }

#endif
