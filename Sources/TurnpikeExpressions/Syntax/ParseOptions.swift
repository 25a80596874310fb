/// What the parser accepts beyond plain CEL, and how much of it.
public struct ParseOptions: Hashable, Sendable {
    /// Whether `15%`, `50000 EUR` and `14 days` are literals.
    public var peopleLiterals: Bool
    /// The largest expression accepted.
    public var limits: ExpressionLimits

    /// Makes options; by default people's literals are on.
    public init(peopleLiterals: Bool = true, limits: ExpressionLimits = ExpressionLimits()) {
        self.peopleLiterals = peopleLiterals
        self.limits = limits
    }
}

/// What came of reading an expression's text.
public struct ParseResult: Sendable {
    /// The tree, unless the text was too large to be read at all; where `diagnostics` is not empty it has holes.
    public let syntax: ExpressionSyntax?
    /// Every syntax error, in the order of the text.
    public let diagnostics: [ExpressionDiagnostic]
}
