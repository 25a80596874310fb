#if SQLite

    /// Memory for bound values until their statement has run: SQLite then copies nothing and no value is allocated by itself.
    struct Arena: ~Copyable {
        private static let chunk = 64 * 1_024

        private let base: UnsafeMutableRawPointer
        private var used = 0
        private var large: [UnsafeMutableRawPointer] = []

        init() {
            base = .allocate(byteCount: Self.chunk, alignment: 16)
        }

        deinit {
            for pointer in large { pointer.deallocate() }
            base.deallocate()
        }

        /// Room for some bytes, never a null pointer, valid until `reset`.
        mutating func room(_ count: Int) -> UnsafeMutableRawPointer {
            guard count <= Self.chunk - used else {
                let pointer = UnsafeMutableRawPointer.allocate(byteCount: max(1, count), alignment: 16)
                large.append(pointer)
                return pointer
            }
            defer { used += count }
            return base + used
        }

        /// Gives everything back.
        mutating func reset() {
            used = 0
            if !large.isEmpty {
                for pointer in large { pointer.deallocate() }
                large.removeAll()
            }
        }
    }

#endif
