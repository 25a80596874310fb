public import Turnpike

/// A YAML file as values with places: scalars stay texts, aliases stay aliases, nothing is interpreted.
///
/// All values stand in one array in the order of the file, so that a tree of many thousand values is a few allocations.
public final class YAMLTree: Sendable {
    /// One value. The children of a collection follow it; the next sibling stands at `next`.
    struct Record: Sendable {
        var kind: YAMLNode.Kind
        var style: YAMLNode.Style
        var flags: Flags
        var start: UInt32
        var end: UInt32
        /// The index after the last value inside this one.
        var next: UInt32
        /// Scalar: offset of its text. Alias: index of what it repeats. Collection: number of values directly inside.
        var first: UInt32
        /// Scalar: length of its text.
        var length: UInt32

        /// Whether nothing at all is written, and nothing was said about that yet.
        var isNothing: Bool {
            kind == .scalar && style == .plain && length == 0 && flags.isDisjoint(with: [.tag, .anchor, .broken])
        }

        /// Whether it is a text without quotes about which nothing was said yet.
        var isPlainText: Bool { kind == .scalar && style == .plain && length > 0 && !flags.contains(.broken) }
    }

    struct Flags: OptionSet, Sendable {
        let rawValue: UInt8
        /// The text is in `texts`; else it is in the source as it stands.
        static let ownText = Flags(rawValue: 1)
        static let tag = Flags(rawValue: 2)
        static let anchor = Flags(rawValue: 4)
        static let flow = Flags(rawValue: 8)
        /// A finding about this value was already made; readers pass over it.
        static let broken = Flags(rawValue: 16)
        static let usedAnchor = Flags(rawValue: 32)
        static let inFlow = Flags(rawValue: 64)
    }

    /// The file that was read.
    public let source: SourceFile
    /// The number of the file in the ranges of findings.
    public let file: UInt32
    /// What was found while reading, in the order of the file.
    public let diagnostics: [Diagnostic]
    let records: [Record]
    let texts: [UInt8]
    let bytes: [UInt8]
    let isWhole: Bool
    /// Whether lines that could not be understood were left out.
    let isLossy: Bool

    init(
        source: SourceFile,
        file: UInt32,
        diagnostics: [Diagnostic],
        records: [Record] = [],
        texts: [UInt8] = [],
        bytes: [UInt8] = [],
        isWhole: Bool = false,
        isLossy: Bool = false
    ) {
        self.source = source
        self.file = file
        self.diagnostics = diagnostics
        self.records = records
        self.texts = texts
        self.bytes = bytes
        self.isWhole = isWhole
        self.isLossy = isLossy
    }

    /// The value that the file is; nil when the file could not be read to its end.
    public var root: YAMLNode? { isLossy ? nil : remains }

    /// What could be read where lines had to be left out: what is found in it is wrong, but what is missing in it may
    /// have stood in those lines.
    var remains: YAMLNode? {
        isWhole && !records.isEmpty ? YAMLNode(tree: self, index: 0) : nil
    }

    /// How many values there are, with the keys.
    public var count: Int { records.count }
}
