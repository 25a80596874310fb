public import Turnpike

/// A value of a YAML file and its place.
///
/// An alias is followed wherever one is met: the node is then what it repeats, with the place of the alias.
public struct YAMLNode: Sendable {
    /// What a value is.
    public enum Kind: UInt8, Sendable {
        /// A text; what it means depends on what is expected at its place.
        case scalar
        /// A list.
        case sequence
        /// Keys and values.
        case mapping
        /// An alias that repeats nothing.
        case alias
    }

    /// How a text was written.
    public enum Style: UInt8, Sendable {
        /// Without quotes.
        case plain
        /// In single quotes.
        case singleQuoted
        /// In double quotes.
        case doubleQuoted
        /// After `|`.
        case literal
        /// After `>`.
        case folded
    }

    /// The tree that the value belongs to.
    public let tree: YAMLTree
    let index: UInt32
    /// The alias through which the value was reached; `max` for none.
    let via: UInt32
    /// What stands in the place of the value where files are put together; nil for a value as its file has it.
    let madeUp: MadeUp?

    init(tree: YAMLTree, index: UInt32, via: UInt32 = .max) {
        self.tree = tree
        madeUp = nil
        let record = tree.records[Int(index)]
        if record.kind == .alias, record.first != .max {
            self.index = record.first
            self.via = via == .max ? index : via
        } else {
            self.index = index
            self.via = via
        }
    }

    /// A value with another content, at the place of one that is there.
    init(_ content: MadeUp, at node: YAMLNode) {
        tree = node.tree
        index = node.index
        via = node.via
        madeUp = content
    }

    var record: YAMLTree.Record { tree.records[Int(index)] }

    /// What the value is.
    public var kind: Kind { madeUp?.kind ?? record.kind }

    /// How a text was written; of no meaning for a collection.
    public var style: Style { record.style }

    /// The words of the value; the alias's, if one was followed.
    public var range: SourceRange {
        let record = via == .max ? record : tree.records[Int(via)]
        return SourceRange(file: tree.file, start: record.start, end: record.end)
    }

    /// Where the value itself is written, which is elsewhere if an alias was followed.
    public var writtenRange: SourceRange {
        SourceRange(file: tree.file, start: record.start, end: record.end)
    }

    /// A remark that belongs to findings about a value that was reached by an alias.
    public var aliasNote: Diagnostic.Note? {
        via == .max ? nil : Diagnostic.Note("the alias repeats what is written here", at: writtenRange)
    }

    /// Whether a finding about the value was already made, so that readers need not say more.
    public var isBroken: Bool { madeUp?.isAbsent ?? record.flags.contains(.broken) }

    /// Whether the value is written in braces or brackets.
    public var isFlow: Bool { record.flags.contains(.flow) }

    /// Whether the value stands inside braces or brackets.
    public var isInsideFlow: Bool { record.flags.contains(.inFlow) }

    /// Whether the value has a tag, a word that begins with `!`.
    public var hasTag: Bool { record.flags.contains(.tag) }

    /// Whether the value is marked for aliases.
    public var hasAnchor: Bool { record.flags.contains(.anchor) }

    /// Whether nothing at all is written.
    public var isNothing: Bool {
        if madeUp != nil { return false }
        let record = record
        return record.kind == .scalar && record.style == .plain && record.length == 0
            && record.flags.isDisjoint(with: [.tag, .anchor])
    }

    /// The text of a scalar; empty for others.
    public var text: String {
        withText { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the text of a scalar is this one.
    public func isText(_ other: StaticString) -> Bool {
        withText { bytes in
            bytes.count == other.utf8CodeUnitCount
                && bytes.elementsEqual(UnsafeBufferPointer(start: other.utf8Start, count: other.utf8CodeUnitCount))
        }
    }

    /// Calls a function with the bytes of a scalar's text.
    public func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        guard let madeUp else { return tree.withText(of: Int(index), body) }
        return madeUp.text.withUnsafeBufferPointer(body)
    }

    // MARK: Collections

    /// How many entries or items there are.
    public var count: Int {
        if let madeUp { return madeUp.entries.count }
        let record = record
        switch record.kind {
        case .mapping: return Int(record.first) / 2
        case .sequence: return Int(record.first)
        default: return 0
        }
    }

    /// The keys and values of a mapping in the order of the file, without those about which a finding was already made
    /// because their key means nothing; empty for others.
    public var entries: Entries { Entries(self) }

    /// The items of a list in the order of the file; empty for others.
    public var items: Items { Items(self) }

    /// The value of a key, or nil.
    public subscript(_ name: StaticString) -> YAMLNode? {
        entries.first { $0.key.isText(name) }?.value
    }

    func child(_ index: Int) -> YAMLNode {
        YAMLNode(tree: tree, index: UInt32(index), via: via)
    }
}

extension YAMLTree {
    func withText<Result>(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let record = records[index]
        guard record.kind == .scalar, record.length > 0 else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
        let range = Int(record.first)..<Int(record.first) + Int(record.length)
        if record.flags.contains(.ownText) {
            return texts.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
        }
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }
}
