/// Reads small fixed notations (dates, spans, money) from bytes; it never reads past their end.
struct TextScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var index = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { index >= bytes.count }

    var peeked: UInt8? { index < bytes.count ? bytes[index] : nil }

    /// Takes `byte` if it is next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    /// Takes spaces; says whether there was one.
    mutating func takeSpaces() -> Bool {
        let start = index
        while index < bytes.count, bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\t") {
            index += 1
        }
        return index > start
    }

    /// Exactly `count` digits as a number.
    mutating func digits(_ count: Int) -> Int? {
        guard index + count <= bytes.count else { return nil }
        var value = 0
        for offset in index..<index + count {
            guard isDigit(bytes[offset]) else { return nil }
            value = value * 10 + Int(bytes[offset] - UInt8(ascii: "0"))
        }
        index += count
        return value
    }

    /// One or more digits as a number that fits.
    mutating func integer() -> Int64? {
        let start = index
        var value: Int64 = 0
        while index < bytes.count, isDigit(bytes[index]) {
            let (raised, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = raised.addingReportingOverflow(Int64(bytes[index] - UInt8(ascii: "0")))
            if overflow || carry { return nil }
            value = sum
            index += 1
        }
        return index > start ? value : nil
    }

    /// The bytes of a plain number: digits, one point, digits.
    mutating func number() -> ExactDecimal? {
        let start = index
        while index < bytes.count, isDigit(bytes[index]) || bytes[index] == UInt8(ascii: ".") { index += 1 }
        return ExactDecimal.parse(UnsafeBufferPointer(rebasing: bytes[start..<index]), allowsUnderscores: false)
    }

    /// The lower-case letters that come next.
    mutating func word() -> String {
        let start = index
        while index < bytes.count, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[index]) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }
}
