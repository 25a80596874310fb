/// Cuts a stream of bytes into lines, and refuses one that would never end.
public struct LineSplitter: Sendable {
    private var rest: [UInt8] = []
    private let longest: Int

    /// A splitter.
    ///
    /// - Parameter longest: The longest line that is taken, in bytes without its line feed.
    public init(longest: Int = PluginDescription.longestLine) { self.longest = longest }

    /// A line longer than allowed.
    public struct TooLong: Error, Hashable, Sendable {
        /// The longest that would have been taken, in bytes.
        public let longest: Int
    }

    /// The lines that are complete now, without line feeds and without the empty ones.
    ///
    /// - Throws: `TooLong`.
    public mutating func push(_ bytes: [UInt8]) throws(TooLong) -> [[UInt8]] {
        try bytes.withUnsafeBufferPointer { bytes throws(TooLong) in try push(UnsafeRawBufferPointer(bytes)) }
    }

    /// The lines that are complete now, without line feeds and without the empty ones.
    ///
    /// - Throws: `TooLong`.
    public mutating func push(_ bytes: UnsafeRawBufferPointer) throws(TooLong) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var start = 0
        for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
            rest.append(contentsOf: bytes[start..<index])
            start = index + 1
            guard rest.count <= longest else { throw TooLong(longest: longest) }
            if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
            if !rest.isEmpty { lines.append(rest) }
            rest = []
        }
        rest.append(contentsOf: bytes[start...])
        guard rest.count <= longest else { throw TooLong(longest: longest) }
        return lines
    }
}
