#if SQLite

    import Turnpike
    import TurnpikeRuntime
    import TurnpikeSQLite
    import TurnpikeValues

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #else
        import Darwin
    #endif

    /// A worker to be killed: it delivers to the receiver while others write, in leases that end soon after its end.
    struct Delivering {
        static let policy = DispatchPolicy(
            lease: .milliseconds(1_500),
            firstPause: .milliseconds(50),
            longestPause: .milliseconds(200),
            attempts: 1_000_000,
            concurrency: 8,
            poll: .milliseconds(20),
            breaker: BreakerPolicy(failures: 20, pause: .milliseconds(50), longestPause: .milliseconds(200))
        )

        let file: String
        let socket: String

        /// Delivers for ever.
        func run() async throws {
            let store = try SQLiteStore(file)
            let dispatcher = Dispatcher(store: store, deliverers: [ReceiverDeliverer(socket)], policy: Self.policy)
            _ = await dispatcher.run()
            await store.close()
        }

        /// Delivers until nothing waits, also what a killed worker still holds.
        func drain() async throws {
            let store = try SQLiteStore(file)
            let dispatcher = Dispatcher(store: store, deliverers: [ReceiverDeliverer(socket)], policy: Self.policy)
            while try await !store.outbox(OutboxQuery(status: .pending, limit: 1)).isEmpty {
                let summary = try await dispatcher.drainAll()
                guard summary.dead == 0 else { throw Wrong("\(summary.dead) rows were given up") }
                try await Task.sleep(for: .milliseconds(20))
            }
            await store.close()
        }

        /// Every row is delivered, and the receiver has each key's effect once and no other.
        static func check(file: String, effects: String) async throws {
            let store = try SQLiteStore(file)
            var wanted: Set<String> = []
            var query = OutboxQuery()
            while true {
                let page = try await store.outbox(query)
                guard let last = page.last else { break }
                for row in page {
                    guard row.status == .delivered else { throw Wrong("row \(row.sequence) is \(row.status)") }
                    guard wanted.insert(row.key).inserted else { throw Wrong("the key \(row.key) stands twice") }
                }
                query.after = last.sequence
            }
            await store.close()
            let seen = try lines(effects)
            guard Set(seen).count == seen.count else { throw Wrong("the receiver has an effect twice") }
            guard Set(seen) == wanted else {
                let missing = wanted.subtracting(seen)
                let extra = Set(seen).subtracting(wanted)
                throw Wrong("\(missing.count) effects are missing, \(extra.count) are not in the store")
            }
            print("\(seen.count) effects, each once; \(try lines(effects + ".again").count) came again under their key")
        }

        private static func lines(_ path: String) throws -> [String] {
            guard let input = fopen(path, "r") else { throw Wrong("cannot read \(path)") }
            defer { fclose(input) }
            var lines: [String] = []
            var line: UnsafeMutablePointer<CChar>?
            var size = 0
            defer { free(line) }
            while getline(&line, &size, input) > 0, let text = line.map({ String(cString: $0) }) {
                lines.append(String(text.dropLast()))
            }
            return lines
        }
    }

#endif
