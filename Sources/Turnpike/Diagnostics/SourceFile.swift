import TurnpikeValues

/// One file that was read: its name as the user knows it, its bytes, and where its lines begin.
public final class SourceFile: Sendable {
    /// The name shown in front of findings, as the user gave it.
    public let name: String
    /// The content. Valid UTF-8 once the YAML front has accepted it; findings about bad bytes are shown from here too.
    public let bytes: [UInt8]
    private let lineStarts: [UInt32]
    /// How many scalars stand before each 4096th byte; empty where every byte is one.
    private let scalarCounts: [UInt32]

    /// Makes a file of bytes that were already read.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        var starts: [UInt32] = []
        starts.reserveCapacity(bytes.count / 24 + 1)
        // Editors do not count a byte order mark as a column.
        let hasMark = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        starts.append(hasMark ? 3 : 0)
        var high: UInt8 = 0
        bytes.withUnsafeBufferPointer { buffer in
            var index = 0
            let count = buffer.count
            while true {
                index = PrintableRun.end(buffer, from: index)
                guard index < count else { break }
                let byte = buffer[index]
                index += 1
                high |= byte
                if byte == 0x0A {
                    starts.append(UInt32(clamping: index))
                } else if byte == 0x0D, index == count || buffer[index] != 0x0A {
                    starts.append(UInt32(clamping: index))
                }
            }
        }
        lineStarts = starts
        scalarCounts = high < 0x80 ? [] : Self.scalarCounts(of: bytes)
    }

    private static func scalarCounts(of bytes: [UInt8]) -> [UInt32] {
        var counts: [UInt32] = [0]
        var count: UInt32 = 0
        bytes.withUnsafeBufferPointer { buffer in
            for index in buffer.indices {
                // Continuation bytes belong to the scalar before them.
                if buffer[index] & 0xC0 != 0x80 { count += 1 }
                if (index + 1) & 4095 == 0 { counts.append(count) }
            }
        }
        return counts
    }

    /// How many scalars begin before an offset.
    private func scalars(before offset: Int) -> Int {
        if scalarCounts.isEmpty { return offset }
        var index = offset & ~4095
        var count = Int(scalarCounts[offset >> 12])
        while index < offset {
            if bytes[index] & 0xC0 != 0x80 { count += 1 }
            index += 1
        }
        return count
    }

    /// Makes a file of a text in memory.
    public convenience init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// How many lines there are; an empty file has one.
    public var lineCount: Int { lineStarts.count }

    /// The line and column of a UTF-8 offset; an offset past the end is the end.
    public func position(atOffset offset: Int) -> SourcePosition {
        let line = lineIndex(atOffset: offset)
        let start = Int(lineStarts[line])
        let end = min(max(offset, start), bytes.count)
        let column = scalars(before: end) - scalars(before: start) + 1
        return SourcePosition(line: line + 1, column: column)
    }

    /// The UTF-8 offset of a position, kept inside its line.
    public func offset(of position: SourcePosition) -> Int {
        let range = lineRange(position.line)
        var index = range.lowerBound
        var column = 1
        while index < range.upperBound, column < position.column {
            index += 1
            while index < range.upperBound, bytes[index] & 0xC0 == 0x80 { index += 1 }
            column += 1
        }
        return index
    }

    /// The bytes of a line (counted from 1) without its line break; empty for a line that does not exist.
    public func lineRange(_ line: Int) -> Range<Int> {
        guard line >= 1, line <= lineStarts.count else { return bytes.count..<bytes.count }
        let start = Int(lineStarts[line - 1])
        var end = line < lineStarts.count ? Int(lineStarts[line]) : bytes.count
        if end > start, bytes[end - 1] == 0x0A { end -= 1 }
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return start..<max(start, end)
    }

    /// The text of a line (counted from 1) without its line break; bad UTF-8 is shown as U+FFFD.
    public func line(_ line: Int) -> String {
        String(decoding: bytes[lineRange(line)], as: UTF8.self)
    }

    /// The text between two UTF-8 offsets; bad UTF-8 is shown as U+FFFD.
    public func text(in range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
    }

    /// The index (from 0) of the line that holds an offset.
    func lineIndex(atOffset offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(lineStarts[middle]) <= offset { low = middle } else { high = middle }
        }
        return low
    }
}

/// A line and a column of a file, both counted from 1; columns are Unicode scalars.
public struct SourcePosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    public var line: Int
    /// The column in Unicode scalars, from 1.
    public var column: Int

    /// A position.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Earlier in the file.
    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }

    /// `14:16`
    public var description: String { "\(line):\(column)" }
}
