/// How the deals of a process are scored, with its names resolved.
public struct ScoreTable: Sendable {
    /// One rule.
    public struct Rule: Sendable {
        /// The id.
        public let id: String
        /// What people read.
        public let label: String
        /// The points, below zero where they count against a deal.
        public let points: Int
        /// The condition; nil means always.
        public let when: Condition?
        /// What the points are multiplied with.
        public let each: Condition?
        /// The most points that the rule gives or takes.
        public let atMost: Int?
        /// Where it stands.
        public let range: SourceRange
    }

    /// A band of scores.
    public struct Band: Hashable, Sendable {
        /// The id.
        public let id: String
        /// What people read.
        public let label: String
        /// The least score that is in it.
        public let from: Int
    }

    /// The rules in file order.
    public let rules: [Rule]
    /// The least score.
    public let minimum: Int?
    /// The greatest score.
    public let maximum: Int?
    /// The bands from the lowest to the highest.
    public let bands: [Band]
    /// The field that holds the score.
    public let field: FieldID
    /// The field that holds the band; nil without bands.
    public let band: FieldID?

    /// The band of a score; nil below the lowest.
    public func band(of score: Int) -> Band? { bands.last { $0.from <= score } }

    /// What no rule can exceed, so that a sum of them is never out of range.
    static let most = 1_000_000_000
}
