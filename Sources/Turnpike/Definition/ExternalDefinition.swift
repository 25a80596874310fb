/// A question to a plug-in: `external: {plugin: credit_check, about: [amount], valid_for: 30 days, if_down: refuse}`.
public struct ExternalDefinition: Hashable, Sendable {
    /// `plugin:`, who answers.
    public var plugin: Located<String>
    /// `about:`, the fields that the plug-in is told, and whose change makes its answer void; nil means all that are not
    /// sensitive.
    public var about: [Located<String>]?
    /// `valid_for:`, how long an answer counts, as text; nil means until a value changes.
    public var validFor: Located<String>?
    /// `timeout:`, how long an answer may take, as text.
    public var timeout: Located<String>?
    /// `if_down:`; refuse where absent.
    public var ifDown: Located<OutagePolicy>?
    /// The whole question.
    public var range: SourceRange

    /// A question.
    public init(plugin: Located<String>, range: SourceRange = .none) {
        self.plugin = plugin
        self.range = range
    }
}

/// What becomes of a move while the plug-in that it waits for does not answer.
public enum OutagePolicy: String, Hashable, Sendable, CaseIterable {
    /// It is refused.
    case refuse
    /// It is made, and the answer stays an obligation of the deal.
    case allowWithObligation = "allow_with_obligation"
}
