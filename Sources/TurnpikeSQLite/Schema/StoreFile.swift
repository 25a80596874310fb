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

    /// Opens connections to a store's file, and refuses what is none before anything is written.
    struct StoreFile: Sendable {
        /// How the file is used.
        struct Options: Sendable {
            /// How long to wait while another process writes, in milliseconds.
            var busyMilliseconds = 10_000
            /// A limit on the file's size in pages of 4,096 bytes; 0 is none.
            var maximumPages = 0
            /// Whether the file is only read.
            var isReadOnly = false
            /// Whether nobody can write the file and its folder, so that it is read without the files beside it.
            var isImmutable = false
        }

        /// The path as the caller gave it, for messages.
        let path: String
        var options: Options

        /// Where SQLite finds the file; never a name with a meaning of its own such as `:memory:`.
        private var location: String { path.hasPrefix("/") ? path : "./" + path }

        /// The name that SQLite is given.
        private var name: String {
            guard options.isImmutable else { return location }
            let special: Set<UInt8> = [UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#")]
            var escaped: [UInt8] = []
            for byte in location.utf8 {
                escaped += special.contains(byte) ? Array("%\(String(byte, radix: 16))".utf8) : [byte]
            }
            return "file:\(String(decoding: escaped, as: UTF8.self))?immutable=1"
        }

        // MARK: Opening

        /// Opens the file for writing and brings its schema up to date; creates it where it does not exist.
        func openWriter() throws(StoreError) -> DatabaseQueue {
            try checkFile()
            do {
                let queue = try connect()
                try queue.inDatabase { database in
                    guard let handle = database.sqliteConnection else { throw StoreError(.failed, "not open") }
                    guard sqlite3_db_readonly(handle, "main") != 1 else { throw readOnly() }
                    try checkOwner(database)
                    try useWriteAheadLog(database)
                    try makeDurable(database)
                    if options.maximumPages > 0 {
                        try database.execute(sql: "PRAGMA max_page_count = \(options.maximumPages)")
                    }
                    try migrate(database)
                }
                return queue
            } catch {
                throw explained(error).at(path)
            }
        }

        /// Opens one more connection to a file that `openWriter` has opened, for reading only.
        func openReader() throws(StoreError) -> DatabaseQueue {
            do {
                let queue = try connect()
                try queue.inDatabase { database in
                    try makeDurable(database)
                    try database.execute(sql: "PRAGMA query_only = ON")
                }
                return queue
            } catch {
                throw explained(error).at(path)
            }
        }

        /// What went wrong, and that the disk is full where SQLite only says that it could not write.
        func explained(_ error: any Error) -> StoreError {
            let error = StoreError.wrapping(error)
            guard error.isUnclear, isDiskFull else { return error }
            return StoreError.sqlite(code: SQLITE_FULL, cause: error)
        }

        private var isDiskFull: Bool {
            var disk = statvfs()
            guard statvfs(folder, &disk) == 0 else { return false }
            // Less than the smallest store needs.
            return UInt64(disk.f_bavail) * UInt64(disk.f_frsize) < 256 * 1_024
        }

        func connect() throws -> DatabaseQueue {
            var configuration = Configuration()
            configuration.label = "turnpike.store"
            configuration.foreignKeysEnabled = false
            let limit = options.busyMilliseconds
            configuration.busyMode = .callback { tries in
                // Half a millisecond at first: another process's commit is short.
                let early = 40
                let waited = tries < early ? tries / 2 : early / 2 + (tries - early) * 5
                guard waited < limit else { return false }
                usleep(tries < early ? 500 : 5_000)
                return true
            }
            configuration.readonly = options.isReadOnly
            return try DatabaseQueue(path: name, configuration: configuration)
        }

        // MARK: Settings

        private func useWriteAheadLog(_ database: Database) throws {
            // Another process that opens the new file in the same moment makes this busy without asking the busy handler.
            var mode: String?
            var tries = 0
            while mode != "wal" {
                do {
                    mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
                    guard mode == "wal" else {
                        throw StoreError(
                            .failed,
                            "the disk cannot hold a write-ahead log (it says '\(mode ?? "")'): a store needs a local disk"
                        )
                    }
                } catch let error as DatabaseError
                    where error.resultCode == .SQLITE_BUSY && tries * 5 < options.busyMilliseconds
                {
                    tries += 1
                    usleep(5_000)
                }
            }
            // The writer sees to that between commits.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            // Large enough for what commits touch again and again. A commit that splits a page walks through all that is kept.
            try database.execute(sql: "PRAGMA cache_size = -4096")
        }

        /// Every commit is flushed before it is acknowledged: that is what FULL means with a write-ahead log, and it is read
        /// back because a driver may set it otherwise.
        private func makeDurable(_ database: Database) throws {
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // What is erased is overwritten where it stood; this mode writes no page that is not written anyway.
            try database.execute(sql: "PRAGMA secure_delete = FAST")
            let setting = try Int.fetchOne(database, sql: "PRAGMA synchronous")
            guard setting == 2 else {
                throw StoreError(
                    .failed,
                    "SQLite does not flush commits here (synchronous is \(setting.map(String.init) ?? "unknown"), not 2): "
                        + "a store that may lose acknowledged deals is not opened"
                )
            }
        }

        // MARK: Schema

        func checkOwner(_ database: Database) throws {
            let owner = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            let version = try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            if owner == Schema.applicationID {
                guard version <= Schema.version else { throw newer(version) }
                return
            }
            let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
            guard owner == 0, version == 0, tables == 0 else {
                throw StoreError(
                    .notAStore,
                    "this is a SQLite database of another program, not a store: name another file"
                )
            }
        }

        private func migrate(_ database: Database) throws {
            let known = try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            guard known < Schema.version else { return }
            try database.inTransaction(.immediate) {
                // Another process may have been first.
                try checkOwner(database)
                let version = try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                for step in Schema.steps.dropFirst(Int(version)) {
                    try database.execute(sql: step.description)
                }
                try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
                try database.execute(sql: "PRAGMA user_version = \(Schema.version)")
                return .commit
            }
        }

        private func newer(_ version: Int32) -> StoreError {
            StoreError(
                .newerVersion,
                "the store has schema \(version) and this version of Turnpike knows \(Schema.version): update Turnpike, or "
                    + "use the version that wrote the store; nothing was changed"
            )
        }

        private func readOnly() -> StoreError {
            StoreError(
                .readOnly,
                "the store is read-only: give this user write access to the file and to its folder, or copy both elsewhere"
            )
        }

        // MARK: The file itself

        /// Looks at the file before SQLite does, for messages that say what is wrong, and so that nothing foreign is touched.
        func checkFile() throws(StoreError) {
            guard !path.isEmpty, !path.utf8.contains(0) else {
                throw StoreError(.notFound, "the store needs a file's name, such as deals.db")
            }
            guard path != ":memory:" else {
                throw StoreError(.notAStore, ":memory: is not a file: use InMemoryStore for a store that nobody keeps")
            }
            var status = stat()
            guard stat(location, &status) == 0 else {
                guard errno == ENOENT, !options.isReadOnly else { throw inaccessible(errno) }
                return try checkFolder()
            }
            switch status.st_mode & S_IFMT {
            case S_IFREG: break
            case S_IFDIR:
                throw StoreError(.notAStore, "\(path) is a folder: name a file in it, such as \(path)/deals.db")
            default:
                throw StoreError(.notAStore, "\(path) is not a regular file: a store is a file on a local disk")
            }
            if access(location, R_OK) != 0 { throw inaccessible(errno) }
            if !options.isReadOnly, access(location, W_OK) != 0 || access(folder, W_OK) != 0 {
                throw readOnly().at(path)
            }
            if status.st_size > 0 { try checkHeader() }
        }

        private var folder: String {
            let end = location.lastIndex(of: "/") ?? location.startIndex
            return end == location.startIndex ? "/" : String(location[..<end])
        }

        private func checkFolder() throws(StoreError) {
            var status = stat()
            guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                throw StoreError(.notFound, "\(path): the folder \(folder) does not exist; create it first")
            }
            if access(folder, W_OK) != 0 { throw readOnly().at(path) }
        }

        private func inaccessible(_ number: Int32) -> StoreError {
            StoreError(.failed, "\(path) cannot be read: \(String(cString: strerror(number)))")
        }

        /// The header of a SQLite file, see "The Database Header" of https://sqlite.org/fileformat.html.
        private func checkHeader() throws(StoreError) {
            let descriptor = open(location, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw inaccessible(errno) }
            defer { close(descriptor) }
            var header = [UInt8](repeating: 0, count: 100)
            let count = read(descriptor, &header, header.count)
            guard count == header.count, header.starts(with: Array("SQLite format 3\0".utf8)) else {
                throw StoreError(.notAStore, "\(path) is not a store: it is no SQLite database; name another file")
            }
            // Big-endian, at 60 the user's version and at 68 the application's id.
            func word(_ offset: Int) -> Int32 {
                Int32(bitPattern: header[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) })
            }
            let owner = word(68)
            guard owner == 0 || owner == Schema.applicationID else {
                throw StoreError(
                    .notAStore,
                    "\(path) is a SQLite database of another program, not a store: name another file"
                )
            }
            if owner == Schema.applicationID, word(60) > Schema.version { throw newer(word(60)).at(path) }
        }
    }

#endif
