import Turnpike

/// The findings about texts that YAML reads as something else, each with the line repaired.
struct Trap {
    let bytes: UnsafeBufferPointer<UInt8>
    let file: UInt32

    init(_ bytes: UnsafeBufferPointer<UInt8>, file: UInt32) {
        self.bytes = bytes
        self.file = file
    }

    private func finding(
        _ code: DiagnosticCode,
        _ message: String,
        _ text: Range<Int>,
        at place: Range<Int>? = nil,
        help: String? = nil
    ) -> Diagnostic {
        let whole = SourceRange(file: file, text)
        // A line of thousands of letters, repaired, would help nobody.
        guard text.count <= 2000 else {
            return Diagnostic(code, message, at: SourceRange(file: file, place ?? text), help: help ?? "quote the text")
        }
        return Diagnostic(
            code,
            message,
            at: SourceRange(file: file, place ?? text),
            repair: Diagnostic.Repair(
                "quote the text",
                replacing: whole,
                with: Quoting.quoted(Bytes.text(bytes, text))
            ),
            help: help
        )
    }

    /// The beginning of a text, for a message.
    private func start(of text: Range<Int>) -> String {
        let words = Bytes.text(bytes, text.lowerBound..<min(text.upperBound, text.lowerBound + 80))
        return TreeBuilder.short(words)
    }

    func tag(_ text: Range<Int>) -> Diagnostic {
        finding(.trapTag, "YAML reads the '!' at the beginning as a tag, not as part of the text", text)
    }

    func anchor(_ text: Range<Int>) -> Diagnostic {
        finding(
            .trapAnchor,
            "YAML reads the '&' at the beginning as the mark of an anchor, not as part of the text",
            text
        )
    }

    func alias(_ text: Range<Int>) -> Diagnostic {
        finding(.trapAlias, "YAML reads the '*' at the beginning as an alias, not as part of the text", text)
    }

    /// A text that is nothing but a comment.
    func comment(_ text: Range<Int>) -> Diagnostic {
        finding(
            .trapComment,
            "'#' begins a comment here, so that no value is left",
            text,
            help: "if it is meant as a remark, give a value before it and write '# ' with a space"
        )
    }

    /// A text that a comment cuts.
    func comment(_ text: Range<Int>, at cut: Range<Int>) -> Diagnostic {
        finding(
            .trapComment,
            "' #' begins a comment here and cuts the text",
            text,
            at: cut,
            help: "if it is meant as a remark, write '# ' with a space, or put it on a line of its own"
        )
    }

    /// A text that a remark perhaps cuts.
    func remark(_ text: Range<Int>, at cut: Range<Int>) -> Diagnostic {
        var diagnostic = finding(
            .trapRemark,
            "this is a remark for YAML, and reads like the rest of the text before it",
            text,
            at: cut,
            help: "if it is a remark, put two spaces before the '#', or write it on a line of its own"
        )
        diagnostic.severity = .warning
        return diagnostic
    }

    func flowSplit(_ text: Range<Int>) -> Diagnostic {
        finding(.trapFlowSplit, "inside braces and brackets this text is split at its commas and brackets", text)
    }

    func colon(_ text: Range<Int>) -> Diagnostic {
        finding(.trapColon, "the colon in this text makes YAML read what stands before it as a key", text)
    }

    func quote(_ text: Range<Int>) -> Diagnostic {
        var diagnostic = finding(.trapQuote, "the text begins with a quote, so YAML ends it at the next one", text)
        // `"He said "hi""` and `'don't'` were quoted as a whole; `"a" == deal.b` was not.
        let quote = bytes[text.lowerBound]
        let end = FlowText.afterQuoted(bytes, from: text.lowerBound, start: text.lowerBound, limit: text.upperBound)
        if end < text.upperBound, Bytes.isWord(bytes[end]), bytes[text.upperBound - 1] == quote, text.count > 2 {
            let inner = Bytes.text(bytes, text.lowerBound + 1..<text.upperBound - 1)
            diagnostic.repair?.replacement = Quoting.quoted(inner)
        }
        return diagnostic
    }

    func bracket(_ text: Range<Int>) -> Diagnostic {
        let byte = bytes[text.lowerBound]
        let what =
            byte == UInt8(ascii: "{")
            ? "'{' as the beginning of settings" : "'\(Character(Unicode.Scalar(byte)))' as the beginning of a list"
        return finding(.trapBracket, "YAML reads \(what), not as part of a text", text)
    }

    func reserved(_ text: Range<Int>) -> Diagnostic {
        let character = Character(Unicode.Scalar(bytes[text.lowerBound]))
        return finding(.trapReserved, "a text may not begin with '\(character)' unless it is quoted", text)
    }

    func blockMark(_ text: Range<Int>) -> Diagnostic {
        let character = Character(Unicode.Scalar(bytes[text.lowerBound]))
        return finding(.trapBlockMark, "'\(character)' announces a text on the following lines", text)
    }

    /// `label:Offer`
    func gluedColon(_ text: Range<Int>, after colon: Int) -> Diagnostic {
        let place = SourceRange(file: file, colon + 1..<colon + 1)
        return Diagnostic(
            .missingColon,
            "a space is missing after the colon, so that this is read as one word",
            at: SourceRange(file: file, text),
            repair: Diagnostic.Repair("a key ends with a colon and a space", replacing: place, with: " ")
        )
    }

    func question(_ text: Range<Int>) -> Diagnostic {
        finding(
            .trapQuestion,
            "YAML reads the '?' at the beginning as the mark of a key, not as part of the text",
            text
        )
    }
}
