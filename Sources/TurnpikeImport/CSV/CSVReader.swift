/// Reads CSV row by row: RFC 4180 and what programs make of it in practice.
///
/// - Lines end in CRLF, LF or CR; the last may lack its end. Empty lines are passed over and counted.
/// - A byte order mark and Excel's first line `sep=;` are understood; otherwise the delimiter (`,` `;` tab `|`) is the
///   one that the header has most of.
/// - Values may be quoted and then hold delimiters, line ends, and quotes written twice.
/// - Spaces belong to values; around the names of the header they do not.
///
/// What cannot be read is reported with its line, and reading goes on: behind the row where its end is certain, else with
/// the line after the one on which it began, because what was taken for the rest of a quoted value may be rows.
public struct CSVReader: Sendable, Sequence, IteratorProtocol {
    /// What is read and how much of it.
    public struct Options: Sendable {
        /// The delimiter; nil chooses by the header.
        public var delimiter: UInt8?
        /// The largest file in bytes.
        public var maximumBytes = 256 << 20
        /// The largest value in bytes.
        public var maximumValueBytes = 1 << 20
        /// The greatest number of columns.
        public var maximumColumns = 4_096

        /// The usual limits.
        public init() {}
    }

    /// What comes next in a file.
    public enum Item: Sendable {
        /// A row with as many values as the header.
        case row(CSVRow)
        /// A row that could not be read.
        case problem(CSVProblem)
    }

    /// The names of the columns.
    public private(set) var header: [String] = []
    /// The line of the header.
    public private(set) var headerLine = 1
    /// The delimiter.
    public let delimiter: UInt8
    /// How many empty lines were passed over so far.
    public private(set) var emptyLines = 0
    /// How many bytes were read so far, for a progress bar.
    public private(set) var position: Int
    /// How many bytes there are.
    public var size: Int { bytes.count }

    private let bytes: [UInt8]
    private let options: Options
    private var line = 1

    private static let quote = UInt8(ascii: "\"")
    private static let lf = UInt8(ascii: "\n")
    private static let cr = UInt8(ascii: "\r")

    /// Reads the header.
    ///
    /// - Throws: `CSVError` where the file as a whole cannot be read.
    public init(_ bytes: [UInt8], options: Options = Options()) throws(CSVError) {
        self.bytes = bytes
        self.options = options
        guard bytes.count <= options.maximumBytes else {
            throw CSVError(
                code: .tooLarge,
                message: "the file has \(bytes.count) bytes, more than the \(options.maximumBytes) that are read",
                help: "split it; every part keeps the header"
            )
        }
        try Self.checkEncoding(bytes)
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let (declared, start) = Self.declaredDelimiter(bytes, from: position)
        if declared != nil {
            position = start
            line = 2
        }
        delimiter = options.delimiter ?? declared ?? Self.likelyDelimiter(bytes, from: position)
        try readHeader()
    }

    private static func checkEncoding(_ bytes: [UInt8]) throws(CSVError) {
        let start = bytes.prefix(4)
        let utf16 = start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF])
        // A text in UTF-16 without its mark shows as zero bytes in every second place.
        let zeros = Array(start).indices.filter { bytes[$0] == 0 }
        let alternating = start.count == 4 && (zeros == [0, 2] || zeros == [1, 3])
        if utf16 || alternating || start.elementsEqual([0, 0, 0xFE, 0xFF]) {
            throw CSVError(
                code: .otherEncoding,
                message: "the file is UTF-16 or UTF-32",
                help: "save it as CSV in UTF-8"
            )
        }
        let signatures: [([UInt8], String)] = [
            ([0x50, 0x4B, 0x03, 0x04], "a spreadsheet or an archive"),
            ([0xD0, 0xCF, 0x11, 0xE0], "an old spreadsheet"),
            ([0x25, 0x50, 0x44, 0x46], "a PDF document"), ([0x1F, 0x8B], "a compressed file"),
            (Array("SQLite format 3".utf8), "a SQLite database"),
        ]
        for (signature, what) in signatures where bytes.starts(with: signature) {
            throw CSVError(code: .binary, message: "the file is \(what), not CSV", help: "export it as CSV in UTF-8")
        }
        let sample = bytes.prefix(4_096)
        let odd = sample.count { $0 < 0x20 && $0 != lf && $0 != cr && $0 != UInt8(ascii: "\t") }
        // A stray one is reported with its row.
        if odd > 8, odd * 5 > sample.count {
            throw CSVError(
                code: .binary,
                message: "the file holds binary data, not text",
                help: "export it as CSV in UTF-8"
            )
        }
    }

    private static func declaredDelimiter(_ bytes: [UInt8], from start: Int) -> (UInt8?, Int) {
        let words = Array("sep=".utf8)
        guard bytes.count > start + words.count, bytes[start..<start + words.count].elementsEqual(words) else {
            return (nil, start)
        }
        var at = start + words.count + 1
        let delimiter = bytes[at - 1]
        guard delimiter >= 0x20 || delimiter == UInt8(ascii: "\t"), delimiter < 0x7F, delimiter != quote else {
            return (nil, start)
        }
        if at < bytes.count, bytes[at] == cr { at += 1 }
        guard at < bytes.count, bytes[at] == lf else { return (nil, start) }
        return (delimiter, at + 1)
    }

    private static func likelyDelimiter(_ bytes: [UInt8], from start: Int) -> UInt8 {
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")]
        var counts = [0, 0, 0, 0]
        var isQuoted = false
        for byte in bytes[start...].prefix(1 << 20) {
            if byte == quote { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == lf || byte == cr { break }
            if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
        }
        let best = counts.indices.max { counts[$0] < counts[$1] || (counts[$0] == counts[$1] && $0 > $1) } ?? 0
        return candidates[best]
    }

    private mutating func readHeader() throws(CSVError) {
        while true {
            switch readRecord() {
            case .end:
                throw CSVError(
                    code: .empty,
                    message: "there is nothing in the file",
                    help: "it needs a row of column names"
                )
            case .empty: continue
            case .broken(let problem):
                throw CSVError(
                    code: .brokenHeader,
                    message: "the row of column names on line \(problem.line) cannot be read: \(problem.message)",
                    help: "nothing else says what the columns are"
                )
            case .record(let row, _):
                headerLine = row.line
                header = row.texts.map(Self.trimmed)
                guard header.count <= options.maximumColumns else {
                    throw CSVError(
                        code: .tooManyColumns,
                        message:
                            "the file has \(header.count) columns, more than the \(options.maximumColumns) that are read",
                        help: "is the delimiter right?"
                    )
                }
                var seen: Set<String> = []
                for name in header where !name.isEmpty && !seen.insert(name).inserted {
                    throw CSVError(
                        code: .repeatedColumn,
                        message: "two columns are called '\(name)'",
                        help: "rename one, so that it is certain which is read"
                    )
                }
                return
            }
        }
    }

    private static func trimmed(_ text: String) -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }
        guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(text[first...last])
    }

    /// The next row, or what is wrong with it; nil at the end.
    public mutating func next() -> Item? {
        while true {
            let start = position
            let startLine = line
            switch readRecord() {
            case .end: return nil
            case .empty: emptyLines += 1
            case .broken(let problem): return .problem(named(problem))
            case .record(let row, let lastLine):
                guard row.count != header.count else { return .row(row) }
                let isFew = row.count < header.count
                var message = "the row has \(row.count) columns, and the header has \(header.count)"
                if lastLine > startLine {
                    // A quote that nobody closed makes one row of several: they are read again, one by one.
                    message += "; it reaches to line \(lastLine), so a closing quote may be missing"
                    resume(after: start, startLine)
                }
                return .problem(
                    CSVProblem(
                        line: row.line,
                        lastLine: lastLine,
                        column: nil,
                        reason: isFew ? .tooFewColumns : .tooManyColumns,
                        message: message
                    )
                )
            }
        }
    }

    private func named(_ problem: CSVProblem) -> CSVProblem {
        guard let column = problem.column, column <= header.count, !header[column - 1].isEmpty else { return problem }
        var problem = problem
        problem.message = "\(header[column - 1]): \(problem.message)"
        return problem
    }

    // MARK: One record

    private enum Scan {
        case end
        case empty
        case record(CSVRow, lastLine: Int)
        case broken(CSVProblem)
    }

    private mutating func readRecord() -> Scan {
        let end = bytes.count
        guard position < end else { return .end }
        let start = position
        let startLine = line
        var at = start
        if takeLineEnd(&at) {
            position = at
            return .empty
        }
        var cells: [CSVRow.Cell] = []
        cells.reserveCapacity(Swift.max(header.count, 8))
        var problem: CSVProblem.Reason?
        var problemColumn = 0
        func note(_ reason: CSVProblem.Reason) {
            guard problem == nil else { return }
            problem = reason
            problemColumn = cells.count + 1
        }
        while true {
            var isPlain = true
            var cell: CSVRow.Cell
            if at < end, bytes[at] == Self.quote {
                at += 1
                cell = CSVRow.Cell(start: at, end: at, isEscaped: false)
                while true {
                    guard at < end else {
                        return broken(.unclosedQuote, column: cells.count + 1, start, startLine)
                    }
                    let byte = bytes[at]
                    if byte == Self.quote {
                        guard at + 1 < end, bytes[at + 1] == Self.quote else { break }
                        cell.isEscaped = true
                        at += 2
                        continue
                    }
                    if byte == Self.lf || (byte == Self.cr && !(at + 1 < end && bytes[at + 1] == Self.lf)) { line += 1 }
                    if byte == 0 { note(.zeroByte) }
                    if byte >= 0x80 { isPlain = false }
                    at += 1
                }
                cell.end = at
                at += 1
                if at < end, bytes[at] != delimiter, bytes[at] != Self.lf, bytes[at] != Self.cr {
                    return broken(.textAfterQuote, column: cells.count + 1, start, startLine)
                }
            } else {
                cell = CSVRow.Cell(start: at, end: at, isEscaped: false)
                while at < end {
                    let byte = bytes[at]
                    if byte == delimiter || byte == Self.lf || byte == Self.cr { break }
                    if byte == Self.quote {
                        return broken(.quoteInsideValue, column: cells.count + 1, start, startLine)
                    }
                    if byte == 0 { note(.zeroByte) }
                    if byte >= 0x80 { isPlain = false }
                    at += 1
                }
                cell.end = at
            }
            if cell.end - cell.start > options.maximumValueBytes { note(.valueTooLarge) }
            if !isPlain, UTF8Check.firstProblem(in: bytes, cell.start..<cell.end) != nil { note(.notUTF8) }
            // A row of a million delimiters is counted, not kept.
            if cells.count <= options.maximumColumns { cells.append(cell) }
            if at < end, bytes[at] == delimiter {
                at += 1
                continue
            }
            break
        }
        let lastLine = line
        _ = takeLineEnd(&at)
        position = at
        if let problem {
            return .broken(Self.describe(problem, column: problemColumn, startLine, lastLine, options))
        }
        return .record(CSVRow(line: startLine, bytes: bytes, cells: cells), lastLine: lastLine)
    }

    /// Takes the end of a line, if one is next.
    private mutating func takeLineEnd(_ at: inout Int) -> Bool {
        guard at < bytes.count else { return false }
        if bytes[at] == Self.lf {
            at += 1
        } else if bytes[at] == Self.cr {
            at += 1
            if at < bytes.count, bytes[at] == Self.lf { at += 1 }
        } else {
            return false
        }
        line += 1
        return true
    }

    private mutating func broken(_ reason: CSVProblem.Reason, column: Int, _ start: Int, _ startLine: Int) -> Scan {
        let lastLine = line
        resume(after: start, startLine)
        return .broken(Self.describe(reason, column: column, startLine, lastLine, options))
    }

    /// Goes on with the line after the one that begins at `start`.
    private mutating func resume(after start: Int, _ startLine: Int) {
        var at = start
        line = startLine
        while at < bytes.count, bytes[at] != Self.lf, bytes[at] != Self.cr { at += 1 }
        _ = takeLineEnd(&at)
        position = at
    }

    private static func describe(
        _ reason: CSVProblem.Reason,
        column: Int,
        _ line: Int,
        _ lastLine: Int,
        _ options: Options
    ) -> CSVProblem {
        let message: String
        switch reason {
        case .unclosedQuote: message = "a quote opens this value and nothing closes it"
        case .textAfterQuote:
            message =
                "text follows the closing quote; a quote inside a quoted value is written twice"
                + (lastLine > line ? " (the value was closed on line \(lastLine))" : "")
        case .quoteInsideValue:
            message = "a quote stands inside a value that is not quoted; quote the value and write the quote twice"
        case .zeroByte: message = "the value holds a zero byte"
        case .notUTF8: message = "the value is not UTF-8; save the file as UTF-8"
        case .valueTooLarge: message = "the value is larger than \(options.maximumValueBytes) bytes"
        case .tooFewColumns, .tooManyColumns: message = "the row has another number of columns than the header"
        }
        return CSVProblem(line: line, lastLine: lastLine, column: column, reason: reason, message: message)
    }
}
