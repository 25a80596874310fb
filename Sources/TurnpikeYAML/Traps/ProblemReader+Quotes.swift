import Turnpike

/// Tabs in front of a line, and quotes that do not end.
extension ProblemReader {
    // MARK: Tabs

    func tab() -> SyntaxProblem.Finding {
        var line = Bytes.lineStart(bytes, of: offset)
        // libyaml may stop at the end of the line before the tab.
        if offset < bytes.count, Bytes.isBreak(bytes[offset]) { line = min(offset + 1, bytes.count) }
        var end = line
        while end < bytes.count, Bytes.isSpace(bytes[end]) { end += 1 }
        let indentation = line..<end
        let tabs = bytes[indentation].count { $0 == 0x09 }
        guard tabs > 0 else {
            return .init(
                diagnostic: Diagnostic(.tabIndentation, "a tab stands where YAML allows only spaces", at: at(place)),
                neutral: nil
            )
        }
        var spaces = ""
        for byte in bytes[indentation] { spaces += byte == 0x09 ? "  " : " " }
        let first = bytes[indentation].firstIndex(of: 0x09) ?? line
        // All of them are one finding: whoever indents with tabs does so everywhere.
        var blank = [lines(at: line)]
        var more = 0
        var next = blank[0].upperBound + 1
        while next < bytes.count {
            let lineEnd = Bytes.lineEnd(bytes, from: next)
            let text = Bytes.afterSpaces(bytes, next, limit: lineEnd)
            guard text < lineEnd, bytes[next..<text].contains(0x09) else {
                next = lineEnd + 1
                continue
            }
            blank.append(lines(at: next))
            next = blank[blank.count - 1].upperBound + 1
        }
        var index = end
        while index < bytes.count {
            if bytes[index] == 0x09, index > 0, Bytes.isBreak(bytes[index - 1]) { more += 1 }
            index += 1
        }
        let diagnostic = Diagnostic(
            .tabIndentation,
            "the line is indented with a tab, and YAML counts only spaces",
            at: at(first..<end),
            repair: .init("use spaces", replacing: at(indentation), with: spaces),
            help: more > 0 ? "\(more) further line\(more == 1 ? " begins" : "s begin") with a tab" : nil
        )
        return .init(diagnostic: diagnostic, blank: blank)
    }

    // MARK: Quotes

    func quoted() -> SyntaxProblem.Finding {
        let start = problem.contextOffset ?? offset
        if has("escape") || has("Unicode") || has("hexdecimal") { return escape(start) }
        let line = Bytes.lineEnd(bytes, from: start)
        let text = start..<FlowText.blockEnd(bytes, from: start)
        let character = Character(Unicode.Scalar(start < bytes.count ? bytes[start] : 0x22))
        let diagnostic = Diagnostic(
            .unclosedQuote,
            "the text begins with \(character) and is never closed",
            at: at(start..<max(start, Bytes.trimmed(bytes, start..<line).upperBound)),
            repair: .init(
                "close it with the same quote",
                replacing: at(text.upperBound..<text.upperBound),
                with: String(character)
            )
        )
        return .init(diagnostic: diagnostic, neutral: text)
    }

    func escape(_ start: Int) -> SyntaxProblem.Finding {
        let line = Bytes.lineEnd(bytes, from: start)
        let end = FlowText.afterQuoted(bytes, from: start, start: start, limit: line)
        let words = max(start, offset - (byte == UInt8(ascii: "\\") ? 0 : 1))
        var repair: Diagnostic.Repair?
        if end > start + 1 {
            // A regular expression, mostly: in single quotes a backslash is a backslash.
            let inner = Bytes.text(bytes, start + 1..<end - 1)
            if !inner.contains("'") {
                repair = .init("in single quotes a backslash is itself", replacing: at(start..<end), with: "'\(inner)'")
            }
        }
        let diagnostic = Diagnostic(
            .yamlSyntax,
            "a backslash in double quotes begins an escape, and this is none that YAML knows",
            at: at(words..<min(words + 2, bytes.count)),
            repair: repair
        )
        return .init(diagnostic: diagnostic, neutral: end > start + 1 ? start..<end : nil)
    }
}
