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
                Moves by time, limits, reminders, due dates, steps of cadences, messages that wait, deals to be opened. Each \
                was armed with the change of the deal that led to it, and is gone when its stage is left. Times are those of \
                the clocks of the deal's process.

                'turnpike run' fires them when they are due; 'turnpike tick --until TIME' fires them by hand.

                  move/proposal/expire    a move by itself, of the stage proposal
                  limit/proposal/decide   a limit of that stage; its next level
                  due/demo/2              the second demo is due; remind/demo/2 comes before
                  every/customer/check_in an activity that comes again and again
                  cadence/outbound        the next step of a cadence
                  opens/customer/renewal  a deal of another process
                  message/deal/1          a message outside the hours for messages
                  approval/discount       the time that approvers have

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
                    let due = deal.map { ValueText.moment(row.due, in: $0.process.zone) } ?? "\(row.due)"
                    table.add([
                        row.due <= now ? "\(due), overdue" : due,
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
                its own time and in order, and what follows from that is armed. Without --until, up to now. A time without \
                an offset is in UTC.

                Dates that have passed count as late by now, as after a downtime: what a file says by 'late:' holds. What is \
                in the future fires on a clock of its own: the deal then stands at that time, and later changes are recorded \
                no earlier. So try a year on a copy of the store, not on the one that a team works with.

                Events and effects are stored as ever; 'turnpike outbox list' shows what would be sent, and 'turnpike \
                history DEAL' what happened.

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
