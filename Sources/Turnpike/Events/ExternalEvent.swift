public import TurnpikeValues

/// Something that happened to a question to a plug-in.
public struct ExternalEvent: Hashable, Sendable {
    /// What.
    public enum Kind: Hashable, Sendable {
        /// `external.asked`, for a move that waits for the answer, or to meet an obligation.
        case asked(ExternalState.Wish?)
        /// `external.answered`
        case answered(passes: Bool, text: String?, validUntil: Instant?)
        /// `external.down`: no answer came, and why.
        case down(String)
    }

    /// The question.
    public let external: ExternalID
    /// The digest of the values asked about.
    public let key: String
    /// What happened.
    public let kind: Kind

    init(_ external: ExternalID, key: String, _ kind: Kind) {
        self.external = external
        self.key = key
        self.kind = kind
    }
}
