#if SQLite

    import Turnpike

    extension Connection {
        /// How many entries of the journal one step takes in, so that no commit waits long behind it.
        static let takenAtOnce: Int64 = 10_000

        /// Takes requests that commits have left in the journal into the outbox, in order.
        ///
        /// Commits only append to the journal: a row of its own in the outbox would cost each of them a page more to flush.
        ///
        /// - Returns: Whether all are taken in; where not, call again.
        func takeInRequests() throws -> Bool {
            let ends = try prepare(
                """
                SELECT CAST(value AS INTEGER), (SELECT coalesce(max(number), 0) FROM journal)
                FROM meta WHERE key = 'outbox_taken'
                """
            )
            let (taken, last): (Int64, Int64)
            do {
                defer { ends.reset() }
                guard try ends.step() else { throw StoreError.damaged("the outbox") }
                (taken, last) = (ends.int(0), ends.int(1))
            }
            guard taken < last else { return true }
            let end = min(last, taken + Self.takenAtOnce)
            let insert = try prepare(
                """
                INSERT INTO outbox (journal_row, tenant, deal, hook, open, status, attempts, next, next_ns)
                SELECT journal.number, deal.tenant, deal.id, journal.hook, 1, 0, 0, journal.time, journal.time_ns
                FROM journal CROSS JOIN deal ON deal.number = journal.deal
                WHERE journal.number > ?1 AND journal.number <= ?2 AND journal.hook IS NOT NULL
                ORDER BY journal.number
                """
            )
            do {
                defer { insert.reset() }
                insert.bind(1, taken)
                insert.bind(2, end)
                _ = try insert.step()
            }
            // A few records without a request are read past once more rather than flushed for.
            guard changes > 0 || end - taken >= 1_000 else { return true }
            let mark = try prepare("UPDATE meta SET value = ?1 WHERE key = 'outbox_taken'")
            defer { mark.reset() }
            mark.bind(1, end)
            _ = try mark.step()
            return end == last
        }
    }

#endif
