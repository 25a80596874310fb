/// A text that was read from a file, with the place of each of its bytes: an error inside an expression underlines the
/// right words, however the text was quoted or folded.
public struct SourceText: Sendable {
    /// Bytes of the text that stand in the file one after another.
    public struct Run: Hashable, Sendable {
        /// The UTF-8 offset in the text.
        public var text: UInt32
        /// The UTF-8 offset in the file.
        public var source: UInt32
        /// How many bytes of the text the run covers.
        public var length: UInt32
        /// How many bytes they take in the file; differs from `length` for an escape.
        public var sourceLength: UInt32

        /// A run of bytes.
        public init(text: Int, source: Int, length: Int, sourceLength: Int? = nil) {
            self.text = UInt32(clamping: text)
            self.source = UInt32(clamping: source)
            self.length = UInt32(clamping: length)
            self.sourceLength = UInt32(clamping: sourceLength ?? length)
        }
    }

    /// The text itself, as YAML reads it.
    public let text: String
    /// The place of the whole, with its quotes.
    public let range: SourceRange
    // The common case, a text that stands in the file as it is, needs no array.
    private let verbatimStart: UInt32?
    private let pieces: [Run]

    /// The pieces of the text that stand in the file one after another, in the order of the text.
    public var runs: [Run] {
        guard let verbatimStart else { return pieces }
        return [Run(text: 0, source: Int(verbatimStart), length: text.utf8.count)]
    }

    /// A text whose bytes stand in the file one after another, from `start` or from the start of `range`.
    public init(_ text: String, at range: SourceRange, from start: UInt32? = nil) {
        self.text = text
        self.range = range
        verbatimStart = range.isNone ? nil : start ?? range.start
        pieces = []
    }

    /// A text and where its parts stand; the runs are in the order of the text. Without runs every place is the whole.
    public init(_ text: String, at range: SourceRange, runs: [Run]) {
        self.text = text
        self.range = range
        verbatimStart = nil
        pieces = runs
    }

    /// Where the text stands byte for byte, if it does so in one piece.
    public var verbatimOffset: UInt32? { verbatimStart }

    /// The place in the file of a range of UTF-8 offsets in the text.
    public func range(of offsets: Range<Int>) -> SourceRange {
        let runs = runs
        guard !range.isNone, !runs.isEmpty else { return range }
        let start = Self.sourceOffset(of: offsets.lowerBound, in: runs, range)
        if offsets.isEmpty { return SourceRange(file: range.file, start..<start) }
        // The end of the last byte, so that the words do not take the indentation after them along.
        let end = Self.sourceEnd(ofByteAt: offsets.upperBound - 1, in: runs, range)
        return SourceRange(file: range.file, start..<max(start, end))
    }

    /// The UTF-8 offset in the file of a UTF-8 offset in the text.
    public func sourceOffset(of offset: Int) -> Int {
        Self.sourceOffset(of: offset, in: runs, range)
    }

    private static func sourceOffset(of offset: Int, in runs: [Run], _ range: SourceRange) -> Int {
        guard let index = runIndex(at: offset, in: runs) else { return Int(range.start) }
        let run = runs[index]
        let into = offset - Int(run.text)
        if into >= Int(run.length) {
            // Between two runs stand a line break and indentation.
            if index + 1 < runs.count { return Int(runs[index + 1].source) }
            return Int(run.source) + Int(run.sourceLength)
        }
        return run.length == run.sourceLength ? Int(run.source) + into : Int(run.source)
    }

    private static func sourceEnd(ofByteAt offset: Int, in runs: [Run], _ range: SourceRange) -> Int {
        guard let index = runIndex(at: offset, in: runs) else { return Int(range.end) }
        let run = runs[index]
        let into = offset - Int(run.text) + 1
        if into > Int(run.length) || run.length != run.sourceLength { return Int(run.source) + Int(run.sourceLength) }
        return Int(run.source) + into
    }

    private static func runIndex(at offset: Int, in runs: [Run]) -> Int? {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if Int(runs[middle].text) <= offset { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : (runs.isEmpty ? nil : 0)
    }
}

extension SourceText: Hashable {
    /// Texts are the same when they read the same and stand at the same place.
    public static func == (left: SourceText, right: SourceText) -> Bool {
        left.text == right.text && left.range == right.range
    }

    /// Hashes the text and its place.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(text)
        hasher.combine(range)
    }
}
