#if SQLite

    import GRDBSQLite
    import Turnpike
    import TurnpikeValues

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #else
        import Darwin
    #endif

    /// A prepared statement. Bound values live in the connection's arena until a statement of the connection is reset, so one
    /// statement is bound, run and reset before the next is bound.
    struct Statement {
        let raw: OpaquePointer
        let connection: Connection

        // MARK: Parameters

        @inline(__always)
        func bind(_ index: Int32, _ value: Int64) {
            sqlite3_bind_int64(raw, index, value)
        }

        @inline(__always)
        func bind(_ index: Int32, _ value: Int) {
            sqlite3_bind_int64(raw, index, Int64(value))
        }

        @inline(__always)
        func bind(_ index: Int32, _ value: Bool) {
            sqlite3_bind_int64(raw, index, value ? 1 : 0)
        }

        func bindNull(_ index: Int32) {
            sqlite3_bind_null(raw, index)
        }

        @inline(__always)
        func bind(_ index: Int32, _ text: String) {
            var text = text
            text.withUTF8 { utf8 in
                let room = copy(UnsafeRawBufferPointer(utf8))
                sqlite3_bind_text(raw, index, room.assumingMemoryBound(to: CChar.self), Int32(utf8.count), nil)
            }
        }

        @inline(__always)
        func bind(_ index: Int32, _ text: String?) {
            if let text { bind(index, text) } else { bindNull(index) }
        }

        @inline(__always)
        func bind(_ index: Int32, _ bytes: [UInt8]) {
            bytes.withUnsafeBytes { bytes in
                _ = sqlite3_bind_blob64(raw, index, copy(bytes), UInt64(bytes.count), nil)
            }
        }

        @inline(__always)
        func bind(_ index: Int32, _ bytes: [UInt8]?) {
            if let bytes { bind(index, bytes) } else { bindNull(index) }
        }

        @inline(__always)
        func bind(_ index: Int32, _ id: DealID) {
            let words = id.uuid.words
            let room = connection.arena.room(16)
            room.storeBytes(of: words.high.bigEndian, as: UInt64.self)
            room.storeBytes(of: words.low.bigEndian, toByteOffset: 8, as: UInt64.self)
            sqlite3_bind_blob(raw, index, room, 16, nil)
        }

        func bind(_ index: Int32, _ id: DealID?) {
            if let id { bind(index, id) } else { bindNull(index) }
        }

        @inline(__always)
        func bind(_ index: Int32, _ digest: Digest) {
            let words = digest.words
            let room = connection.arena.room(32)
            room.storeBytes(of: words.0.bigEndian, as: UInt64.self)
            room.storeBytes(of: words.1.bigEndian, toByteOffset: 8, as: UInt64.self)
            room.storeBytes(of: words.2.bigEndian, toByteOffset: 16, as: UInt64.self)
            room.storeBytes(of: words.3.bigEndian, toByteOffset: 24, as: UInt64.self)
            sqlite3_bind_blob(raw, index, room, 32, nil)
        }

        /// Binds an instant as two parameters, seconds at `index` and nanoseconds after it.
        @inline(__always)
        func bind(_ index: Int32, _ instant: Instant) {
            sqlite3_bind_int64(raw, index, instant.seconds)
            sqlite3_bind_int64(raw, index + 1, Int64(instant.nanoseconds))
        }

        @inline(__always)
        func bind(_ index: Int32, _ instant: Instant?) {
            if let instant {
                bind(index, instant)
            } else {
                bindNull(index)
                bindNull(index + 1)
            }
        }

        @inline(__always)
        private func copy(_ bytes: UnsafeRawBufferPointer) -> UnsafeMutableRawPointer {
            let room = connection.arena.room(bytes.count)
            if let base = bytes.baseAddress { memcpy(room, base, bytes.count) }
            return room
        }

        // MARK: Running

        /// Runs to the next row; false at the end.
        @inline(__always)
        func step() throws -> Bool {
            switch sqlite3_step(raw) {
            case SQLITE_ROW: return true
            case SQLITE_DONE: return false
            case let code: throw connection.failure(code)
            }
        }

        /// Makes the statement ready for its next use and frees its parameters.
        @inline(__always)
        func reset() {
            sqlite3_reset(raw)
            connection.arena.reset()
        }

        // MARK: Columns

        func int(_ column: Int32) -> Int64 { sqlite3_column_int64(raw, column) }

        func isNull(_ column: Int32) -> Bool { sqlite3_column_type(raw, column) == SQLITE_NULL }

        func text(_ column: Int32) -> String {
            String(decoding: buffer(column), as: UTF8.self)
        }

        func optionalText(_ column: Int32) -> String? {
            isNull(column) ? nil : text(column)
        }

        func bytes(_ column: Int32) -> [UInt8] {
            Array(buffer(column))
        }

        func optionalBytes(_ column: Int32) -> [UInt8]? {
            isNull(column) ? nil : bytes(column)
        }

        /// The bytes of a text or blob, valid until the next step.
        func buffer(_ column: Int32) -> UnsafeRawBufferPointer {
            let base = sqlite3_column_blob(raw, column)
            return UnsafeRawBufferPointer(start: base, count: base == nil ? 0 : Int(sqlite3_column_bytes(raw, column)))
        }

        func dealID(_ column: Int32) throws -> DealID {
            let bytes = buffer(column)
            guard bytes.count == 16, let uuid = UUIDv7(words: (high: bytes.word(0), low: bytes.word(1))) else {
                throw StoreError.damaged("a deal's id")
            }
            return DealID(uuid)
        }

        func digest(_ column: Int32) throws -> Digest {
            let bytes = buffer(column)
            guard bytes.count == 32 else { throw StoreError.damaged("a digest") }
            return Digest(words: (bytes.word(0), bytes.word(1), bytes.word(2), bytes.word(3)))
        }

        /// An instant from its two columns.
        func instant(_ column: Int32) throws -> Instant {
            guard let nanoseconds = UInt32(exactly: int(column + 1)),
                let instant = Instant(seconds: int(column), nanoseconds: nanoseconds)
            else { throw StoreError.damaged("a time") }
            return instant
        }

        func optionalInstant(_ column: Int32) throws -> Instant? {
            isNull(column) ? nil : try instant(column)
        }
    }

    extension UnsafeRawBufferPointer {
        fileprivate func word(_ index: Int) -> UInt64 {
            UInt64(bigEndian: loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
        }
    }

#endif
