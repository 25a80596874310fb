/// Passes over plain text eight bytes at a time: most of a file is letters, and only what is not needs a look.
package enum PrintableRun {
    /// The offset of the first byte that is no printable ASCII character (0x20 to 0x7E); the count where there is none.
    ///
    /// The tests of a whole word are those for a byte less than a limit, and equal to one, of S. E. Anderson, *Bit
    /// Twiddling Hacks*: a borrow can mark a wrong byte only behind a right one, so a word without a mark has none.
    package static func end(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let base = bytes.baseAddress.map({ UnsafeRawPointer($0) }) else { return start }
        var index = start
        while index + 8 <= bytes.count {
            let word = base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let belowSpace = (word &- every(0x20)) & ~word
            let fromDelete = word ^ every(0x7F)
            let isDelete = (fromDelete &- every(0x01)) & ~fromDelete
            if (word | belowSpace | isDelete) & every(0x80) != 0 { break }
            index += 8
        }
        while index < bytes.count, bytes[index] >= 0x20, bytes[index] < 0x7F { index += 1 }
        return index
    }

    /// A word of eight times the same byte.
    private static func every(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }
}
