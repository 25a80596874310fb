#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Small questions about bytes of a YAML text.
enum Bytes {
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    static func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F || byte >= 0x80
    }

    static func areEqual(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, count: Int) -> Bool {
        memcmp(left, right, count) == 0
    }

    /// The offset of the line break after an offset, or the end of the text.
    static func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, from offset: Int) -> Int {
        var index = offset
        while index < bytes.count, !isBreak(bytes[index]) { index += 1 }
        return index
    }

    /// The first byte of the line that an offset is in.
    static func lineStart(_ bytes: UnsafeBufferPointer<UInt8>, of offset: Int) -> Int {
        var index = min(offset, bytes.count)
        while index > 0, !isBreak(bytes[index - 1]) { index -= 1 }
        return index
    }

    /// The offset after spaces and tabs.
    static func afterSpaces(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int, limit: Int) -> Int {
        var index = offset
        while index < limit, isSpace(bytes[index]) { index += 1 }
        return index
    }

    /// The range without blanks at both ends.
    static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var first = range.lowerBound
        var last = range.upperBound
        while first < last, isBlank(bytes[first]) { first += 1 }
        while last > first, isBlank(bytes[last - 1]) { last -= 1 }
        return first..<last
    }

    static func text(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
    }
}
