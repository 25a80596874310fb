/// One of the tracks of a stage as written.
public struct TrackDefinition: Hashable, Sendable {
    /// The id, unique among the tracks of a process.
    public var id: Located<String>
    /// What people read.
    public var label: Located<String>?
    /// `when:`, judged on entry: where it is known not to hold, the track is left out.
    public var when: ExpressionSource?
    /// `initial:`, the stage in which it begins; the first where absent.
    public var initial: Located<String>?
    /// `stages:`
    public var stages: [StageDefinition]
    /// The whole entry.
    public var range: SourceRange

    /// A track with its stages.
    public init(id: Located<String>, stages: [StageDefinition] = [], range: SourceRange = .none) {
        self.id = id
        self.stages = stages
        self.range = range
    }
}

/// How much of what a deal left is taken up again by a move that resumes it (`resume:`).
public enum Resumption: String, Hashable, Sendable, CaseIterable {
    /// Everything: the very stages, in every track, in which it was (deep history).
    case deep
    /// The inner stage in which it was, from its beginning (shallow history).
    case shallow
}
