#if SQLite

    import Turnpike

    /// Something to be written, and whom to tell once it is flushed.
    enum WriteJob: Sendable {
        /// A batch of commits, the common case, without a closure of its own.
        case commits([Commit], UnsafeContinuation<[CommitResult], any Error>)
        /// A piece of a task that wants to run on the writer's own thread.
        case task(UnownedJob)
        /// Anything else: `run` writes and returns what to do after the flush.
        case other(run: @Sendable (Connection) throws -> Acknowledgement, fail: @Sendable (StoreError) -> Void)

        typealias Acknowledgement = @Sendable () -> Void

        /// How a job ended within its transaction.
        enum Outcome: Sendable {
            case results([CommitResult])
            case acknowledgement(Acknowledgement)
        }
    }

    /// The one writer of a store: gathers what waits while a transaction is flushed into the next one.
    final class Writer {
        /// So many jobs share a transaction at most, which bounds how long the first of them waits.
        static let groupLimit = 512

        private let connection: Connection
        private let commits: CommitWriter
        private let begin: Statement
        private let commit: Statement
        private let rollback: Statement
        private let queue: JobQueue<WriteJob>
        private let executor: StoreExecutor
        private let log: WriteAheadLog

        init(_ connection: Connection, of file: StoreFile, executor: StoreExecutor) throws {
            self.connection = connection
            self.executor = executor
            queue = executor.queue
            log = WriteAheadLog(connection.handle, of: file)
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
                log.close()
            }
            var outcomes: [WriteJob.Outcome] = []
            outcomes.reserveCapacity(Self.groupLimit)
            // Callers that were answered lately come back soon: those of the last two groups are about as many as there are.
            // Half of them to a group lets one half decide while the other is flushed.
            var lastTwo = (0, 0)
            var lone = Patience()
            while true {
                let wanted = (lastTwo.0 + lastTwo.1) / 2
                if wanted > 1 {
                    queue.lookOut(for: wanted, patience: .microseconds(50), linger: .microseconds(150))
                    if queue.count == 0 { lastTwo = (0, 0) }
                } else if lastTwo.1 == 1 {
                    lone.lookOut(at: queue)
                }
                guard let jobs = nextGroup() else { return }
                guard !jobs.isEmpty else { continue }
                lastTwo = (lastTwo.1, jobs.count)
                write(jobs, into: &outcomes)
                log.copyBackIfLong()
            }
        }

        /// What is to be written next, possibly nothing; sleeps until something is to be done. Nil once the queue is closed and
        /// drained.
        ///
        /// Tasks run here, between transactions, and what they ask to be written joins the group.
        private func nextGroup() -> [WriteJob]? {
            let first = queue.take(atMost: Self.groupLimit)
            guard !first.isEmpty else { return nil }
            guard first.contains(where: \.isTask) else { return first }
            var group: [WriteJob] = []
            var jobs = first
            // Tasks that resume each other for ever must not keep those waiting who want to write.
            var rounds = 8
            while !jobs.isEmpty {
                for job in jobs {
                    switch job {
                    case .task(let task): executor.run(task, isAlone: jobs.count == 1 && group.isEmpty)
                    case .commits, .other: group.append(job)
                    }
                }
                rounds -= 1
                guard rounds > 0, group.count < Self.groupLimit else { break }
                jobs = queue.takeWaiting(atMost: Self.groupLimit)
            }
            return group
        }

        /// Writes a batch at once, in a transaction of its own: for a task on this thread that nobody else waits beside.
        ///
        /// - Throws: `StoreError`; then nothing of it is written.
        func writeAtOnce(_ batch: [Commit]) throws -> [CommitResult] {
            do {
                try step(begin)
                commits.transactionBegan()
                var results: [CommitResult] = []
                results.reserveCapacity(batch.count)
                for index in batch.indices { results.append(try commits.write(batch[index])) }
                try step(commit)
                commits.transactionEnded()
                log.copyBackIfLong()
                return results
            } catch {
                takeBack()
                throw StoreError.wrapping(error)
            }
        }

        /// Reads something at once, likewise.
        func readAtOnce<Answer>(_ body: (Connection) throws -> Answer) throws -> Answer {
            do {
                return try body(connection)
            } catch {
                throw StoreError.wrapping(error)
            }
        }

        private func takeBack() {
            if connection.isInTransaction { try? step(rollback) }
            commits.transactionFailed()
        }

        /// Writes the jobs in one transaction. Where one of them fails, each is written in a transaction of its own, so that
        /// nobody suffers for another's failure.
        private func write(_ jobs: [WriteJob], into outcomes: inout [WriteJob.Outcome]) {
            outcomes.removeAll(keepingCapacity: true)
            do {
                try step(begin)
                commits.transactionBegan()
                for job in jobs { outcomes.append(try write(job)) }
                try step(commit)
                commits.transactionEnded()
            } catch {
                takeBack()
                if jobs.count > 1 {
                    for job in jobs { write([job], into: &outcomes) }
                } else {
                    jobs[0].fail(StoreError.wrapping(error))
                }
                return
            }
            acknowledge(jobs, outcomes)
        }

        /// Tells the callers. Waking a task costs about as much as writing a commit, so a large group is told by a task of its
        /// own, while this thread writes the next group.
        private func acknowledge(_ jobs: [WriteJob], _ outcomes: [WriteJob.Outcome]) {
            if jobs.count < 8 {
                for (job, outcome) in zip(jobs, outcomes) { job.acknowledge(outcome) }
            } else {
                Task.detached { for (job, outcome) in zip(jobs, outcomes) { job.acknowledge(outcome) } }
            }
        }

        private func write(_ job: WriteJob) throws -> WriteJob.Outcome {
            switch job {
            case .commits(let batch, _):
                var results: [CommitResult] = []
                results.reserveCapacity(batch.count)
                for index in batch.indices { results.append(try commits.write(batch[index])) }
                return .results(results)
            case .other(let run, _):
                return .acknowledgement(try run(connection))
            case .task:
                preconditionFailure("a task is run, not written")
            }
        }

        private func step(_ statement: Statement) throws {
            defer { statement.reset() }
            _ = try statement.step()
        }
    }

    extension WriteJob {
        func acknowledge(_ outcome: Outcome) {
            switch (self, outcome) {
            case (.commits(_, let continuation), .results(let results)): continuation.resume(returning: results)
            case (.other, .acknowledgement(let acknowledge)): acknowledge()
            case (.commits, .acknowledgement), (.other, .results), (.task, _):
                preconditionFailure("an outcome of another job")
            }
        }

        func fail(_ error: StoreError) {
            switch self {
            case .commits(_, let continuation): continuation.resume(throwing: error)
            case .other(_, let fail): fail(error)
            case .task(let task): globalConcurrentExecutor.enqueue(task)
            }
        }

        var isTask: Bool {
            if case .task = self { true } else { false }
        }
    }

#endif
