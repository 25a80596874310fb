/// An unsigned number of 256 bits: what the exact paths of `ExactDecimal` need between two steps.
struct WideUnsigned: Sendable {
    var high: UInt128
    var low: UInt128

    init(_ value: UInt128) {
        high = 0
        low = value
    }

    /// The full product of two numbers.
    init(_ value: UInt128, times factor: UInt128) {
        (high, low) = value.multipliedFullWidth(by: factor)
    }

    static func compare(_ left: WideUnsigned, _ right: WideUnsigned) -> Int {
        if left.high != right.high { return left.high < right.high ? -1 : 1 }
        if left.low != right.low { return left.low < right.low ? -1 : 1 }
        return 0
    }

    /// The sum; both numbers stay below 2^254.
    func adding(_ other: WideUnsigned) -> WideUnsigned {
        var sum = self
        let (lower, carry) = low.addingReportingOverflow(other.low)
        sum.low = lower
        sum.high = high &+ other.high &+ (carry ? 1 : 0)
        return sum
    }

    /// The difference; `other` is not the greater number.
    func subtracting(_ other: WideUnsigned) -> WideUnsigned {
        var difference = self
        let (lower, borrow) = low.subtractingReportingOverflow(other.low)
        difference.low = lower
        difference.high = high &- other.high &- (borrow ? 1 : 0)
        return difference
    }

    /// The number moved up by `count` bits, or `nil` when a bit would be lost.
    func shifted(leftBy count: Int) -> WideUnsigned? {
        let width = high != 0 ? 256 - high.leadingZeroBitCount : 128 - low.leadingZeroBitCount
        guard width + count <= 256 else { return nil }
        var result = self
        if count >= 128 {
            result.high = low &<< UInt128(count - 128)
            result.low = 0
        } else if count > 0 {
            result.high = (high &<< UInt128(count)) | (low &>> UInt128(128 - count))
            result.low = low &<< UInt128(count)
        }
        return result
    }

    /// The quotient and remainder by ten.
    func dividedByTen() -> (quotient: WideUnsigned, remainder: UInt128) {
        let (upper, carried) = high.quotientAndRemainder(dividingBy: 10)
        let (lower, remainder) = UInt128(10).dividingFullWidth((high: carried, low: low))
        var quotient = WideUnsigned(lower)
        quotient.high = upper
        return (quotient, remainder)
    }
}
