#if SQLite

    import Dispatch
    import Synchronization

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #else
        import Darwin
    #endif

    /// Ends the writer's transactions on a thread of its own, while the writer's thread runs tasks.
    ///
    /// From `start` to `finish` the connection belongs to that thread: nobody else may touch it.
    final class Committer: Sendable {
        private let thread = DispatchQueue(label: "turnpike.store.committer")
        private let ended = DispatchSemaphore(value: 0)
        private let hasEnded = Atomic(true)
        private nonisolated(unsafe) var failure: (any Error)?  // safe: handed back by the semaphore

        /// Whether `finish` would not wait.
        var isDone: Bool { hasEnded.load(ordering: .acquiring) }

        /// Runs the end of a transaction there. The next one starts after `finish` only.
        func start(_ commit: @escaping () throws -> Void) {
            failure = nil
            hasEnded.store(false, ordering: .relaxed)
            nonisolated(unsafe) let commit = commit  // safe: what it touches is that thread's until `finish`
            thread.async { [self] in
                do { try commit() } catch { failure = error }
                hasEnded.store(true, ordering: .releasing)
                ended.signal()
            }
        }

        /// Waits until its thread holds on to nothing of what it was given. Blocks.
        func close() {
            thread.sync {}
        }

        /// Waits for its end: at first without sleeping, which would cost more than the usual wait, but giving the processor
        /// away where somebody else wants it.
        ///
        /// - Throws: what it threw.
        func finish() throws {
            let start = ContinuousClock.now
            while !isDone, ContinuousClock.now - start < Patience.flush { sched_yield() }
            ended.wait()
            if let failure { throw failure }
        }
    }

#endif
