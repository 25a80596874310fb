#if SQLite

    import Dispatch
    import Synchronization
    import Turnpike

    /// Something to be read. `run` answers its caller itself, unless it throws.
    struct ReadJob: Sendable {
        var run: @Sendable (Connection) throws -> Void
        var fail: @Sendable (StoreError) -> Void

        /// Answers the caller, or says why not.
        func answer(from connection: Connection) {
            do {
                try run(connection)
            } catch {
                fail(StoreError.wrapping(error))
            }
        }
    }

    /// Threads with a connection each that answer reads; the first starts with the first read, the others when reads wait.
    final class ReaderPool: Sendable {
        private struct State {
            var readers = 0
            var isClosed = false
        }

        private static let limit = 2

        private let file: StoreFile
        private let queue = JobQueue<ReadJob>()
        private let state = Mutex(State())
        /// Whether all threads have been started, readable without the lock.
        private let isComplete = Atomic(false)
        /// Empty once all threads have ended.
        let ended = DispatchGroup()

        init(file: StoreFile) {
            self.file = file
        }

        /// Adds a job; false where the pool is closed.
        func add(_ job: ReadJob) -> Bool {
            if isComplete.load(ordering: .relaxed) { return queue.add(job) }
            let (accepted, starts) = state.withLock { state -> (Bool, Bool) in
                guard !state.isClosed, queue.add(job) else { return (false, false) }
                guard state.readers < Self.limit, state.readers == 0 || queue.count > 1 else { return (true, false) }
                state.readers += 1
                isComplete.store(state.readers == Self.limit, ordering: .relaxed)
                ended.enter()
                return (true, true)
            }
            if starts { start() }
            return accepted
        }

        /// Takes no more jobs; those that wait are still answered.
        func close() {
            state.withLock { state in
                state.isClosed = true
                queue.close()
            }
        }

        private func start() {
            let file = self.file
            let queue = self.queue
            let ended = self.ended
            Worker.start("turnpike.store.reader", opening: { () throws(StoreError) in try file.openReader() }) {
                opened in
                var patience = Patience()
                while true {
                    patience.lookOut(at: queue)
                    // A reader takes few jobs at a time, so that a second one finds some.
                    let jobs = queue.take(atMost: 32)
                    guard !jobs.isEmpty else { return }
                    switch opened {
                    case .success(let connection): Self.read(jobs, connection)
                    case .failure(let error): for job in jobs { job.fail(error) }
                    }
                }
            } atEnd: {
                ended.leave()
            }
        }

        /// Answers the jobs in one transaction, which saves taking the read lock for each.
        private static func read(_ jobs: [ReadJob], _ connection: Connection) {
            let inTransaction = jobs.count > 1 && (try? connection.run("BEGIN")) != nil
            for job in jobs { job.answer(from: connection) }
            if inTransaction { try? connection.run("COMMIT") }
        }
    }

#endif
