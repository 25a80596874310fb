#if SQLite

    import GRDBSQLite

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #else
        import Darwin
    #endif

    /// Gathers what SQLite appends to the write-ahead log of one connection and writes it in one go before the log is flushed,
    /// where SQLite by itself asks the system twice for each page: for its header and for its content.
    ///
    /// It stands between SQLite and the file by the methods of the open file (`sqlite3_io_methods`), which SQLite hands out for
    /// that (`SQLITE_FCNTL_JOURNAL_POINTER`). Whatever else is asked of the file, first of all its flush, comes after what was
    /// gathered. A log that has grown somewhat is made longer by a piece at a time, with zeros, which SQLite takes for no page:
    /// where the file's length changes, a flush has to write that too, and waits twice.
    ///
    /// With `synchronous=FULL` nobody else reads a page of the log before its commit is flushed, and nothing
    /// is acknowledged earlier: a write that fails makes the flush fail, and with it the commit.
    struct GatheredLog {
        /// So many bytes are gathered at most; SQLite itself writes less than 128 KiB at a time.
        private static let capacity: Int32 = 96 * 1_024

        /// A log of so many bytes is one that goes on growing.
        private static let grown: sqlite3_int64 = 256 * 1_024
        /// By so many bytes it is made longer at a time.
        private static let piece: sqlite3_int64 = 1_024 * 1_024

        // SQLite finds the methods by their address, which is that of the whole.
        private var methods: sqlite3_io_methods
        private let original: UnsafePointer<sqlite3_io_methods>
        private let bytes: UnsafeMutableRawPointer
        private var offset: sqlite3_int64 = 0
        private var count: Int32 = 0
        /// How long the file is; nil where that is not known.
        private var length: sqlite3_int64?

        private init(_ original: UnsafePointer<sqlite3_io_methods>) {
            self.original = original
            bytes = .allocate(byteCount: Int(Self.capacity), alignment: 16)
            methods = original.pointee
            methods.xClose = { Self.close($0) }
            methods.xRead = { file, room, count, offset in
                Self.flushed(file) { $0.xRead(file, room, count, offset) }
            }
            methods.xWrite = { Self.write($0, $1, $2, $3) }
            methods.xTruncate = { file, size in
                Self.log(of: file)?.pointee.length = nil
                return Self.flushed(file) { $0.xTruncate(file, size) }
            }
            methods.xSync = { file, flags in Self.flushed(file) { $0.xSync(file, flags) } }
            methods.xFileSize = { file, size in Self.flushed(file) { $0.xFileSize(file, size) } }
        }

        /// Stands in for the methods of a connection's log until the connection is closed. The log must be open, as it is once
        /// something was read or prepared.
        static func install(on handle: OpaquePointer) {
            var file: UnsafeMutablePointer<sqlite3_file>?
            guard sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file) == SQLITE_OK, let file,
                let original = file.pointee.pMethods
            else { return }
            let log = UnsafeMutablePointer<GatheredLog>.allocate(capacity: 1)
            log.initialize(to: GatheredLog(original))
            file.pointee.pMethods = UnsafeRawPointer(log).assumingMemoryBound(to: sqlite3_io_methods.self)
        }

        // safe: these methods are only ever found at the start of a log that `install` has made.
        private static func log(of file: UnsafeMutablePointer<sqlite3_file>?) -> UnsafeMutablePointer<GatheredLog>? {
            UnsafeMutableRawPointer(mutating: file?.pointee.pMethods)?.assumingMemoryBound(to: GatheredLog.self)
        }

        private typealias File = UnsafeMutablePointer<sqlite3_file>?

        /// The methods of the file itself.
        private struct Real {
            let methods: UnsafePointer<sqlite3_io_methods>

            func xRead(_ file: File, _ room: UnsafeMutableRawPointer?, _ count: Int32, _ offset: sqlite3_int64) -> Int32
            {
                methods.pointee.xRead?(file, room, count, offset) ?? SQLITE_IOERR
            }

            func xWrite(_ file: File, _ bytes: UnsafeRawPointer?, _ count: Int32, _ offset: sqlite3_int64) -> Int32 {
                methods.pointee.xWrite?(file, bytes, count, offset) ?? SQLITE_IOERR
            }

            func xTruncate(_ file: File, _ size: sqlite3_int64) -> Int32 {
                methods.pointee.xTruncate?(file, size) ?? SQLITE_IOERR
            }

            func xSync(_ file: File, _ flags: Int32) -> Int32 {
                methods.pointee.xSync?(file, flags) ?? SQLITE_IOERR
            }

            func xFileSize(_ file: File, _ size: UnsafeMutablePointer<sqlite3_int64>?) -> Int32 {
                methods.pointee.xFileSize?(file, size) ?? SQLITE_IOERR
            }
        }

        /// Writes what was gathered.
        private mutating func flush(_ file: File) -> Int32 {
            guard count > 0 else { return SQLITE_OK }
            defer { count = 0 }
            let result = Real(methods: original).xWrite(file, bytes, count, offset)
            if result == SQLITE_OK { lengthen(file, beyond: offset + sqlite3_int64(count)) }
            return result
        }

        /// Makes the log longer where something was written up to its end. That this fails takes nothing from what was written.
        private mutating func lengthen(_ file: File, beyond end: sqlite3_int64) {
            guard end >= Self.grown else { return }
            let real = Real(methods: original)
            if length == nil {
                var size: sqlite3_int64 = 0
                guard real.xFileSize(file, &size) == SQLITE_OK else { return }
                // What was just written is in it; whether more is behind, the next writes tell.
                length = size
            }
            guard let known = length, end >= known else { return }
            memset(bytes, 0, Int(Self.capacity))
            var next = end
            while next < end + Self.piece {
                let some = Int32(min(sqlite3_int64(Self.capacity), end + Self.piece - next))
                guard real.xWrite(file, bytes, some, next) == SQLITE_OK else { break }
                next += sqlite3_int64(some)
            }
            length = next
        }

        private static func flushed(_ file: File, _ then: (Real) -> Int32) -> Int32 {
            guard let log = log(of: file) else { return SQLITE_IOERR }
            let result = log.pointee.flush(file)
            return result == SQLITE_OK ? then(Real(methods: log.pointee.original)) : result
        }

        private static func write(
            _ file: File,
            _ content: UnsafeRawPointer?,
            _ count: Int32,
            _ offset: sqlite3_int64
        ) -> Int32 {
            guard let log = log(of: file), let content else { return SQLITE_IOERR }
            if log.pointee.count > 0 {
                let follows = offset == log.pointee.offset + sqlite3_int64(log.pointee.count)
                if !follows || count > capacity - log.pointee.count {
                    let result = log.pointee.flush(file)
                    guard result == SQLITE_OK else { return result }
                }
            }
            guard count <= capacity else {
                // Behind it may stand what was written before: only what is known to be the end is made longer.
                log.pointee.length = nil
                return Real(methods: log.pointee.original).xWrite(file, content, count, offset)
            }
            if log.pointee.count == 0 { log.pointee.offset = offset }
            memcpy(log.pointee.bytes + Int(log.pointee.count), content, Int(count))
            log.pointee.count += count
            return SQLITE_OK
        }

        private static func close(_ file: File) -> Int32 {
            guard let file, let log = log(of: file) else { return SQLITE_IOERR }
            let result = log.pointee.flush(file)
            let original = log.pointee.original
            file.pointee.pMethods = original
            log.pointee.bytes.deallocate()
            log.deinitialize(count: 1)
            log.deallocate()
            let closed = original.pointee.xClose?(file) ?? SQLITE_IOERR
            return result == SQLITE_OK ? closed : result
        }
    }

#endif
