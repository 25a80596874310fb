import Turnpike
import TurnpikeValues

/// What must hold of the bytes of a file before YAML is looked for in them.
struct TextCheck {
    private(set) var diagnostics: [Diagnostic] = []
    /// The bytes to parse: those of the file, with what was complained about replaced at the same length.
    private(set) var bytes: [UInt8]
    /// Where the text begins: after a byte order mark.
    private(set) var start = 0
    /// Whether reading may go on.
    private(set) var isReadable = true
    private(set) var isASCII = true

    private let file: UInt32

    init(_ source: SourceFile, file: UInt32, limits: YAMLLimits) {
        bytes = source.bytes
        self.file = file
        if bytes.count > limits.bytes {
            fail(FileReading.tooLarge(limit: limits.bytes, file: file))
            return
        }
        if let name = Self.encoding(of: bytes) {
            fail(Diagnostic(.otherEncoding, "the file is \(name), not UTF-8", at: at(0, 0), help: "save it as UTF-8"))
            return
        }
        if let name = Self.binaryKind(of: bytes) {
            fail(Diagnostic(.binaryContent, "the file is \(name), not a process", at: at(0, 0)))
            return
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
        scan(limit: limits.findings)
    }

    // MARK: Encoding

    private static func encoding(of bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32" }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
        // Without a mark: Latin letters leave a pattern of zeros.
        let head = Array(bytes.prefix(64))
        guard head.count >= 8 else { return nil }
        let zeros = head.indices.filter { head[$0] == 0 }
        let odd = zeros.count { $0 % 2 == 1 }
        if zeros.count >= head.count * 5 / 8, zeros.count <= head.count * 3 / 4 { return "UTF-32" }
        if zeros.count >= head.count * 3 / 8, odd == zeros.count || odd == 0 { return "UTF-16" }
        return nil
    }

    private static func binaryKind(of bytes: [UInt8]) -> String? {
        let kinds: [([UInt8], String)] = [
            ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive (a spreadsheet or another office document?)"),
            ([0x25, 0x50, 0x44, 0x46, 0x2D], "a PDF document"), ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"),
            ([0xFF, 0xD8, 0xFF], "a JPEG picture"), ([0x1F, 0x8B], "a gzip archive"),
            ([0x7F, 0x45, 0x4C, 0x46], "a program"), (Array("SQLite format 3".utf8) + [0], "an SQLite database"),
        ]
        for (mark, name) in kinds where bytes.starts(with: mark) { return name }
        let head = bytes.prefix(8192)
        let zeros = head.count { $0 == 0 }
        let controls = head.count { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
        // A stray control character in a text is reported where it stands; this many are no text.
        return zeros > 8 || controls > 16 && controls * 20 > head.count ? "binary data" : nil
    }

    // MARK: Characters

    private mutating func scan(limit: Int) {
        var offset = start
        var replacements: [Range<Int>] = []
        bytes.withUnsafeBufferPointer { buffer in
            let count = buffer.count
            while true {
                offset = PrintableRun.end(buffer, from: offset)
                guard offset < count else { break }
                let byte = buffer[offset]
                if byte == 0x0A || byte == 0x0D || byte == 0x09 {
                    offset += 1
                    continue
                }
                let length: Int
                if byte < 0x80 {
                    length = -1
                } else {
                    isASCII = false
                    length = Self.sequenceLength(buffer, at: offset)
                }
                if length > 0, !Self.isForbidden(buffer, at: offset, length: length) {
                    offset += length
                    continue
                }
                let end = offset + max(1, length)
                if diagnostics.count < limit {
                    diagnostics.append(
                        length == 0 ? badByte(byte, at: offset) : control(buffer, at: offset..<end)
                    )
                }
                replacements.append(offset..<end)
                offset = end
            }
        }
        for range in replacements {
            for index in range { bytes[index] = UInt8(ascii: "x") }
        }
    }

    /// The length of the well-formed sequence that begins with a byte of 0x80 or more; 0 if none does (RFC 3629).
    private static func sequenceLength(_ buffer: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
        let first = buffer[offset]
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first <= 0xF4, offset + length <= buffer.count else { return 0 }
        for index in 1..<length where buffer[offset + index] & 0xC0 != 0x80 { return 0 }
        let second = buffer[offset + 1]
        switch first {
        case 0xE0: return second >= 0xA0 ? length : 0
        case 0xED: return second <= 0x9F ? length : 0
        case 0xF0: return second >= 0x90 ? length : 0
        case 0xF4: return second <= 0x8F ? length : 0
        default: return length
        }
    }

    /// C1 controls but for NEL, the byte order mark inside a text, and the non-characters that YAML leaves out.
    private static func isForbidden(_ buffer: UnsafeBufferPointer<UInt8>, at offset: Int, length: Int) -> Bool {
        let second = buffer[offset + 1]
        if length == 2 { return buffer[offset] == 0xC2 && second < 0xA0 && second != 0x85 }
        guard length == 3, buffer[offset] == 0xEF else { return false }
        let third = buffer[offset + 2]
        return second == 0xBB && third == 0xBF || second == 0xBF && third >= 0xBE
    }

    private func badByte(_ byte: UInt8, at offset: Int) -> Diagnostic {
        let hex = Self.hex(UInt32(byte), digits: 2)
        return Diagnostic(
            .invalidUTF8,
            "the byte 0x\(hex) is not UTF-8 here",
            at: at(offset, offset + 1),
            help: "the file was probably saved in another encoding, such as Windows-1252; save it as UTF-8"
        )
    }

    private func control(_ buffer: UnsafeBufferPointer<UInt8>, at range: Range<Int>) -> Diagnostic {
        var decoder = UTF8()
        var iterator = buffer[range].makeIterator()
        var value: UInt32 = 0xFFFD
        if case .scalarValue(let scalar) = decoder.decode(&iterator) { value = scalar.value }
        return Diagnostic(
            .controlCharacter,
            "the control character U+\(Self.hex(value, digits: 4)) is not allowed in YAML",
            at: at(range.lowerBound, range.upperBound),
            help: "delete it"
        )
    }

    private static func hex(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    private mutating func fail(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
        isReadable = false
    }

    private func at(_ start: Int, _ end: Int) -> SourceRange { SourceRange(file: file, start..<end) }
}
