extension ExactDecimal {
    /// How a number that does not fit the places asked for is rounded.
    public enum Rounding: Hashable, Sendable {
        /// To the nearest, a half to the even neighbour: the rule of bookkeeping.
        case halfEven
        /// To the nearest, a half away from zero.
        case halfUp
        /// Towards zero.
        case down
        /// Away from zero.
        case up
    }

    /// The negative of the number.
    public var negated: ExactDecimal {
        ExactDecimal(unchecked: 0 &- coefficient, scale: scale)
    }

    /// The number without its sign.
    public var magnitude: ExactDecimal { isNegative ? negated : self }

    /// The sum, at the greater of both scales; `nil` when it does not fit.
    @inlinable
    public func adding(_ other: ExactDecimal) -> ExactDecimal? {
        if places == other.places, isNarrow, other.isNarrow {
            let (sum, overflow) = narrow.addingReportingOverflow(other.narrow)
            if !overflow { return ExactDecimal(high: sum &>> 63, low: UInt64(bitPattern: sum), places: places) }
        }
        return addingWide(other)
    }

    /// The difference, at the greater of both scales; `nil` when it does not fit.
    @inlinable
    public func subtracting(_ other: ExactDecimal) -> ExactDecimal? {
        if places == other.places, isNarrow, other.isNarrow {
            let (sum, overflow) = narrow.subtractingReportingOverflow(other.narrow)
            if !overflow { return ExactDecimal(high: sum &>> 63, low: UInt64(bitPattern: sum), places: places) }
        }
        return addingWide(other.negated)
    }

    /// The product, at the sum of both scales where that fits and without its trailing zeros where it does not; `nil` when
    /// the exact product does not fit.
    @inlinable
    public func multiplied(by other: ExactDecimal) -> ExactDecimal? {
        if isNarrow, other.isNarrow, places &+ other.places <= 38 {
            let (product, overflow) = narrow.multipliedReportingOverflow(by: other.narrow)
            if !overflow {
                return ExactDecimal(
                    high: product &>> 63,
                    low: UInt64(bitPattern: product),
                    places: places &+ other.places
                )
            }
        }
        return multipliedWide(by: other)
    }

    /// The quotient rounded to `places` decimals; `nil` for a division by zero, for places beyond 0 to 38 and when the
    /// quotient does not fit.
    public func divided(by other: ExactDecimal, places: Int, rule: Rounding = .halfEven) -> ExactDecimal? {
        guard !other.isZero, (0...Self.maximumScale).contains(places) else { return nil }
        let isNegative = self.isNegative != other.isNegative
        var divisor = other.coefficient.magnitude
        var exponent = places + other.scale - scale
        var quotient: UInt128
        var remainder: UInt128
        if exponent < 0 {
            let wide = WideUnsigned(divisor, times: Self.powerOfTen(-exponent).magnitude)
            guard wide.high == 0 else {
                // The divisor passes 2^128, the dividend stays below 2^127: less than a half.
                let isUp = rule == .up && !isZero
                return ExactDecimal(unchecked: isUp ? (isNegative ? -1 : 1) : 0, scale: places)
            }
            divisor = wide.low
            (quotient, remainder) = coefficient.magnitude.quotientAndRemainder(dividingBy: divisor)
        } else {
            (quotient, remainder) = coefficient.magnitude.quotientAndRemainder(dividingBy: divisor)
            while exponent > 0 {
                let step = min(exponent, 18)
                let power = UInt128(Self.narrowPowerOfTen(step))
                let (raised, overflow) = quotient.multipliedReportingOverflow(by: power)
                if overflow { return nil }
                let (digits, rest) = divisor.dividingFullWidth(remainder.multipliedFullWidth(by: power))
                let (sum, carry) = raised.addingReportingOverflow(digits)
                if carry { return nil }
                quotient = sum
                remainder = rest
                exponent -= step
            }
        }
        if Self.roundsAway(remainder, of: divisor, quotientIsOdd: quotient & 1 == 1, rule: rule) {
            let (sum, overflow) = quotient.addingReportingOverflow(1)
            if overflow { return nil }
            quotient = sum
        }
        guard quotient <= Int128.max.magnitude else { return nil }
        let signed = Int128(truncatingIfNeeded: quotient)
        return ExactDecimal(unchecked: isNegative ? -signed : signed, scale: places)
    }

    /// The number rounded to at most `places` decimals. A number that has no more stays as it is.
    public func rounded(toPlaces places: Int, rule: Rounding = .halfEven) -> ExactDecimal {
        let places = max(0, places)
        guard scale > places else { return self }
        let divisor = Self.powerOfTen(scale - places)
        let (quotient, remainder) = coefficient.quotientAndRemainder(dividingBy: divisor)
        let isAway = Self.roundsAway(
            remainder.magnitude,
            of: divisor.magnitude,
            quotientIsOdd: quotient & 1 != 0,
            rule: rule
        )
        return ExactDecimal(unchecked: isAway ? quotient + (isNegative ? -1 : 1) : quotient, scale: places)
    }

    /// The same value written with exactly `scale` decimals; `nil` when that would lose digits or does not fit.
    public func rescaled(to scale: Int) -> ExactDecimal? {
        guard (0...Self.maximumScale).contains(scale) else { return nil }
        if scale == self.scale { return self }
        if scale < self.scale {
            let (quotient, remainder) = coefficient.quotientAndRemainder(
                dividingBy: Self.powerOfTen(self.scale - scale)
            )
            return remainder == 0 ? ExactDecimal(unchecked: quotient, scale: scale) : nil
        }
        let (raised, overflow) = coefficient.multipliedReportingOverflow(by: Self.powerOfTen(scale - self.scale))
        return overflow ? nil : ExactDecimal(coefficient: raised, scale: scale)
    }

    private static func roundsAway(
        _ remainder: UInt128,
        of divisor: UInt128,
        quotientIsOdd: Bool,
        rule: Rounding
    ) -> Bool {
        guard remainder != 0 else { return false }
        switch rule {
        case .down: return false
        case .up: return true
        case .halfUp: return remainder >= divisor - remainder
        case .halfEven:
            let rest = divisor - remainder
            return remainder > rest || (remainder == rest && quotientIsOdd)
        }
    }

    @usableFromInline
    func addingWide(_ other: ExactDecimal) -> ExactDecimal? {
        let scale = max(self.scale, other.scale)
        if let left = rescaled(to: scale), let right = other.rescaled(to: scale) {
            let (sum, overflow) = left.coefficient.addingReportingOverflow(right.coefficient)
            if !overflow, sum != .min { return ExactDecimal(unchecked: sum, scale: scale) }
        }
        // The exact sum may still fit: the numbers cancel out, or zeros at its end are what does not fit.
        let left = WideUnsigned(coefficient.magnitude, times: Self.powerOfTen(scale - self.scale).magnitude)
        let right = WideUnsigned(other.coefficient.magnitude, times: Self.powerOfTen(scale - other.scale).magnitude)
        if isNegative == other.isNegative {
            return Self.fitting(left.adding(right), scale: scale, isNegative: isNegative)
        }
        if WideUnsigned.compare(left, right) >= 0 {
            return Self.fitting(left.subtracting(right), scale: scale, isNegative: isNegative)
        }
        return Self.fitting(right.subtracting(left), scale: scale, isNegative: other.isNegative)
    }

    @usableFromInline
    func multipliedWide(by other: ExactDecimal) -> ExactDecimal? {
        let product = WideUnsigned(coefficient.magnitude, times: other.coefficient.magnitude)
        return Self.fitting(product, scale: scale + other.scale, isNegative: isNegative != other.isNegative)
    }

    /// The number with as many zeros taken from its end as it takes to fit.
    private static func fitting(_ magnitude: WideUnsigned, scale: Int, isNegative: Bool) -> ExactDecimal? {
        var magnitude = magnitude
        var scale = scale
        while magnitude.high != 0 || magnitude.low > Int128.max.magnitude || scale > maximumScale {
            guard scale > 0 else { return nil }
            let (quotient, remainder) = magnitude.dividedByTen()
            guard remainder == 0 else { return nil }
            magnitude = quotient
            scale -= 1
        }
        let signed = Int128(truncatingIfNeeded: magnitude.low)
        return ExactDecimal(unchecked: isNegative ? -signed : signed, scale: scale)
    }
}
