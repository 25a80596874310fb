/// A slow decimal of any size, kept as a sign and decimal digits: the independent model of `ExactDecimal`.
struct BigDecimalModel: Equatable {
    /// Digits from the lowest, without zeros at the top; empty for zero.
    var digits: [Int]
    var isNegative: Bool
    var scale: Int

    init(digits: [Int], isNegative: Bool, scale: Int) {
        self.digits = digits
        while self.digits.last == 0 { self.digits.removeLast() }
        self.isNegative = isNegative && !self.digits.isEmpty
        self.scale = scale
    }

    /// Reads plain notation.
    init(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        let whole = parts[0].drop { $0 == "-" }
        self.init(
            digits: (whole + fraction).reversed().compactMap(\.wholeNumberValue),
            isNegative: text.hasPrefix("-"),
            scale: fraction.count
        )
    }

    var description: String {
        var padded = digits
        while padded.count <= scale { padded.append(0) }
        var text = padded.reversed().map(String.init).joined()
        if scale > 0 { text.insert(".", at: text.index(text.endIndex, offsetBy: -scale)) }
        return (isNegative ? "-" : "") + text
    }

    func rescaled(to scale: Int) -> BigDecimalModel {
        BigDecimalModel(
            digits: Array(repeating: 0, count: scale - self.scale) + digits,
            isNegative: isNegative,
            scale: scale
        )
    }

    static func compareDigits(_ left: [Int], _ right: [Int]) -> Int {
        if left.count != right.count { return left.count < right.count ? -1 : 1 }
        for index in left.indices.reversed() where left[index] != right[index] {
            return left[index] < right[index] ? -1 : 1
        }
        return 0
    }

    static func compare(_ left: BigDecimalModel, _ right: BigDecimalModel) -> Int {
        let scale = max(left.scale, right.scale)
        let (left, right) = (left.rescaled(to: scale), right.rescaled(to: scale))
        if left.isNegative != right.isNegative { return left.isNegative ? -1 : 1 }
        let order = compareDigits(left.digits, right.digits)
        return left.isNegative ? -order : order
    }

    static func addDigits(_ left: [Int], _ right: [Int]) -> [Int] {
        var result: [Int] = []
        var carry = 0
        for index in 0..<max(left.count, right.count) {
            let sum = (index < left.count ? left[index] : 0) + (index < right.count ? right[index] : 0) + carry
            result.append(sum % 10)
            carry = sum / 10
        }
        return result + [carry]
    }

    /// `left - right` where `left` is not the smaller one.
    static func subtractDigits(_ left: [Int], _ right: [Int]) -> [Int] {
        var result: [Int] = []
        var borrow = 0
        for index in left.indices {
            var digit = left[index] - (index < right.count ? right[index] : 0) - borrow
            borrow = digit < 0 ? 1 : 0
            if digit < 0 { digit += 10 }
            result.append(digit)
        }
        while result.last == 0 { result.removeLast() }
        return result
    }

    func adding(_ other: BigDecimalModel) -> BigDecimalModel {
        let scale = max(scale, other.scale)
        let (left, right) = (rescaled(to: scale), other.rescaled(to: scale))
        if left.isNegative == right.isNegative {
            return .init(digits: Self.addDigits(left.digits, right.digits), isNegative: left.isNegative, scale: scale)
        }
        if Self.compareDigits(left.digits, right.digits) >= 0 {
            return .init(
                digits: Self.subtractDigits(left.digits, right.digits),
                isNegative: left.isNegative,
                scale: scale
            )
        }
        return .init(digits: Self.subtractDigits(right.digits, left.digits), isNegative: right.isNegative, scale: scale)
    }

    func multiplied(by other: BigDecimalModel) -> BigDecimalModel {
        var result = [Int](repeating: 0, count: digits.count + other.digits.count + 1)
        for (index, digit) in digits.enumerated() {
            var carry = 0
            for (offset, factor) in (other.digits + [0]).enumerated() {
                let sum = result[index + offset] + digit * factor + carry
                result[index + offset] = sum % 10
                carry = sum / 10
            }
        }
        return .init(digits: result, isNegative: isNegative != other.isNegative, scale: scale + other.scale)
    }

    /// The quotient rounded half to even, by school division.
    func divided(by other: BigDecimalModel, places: Int) -> BigDecimalModel {
        let shift = places + other.scale - scale
        let numerator = shift >= 0 ? Array(repeating: 0, count: shift) + digits : digits
        let divisor = shift < 0 ? Array(repeating: 0, count: -shift) + other.digits : other.digits
        var quotient: [Int] = []
        var rest: [Int] = []
        for digit in numerator.reversed() {
            rest.insert(digit, at: 0)
            while rest.last == 0 { rest.removeLast() }
            var count = 0
            while Self.compareDigits(rest, divisor) >= 0 {
                rest = Self.subtractDigits(rest, divisor)
                count += 1
            }
            quotient.insert(count, at: 0)
        }
        var twice = Self.addDigits(rest, rest)
        while twice.last == 0 { twice.removeLast() }
        let order = Self.compareDigits(twice, divisor)
        if order > 0 || (order == 0 && (quotient.first ?? 0) % 2 == 1) { quotient = Self.addDigits(quotient, [1]) }
        return .init(digits: quotient, isNegative: isNegative != other.isNegative, scale: places)
    }

    /// Whether an `ExactDecimal` has room for the value.
    var fits: Bool {
        var trimmed = self
        while trimmed.scale > 0, trimmed.digits.first == 0 || trimmed.digits.isEmpty {
            if !trimmed.digits.isEmpty { trimmed.digits.removeFirst() }
            trimmed.scale -= 1
        }
        let greatest = "170141183460469231731687303715884105727".reversed().compactMap(\.wholeNumberValue)
        return trimmed.scale <= 38 && Self.compareDigits(trimmed.digits, greatest) <= 0
    }
}
