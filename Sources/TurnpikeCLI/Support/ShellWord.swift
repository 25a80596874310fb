/// Words of a command line that is shown to be copied.
enum ShellWord: Sendable {
    /// The text as one word of a POSIX shell; quoted only where it must be.
    static func quoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/", "=", ":", "@", "%", "+", ",": true
                default: scalar.value > 0x7F && !scalar.properties.isWhitespace
                }
            }
        if isPlain { return text }
        if !text.contains(where: { "\"$`\\!\n".contains($0) }) { return "\"\(text)\"" }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// The words of a line, where single quotes hold words together: enough for our own lines.
    static func split(_ line: String) -> [String] {
        var words: [String] = []
        var word: String?
        var isQuoted = false
        for character in line {
            if character == "'" {
                isQuoted.toggle()
                word = word ?? ""
            } else if character == " ", !isQuoted {
                if let finished = word { words.append(finished) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let finished = word { words.append(finished) }
        return words
    }
}
