import Turnpike

/// Lines that fit nothing above them.
extension ProblemReader {
    /// Wrong indentation, keys without a colon.
    func structure() -> SyntaxProblem.Finding? {
        let line = Bytes.lineStart(bytes, of: offset)
        let isFirst = Bytes.afterSpaces(bytes, line, limit: bytes.count) >= offset
        if has("could not find expected ':'") {
            let start = problem.contextOffset ?? offset
            return missingColon(start)
        }
        if has("mapping values are not allowed"), let last = builder.lastIndex {
            let record = builder.records[last]
            let isEarlier = Int(record.start) < line && record.end > record.start
            if isEarlier, record.kind == .scalar, Int(record.end) > line { return continued(record, line: line) }
        }
        guard isFirst, offset < bytes.count else { return nil }
        if byte == UInt8(ascii: ":") {
            let diagnostic = Diagnostic(.complexKey, "there is no key before the colon", at: at(offset..<offset + 1))
            return .init(diagnostic: diagnostic, blank: [lines(at: offset)])
        }
        if beginsWithOperator(offset..<Bytes.lineEnd(bytes, from: offset)) { return continuation(offset) }
        if has("did not find expected key") || has("expected '-' indicator") {
            var notes: [Diagnostic.Note] = []
            if let start = problem.contextOffset {
                notes.append(.init("what it should line up with begins here", at: at(word(start))))
            }
            let isItem = byte == UInt8(ascii: "-")
            let message =
                has("expected '-' indicator")
                ? "this line stands among the items of a list and does not begin with '- '"
                : isItem
                    ? "an item of a list stands among keys" : "the indentation of this line fits nothing above it"
            let end = Bytes.trimmed(bytes, offset..<Bytes.lineEnd(bytes, from: offset)).upperBound
            return .init(
                diagnostic: Diagnostic(.indentation, message, at: at(offset..<end), notes: notes),
                // Among the items of a whole file each further key would be the same finding again.
                blank: has("expected '-' indicator") && offset == Bytes.lineStart(bytes, of: offset)
                    ? [] : [lines(at: offset, withSiblings: true)]
            )
        }
        return nil
    }

    func word(_ start: Int) -> Range<Int> {
        var end = start
        while end < bytes.count, !Bytes.isBlank(bytes[end]), bytes[end] != UInt8(ascii: ":") { end += 1 }
        return start..<max(end, min(start + 1, bytes.count))
    }

    func missingColon(_ start: Int) -> SyntaxProblem.Finding? {
        let line = Bytes.lineEnd(bytes, from: start)
        let text = start..<FlowText.blockEnd(bytes, from: start)
        guard !text.isEmpty else { return nil }
        if beginsWithOperator(text) { return continuation(start) }
        if let colon = bytes[text].firstIndex(of: UInt8(ascii: ":")), colon > start,
            bytes[start..<colon].allSatisfy(Bytes.isWord)
        {
            return .init(diagnostic: trap.gluedColon(text, after: colon), blank: [lines(at: start)])
        }
        let next = Bytes.afterSpaces(bytes, min(line + 1, bytes.count), limit: bytes.count)
        let nextLine = Bytes.lineStart(bytes, of: next)
        let isNested = next - nextLine > start - Bytes.lineStart(bytes, of: start)
        let words = Bytes.text(bytes, text)
        let space = bytes[text].firstIndex(of: 0x20)
        // `probability 20%` lacks its colon after the first word, `stages` at its end.
        let colon = isNested || space == nil ? text.upperBound : space ?? text.upperBound
        let diagnostic = Diagnostic(
            .missingColon,
            "there is no colon after '\(TreeBuilder.short(words))', which stands where a key is expected",
            at: at(text),
            repair: .init("a key is followed by a colon", replacing: at(colon..<colon), with: ":")
        )
        return .init(diagnostic: diagnostic, blank: [lines(at: start)])
    }

    /// A line that YAML reads as the continuation of the text above it.
    func continued(_ record: YAMLTree.Record, line: Int) -> SyntaxProblem.Finding {
        let start = Int(record.start)
        let firstLine = Bytes.lineStart(bytes, of: start)
        if Bytes.afterSpaces(bytes, firstLine, limit: start) == start, let finding = missingColon(start) {
            return finding
        }
        let here = Bytes.afterSpaces(bytes, line, limit: bytes.count)
        let end = Bytes.trimmed(bytes, here..<Bytes.lineEnd(bytes, from: here)).upperBound
        let isOpenQuote = record.style == .doubleQuoted || record.style == .singleQuoted
        let diagnostic = Diagnostic(
            isOpenQuote ? .unclosedQuote : .indentation,
            isOpenQuote
                ? "the text that begins with a quote goes on to the next line"
                : "the line is indented further than the key above, which has a value already",
            at: isOpenQuote ? at(start..<Bytes.lineEnd(bytes, from: start)) : at(here..<end),
            notes: isOpenQuote ? [] : [.init("it continues the text that begins here", at: at(word(start)))]
        )
        return .init(diagnostic: diagnostic, blank: isOpenQuote ? [] : [lines(at: here, withSiblings: true)])
    }

    /// A line that begins with an operator: it was meant to continue the one above.
    func continuation(_ start: Int) -> SyntaxProblem.Finding {
        let end = Bytes.trimmed(bytes, start..<Bytes.lineEnd(bytes, from: start)).upperBound
        let advice =
            "put the whole text after '|', on lines of its own that are indented and have no remark between them"
        // Above stands the text, with a remark behind it or below it.
        var line = Bytes.lineStart(bytes, of: start)
        while line > 0 {
            line = Bytes.lineStart(bytes, of: line - 1)
            let text = Bytes.trimmed(bytes, line..<Bytes.lineEnd(bytes, from: line))
            if text.isEmpty { continue }
            let cut =
                bytes[text.lowerBound] == UInt8(ascii: "#")
                ? text.lowerBound : FlowText.blockEnd(bytes, from: text.lowerBound)
            guard cut < text.upperBound else { break }
            let comment = Bytes.trimmed(bytes, cut..<text.upperBound)
            let diagnostic = Diagnostic(
                .trapComment,
                "this remark ends the text, which goes on below it",
                at: at(comment),
                notes: [.init("this line no longer belongs to it", at: at(start..<end))],
                help: advice
            )
            return .init(diagnostic: diagnostic, blank: [lines(at: start)])
        }
        let isAnchor = bytes[start] == UInt8(ascii: "&")
        let diagnostic = Diagnostic(
            isAnchor ? .trapAnchor : .indentation,
            isAnchor
                ? "this line does not continue the one above: YAML reads its '&' as the mark of an anchor"
                : "this line does not continue the one above, because it is not indented further than the key",
            at: at(start..<end),
            help: advice
        )
        return .init(diagnostic: diagnostic, blank: [lines(at: start)])
    }

    func beginsWithOperator(_ text: Range<Int>) -> Bool {
        let words = Bytes.text(bytes, text.lowerBound..<min(text.upperBound, text.lowerBound + 3))
        return ["&&", "||", "== ", "!= ", "<= ", ">= ", "< ", "> ", "+ ", "* ", "/ "].contains { words.hasPrefix($0) }
    }
}
