#if SQLite

    /// How many callers come back to the writer, by its last two groups: whoever was answered lately comes back soon.
    struct Crowd {
        private var beforeLast = 0
        private var last = 0
        /// Whether callers run on the writer's own thread.
        private(set) var runsHere = false

        /// Notes a group that is written.
        ///
        /// - Parameter besideTasks: whether tasks have run on the writer's thread since the last one.
        mutating func note(_ count: Int, besideTasks: Bool) {
            (beforeLast, last) = (last, count)
            runsHere = besideTasks
        }

        /// Whether there is one caller, elsewhere.
        var isOne: Bool { last == 1 && beforeLast <= 1 && !runsHere }

        /// For so many it is worth looking out before the next group is written: half of all, but not for those who were
        /// answered just now. One half then decides while the other is flushed.
        var wanted: Int { runsHere ? 0 : min((beforeLast + last) / 2, beforeLast) }
    }

#endif
