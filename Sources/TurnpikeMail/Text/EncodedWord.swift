/// Text beyond ASCII in headers (RFC 2047).
enum EncodedWord {
    /// The words, each at most 75 characters, whole characters in each.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - column: How much of the first word's line is used before it: a line with such words has at most 76 characters.
    static func encode(_ text: String, after column: Int = 0) -> [String] {
        // `=?UTF-8?Q?` and `?=` take twelve; 45 bytes are 60 characters of base64.
        var room = max(12, min(60, 64 - column))
        let isMostlyPlain = text.utf8.reduce(0) { $0 + ($1 < 128 ? 1 : -2) } > 0
        var words: [String] = []
        var piece: [UInt8] = []
        var length = 0
        func finish() {
            guard !piece.isEmpty else { return }
            let body =
                isMostlyPlain
                ? String(decoding: piece.flatMap(quoted), as: UTF8.self)
                : String(decoding: TransferEncoding.base64(piece), as: UTF8.self)
            words.append("=?UTF-8?\(isMostlyPlain ? "Q" : "B")?\(body)?=")
            piece = []
            length = 0
            room = 60
        }
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            let added = isMostlyPlain ? bytes.reduce(0) { $0 + quoted($1).count } : bytes.count
            if length + added > (isMostlyPlain ? room : room / 4 * 3) { finish() }
            piece += bytes
            length += added
        }
        finish()
        return words
    }

    // The letters that may stand in every place where an encoded word may: section 5, rule 3.
    private static func quoted(_ byte: UInt8) -> [UInt8] {
        if byte == 32 { return [UInt8(ascii: "_")] }
        if Bytes.isAlphanumeric(byte) || [33, 42, 43, 45, 47].contains(byte) { return [byte] }
        return [UInt8(ascii: "=")] + Bytes.hex(byte)
    }

    /// The text of a header with its encoded words read; what is badly formed stands as it is.
    static func decode(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard Bytes.find("=?", in: bytes[...]) != nil else { return text }
        var out: [UInt8] = []
        var index = 0
        // Bytes of neighbours in one set belong together, since senders cut characters in two.
        var pending: (charset: String, bytes: [UInt8])?
        var gap: [UInt8] = []
        func flush() {
            if let word = pending { out += Array(Charset.decode(word.bytes[...], word.charset).text.utf8) }
            pending = nil
        }
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "="), let word = word(bytes, at: index) {
                if let held = pending, Bytes.lower(held.charset) == Bytes.lower(word.charset) {
                    pending = (held.charset, held.bytes + word.bytes)
                } else {
                    flush()
                    pending = (word.charset, word.bytes)
                }
                gap = []
                index = word.end
            } else if pending != nil, Bytes.isSpace(bytes[index]) {
                gap.append(bytes[index])
                index += 1
            } else {
                if pending != nil {
                    flush()
                    out += gap
                    gap = []
                }
                out.append(bytes[index])
                index += 1
            }
        }
        flush()
        out += gap
        return String(decoding: out, as: UTF8.self)
    }

    private static func word(_ bytes: [UInt8], at start: Int) -> (charset: String, bytes: [UInt8], end: Int)? {
        guard start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "?") else { return nil }
        // Longer than RFC 2047 allows, since senders do; but bounded, so that no text is searched twice.
        let limit = min(bytes.count, start + 1_024)
        var marks: [Int] = [start + 1]
        var index = start + 2
        while index < limit, marks.count < 4 {
            if bytes[index] == UInt8(ascii: "?") { marks.append(index) }
            if Bytes.isSpace(bytes[index]), marks.count < 3 { return nil }
            index += 1
        }
        guard marks.count == 4, marks[3] + 1 < bytes.count, bytes[marks[3] + 1] == UInt8(ascii: "="),
            marks[2] == marks[1] + 2, marks[1] > marks[0] + 1
        else { return nil }
        var charset = String(decoding: bytes[(marks[0] + 1)..<marks[1]], as: UTF8.self)
        // RFC 2231, section 5: a language may follow.
        if let star = charset.firstIndex(of: "*") { charset = String(charset[..<star]) }
        let body = bytes[(marks[2] + 1)..<marks[3]]
        switch Bytes.lower(bytes[marks[1] + 1]) {
        case UInt8(ascii: "b"): return (charset, TransferEncoding.decodeBase64(body).bytes, marks[3] + 2)
        case UInt8(ascii: "q"):
            let spaced = body.map { $0 == UInt8(ascii: "_") ? 32 : $0 }
            return (charset, decodeQ(spaced[...]), marks[3] + 2)
        default: return nil
        }
    }

    private static func decodeQ(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "="), index + 2 < text.endIndex, let high = Bytes.hexValue(text[index + 1]),
                let low = Bytes.hexValue(text[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(text[index])
                index += 1
            }
        }
        return bytes
    }
}
