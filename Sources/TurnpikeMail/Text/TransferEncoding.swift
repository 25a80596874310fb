/// How bytes travel through mail (RFC 2045, section 6).
enum TransferEncoding: String, Sendable {
    case sevenBit = "7bit"
    case quotedPrintable = "quoted-printable"
    case base64 = "base64"

    /// Text in the form that is easiest to read and safe everywhere, its line ends as CR LF.
    static func encode(text: String) -> (encoding: TransferEncoding, bytes: [UInt8]) {
        let lines = Bytes.lineFeeds(text)
        if isPlain(lines) { return (.sevenBit, withLineEnds(lines)) }
        let quoted = quotedPrintable(lines)
        // What is mostly not ASCII is shorter and no less readable in base64.
        let plain = lines.reduce(0) { $0 + ($1 < 128 ? 1 : 0) }
        if plain * 3 < lines.count * 2 { return (.base64, base64(withLineEnds(lines))) }
        return (.quotedPrintable, quoted)
    }

    /// Short lines of ASCII that no relay touches: no trailing spaces, nothing that looks like a boundary or a mailbox.
    private static func isPlain(_ lines: [UInt8]) -> Bool {
        guard lines.allSatisfy({ $0 >= 32 && $0 < 127 || $0 == 10 }) else { return false }
        return lines.split(separator: 10, omittingEmptySubsequences: false).allSatisfy { line in
            line.count <= 76 && line.last != 32 && !line.starts(with: "--".utf8) && !line.starts(with: "From ".utf8)
                && line != [46]
        }
    }

    private static func withLineEnds(_ lines: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(lines.count + lines.count / 32)
        for byte in lines {
            if byte == 10 { bytes.append(13) }
            bytes.append(byte)
        }
        return bytes
    }

    /// Quoted-printable of text whose lines end with a line feed; each line at most 76 bytes.
    static func quotedPrintable(_ lines: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(lines.count * 5 / 4)
        var column = 0
        for (index, byte) in lines.enumerated() {
            if byte == 10 {
                bytes += Bytes.crlf
                column = 0
                continue
            }
            let isLast = index + 1 == lines.count || lines[index + 1] == 10
            let isSpace = byte == 32 || byte == 9
            // A dot that opens a line and the F of `From ` are what relays trip over.
            let isOdd = column == 0 && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "F") || byte == 45)
            let isPlain = byte > 32 && byte < 127 && byte != UInt8(ascii: "=") && !isOdd || isSpace && !isLast
            let piece = isPlain ? [byte] : [UInt8(ascii: "=")] + Bytes.hex(byte)
            if column + piece.count > 75 {
                bytes += [UInt8(ascii: "="), 13, 10]
                column = 0
            }
            bytes += piece
            column += piece.count
        }
        return bytes
    }

    /// Base64 in lines of 76 characters.
    static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 4 / 3 + bytes.count / 28 + 8)
        var index = 0
        var column = 0
        while index < bytes.count {
            let count = min(3, bytes.count - index)
            let first = bytes[index]
            let second = count > 1 ? bytes[index + 1] : 0
            let third = count > 2 ? bytes[index + 2] : 0
            text.append(alphabet[Int(first >> 2)])
            text.append(alphabet[Int((first & 3) << 4 | second >> 4)])
            text.append(count > 1 ? alphabet[Int((second & 15) << 2 | third >> 6)] : 61)
            text.append(count > 2 ? alphabet[Int(third & 63)] : 61)
            index += 3
            column += 4
            if column == 76, index < bytes.count {
                text += Bytes.crlf
                column = 0
            }
        }
        return text
    }

    /// Reads base64 of strangers: what is not of the alphabet is passed over, as RFC 2045 asks.
    ///
    /// - Returns: The bytes, and whether there was nothing to pass over but line ends.
    static func decodeBase64(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], isExact: Bool) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 3 / 4)
        var group: UInt32 = 0
        var held: UInt32 = 0
        var isExact = true
        var hasEnded = false
        for byte in text {
            let value: UInt32
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(byte) - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(byte) - 97 + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(byte) - 48 + 52
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            case UInt8(ascii: "="):
                hasEnded = true
                group = 0
                held = 0
                continue
            default:
                if !Bytes.isSpace(byte) { isExact = false }
                continue
            }
            if hasEnded { isExact = false }
            hasEnded = false
            group = group << 6 | value
            held += 6
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: group >> held))
                group &= (1 << held) - 1
            }
        }
        return (bytes, isExact)
    }

    /// Reads quoted-printable; what is no escape stands for itself.
    static func decodeQuotedPrintable(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], isExact: Bool) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var isExact = true
        var index = text.startIndex
        var lineStart = 0
        while index < text.endIndex {
            let byte = text[index]
            if byte == 10 || byte == 13 && index + 1 < text.endIndex && text[index + 1] == 10 {
                // Spaces at a line's end were added on the way.
                while bytes.count > lineStart, let last = bytes.last, last == 32 || last == 9 { bytes.removeLast() }
                bytes += Bytes.crlf
                lineStart = bytes.count
                index += byte == 10 ? 1 : 2
                continue
            }
            guard byte == UInt8(ascii: "=") else {
                bytes.append(byte)
                index += 1
                continue
            }
            if index + 2 < text.endIndex, let high = Bytes.hexValue(text[index + 1]),
                let low = Bytes.hexValue(text[index + 2])
            {
                bytes.append(high << 4 | low)
                lineStart = bytes.count
                index += 3
                continue
            }
            // A soft line end, perhaps with spaces that were added on the way.
            var end = index + 1
            while end < text.endIndex, text[end] == 32 || text[end] == 9 { end += 1 }
            if end == text.endIndex || text[end] == 10 {
                lineStart = bytes.count
                index = min(end + 1, text.endIndex)
            } else if text[end] == 13, end + 1 < text.endIndex, text[end + 1] == 10 {
                lineStart = bytes.count
                index = end + 2
            } else {
                isExact = false
                bytes.append(byte)
                index += 1
            }
        }
        return (bytes, isExact)
    }
}
