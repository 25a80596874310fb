#if SQLite

    /// Whether it is worth looking out a little for the next job before going to sleep.
    ///
    /// Going to sleep and being woken costs two switches of threads and some latency. A caller who has come back at once
    /// lately will do so again; after a few who did not, the thread sleeps at once, and only now and then tries anew.
    struct Patience {
        /// So long one look takes.
        static let limit = Duration.microseconds(40)
        /// About as long as a flush takes on a fast disk.
        static let flush = Duration.microseconds(200)
        /// After so many looks in vain, fewer are taken.
        private static let failures = 4
        /// Then one in so many.
        private static let rest = 64

        private var inVain = 0
        private var skipped = 0

        /// Looks out for a first job, where that has paid lately.
        mutating func lookOut<Job: Sendable>(at queue: JobQueue<Job>) {
            if inVain >= Self.failures {
                skipped += 1
                guard skipped >= Self.rest else { return }
                skipped = 0
                inVain = Self.failures - 1
            }
            inVain = queue.lookOut(patience: Self.limit) ? 0 : inVain + 1
        }
    }

#endif
