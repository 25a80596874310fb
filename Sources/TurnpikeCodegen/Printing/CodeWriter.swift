/// Lines of Swift with their indentation.
struct CodeWriter {
    private(set) var text = ""
    private var depth = 0

    /// How many columns a line of a comment may take.
    private static let width = 120

    mutating func line(_ line: String = "") {
        if !line.isEmpty { text += String(repeating: "    ", count: depth) + line }
        text += "\n"
    }

    /// A declaration with a body.
    mutating func block(_ head: String, _ body: (inout CodeWriter) -> Void) {
        line(head + " {")
        depth += 1
        body(&self)
        depth -= 1
        line("}")
    }

    /// A comment for the editor: the first paragraph is the summary; empty texts are left out.
    mutating func doc(_ paragraphs: String?...) {
        doc(paragraphs.compactMap { $0 })
    }

    mutating func doc(_ paragraphs: [String]) {
        var isFirst = true
        for paragraph in paragraphs {
            let lines = paragraph.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(Self.clean)
            var isBroken = !isFirst
            var isCode = false
            for text in lines {
                // Lines without a word separate paragraphs, however many there are.
                guard !text.isEmpty else {
                    isBroken = !isFirst
                    continue
                }
                if isBroken { line("///") }
                (isBroken, isFirst) = (false, false)
                if text.hasPrefix("```") { isCode.toggle() }
                for part in isCode ? [text] : wrapped(text) { line("/// " + part) }
            }
            // What follows is no code of a text that forgot to end it.
            if isCode { line("/// ```") }
        }
    }

    /// A text from the file that may stand in a comment: nothing in it acts on an editor or ends the line.
    static func clean(_ text: Substring) -> String {
        // Most texts are plain; asking Unicode about each letter costs more than all the rest of the printing.
        if text.utf8.allSatisfy({ (0x21..<0x7F).contains($0) || $0 == 0x20 }) {
            return text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }

    private func wrapped(_ text: String) -> [String] {
        let limit = Self.width - depth * 4 - 4
        if text.utf8.count <= limit { return [text] }
        var lines: [String] = []
        var line = ""
        var length = 0
        for word in text.split(separator: " ") {
            if length > 0, length + 1 + word.count > limit {
                lines.append(line)
                line = ""
                length = 0
            }
            line += length > 0 ? " " + word : String(word)
            length += word.count + (length > 0 ? 1 : 0)
        }
        lines.append(line)
        return lines
    }
}
