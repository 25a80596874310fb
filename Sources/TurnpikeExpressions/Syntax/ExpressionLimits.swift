/// How large an expression may be before it is refused.
public struct ExpressionLimits: Hashable, Sendable {
    /// The largest number of code points in the text.
    public var codePoints: Int
    /// The deepest nesting of parentheses, calls, literals, selections and conditionals.
    public var nesting: Int
    /// The largest number of nodes in the syntax tree.
    public var nodes: Int
    /// How many comprehensions (`exists`, `map`, ...) may stand inside one another.
    public var comprehensions: Int
    /// The largest worst-case cost estimate that is accepted.
    public var cost: Int

    /// Makes limits; each has a default that no expression written by a person comes near.
    public init(
        codePoints: Int = 10_000,
        nesting: Int = 100,
        nodes: Int = 10_000,
        comprehensions: Int = 3,
        cost: Int = 100_000_000_000
    ) {
        self.codePoints = min(max(codePoints, 1), 100_000)
        self.nesting = min(max(nesting, 1), 200)
        self.nodes = min(max(nodes, 1), 100_000)
        self.comprehensions = max(comprehensions, 0)
        self.cost = max(cost, 1)
    }
}
