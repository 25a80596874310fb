#if SQLite

    import Turnpike

    /// The one writer of a store: gathers what waits while a transaction is flushed into the next one.
    ///
    /// Tasks that prefer its thread (`SQLiteStore.executor`) run here too, between transactions and while one is flushed.
    final class Writer {
        /// So many jobs share a transaction at most, which bounds how long the first of them waits.
        static let groupLimit = 512

        /// So many waiting tasks are worth a second thread.
        private static let crowdForTwo = 8

        private let connection: Connection
        private let commits: CommitWriter
        private let begin: Statement
        private let commit: Statement
        private let rollback: Statement
        private let executor: StoreExecutor
        private let log: WriteAheadLog
        private let aide: WriterAide
        /// Reads for tasks on this thread while the connection is the aide's.
        private let side: SideReader

        private let queue: JobQueue<WriteJob>
        /// Pieces of tasks to be run here, and how many had been when the last group was written.
        private let tasks: TaskPool
        private var tasksBefore = 0
        /// What is written next.
        private var waiting: [WriteJob] = []
        /// What the aide flushes.
        private var inFlight: WriteGroup?
        private var crowd = Crowd()
        private var lone = Patience()

        init(_ connection: Connection, of file: StoreFile, executor: StoreExecutor) throws {
            self.connection = connection
            self.executor = executor
            queue = executor.queue
            tasks = executor.tasks
            aide = WriterAide(executor, of: file)
            log = WriteAheadLog(connection.handle, of: file)
            side = SideReader(file)
            connection.removeHooks()
            commits = try CommitWriter(connection)
            begin = try connection.prepare("BEGIN IMMEDIATE")
            commit = try connection.prepare("COMMIT")
            rollback = try connection.prepare("ROLLBACK")
            GatheredLog.install(on: connection.handle)
        }

        /// Works until the queue is closed and drained.
        func run() {
            executor.belongs(to: self)
            defer {
                executor.belongs(to: nil)
                aide.close()
                side.close()
                log.close()
            }
            while true {
                if inFlight != nil, aide.isDone || !hasTasks {
                    land()
                } else if inFlight == nil, isWorthWriting {
                    writeGroup()
                } else if hasTasks {
                    runTask()
                } else {
                    guard awaitJobs() else { return }
                    continue
                }
                collect()
            }
        }

        private var hasTasks: Bool { tasks.count > 0 }

        private var tasksSinceGroup: Int { tasks.taken - tasksBefore }

        /// Whether those who wait are to be written now. With half of those who are busy here: the others decide while
        /// these are flushed. And now and then in any case, however busy tasks keep this thread that never write.
        private var isWorthWriting: Bool {
            guard !waiting.isEmpty else { return false }
            let half = min(tasks.count, Self.groupLimit)
            return waiting.count >= half || tasksSinceGroup > Self.groupLimit
        }

        // MARK: What is to be done

        /// Sleeps until there is something; false once the queue is closed and drained.
        private func awaitJobs() -> Bool {
            if crowd.isOne {
                lone.lookOut(at: queue)
            } else if crowd.wanted > 1 {
                queue.lookOut(for: crowd.wanted, patience: .microseconds(50), linger: .microseconds(150))
                if queue.count == 0 { crowd = Crowd() }
            }
            let jobs = queue.take(atMost: Self.groupLimit)
            sort(jobs)
            return !jobs.isEmpty
        }

        /// Takes up what has come meanwhile.
        private func collect() {
            guard waiting.count < Self.groupLimit else { return }
            sort(queue.takeWaiting(atMost: Self.groupLimit - waiting.count))
        }

        private func sort(_ jobs: [WriteJob]) {
            for job in jobs { takeUp(job) }
        }

        /// Takes up a job, on this thread.
        func takeUp(_ job: WriteJob) {
            if case .task(let task) = job { tasks.add(task) } else { waiting.append(job) }
        }

        private func runTask() {
            guard let task = tasks.take() else { return }
            executor.run(task)
        }

        // MARK: Tasks on this thread

        /// Whether nothing else waits here, for the one task that runs.
        var isIdle: Bool { !hasTasks && waiting.isEmpty && inFlight == nil }

        /// Writes a batch at once, in a transaction of its own: for a task on this thread that nobody else waits beside.
        ///
        /// - Throws: `StoreError`; then nothing of it is written.
        func writeAtOnce(_ batch: [Commit]) throws -> [CommitResult] {
            do {
                try step(begin)
                commits.transactionBegan()
                let results = try write(batch)
                try step(commit)
                commits.transactionEnded()
                log.copyBackIfLong()
                return results
            } catch {
                takeBack()
                throw StoreError.wrapping(error)
            }
        }

        /// Reads something at once, for a task on this thread.
        func readAtOnce<Answer>(_ body: (Connection) throws -> Answer) throws -> Answer {
            do {
                guard inFlight != nil else { return try body(connection) }
                if let side = try? side.connection() { return try body(side) }
                // Without another connection, for which there may be no file descriptor, the task waits for its own.
                land()
                return try body(connection)
            } catch {
                throw StoreError.wrapping(error)
            }
        }

        // MARK: Transactions

        private func writeGroup() {
            var group = WriteGroup(jobs: waiting)
            waiting = Array(group.jobs.dropFirst(Self.groupLimit))
            group.jobs.removeLast(waiting.count)
            crowd.note(group.jobs.count, besideTasks: tasksSinceGroup > 0)
            tasksBefore = tasks.taken
            // The others decide meanwhile, where there are so many that waking a thread for them pays.
            if tasks.count >= Self.crowdForTwo { aide.help() }
            write(group, flushingBeside: hasTasks)
        }

        /// Writes the jobs in one transaction. Where one of them fails, each is written in a transaction of its own, so that
        /// nobody suffers for another's failure.
        ///
        /// - Parameter flushingBeside: whether the aide ends it, because this thread has something else to do meanwhile.
        private func write(_ group: consuming WriteGroup, flushingBeside: Bool) {
            var group = group
            group.outcomes.reserveCapacity(group.jobs.count)
            do {
                try step(begin)
                commits.transactionBegan()
                for job in group.jobs { group.outcomes.append(try write(job)) }
                if flushingBeside {
                    inFlight = group
                    return aide.start { [self] in try step(commit) }
                }
                try step(commit)
            } catch {
                return writeEach(group.jobs, after: error)
            }
            ended(group)
        }

        /// Takes over the transaction that the aide has ended, or waits for it.
        private func land() {
            guard let group = inFlight else { return }
            inFlight = nil
            do {
                try aide.finish()
            } catch {
                return writeEach(group.jobs, after: error)
            }
            ended(group)
        }

        private func ended(_ group: WriteGroup) {
            commits.transactionEnded()
            acknowledge(group)
            log.copyBackIfLong()
        }

        private func writeEach(_ jobs: [WriteJob], after error: any Error) {
            takeBack()
            if jobs.count > 1 {
                for job in jobs { write(WriteGroup(jobs: [job]), flushingBeside: false) }
            } else {
                jobs[0].fail(StoreError.wrapping(error))
            }
        }

        private func takeBack() {
            if connection.isInTransaction { try? step(rollback) }
            commits.transactionFailed()
        }

        /// Tells the callers. Waking a task elsewhere costs about as much as writing a commit, so a large group is told by a
        /// task of its own, while this thread writes the next group; callers on this thread are woken here.
        private func acknowledge(_ group: WriteGroup) {
            if group.jobs.count < 8 || crowd.runsHere {
                group.acknowledge()
            } else {
                Task.detached { group.acknowledge() }
            }
        }

        private func write(_ job: WriteJob) throws -> WriteJob.Outcome {
            switch job {
            case .commits(let batch, _): return .results(try write(batch))
            case .other(let run, _): return .acknowledgement(try run(connection))
            case .task: preconditionFailure("a task is run, not written")
            }
        }

        private func write(_ batch: [Commit]) throws -> [CommitResult] {
            var results: [CommitResult] = []
            results.reserveCapacity(batch.count)
            try batch.withUnsafeBufferPointer { batch in
                guard let first = batch.baseAddress else { return }
                for index in batch.indices { results.append(try commits.write(first + index)) }
            }
            return results
        }

        private func step(_ statement: Statement) throws {
            defer { statement.reset() }
            _ = try statement.step()
        }
    }

#endif
