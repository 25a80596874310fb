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

    /// The writer's second thread. It ends transactions while the writer's own thread runs tasks, and takes tasks from it
    /// meanwhile and in between.
    ///
    /// From `start` to `finish` the connection belongs to it: nobody else may touch it.
    final class WriterAide: Sendable {
        private struct State {
            /// The end of a transaction, to be run before any further task.
            var end: (() throws -> Void)?
            var isAwake = false
        }

        private let thread = DispatchQueue(label: "turnpike.store.aide")
        private let executor: StoreExecutor
        private nonisolated(unsafe) let side: SideReader  // safe: used on its thread, and closed when that has ended
        private let state = Mutex(State())
        /// Whether it is at work or about to be, readable without the lock.
        private let isAwake = Atomic(false)
        private let ended = DispatchSemaphore(value: 0)
        private let hasEnded = Atomic(true)
        private nonisolated(unsafe) var failure: (any Error)?  // safe: handed back by the semaphore

        init(_ executor: StoreExecutor, of file: StoreFile) {
            self.executor = executor
            side = SideReader(file)
        }

        /// Whether `finish` would not wait.
        var isDone: Bool { hasEnded.load(ordering: .acquiring) }

        /// Runs the end of a transaction there, before all tasks that are not begun. The next one starts after `finish` only.
        func start(_ end: @escaping () throws -> Void) {
            failure = nil
            hasEnded.store(false, ordering: .relaxed)
            nonisolated(unsafe) let end = end  // safe: as above
            wake { $0.end = end }
        }

        /// Lets it take tasks too, until none waits.
        func help() {
            if !isAwake.load(ordering: .relaxed) { wake { _ in } }
        }

        /// Waits for the end: at first without sleeping, which would cost more than the usual wait, but giving the processor
        /// away where somebody else wants it.
        ///
        /// - Throws: what it threw.
        func finish() throws {
            let start = ContinuousClock.now
            while !isDone, ContinuousClock.now - start < Patience.flush { sched_yield() }
            ended.wait()
            if let failure { throw failure }
        }

        /// Waits until it holds on to nothing of what it was given. Blocks.
        func close() {
            thread.sync {}
            side.close()
        }

        private func wake(_ change: (inout State) -> Void) {
            let sleeps = state.withLock { state in
                change(&state)
                defer { state.isAwake = true }
                return !state.isAwake
            }
            guard sleeps else { return }
            isAwake.store(true, ordering: .relaxed)
            thread.async { [self] in work() }
        }

        private func work() {
            executor.isHelped(by: side)
            defer { executor.isHelped(by: nil) }
            while true {
                let (end, goesOn) = state.withLock { state -> ((() throws -> Void)?, Bool) in
                    defer { state.end = nil }
                    if state.end == nil, executor.tasks.count == 0 {
                        state.isAwake = false
                        isAwake.store(false, ordering: .relaxed)
                        return (nil, false)
                    }
                    return (state.end, true)
                }
                if let end {
                    do { try end() } catch { failure = error }
                    hasEnded.store(true, ordering: .releasing)
                    ended.signal()
                } else if goesOn {
                    if let task = executor.tasks.take() { executor.run(task) }
                } else {
                    return
                }
            }
        }
    }

#endif
