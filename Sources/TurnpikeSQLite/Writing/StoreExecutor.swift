#if SQLite

    import Synchronization

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #else
        import Darwin
    #endif

    /// Runs tasks on the thread that writes a store, between its transactions and while one is flushed; many of them on its
    /// second thread too.
    final class StoreExecutor: TaskExecutor {
        let queue = JobQueue<WriteJob>()
        /// What is run on the writer's threads, by whichever is free.
        let tasks = TaskPool()
        private let thread = Atomic<UInt>(0)
        private nonisolated(unsafe) var writer: Writer?  // safe: touched on the one thread that `thread` names
        private let aidesThread = Atomic<UInt>(0)
        private nonisolated(unsafe) var side: SideReader?  // safe: touched on the one thread that `aidesThread` names

        /// Runs a piece of a task there; on the threads of every other task once the store is closed.
        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            if writerHere != nil || readerHere != nil { return tasks.add(job) }
            if !queue.add(.task(job)) { globalConcurrentExecutor.enqueue(job) }
        }

        /// The writer, where a task asks that runs on its thread and it takes work still: such a task needs no queue, and may
        /// read at once.
        var writerHere: Writer? {
            guard thread.load(ordering: .relaxed) == Self.currentThread, !queue.isClosed else { return nil }
            return writer
        }

        /// The writer, where a task asks that runs on its thread and beside which nobody waits for it. It may be used at once
        /// then, until the next suspension.
        var idleWriter: Writer? {
            guard let writer = writerHere, writer.isIdle, queue.count == 0 else { return nil }
            return writer
        }

        /// What reads at once, where a task asks that runs on the writer's second thread.
        var readerHere: SideReader? {
            guard aidesThread.load(ordering: .relaxed) == Self.currentThread, !queue.isClosed else { return nil }
            return side
        }

        /// To be called on the writer's second thread before it runs tasks, with nil when it stops.
        func isHelped(by side: SideReader?) {
            self.side = side
            aidesThread.store(side == nil ? 0 : Self.currentThread, ordering: .relaxed)
        }

        /// To be called on the writer's thread before it takes up work, with nil when it is done.
        func belongs(to writer: Writer?) {
            self.writer = writer
            thread.store(writer == nil ? 0 : Self.currentThread, ordering: .relaxed)
        }

        /// Runs a piece of a task, on one of the writer's threads.
        func run(_ task: UnownedJob) {
            task.runSynchronously(on: asUnownedTaskExecutor())
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
