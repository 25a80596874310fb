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
    }

    /// Jobs that share a transaction, and how each has ended within it.
    struct WriteGroup: Sendable {
        var jobs: [WriteJob]
        var outcomes: [WriteJob.Outcome] = []

        func acknowledge() {
            for (job, outcome) in zip(jobs, outcomes) { job.acknowledge(outcome) }
        }
    }

#endif
