/// A deal of another process that a stage opens, with its names resolved on this side.
///
/// What belongs to the other process stays text: that process is looked up when the time has come, in its newest version.
public struct OpeningRule: Sendable {
    /// When it is opened.
    public enum Trigger: Sendable {
        /// On entering the stage.
        case entry
        /// So long after it was entered.
        case after(TimedSpan)
        /// At a time that the deal tells.
        case at(Condition)
    }

    /// What the new deal is given.
    public struct Copy: Sendable {
        /// What is given.
        public enum Value: Sendable {
            /// This deal's owner.
            case owner
            /// This deal's account.
            case account
            /// This deal's contact.
            case contact
            /// What an expression gives.
            case expression(Condition)
        }

        /// A field of the other process, or `name`, `owner`, `account`, `contact`.
        public let target: String
        /// What it is given.
        public let value: Value
        /// Where it stands.
        public let range: SourceRange
    }

    /// An outcome of the new deal that comes back.
    public struct Back: Sendable {
        /// The outcome stage of the other process, or `won` or `lost`.
        public let stage: String
        /// The signal that this deal then receives.
        public let signal: SignalID
        /// Where it stands.
        public let range: SourceRange
    }

    /// The id.
    public let id: String
    /// Its id with that of its stage: `customer/renewal`.
    public let path: String
    /// The stage.
    public let stage: StageID
    /// The id of the other process.
    public let process: String
    /// The stage in which the new deal starts; nil means as that process says.
    public let start: String?
    /// When.
    public let trigger: Trigger
    /// The condition without which nothing is opened.
    public let when: Condition?
    /// How many deals one deal may open so; nil means without limit.
    public let atMost: Int?
    /// How one is taken that comes late.
    public let late: LatePolicy
    /// What the new deal is given.
    public let copies: [Copy]
    /// What comes back.
    public let back: [Back]
    /// Where the name of the other process stands.
    public let processRange: SourceRange
    /// Where the stage that it starts in stands.
    public let startRange: SourceRange?
    /// Where it stands.
    public let range: SourceRange

    /// The signal that an outcome comes back as: that of its stage goes before that of `won` or `lost`.
    func signal(stage: String, outcome: StageOutcome) -> SignalID? {
        (back.first { $0.stage == stage } ?? back.first { $0.stage == outcome.rawValue })?.signal
    }
}
