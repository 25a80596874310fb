/// Runs `body` on the UTF-8 bytes of `text` without copying where the text is a native string.
func withBytes<Result>(of text: some StringProtocol, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    var copy = String(text)
    return copy.withUTF8(body)
}

/// The order of two strings by their UTF-8 bytes, which is the order of every canonical encoding: -1, 0 or 1.
package func compareBytes(_ left: String, _ right: String) -> Int {
    var left = left
    var right = right
    return left.withUTF8 { leftBytes in
        right.withUTF8 { rightBytes in
            let common = min(leftBytes.count, rightBytes.count)
            for index in 0..<common where leftBytes[index] != rightBytes[index] {
                return leftBytes[index] < rightBytes[index] ? -1 : 1
            }
            return leftBytes.count == rightBytes.count ? 0 : (leftBytes.count < rightBytes.count ? -1 : 1)
        }
    }
}

/// Whether two strings have the same bytes. Swift's own equality also folds canonically equivalent spellings.
@inlinable
package func equalBytes(_ left: String, _ right: String) -> Bool {
    left == right && left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
}

extension [UInt8] {
    /// Appends the decimal digits of a number.
    @inlinable
    package mutating func appendDecimal(_ value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        appendDecimal(value.magnitude, minimumWidth: 1)
    }

    /// Appends the decimal digits of a number, with zeros in front up to a width (at most 40).
    @inlinable
    package mutating func appendDecimal(_ value: UInt64, minimumWidth: Int) {
        if value < 10, minimumWidth <= 1 {
            append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value))
            return
        }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 40) { digits in
            var rest = value
            var index = 40
            while rest >= 10 {
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                index &-= 1
                digits[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
                rest = quotient
            }
            index &-= 1
            digits[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest)
            while 40 &- index < minimumWidth, index > 0 {
                index &-= 1
                digits[index] = UInt8(ascii: "0")
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[index...]))
        }
    }

    /// Appends the decimal digits of a number, with zeros in front up to a width (at most 40).
    package mutating func appendDecimal(_ value: UInt128, minimumWidth: Int) {
        if let narrow = UInt64(exactly: value) {
            appendDecimal(narrow, minimumWidth: minimumWidth)
            return
        }
        let billionBillion: UInt128 = 1_000_000_000_000_000_000
        let (upper, lower) = value.quotientAndRemainder(dividingBy: billionBillion)
        appendDecimal(upper, minimumWidth: Swift.max(1, minimumWidth - 18))
        appendDecimal(UInt64(truncatingIfNeeded: lower), minimumWidth: 18)
    }

    /// Appends text.
    @inlinable
    package mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }

    /// Appends text.
    @inlinable
    package mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(contentsOf: $0) }
    }

    /// Appends the fraction of a second, from its point, without trailing zeros; nothing for zero.
    package mutating func appendFraction(_ value: UInt64, digits: Int) {
        guard value != 0 else { return }
        append(UInt8(ascii: "."))
        appendDecimal(value, minimumWidth: digits)
        while last == UInt8(ascii: "0") { removeLast() }
    }
}
