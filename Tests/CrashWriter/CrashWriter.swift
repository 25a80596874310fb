#if SQLite

    import Turnpike
    import TurnpikeRuntime
    import TurnpikeSQLite
    import TurnpikeValues
    import TurnpikeYAML

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #else
        import Darwin
    #endif

    /// A program to be killed: it writes to a store and says what was acknowledged, or checks what a killed one left.
    ///
    ///     crash-writer write FILE NAME CALLERS ROUNDS   lines of `deal revision`, each after its acknowledgement
    ///     crash-writer check FILE [--all] <LINES        whether all of that is there, whole and in order
    ///     crash-writer receive SOCKET EFFECTS           a receiver that writes each key down once
    ///     crash-writer work FILE SOCKET                 delivers to it, for ever
    ///     crash-writer drain FILE SOCKET                delivers until nothing waits
    ///     crash-writer delivered FILE EFFECTS           whether each row was delivered, with one effect
    @main
    struct CrashWriter {
        static let process = """
            turnpike: 1
            process: crash
            stages:
              a: {moves: [b]}
              b: {moves: [a, won]}
              won: {outcome: won}
            hooks:
              - {event: deal.opened, do: [{notify: {to: "desk", text: "${deal.name} is new"}}]}
              - {event: deal.moved, do: [{notify: {to: "desk", text: "${deal.name} is in ${stage.id}"}}]}

            """

        static func main() async {
            let arguments = Array(CommandLine.arguments.dropFirst())
            do {
                switch (arguments.first, arguments.count) {
                case ("write", 5):
                    guard let callers = Int(arguments[3]), let rounds = Int(arguments[4]) else {
                        throw Wrong("a number")
                    }
                    try await Writing(file: arguments[1], name: arguments[2]).run(callers: callers, rounds: rounds)
                case ("check", 2...3):
                    try await Checking(file: arguments[1], isComplete: arguments.last == "--all").run()
                case ("receive", 3): try Receiving(file: arguments[2]).run(arguments[1])
                case ("work", 3): try await Delivering(file: arguments[1], socket: arguments[2]).run()
                case ("drain", 3): try await Delivering(file: arguments[1], socket: arguments[2]).drain()
                case ("delivered", 3): try await Delivering.check(file: arguments[1], effects: arguments[2])
                default:
                    throw Wrong(
                        "crash-writer write FILE NAME CALLERS ROUNDS | check FILE [--all] | receive SOCKET FILE | "
                            + "work FILE SOCKET | drain FILE SOCKET | delivered FILE EFFECTS"
                    )
                }
            } catch {
                emit("crash-writer: \(error)\n", to: 2)
                exit(1)
            }
        }
    }

    /// Writes a line in one call, so that no kill leaves half of it between others.
    private func emit(_ line: String, to descriptor: Int32) {
        let bytes = Array(line.utf8)
        _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }

    /// What must not be.
    struct Wrong: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) {
            self.description = description
        }
    }

    /// Callers at once, each with deals of its own and all with one that they share.
    struct Writing {
        let file: String
        let name: String

        private static let actor = Actor.person("rep_1", roles: "rep")
        /// Moves of a deal before its caller opens the next one.
        private static let moves = 6

        func run(callers: Int, rounds: Int) async throws {
            let process = try SalesProcess(yaml: CrashWriter.process, name: "crash.process.yaml")
            let store = try SQLiteStore(file)
            let pipeline = try await Pipeline(processes: [process], store: store)
            let shared = try await self.shared(pipeline)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for caller in 0..<callers {
                    // All but one in four on the thread that writes, where some decide while others are flushed.
                    group.addTask(executorPreference: caller.isMultiple(of: 4) ? nil : store.executor) {
                        for round in 0..<rounds { try await write(pipeline, "\(name)-\(caller)-\(round)", shared) }
                    }
                }
                try await group.waitForAll()
            }
            await store.close()
        }

        /// One deal's life and a word about the shared deal, each step acknowledged before it is said.
        private func write(_ pipeline: Pipeline, _ name: String, _ shared: DealID) async throws {
            var options = CommandOptions()
            options.idempotency = (source: "crash", key: name)
            let deal = try await pipeline.open("crash", name: name, by: Self.actor, options: options)
            say(deal.id, deal.revision)
            for move in 0..<Self.moves {
                let target = move == Self.moves - 1 ? "won" : move % 2 == 0 ? "b" : "a"
                guard case .moved(let moved) = try await pipeline.move(deal.id, to: target, by: Self.actor) else {
                    throw Wrong("a move was refused")
                }
                say(deal.id, moved.revision)
            }
            guard case .changed(let common, _) = try await pipeline.comment(shared, name, by: Self.actor) else {
                throw Wrong("a comment was refused")
            }
            say(shared, common.revision)
        }

        /// The deal of all writers; the one that finds the key taken uses the other's.
        private func shared(_ pipeline: Pipeline) async throws -> DealID {
            if let found = try await pipeline.find("shared:1").first { return found.id }
            do {
                let deal = try await pipeline.open("crash", name: "Shared", externalKeys: ["shared:1"], by: Self.actor)
                say(deal.id, deal.revision)
                return deal.id
            } catch let error as PipelineError where error.code == .keyTaken {
                guard let found = try await pipeline.find("shared:1").first else { throw error }
                return found.id
            }
        }

        private func say(_ deal: DealID, _ revision: Int64) {
            emit("\(deal) \(revision)\n", to: 1)
        }
    }

    /// Reads a store that was left by killed writers.
    struct Checking {
        let file: String
        /// Whether nobody was killed, so that nothing may be stored that was not acknowledged.
        let isComplete: Bool

        func run() async throws {
            let acknowledged = try readLines()
            let store = try SQLiteStore(file)
            let pipeline = try await Pipeline(store: store, compile: { try SalesProcess($0) })
            var revisions: [DealID: Int64] = [:]
            var query = DealQuery(limit: 500)
            while true {
                let histories = try await store.histories(query)
                guard let last = histories.last else { break }
                for history in histories { revisions[history.deal.summary.id] = try await check(history, pipeline) }
                query.after = last.deal.summary.id
            }
            try await checkOutbox(store, pipeline, revisions)
            for (deal, seen) in acknowledged {
                guard let newest = revisions[deal], let last = seen.max(), last <= newest else {
                    throw Wrong(
                        "\(deal) was acknowledged up to \(seen.max() ?? 0) and stands at \(revisions[deal] ?? 0)"
                    )
                }
                guard Set(seen).count == seen.count else { throw Wrong("\(deal): two were told the same revision") }
            }
            let stored = revisions.values.reduce(0, +)
            let told = Int64(acknowledged.values.reduce(0) { $0 + $1.count })
            guard told <= stored, !isComplete || told == stored else {
                throw Wrong("\(told) commands were acknowledged and \(stored) are stored")
            }
            await store.close()
            print("\(revisions.count) deals, \(stored) revisions, \(told) acknowledged: all there, replay equals state")
        }

        /// The revisions acknowledged, by deal; a last line that was cut is no acknowledgement.
        private func readLines() throws -> [DealID: [Int64]] {
            var acknowledged: [DealID: [Int64]] = [:]
            while let line = readLine(strippingNewline: false) {
                guard line.hasSuffix("\n") else { break }
                let words = line.dropLast().split(separator: " ")
                guard words.count == 2, let deal = DealID(String(words[0])), let revision = Int64(words[1]) else {
                    throw Wrong("not a line of a writer: \(line)")
                }
                acknowledged[deal, default: []].append(revision)
            }
            return acknowledged
        }

        /// Replays a deal and compares the very bytes; gives its revision.
        private func check(_ history: DealHistory, _ pipeline: Pipeline) async throws -> Int64 {
            let summary = history.deal.summary
            let process = try await pipeline.process(summary.process, version: summary.version)
            guard history.records.map(\.revision) == Array(1...summary.revision) else {
                throw Wrong("\(summary.name) at \(summary.revision) has the records \(history.records.map(\.revision))")
            }
            var replayed = DealState(id: summary.id, fieldCount: process.fields.count)
            for record in history.records {
                process.apply(try RecordCoding.decode(record.body, in: process, sensitive: []), to: &replayed)
            }
            let again = StoredDeal(Deal(process: process, state: replayed))
            guard again.state == history.deal.state else {
                throw Wrong("the replay of \(summary.name) gives another state")
            }
            guard again.summary == summary else {
                throw Wrong("the columns of \(summary.name) are not those of its state")
            }
            return summary.revision
        }

        /// Each opening and each move has its one row: nothing was stored by half.
        private func checkOutbox(
            _ store: SQLiteStore,
            _ pipeline: Pipeline,
            _ revisions: [DealID: Int64]
        ) async throws {
            var rows: [DealID: [Int64]] = [:]
            var query = OutboxQuery()
            while true {
                let page = try await store.outbox(query)
                guard let last = page.last else { break }
                for row in page { rows[row.deal, default: []].append(row.revision) }
                query.after = last.sequence
            }
            let shared = try await pipeline.find("shared:1").first?.id
            for (deal, revision) in revisions {
                let wanted = deal == shared ? [1] : Array(1...revision)
                guard rows[deal] == wanted else {
                    throw Wrong("\(deal) at \(revision) has outbox rows of \(rows[deal] ?? [])")
                }
            }
        }
    }

#else

    /// Without the store there is nothing to kill.
    @main
    struct CrashWriter {
        static func main() {
            print("crash-writer needs the trait SQLite")
        }
    }

#endif
