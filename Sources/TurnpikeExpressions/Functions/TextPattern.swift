/// A regular expression in RE2's syntax that a whole text must match, for the limits of fields.
public struct TextPattern: Sendable {
    private let program: PatternProgram

    /// Reads a pattern; nil where it is none.
    public init?(_ pattern: String) {
        guard let program = try? PatternProgram("^(?:\(pattern))$") else { return nil }
        self.program = program
    }

    /// Whether the whole text matches; linear in its length.
    public func matches(_ text: String) -> Bool { program.matches(text) }
}
