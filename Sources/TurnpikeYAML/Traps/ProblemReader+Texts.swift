import Turnpike

/// Texts that YAML reads as something else, and brackets that do not match.
extension ProblemReader {
    // MARK: Traps

    func trapped() -> SyntaxProblem.Finding? {
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
    func isUnclosed(_ region: ValueRegion) -> Bool {
        guard region.inFlow, let context = problem.contextOffset, problem.context.contains("flow") else { return false }
        if bytes[region.text.lowerBound] == UInt8(ascii: "#") { return false }
        if offset >= bytes.count { return true }
        let line = Bytes.lineStart(bytes, of: offset)
        guard context < line else { return false }
        let first = Bytes.afterSpaces(bytes, line, limit: offset)
        if byte == UInt8(ascii: ":"), first < offset { return bytes[first..<offset].allSatisfy(Bytes.isWord) }
        return first == offset && byte == UInt8(ascii: "-")
    }

    func diagnostic(for text: Range<Int>, inFlow: Bool) -> Diagnostic? {
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

    func bracket() -> SyntaxProblem.Finding? {
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
                    neutral: flow(around: open)
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
                return .init(diagnostic: diagnostic, neutral: flow(around: open))
            }
        }
        if closers.contains(byte) {
            let diagnostic = Diagnostic(
                .yamlSyntax,
                "'\(Character(Unicode.Scalar(byte)))' closes nothing",
                at: at(offset..<offset + 1),
                repair: .init("remove it", replacing: at(offset..<offset + 1), with: "")
            )
            return .init(diagnostic: diagnostic, blank: [offset..<offset + 1])
        }
        return nil
    }

    /// The outermost braces around one, where they stand on one line: there everything else on the line belongs to them.
    private func flow(around open: Int) -> Range<Int>? {
        let outermost = builder.frames.first(where: \.isFlow).map { Int(builder.records[$0.index].start) } ?? open
        let start = min(open, outermost)
        let line = Bytes.lineEnd(bytes, from: start)
        guard open < line else { return nil }
        // A line that goes on below with an indentation of its own was meant to.
        let next = Bytes.afterSpaces(bytes, min(line + 1, bytes.count), limit: bytes.count)
        if next < bytes.count, [UInt8(ascii: "]"), UInt8(ascii: "}")].contains(bytes[next]) { return nil }
        return start..<FlowText.blockEnd(bytes, from: start)
    }

    /// The brace that a flow context belongs to: at the context, or the innermost that is open.
    func opening(_ context: Int) -> Int? {
        if bytes[context] == UInt8(ascii: "{") || bytes[context] == UInt8(ascii: "[") { return context }
        guard let frame = builder.frames.last(where: \.isFlow) else { return nil }
        let start = Int(builder.records[frame.index].start)
        return bytes[start] == UInt8(ascii: "{") || bytes[start] == UInt8(ascii: "[") ? start : nil
    }
}
