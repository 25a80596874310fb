/// Some words of a source file, as UTF-8 offsets; small, so that everything read from a file can keep its place.
public struct SourceRange: Hashable, Sendable {
    /// The index of the file in its ``SourceMap``.
    public var file: UInt32
    /// The first byte.
    public var start: UInt32
    /// The byte after the last; equal to `start` for a place between two bytes.
    public var end: UInt32

    /// A range of a file.
    public init(file: UInt32 = 0, start: UInt32, end: UInt32) {
        self.file = file
        self.start = start
        self.end = max(start, end)
    }

    /// A range of a file from offsets that are known to fit.
    public init(file: UInt32 = 0, _ offsets: Range<Int>) {
        self.init(
            file: file,
            start: UInt32(clamping: offsets.lowerBound),
            end: UInt32(clamping: offsets.upperBound)
        )
    }

    /// For what was not read from a file, such as a definition built in code.
    public static let none = SourceRange(file: .max, start: 0, end: 0)

    /// Whether there is no place to show.
    public var isNone: Bool { file == .max }

    /// The offsets as a range of integers.
    public var offsets: Range<Int> { Int(start)..<Int(end) }

    /// The smallest range that holds both; where the files differ, this one.
    public func union(_ other: SourceRange) -> SourceRange {
        if isNone { return other }
        if other.isNone || other.file != file { return self }
        return SourceRange(file: file, start: min(start, other.start), end: max(end, other.end))
    }

    /// The order of findings in a report: by file, then by place; what has no place comes last.
    public static func isBefore(_ left: SourceRange, _ right: SourceRange) -> Bool {
        (left.file, left.start, left.end) < (right.file, right.start, right.end)
    }
}

/// The files that the ranges of one compilation point into.
public struct SourceMap: Sendable {
    /// The files; a range's `file` is an index here.
    public private(set) var files: [SourceFile]

    /// A map of files; the index of each is its number in ranges.
    public init(_ files: [SourceFile] = []) {
        self.files = files
    }

    /// Adds a file and returns its number.
    public mutating func add(_ file: SourceFile) -> UInt32 {
        files.append(file)
        return UInt32(clamping: files.count - 1)
    }

    /// The file that a range points into, or nil for a range without a place.
    public subscript(_ range: SourceRange) -> SourceFile? {
        range.isNone || Int(range.file) >= files.count ? nil : files[Int(range.file)]
    }

    /// The position of a range's first word.
    public func position(of range: SourceRange) -> SourcePosition? {
        self[range]?.position(atOffset: Int(range.start))
    }

    /// The words of a range.
    public func text(of range: SourceRange) -> String? {
        self[range]?.text(in: range.offsets)
    }

    /// `outbound.process.yaml:14:16`, or nil for a range without a place.
    public func place(of range: SourceRange) -> String? {
        guard let file = self[range] else { return nil }
        return "\(file.name):\(file.position(atOffset: Int(range.start)))"
    }
}
