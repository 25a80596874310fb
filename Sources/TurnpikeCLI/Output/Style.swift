import Turnpike

/// How text may look: with colours or without, and how wide.
struct Style: Hashable, Sendable {
    /// Whether colours may be used.
    var usesColor: Bool
    /// The columns that a line may take.
    var width: Int

    /// Without colours, 100 columns: what a file or a pipe gets.
    static let plain = Style(usesColor: false, width: 100)

    func bold(_ text: String) -> String { styled(text, "1") }
    func dim(_ text: String) -> String { styled(text, "2") }
    func red(_ text: String) -> String { styled(text, "1;31") }
    func green(_ text: String) -> String { styled(text, "1;32") }
    func yellow(_ text: String) -> String { styled(text, "1;33") }
    func cyan(_ text: String) -> String { styled(text, "36") }

    private func styled(_ text: String, _ code: String) -> String {
        usesColor && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

/// Text that comes from data, made safe and measured for a terminal.
enum SafeText: Sendable {
    /// The text on one line, with everything written out that could act on a terminal.
    static func line(_ text: String) -> String { TerminalText.escaped(text) }

    /// The text's own lines, each safe.
    static func lines(_ text: String) -> [String] {
        var text = text[...]
        while text.last?.isNewline == true { text.removeLast() }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { TerminalText.escaped(String($0)) }
    }

    /// How many columns a safe text takes; colours take none.
    static func width(_ text: String) -> Int {
        var width = 0
        var isInEscape = false
        for scalar in text.unicodeScalars {
            if isInEscape {
                if scalar == "m" { isInEscape = false }
            } else if scalar == "\u{1B}" {
                isInEscape = true
            } else {
                width += TerminalText.width(of: scalar)
            }
        }
        return width
    }

    /// The safe text cut to so many columns, with an ellipsis where something was cut.
    static func cut(_ text: String, to columns: Int) -> String {
        guard width(text) > columns else { return text }
        guard columns > 1 else { return columns == 1 ? "…" : "" }
        var result = String.UnicodeScalarView()
        var used = 0
        for scalar in withoutColors(text).unicodeScalars {
            let next = TerminalText.width(of: scalar)
            if used + next > columns - 1 { break }
            result.append(scalar)
            used += next
        }
        return String(result) + "…"
    }

    private static func withoutColors(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var isInEscape = false
        for scalar in text.unicodeScalars {
            if scalar == "\u{1B}" { isInEscape = true }
            if !isInEscape { result.append(scalar) }
            if isInEscape, scalar == "m" { isInEscape = false }
        }
        return String(result)
    }

    /// The text followed by spaces up to so many columns.
    static func padded(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - width(text)))
    }

    /// The text with spaces before it, for figures.
    static func rightAligned(_ text: String, to columns: Int) -> String {
        String(repeating: " ", count: max(0, columns - width(text))) + text
    }

    /// The text broken between words; a word longer than a line stands alone.
    static func wrapped(_ text: String, to columns: Int) -> [String] {
        var lines: [String] = []
        for paragraph in self.lines(text) {
            var line = ""
            for word in paragraph.split(separator: " ") {
                if line.isEmpty {
                    line = String(word)
                } else if width(line) + 1 + width(String(word)) <= columns {
                    line += " " + word
                } else {
                    lines.append(line)
                    line = String(word)
                }
            }
            lines.append(line)
        }
        return lines
    }
}
