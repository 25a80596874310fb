#if SQLite

    import Synchronization

    /// Pieces of tasks that wait to be run on the writer's threads, in the order in which they came.
    final class TaskPool: Sendable {
        private struct State {
            var tasks: [UnownedJob] = []
            /// How many of them have been taken.
            var next = 0
        }

        /// After so many the places of those taken are given back: pieces that come again at once keep it from being empty.
        private static let leftovers = 1_024

        private let state = Mutex(State())
        private let waiting = Atomic(0)
        private let total = Atomic(0)

        /// How many wait, readable without the lock.
        var count: Int { waiting.load(ordering: .relaxed) }

        /// How many were ever taken.
        var taken: Int { total.load(ordering: .relaxed) }

        func add(_ task: UnownedJob) {
            state.withLock { state in
                state.tasks.append(task)
                waiting.store(state.tasks.count - state.next, ordering: .relaxed)
            }
        }

        /// The next one, where there is one.
        func take() -> UnownedJob? {
            guard count > 0 else { return nil }
            return state.withLock { state in
                guard state.next < state.tasks.count else { return nil }
                let task = state.tasks[state.next]
                state.next += 1
                if state.next == state.tasks.count || state.next == Self.leftovers {
                    state.tasks.removeFirst(state.next)
                    state.next = 0
                }
                waiting.store(state.tasks.count - state.next, ordering: .relaxed)
                total.wrappingAdd(1, ordering: .relaxed)
                return task
            }
        }
    }

#endif
