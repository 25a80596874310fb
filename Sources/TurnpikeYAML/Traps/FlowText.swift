/// Finds where a text inside braces or brackets was meant to end, by the eyes of a person: brackets and quotes belong
/// together, and a comma is part of the text unless another key follows it.
enum FlowText {
    /// No text on one line that a person wrote is longer; what is, is not searched to its end.
    private static let longest = 8192

    private static func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let bound = min(bytes.count, start + longest)
        var index = start
        while index < bound, !Bytes.isBreak(bytes[index]) { index += 1 }
        return index
    }

    /// The offset after the text that begins at an offset; never past its line.
    ///
    /// - Parameters:
    ///   - inMapping: Whether braces are directly around it; between brackets every comma ends an item.
    ///   - isComment: Whether the text begins with the `#` that cut it.
    static func end(
        _ bytes: UnsafeBufferPointer<UInt8>,
        from start: Int,
        inMapping: Bool,
        isComment: Bool = false
    ) -> Int {
        let limit = lineEnd(bytes, from: start)
        var depth = 0
        var at = start
        var quotes = Quotes()
        while at < limit {
            switch bytes[at] {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                at = quotes.after(bytes, from: at, start: start, limit: limit)
                continue
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"): depth = max(0, depth - 1)
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if depth == 0 { return trimmed(bytes, start, at) }
                depth -= 1
            case UInt8(ascii: ","):
                let next = Bytes.afterSpaces(bytes, at + 1, limit: limit)
                if depth == 0, !inMapping || next == limit || isKey(bytes, at: next, limit: limit) {
                    return trimmed(bytes, start, at)
                }
            case UInt8(ascii: "#"):
                if at > start, Bytes.isSpace(bytes[at - 1]), !isComment { return trimmed(bytes, start, at) }
            default: break
            }
            at += 1
        }
        return trimmed(bytes, start, limit)
    }

    /// The offset after a text on a line of its own, before a remark.
    static func blockEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let limit = lineEnd(bytes, from: start)
        var at = start
        var quotes = Quotes()
        while at < limit {
            switch bytes[at] {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                at = quotes.after(bytes, from: at, start: start, limit: limit)
                continue
            case UInt8(ascii: "#"):
                if at > start, Bytes.isSpace(bytes[at - 1]) { return trimmed(bytes, start, at) }
            default: break
            }
            at += 1
        }
        return trimmed(bytes, start, limit)
    }

    /// The offset after a quoted part; just after the quote if it is not one (an apostrophe) or is not closed.
    static func afterQuoted(_ bytes: UnsafeBufferPointer<UInt8>, from quote: Int, start: Int, limit: Int) -> Int {
        if bytes[quote] == UInt8(ascii: "'"), quote > start, Bytes.isWord(bytes[quote - 1]) { return quote + 1 }
        var at = quote + 1
        while at < limit {
            if bytes[at] == bytes[quote] { return at + 1 }
            if bytes[at] == UInt8(ascii: "\\"), bytes[quote] == UInt8(ascii: "\"") { at += 1 }
            at += 1
        }
        return quote + 1
    }

    /// Remembers that a kind of quote is not closed any more on a line, so that a line is never searched again and again.
    private struct Quotes {
        private var openDouble = false
        private var openSingle = false

        mutating func after(_ bytes: UnsafeBufferPointer<UInt8>, from quote: Int, start: Int, limit: Int) -> Int {
            let isDouble = bytes[quote] == UInt8(ascii: "\"")
            if isDouble ? openDouble : openSingle { return quote + 1 }
            let end = FlowText.afterQuoted(bytes, from: quote, start: start, limit: limit)
            let isApostrophe = !isDouble && quote > start && Bytes.isWord(bytes[quote - 1])
            if end == quote + 1, !isApostrophe {
                if isDouble { openDouble = true } else { openSingle = true }
            }
            return end
        }
    }

    /// Whether `name:` and a space stand at an offset.
    static func isKey(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int, limit: Int) -> Bool {
        var at = start
        while at < limit, Bytes.isWord(bytes[at]) || bytes[at] == UInt8(ascii: ".") || bytes[at] == UInt8(ascii: "-") {
            at += 1
        }
        return at > start && at < limit && bytes[at] == UInt8(ascii: ":")
            && (at + 1 == limit || Bytes.isSpace(bytes[at + 1]))
    }

    private static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        var end = end
        while end > start, Bytes.isBlank(bytes[end - 1]) || bytes[end - 1] == UInt8(ascii: ",") { end -= 1 }
        return end
    }
}
