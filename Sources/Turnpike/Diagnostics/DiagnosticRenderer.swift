/// Prints findings as the best compilers do: the place, the source line, the words underlined, and the repair.
///
/// ```
/// outbound.process.yaml:14:16: error[TP1204]: no field is called 'budgt'
///    14 |     needs: [budgt, need]
///       |             ^~~~~
/// help: did you mean 'budget'?
///    14 |     needs: [budget, need]
///       |             ~~~~~~
/// ```
public struct DiagnosticRenderer: Sendable {
    /// Whether to use the colours of a terminal.
    public var usesColor: Bool
    /// How many columns a line may take; longer source lines are cut around the place.
    public var width: Int

    /// A renderer; without colours and for 120 columns unless told otherwise.
    public init(usesColor: Bool = false, width: Int = 120) {
        self.usesColor = usesColor
        self.width = max(40, width)
    }

    /// All findings and the summary line, each ending in a line break; empty without findings.
    public func render(_ diagnostics: [Diagnostic], in sources: SourceMap) -> String {
        guard !diagnostics.isEmpty else { return "" }
        return diagnostics.map { render($0, in: sources) }.joined() + Self.summary(of: diagnostics) + "\n"
    }

    /// One finding, ending in a line break.
    public func render(_ diagnostic: Diagnostic, in sources: SourceMap) -> String {
        let gutter = gutterWidth(of: diagnostic, in: sources)
        let color: Style = diagnostic.severity == .error ? .red : .yellow
        var text = ""
        if let place = sources.place(of: diagnostic.range) { text += styled(TerminalText.escaped(place) + ": ", .bold) }
        text += styled("\(diagnostic.severity.rawValue)[\(diagnostic.code.id)]: ", color)
        text += styled(TerminalText.escaped(diagnostic.message), .bold) + "\n"
        text += snippet(diagnostic.range, in: sources, gutter: gutter, color: color)
        for note in diagnostic.notes {
            if let place = note.range.flatMap(sources.place(of:)) {
                text += styled(TerminalText.escaped(place) + ": ", .bold)
            }
            text += styled("note: ", .cyan) + TerminalText.escaped(note.message) + "\n"
            if let range = note.range { text += snippet(range, in: sources, gutter: gutter, color: .cyan) }
        }
        if let repair = diagnostic.repair {
            text += styled("help: ", .green) + TerminalText.escaped(repair.sentence) + "\n"
            text += repaired(repair, in: sources, gutter: gutter)
        }
        if let help = diagnostic.help { text += styled("help: ", .green) + TerminalText.escaped(help) + "\n" }
        return text
    }

    /// How many findings there are, such as `2 errors, 1 warning`.
    public static func summary(of diagnostics: some Sequence<Diagnostic>) -> String {
        var errors = 0
        var warnings = 0
        for diagnostic in diagnostics {
            if diagnostic.severity == .error { errors += 1 } else { warnings += 1 }
        }
        func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
        if errors == 0, warnings == 0 { return "no findings" }
        if warnings == 0 { return counted(errors, "error") }
        if errors == 0 { return counted(warnings, "warning") }
        return counted(errors, "error") + ", " + counted(warnings, "warning")
    }

    // MARK: Source lines

    private func snippet(_ range: SourceRange, in sources: SourceMap, gutter: Int, color: Style) -> String {
        guard let file = sources[range] else { return "" }
        let number = file.position(atOffset: Int(range.start)).line
        let line = file.lineRange(number)
        let focus = range.offsets.clamped(to: line.lowerBound..<line.upperBound + 1)
        let display = DisplayLine(bytes: file.bytes, line: line, focus: focus, width: width - gutter - 3)
        let columns = display.columns(of: focus)
        let marks = "^" + String(repeating: "~", count: max(0, columns.count - 1))
        return row(number, display.text, gutter: gutter)
            + row(nil, String(repeating: " ", count: columns.lowerBound) + styled(marks, color), gutter: gutter)
    }

    private func repaired(_ repair: Diagnostic.Repair, in sources: SourceMap, gutter: Int) -> String {
        guard let (text, lines, edited) = repair.repairedLines(in: sources) else { return "" }
        let bytes = Array(text.utf8)
        let file = SourceFile(name: "", bytes: bytes)
        var result = ""
        let shown = min(file.lineCount, 8)
        for index in 1...shown {
            let line = file.lineRange(index)
            let inLine = edited.clamped(to: line)
            let display = DisplayLine(bytes: bytes, line: line, focus: inLine, width: width - gutter - 3)
            result += row(lines + index - 1, display.text, gutter: gutter)
            let columns = display.columns(of: inLine)
            guard !inLine.isEmpty, !columns.isEmpty, file.lineCount == 1 else { continue }
            let marks = String(repeating: "~", count: columns.count)
            result += row(
                nil,
                String(repeating: " ", count: columns.lowerBound) + styled(marks, .green),
                gutter: gutter
            )
        }
        if shown < file.lineCount { result += row(nil, "…", gutter: gutter) }
        return result
    }

    private func row(_ number: Int?, _ text: String, gutter: Int) -> String {
        let label = number.map(String.init) ?? ""
        let padding = String(repeating: " ", count: max(0, gutter - label.utf8.count))
        let content = text.isEmpty ? "" : " " + text
        return styled(padding + label + " |", .blue) + content + "\n"
    }

    private func gutterWidth(of diagnostic: Diagnostic, in sources: SourceMap) -> Int {
        var last = sources.position(of: diagnostic.range)?.line ?? 1
        for note in diagnostic.notes {
            if let range = note.range, let line = sources.position(of: range)?.line { last = max(last, line) }
        }
        return max(5, String(last + 8).utf8.count)
    }

    // MARK: Colours

    private enum Style: String {
        case bold = "1"
        case red = "1;31"
        case yellow = "1;33"
        case cyan = "1;36"
        case green = "1;32"
        case blue = "34"
    }

    private func styled(_ text: String, _ style: Style) -> String {
        usesColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}

extension Diagnostic.Repair {
    /// The whole lines that the repair touches, as they would read afterwards.
    ///
    /// - Returns: The text, the number of its first line in the file, and the bytes of the text that are new; nil when
    ///   the repair has no place.
    public func repairedLines(in sources: SourceMap) -> (text: String, firstLine: Int, edited: Range<Int>)? {
        guard let file = sources[range] else { return nil }
        let offsets = range.offsets.clamped(to: 0..<file.bytes.count)
        let firstLine = file.position(atOffset: offsets.lowerBound).line
        let lastLine = file.position(atOffset: max(offsets.lowerBound, offsets.upperBound)).line
        // A byte order mark stands before the first line.
        let start = min(file.lineRange(firstLine).lowerBound, offsets.lowerBound)
        let end = max(file.lineRange(lastLine).upperBound, offsets.upperBound)
        let before = file.text(in: start..<offsets.lowerBound)
        let text = before + replacement + file.text(in: offsets.upperBound..<end)
        let editStart = before.utf8.count
        return (text, firstLine, editStart..<editStart + replacement.utf8.count)
    }
}
