import TurnpikeValues

extension Parser {
    // MARK: Numbers

    /// Reads the number at hand, with a minus sign that stood before it, and what people write after a number.
    mutating func numberLiteral(negativeFrom sign: Int?) -> Int32 {
        let number = token
        let start = sign ?? number.start
        advance()
        if options.peopleLiterals, number.kind != .uint {
            if let literal = percentLiteral(number, start, isNegative: sign != nil) { return literal }
            if token.kind == .name, let literal = quantityLiteral(number, start, isNegative: sign != nil) {
                return literal
            }
        }
        switch number.kind {
        case .double:
            let digits = text(number.start, number.end)
            guard let value = Double(digits), value.isFinite else {
                report(ExpressionDiagnostic(.badLiteral, start..<number.end, "\(digits) is too large for a double"))
                return hole(start, number.end)
            }
            return addLiteral(.double(sign == nil ? value : -value), start, number.end)
        case .uint:
            guard let value = magnitude(number.start, number.end - 1) else {
                let message = "\(text(number.start, number.end)) is too large for an unsigned integer"
                report(ExpressionDiagnostic(.badLiteral, start..<number.end, message))
                return hole(start, number.end)
            }
            return addLiteral(.uint(value), start, number.end)
        default:
            let largest = UInt64(Int64.max) + (sign == nil ? 0 : 1)
            guard let value = magnitude(number.start, number.end), value <= largest else {
                let message = "\(text(start, number.end)) is outside the range of integers"
                report(ExpressionDiagnostic(.badLiteral, start..<number.end, message))
                return hole(start, number.end)
            }
            let signed = sign == nil ? Int64(value) : Int64(truncatingIfNeeded: 0 &- value)
            return addLiteral(.int(signed), start, number.end)
        }
    }

    /// The value of decimal or `0x` digits; nil when it needs more than 64 bits.
    private func magnitude(_ start: Int, _ end: Int) -> UInt64? {
        var value: UInt64 = 0
        var index = start
        let isHex = end - start > 2 && bytes[start] == 0x30 && bytes[start + 1] | 0x20 == 0x78
        if isHex { index += 2 }
        while index < end {
            let byte = bytes[index]
            let digit = UInt64(Lexer.isDigit(byte) ? byte - 0x30 : (byte | 0x20) - 0x57)
            let (product, overflow) = value.multipliedReportingOverflow(by: isHex ? 16 : 10)
            let (sum, carry) = product.addingReportingOverflow(digit)
            if overflow || carry { return nil }
            value = sum
            index += 1
        }
        return value
    }

    /// `15%`: a percent sign directly after a number that no operand follows.
    private mutating func percentLiteral(_ number: Token, _ start: Int, isNegative: Bool) -> Int32? {
        guard token.kind == .percent, token.start == number.end else { return nil }
        let sign = token
        var ahead = lexer
        let next = ahead.next()
        switch next.kind {
        case .name, .int, .uint, .double, .string, .bytes, .leftParenthesis, .leftBracket, .leftBrace, .bang, .dot,
            .keywordTrue, .keywordFalse, .keywordNull, .quotedName, .reserved:
            let isWord =
                next.kind == .name
                && (["and", "or", "AND", "OR"].contains(text(next.start, next.end)))
            if !isWord { return nil }
        case .minus:
            // `10% - x` subtracts from a percentage; `10 %-3` and `10%-3` are remainders.
            let after = next.end < bytes.count ? bytes[next.end] : 0x20
            if after != 0x20, after != 0x09, after != 0x0A, after != 0x0D { return nil }
        default:
            break
        }
        advance()
        guard let amount = ExactDecimal(text(number.start, number.end)) else {
            report(
                ExpressionDiagnostic(.badLiteral, start..<sign.end, "'\(text(start, sign.end))' is not a percentage")
            )
            return hole(start, sign.end)
        }
        return addLiteral(.percent(Percent(percent: isNegative ? amount.negated : amount)), start, sign.end)
    }

    /// `50000 EUR`, `14 days`.
    private mutating func quantityLiteral(_ number: Token, _ start: Int, isNegative: Bool) -> Int32? {
        let word = text(token.start, token.end)
        if ["and", "or", "AND", "OR"].contains(word) { return nil }
        let wordStart = token.start
        var end = token.end
        let digits = text(number.start, number.end)
        if let currency = Currency(word) {
            advance()
            guard currency.isKnown else {
                let notes = ["money names a currency of ISO 4217, such as EUR or USD"]
                let message = "'\(word)' is no currency"
                report(ExpressionDiagnostic(.badLiteral, wordStart..<end, message, notes: notes))
                return hole(start, end)
            }
            guard let amount = ExactDecimal(digits) else { return badQuantity("an amount of money", start, end) }
            return addLiteral(.money(Money(isNegative ? amount.negated : amount, currency)), start, end)
        }
        if word == "working" || word == "business" {
            advance()
            if token.kind == .name {
                end = token.end
                advance()
            }
            let message = "working time cannot be used in an expression"
            let notes = [
                "'\(text(start, end))' needs a calendar; use it in limits, due and timers, or write hours here"
            ]
            report(ExpressionDiagnostic(.workingDuration, start..<end, message, notes: notes))
            return hole(start, end)
        }
        let unit = word.last == "s" && word.utf8.count > 1 ? String(word.dropLast()) : word
        switch unit {
        case "second", "minute", "hour":
            advance()
            let factor: Int64 = unit == "second" ? 1 : unit == "minute" ? 60 : 3600
            guard let amount = ExactDecimal(digits), let seconds = amount.multiplied(by: ExactDecimal(factor)),
                let duration = Duration(seconds: isNegative ? seconds.negated : seconds)
            else { return badQuantity("an elapsed time", start, end) }
            return addLiteral(.duration(duration), start, end)
        case "day", "week", "month", "year":
            advance()
            let factor: Int64 = unit == "week" ? 7 : unit == "year" ? 12 : 1
            guard let number = ExactDecimal(digits), let amount = number.asInt64 else {
                let isFixed = unit == "day" || unit == "week"
                let hours = isFixed ? ExactDecimal(digits)?.multiplied(by: ExactDecimal(factor * 24)) : nil
                let repair = hours.flatMap { $0.isInteger ? "\(isNegative ? "-" : "")\($0.trimmed) hours" : nil }
                let message = "calendar time counts whole \(unit)s"
                report(ExpressionDiagnostic(.badLiteral, start..<end, message, repair: repair))
                return hole(start, end)
            }
            let (product, overflow) = (isNegative ? -amount : amount).multipliedReportingOverflow(by: factor)
            guard !overflow, let count = Int32(exactly: product) else {
                return badQuantity("a span of time", start, end)
            }
            let isMonths = unit == "month" || unit == "year"
            let period = isMonths ? CalendarPeriod(months: count) : CalendarPeriod(days: count)
            return addLiteral(.period(period), start, end)
        default:
            advance()
            unknownUnit(word, digits, start, wordStart, end)
            return hole(start, end)
        }
    }

    private mutating func badQuantity(_ what: String, _ start: Int, _ end: Int) -> Int32 {
        report(ExpressionDiagnostic(.badLiteral, start..<end, "'\(text(start, end))' is not \(what)"))
        return hole(start, end)
    }

    private mutating func unknownUnit(_ word: String, _ digits: String, _ start: Int, _ wordStart: Int, _ end: Int) {
        if word.hasPrefix("_") {
            let plain = (digits + word).filter { $0 != "_" }
            let message = "numbers are written without '_'"
            report(ExpressionDiagnostic(.syntax, start..<end, message, repair: plain))
            return
        }
        let notes = ["after a number stands a currency (EUR), or hours, minutes, seconds, days, weeks, months, years"]
        if let currency = Currency(word.uppercased()), currency.isKnown {
            let message = "a currency is written in capital letters"
            report(ExpressionDiagnostic(.syntax, wordStart..<end, message, repair: word.uppercased()))
            return
        }
        let plain = ["hour", "minute", "second", "day", "week", "month", "year"]
        let units = digits == "1" ? plain : plain.map { $0 + "s" }
        let nearest = nearestName(to: word, in: units)
        report(
            ExpressionDiagnostic(.syntax, wordStart..<end, "'\(word)' is not a unit", notes: notes, repair: nearest)
        )
    }

    // MARK: Text

    mutating func textLiteral(_ literal: Token) -> Int32 {
        var quote = literal.start
        var isRaw = false
        while bytes[quote] != 0x22, bytes[quote] != 0x27 {
            if bytes[quote] | 0x20 == 0x72 { isRaw = true }
            quote += 1
        }
        let mark = bytes[quote]
        let isTriple = literal.end - quote >= 6 && bytes[quote + 1] == mark && bytes[quote + 2] == mark
        let start = quote + (isTriple ? 3 : 1)
        let end = literal.end - (isTriple ? 3 : 1)
        let body = UnsafeBufferPointer(rebasing: bytes[start..<end])
        let isBytes = literal.kind == .bytes
        if isRaw || !body.contains(0x5C) {
            let value: Value = isBytes ? .bytes(Array(body)) : .string(String(decoding: body, as: UTF8.self))
            return addLiteral(value, literal.start, literal.end)
        }
        guard let decoded = unescape(start, end, isBytes: isBytes) else {
            return hole(literal.start, literal.end)
        }
        let value: Value = isBytes ? .bytes(decoded) : .string(String(decoding: decoded, as: UTF8.self))
        return addLiteral(value, literal.start, literal.end)
    }

    /// The bytes that a text with escapes stands for; reports the first escape that stands for nothing.
    private mutating func unescape(_ start: Int, _ end: Int, isBytes: Bool) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(end - start)
        var index = start
        while index < end {
            let byte = bytes[index]
            guard byte == 0x5C else {
                result.append(byte)
                index += 1
                continue
            }
            let escape = index
            let letter = index + 1 < end ? bytes[index + 1] : 0
            index += 2
            var digits = 0
            var radix: UInt32 = 16
            switch letter {
            case UInt8(ascii: "a"): result.append(0x07)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "v"): result.append(0x0B)
            case 0x5C, 0x3F, 0x22, 0x27, 0x60: result.append(letter)
            case UInt8(ascii: "x"), UInt8(ascii: "X"): digits = 2
            case UInt8(ascii: "u") where !isBytes: digits = 4
            case UInt8(ascii: "U") where !isBytes: digits = 8
            case UInt8(ascii: "0")...UInt8(ascii: "3"):
                digits = 3
                radix = 8
                index -= 1
            default:
                let shown = text(escape, min(index, end))
                let message = "'\(shown)' is not an escape"
                report(ExpressionDiagnostic(.badLiteral, escape..<min(index, end), message, repair: "\\" + shown))
                return nil
            }
            guard digits > 0 else { continue }
            guard let value = number(index, digits, end, radix) else {
                let message = "this escape needs \(digits) \(radix == 8 ? "octal" : "hexadecimal") digits"
                report(ExpressionDiagnostic(.badLiteral, escape..<min(index + digits, end), message))
                return nil
            }
            index += digits
            if isBytes {
                result.append(UInt8(truncatingIfNeeded: value))
            } else if let scalar = Unicode.Scalar(value) {
                result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            } else {
                let message = "this escape names no character"
                report(ExpressionDiagnostic(.badLiteral, escape..<index, message))
                return nil
            }
        }
        return result
    }

    private func number(_ start: Int, _ digits: Int, _ end: Int, _ radix: UInt32) -> UInt32? {
        guard start + digits <= end else { return nil }
        var value: UInt32 = 0
        for index in start..<start + digits {
            let byte = bytes[index]
            let digit: UInt32
            if Lexer.isDigit(byte) {
                digit = UInt32(byte - 0x30)
            } else if Lexer.isHexDigit(byte) {
                digit = UInt32((byte | 0x20) - 0x57)
            } else {
                return nil
            }
            guard digit < radix else { return nil }
            value = value &* radix &+ digit
        }
        return value
    }
}
