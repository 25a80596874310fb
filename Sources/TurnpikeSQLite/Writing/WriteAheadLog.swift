#if SQLite

    import GRDBSQLite

    /// Copies the write-ahead log back into the file when it has grown long: after the callers were answered, where SQLite by
    /// itself would do it within a commit, which all of them wait for.
    final class WriteAheadLog {
        /// After so many pages the log is copied back: what many commits touch is copied once, and the file flushed seldom.
        static let limit: Int32 = 4_000

        private let handle: OpaquePointer
        private let pages: UnsafeMutablePointer<Int32>

        /// Watches the log of a connection that stays open for as long as this object lives.
        init(_ handle: OpaquePointer) {
            self.handle = handle
            let pages = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
            pages.initialize(to: 0)
            self.pages = pages
            sqlite3_wal_hook(
                handle,
                { context, _, _, count in
                    context?.assumingMemoryBound(to: Int32.self).pointee = count
                    return SQLITE_OK
                },
                pages
            )
        }

        deinit {
            sqlite3_wal_hook(handle, nil, nil)
            pages.deallocate()
        }

        /// Copies back what no reader needs any more, where the log is long. A failure loses nothing: the log stays and grows
        /// until a later try.
        func copyBackIfLong() {
            guard pages.pointee >= Self.limit else { return }
            pages.pointee = 0
            sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        }
    }

#endif
