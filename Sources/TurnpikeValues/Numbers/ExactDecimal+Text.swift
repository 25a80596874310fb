extension ExactDecimal: CustomStringConvertible {
    /// Reads plain decimal notation: an optional minus, digits, and after a point further digits (`12.50`, `-3`). Exponents,
    /// signs of plus, separators and numbers that do not fit are refused.
    public init?(_ text: some StringProtocol) {
        guard let number = withBytes(of: text, { Self.parse($0, allowsUnderscores: false) }) else { return nil }
        self = number
    }

    /// Plain notation at the number's own scale: `12.50`.
    public var description: String {
        ByteCursor.string { append(to: &$0) }
    }

    /// Appends plain notation without making a string.
    func append(to bytes: inout ByteCursor) {
        guard places > 0 else {
            if isNarrow {
                bytes.appendDecimal(narrow)
            } else {
                if isNegative { bytes.append(UInt8(ascii: "-")) }
                bytes.appendDecimal(coefficient.magnitude, minimumWidth: 1)
            }
            return
        }
        if isNegative { bytes.append(UInt8(ascii: "-")) }
        if isNarrow, places <= 18 {
            let power = Self.narrowPowerOfTen(scale).magnitude
            let (whole, fraction) = narrow.magnitude.quotientAndRemainder(dividingBy: power)
            bytes.appendDecimal(whole, minimumWidth: 1)
            bytes.append(UInt8(ascii: "."))
            bytes.appendDecimal(fraction, minimumWidth: scale)
        } else {
            let (whole, fraction) = coefficient.magnitude.quotientAndRemainder(
                dividingBy: Self.powerOfTen(scale).magnitude
            )
            bytes.appendDecimal(whole, minimumWidth: 1)
            bytes.append(UInt8(ascii: "."))
            bytes.appendDecimal(fraction, minimumWidth: scale)
        }
    }

    /// Reads plain notation from all of `bytes`; underscores may stand between digits before the point where they are
    /// allowed.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, allowsUnderscores: Bool) -> ExactDecimal? {
        var index = 0
        let count = bytes.count
        let isNegative = count > 0 && bytes[0] == UInt8(ascii: "-")
        if isNegative { index = 1 }
        var narrow: UInt64 = 0
        var wide: UInt128 = 0
        var significant = 0
        var wholeDigits = 0
        var scale = 0
        var sawPoint = false
        var lastWasDigit = false
        while index < count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digit = byte &- UInt8(ascii: "0")
                if significant > 0 || digit > 0 { significant += 1 }
                if significant <= 18 {
                    narrow = narrow &* 10 &+ UInt64(digit)
                } else {
                    if significant == 19 { wide = UInt128(narrow) }
                    guard significant <= 39 else { return nil }
                    let (raised, overflow) = wide.multipliedReportingOverflow(by: 10)
                    let (sum, carry) = raised.addingReportingOverflow(UInt128(digit))
                    if overflow || carry { return nil }
                    wide = sum
                }
                if sawPoint {
                    scale += 1
                    if scale > maximumScale { return nil }
                } else {
                    wholeDigits += 1
                }
                lastWasDigit = true
            case UInt8(ascii: "."):
                guard !sawPoint, lastWasDigit else { return nil }
                sawPoint = true
                lastWasDigit = false
            case UInt8(ascii: "_"):
                guard allowsUnderscores, !sawPoint, lastWasDigit else { return nil }
                lastWasDigit = false
            default:
                return nil
            }
        }
        guard wholeDigits > 0, lastWasDigit else { return nil }
        let magnitude = significant <= 18 ? UInt128(narrow) : wide
        guard magnitude <= Int128.max.magnitude else { return nil }
        let signed = Int128(truncatingIfNeeded: magnitude)
        return ExactDecimal(unchecked: isNegative ? -signed : signed, scale: scale)
    }
}
