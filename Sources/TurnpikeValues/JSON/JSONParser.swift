/// A strict reader of RFC 8259. Its recursion is bounded by the depth it allows, its memory by the length of the text.
struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let maximumDepth: Int
    private var index = 0

    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int) throws(JSONError) -> JSON {
        // A thread of a pool has half a megabyte of stack; 512 levels fit it with ease.
        var parser = JSONParser(bytes: bytes, maximumDepth: min(maximumDepth, 512))
        parser.skipSpace()
        let document = try parser.value(depth: 0)
        parser.skipSpace()
        if parser.index < bytes.count {
            throw parser.failure(.trailingData, "nothing may follow the end of the document")
        }
        return document
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    private func failure(_ code: JSONError.Code, _ message: String, at offset: Int? = nil) -> JSONError {
        JSONError(code, message, at: offset ?? index, in: bytes)
    }

    /// What to say about the byte that is next, where `wanted` should stand.
    private func unexpected(_ wanted: String) -> JSONError {
        guard index < bytes.count else { return failure(.truncated, "the text ends where \(wanted) is expected") }
        let byte = bytes[index]
        if byte == 0xEF, index == 0 { return failure(.syntax, "a byte order mark cannot begin a document") }
        guard (0x20..<0x7F).contains(byte) else {
            return failure(.syntax, "a byte of value \(byte) stands where \(wanted) is expected")
        }
        return failure(.syntax, "'\(Character(UnicodeScalar(byte)))' stands where \(wanted) is expected")
    }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSON {
        guard index < bytes.count else { throw unexpected("a value") }
        switch bytes[index] {
        case UInt8(ascii: "\""):
            return .string(try string())
        case UInt8(ascii: "{"):
            return try object(depth: depth + 1)
        case UInt8(ascii: "["):
            return try array(depth: depth + 1)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return .number(try number())
        case UInt8(ascii: "t") where word("true"):
            return .bool(true)
        case UInt8(ascii: "f") where word("false"):
            return .bool(false)
        case UInt8(ascii: "n") where word("null"):
            return .null
        default:
            throw unexpected("a value")
        }
    }

    private mutating func word(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { letters in
            guard bytes[index...].starts(with: letters) else { return false }
            index += letters.count
            return true
        }
    }

    private func checkDepth(_ depth: Int) throws(JSONError) {
        if depth > maximumDepth {
            throw failure(.tooDeep, "more than \(maximumDepth) levels of nesting")
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSON {
        try checkDepth(depth)
        index += 1
        skipSpace()
        var elements: [JSON] = []
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value(depth: depth))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw unexpected("',' or ']'") }
            skipSpace()
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSON {
        try checkDepth(depth)
        index += 1
        skipSpace()
        var members: [(String, JSON)] = []
        if take(UInt8(ascii: "}")) { return .object(members) }
        members.reserveCapacity(4)
        var seen: Set<ByteKey> = []
        while true {
            let start = index
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
            let key = try string()
            let isDuplicate: Bool
            if members.count < 16 {
                isDuplicate = members.contains { equalBytes($0.0, key) }
            } else {
                // From here on a scan for each key would let a hostile text cost the square of its length.
                if seen.isEmpty { for member in members { seen.insert(ByteKey(text: member.0)) } }
                isDuplicate = !seen.insert(ByteKey(text: key)).inserted
            }
            if isDuplicate { throw failure(.duplicateKey, "the key \"\(key)\" stands twice in one object", at: start) }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw unexpected("':'") }
            skipSpace()
            members.append((key, try value(depth: depth)))
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw unexpected("',' or '}'") }
            skipSpace()
        }
    }

    /// A key that is compared by its bytes.
    private struct ByteKey: Hashable {
        let text: String
        static func == (left: ByteKey, right: ByteKey) -> Bool { equalBytes(left.text, right.text) }
    }

    private mutating func digits() -> Bool {
        let start = index
        while index < bytes.count, bytes[index] &- UInt8(ascii: "0") <= 9 { index += 1 }
        return index > start
    }

    private mutating func number() throws(JSONError) -> String {
        let start = index
        _ = take(UInt8(ascii: "-"))
        if take(UInt8(ascii: "0")) {
            if index < bytes.count, bytes[index] &- UInt8(ascii: "0") <= 9 {
                throw failure(.syntax, "a number cannot begin with a zero", at: start)
            }
        } else if !digits() {
            throw unexpected("a digit")
        }
        if take(UInt8(ascii: ".")), !digits() { throw unexpected("a digit") }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            if !digits() { throw unexpected("a digit") }
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func string() throws(JSONError) -> String {
        let opening = index
        index += 1
        let start = index
        var seen: UInt8 = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                let text = UnsafeBufferPointer(rebasing: bytes[start..<index])
                // Without a high bit there is nothing to validate.
                let string = seen < 0x80 ? String(decoding: text, as: UTF8.self) : try validated(text, at: start)
                index += 1
                return string
            }
            if byte == UInt8(ascii: "\\") { return try stringWithEscapes(from: start, opening: opening) }
            if byte < 0x20 { throw failure(.syntax, "a control character in a string must be escaped") }
            seen |= byte
            index &+= 1
        }
        throw failure(.truncated, "the string is not closed", at: opening)
    }

    private mutating func stringWithEscapes(from start: Int, opening: Int) throws(JSONError) -> String {
        var buffer = [UInt8](bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                let text = try buffer.withUnsafeBufferPointer { buffer throws(JSONError) in
                    try validated(buffer, at: start)
                }
                index += 1
                return text
            case UInt8(ascii: "\\"):
                try escape(into: &buffer)
            case 0..<0x20:
                throw failure(.syntax, "a control character in a string must be escaped")
            default:
                buffer.append(byte)
                index += 1
            }
        }
        throw failure(.truncated, "the string is not closed", at: opening)
    }

    private func validated(_ text: UnsafeBufferPointer<UInt8>, at start: Int) throws(JSONError) -> String {
        guard let string = String(validating: text, as: UTF8.self) else {
            throw failure(.invalidText, "the string is not valid UTF-8", at: start)
        }
        return string
    }

    private mutating func escape(into buffer: inout [UInt8]) throws(JSONError) {
        let start = index
        index += 1
        guard index < bytes.count else { throw unexpected("an escape") }
        let letter = bytes[index]
        index += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(letter)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if (0xD800..<0xDC00).contains(code) {
                guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                    throw failure(.invalidText, "half of a surrogate pair", at: start)
                }
                let second = try hexadecimal()
                guard (0xDC00..<0xE000).contains(second) else {
                    throw failure(.invalidText, "half of a surrogate pair", at: start)
                }
                code = 0x10000 + (code - 0xD800) << 10 + (second - 0xDC00)
            }
            guard let scalar = UnicodeScalar(code) else {
                throw failure(.invalidText, "half of a surrogate pair", at: start)
            }
            buffer.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default:
            throw failure(.syntax, "no such escape in a string", at: start)
        }
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard index < bytes.count, let digit = Hexadecimal.value(bytes[index]) else {
                throw unexpected("four hexadecimal digits")
            }
            code = code << 4 | UInt32(digit)
            index += 1
        }
        return code
    }
}
