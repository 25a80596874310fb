#if SQLite

    import GRDB
    import GRDBSQLite
    import Turnpike

    extension StoreError {
        /// The store's own error for a result code of SQLite.
        static func sqlite(code: Int32, cause: any Error) -> StoreError {
            switch code & 0xFF {
            case SQLITE_FULL:
                StoreError(
                    .full,
                    "no room is left for the store: free some space on its disk and try again",
                    cause: cause
                )
            case SQLITE_BUSY, SQLITE_LOCKED:
                StoreError(
                    .busy,
                    "another process has held the store for too long: try again, or end the process that holds it",
                    cause: cause
                )
            case SQLITE_NOTADB:
                StoreError(.notAStore, "the file is not a store: it is no SQLite database", cause: cause)
            case SQLITE_CORRUPT:
                StoreError(.damaged, "the store's file is damaged: restore it from a backup", cause: cause)
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
                StoreError(
                    .readOnly,
                    "the store cannot be written: its file, its folder or the disk is read-only for this user",
                    cause: cause
                )
            case SQLITE_CANTOPEN:
                StoreError(
                    .failed,
                    "the store's file cannot be opened: check that this user may read and write it and its folder",
                    cause: cause
                )
            case SQLITE_IOERR:
                StoreError(
                    .failed,
                    "the disk failed while the store was read or written: check that it has room, that no limit on the size of "
                        + "files is set, and that it works (\(cause))",
                    cause: cause
                )
            default:
                StoreError(.failed, "the store failed: \(cause)", cause: cause)
            }
        }

        /// Whether SQLite only said that the disk could not be used.
        var isUnclear: Bool {
            guard let cause = cause as? DatabaseError else { return false }
            return [.SQLITE_IOERR, .SQLITE_CANTOPEN].contains(cause.resultCode)
        }

        /// The store's own error for whatever GRDB threw.
        static func wrapping(_ error: any Error) -> StoreError {
            switch error {
            case let error as StoreError: error
            case let error as DatabaseError: .sqlite(code: error.extendedResultCode.rawValue, cause: error)
            default: StoreError(.failed, "the store failed: \(error)", cause: error)
            }
        }

        /// The same failure, saying which file it is about.
        func at(_ path: String) -> StoreError {
            StoreError(code, "\(path): \(message)", cause: cause)
        }

        static func damaged(_ what: String) -> StoreError {
            StoreError(.damaged, "\(what) in the store cannot be read: restore the store from a backup")
        }
    }

#endif
