import TurnpikeValues

extension Functions {
    /// The most digits after the point that a format may ask for.
    static let mostPlaces = 1_000

    /// `format` of CEL's strings library: `%s %d %f %e %b %o %x %X %%`, with a precision for `%f` and `%e`.
    mutating func format(_ pattern: String, _ values: [Value]) throws(Fault) -> String {
        var result: [UInt8] = []
        let bytes = Array(pattern.utf8)
        var place = 0
        var used = 0
        while place < bytes.count {
            guard bytes[place] == UInt8(ascii: "%") else {
                result.append(bytes[place])
                place += 1
                continue
            }
            place += 1
            guard place < bytes.count else { throw Fault("unexpected end of format string") }
            if bytes[place] == UInt8(ascii: "%") {
                result.append(UInt8(ascii: "%"))
                place += 1
                continue
            }
            var precision = 6
            if bytes[place] == UInt8(ascii: ".") {
                place += 1
                precision = 0
                var digits = 0
                while place < bytes.count, Lexer.isDigit(bytes[place]), digits < 4 {
                    precision = precision * 10 + Int(bytes[place] - 0x30)
                    place += 1
                    digits += 1
                }
                guard digits > 0, precision <= Self.mostPlaces else {
                    throw Fault("this precision of a format cannot be used")
                }
            }
            guard place < bytes.count else { throw Fault("unexpected end of format string") }
            guard used < values.count else { throw Fault("index \(used) out of range: format needs more values") }
            let clause = bytes[place]
            place += 1
            let value = values[used]
            used += 1
            result += try piece(clause, value, precision).utf8
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// What a clause makes of a value; charged before it is made.
    private mutating func piece(_ clause: UInt8, _ value: Value, _ precision: Int) throws(Fault) -> String {
        // A number takes a few bytes; what can take more is charged where its size is known.
        try charge(4)
        switch clause {
        case UInt8(ascii: "s"):
            var text = ""
            try show(value, &text, depth: 0)
            return text
        case UInt8(ascii: "d"):
            switch value {
            case .int(let number): return String(number)
            case .uint(let number): return String(number)
            case .double(let number): return Self.special(number) ?? Self.text(of: number)
            case .decimal(let number): return number.description
            default: throw Fault("decimal clause can only be used on numbers, not \(value.kindName)")
            }
        case UInt8(ascii: "f"), UInt8(ascii: "e"):
            let number: Double
            switch value {
            case .int(let integer): number = Double(integer)
            case .uint(let integer): number = Double(integer)
            case .double(let double): number = double
            case .decimal(let decimal): return decimal.rounded(toPlaces: min(precision, 38)).description
            default: throw Fault("this clause can only be used on numbers, not \(value.kindName)")
            }
            if let special = Self.special(number) { return special }
            // A large number has up to 309 digits before the point.
            try charge(1 + precision / 4 + (precision + 320) / 16)
            return clause == UInt8(ascii: "f")
                ? DecimalText.fixed(number, places: precision) : DecimalText.scientific(number, places: precision)
        case UInt8(ascii: "b"):
            switch value {
            case .int(let number): return String(number, radix: 2)
            case .uint(let number): return String(number, radix: 2)
            case .bool(let flag): return flag ? "1" : "0"
            default: throw Fault("only integers and bools can be formatted as binary, not \(value.kindName)")
            }
        case UInt8(ascii: "o"):
            switch value {
            case .int(let number): return String(number, radix: 8)
            case .uint(let number): return String(number, radix: 8)
            default: throw Fault("only integers can be formatted as octal, not \(value.kindName)")
            }
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            let isUpper = clause == UInt8(ascii: "X")
            switch value {
            case .int(let number): return String(number, radix: 16, uppercase: isUpper)
            case .uint(let number): return String(number, radix: 16, uppercase: isUpper)
            case .string(let text):
                try charge(bytes: 2 * text.utf8.count)
                return Self.hex(Array(text.utf8), isUpper)
            case .bytes(let bytes):
                try charge(bytes: 2 * bytes.count)
                return Self.hex(bytes, isUpper)
            default:
                throw Fault("only integers, texts and bytes can be formatted as hexadecimal, not \(value.kindName)")
            }
        default:
            throw Fault(
                "could not parse formatting clause: unrecognized formatting clause '\(Character(Unicode.Scalar(clause)))'"
            )
        }
    }

    private static func hex(_ bytes: [UInt8], _ isUpper: Bool) -> String {
        var result = ""
        for byte in bytes {
            let text = String(byte, radix: 16, uppercase: isUpper)
            result += text.utf8.count == 1 ? "0" + text : text
        }
        return result
    }

    static func special(_ number: Double) -> String? {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        return nil
    }

    /// A value as `%s` writes it; every part is charged, so that shared structure cannot grow without bound.
    private mutating func show(_ value: Value, _ text: inout String, depth: Int) throws(Fault) {
        try charge(1)
        guard depth < 1000 else { throw Fault("the value is nested too deep to be written") }
        switch value {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .int(let number): text += String(number)
        case .uint(let number): text += String(number)
        case .double(let number): text += Self.special(number) ?? Self.text(of: number)
        case .string(let string):
            try charge(bytes: string.utf8.count)
            text += string
        case .bytes(let bytes):
            try charge(bytes: bytes.count)
            text += String(decoding: bytes, as: UTF8.self)
        case .duration(let duration): text += duration.celDescription
        case .list(let elements):
            text += "["
            for (place, element) in elements.enumerated() {
                if place > 0 { text += ", " }
                try show(element, &text, depth: depth + 1)
            }
            text += "]"
        case .map(let map):
            // In the order of the keys as they are written.
            var entries: [(key: String, value: Value)] = []
            for (key, value) in map {
                var written = ""
                try show(key, &written, depth: depth + 1)
                entries.append((written, value))
            }
            entries.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            text += "{"
            for (place, entry) in entries.enumerated() {
                if place > 0 { text += ", " }
                text += entry.key + ": "
                try show(entry.value, &text, depth: depth + 1)
            }
            text += "}"
        case .type(let name): text += name
        case .decimal, .money, .percent, .date, .instant, .period, .working:
            text += value.description
        case .optional: throw Fault("string clause can only be used on texts, numbers, times, lists and maps")
        }
    }
}

/// Decimal digits of doubles, rounded half to even on the exact value, as C's printf rounds.
enum DecimalText {
    static func fixed(_ number: Double, places: Int) -> String {
        let isNegative = number.sign == .minus
        var digits = exactDigits(number.magnitude)
        let (rounded, point) = round(&digits.digits, point: digits.point, keep: digits.point + places)
        var text = isNegative ? "-" : ""
        if point <= 0 {
            text += "0"
        } else {
            text += string(rounded, 0, point)
        }
        if places > 0 { text += "." + string(rounded, point, point + places) }
        return text
    }

    static func scientific(_ number: Double, places: Int) -> String {
        let isNegative = number.sign == .minus
        var digits = exactDigits(number.magnitude)
        if number == 0 { digits = ([0], 1) }
        let (rounded, point) = round(&digits.digits, point: digits.point, keep: places + 1)
        var text = isNegative ? "-" : ""
        text += string(rounded, 0, 1)
        if places > 0 { text += "." + string(rounded, 1, 1 + places) }
        let exponent = number == 0 ? 0 : point - 1
        text += exponent < 0 ? "e-" : "e+"
        let magnitude = String(abs(exponent))
        return text + (magnitude.utf8.count < 2 ? "0" + magnitude : magnitude)
    }

    private static func string(_ digits: [UInt8], _ start: Int, _ end: Int) -> String {
        var bytes: [UInt8] = []
        for place in start..<max(end, start) {
            bytes.append(place >= 0 && place < digits.count ? digits[place] + 0x30 : 0x30)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// All digits of a double's exact value, without leading zeros, and the place of the point among them.
    private static func exactDigits(_ magnitude: Double) -> (digits: [UInt8], point: Int) {
        guard magnitude > 0 else { return ([], 0) }
        var significand = magnitude.significandBitPattern
        var exponent = Int(magnitude.exponentBitPattern)
        if exponent == 0 { exponent = 1 } else { significand |= 1 << 52 }
        exponent -= 1075
        // A number in base ten, least digit first: the significand, doubled or halved as often as the exponent says.
        var digits: [UInt8] = []
        while significand > 0 {
            digits.append(UInt8(significand % 10))
            significand /= 10
        }
        var fraction = 0
        if exponent > 0 {
            for _ in 0..<exponent { multiply(&digits, by: 2) }
        } else {
            // Halving is multiplying by five and moving the point.
            var left = -exponent
            while left > 0 {
                let step = min(left, 3)
                multiply(&digits, by: step == 3 ? 125 : step == 2 ? 25 : 5)
                left -= step
            }
            fraction = -exponent
        }
        digits.reverse()
        return (digits, digits.count - fraction)
    }

    private static func multiply(_ digits: inout [UInt8], by factor: Int) {
        var carry = 0
        for place in digits.indices {
            let product = Int(digits[place]) * factor + carry
            digits[place] = UInt8(product % 10)
            carry = product / 10
        }
        while carry > 0 {
            digits.append(UInt8(carry % 10))
            carry /= 10
        }
    }

    /// The first `keep` digits, rounded half to even; the point moves when a carry runs through.
    private static func round(_ digits: inout [UInt8], point: Int, keep: Int) -> (digits: [UInt8], point: Int) {
        guard keep < digits.count else { return (digits, point) }
        guard keep >= 0 else { return ([], min(point, 0)) }
        var kept = Array(digits[..<keep])
        let next = digits[keep]
        let hasMore = digits[(keep + 1)...].contains { $0 != 0 }
        let isUp = next > 5 || (next == 5 && (hasMore || (kept.last ?? 0) % 2 == 1))
        guard isUp else { return (kept, point) }
        var place = kept.count - 1
        while place >= 0 {
            if kept[place] == 9 {
                kept[place] = 0
                place -= 1
            } else {
                kept[place] += 1
                return (kept, point)
            }
        }
        return ([1] + kept, point + 1)
    }
}
