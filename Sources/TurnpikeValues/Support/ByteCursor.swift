/// Writes into memory whose size was asked for beforehand: every value that is written here has a short greatest length, so
/// the room is checked once for each and not for each byte. Debug builds check every byte.
struct ByteCursor {
    private(set) var next: UnsafeMutablePointer<UInt8>
    private let end: UnsafeMutablePointer<UInt8>

    /// What the longest of the fixed notations needs: a decimal of 39 digits with its sign, point and currency has 45.
    static let longestNotation = 64

    @inline(__always)
    init(_ start: UnsafeMutablePointer<UInt8>, room: Int) {
        self.init(start, end: start + room)
    }

    @inline(__always)
    init(_ start: UnsafeMutablePointer<UInt8>, end: UnsafeMutablePointer<UInt8>) {
        next = start
        self.end = end
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        assert(next < end)
        next.pointee = byte
        next += 1
    }

    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(text.utf8Start, count: text.utf8CodeUnitCount)
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafePointer<UInt8>, count: Int) {
        assert(end - next >= count)
        // Names are short: two loads that may overlap are done before a call of `memmove` has begun.
        let source = UnsafeRawPointer(bytes)
        let target = UnsafeMutableRawPointer(next)
        if count > 16 {
            target.copyMemory(from: source, byteCount: count)
        } else if count >= 8 {
            let last = source.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
            target.storeBytes(of: source.loadUnaligned(as: UInt64.self), as: UInt64.self)
            target.storeBytes(of: last, toByteOffset: count &- 8, as: UInt64.self)
        } else if count >= 4 {
            let last = source.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
            target.storeBytes(of: source.loadUnaligned(as: UInt32.self), as: UInt32.self)
            target.storeBytes(of: last, toByteOffset: count &- 4, as: UInt32.self)
        } else {
            for index in 0..<count { next[index] = bytes[index] }
        }
        next += count
    }

    /// Takes back zeros at the end.
    mutating func dropZeros() {
        while next[-1] == UInt8(ascii: "0") { next -= 1 }
    }

    /// Two digits of a number below a hundred.
    @inline(__always)
    mutating func appendTwoDigits(_ value: Int) {
        append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / 10))
        append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value % 10))
    }

    @inline(__always)
    mutating func appendDecimal(_ value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        appendDecimal(value.magnitude, minimumWidth: 1)
    }

    /// Appends the decimal digits of a number, with zeros in front up to a width.
    mutating func appendDecimal(_ value: UInt64, minimumWidth: Int) {
        if value < 10, minimumWidth <= 1 {
            append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value))
            return
        }
        var count = 1
        var limit: UInt64 = 10
        while value >= limit, count < 20 {
            count &+= 1
            limit = count == 20 ? .max : limit &* 10
        }
        count = max(count, minimumWidth)
        assert(end - next >= count)
        var rest = value
        var index = count
        while index > 0 {
            index &-= 1
            let quotient = rest / 10
            next[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest &- quotient &* 10)
            rest = quotient
        }
        next += count
    }

    /// Appends the decimal digits of a number, with zeros in front up to a width.
    mutating func appendDecimal(_ value: UInt128, minimumWidth: Int) {
        if let narrow = UInt64(exactly: value) {
            appendDecimal(narrow, minimumWidth: minimumWidth)
            return
        }
        let billionBillion: UInt128 = 1_000_000_000_000_000_000
        let (upper, lower) = value.quotientAndRemainder(dividingBy: billionBillion)
        appendDecimal(upper, minimumWidth: max(1, minimumWidth - 18))
        appendDecimal(UInt64(truncatingIfNeeded: lower), minimumWidth: 18)
    }

    /// Appends the fraction of a second, from its point, without trailing zeros; nothing for zero.
    mutating func appendFraction(_ value: UInt64, digits: Int) {
        guard value != 0 else { return }
        append(UInt8(ascii: "."))
        appendDecimal(value, minimumWidth: digits)
        dropZeros()
    }

    /// Appends the lowest `digits` hexadecimal digits of a word, in lower case.
    @inline(__always)
    mutating func appendHexadecimal(_ word: UInt64, digits: Int) {
        var shift = UInt64(digits &* 4)
        while shift > 0 {
            shift &-= 4
            append(Hexadecimal.digit(UInt8(truncatingIfNeeded: word &>> shift) & 15))
        }
    }

    /// A string of at most `longestNotation` bytes.
    static func string(_ write: (inout ByteCursor) -> Void) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: longestNotation) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            var cursor = ByteCursor(start, room: longestNotation)
            write(&cursor)
            return String(decoding: UnsafeBufferPointer(start: start, count: cursor.next - start), as: UTF8.self)
        }
    }
}
