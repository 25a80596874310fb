/// An exact decimal number: a signed 128-bit coefficient times ten to the power of minus `scale` (0 to 38).
///
/// Every operation is exact or returns `nil`; nothing is rounded unless the caller asks for a number of places. Equality,
/// hashing and order go by the numeric value (`1.0 == 1.00`), while the description keeps the scale the number came with.
/// The coefficient is kept as two words so that the type stays aligned to eight bytes.
public struct ExactDecimal: Sendable {
    /// The upper word of the coefficient, which carries its sign.
    @usableFromInline let high: Int64
    /// The lower word of the coefficient.
    @usableFromInline let low: UInt64
    /// The number of decimals, 0 to 38.
    @usableFromInline let places: UInt8

    @inlinable
    init(high: Int64, low: UInt64, places: UInt8) {
        self.high = high
        self.low = low
        self.places = places
    }

    /// Makes a number from parts that are known to be in range.
    @inlinable
    init(unchecked coefficient: Int128, scale: Int) {
        high = Int64(truncatingIfNeeded: coefficient &>> 64)
        low = UInt64(truncatingIfNeeded: coefficient)
        places = UInt8(truncatingIfNeeded: scale)
    }

    /// The greatest scale.
    public static let maximumScale = 38

    /// Zero.
    public static let zero = ExactDecimal(high: 0, low: 0, places: 0)

    /// One.
    public static let one = ExactDecimal(high: 0, low: 1, places: 0)

    /// A whole number.
    @inlinable
    public init(_ int: Int64) {
        self.init(high: int &>> 63, low: UInt64(bitPattern: int), places: 0)
    }

    /// A whole number.
    @inlinable
    public init(_ int: Int) {
        self.init(Int64(int))
    }

    /// A whole number.
    @inlinable
    public init(_ int: UInt64) {
        self.init(high: 0, low: int, places: 0)
    }

    /// `coefficient` times ten to the power of minus `scale`.
    ///
    /// - Precondition: `scale` is 0 to 38.
    @inlinable
    public init(coefficient: Int64, scale: Int) {
        precondition(scale >= 0 && scale <= 38, "the scale of a decimal is 0 to 38")
        self.init(
            high: coefficient &>> 63,
            low: UInt64(bitPattern: coefficient),
            places: UInt8(truncatingIfNeeded: scale)
        )
    }

    /// `coefficient` times ten to the power of minus `scale`; `nil` when the scale is not 0 to 38 or the coefficient is
    /// `Int128.min`, whose negative does not exist.
    public init?(coefficient: Int128, scale: Int) {
        guard (0...Self.maximumScale).contains(scale), coefficient != .min else { return nil }
        self.init(unchecked: coefficient, scale: scale)
    }

    /// The digits of the number without the decimal point.
    @inlinable
    public var coefficient: Int128 {
        (Int128(high) &<< 64) | Int128(low)
    }

    /// The number of decimals, 0 to 38.
    @inlinable
    public var scale: Int { Int(places) }

    /// Whether the coefficient fits one word, which is what the fast paths ask.
    @inlinable
    var isNarrow: Bool { high == Int64(bitPattern: low) &>> 63 }

    /// The coefficient of a narrow number.
    @inlinable
    var narrow: Int64 { Int64(bitPattern: low) }

    /// Whether the number is below zero.
    @inlinable
    public var isNegative: Bool { high < 0 }

    /// Whether the number is zero, at whatever scale.
    @inlinable
    public var isZero: Bool { high == 0 && low == 0 }

    /// Whether nothing but zeros stands after the decimal point.
    public var isInteger: Bool {
        places == 0 || coefficient % Self.powerOfTen(scale) == 0
    }

    /// The number as a machine integer, if it is whole and fits.
    public var asInt64: Int64? {
        if places == 0 { return isNarrow ? narrow : nil }
        let (quotient, remainder) = coefficient.quotientAndRemainder(dividingBy: Self.powerOfTen(scale))
        return remainder == 0 ? Int64(exactly: quotient) : nil
    }

    /// The nearest double; for showing and for statistics, never for money.
    public var doubleValue: Double {
        if isNarrow, places <= 18, narrow.magnitude <= 1 << 53 {
            // Both are exact doubles, so the one division rounds correctly.
            return Double(narrow) / Double(Self.narrowPowerOfTen(scale))
        }
        return Double(description) ?? .nan
    }

    /// The same number without trailing zeros after the decimal point.
    public var trimmed: ExactDecimal {
        guard places > 0 else { return self }
        if isNarrow {
            var digits = narrow
            var scale = places
            while scale > 0 {
                let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: 10)
                if remainder != 0 { break }
                digits = quotient
                scale -= 1
            }
            return ExactDecimal(coefficient: digits, scale: Int(scale))
        }
        var digits = coefficient
        var scale = self.scale
        while scale > 0 {
            let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: 10)
            if remainder != 0 { break }
            digits = quotient
            scale -= 1
        }
        return ExactDecimal(unchecked: digits, scale: scale)
    }

    /// Ten to the power of `exponent`, 0 to 18.
    @usableFromInline
    static func narrowPowerOfTen(_ exponent: Int) -> Int64 {
        // The optimiser turns this into a table; a global array would be looked up behind a lock.
        switch exponent {
        case 0: 1
        case 1: 10
        case 2: 100
        case 3: 1000
        case 4: 10000
        case 5: 100_000
        case 6: 1_000_000
        case 7: 10_000_000
        case 8: 100_000_000
        case 9: 1_000_000_000
        case 10: 10_000_000_000
        case 11: 100_000_000_000
        case 12: 1_000_000_000_000
        case 13: 10_000_000_000_000
        case 14: 100_000_000_000_000
        case 15: 1_000_000_000_000_000
        case 16: 10_000_000_000_000_000
        case 17: 100_000_000_000_000_000
        default: 1_000_000_000_000_000_000
        }
    }

    /// Ten to the power of `exponent`, 0 to 38.
    @usableFromInline
    static func powerOfTen(_ exponent: Int) -> Int128 {
        if exponent <= 18 { return Int128(narrowPowerOfTen(exponent)) }
        let upper = Int128(narrowPowerOfTen(18))
        if exponent <= 36 { return upper &* Int128(narrowPowerOfTen(exponent - 18)) }
        return upper &* upper &* Int128(narrowPowerOfTen(exponent - 36))
    }
}

extension ExactDecimal: ExpressibleByIntegerLiteral {
    /// A whole number written in Swift.
    @inlinable
    public init(integerLiteral value: Int64) {
        self.init(value)
    }
}
