/// Forms as browsers and Slack send them (`application/x-www-form-urlencoded`), read strictly.
public enum FormText: Sendable {
    /// Reads the pairs of a form.
    ///
    /// - Parameters:
    ///   - bytes: The body.
    ///   - limit: How many pairs at most.
    /// - Returns: nil where an escape is broken, a text is not UTF-8, or there are too many.
    public static func read(_ bytes: [UInt8], limit: Int = 256) -> [(name: String, value: String)]? {
        if bytes.isEmpty { return [] }
        let parts = bytes.split(separator: UInt8(ascii: "&"), maxSplits: limit, omittingEmptySubsequences: false)
        guard parts.count <= limit else { return nil }
        var pairs: [(name: String, value: String)] = []
        for part in parts {
            let sides = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = text(sides[0]), let value = text(sides.count == 2 ? sides[1] : []) else { return nil }
            pairs.append((name, value))
        }
        return pairs
    }

    /// Writes pairs as a form.
    ///
    /// - Parameter pairs: Names and values.
    public static func write(_ pairs: [(name: String, value: String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (number, pair) in pairs.enumerated() {
            if number > 0 { bytes.append(UInt8(ascii: "&")) }
            bytes += PercentText.escape(pair.name)
            bytes.append(UInt8(ascii: "="))
            bytes += PercentText.escape(pair.value)
        }
        return bytes
    }

    private static func text(_ part: ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var index = part.startIndex
        while index < part.endIndex {
            switch part[index] {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard index + 2 < part.endIndex, let upper = digit(part[index + 1]), let lower = digit(part[index + 2])
                else { return nil }
                bytes.append(upper << 4 | lower)
                index += 2
            case let byte: bytes.append(byte)
            }
            index += 1
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}

/// Texts in addresses (RFC 3986, section 2).
public enum PercentText: Sendable {
    /// The text with everything escaped but letters, digits and `-._~`.
    ///
    /// - Parameter text: Any text.
    public static func escape(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                for digit in [byte >> 4, byte & 15] { bytes.append(digit < 10 ? 48 + digit : 55 + digit) }
            }
        }
        return bytes
    }

    /// The same as a text.
    ///
    /// - Parameter text: Any text.
    public static func escaped(_ text: String) -> String { String(decoding: escape(text), as: UTF8.self) }
}
