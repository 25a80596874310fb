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

    /// Jobs for threads that may block, handed over by tasks that may not.
    final class JobQueue<Job: Sendable>: Sendable {
        private struct State {
            var jobs: [Job] = []
            var sleepers = 0
            var isClosed = false
        }

        private let state = Mutex(State())
        private let wake = DispatchSemaphore(value: 0)
        /// How many jobs wait, readable without the lock.
        private let waiting = Atomic(0)
        private let ended = Atomic(false)

        /// Adds a job; false where the queue is closed. Never waits.
        @discardableResult
        func add(_ job: Job) -> Bool {
            let (accepted, wakes) = state.withLock { state -> (Bool, Bool) in
                guard !state.isClosed else { return (false, false) }
                state.jobs.append(job)
                waiting.store(state.jobs.count, ordering: .relaxed)
                guard state.sleepers > 0 else { return (true, false) }
                state.sleepers -= 1
                return (true, true)
            }
            if wakes { wake.signal() }
            return accepted
        }

        /// Whether it takes no more jobs.
        var isClosed: Bool { ended.load(ordering: .relaxed) }

        /// How many jobs wait.
        var count: Int { waiting.load(ordering: .relaxed) }

        /// Looks out for a first job for a while without sleeping; whether there is one. Gives the processor away meanwhile
        /// where somebody else wants it.
        func lookOut(patience: Duration) -> Bool {
            if count > 0 { return true }
            let start = ContinuousClock.now
            while ContinuousClock.now - start < patience {
                sched_yield()
                if count > 0 { return true }
            }
            return false
        }

        /// Looks out for jobs without sleeping, which would cost more than the wait: for a first one until `patience` has
        /// passed, then for `wanted` of them for as long as others keep coming, at most `linger`. Gives the processor away
        /// meanwhile where somebody else wants it.
        func lookOut(for wanted: Int, patience: Duration, linger: Duration) {
            let start = ContinuousClock.now
            var seen = count
            while seen == 0 {
                if ContinuousClock.now - start >= patience { return }
                seen = count
            }
            guard seen < wanted else { return }
            let first = ContinuousClock.now
            var last = first
            while seen < wanted {
                sched_yield()
                let now = ContinuousClock.now
                let waiting = count
                if waiting > seen {
                    seen = waiting
                    last = now
                }
                if now - first >= linger || now - last >= linger / 3 { return }
            }
        }

        /// All waiting jobs, at most `limit`; sleeps while there are none. Empty once the queue is closed and drained.
        func take(atMost limit: Int) -> [Job] {
            while true {
                let (jobs, isClosed) = state.withLock { state -> ([Job], Bool) in
                    let taken = take(atMost: limit, of: &state)
                    if taken.isEmpty, !state.isClosed { state.sleepers += 1 }
                    return (taken, state.isClosed)
                }
                if !jobs.isEmpty || isClosed { return jobs }
                wake.wait()
            }
        }

        /// The jobs that wait now, at most `limit`.
        func takeWaiting(atMost limit: Int) -> [Job] {
            guard count > 0 else { return [] }
            return state.withLock { take(atMost: limit, of: &$0) }
        }

        private func take(atMost limit: Int, of state: inout State) -> [Job] {
            var taken: [Job] = []
            if state.jobs.count <= limit {
                swap(&taken, &state.jobs)
            } else {
                taken = Array(state.jobs.prefix(limit))
                state.jobs.removeFirst(limit)
            }
            waiting.store(state.jobs.count, ordering: .relaxed)
            return taken
        }

        /// Takes no more jobs; those that wait are still done.
        func close() {
            ended.store(true, ordering: .relaxed)
            let sleepers = state.withLock { state in
                defer { state.sleepers = 0 }
                state.isClosed = true
                return state.sleepers
            }
            for _ in 0..<sleepers { wake.signal() }
        }
    }

#endif
