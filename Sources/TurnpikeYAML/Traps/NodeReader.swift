public import Turnpike

/// Reads values by what is expected at their place, and says so when YAML made something else of them.
///
/// Every function returns nil after it has reported why, or when a finding about the value was made before.
public struct NodeReader: Sendable {
    /// What a text is for; the words of findings differ, and an expression may end in a remark.
    public enum Purpose: Sendable {
        /// A condition or formula.
        case expression
        /// A text for people.
        case text
        /// An id, a number, a date: one word.
        case word
    }

    /// The findings so far.
    public private(set) var diagnostics: [Diagnostic] = []

    private let limit: Int

    /// A reader without findings.
    ///
    /// - Parameter limit: How many findings are kept.
    public init(limit: Int = YAMLLimits().findings) {
        self.limit = limit
    }

    /// Whether no more findings are kept.
    public var isFull: Bool { diagnostics.count > limit }

    /// Adds a finding.
    public mutating func report(_ diagnostic: Diagnostic) {
        if isFull { return }
        if diagnostics.count == limit {
            diagnostics.append(
                Diagnostic(.tooManyFindings, "further findings in this file are left out", at: diagnostic.range)
            )
        } else {
            diagnostics.append(diagnostic)
        }
    }

    // MARK: Texts

    /// Reads an expression: its text, with the place of each byte.
    public mutating func expression(_ node: YAMLNode) -> SourceText? { scalar(node, for: .expression) }

    /// Reads a text for people.
    public mutating func text(_ node: YAMLNode) -> SourceText? { scalar(node, for: .text) }

    /// Reads a value of one word, such as an id or a number.
    public mutating func word(_ node: YAMLNode) -> SourceText? { scalar(node, for: .word) }

    /// Reads a scalar for a purpose.
    public mutating func scalar(_ node: YAMLNode, for purpose: Purpose) -> SourceText? {
        switch check(node, for: purpose) {
        case .refused: nil
        case .asItStands: node.sourceText
        case .asWritten(let text): text
        }
    }

    /// Reads a scalar for a purpose, without the place of each byte.
    public mutating func string(_ node: YAMLNode, for purpose: Purpose) -> String? {
        switch check(node, for: purpose) {
        case .refused: nil
        case .asItStands: node.text
        case .asWritten(let text): text.text
        }
    }

    private enum Verdict {
        /// A finding was made.
        case refused
        /// The text is what YAML reads.
        case asItStands
        /// The text is what stands in the file, whatever YAML reads.
        case asWritten(SourceText)
    }

    private mutating func check(_ node: YAMLNode, for purpose: Purpose) -> Verdict {
        if node.isBroken || isFull { return .refused }
        switch node.kind {
        case .alias:
            reportAlias(node, isText: purpose != .word)
            return .refused
        case .sequence, .mapping:
            report(collection(node, for: purpose))
            return .refused
        case .scalar: break
        }
        if node.hasTag { return tagged(node, for: purpose).map { .asWritten($0) } ?? .refused }
        if node.hasAnchor, !node.record.flags.contains(.usedAnchor) {
            report(whole(node) { $0.anchor($1) })
            return .refused
        }
        if node.record.length == 0, node.style == .literal || node.style == .folded {
            report(emptyBlock(node))
            return .refused
        }
        if node.style == .plain, purpose != .word, let cut = cut(node, for: purpose) {
            report(cut)
            // The text may be whole, and is taken for it.
            if cut.code != .trapRemark { return .refused }
        }
        return .asItStands
    }

    /// Reports a tag or an alias of nothing in front of a list or of settings, which mean nothing there.
    ///
    /// - Returns: Whether the value may be read.
    public mutating func accepts(_ node: YAMLNode) -> Bool {
        if node.isBroken || isFull { return false }
        if node.kind == .alias {
            reportAlias(node, isText: false)
            return false
        }
        if node.hasTag {
            let range = SourceRange(file: node.tree.file, propertyRange(node, mark: UInt8(ascii: "!")))
            report(
                Diagnostic(
                    .unknownTag,
                    "the language has no tags",
                    at: range,
                    help: "remove it; values are read by what is expected at their place"
                )
            )
        }
        return true
    }

    // MARK: Tags, anchors, aliases

    // The types of YAML's own repository; `!!deal.open` is a condition.
    private static let typeTags: [String] = [
        "!!str ", "!!bool ", "!!int ", "!!float ", "!!null ", "!!seq ", "!!map ", "!!binary ", "!!timestamp ", "!!set ",
    ]

    private mutating func tagged(_ node: YAMLNode, for purpose: Purpose) -> SourceText? {
        let record = node.record
        let range = Int(record.start)..<Int(record.end)
        let words = node.tree.bytes.withUnsafeBufferPointer { Bytes.text($0, range) }
        let isOneLine = !words.utf8.contains { Bytes.isBreak($0) }
        let isTypeTag = words.hasPrefix("!<") || Self.typeTags.contains { words.hasPrefix($0) }
        if purpose == .expression, node.style == .plain, isOneLine, !node.hasAnchor, !isTypeTag,
            !node.isInsideFlow || record.length == 0 || !words.contains(",")
        {
            // What stands in the file is the expression that was meant: `!x`.
            return SourceText(words, at: SourceRange(file: node.tree.file, range))
        }
        if isTypeTag || purpose == .word {
            report(
                Diagnostic(
                    .unknownTag,
                    "the language has no tags",
                    at: SourceRange(file: node.tree.file, propertyRange(node, mark: UInt8(ascii: "!"))),
                    help: "remove it; values are read by what is expected at their place"
                )
            )
            return nil
        }
        report(whole(node) { $0.tag($1) })
        return nil
    }

    private mutating func reportAlias(_ node: YAMLNode, isText: Bool) {
        if isText {
            report(whole(node) { $0.alias($1) })
            return
        }
        let name = node.tree.source.text(in: node.range.offsets)
        report(
            Diagnostic(
                .unknownAlias,
                "'\(name)' repeats nothing: no value is marked '&\(name.dropFirst())' before it",
                at: node.range
            )
        )
    }

    private func propertyRange(_ node: YAMLNode, mark: UInt8) -> Range<Int> {
        let bytes = node.tree.bytes
        var at = Int(node.record.start)
        while at < bytes.count, bytes[at] != mark, at < Int(node.record.end) { at += 1 }
        var end = at
        while end < bytes.count, !Bytes.isBlank(bytes[end]) { end += 1 }
        return at..<end
    }

    // MARK: Texts that were cut or split

    private func collection(_ node: YAMLNode, for purpose: Purpose) -> Diagnostic {
        let expected =
            switch purpose {
            case .expression: "a condition or formula"
            case .text: "a text"
            case .word: "a single value"
            }
        let what = node.kind == .sequence ? "a list" : "settings"
        let record = node.record
        let first = Int(record.start)
        let isOneLine = node.tree.bytes[first..<Int(record.end)].allSatisfy { !Bytes.isBreak($0) }
        let byte = first < node.tree.bytes.count ? node.tree.bytes[first] : 0
        if purpose != .word, node.via == .max, isOneLine, record.flags.isDisjoint(with: [.tag, .anchor]) {
            let range = first..<Int(record.end)
            if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") {
                return whole(node) { trap, _ in trap.bracket(range) }
            }
            // `[Next: call]` and `- Next: call` are one key and its value, without braces.
            if node.kind == .mapping, node.count == 1 { return whole(node) { trap, _ in trap.colon(range) } }
        }
        var diagnostic = Diagnostic(.notAText, "\(expected) is expected here, not \(what)", at: node.range)
        if let note = node.aliasNote { diagnostic.notes.append(note) }
        if purpose != .word { diagnostic.help = "if it is meant as a text, quote it" }
        return diagnostic
    }

    private func emptyBlock(_ node: YAMLNode) -> Diagnostic {
        let mark = node.tree.bytes.withUnsafeBufferPointer { bytes in
            let first = Int(node.record.start)
            return first..<FlowText.blockEnd(bytes, from: first)
        }
        if mark.count > 1 { return whole(node) { trap, _ in trap.blockMark(mark) } }
        return Diagnostic(
            .missingValue,
            "no text follows this mark",
            at: SourceRange(file: node.tree.file, mark),
            help: "the text stands on the following lines, indented further than the key"
        )
    }

    /// A comment behind a text that was meant as part of it.
    private func cut(_ node: YAMLNode, for purpose: Purpose) -> Diagnostic? {
        guard node.via == .max else { return nil }
        let end = Int(node.record.end)
        return node.tree.bytes.withUnsafeBufferPointer { bytes -> Diagnostic? in
            // The line is looked at only when there is a comment: texts may stand on one line by the thousand.
            let at = Bytes.afterSpaces(bytes, end, limit: bytes.count)
            guard at > end, at < bytes.count, bytes[at] == UInt8(ascii: "#") else { return nil }
            let line = Bytes.lineEnd(bytes, from: at)
            let isGlued = at + 1 < line && !Bytes.isSpace(bytes[at + 1]) && bytes[at + 1] != UInt8(ascii: "#")
            let isOpen = node.withText { Self.isUnfinished($0, isExpression: purpose == .expression) }
            let isRemark = !isGlued && !isOpen
            if isRemark {
                let remark = Bytes.text(bytes, at..<min(line, at + RemarkCheck.longest))
                let check = RemarkCheck(text: node.text, space: Bytes.text(bytes, end..<at), remark: remark)
                guard purpose == .text, check.isPartOfText else { return nil }
            }
            let inFlow = node.isInsideFlow
            let last =
                inFlow
                ? FlowText.end(bytes, from: at, inMapping: true, isComment: true)
                : Bytes.trimmed(bytes, at..<line).upperBound
            let first = Bytes.lineStart(bytes, of: end) > Int(node.record.start) ? at : Int(node.record.start)
            let trap = Trap(bytes, file: node.tree.file)
            var diagnostic =
                isRemark ? trap.remark(first..<last, at: at..<last) : trap.comment(first..<last, at: at..<last)
            // A text of several lines cannot be repaired on one of them.
            if first == at { diagnostic.repair = nil }
            return diagnostic
        }
    }

    /// Whether a text ends in the middle of a quote, of brackets, or after an operator.
    static func isUnfinished(_ bytes: UnsafeBufferPointer<UInt8>, isExpression: Bool) -> Bool {
        var depth = 0
        var quote: UInt8 = 0
        var isEscaped = false
        for (index, byte) in bytes.enumerated() {
            if quote != 0 {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\"), isExpression {
                    isEscaped = true
                } else if byte == quote {
                    quote = 0
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): quote = byte
            case UInt8(ascii: "'"):
                if isExpression, index == 0 || !Bytes.isWord(bytes[index - 1]) { quote = byte }
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
        }
        if quote != 0 || depth > 0 { return true }
        guard isExpression, let last = bytes.last else { return false }
        let operators = [UInt8]("&|=<>+-*/!?:,.".utf8)
        return operators.contains(last)
    }

    /// A finding about the whole value on its line.
    private func whole(_ node: YAMLNode, _ make: (Trap, Range<Int>) -> Diagnostic) -> Diagnostic {
        let record = node.via == .max ? node.record : node.tree.records[Int(node.via)]
        let first = Int(record.start)
        return node.tree.bytes.withUnsafeBufferPointer { bytes in
            let end =
                record.flags.contains(.inFlow)
                ? FlowText.end(bytes, from: first, inMapping: true) : FlowText.blockEnd(bytes, from: first)
            return make(Trap(bytes, file: node.tree.file), first..<max(end, first))
        }
    }
}
