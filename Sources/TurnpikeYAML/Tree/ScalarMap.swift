public import Turnpike

/// Where the bytes of a scalar's text stand in the file.
///
/// The text is not made a second time: the source is walked line by line, and each piece that stands there as it is
/// becomes a run. Escapes are runs of their own.
struct ScalarMap {
    private let source: UnsafeBufferPointer<UInt8>
    private let value: UnsafeBufferPointer<UInt8>
    private(set) var runs: [SourceText.Run] = []
    private var written = 0

    init(
        source: UnsafeBufferPointer<UInt8>,
        content: Range<Int>,
        value: UnsafeBufferPointer<UInt8>,
        style: YAMLNode.Style
    ) {
        self.source = source
        self.value = value
        switch style {
        case .plain: lines(of: content, isBlock: false)
        case .literal, .folded: lines(of: content, isBlock: true)
        case .singleQuoted: quoted(content, isDouble: false)
        case .doubleQuoted: quoted(content, isDouble: true)
        }
    }

    // MARK: Lines that stand as they are

    private mutating func lines(of content: Range<Int>, isBlock: Bool) {
        var at = content.lowerBound
        if isBlock {
            // The mark, and what stands beside it.
            at = min(Bytes.lineEnd(source, from: at), content.upperBound)
        }
        while at < content.upperBound, written < value.count {
            let end = min(Bytes.lineEnd(source, from: at), content.upperBound)
            var first = Bytes.afterSpaces(source, at, limit: end)
            if first < end {
                // Breaks that were folded into the text, and indentation that belongs to it.
                var into = written
                while into < value.count, Bytes.isBlank(value[into]) { into += 1 }
                if isBlock {
                    while into > written, first > at, value[into - 1] == source[first - 1] {
                        into -= 1
                        first -= 1
                    }
                }
                let last = isBlock ? end : Bytes.trimmed(source, first..<end).upperBound
                let length = min(last - first, value.count - into)
                append(into, first, length)
                written = into + length
            }
            at = end + 1
        }
    }

    // MARK: Quotes

    private mutating func quoted(_ content: Range<Int>, isDouble: Bool) {
        var at = content.lowerBound + 1
        let end = content.upperBound - 1
        while at < end, written < value.count {
            let byte = source[at]
            if Bytes.isBreak(byte) {
                // Blanks before the break are dropped from the text, the break becomes a space or line breaks.
                at = skipBreak(at, end)
            } else if isDouble, byte == UInt8(ascii: "\\"), at + 1 < end {
                at = escape(at, end)
            } else if !isDouble, byte == UInt8(ascii: "'"), at + 1 < end, source[at + 1] == byte {
                appendEscape(at, 2, bytes: 1)
                at += 2
            } else if Bytes.isSpace(byte), isBeforeBreak(at, end) {
                at += 1
            } else {
                append(written, at, 1)
                written += 1
                at += 1
            }
        }
    }

    private func isBeforeBreak(_ offset: Int, _ end: Int) -> Bool {
        let next = Bytes.afterSpaces(source, offset, limit: end)
        return next < end && Bytes.isBreak(source[next])
    }

    private mutating func skipBreak(_ offset: Int, _ end: Int) -> Int {
        var at = offset
        while at < end, Bytes.isBlank(source[at]) { at += 1 }
        // As many bytes of the text as the folded breaks gave: one space, or the breaks beyond the first.
        while written < value.count, value[written] == 0x0A { written += 1 }
        if written < value.count, value[written] == 0x20, at >= end || source[at] != 0x20 { written += 1 }
        return at
    }

    private mutating func escape(_ offset: Int, _ end: Int) -> Int {
        let mark = source[offset + 1]
        if Bytes.isBreak(mark) {
            var at = offset + 1
            while at < end, Bytes.isBlank(source[at]) { at += 1 }
            return at
        }
        let digits =
            switch mark {
            case UInt8(ascii: "x"): 2
            case UInt8(ascii: "u"): 4
            case UInt8(ascii: "U"): 8
            default: 0
            }
        let length = 2 + digits
        let lead = written < value.count ? value[written] : 0
        let bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1
        appendEscape(offset, min(length, end - offset), bytes: bytes)
        return offset + length
    }

    // MARK: Runs

    private mutating func append(_ text: Int, _ offset: Int, _ length: Int) {
        guard length > 0 else { return }
        if let last = runs.last, last.length == last.sourceLength, Int(last.text + last.length) == text,
            Int(last.source + last.sourceLength) == offset
        {
            runs[runs.count - 1].length += UInt32(length)
            runs[runs.count - 1].sourceLength += UInt32(length)
        } else {
            runs.append(SourceText.Run(text: text, source: offset, length: length))
        }
    }

    private mutating func appendEscape(_ offset: Int, _ length: Int, bytes: Int) {
        runs.append(SourceText.Run(text: written, source: offset, length: bytes, sourceLength: length))
        written += bytes
    }
}

extension YAMLNode {
    /// The bytes of the value without a tag or anchor in front of it.
    var contentRange: Range<Int> {
        let record = record
        var at = Int(record.start)
        let end = Int(record.end)
        guard !record.flags.isDisjoint(with: [.tag, .anchor]) else { return at..<end }
        tree.bytes.withUnsafeBufferPointer { bytes in
            while at < end, bytes[at] == UInt8(ascii: "!") || bytes[at] == UInt8(ascii: "&") {
                while at < end, !Bytes.isBlank(bytes[at]) { at += 1 }
                while at < end, Bytes.isBlank(bytes[at]) { at += 1 }
            }
        }
        return at..<end
    }

    /// The text of a scalar with the place of each of its bytes.
    public var sourceText: SourceText {
        let record = record
        let text = text
        guard record.kind == .scalar else { return SourceText("", at: range) }
        if via != .max { return SourceText(text, at: range, runs: []) }
        if !record.flags.contains(.ownText) {
            return SourceText(text, at: range, from: record.first)
        }
        let content = contentRange
        let runs = tree.bytes.withUnsafeBufferPointer { source in
            withText { ScalarMap(source: source, content: content, value: $0, style: record.style).runs }
        }
        return SourceText(text, at: range, runs: runs)
    }

    /// The UTF-8 offset in the file of a UTF-8 offset in the text of a scalar.
    public func expressionOffsets(_ offset: Int) -> Int { sourceText.sourceOffset(of: offset) }
}
