#if SQLite

    import Dispatch
    import GRDB
    import GRDBSQLite
    import Synchronization

    /// Copies the write-ahead log back into the file on a thread of its own, by a connection of its own.
    final class LogCopier: Sendable {
        /// How far it is.
        enum Progress: Int {
            case idle, copying, ended
        }

        /// So few pages may be left to the writer.
        private static let few: Int32 = 256
        /// So often it tries to leave no more: writers may be faster than it is.
        private static let rounds = 4

        private let file: StoreFile
        private let state = Atomic(Progress.idle.rawValue)
        private let thread = DispatchQueue(label: "turnpike.store.copier")
        private let connection = Mutex<DatabaseQueue?>(nil)

        init(_ file: StoreFile) {
            self.file = file
        }

        var progress: Progress { Progress(rawValue: state.load(ordering: .acquiring)) ?? .idle }

        /// Copies what is in the log now, and nearly all that comes meanwhile.
        func start() {
            state.store(Progress.copying.rawValue, ordering: .relaxed)
            thread.async { [self] in
                connection.withLock { connection in
                    do {
                        let open = try connection ?? file.openReader()
                        connection = open
                        open.inDatabase { database in
                            guard let handle = database.sqliteConnection else { return }
                            Self.copyBack(handle)
                        }
                    } catch {
                        // The writer copies all of it back, then.
                    }
                }
                state.store(Progress.ended.rawValue, ordering: .releasing)
            }
        }

        private static func copyBack(_ handle: OpaquePointer) {
            var before: Int32 = 0
            for _ in 0..<rounds {
                var copied: Int32 = 0
                let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, &copied)
                // As long as that took, others wrote: about as many pages wait for the next round.
                guard code == SQLITE_OK, copied - before > few else { return }
                before = copied
            }
        }

        /// To be called when the writer has copied back the rest.
        func rest() {
            state.store(Progress.idle.rawValue, ordering: .relaxed)
        }

        /// Closes its connection; blocks until what it does is done.
        func close() {
            thread.sync {
                connection.withLock { connection in
                    try? connection?.close()
                    connection = nil
                }
            }
        }
    }

#endif
