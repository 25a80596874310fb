/// A share of a hundred, kept as its exact ratio: 15% has the ratio 0.15.
public struct Percent: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The share of one: 0.15 for 15%.
    public let ratio: ExactDecimal

    /// A percentage given as its share of one.
    @inlinable
    public init(ratio: ExactDecimal) {
        self.ratio = ratio
    }

    /// A percentage given as people say it: `15` for 15%. Decimals beyond the 36th are rounded half to even, because the
    /// ratio has room for 38.
    public init(percent: ExactDecimal) {
        let rounded = percent.scale > 36 ? percent.rounded(toPlaces: 36) : percent
        ratio = ExactDecimal(unchecked: rounded.coefficient, scale: rounded.scale + 2)
    }

    /// Reads `15%` or `12.5 %`; at most 36 decimals.
    public init?(_ text: some StringProtocol) {
        let parsed = withBytes(of: text) { bytes -> ExactDecimal? in
            guard bytes.last == UInt8(ascii: "%") else { return nil }
            var end = bytes.count - 1
            while end > 0, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
            let figure = bytes[..<end]
            if let percent = ExactDecimal.parse(UnsafeBufferPointer(rebasing: figure), allowsUnderscores: false) {
                return percent.scale <= 36 ? Percent(percent: percent).ratio : nil
            }
            // A whole figure too long for a decimal still has a ratio if it ends in zeros.
            guard !figure.contains(UInt8(ascii: ".")) else { return nil }
            for zeros in [2, 1] where figure.suffix(zeros).allSatisfy({ $0 == UInt8(ascii: "0") }) {
                let shorter = UnsafeBufferPointer(rebasing: figure.dropLast(zeros))
                if let digits = ExactDecimal.parse(shorter, allowsUnderscores: false) {
                    return ExactDecimal(unchecked: digits.coefficient, scale: 2 - zeros)
                }
            }
            return nil
        }
        guard let parsed else { return nil }
        ratio = parsed
    }

    /// The figure before the percent sign: 15 for 15%; `nil` where it does not fit (beyond 10^36).
    public var percentage: ExactDecimal? {
        if ratio.scale >= 2 { return ExactDecimal(unchecked: ratio.coefficient, scale: ratio.scale - 2) }
        return ratio.multiplied(by: 100)
    }

    /// As a person writes it, without needless zeros: `15%`, `12.5%`.
    public var description: String {
        ByteCursor.string { append(to: &$0) }
    }

    func append(to bytes: inout ByteCursor) {
        if let percentage {
            percentage.trimmed.append(to: &bytes)
        } else {
            // The digits of the ratio with the zeros that the figure does not have room for.
            let digits = ratio.trimmed
            ExactDecimal(unchecked: digits.coefficient, scale: 0).append(to: &bytes)
            bytes.append(digits.scale == 0 ? "00" : "0")
        }
        bytes.append(UInt8(ascii: "%"))
    }

    /// Whether `left` is the smaller share.
    @inlinable
    public static func < (left: Percent, right: Percent) -> Bool {
        left.ratio < right.ratio
    }
}
