/// How a deal is scored (`score:`): rules that add points, limits of their sum, and bands.
public struct ScoreDefinition: Hashable, Sendable {
    /// One rule.
    public struct Rule: Hashable, Sendable {
        /// The id.
        public var id: Located<String>
        /// What people read.
        public var label: Located<String>?
        /// `add:`, the points; below zero where they count against a deal.
        public var add: Located<Int>
        /// `when:`, the condition under which they are given; nil means always.
        public var when: ExpressionSource?
        /// `each:`, a number with which they are multiplied.
        public var each: ExpressionSource?
        /// `at_most:`, the most points that the rule gives or takes.
        public var atMost: Located<Int>?
        /// The whole entry.
        public var range: SourceRange

        /// A rule.
        public init(id: Located<String>, add: Located<Int>, range: SourceRange = .none) {
            self.id = id
            self.add = add
            self.range = range
        }
    }

    /// A band of scores.
    public struct Band: Hashable, Sendable {
        /// The id and what people read.
        public var name: NamedLabel
        /// The least score that is in it.
        public var from: Located<Int>

        /// A band.
        public init(name: NamedLabel, from: Located<Int>) {
            self.name = name
            self.from = from
        }
    }

    /// The rules in file order.
    public var rules: [Rule] = []
    /// `min:`, the least score.
    public var minimum: Located<Int>?
    /// `max:`, the greatest score.
    public var maximum: Located<Int>?
    /// `bands:`, from the lowest to the highest.
    public var bands: [Band] = []
    /// The whole section.
    public var range: SourceRange

    /// A score without rules.
    public init(range: SourceRange = .none) {
        self.range = range
    }
}
