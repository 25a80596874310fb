public import TurnpikeValues

/// What a deal keeps of one question to a plug-in: the newest answer, and the move that waits for one.
public struct ExternalState: Hashable, Sendable {
    /// How it stands.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// Asked; no answer yet.
        case asked
        /// The plug-in has said yes.
        case passed
        /// The plug-in has said no.
        case failed
        /// The plug-in did not answer.
        case down
    }

    /// The move that is decided again when the answer comes.
    public struct Wish: Hashable, Sendable {
        /// The move.
        public var move: MoveID
        /// The stage it starts from.
        public var from: StageID
        /// The stage that was chosen, where the move leaves it open.
        public var stage: StageID?
        /// The reason that was chosen.
        public var reason: ReasonID?
        /// The checks that the person has seen.
        public var confirmed: [String] = []
        /// Who wants it.
        public var by: String
    }

    /// The question.
    public let external: ExternalID
    /// How it stands.
    public internal(set) var status: Status
    /// The digest of the values asked about: another one makes the answer void.
    public internal(set) var key: String
    /// When it was asked, or answered.
    public internal(set) var at: Instant
    /// What the plug-in said, or why it did not answer.
    public internal(set) var text: String?
    /// Until when the answer counts; nil without end.
    public internal(set) var validUntil: Instant?
    /// The move that waits; nil where none does.
    public internal(set) var wish: Wish?

    init(_ external: ExternalID, _ status: Status, key: String, at: Instant) {
        self.external = external
        self.status = status
        self.key = key
        self.at = at
    }
}

extension DealState {
    /// The questions to plug-ins that were ever asked, in the order of the process.
    public var externals: [ExternalState] { shared.rare?.externals ?? [] }

    /// How a question stands; nil where it was never asked.
    public func external(_ id: ExternalID) -> ExternalState? { externals.first { $0.external == id } }
}
