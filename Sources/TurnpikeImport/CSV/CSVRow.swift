/// One row of a CSV file: its values as ranges of the file's bytes, so that values nobody reads cost nothing.
public struct CSVRow: Sendable {
    /// The line on which it begins, from 1.
    public let line: Int
    let bytes: [UInt8]
    let cells: [Cell]

    struct Cell: Sendable {
        var start: Int
        var end: Int
        /// Whether quotes are written twice inside, so that the bytes are not yet the text.
        var isEscaped: Bool
    }

    /// How many values it has: as many as the header.
    public var count: Int { cells.count }

    /// Whether a value is the empty text.
    public func isEmpty(_ column: Int) -> Bool { cells[column].start == cells[column].end }

    /// The text of a value, counted from 0.
    public func text(_ column: Int) -> String {
        let cell = cells[column]
        guard cell.isEscaped else { return String(decoding: bytes[cell.start..<cell.end], as: UTF8.self) }
        var text: [UInt8] = []
        text.reserveCapacity(cell.end - cell.start)
        var at = cell.start
        while at < cell.end {
            text.append(bytes[at])
            at += bytes[at] == UInt8(ascii: "\"") ? 2 : 1
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// All values in the order of the header.
    public var texts: [String] { cells.indices.map { text($0) } }
}
