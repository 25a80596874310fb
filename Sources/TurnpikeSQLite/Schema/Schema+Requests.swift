#if SQLite

    extension Schema {
        /// From version 7 to 8: a record and the first request that follows from it share a row of the journal.
        ///
        /// Most commands cause one request, and an insertion costs about a third of what a move costs the store. In such a row
        /// `body` is the record and `request` the request; a request that has a row of its own is its `body`, as before.
        ///
        /// A process of an older version that has the file open would deliver such a record as a request, and purge it with
        /// the request. So what it asks of the outbox names a column that is gone, and fails.
        static let sharedRows: StaticString = """
            ALTER TABLE journal ADD COLUMN request BLOB;
            ALTER TABLE outbox RENAME COLUMN entry TO journal_row;
            """
    }

#endif
