/// A number of an expression, with or without a unit, a tenth larger or smaller.
enum LooserNumber: Sendable {
    /// The text with its number a tenth larger or smaller; counts change by one at least. Nil for a number that is not
    /// written in plain digits.
    ///
    /// - Parameters:
    ///   - text: `0.8`, `15%`, `10000 EUR`, `14 days`, `3`.
    ///   - larger: Whether it grows.
    static func of(_ text: String, larger: Bool) -> String? {
        let bytes = Array(text.utf8)
        var digits: [UInt8] = []
        var decimals = 0
        var hasPoint = false
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            if (0x30...0x39).contains(byte) {
                digits.append(byte)
                if hasPoint { decimals += 1 }
            } else if byte == UInt8(ascii: "."), !hasPoint, at + 1 < bytes.count,
                (0x30...0x39).contains(bytes[at + 1])
            {
                hasPoint = true
            } else {
                break
            }
            at += 1
        }
        let unit = String(decoding: bytes[at...], as: UTF8.self)
        guard !digits.isEmpty, digits.count <= 17, let number = Int64(String(decoding: digits, as: UTF8.self)) else {
            return nil
        }
        // Exponents, hexadecimal and unsigned numbers are written by nobody in a sales process.
        let first = unit.utf8.first
        let hasUnit = first == UInt8(ascii: " ") || first == UInt8(ascii: "%")
        guard unit.isEmpty || hasUnit else { return nil }
        let isCount = !hasPoint && (unit.isEmpty || isTime(unit))
        if isCount {
            let step = max(1, number / 10)
            let changed = larger ? number + step : number - step
            return changed < 0 ? "(\(changed)\(unit))" : "\(changed)\(unit)"
        }
        // A tenth needs one more decimal; of nothing a tenth is nothing, so that changes by one.
        guard number > 0 else { return larger ? "1\(unit)" : nil }
        let scaled = larger ? number * 11 : number * 9
        return decimal(scaled, decimals: decimals + 1) + unit
    }

    private static func isTime(_ unit: String) -> Bool {
        ["second", "minute", "hour", "day", "week", "month", "year"].contains { unit.contains($0) }
    }

    private static func decimal(_ number: Int64, decimals: Int) -> String {
        var text = String(number)
        while text.utf8.count <= decimals { text = "0" + text }
        let whole = text.dropLast(decimals)
        var fraction = text.suffix(decimals)
        while fraction.last == "0" { fraction.removeLast() }
        return fraction.isEmpty ? String(whole) : "\(whole).\(fraction)"
    }
}
