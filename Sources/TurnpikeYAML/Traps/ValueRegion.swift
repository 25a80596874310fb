/// The text that a person meant as one value, found in the raw line where libyaml gave up.
///
/// A small scanner of its own: it reads the line as libyaml does up to the problem, and from there as people do.
struct ValueRegion {
    /// The key in front of the value, if one is.
    private(set) var key: Range<Int>?
    /// The value, without blanks at its ends.
    private(set) var text: Range<Int>
    /// Whether braces or brackets are around it.
    private(set) var inFlow = false
    /// Whether the first line holds a value at all.
    var isEmpty: Bool { text.isEmpty }

    private struct Level {
        var isMapping: Bool
        var start: Int
        var hasKey = false
        var expectsStart = true
    }

    /// - Parameters:
    ///   - bytes: The whole text.
    ///   - lineStart: The beginning of the line where the value, or the outermost brace around it, stands.
    ///   - problem: Where libyaml stopped.
    init(_ bytes: UnsafeBufferPointer<UInt8>, lineStart: Int, problem: Int) {
        let line = Bytes.lineEnd(bytes, from: lineStart)
        var at = Bytes.afterSpaces(bytes, lineStart, limit: line)
        while at < line, bytes[at] == UInt8(ascii: "-"), at + 1 == line || Bytes.isSpace(bytes[at + 1]) {
            let next = Bytes.afterSpaces(bytes, at + 1, limit: line)
            if next > problem { break }
            at = next
        }
        if let colon = Self.keyColon(bytes, from: at, limit: line), colon < problem || colon + 1 == line {
            key = at..<colon
            at = Bytes.afterSpaces(bytes, colon + 1, limit: line)
        }
        if at < line, bytes[at] == UInt8(ascii: "{") || bytes[at] == UInt8(ascii: "["), problem > at,
            let inner = Self.innerValue(bytes, from: at, problem: problem)
        {
            inFlow = true
            if inner.hasKey { key = nil }
            text =
                inner
                .start..<FlowText.end(bytes, from: inner.start, inMapping: inner.isMapping, isComment: inner.isComment)
            return
        }
        text = at..<FlowText.blockEnd(bytes, from: at)
    }

    /// The colon after a key that begins at an offset.
    private static func keyColon(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, limit: Int) -> Int? {
        guard start < limit else { return nil }
        var at = start
        switch bytes[at] {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "#"): return nil
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            at = FlowText.afterQuoted(bytes, from: at, start: start, limit: limit)
            at = Bytes.afterSpaces(bytes, at, limit: limit)
            return at < limit && bytes[at] == UInt8(ascii: ":") ? at : nil
        default: break
        }
        while at < limit {
            if bytes[at] == UInt8(ascii: ":"), at + 1 == limit || Bytes.isSpace(bytes[at + 1]) { return at }
            if bytes[at] == UInt8(ascii: "#"), at > start, Bytes.isSpace(bytes[at - 1]) { return nil }
            at += 1
        }
        return nil
    }

    /// The value inside braces or brackets that a problem is in; nil if they are closed before it.
    private static func innerValue(
        _ bytes: UnsafeBufferPointer<UInt8>,
        from start: Int,
        problem: Int
    ) -> (start: Int, isMapping: Bool, hasKey: Bool, isComment: Bool)? {
        var levels: [Level] = []
        var at = start
        let end = min(problem, bytes.count)
        while at < end {
            let byte = bytes[at]
            if Bytes.isBlank(byte) {
                at += 1
                continue
            }
            let isComment = byte == UInt8(ascii: "#") && at > 0 && Bytes.isBlank(bytes[at - 1])
            guard let level = levels.last else {
                if at > start { return nil }
                levels.append(Level(isMapping: byte == UInt8(ascii: "{"), start: at + 1))
                at += 1
                continue
            }
            let top = levels.count - 1
            if level.expectsStart, byte != UInt8(ascii: ","), byte != UInt8(ascii: "}"), byte != UInt8(ascii: "]") {
                levels[top].start = at
                // A remark after a comma is none of the text, nor is one after a key that has a space behind its mark.
                let isGlued = at + 1 < bytes.count && !Bytes.isBlank(bytes[at + 1])
                if !isComment || level.hasKey && isGlued { levels[top].expectsStart = false }
                if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                    // An attack with very deep nesting has been refused before; this bound is for safety alone.
                    if levels.count > 1000 { return nil }
                    levels.append(Level(isMapping: byte == UInt8(ascii: "{"), start: at + 1))
                    at += 1
                    continue
                }
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                    at = FlowText.afterQuoted(bytes, from: at, start: at, limit: end)
                    continue
                }
            }
            switch byte {
            case _ where isComment: at = Bytes.lineEnd(bytes, from: at)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                levels.removeLast()
                at += 1
                if levels.isEmpty, at < end, Bytes.trimmed(bytes, at..<end).isEmpty == false { return nil }
            case UInt8(ascii: ","):
                levels[top] = Level(isMapping: level.isMapping, start: at + 1)
                at += 1
            case UInt8(ascii: ":"):
                at += 1
                if !level.hasKey, at >= bytes.count || Bytes.isBlank(bytes[at]) {
                    levels[top].hasKey = true
                    levels[top].expectsStart = true
                    levels[top].start = at
                }
            default: at += 1
            }
        }
        guard let level = levels.last else { return nil }
        var first = level.start
        if level.expectsStart {
            first = at
            while first < bytes.count, Bytes.isSpace(bytes[first]) { first += 1 }
        }
        let isComment = first < bytes.count && bytes[first] == UInt8(ascii: "#")
        return (first, level.isMapping, level.hasKey, isComment)
    }
}
