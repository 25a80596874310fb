/// A line that somebody wrote to the bot: `!approve 42`, `!reject 42 discount too high for this quarter`.
public struct MatrixCommand: Hashable, Sendable {
    /// Whether it agrees.
    public var approves: Bool
    /// The deal in the person's words: its id, the beginning of it, a key, or its name in quotes.
    public var deal: String
    /// What follows: the approval's id, where there are several, and a note.
    public var rest: [String]

    /// Reads a line; nil where it is none of the bot's.
    ///
    /// - Parameter text: The whole message.
    public init?(_ text: String) {
        guard text.utf8.count <= 2_000 else { return nil }
        let line = text.prefix { !$0.isNewline }
        var words: [String] = []
        var word = ""
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case " " where !isQuoted, "\t" where !isQuoted:
                if !word.isEmpty { words.append(word) }
                word = ""
            default: word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
        guard !isQuoted, words.count >= 2 else { return nil }
        switch words[0] {
        case "!approve": approves = true
        case "!reject": approves = false
        default: return nil
        }
        deal = words[1]
        rest = Array(words.dropFirst(2))
    }
}
