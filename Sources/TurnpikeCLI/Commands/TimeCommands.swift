#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeRuntime
    import TurnpikeValues

    /// `turnpike timers`
    struct TimersCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "timers",
            abstract: "List what time will do, the next first.",
            discussion: """
                Moves by time, limits, reminders, due dates and whatever else is armed. 'turnpike run' fires them when they \
                are due.

                  turnpike timers
                  turnpike timers --deal acme
                  turnpike timers --until 2026-12-01
                """
        )

        @Option(help: "Only this deal.", completion: .deals) var deal: String?
        @Option(help: ArgumentHelp("Only what is due by then.", valueName: "time")) var until: String?
        @Option(help: "At most so many.") var limit: Int = 1_000
        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard limit > 0 else { throw ValidationError("--limit takes a number above zero, not \(limit)") }
        }

        func run() async throws {
            let session = try await Session.open(common)
            let end = try until.map { try TimeArgument.instant($0, of: "--until") } ?? .max
            var rows = try await session.pipeline.timers(until: end, limit: deal == nil ? limit : .max)
            if let deal {
                let id = try await session.deal(deal).id
                rows = Array(rows.filter { $0.deal == id }.prefix(limit))
            }
            var deals: [DealID: Deal] = [:]
            for row in rows where deals[row.deal] == nil { deals[row.deal] = try await session.pipeline.deal(row.deal) }
            let now = session.pipeline.clock.now()
            try common.output.write {
                guard !rows.isEmpty else { return "no timers\n" }
                var table = Table(["DUE", "DEAL", "STAGE", "TIMER"])
                for row in rows {
                    let deal = deals[row.deal]
                    table.add([
                        row.due <= now ? "\(row.due), overdue" : "\(row.due)",
                        SafeText.line(deal?.name ?? "\(row.deal)"), deal?.stage ?? "", SafeText.line(row.name),
                    ])
                }
                return table.render(Console.style)
            } json: {
                Document.object([
                    "kind": "timers",
                    "timers": .array(
                        rows.map { row in
                            Document.object([
                                "deal": .string("\(row.deal)"), "due": .string("\(row.due)"),
                                "name": .string(row.name), "overdue": .bool(row.due <= now),
                            ])
                        }
                    ),
                ])
            }
        }
    }

    /// `turnpike tick`
    struct TickCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "tick",
            abstract: "Fire timers by hand, up to a time.",
            discussion: """
                Lets time pass for a store as if a worker had run all along: everything that is due until then fires, each at \
                its own time and in order. Without --until, up to now.

                  turnpike tick
                  turnpike tick --until 2026-12-01T09:00
                """
        )

        @Option(help: ArgumentHelp("Where the clock stands in the end.", valueName: "time")) var until: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let end = try until.map { try TimeArgument.instant($0, of: "--until") } ?? Instant.now()
            let clock = ManualClock(min(end, Instant.now()))
            let session = try await Session.open(common, clock: clock)
            let summary = try await session.pipeline.tick(until: end, clock)
            try common.output.write {
                var text = "\(summary.fired) \(summary.fired == 1 ? "timer" : "timers") fired until \(end)\n"
                if summary.failed > 0 {
                    text += "\(summary.failed) failed: \(SafeText.line(summary.lastError ?? ""))\n"
                }
                return text
            } json: {
                Document.object([
                    "failed": .int(Int64(summary.failed)), "fired": .int(Int64(summary.fired)), "kind": "tick",
                    "until": .string("\(end)"),
                ])
            }
            if summary.failed > 0 { throw Ended(status: .failed) }
        }
    }

#endif
