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
                    Gates' questions to plug-ins stand among them, as rows for 'ask:' and the plug-in; --questions lists \
                    those that nobody has answered, and 'turnpike show' tells how a deal's questions stand.

                      turnpike outbox list --deal acme --status pending
                      turnpike outbox list --status dead --hook crm
                      turnpike outbox list --questions
                    """
            )

            @Option(help: "Only this deal.", completion: .deals) var deal: String?
            @Option(help: "Only rows that stand so.") var status: Status?
            @Option(help: "Only rows for this plug-in.") var hook: String?
            @Flag(help: "Only gates' questions that are not answered.") var questions = false
            @OptionGroup var common: CommonOptions

            func run() async throws {
                let session = try await Session.look(common)
                var query = OutboxQuery(tenant: session.pipeline.tenant)
                query.status = status?.status
                if let deal { query.deal = try await session.deal(deal).id }
                let rows = try await OutboxCommand.rows(query, session) { row in
                    guard hook == nil || row.hook == hook else { return false }
                    let isOpen = row.status == .pending || row.status == .dead
                    return !questions || row.hook.hasPrefix(OutboxText.questionPrefix) && isOpen
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
                    Tells each attempt that failed with its time and its error, and the whole request as it was rendered when \
                    the deal changed.

                      turnpike outbox show 12
                    """
            )

            @Argument(help: "The row's number.") var row: Int64
            @OptionGroup var common: CommonOptions

            func run() async throws {
                let session = try await Session.look(common)
                let found = try await OutboxCommand.row(row, session)
                let behind = try await waiting(behind: found, session)
                try common.output.write {
                    OutboxText(style: Console.style).card(found, behind: behind)
                } json: {
                    Document.object([
                        "behind": behind.isEmpty ? nil : .array(behind.map { .int($0) }), "kind": "outbox_row",
                        "row": Document.outboxRow(found),
                    ])
                }
            }

            /// The rows of its lane that go out only after it.
            private func waiting(behind row: OutboxRow, _ session: Session) async throws -> [Int64] {
                guard row.status == .pending || row.status == .dead && row.parksLane else { return [] }
                var query = OutboxQuery(tenant: session.pipeline.tenant, deal: row.deal, status: .pending)
                query.after = row.sequence
                return try await OutboxCommand.rows(query, session) { $0.hook == row.hook }.map(\.sequence)
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
                    Their attempts are counted anew; what has failed before stays in their story. After an outage, --dead \
                    takes all that were given up.

                      turnpike outbox retry 12 13
                      turnpike outbox retry --dead --hook crm
                    """
            )

            @Argument(help: "The rows' numbers.") var rows: [Int64] = []
            @Flag(help: "All rows that were given up.") var dead = false
            @Option(help: "With --dead: only rows for this plug-in.") var hook: String?
            @OptionGroup var common: CommonOptions

            func validate() throws {
                guard dead != !rows.isEmpty else {
                    throw ValidationError("name the rows by their numbers, or say --dead")
                }
                guard dead || hook == nil else { throw ValidationError("--hook goes with --dead") }
            }

            func run() async throws {
                var rows = self.rows
                if dead {
                    let session = try await Session.open(common)
                    let query = OutboxQuery(tenant: session.pipeline.tenant, status: .dead)
                    rows = try await OutboxCommand.rows(query, session) { hook == nil || $0.hook == hook }
                        .map(\.sequence)
                }
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

        /// The rows of a query, page by page, as far as they are wanted.
        private static func rows(
            _ query: OutboxQuery,
            _ session: Session,
            where isWanted: (OutboxRow) -> Bool
        ) async throws -> [OutboxRow] {
            var query = query
            var rows: [OutboxRow] = []
            while true {
                let page = try await session.pipeline.store.outbox(query)
                rows += page.filter(isWanted)
                guard page.count == query.limit, let last = page.last else { return rows }
                query.after = last.sequence
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
