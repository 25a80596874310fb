#if SQLite

    import Dispatch
    import GRDB
    import Turnpike

    /// A thread of its own that owns one connection for as long as its queue is open.
    enum Worker {
        /// Starts the thread. `body` runs on it once, with the connection or why there is none, and loops until its queue is
        /// closed; then the connection is closed.
        static func start(
            _ label: String,
            opening open: @escaping @Sendable () throws(StoreError) -> DatabaseQueue,
            body: @escaping @Sendable (Result<Connection, StoreError>) -> Void,
            atEnd: @escaping @Sendable () -> Void
        ) {
            // A dispatch queue's thread may block; the threads of Swift's cooperative pool may not.
            DispatchQueue(label: label).async {
                do throws(StoreError) {
                    let database = try open()
                    database.inDatabase { database in
                        guard let handle = database.sqliteConnection else {
                            return body(.failure(StoreError(.failed, "the store's connection is closed")))
                        }
                        body(.success(Connection(handle)))
                    }
                    try? database.close()
                } catch {
                    body(.failure(error))
                }
                atEnd()
            }
        }
    }

#endif
