#if SQLite

    import Synchronization

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #else
        import Darwin
    #endif

    /// Runs tasks on the thread that writes a store, between its transactions.
    final class StoreExecutor: TaskExecutor {
        let queue = JobQueue<WriteJob>()
        private let thread = Atomic<UInt>(0)
        private nonisolated(unsafe) var writer: Writer?  // safe: touched on the one thread that `thread` names
        private nonisolated(unsafe) var isTaskAlone = false  // safe: touched on that thread likewise

        /// Runs a piece of a task there; on the threads of every other task once the store is closed.
        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            if !queue.add(.task(job)) { globalConcurrentExecutor.enqueue(job) }
        }

        /// The writer, where whoever asks runs on its thread, nobody else waits for it, and it takes work still. It may be used
        /// at once then, until the next suspension.
        var idleWriter: Writer? {
            guard thread.load(ordering: .relaxed) == Self.currentThread, isTaskAlone, queue.count == 0, !queue.isClosed
            else {
                return nil
            }
            return writer
        }

        /// To be called on the writer's thread before it takes up work, with nil when it is done.
        func belongs(to writer: Writer?) {
            self.writer = writer
            thread.store(writer == nil ? 0 : Self.currentThread, ordering: .relaxed)
        }

        /// Runs a piece of a task, on the writer's thread.
        ///
        /// - Parameter isAlone: whether nobody waits for what comes after it.
        func run(_ task: UnownedJob, isAlone: Bool) {
            isTaskAlone = isAlone
            task.runSynchronously(on: asUnownedTaskExecutor())
            isTaskAlone = false
        }

        private static var currentThread: UInt {
            #if canImport(Darwin)
                UInt(bitPattern: pthread_self())
            #else
                pthread_self()
            #endif
        }
    }

#endif
