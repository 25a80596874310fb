import Turnpike

/// Reads the line around a problem.
struct ProblemReader {
    let problem: SyntaxProblem
    let bytes: UnsafeBufferPointer<UInt8>
    let file: UInt32
    let builder: TreeBuilder

    var trap: Trap { Trap(bytes, file: file) }
    var offset: Int { min(problem.offset, bytes.count) }
    var byte: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    func at(_ range: Range<Int>) -> SourceRange { SourceRange(file: file, range) }

    func has(_ words: String) -> Bool { problem.text.contains(words) }

    /// The word or character at the problem.
    var place: Range<Int> {
        var end = offset
        while end < bytes.count, Bytes.isWord(bytes[end]) { end += 1 }
        if end == offset, end < bytes.count, !Bytes.isBreak(bytes[end]) { end += 1 }
        return offset..<end
    }

    /// The line at an offset with what is nested below it: what cannot be understood is left out as a whole, so that
    /// nothing that belongs to it is found a second time.
    ///
    /// - Parameter withSiblings: Whether the lines that follow with the same indentation go with it.
    func lines(at offset: Int, withSiblings: Bool = false) -> Range<Int> {
        let line = Bytes.lineStart(bytes, of: offset)
        let indentation = Bytes.afterSpaces(bytes, line, limit: bytes.count) - line
        var end = Bytes.lineEnd(bytes, from: line)
        var next = end + 1
        while next < bytes.count {
            let text = Bytes.afterSpaces(bytes, next, limit: bytes.count)
            let nextEnd = Bytes.lineEnd(bytes, from: next)
            if text < nextEnd, bytes[text] != UInt8(ascii: "#") {
                let isDeeper = text - next > indentation
                guard isDeeper || withSiblings && indentation > 0 && text - next == indentation else { break }
                end = nextEnd
            }
            next = nextEnd + 1
        }
        return line..<end
    }

    func finding() -> SyntaxProblem.Finding {
        if has("tab character") || has("cannot start any token") && byte == 0x09 { return tab() }
        if has("unknown escape") || problem.context.contains("quoted scalar") { return quoted() }
        if let finding = structure() { return finding }
        if let finding = trapped() { return finding }
        if let finding = bracket() { return finding }
        return .init(diagnostic: plain(), neutral: nil)
    }

    // MARK: The rest

    func plain() -> Diagnostic {
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
