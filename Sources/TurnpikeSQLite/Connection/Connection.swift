#if SQLite

    import GRDB
    import GRDBSQLite
    import Turnpike

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #else
        import Darwin
    #endif

    /// One connection's prepared statements, used on one thread at a time.
    final class Connection {
        let handle: OpaquePointer
        var arena = Arena()
        private var cache: [UnsafePointer<UInt8>: OpaquePointer] = [:]

        init(_ handle: OpaquePointer) {
            self.handle = handle
        }

        deinit {
            for statement in cache.values { sqlite3_finalize(statement) }
        }

        /// The statement, compiled at its first use.
        func prepare(_ sql: StaticString) throws -> Statement {
            if let raw = cache[sql.utf8Start] { return Statement(raw: raw, connection: self) }
            var raw: OpaquePointer?
            let text = UnsafeRawPointer(sql.utf8Start).assumingMemoryBound(to: CChar.self)
            let code = sqlite3_prepare_v3(
                handle,
                text,
                Int32(sql.utf8CodeUnitCount),
                UInt32(SQLITE_PREPARE_PERSISTENT),
                &raw,
                nil
            )
            guard code == SQLITE_OK, let raw else { throw failure(code) }
            cache[sql.utf8Start] = raw
            return Statement(raw: raw, connection: self)
        }

        /// Runs a statement that has no parameters and returns no rows.
        func run(_ sql: StaticString) throws {
            let statement = try prepare(sql)
            defer { statement.reset() }
            _ = try statement.step()
        }

        /// Reads in one transaction, where none is open.
        func snapshot<Answer>(_ body: () throws -> Answer) throws -> Answer {
            guard !isInTransaction else { return try body() }
            try run("BEGIN")
            defer { try? run("COMMIT") }
            return try body()
        }

        /// Rows changed by the last statement.
        var changes: Int32 { sqlite3_changes(handle) }

        /// The row id that the last insertion made.
        var lastRow: Int64 { sqlite3_last_insert_rowid(handle) }

        /// A number that changes with every commit of this connection, and with the first transaction in which it sees those
        /// of others.
        var dataVersion: UInt32 {
            var version: UInt32 = 0
            sqlite3_file_control(handle, "main", SQLITE_FCNTL_DATA_VERSION, &version)
            return version
        }

        /// Takes away the hooks by which GRDB watches transactions: here nobody asks it.
        func removeHooks() {
            sqlite3_commit_hook(handle, nil, nil)
            sqlite3_rollback_hook(handle, nil, nil)
        }

        var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

        /// What SQLite says about its last failure.
        func failure(_ code: Int32) -> StoreError {
            let extended = sqlite3_extended_errcode(handle)
            let outOfSpace = [ENOSPC, EDQUOT, EFBIG].contains(sqlite3_system_errno(handle))
            return StoreError.sqlite(
                code: outOfSpace && code & 0xFF == SQLITE_IOERR ? SQLITE_FULL : code,
                cause: DatabaseError(
                    resultCode: ResultCode(rawValue: extended),
                    message: String(cString: sqlite3_errmsg(handle))
                )
            )
        }
    }

#endif
