/// A line of iCalendar: a name, parameters, a value (RFC 5545, section 3.1).
struct ContentLine {
    var name: String
    var parameters: [(name: String, value: String)]
    var value: String
    /// Where it begins in the file, counted from 1.
    var line: Int

    func parameter(_ name: String) -> String? { parameters.first { $0.name == name }?.value }
}

/// Takes a file apart into content lines: joins folded ones, takes both kinds of line ends, keeps what it holds bounded.
struct ContentLineReader {
    /// A longer one is no line of a list of holidays.
    private static let maximumLength = 16 << 10

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // A byte order mark.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// The next line that is not empty; nil at the end.
    mutating func next() throws(HolidayFileError) -> ContentLine? {
        while true {
            let first = line
            guard let text = try unfolded() else { return nil }
            if text.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
            return try Self.parse(text, line: first)
        }
    }

    /// The bytes of a line with those that continue it; nil at the end.
    private mutating func unfolded() throws(HolidayFileError) -> [UInt8]? {
        guard index < bytes.count else { return nil }
        let first = line
        var text: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == 0x0D, index < bytes.count, bytes[index] == 0x0A { continue }
            guard byte == 0x0A || byte == 0x0D else {
                text.append(byte)
                if text.count > Self.maximumLength {
                    throw HolidayFileError(.malformed, line: first, "a line is longer than \(Self.maximumLength) bytes")
                }
                continue
            }
            line += 1
            // A fold may lie inside a character of several bytes, so it is undone before the text is decoded.
            guard index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 else { break }
            index += 1
        }
        return text
    }

    private static func parse(_ bytes: [UInt8], line: Int) throws(HolidayFileError) -> ContentLine {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw HolidayFileError(.notACalendar, line: line, "the text is not UTF-8")
        }
        var rest = text.unicodeScalars[...]
        guard let name = takeName(&rest) else {
            throw HolidayFileError(
                .malformed,
                line: line,
                "'\(excerpt(text))' is not a line of iCalendar: a name, a colon, a value"
            )
        }
        var parameters: [(name: String, value: String)] = []
        while rest.first == ";" {
            rest.removeFirst()
            guard let parameter = takeName(&rest), rest.popFirst() == "=", let value = takeParameterValue(&rest),
                parameters.count < 32
            else {
                throw HolidayFileError(.malformed, line: line, "the parameters of \(name) are malformed")
            }
            parameters.append((parameter, value))
        }
        guard rest.popFirst() == ":" else {
            throw HolidayFileError(.malformed, line: line, "\(excerpt(name)) has no colon and no value")
        }
        return ContentLine(name: name, parameters: parameters, value: String(rest), line: line)
    }

    /// Letters, digits and dashes, in capitals.
    private static func takeName(_ rest: inout Substring.UnicodeScalarView) -> String? {
        let name = rest.prefix {
            ("A"..."Z").contains($0) || ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-"
        }
        guard !name.isEmpty else { return nil }
        rest = rest[name.endIndex...]
        return String(name).uppercased()
    }

    /// One or more values with commas; in quotes they may hold colons and semicolons.
    private static func takeParameterValue(_ rest: inout Substring.UnicodeScalarView) -> String? {
        var value = String.UnicodeScalarView()
        var isQuoted = false
        while let scalar = rest.first {
            if scalar == "\"" {
                isQuoted.toggle()
            } else if !isQuoted, scalar == ":" || scalar == ";" {
                break
            } else {
                value.append(scalar)
            }
            rest.removeFirst()
        }
        return isQuoted ? nil : String(value)
    }

    static func excerpt(_ text: String) -> String {
        let short = text.unicodeScalars.prefix(40).map { $0.properties.generalCategory == .control ? " " : String($0) }
        return short.joined() + (text.unicodeScalars.count > 40 ? "…" : "")
    }
}
