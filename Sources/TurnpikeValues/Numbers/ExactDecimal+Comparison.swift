extension ExactDecimal: Comparable, Hashable {
    /// The order of two numbers: -1, 0 or 1. Exact at any scales.
    @inlinable
    public static func compare(_ left: ExactDecimal, _ right: ExactDecimal) -> Int {
        if left.places == right.places {
            if left.high != right.high { return left.high < right.high ? -1 : 1 }
            if left.low != right.low { return left.low < right.low ? -1 : 1 }
            return 0
        }
        return compareAcrossScales(left, right)
    }

    /// The order of a number and a machine integer: -1, 0 or 1.
    @inlinable
    public static func compare(_ left: ExactDecimal, _ right: Int64) -> Int {
        compare(left, ExactDecimal(right))
    }

    /// The exact order of a number and a double: -1, 0 or 1; `nil` beside a NaN.
    public static func compare(_ left: ExactDecimal, _ right: Double) -> Int? {
        if right.isNaN { return nil }
        let leftSign = left.isZero ? 0 : (left.isNegative ? -1 : 1)
        let rightSign = right.isZero ? 0 : (right < 0 ? -1 : 1)
        if leftSign != rightSign { return leftSign < rightSign ? -1 : 1 }
        if leftSign == 0 { return 0 }
        let magnitude = right.magnitude
        // Nothing that a coefficient can hold reaches 2^127.
        guard magnitude < 0x1p127 else { return -leftSign }
        // magnitude = significand * 2^exponent, with a whole significand of at most 53 bits.
        let biased = Int((magnitude.bitPattern &>> 52) & 0x7FF)
        let fraction = magnitude.bitPattern & 0xF_FFFF_FFFF_FFFF
        let significand = UInt128(biased == 0 ? fraction : fraction | (1 &<< 52))
        let exponent = max(biased, 1) - 1075
        let power = Self.powerOfTen(left.scale).magnitude
        let order: Int
        if exponent >= 0 {
            order = WideUnsigned.compare(
                WideUnsigned(left.coefficient.magnitude),
                WideUnsigned(significand &<< UInt128(exponent), times: power)
            )
        } else if let shifted = WideUnsigned(left.coefficient.magnitude).shifted(leftBy: -exponent) {
            order = WideUnsigned.compare(shifted, WideUnsigned(significand, times: power))
        } else {
            order = 1  // the shifted coefficient passes 2^256, the other side stays below 2^180
        }
        return order * leftSign
    }

    @usableFromInline
    static func compareAcrossScales(_ left: ExactDecimal, _ right: ExactDecimal) -> Int {
        if left.isNarrow, right.isNarrow {
            let distance = Int(left.places) - Int(right.places)
            if distance > 0, distance <= 18 {
                let (scaled, overflow) = right.narrow.multipliedReportingOverflow(by: narrowPowerOfTen(distance))
                if !overflow { return left.narrow < scaled ? -1 : (left.narrow == scaled ? 0 : 1) }
            } else if distance < 0, distance >= -18 {
                let (scaled, overflow) = left.narrow.multipliedReportingOverflow(by: narrowPowerOfTen(-distance))
                if !overflow { return scaled < right.narrow ? -1 : (scaled == right.narrow ? 0 : 1) }
            }
        }
        if left.isNegative != right.isNegative { return left.isNegative ? -1 : 1 }
        let distance = left.scale - right.scale
        let leftWide = WideUnsigned(left.coefficient.magnitude, times: powerOfTen(max(0, -distance)).magnitude)
        let rightWide = WideUnsigned(right.coefficient.magnitude, times: powerOfTen(max(0, distance)).magnitude)
        let order = WideUnsigned.compare(leftWide, rightWide)
        return left.isNegative ? -order : order
    }

    /// Whether two numbers have the same value, at whatever scales.
    @inlinable
    public static func == (left: ExactDecimal, right: ExactDecimal) -> Bool {
        compare(left, right) == 0
    }

    /// Whether `left` is the smaller number.
    @inlinable
    public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        compare(left, right) < 0
    }

    /// Hashes the value, so that `1.0` and `1.00` are the same key.
    public func hash(into hasher: inout Hasher) {
        let same = trimmed
        hasher.combine(same.high)
        hasher.combine(same.low)
        hasher.combine(same.places)
    }
}
