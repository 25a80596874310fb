import TurnpikeValues

extension Functions {
    mutating func convert(_ builtin: Builtin, _ arguments: [Value]) throws(Fault) -> Value {
        guard let value = arguments.first else { throw Fault.noOverload("\(builtin)", arguments) }
        if case .string(let text) = value { try charge(bytes: text.utf8.count) }
        switch builtin {
        case .toInt: return .int(try integer(value))
        case .toUint: return .uint(try unsigned(value))
        case .toDouble: return .double(try double(value))
        case .toString: return .string(try string(value))
        case .toBytes:
            switch value {
            case .bytes: return value
            case .string(let text): return .bytes(Array(text.utf8))
            default: throw Fault.noOverload("bytes", arguments)
            }
        case .toBool:
            switch value {
            case .bool: return value
            case .string("true"), .string("True"), .string("TRUE"), .string("t"), .string("1"): return .bool(true)
            case .string("false"), .string("False"), .string("FALSE"), .string("f"), .string("0"): return .bool(false)
            case .string(let text): throw Fault("type conversion error: '\(text)' is no bool")
            default: throw Fault.noOverload("bool", arguments)
            }
        case .toTimestamp: return .instant(try instant(value))
        case .toDuration: return .duration(try duration(value))
        case .toDate: return .date(try date(value))
        case .toDecimal:
            switch value {
            case .string(let text):
                guard let number = ExactDecimal(text) else { throw Fault("'\(text)' is no number") }
                return .decimal(number)
            case .double(let number):
                guard let exact = ExactDecimal(Self.text(of: number)) else {
                    throw Fault("\(number) is no exact number")
                }
                return .decimal(exact)
            default:
                guard let number = Self.exact(value) else { throw Fault.noOverload("decimal", arguments) }
                return .decimal(number)
            }
        case .makeMoney: return .money(try money(arguments))
        case .base64Encode:
            guard case .bytes(let bytes) = value else { throw Fault.noOverload("base64.encode", arguments) }
            try charge(bytes: bytes.count)
            return .string(Base64.encode(bytes))
        default:
            guard case .string(let text) = value else { throw Fault.noOverload("base64.decode", arguments) }
            // Padding may be left out.
            let padding = (4 - text.utf8.count % 4) % 4
            guard let bytes = Base64.decode(text) ?? Base64.decode(text + String(repeating: "=", count: padding)) else {
                throw Fault("this is no base64 text")
            }
            return .bytes(bytes)
        }
    }

    private func integer(_ value: Value) throws(Fault) -> Int64 {
        switch value {
        case .int(let number): return number
        case .uint(let number):
            guard let result = Int64(exactly: number) else { throw Fault("range error: \(number) is no integer") }
            return result
        case .double(let number):
            // Both ends are excluded: the nearest doubles lie beyond them or at the very edge.
            guard number > -9_223_372_036_854_775_808.0, number < 9_223_372_036_854_775_808.0 else {
                throw Fault("range error: \(number) is no integer")
            }
            return Int64(number)
        case .decimal(let number):
            guard let result = number.rounded(toPlaces: 0, rule: .down).asInt64 else {
                throw Fault("range error: \(number)")
            }
            return result
        case .string(let text):
            guard let result = Int64(text), !text.hasPrefix("+") else {
                throw Fault("type conversion error: '\(text)' is no integer")
            }
            return result
        case .instant(let instant): return instant.seconds
        default: throw Fault.noOverload("int", [value])
        }
    }

    private func unsigned(_ value: Value) throws(Fault) -> UInt64 {
        switch value {
        case .uint(let number): return number
        case .int(let number):
            guard let result = UInt64(exactly: number) else { throw Fault("range error: \(number) is negative") }
            return result
        case .double(let number):
            guard number >= 0, number < 18_446_744_073_709_551_616.0 else { throw Fault("range error: \(number)") }
            return UInt64(number)
        case .decimal(let number):
            guard let whole = number.rounded(toPlaces: 0, rule: .down).asInt64, let result = UInt64(exactly: whole)
            else {
                throw Fault("range error: \(number)")
            }
            return result
        case .string(let text):
            guard let result = UInt64(text), !text.hasPrefix("+") else {
                throw Fault("type conversion error: '\(text)' is no unsigned integer")
            }
            return result
        default: throw Fault.noOverload("uint", [value])
        }
    }

    private func double(_ value: Value) throws(Fault) -> Double {
        switch value {
        case .double(let number): return number
        case .int(let number): return Double(number)
        case .uint(let number): return Double(number)
        case .decimal(let number): return number.doubleValue
        case .percent(let percent): return percent.ratio.doubleValue
        case .string(let text):
            guard let result = Double(text) else { throw Fault("type conversion error: '\(text)' is no number") }
            return result
        default: throw Fault.noOverload("double", [value])
        }
    }

    private mutating func string(_ value: Value) throws(Fault) -> String {
        switch value {
        case .string(let text): return text
        case .int(let number): return String(number)
        case .uint(let number): return String(number)
        case .bool(let flag): return flag ? "true" : "false"
        case .double(let number): return Self.text(of: number)
        case .bytes(let bytes):
            try charge(bytes: bytes.count)
            guard let text = String(validating: bytes, as: UTF8.self) else { throw Fault("invalid UTF-8 in bytes") }
            return text
        case .duration(let duration): return duration.celDescription
        case .decimal, .money, .percent, .date, .instant, .period: return value.description
        default: throw Fault.noOverload("string", [value])
        }
    }

    /// The shortest digits that read back to the same double, as Go writes them: no `.0`, an exponent only far out.
    static func text(of number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        let swift = number.description
        let parts = swift.split(separator: "e", maxSplits: 1)
        var mantissa = String(parts[0])
        var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let sign = mantissa.hasPrefix("-") ? "-" : ""
        if !sign.isEmpty { mantissa.removeFirst() }
        let halves = mantissa.split(separator: ".", maxSplits: 1)
        var digits = String(halves[0])
        let fraction = halves.count > 1 ? String(halves[1]) : ""
        var point = digits.utf8.count
        digits += fraction
        while digits.hasPrefix("0"), digits.utf8.count > 1 {
            digits.removeFirst()
            point -= 1
        }
        while digits.hasSuffix("0"), digits.utf8.count > 1 { digits.removeLast() }
        if digits == "0" { return sign + "0" }
        exponent += point - 1
        if exponent < -4 || exponent >= 21 {
            let first = digits.prefix(1)
            let rest = digits.dropFirst()
            let size = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
            return "\(sign)\(first)\(rest.isEmpty ? "" : ".\(rest)")e\(exponent < 0 ? "-" : "+")\(size)"
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        let whole = exponent + 1
        if digits.utf8.count <= whole {
            return sign + digits + String(repeating: "0", count: whole - digits.utf8.count)
        }
        return "\(sign)\(digits.prefix(whole)).\(digits.dropFirst(whole))"
    }

    private func instant(_ value: Value) throws(Fault) -> Instant {
        switch value {
        case .instant(let instant): return instant
        case .string(let text):
            guard let instant = Instant(text) else { throw Fault("'\(text)' is no time such as 2026-01-31T09:30:00Z") }
            return instant
        case .int(let seconds):
            guard let instant = Instant(seconds: seconds) else {
                throw Fault("the time lies outside the years 0001 to 9999")
            }
            return instant
        case .date(let date):
            guard let instant = zone.startOfDay(date) else {
                throw Fault("the time lies outside the years 0001 to 9999")
            }
            return instant
        default: throw Fault.noOverload("timestamp", [value])
        }
    }

    private func duration(_ value: Value) throws(Fault) -> Duration {
        switch value {
        case .duration(let duration): return duration
        case .int(let seconds):
            guard let duration = Duration(seconds: ExactDecimal(seconds)), Arithmetic.isInRange(duration) else {
                throw Fault.overflow
            }
            return duration
        case .string(let text):
            guard let duration = GoDuration.parse(text) else {
                throw Fault("'\(text)' is no duration such as 336h or 1h30m")
            }
            guard Arithmetic.isInRange(duration) else { throw Fault("range error: \(text) is too long") }
            return duration
        default: throw Fault.noOverload("duration", [value])
        }
    }

    private func date(_ value: Value) throws(Fault) -> CalendarDate {
        switch value {
        case .date(let date): return date
        case .instant(let instant): return zone.date(of: instant)
        case .string(let text):
            guard let date = CalendarDate(text) else { throw Fault("'\(text)' is no date such as 2026-01-31") }
            return date
        default: throw Fault.noOverload("date", [value])
        }
    }

    private func money(_ arguments: [Value]) throws(Fault) -> Money {
        if arguments.count == 1, case .string(let text) = arguments[0] {
            guard let money = Money(text), money.currency.isKnown else {
                throw Fault("'\(text)' is no amount of money such as 50000 EUR")
            }
            return money
        }
        guard arguments.count == 2, case .string(let code) = arguments[1], let number = Self.exact(arguments[0]) else {
            throw Fault.noOverload("money", arguments)
        }
        guard let currency = Currency(code), currency.isKnown else { throw Fault("'\(code)' is no currency") }
        return Money(number, currency)
    }
}

/// Durations as Go writes them: signs, decimals, and the units h, m, s, ms, us, ns one after the other.
enum GoDuration {
    static func parse(_ text: String) -> Duration? {
        var bytes = Array(text.utf8)[...]
        guard bytes.count <= 64 else { return nil }
        var isNegative = false
        if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            bytes = bytes.dropFirst()
        }
        if bytes.elementsEqual("0".utf8) { return .zero }
        guard !bytes.isEmpty else { return nil }
        var total = ExactDecimal.zero
        while !bytes.isEmpty {
            var number = bytes.prefix { Lexer.isDigit($0) || $0 == UInt8(ascii: ".") }
            guard !number.isEmpty, number.count <= 20 else { return nil }
            bytes = bytes.dropFirst(number.count)
            if number.last == UInt8(ascii: ".") { number = number.dropLast() }
            var digits = String(decoding: number, as: UTF8.self)
            if digits.hasPrefix(".") { digits = "0" + digits }
            guard let amount = ExactDecimal(digits) else { return nil }
            let unit = bytes.prefix { !Lexer.isDigit($0) && $0 != UInt8(ascii: ".") }
            bytes = bytes.dropFirst(unit.count)
            let factor: ExactDecimal
            switch String(decoding: unit, as: UTF8.self) {
            case "h": factor = 3600
            case "m": factor = 60
            case "s": factor = 1
            case "ms": factor = ExactDecimal(coefficient: 1, scale: 3)
            case "us", "\u{B5}s", "\u{3BC}s": factor = ExactDecimal(coefficient: 1, scale: 6)
            case "ns": factor = ExactDecimal(coefficient: 1, scale: 9)
            default: return nil
            }
            guard let part = amount.multiplied(by: factor), let sum = total.adding(part) else { return nil }
            total = sum
        }
        // Below a nanosecond nothing is kept.
        let whole = total.rounded(toPlaces: 9, rule: .down)
        return Duration(seconds: isNegative ? whole.negated : whole)
    }
}
