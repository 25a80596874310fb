#if SQLite

    import GRDB
    import Turnpike

    /// A connection that reads on the writer's thread while the writer's own is in use elsewhere; opened at its first use.
    final class SideReader {
        private let file: StoreFile
        private var database: DatabaseQueue?
        private var open: Connection?

        init(_ file: StoreFile) {
            self.file = file
        }

        /// - Throws: `StoreError` where the file cannot be opened once more.
        func connection() throws -> Connection {
            if let open { return open }
            let database = try file.openReader()
            guard let handle = database.inDatabase({ $0.sqliteConnection }) else {
                throw StoreError(.failed, "the store's connection is closed")
            }
            let connection = Connection(handle)
            self.database = database
            open = connection
            return connection
        }

        /// Reads something at once.
        ///
        /// - Throws: `StoreError`, whatever the body throws.
        static func read<Answer>(from side: Connection, _ body: (Connection) throws -> Answer) throws -> Answer {
            do { return try body(side) } catch { throw StoreError.wrapping(error) }
        }

        func close() {
            // Its statements go before it.
            open = nil
            try? database?.close()
            database = nil
        }
    }

#endif
