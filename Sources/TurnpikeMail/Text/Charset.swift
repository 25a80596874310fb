/// Bytes of old mail as text, without tables of the system: the sets that real mail uses.
enum Charset {
    /// The text, and whether every byte had a meaning in the set.
    ///
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - name: The name of the set, in any case; nil means the default of mail, which in truth is UTF-8 today.
    static func decode(_ bytes: ArraySlice<UInt8>, _ name: String?) -> (text: String, isExact: Bool) {
        switch Bytes.lower(name ?? "utf-8") {
        case "utf-8", "utf8", "us-ascii", "ascii", "unicode-1-1-utf-8":
            if let text = String(validating: bytes, as: UTF8.self) { return (text, true) }
            return (String(decoding: bytes, as: UTF8.self), false)
        case "iso-8859-1", "latin1", "iso8859-1", "iso_8859-1", "l1": return single(bytes, upper: latin1)
        case "iso-8859-15", "latin9", "latin-9", "iso8859-15": return single(bytes, upper: latin9)
        case "windows-1252", "cp1252", "x-cp1252": return single(bytes, upper: windows1252)
        case "utf-16", "utf-16be", "utf-16le": return utf16(bytes, Bytes.lower(name ?? ""))
        default:
            // Whatever the set, its ASCII is nearly always ASCII; the rest is shown as unknown.
            var text = ""
            for byte in bytes { text.unicodeScalars.append(byte < 128 ? Unicode.Scalar(byte) : "\u{FFFD}") }
            return (text, false)
        }
    }

    private static func single(_ bytes: ArraySlice<UInt8>, upper: (UInt8) -> Unicode.Scalar?) -> (String, Bool) {
        var scalars = String.UnicodeScalarView()
        var isExact = true
        for byte in bytes {
            if byte < 128 {
                scalars.append(Unicode.Scalar(byte))
            } else if let scalar = upper(byte) {
                scalars.append(scalar)
            } else {
                scalars.append("\u{FFFD}")
                isExact = false
            }
        }
        return (String(scalars), isExact)
    }

    private static func latin1(_ byte: UInt8) -> Unicode.Scalar? { Unicode.Scalar(byte) }

    private static func latin9(_ byte: UInt8) -> Unicode.Scalar? {
        switch byte {
        case 0xA4: "€"
        case 0xA6: "Š"
        case 0xA8: "š"
        case 0xB4: "Ž"
        case 0xB8: "ž"
        case 0xBC: "Œ"
        case 0xBD: "œ"
        case 0xBE: "Ÿ"
        default: Unicode.Scalar(byte)
        }
    }

    // The 32 places in which windows-1252 differs from Latin 1; five of them are empty.
    private static let windows: [Unicode.Scalar?] = [
        "€", nil, "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", nil, "Ž", nil, nil, "‘", "’", "“", "”", "•",
        "–", "—", "˜", "™", "š", "›", "œ", nil, "ž", "Ÿ",
    ]

    private static func windows1252(_ byte: UInt8) -> Unicode.Scalar? {
        byte < 0xA0 ? windows[Int(byte) - 128] : Unicode.Scalar(byte)
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, _ name: String) -> (String, Bool) {
        var bytes = bytes
        var isLittle = name == "utf-16le"
        if name == "utf-16", bytes.count >= 2 {
            let mark = (bytes[bytes.startIndex], bytes[bytes.startIndex + 1])
            if mark == (0xFF, 0xFE) { isLittle = true }
            if mark == (0xFF, 0xFE) || mark == (0xFE, 0xFF) { bytes = bytes.dropFirst(2) }
        }
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var index = bytes.startIndex
        while index + 1 < bytes.endIndex {
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(isLittle ? second << 8 | first : first << 8 | second)
            index += 2
        }
        if bytes.count % 2 == 0, let text = String(validating: units, as: UTF16.self) { return (text, true) }
        return (String(decoding: units, as: UTF16.self), false)
    }
}
