#if SQLite

    import Turnpike
    import TurnpikeValues

    extension Connection {
        /// Whether a purge would find anything: two looks into an index.
        func hasSomething(for purge: StorePurge) throws -> Bool {
            let statement = try prepare(
                """
                SELECT EXISTS (SELECT 1 FROM idempotency INDEXED BY idempotency_recorded WHERE recorded < ?1)
                    OR EXISTS (
                        SELECT 1 FROM outbox INDEXED BY outbox_done WHERE status IN (1, 3) AND next < ?2
                            AND sequence < (SELECT max(sequence) FROM outbox)
                    )
                """
            )
            defer { statement.reset() }
            statement.bind(1, purge.keysBefore.seconds)
            statement.bind(2, purge.rowsBefore.seconds)
            return try statement.step() && statement.int(0) != 0
        }

        /// Removes one step's worth, oldest first; gives how many went.
        func purge(_ purge: StorePurge) throws -> Int {
            let keys = try prepare(
                """
                DELETE FROM idempotency WHERE (tenant, source, key) IN (
                    SELECT tenant, source, key FROM idempotency INDEXED BY idempotency_recorded
                    WHERE recorded < ?1 ORDER BY recorded LIMIT ?2
                )
                """
            )
            // The newest row stays whatever it is, or its sequence would be given once more. Of a row that is a record too, the
            // request goes.
            let shared = try prepare(
                """
                UPDATE journal SET hook = NULL, key = NULL, parks = NULL, request = NULL
                WHERE previous IS NOT NULL AND number IN (
                    SELECT journal_row FROM outbox INDEXED BY outbox_done
                    WHERE status IN (1, 3) AND next < ?1 AND sequence < (SELECT max(sequence) FROM outbox)
                    ORDER BY next, sequence LIMIT ?2
                )
                """
            )
            let requests = try prepare(
                """
                DELETE FROM journal WHERE previous IS NULL AND number IN (
                    SELECT journal_row FROM outbox INDEXED BY outbox_done
                    WHERE status IN (1, 3) AND next < ?1 AND sequence < (SELECT max(sequence) FROM outbox)
                    ORDER BY next, sequence LIMIT ?2
                )
                """
            )
            let rows = try prepare(
                """
                DELETE FROM outbox WHERE sequence IN (
                    SELECT sequence FROM outbox INDEXED BY outbox_done
                    WHERE status IN (1, 3) AND next < ?1 AND sequence < (SELECT max(sequence) FROM outbox)
                    ORDER BY next, sequence LIMIT ?2
                )
                """
            )
            var gone = 0
            // The requests go first: their rows say which.
            for (statement, before) in [
                (keys, purge.keysBefore), (shared, purge.rowsBefore), (requests, purge.rowsBefore),
                (rows, purge.rowsBefore),
            ] {
                defer { statement.reset() }
                statement.bind(1, before.seconds)
                statement.bind(2, purge.limit)
                _ = try statement.step()
                if statement.raw == keys.raw || statement.raw == rows.raw { gone += Int(changes) }
            }
            try run("DELETE FROM outbox_story WHERE sequence NOT IN (SELECT sequence FROM outbox)")
            return gone
        }
    }

#endif
