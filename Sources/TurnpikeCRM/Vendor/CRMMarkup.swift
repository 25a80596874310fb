import TurnpikeValues

/// Notes of CRMs are markup; what people wrote stays text.
public enum CRMMarkup: Sendable {
    /// The longest note in UTF-16 units: CRMs count so, and refuse what is longer.
    public static let limit = 60_000

    /// A text as markup that shows it as it is, cut off between two characters where it is too long.
    ///
    /// - Parameter text: Any text.
    public static func html(_ text: String) -> String {
        var result = ""
        var length = 0
        for character in text {
            let shown =
                switch character {
                case "&": "&amp;"
                case "<": "&lt;"
                case ">": "&gt;"
                case "\n", "\r\n", "\r": "<br>"
                case "\0": "\u{FFFD}"
                default: String(character)
                }
            length += shown.utf16.count
            guard length <= limit else { break }
            result += shown
        }
        return result
    }
}
