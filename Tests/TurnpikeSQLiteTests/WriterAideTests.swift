#if SQLite

    import Dispatch
    import Synchronization
    import Testing
    import Turnpike

    @testable import TurnpikeSQLite

    /// The writer's second thread by itself: here nobody writes, and only it runs tasks.
    @Suite struct WriterAideTests {
        private let folder: TemporaryFolder
        private let executor = StoreExecutor()
        private let aide: WriterAide

        init() throws {
            folder = try TemporaryFolder()
            aide = WriterAide(executor, of: StoreFile(path: folder.path + "/deals.db", options: .init()))
        }

        /// What happened, in order.
        private final class Log: Sendable {
            private let lines = Mutex<[String]>([])

            func note(_ line: String) { lines.withLock { $0.append(line) } }
            var all: [String] { lines.withLock { $0 } }
        }

        /// Starts tasks on the executor and puts their first pieces where the aide finds them, in order.
        private func pooled(_ count: Int, _ body: @escaping @Sendable (Int) async -> Void) -> [Task<Void, Never>] {
            (0..<count).map { number in
                let task = Task(executorPreference: executor) { await body(number) }
                for case .task(let piece) in executor.queue.take(atMost: .max) { executor.tasks.add(piece) }
                return task
            }
        }

        /// What fails where the transaction ends is thrown to the writer, who goes on.
        @Test func aFailureAtTheEndReachesTheWriter() throws {
            defer { folder.remove() }
            #expect(aide.isDone)
            for round in 0..<20 {
                aide.start { if round.isMultiple(of: 3) { throw StoreError(.full, "\(round)") } }
                if round.isMultiple(of: 3) {
                    let error = #expect(throws: StoreError.self) { try aide.finish() }
                    #expect(error?.message == "\(round)")
                } else {
                    try aide.finish()
                }
                #expect(aide.isDone)
            }
            aide.close()
        }

        @Test func itRunsWhatWaitsUntilNothingDoes() async {
            defer { folder.remove() }
            let log = Log()
            let tasks = pooled(40) { number in
                // Each piece comes back to the pool of the thread that runs it.
                for step in 0..<5 {
                    log.note("\(number) \(step)")
                    await Task.yield()
                }
            }
            #expect(log.all.isEmpty, "nobody runs them unasked")
            aide.help()
            for task in tasks { await task.value }
            #expect(log.all.count == 200)
            #expect(Set(log.all).count == 200)
            #expect(executor.tasks.count == 0)
            #expect(executor.queue.count == 0, "what it runs comes back without the writer")
            aide.close()
        }

        /// Those who wait for a flush wait for one piece of a task at most.
        @Test func anEndComesBeforeTheTasksThatAreNotBegun() async throws {
            defer { folder.remove() }
            let log = Log()
            let (begun, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            let tasks = pooled(3) { number in
                log.note("task \(number)")
                if number == 0 { Self.hold(begun, until: goOn) }
            }
            aide.help()
            let aide = aide
            await withCheckedContinuation { continuation in
                // A thread of its own may wait, those of the tasks may not.
                DispatchQueue(label: "writer").async {
                    begun.wait()
                    aide.start { log.note("end") }
                    #expect(!aide.isDone)
                    goOn.signal()
                    #expect(throws: Never.self) { try aide.finish() }
                    continuation.resume()
                }
            }
            for task in tasks { await task.value }
            #expect(log.all == ["task 0", "end", "task 1", "task 2"])
            aide.close()
        }

        private static func hold(_ begun: DispatchSemaphore, until goOn: DispatchSemaphore) {
            begun.signal()
            goOn.wait()
        }

        /// A task on it reads on a connection of the aide's own.
        @Test func aReadOnItIsAnsweredAtOnce() async throws {
            defer { folder.remove() }
            let store = try SQLiteStore(folder.path + "/deals.db")
            let deal = DealID.sample(1)
            #expect(try await store.commit([.sample(deal, expecting: 0)]) == [.stored(revision: 1)])
            let log = Log()
            let executor = executor
            let tasks = pooled(2) { number in
                guard let side = executor.readerHere else { return log.note("elsewhere") }
                do {
                    let found = try side.connection().deal(deal, tenant: "")
                    log.note("\(number): \(found?.summary.revision ?? 0)")
                } catch {
                    log.note("\(error)")
                }
            }
            #expect(executor.readerHere == nil)
            aide.help()
            for task in tasks { await task.value }
            #expect(log.all == ["0: 1", "1: 1"])
            aide.close()
            await store.close()
        }

        @Test func theOrderIsThatOfComing() async {
            defer { folder.remove() }
            let log = Log()
            // More than are kept before the places of those taken are given back.
            let tasks = pooled(2_500) { log.note("\($0)") }
            #expect(executor.tasks.count == 2_500)
            aide.help()
            for task in tasks { await task.value }
            #expect(log.all == (0..<2_500).map { "\($0)" })
            #expect(executor.tasks.taken >= 2_500)
            aide.close()
        }
    }

#endif
