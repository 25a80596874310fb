#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeRuntime
    import TurnpikeValues

    /// `turnpike outbox`
    struct OutboxCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "outbox",
            abstract: "Look after what hooks send.",
            discussion: """
                What a hook sends is stored together with the move that caused it, and delivered afterwards, at least once, \
                in order for each deal and plug-in. Commands deliver their own deal's rows before they end.

                  turnpike outbox list --status pending
                  turnpike outbox show 12
                  turnpike outbox deliver
                """,
            subcommands: [List.self, Show.self, Deliver.self, Retry.self, Drop.self],
            defaultSubcommand: List.self
        )

        /// `turnpike outbox list`
        struct List: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "list",
                abstract: "List rows, newest last.",
                discussion: """
                      turnpike outbox list --deal acme --status pending
                    """
            )

            @Option(help: "Only this deal.", completion: .deals) var deal: String?
            @Option(help: "Only rows that stand so.") var status: Status?
            @OptionGroup var common: CommonOptions

            func run() async throws {
                let session = try await Session.look(common)
                var query = OutboxQuery(tenant: session.pipeline.tenant)
                query.status = status?.status
                if let deal { query.deal = try await session.deal(deal).id }
                var rows: [OutboxRow] = []
                while true {
                    let page = try await session.pipeline.store.outbox(query)
                    rows += page
                    guard page.count == query.limit, let last = page.last else { break }
                    query.after = last.sequence
                }
                try common.output.write {
                    OutboxText(style: Console.style).table(rows)
                } json: {
                    Document.object(["kind": "outbox", "rows": .array(rows.map(Document.outboxRow))])
                }
            }
        }

        /// `turnpike outbox show`
        struct Show: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "show",
                abstract: "Show a row with its whole request.",
                discussion: """
                      turnpike outbox show 12
                    """
            )

            @Argument(help: "The row's number.") var row: Int64
            @OptionGroup var common: CommonOptions

            func run() async throws {
                let session = try await Session.open(common)
                let found = try await OutboxCommand.row(row, session)
                try common.output.write {
                    OutboxText(style: Console.style).card(found)
                } json: {
                    Document.object(["kind": "outbox_row", "row": Document.outboxRow(found)])
                }
            }
        }

        /// `turnpike outbox deliver`
        struct Deliver: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "deliver",
                abstract: "Deliver what is due.",
                discussion: """
                      turnpike outbox deliver
                      turnpike outbox deliver --deal acme --outbox-file sent.jsonl
                    """
            )

            @Option(help: "Only this deal.", completion: .deals) var deal: String?
            @Option(
                help: """
                    How many seconds a delivery is held (default: 60, or what the configuration says); if this command dies, \
                    another may try after them.
                    """
            )
            var lease: Int?
            @OptionGroup var common: CommonOptions

            func validate() throws {
                guard lease.map((1...86_400).contains) ?? true else {
                    throw ValidationError("--lease takes 1 to 86400 seconds, not \(lease ?? 0)")
                }
            }

            func run() async throws {
                let session = try await Session.open(common)
                var id: DealID?
                if let deal { id = try await session.deal(deal).id }
                let result = try await Delivery.run(session, deal: id, lease: lease.map { .seconds($0) })
                try common.output.write {
                    let text = DeliveryText(style: Console.style).render(result)
                    return text.isEmpty ? "nothing is due\n" : text
                } json: {
                    Document.object(["deliveries": Document.deliveries(result), "kind": "delivered"])
                }
                if !result.isClean { throw Ended(status: .failed) }
            }
        }

        /// `turnpike outbox retry`
        struct Retry: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "retry",
                abstract: "Make rows due now, also those that were given up.",
                discussion: """
                      turnpike outbox retry 12 13
                    """
            )

            @Argument(help: "The rows' numbers.") var rows: [Int64]
            @OptionGroup var common: CommonOptions

            func run() async throws {
                try await OutboxCommand.settle(rows, common, allowed: [.pending, .dead]) { now in
                    .retry(at: now, error: "to be tried again")
                }
            }
        }

        /// `turnpike outbox drop`
        struct Drop: AsyncParsableCommand {
            static let configuration = CommandConfiguration(
                commandName: "drop",
                abstract: "Take rows out, so that what waits behind them goes on.",
                discussion: """
                      turnpike outbox drop 12
                    """
            )

            @Argument(help: "The rows' numbers.") var rows: [Int64]
            @OptionGroup var common: CommonOptions

            func run() async throws {
                try await OutboxCommand.settle(rows, common, allowed: [.pending, .dead]) { _ in .dropped }
            }
        }

        /// How a row stands, on the command line.
        enum Status: String, ExpressibleByArgument, CaseIterable, Sendable {
            case pending
            case delivered
            case dead
            case dropped

            var status: OutboxRow.Status {
                switch self {
                case .pending: .pending
                case .delivered: .delivered
                case .dead: .dead
                case .dropped: .dropped
                }
            }
        }

        private static func row(_ number: Int64, _ session: Session) async throws -> OutboxRow {
            var query = OutboxQuery(tenant: session.pipeline.tenant)
            query.sequence = number
            guard let row = try await session.pipeline.store.outbox(query).first else {
                throw Failure.wrongUse(
                    "unknown_row",
                    "the outbox has no row \(number)",
                    help: "'turnpike outbox list' lists the rows"
                )
            }
            return row
        }

        private static func settle(
            _ numbers: [Int64],
            _ common: CommonOptions,
            allowed: [OutboxRow.Status],
            _ result: (Instant) -> OutboxSettlement.Result
        ) async throws {
            let session = try await Session.open(common)
            var settlements: [OutboxSettlement] = []
            for number in numbers {
                let row = try await self.row(number, session)
                guard allowed.contains(row.status) else {
                    throw Failure.wrongUse("wrong_state", "row \(number) is \(row.status.rawValue) already")
                }
                let outcome = result(session.pipeline.clock.now())
                let now = session.pipeline.clock.now()
                settlements.append(OutboxSettlement(sequence: number, owner: nil, result: outcome, at: now))
            }
            try await session.pipeline.store.settle(settlements, tenant: session.pipeline.tenant)
            var rows: [OutboxRow] = []
            for number in numbers { rows.append(try await row(number, session)) }
            try common.output.write {
                OutboxText(style: Console.style).table(rows)
            } json: {
                Document.object(["kind": "outbox", "rows": .array(rows.map(Document.outboxRow))])
            }
        }
    }

#endif
