#if SQLite

    import GRDBSQLite

    /// Sees to it that the write-ahead log is copied back into the file when it has grown long: beside the commits, where SQLite
    /// by itself would do it within one, which all callers wait for.
    ///
    /// A log that grows without a pause is never copied back whole beside the commits. So most of it is copied by another
    /// thread, and the little that came meanwhile between two commits: the next one then begins the log anew.
    final class WriteAheadLog {
        /// After so many pages the log is copied back: what many commits touch is copied once, and the file flushed seldom.
        static let limit: Int32 = 4_000

        private let handle: OpaquePointer
        private let copier: LogCopier
        private let pages: UnsafeMutablePointer<Int32>
        /// With so many pages the log is copied back next. More than the limit where a reader has kept a part of it.
        private var due = limit

        /// Watches the log of a connection that stays open for as long as this object lives.
        init(_ handle: OpaquePointer, of file: StoreFile) {
            self.handle = handle
            copier = LogCopier(file)
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

        /// To be called between commits. Whatever fails loses nothing: the log stays and grows until a later try.
        func copyBackIfLong() {
            guard pages.pointee >= due else {
                if pages.pointee < Self.limit { due = Self.limit }
                return
            }
            switch copier.progress {
            case .idle: copier.start()
            case .copying: break
            case .ended:
                sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
                copier.rest()
                due = pages.pointee + Self.limit
            }
        }

        /// Ends the other thread; blocks until it has.
        func close() {
            copier.close()
        }
    }

#endif
