/// A line of a source file as a terminal shows it: tabs as spaces, nothing that could act on the terminal.
struct DisplayLine {
    /// One scalar or bad byte of the line.
    struct Cell {
        /// Its first byte in the file.
        let offset: Int
        /// What is printed for it.
        let text: String
        /// How many columns that takes.
        let width: Int
    }

    private(set) var cells: [Cell] = []
    private(set) var isCutBefore = false
    private(set) var isCutAfter = false

    /// The part of a line that is worth showing around a place.
    ///
    /// - Parameters:
    ///   - bytes: The text the line stands in.
    ///   - line: The line without its line break.
    ///   - focus: The words that must be seen.
    ///   - width: How many columns there are.
    init(bytes: [UInt8], line: Range<Int>, focus: Range<Int>, width: Int) {
        let width = max(width, 20)
        // A line may be megabytes long; only what could be shown is looked at.
        var start = max(line.lowerBound, focus.lowerBound - 4 * width)
        while start > line.lowerBound, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        let end = min(line.upperBound, max(start, focus.lowerBound) + 8 * width)
        isCutBefore = start > line.lowerBound
        isCutAfter = end < line.upperBound
        var column = 0
        var offset = start
        while offset < end {
            let (cell, next) = Self.cell(in: bytes, at: offset, limit: line.upperBound, column: column)
            cells.append(cell)
            column += cell.width
            offset = next
        }
        shorten(to: width, focus: focus)
    }

    /// The text to print.
    var text: String {
        var text = isCutBefore ? "…" : ""
        for cell in cells { text += cell.text }
        if isCutAfter { text += "…" }
        return text
    }

    /// The columns (from 0) that a range of bytes takes in `text`; empty when it lies at or past the end.
    func columns(of range: Range<Int>) -> Range<Int> {
        var column = isCutBefore ? 1 : 0
        var first: Int?
        for cell in cells {
            if cell.offset >= range.upperBound { break }
            if first == nil, cell.offset >= range.lowerBound { first = column }
            column += cell.width
        }
        guard let first else {
            // At the end of the line, or between two cells.
            let before = cells.reduce(isCutBefore ? 1 : 0) { $1.offset < range.lowerBound ? $0 + $1.width : $0 }
            return before..<before
        }
        return first..<max(first, column)
    }

    private mutating func shorten(to width: Int, focus: Range<Int>) {
        var total = cells.reduce(0) { $0 + $1.width }
        guard total > width || isCutBefore || isCutAfter else { return }
        let room = width - 2
        let focusIndex = cells.firstIndex { $0.offset >= focus.lowerBound } ?? cells.count
        var first = 0
        var before = cells[..<focusIndex].reduce(0) { $0 + $1.width }
        // The words stand about a third into the window, or at its end when the line stops there.
        while total > room, before > room / 3, first < focusIndex {
            before -= cells[first].width
            total -= cells[first].width
            first += 1
        }
        var last = cells.count
        while total > room, last > first + 1 {
            last -= 1
            total -= cells[last].width
        }
        isCutBefore = isCutBefore || first > 0
        isCutAfter = isCutAfter || last < cells.count
        cells = Array(cells[first..<last])
    }

    private static func cell(in bytes: [UInt8], at offset: Int, limit: Int, column: Int) -> (Cell, Int) {
        let byte = bytes[offset]
        if byte == 0x09 {
            let width = 4 - column % 4
            return (Cell(offset: offset, text: String(repeating: " ", count: width), width: width), offset + 1)
        }
        if byte >= 0x20, byte < 0x7F {
            return (Cell(offset: offset, text: String(UnicodeScalar(byte)), width: 1), offset + 1)
        }
        guard let (scalar, length) = decode(bytes, at: offset, limit: limit) else {
            let text = "<0x\(hex(UInt32(byte), digits: 2))>"
            return (Cell(offset: offset, text: text, width: text.utf8.count), offset + 1)
        }
        let text = TerminalText.shown(scalar)
        return (Cell(offset: offset, text: text, width: TerminalText.width(of: scalar)), offset + length)
    }

    private static func decode(_ bytes: [UInt8], at offset: Int, limit: Int) -> (Unicode.Scalar, Int)? {
        var iterator = bytes[offset..<min(limit, offset + 4)].makeIterator()
        var decoder = UTF8()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return (scalar, UTF8.width(scalar))
    }

    private static func hex(_ value: UInt32, digits: Int) -> String {
        TerminalText.hex(value, digits: digits)
    }
}
