extension Money: CustomStringConvertible {
    /// Reads `50000 EUR`, `EUR 50000`, `50_000.00 EUR` (underscores between digits before the point).
    public init?(_ text: some StringProtocol) {
        guard let money = withBytes(of: text, { Self.parse($0) }) else { return nil }
        self = money
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Money? {
        guard bytes.count >= 5 else { return nil }
        let figure: Slice<UnsafeBufferPointer<UInt8>>
        let currency: Currency?
        if bytes[0] &- UInt8(ascii: "A") < 26 {
            currency = Currency(bytes[0], bytes[1], bytes[2])
            figure = bytes[3...]
        } else {
            let end = bytes.count
            currency = Currency(bytes[end - 3], bytes[end - 2], bytes[end - 1])
            figure = bytes[..<(end - 3)]
        }
        let digits = figure.drop { $0 == UInt8(ascii: " ") }
        let trailing = digits.reversed().prefix { $0 == UInt8(ascii: " ") }.count
        // The code and the figure are two words.
        guard let currency, digits.count != figure.count || trailing > 0 else { return nil }
        let number = UnsafeBufferPointer(rebasing: digits.dropLast(trailing))
        return ExactDecimal.parse(number, allowsUnderscores: true).map { Money($0, currency) }
    }

    /// `50000 EUR` without a minor part, else with at least the currency's decimals: `50000.50 EUR`.
    public var description: String {
        ByteCursor.string { bytes in
            (amount.isInteger ? amount.trimmed : paddedAmount).append(to: &bytes)
            bytes.append(UInt8(ascii: " "))
            currency.append(to: &bytes)
        }
    }

    /// For people, with separators between the thousands: `50,000.50 EUR`.
    public var display: String {
        let plain = description.utf8
        let whole = plain.prefix { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: " ") }
        let digits = amount.isNegative ? whole.dropFirst() : whole
        var bytes: [UInt8] = []
        if amount.isNegative { bytes.append(UInt8(ascii: "-")) }
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(digit)
        }
        bytes.append(contentsOf: plain.dropFirst(whole.count))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the one spelling that is stored: all decimals of the minor unit, finer ones only where they are not zero.
    func appendCanonical(to bytes: inout ByteCursor) {
        paddedAmount.append(to: &bytes)
        bytes.append(UInt8(ascii: " "))
        currency.append(to: &bytes)
    }

    /// The amount with at least the decimals of the minor unit, where they fit.
    private var paddedAmount: ExactDecimal {
        let digits = currency.minorDigits
        if amount.scale <= digits { return amount.rescaled(to: digits) ?? amount.trimmed }
        let trimmed = amount.trimmed
        return trimmed.scale >= digits ? trimmed : trimmed.rescaled(to: digits) ?? trimmed
    }
}
