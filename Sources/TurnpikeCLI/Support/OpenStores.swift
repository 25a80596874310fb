#if SQLite

    import Synchronization
    import TurnpikeSQLite

    /// The stores that this program has open, so that they are closed before it ends: what a person then finds, copies or
    /// sends on is one file and no log beside it.
    enum OpenStores: Sendable {
        private static let stores = Mutex<[SQLiteStore]>([])

        /// Remembers a store.
        static func add(_ store: SQLiteStore) {
            stores.withLock { $0.append(store) }
        }

        /// Closes all of them.
        static func close() async {
            let open = stores.withLock { stores in
                defer { stores = [] }
                return stores
            }
            for store in open { await store.close() }
        }
    }

#endif
