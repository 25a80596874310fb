#if SQLite

    import GRDB
    import Turnpike

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #else
        import Darwin
    #endif

    extension StoreFile {
        /// The file as it can be read without writing anything.
        ///
        /// - Throws: `StoreError` where it is no store, or is older or newer than what this library reads.
        func reading() throws(StoreError) -> StoreFile {
            var file = self
            file.options.isReadOnly = true
            try file.checkFile()
            do {
                try file.checkContent()
            } catch {
                guard error.cause is DatabaseError, [.readOnly, .failed].contains(error.code), !hasLog else {
                    throw error
                }
                // Without the right to make the files beside it, SQLite reads a file only where it is told that nobody writes.
                file.options.isImmutable = true
                try file.checkContent()
            }
            return file
        }

        private func checkContent() throws(StoreError) {
            do {
                let queue = try connect()
                try queue.inDatabase { database in
                    try checkOwner(database)
                    let version = try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                    guard version == Schema.version else {
                        throw StoreError(
                            .readOnly,
                            "the store has schema \(version), and as it is read-only it cannot be brought up to date: give "
                                + "this user write access to the file and to its folder, or copy both elsewhere"
                        )
                    }
                }
                try queue.close()
            } catch {
                throw explained(error).at(path)
            }
        }

        /// Whether commits stand in a log beside the file.
        private var hasLog: Bool {
            var status = stat()
            return stat(path + "-wal", &status) == 0 && status.st_size > 0
        }
    }

#endif
