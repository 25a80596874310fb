/// A rule by which a deal gets its owner (`assignment:`).
public struct AssignmentRuleDefinition: Hashable, Sendable {
    /// `when:`, the condition under which the rule chooses.
    public var when: ExpressionSource?
    /// `to:`, a role or a team.
    public var to: Located<String>
    /// `pick:`; fixed where absent.
    public var pick: Located<AssignmentPick>?
    /// `capacity:`, how many open deals somebody can have.
    public var capacity: Located<Int>?
    /// How long whoever is chosen has to accept; then the rules choose the next.
    public var within: Located<String>?
    /// The whole rule.
    public var range: SourceRange

    /// A rule.
    public init(to: Located<String>, range: SourceRange = .none) {
        self.to = to
        self.range = range
    }
}

/// How one of several people is chosen.
public enum AssignmentPick: String, Hashable, Sendable, CaseIterable {
    /// The first who is there, in the order of the directory.
    case fixed
    /// One after the other.
    case roundRobin = "round_robin"
    /// Who has the fewest open deals.
    case leastLoad = "least_load"
    /// Whoever owns the account.
    case accountOwner = "account_owner"
}
