#if SQLite

    /// Runs tasks on the thread that writes a store, between its transactions.
    final class StoreExecutor: TaskExecutor {
        let queue = JobQueue<WriteJob>()

        /// Runs a piece of a task there; on the threads of every other task once the store is closed.
        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            if !queue.add(.task(job)) { globalConcurrentExecutor.enqueue(job) }
        }

        /// Whether the task that asks runs here.
        var isCurrent: Bool {
            withUnsafeCurrentTask { $0?.unownedTaskExecutor == asUnownedTaskExecutor() }
        }
    }

#endif
