public import TurnpikeValues

/// A team of the process.
public struct Team: Hashable, Sendable {
    /// The id.
    public let id: String
    /// What people read.
    public let label: String
}

/// A rule by which a deal gets its owner, with its names resolved.
public struct AssignmentRule: Sendable {
    /// Whom it chooses from.
    public enum Group: Hashable, Sendable {
        /// Those who hold a role.
        case role(RoleID)
        /// Those of a team, an index into `SalesProcess.teams`.
        case team(Int)
    }

    /// The condition under which it chooses.
    public let when: Condition?
    /// Whom it chooses from.
    public let group: Group
    /// How.
    public let pick: AssignmentPick
    /// How many open deals somebody can have.
    public let capacity: Int?
    /// How long whoever is chosen has to accept; nil without end.
    public let within: TimeSpan?
    /// The stage on whose entry it chooses; nil for one of the process.
    public let stage: StageID?
    /// Where it stands.
    public let range: SourceRange
}
