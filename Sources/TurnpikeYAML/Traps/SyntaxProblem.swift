import Turnpike

/// Where and why libyaml stopped, and what that means for the person who wrote the line.
struct SyntaxProblem {
    /// libyaml's words.
    var text: String
    /// Where it stopped.
    var offset: Int
    /// What it was reading.
    var context: String
    /// Where that began.
    var contextOffset: Int?

    /// A finding, and the bytes that may be replaced so that reading can go on behind them.
    struct Finding {
        var diagnostic: Diagnostic
        var neutral: Range<Int>?
    }

    /// Makes a finding of the problem: one of the traps if the line looks like one, else YAML's own words.
    func finding(_ bytes: UnsafeBufferPointer<UInt8>, file: UInt32, builder: TreeBuilder) -> Finding {
        let reader = ProblemReader(problem: self, bytes: bytes, file: file, builder: builder)
        return reader.finding()
    }
}

/// Reads the line around a problem.
private struct ProblemReader {
    let problem: SyntaxProblem
    let bytes: UnsafeBufferPointer<UInt8>
    let file: UInt32
    let builder: TreeBuilder

    private var trap: Trap { Trap(bytes, file: file) }
    private var offset: Int { min(problem.offset, bytes.count) }
    private var byte: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    private func at(_ range: Range<Int>) -> SourceRange { SourceRange(file: file, range) }

    private func has(_ words: String) -> Bool { problem.text.contains(words) }

    /// The word or character at the problem.
    private var place: Range<Int> {
        var end = offset
        while end < bytes.count, Bytes.isWord(bytes[end]) { end += 1 }
        if end == offset, end < bytes.count, !Bytes.isBreak(bytes[end]) { end += 1 }
        return offset..<end
    }

    func finding() -> SyntaxProblem.Finding {
        if has("tab character") || has("cannot start any token") && byte == 0x09 { return tab() }
        if has("unknown escape") || problem.context.contains("quoted scalar") { return quoted() }
        if let finding = structure() { return finding }
        if let finding = trapped() { return finding }
        if let finding = bracket() { return finding }
        return .init(diagnostic: plain(), neutral: nil)
    }

    // MARK: Tabs

    private func tab() -> SyntaxProblem.Finding {
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
        var more = 0
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
        return .init(diagnostic: diagnostic, neutral: nil)
    }

    // MARK: Quotes

    private func quoted() -> SyntaxProblem.Finding {
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

    private func escape(_ start: Int) -> SyntaxProblem.Finding {
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

    // MARK: Structure

    /// Wrong indentation, keys without a colon.
    private func structure() -> SyntaxProblem.Finding? {
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
            return .init(diagnostic: diagnostic, neutral: nil)
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
                neutral: nil
            )
        }
        return nil
    }

    private func word(_ start: Int) -> Range<Int> {
        var end = start
        while end < bytes.count, !Bytes.isBlank(bytes[end]), bytes[end] != UInt8(ascii: ":") { end += 1 }
        return start..<max(end, min(start + 1, bytes.count))
    }

    private func missingColon(_ start: Int) -> SyntaxProblem.Finding? {
        let line = Bytes.lineEnd(bytes, from: start)
        let text = start..<FlowText.blockEnd(bytes, from: start)
        guard !text.isEmpty else { return nil }
        if beginsWithOperator(text) { return continuation(start) }
        if let colon = bytes[text].firstIndex(of: UInt8(ascii: ":")), colon > start,
            bytes[start..<colon].allSatisfy(Bytes.isWord)
        {
            return .init(diagnostic: trap.gluedColon(text, after: colon), neutral: nil)
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
        return .init(diagnostic: diagnostic, neutral: nil)
    }

    /// A line that YAML reads as the continuation of the text above it.
    private func continued(_ record: YAMLTree.Record, line: Int) -> SyntaxProblem.Finding {
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
        return .init(diagnostic: diagnostic, neutral: nil)
    }

    /// A line that begins with an operator: it was meant to continue the one above.
    private func continuation(_ start: Int) -> SyntaxProblem.Finding {
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
            return .init(diagnostic: diagnostic, neutral: nil)
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
        return .init(diagnostic: diagnostic, neutral: nil)
    }

    private func beginsWithOperator(_ text: Range<Int>) -> Bool {
        let words = Bytes.text(bytes, text.lowerBound..<min(text.upperBound, text.lowerBound + 3))
        return ["&&", "||", "== ", "!= ", "<= ", ">= ", "< ", "> ", "+ ", "* ", "/ "].contains { words.hasPrefix($0) }
    }

    // MARK: Traps

    private func trapped() -> SyntaxProblem.Finding? {
        var start = offset
        if let flow = builder.frames.first(where: \.isFlow) {
            start = Int(builder.records[flow.index].start)
        } else if let context = problem.contextOffset, context < start, problem.context.contains("flow") {
            start = context
        }
        let region = ValueRegion(bytes, lineStart: Bytes.lineStart(bytes, of: start), problem: offset)
        let text = region.text
        guard !text.isEmpty else { return nil }
        let line = Bytes.lineStart(bytes, of: text.lowerBound)
        let isFirst = Bytes.afterSpaces(bytes, line, limit: bytes.count) == text.lowerBound
        if isFirst, beginsWithOperator(text) { return continuation(text.lowerBound) }
        if isUnclosed(region) { return nil }
        guard let diagnostic = diagnostic(for: text, inFlow: region.inFlow) else { return nil }
        return .init(diagnostic: diagnostic, neutral: text)
    }

    /// Whether braces were left open, so that the lines after them were taken for their content.
    private func isUnclosed(_ region: ValueRegion) -> Bool {
        guard region.inFlow, let context = problem.contextOffset, problem.context.contains("flow") else { return false }
        if bytes[region.text.lowerBound] == UInt8(ascii: "#") { return false }
        if offset >= bytes.count { return true }
        let line = Bytes.lineStart(bytes, of: offset)
        guard context < line else { return false }
        let first = Bytes.afterSpaces(bytes, line, limit: offset)
        if byte == UInt8(ascii: ":"), first < offset { return bytes[first..<offset].allSatisfy(Bytes.isWord) }
        return first == offset && byte == UInt8(ascii: "-")
    }

    private func diagnostic(for text: Range<Int>, inFlow: Bool) -> Diagnostic? {
        let first = bytes[text.lowerBound]
        let second = text.count > 1 ? bytes[text.lowerBound + 1] : 0x20
        switch first {
        case UInt8(ascii: "!"): return trap.tag(text)
        case UInt8(ascii: "&"): return trap.anchor(text)
        case UInt8(ascii: "*"): return trap.alias(text)
        case UInt8(ascii: "#"): return trap.comment(text)
        case UInt8(ascii: "`"), UInt8(ascii: "@"), UInt8(ascii: "%"): return trap.reserved(text)
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"): return inFlow ? nil : trap.reserved(text)
        case UInt8(ascii: "|"), UInt8(ascii: ">"): return trap.blockMark(text)
        case UInt8(ascii: "?") where Bytes.isBlank(second): return trap.question(text)
        case UInt8(ascii: "-") where Bytes.isBlank(second): return trap.bracket(text)
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let end = FlowText.afterQuoted(bytes, from: text.lowerBound, start: text.lowerBound, limit: text.upperBound)
            return end > text.lowerBound + 1 && end < text.upperBound ? trap.quote(text) : nil
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            let rest = bytes[min(offset, text.upperBound)..<text.upperBound]
            let isClosers = rest.allSatisfy { Bytes.isBlank($0) || [0x5D, 0x7D, 0x2C].contains($0) }
            return offset > text.lowerBound && !isClosers ? trap.bracket(text) : nil
        default: break
        }
        guard text.contains(offset) else { return nil }
        if byte == UInt8(ascii: ":") { return trap.colon(text) }
        let splitters: [UInt8] = [0x5B, 0x5D, 0x7B, 0x7D, 0x2C, 0x22]
        return inFlow && splitters.contains(byte) ? trap.flowSplit(text) : nil
    }

    // MARK: Brackets

    private func bracket() -> SyntaxProblem.Finding? {
        let closers: [UInt8] = [UInt8(ascii: "]"), UInt8(ascii: "}")]
        if let context = problem.contextOffset, problem.context.contains("flow"), has("expected"),
            context < bytes.count,
            let open = opening(context)
        {
            let close = bytes[open] == UInt8(ascii: "{") ? "}" : "]"
            if closers.contains(byte) {
                let note = Diagnostic.Note(
                    "it was opened with '\(Character(Unicode.Scalar(bytes[open])))' here",
                    at: at(open..<open + 1)
                )
                let message = "'\(Character(Unicode.Scalar(byte)))' stands where '\(close)' is expected"
                let repair = Diagnostic.Repair(
                    "close it with '\(close)'",
                    replacing: at(offset..<offset + 1),
                    with: close
                )
                return .init(
                    diagnostic: Diagnostic(
                        .unclosedBracket,
                        message,
                        at: at(offset..<offset + 1),
                        notes: [note],
                        repair: repair
                    ),
                    neutral: nil
                )
            }
            let line = Bytes.lineEnd(bytes, from: open)
            let end = FlowText.blockEnd(bytes, from: open)
            if offset >= min(line, bytes.count) {
                let diagnostic = Diagnostic(
                    .unclosedBracket,
                    "'\(Character(Unicode.Scalar(bytes[open])))' is never closed with '\(close)'",
                    at: at(open..<open + 1),
                    repair: .init("close it where its content ends", replacing: at(end..<end), with: close)
                )
                return .init(diagnostic: diagnostic, neutral: nil)
            }
        }
        if closers.contains(byte) {
            let diagnostic = Diagnostic(
                .yamlSyntax,
                "'\(Character(Unicode.Scalar(byte)))' closes nothing",
                at: at(offset..<offset + 1),
                repair: .init("remove it", replacing: at(offset..<offset + 1), with: "")
            )
            return .init(diagnostic: diagnostic, neutral: nil)
        }
        return nil
    }

    /// The brace that a flow context belongs to: at the context, or the innermost that is open.
    private func opening(_ context: Int) -> Int? {
        if bytes[context] == UInt8(ascii: "{") || bytes[context] == UInt8(ascii: "[") { return context }
        guard let frame = builder.frames.last(where: \.isFlow) else { return nil }
        let start = Int(builder.records[frame.index].start)
        return bytes[start] == UInt8(ascii: "{") || bytes[start] == UInt8(ascii: "[") ? start : nil
    }

    // MARK: The rest

    private func plain() -> Diagnostic {
        var notes: [Diagnostic.Note] = []
        if let start = problem.contextOffset, start < bytes.count, start != offset {
            notes.append(.init("this was being read", at: at(word(start))))
        }
        let message =
            switch problem.text {
            case _ where has("mapping values are not allowed"):
                "a colon cannot stand here: no key can begin at this place"
            case _ where has("block sequence entries are not allowed"):
                "an item of a list cannot begin here; begin it on a line of its own"
            case _ where has("did not find expected node content"): "a value is expected here"
            case _ where has("incompatible YAML"): "only YAML 1.1 and 1.2 are read"
            case _ where has("duplicate %"): "the directive is given twice"
            case _ where has("undefined tag handle"): "this tag is not known; a text that begins with '!' is quoted"
            case _ where has("document start"): "another document begins here"
            default: "YAML cannot be read here: " + problem.text
            }
        return Diagnostic(.yamlSyntax, message, at: at(place), notes: notes)
    }
}
