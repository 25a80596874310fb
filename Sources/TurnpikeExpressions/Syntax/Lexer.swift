/// One token of the text.
struct Token {
    enum Kind: UInt8 {
        case end
        case name
        case quotedName
        case reserved
        case int
        case uint
        case double
        case string
        case bytes
        case leftParenthesis
        case rightParenthesis
        case leftBracket
        case rightBracket
        case leftBrace
        case rightBrace
        case dot
        case comma
        case colon
        case question
        case plus
        case minus
        case star
        case slash
        case percent
        case bang
        case and
        case or
        case equal
        case notEqual
        case less
        case lessOrEqual
        case greater
        case greaterOrEqual
        case keywordIn
        case keywordTrue
        case keywordFalse
        case keywordNull
        case bad
    }

    var kind: Kind
    var start: Int
    var end: Int
}

/// Cuts the UTF-8 bytes of a text into tokens, one at a time.
struct Lexer {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    /// What is wrong with the last token of kind `bad`.
    private(set) var problem: ExpressionDiagnostic?
    /// Whether there is a problem that nobody has taken yet; asked for after every token.
    private(set) var hasProblem = false

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    @inline(__always)
    private func byte(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

    private mutating func note(_ finding: ExpressionDiagnostic) {
        problem = finding
        hasProblem = true
    }

    /// The problem with the last token, once.
    mutating func takeProblem() -> ExpressionDiagnostic? {
        defer {
            problem = nil
            hasProblem = false
        }
        return problem
    }

    mutating func next() -> Token {
        skipSpace()
        let start = position
        guard start < bytes.count else { return Token(kind: .end, start: start, end: start) }
        let first = bytes[start]
        let kind = Self.classify(first)
        switch kind {
        case .letter:
            if byte(start + 1) == UInt8(ascii: "\"") || byte(start + 1) == UInt8(ascii: "'") {
                if Self.isStringPrefix(first) { return string(start: start, quote: start + 1) }
            } else if byte(start + 2) == UInt8(ascii: "\"") || byte(start + 2) == UInt8(ascii: "'"),
                first | 0x20 == UInt8(ascii: "b"), byte(start + 1) | 0x20 == UInt8(ascii: "r")
            {
                return string(start: start, quote: start + 2)
            }
            return word(start)
        case .digit:
            return number(start)
        case .quote:
            return string(start: start, quote: start)
        case .symbol:
            return symbol(first, start)
        case .backtick:
            return quotedName(start)
        case .other:
            return unexpected(start)
        }
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D, 0x0C:
                position += 1
            case UInt8(ascii: "/") where byte(position + 1) == UInt8(ascii: "/"):
                while position < bytes.count, bytes[position] != 0x0A { position += 1 }
            default:
                return
            }
        }
    }

    private static func isStringPrefix(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return lower == UInt8(ascii: "r") || lower == UInt8(ascii: "b")
    }

    // MARK: Words

    private mutating func word(_ start: Int) -> Token {
        var end = start + 1
        while end < bytes.count, Self.isWordByte(bytes[end]) { end += 1 }
        position = end
        return Token(kind: keyword(start, end), start: start, end: end)
    }

    private func keyword(_ start: Int, _ end: Int) -> Token.Kind {
        let length = end - start
        guard length <= 9, length >= 2 else { return .name }
        // Keywords and reserved words are lower case and begin with one of these letters.
        switch bytes[start] {
        case UInt8(ascii: "i"):
            if matches(start, end, "in") { return .keywordIn }
            if matches(start, end, "if") || matches(start, end, "import") { return .reserved }
        case UInt8(ascii: "t"):
            if matches(start, end, "true") { return .keywordTrue }
        case UInt8(ascii: "f"):
            if matches(start, end, "false") { return .keywordFalse }
            if matches(start, end, "for") || matches(start, end, "function") { return .reserved }
        case UInt8(ascii: "n"):
            if matches(start, end, "null") { return .keywordNull }
            if matches(start, end, "namespace") { return .reserved }
        case UInt8(ascii: "a"):
            if matches(start, end, "as") { return .reserved }
        case UInt8(ascii: "b"):
            if matches(start, end, "break") { return .reserved }
        case UInt8(ascii: "c"):
            if matches(start, end, "const") || matches(start, end, "continue") { return .reserved }
        case UInt8(ascii: "e"):
            if matches(start, end, "else") { return .reserved }
        case UInt8(ascii: "l"):
            if matches(start, end, "let") || matches(start, end, "loop") { return .reserved }
        case UInt8(ascii: "p"):
            if matches(start, end, "package") { return .reserved }
        case UInt8(ascii: "r"):
            if matches(start, end, "return") { return .reserved }
        case UInt8(ascii: "v"):
            if matches(start, end, "var") || matches(start, end, "void") { return .reserved }
        case UInt8(ascii: "w"):
            if matches(start, end, "while") { return .reserved }
        default:
            break
        }
        return .name
    }

    /// Whether the bytes of a range spell an ASCII word.
    func matches(_ start: Int, _ end: Int, _ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard end - start == length else { return false }
        let pointer = word.utf8Start
        for index in 0..<length where bytes[start + index] != pointer[index] { return false }
        return true
    }

    private mutating func quotedName(_ start: Int) -> Token {
        var end = start + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "`") {
            let byte = bytes[end]
            let allowed = Self.isWordByte(byte) || byte == 0x2E || byte == 0x2D || byte == 0x2F || byte == 0x20
            if !allowed { break }
            end += 1
        }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "`"), end > start + 1 else {
            position = min(end + 1, bytes.count)
            return bad(
                start,
                position,
                "a name in backticks holds letters, digits, '_', '-', '.', '/' and spaces, and ends with '`'"
            )
        }
        position = end + 1
        return Token(kind: .quotedName, start: start, end: end + 1)
    }

    // MARK: Numbers

    private mutating func number(_ start: Int) -> Token {
        var end = start
        if bytes[start] == UInt8(ascii: "0"), byte(start + 1) | 0x20 == UInt8(ascii: "x"),
            Self.isHexDigit(byte(start + 2))
        {
            end = start + 2
            while end < bytes.count, Self.isHexDigit(bytes[end]) { end += 1 }
            return finishInteger(start, end)
        }
        while end < bytes.count, Self.isDigit(bytes[end]) { end += 1 }
        var isDouble = false
        if byte(end) == UInt8(ascii: "."), Self.isDigit(byte(end + 1)) {
            isDouble = true
            end += 1
            while end < bytes.count, Self.isDigit(bytes[end]) { end += 1 }
        }
        if byte(end) | 0x20 == UInt8(ascii: "e") {
            var exponent = end + 1
            if byte(exponent) == UInt8(ascii: "+") || byte(exponent) == UInt8(ascii: "-") { exponent += 1 }
            if Self.isDigit(byte(exponent)) {
                isDouble = true
                while exponent < bytes.count, Self.isDigit(bytes[exponent]) { exponent += 1 }
                end = exponent
            }
        }
        if isDouble {
            position = end
            return Token(kind: .double, start: start, end: end)
        }
        return finishInteger(start, end)
    }

    private mutating func finishInteger(_ start: Int, _ end: Int) -> Token {
        if byte(end) | 0x20 == UInt8(ascii: "u"), !Self.isWordByte(byte(end + 1)) {
            position = end + 1
            return Token(kind: .uint, start: start, end: end + 1)
        }
        position = end
        return Token(kind: .int, start: start, end: end)
    }

    // MARK: Strings

    private mutating func string(start: Int, quote: Int) -> Token {
        let mark = bytes[quote]
        var isRaw = false
        var isBytes = false
        for index in start..<quote {
            if bytes[index] | 0x20 == UInt8(ascii: "r") { isRaw = true } else { isBytes = true }
        }
        let isTriple = byte(quote + 1) == mark && byte(quote + 2) == mark
        var end = quote + (isTriple ? 3 : 1)
        while end < bytes.count {
            let byte = bytes[end]
            if byte == mark {
                if !isTriple {
                    position = end + 1
                    return Token(kind: isBytes ? .bytes : .string, start: start, end: end + 1)
                }
                if self.byte(end + 1) == mark, self.byte(end + 2) == mark {
                    position = end + 3
                    return Token(kind: isBytes ? .bytes : .string, start: start, end: end + 3)
                }
            } else if byte == UInt8(ascii: "\\"), !isRaw {
                end += 1
            } else if !isTriple, byte == 0x0A || byte == 0x0D {
                break
            }
            end += 1
        }
        position = min(end, bytes.count)
        return bad(start, position, "this text has no closing \(isTriple ? "triple quote" : "quote")")
    }

    // MARK: Symbols

    private mutating func symbol(_ first: UInt8, _ start: Int) -> Token {
        let second = byte(start + 1)
        func one(_ kind: Token.Kind) -> Token { Token(kind: kind, start: start, end: start + 1) }
        func two(_ kind: Token.Kind) -> Token { Token(kind: kind, start: start, end: start + 2) }
        let token: Token
        switch first {
        case UInt8(ascii: "("): token = one(.leftParenthesis)
        case UInt8(ascii: ")"): token = one(.rightParenthesis)
        case UInt8(ascii: "["): token = one(.leftBracket)
        case UInt8(ascii: "]"): token = one(.rightBracket)
        case UInt8(ascii: "{"): token = one(.leftBrace)
        case UInt8(ascii: "}"): token = one(.rightBrace)
        case UInt8(ascii: "."):
            if Self.isDigit(second) { return fraction(start) }
            token = one(.dot)
        case UInt8(ascii: ","): token = one(.comma)
        case UInt8(ascii: ":"): token = one(.colon)
        case UInt8(ascii: "?"): token = one(.question)
        case UInt8(ascii: "+"): token = one(.plus)
        case UInt8(ascii: "-"): token = one(.minus)
        case UInt8(ascii: "*"): token = one(.star)
        case UInt8(ascii: "/"): token = one(.slash)
        case UInt8(ascii: "%"): token = one(.percent)
        case UInt8(ascii: "!"): token = second == UInt8(ascii: "=") ? two(.notEqual) : one(.bang)
        case UInt8(ascii: "<"):
            if second == UInt8(ascii: ">") {
                position = start + 2
                note(ExpressionDiagnostic(.syntax, start..<start + 2, "'<>' is written '!=' here", repair: "!="))
                return two(.notEqual)
            }
            token = second == UInt8(ascii: "=") ? two(.lessOrEqual) : one(.less)
        case UInt8(ascii: ">"): token = second == UInt8(ascii: "=") ? two(.greaterOrEqual) : one(.greater)
        case UInt8(ascii: "="):
            if second == UInt8(ascii: "=") {
                token = two(.equal)
            } else if second == UInt8(ascii: ">") || second == UInt8(ascii: "<") {
                let isMore = second == UInt8(ascii: ">")
                let written = isMore ? ">=" : "<="
                position = start + 2
                note(ExpressionDiagnostic(.syntax, start..<start + 2, "this is written '\(written)'", repair: written))
                return two(isMore ? .greaterOrEqual : .lessOrEqual)
            } else {
                position = start + 1
                note(ExpressionDiagnostic(.syntax, start..<start + 1, "a comparison is written '=='", repair: "=="))
                return one(.equal)
            }
        case UInt8(ascii: "&"):
            token = second == UInt8(ascii: "&") ? two(.and) : one(.and)
            if second != UInt8(ascii: "&") {
                note(ExpressionDiagnostic(.syntax, start..<start + 1, "'and' is written '&&'", repair: "&&"))
            }
        case UInt8(ascii: "|"):
            token = second == UInt8(ascii: "|") ? two(.or) : one(.or)
            if second != UInt8(ascii: "|") {
                note(ExpressionDiagnostic(.syntax, start..<start + 1, "'or' is written '||'", repair: "||"))
            }
        default:
            return unexpected(start)
        }
        position = token.end
        return token
    }

    /// A number that begins with its point: `.5`.
    private mutating func fraction(_ start: Int) -> Token {
        var end = start + 1
        while end < bytes.count, Self.isDigit(bytes[end]) { end += 1 }
        if byte(end) | 0x20 == UInt8(ascii: "e") {
            var exponent = end + 1
            if byte(exponent) == UInt8(ascii: "+") || byte(exponent) == UInt8(ascii: "-") { exponent += 1 }
            if Self.isDigit(byte(exponent)) {
                while exponent < bytes.count, Self.isDigit(bytes[exponent]) { exponent += 1 }
                end = exponent
            }
        }
        position = end
        return Token(kind: .double, start: start, end: end)
    }

    private mutating func unexpected(_ start: Int) -> Token {
        // A whole scalar, so that the range never cuts a character.
        var end = start + 1
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        position = end
        let shown = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
        switch shown {
        case "\u{201C}", "\u{201D}", "\u{201E}", "\u{2018}", "\u{2019}", "\u{201A}", "\u{AB}", "\u{BB}":
            return bad(start, end, "text stands between straight quotes, not between '\(shown)'", repair: "\"")
        case "\u{2265}":
            return bad(start, end, "'\(shown)' is written '>='", repair: ">=")
        case "\u{2264}":
            return bad(start, end, "'\(shown)' is written '<='", repair: "<=")
        case "\u{2260}":
            return bad(start, end, "'\(shown)' is written '!='", repair: "!=")
        case "\u{20AC}", "\u{A3}", "\u{A5}":
            let code = shown == "\u{20AC}" ? "EUR" : shown == "\u{A3}" ? "GBP" : "JPY"
            return bad(start, end, "money is written with its currency's code after the number: 500 \(code)")
        case "$":
            if Self.isDigit(byte(end)) {
                return bad(start, end, "money is written with its currency's code after the number: 500 USD")
            }
            return bad(start, end, "'${...}' is for templates; in an expression the name stands alone")
        default:
            let printable = bytes[start] >= 0x20 && bytes[start] != 0x7F
            return bad(
                start,
                end,
                printable ? "'\(shown)' has no meaning here" : "a control character has no meaning here"
            )
        }
    }

    private mutating func bad(_ start: Int, _ end: Int, _ message: String, repair: String? = nil) -> Token {
        note(ExpressionDiagnostic(.syntax, start..<end, message, repair: repair))
        return Token(kind: .bad, start: start, end: end)
    }

    // MARK: Bytes

    private enum ByteClass: UInt8 {
        case other
        case letter
        case digit
        case quote
        case symbol
        case backtick
    }

    private static func classify(_ byte: UInt8) -> ByteClass {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): .letter
        case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit
        case UInt8(ascii: "\""), UInt8(ascii: "'"): .quote
        case UInt8(ascii: "`"): .backtick
        case 0x21, 0x25, 0x26, 0x28...0x2F, 0x3A, 0x3C...0x3F, 0x5B, 0x5D, 0x7B...0x7D: .symbol
        default: .other
        }
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    @inline(__always)
    static func isHexDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }

    @inline(__always)
    static func isWordByte(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || isDigit(byte) || byte == 0x5F }
}
