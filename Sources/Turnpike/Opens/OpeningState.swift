public import TurnpikeValues

/// What a deal keeps of the deals that one rule of its process has opened: bounded, whatever its age.
public struct OpeningState: Hashable, Sendable {
    /// How the newest of them stands.
    public enum Status: Hashable, Sendable {
        /// It is to be opened.
        case due
        /// It is open, or was.
        case opened
        /// The other process refused it, with the ids of what is unmet, or in words.
        case refused([String])
    }

    /// A deal that was opened.
    public struct Child: Hashable, Sendable {
        /// Which of those that the rule opened, from 1.
        public let number: Int
        /// The deal.
        public let deal: DealID
        /// How many of its outcomes have come back.
        public internal(set) var heard = 0
        /// The outcome stage that came back last.
        public internal(set) var stage: String?
    }

    /// The rule, an index into `SalesProcess.openings`.
    public let rule: Int
    /// How many were to be opened so far; the number of the newest.
    public internal(set) var number = 0
    /// When the newest was first due: its id follows from that, however often it is tried.
    public internal(set) var since = Instant.min
    /// How the newest stands.
    public internal(set) var status = Status.due
    /// For `at:` the time for which it was opened last: for the same time it is not opened again.
    public internal(set) var time: Instant?
    /// The newest deals, oldest first.
    public internal(set) var children: [Child] = []

    /// How many deals are kept of one rule; of older ones the history tells.
    static let mostChildren = 32
    /// How many outcomes wait to be told.
    static let mostUntold = 32

    init(_ rule: Int) {
        self.rule = rule
    }
}

/// The deal that opened this one, and what it is to hear.
public struct OpenedBy: Hashable, Sendable {
    /// An outcome that it has not heard of.
    public struct Reached: Hashable, Sendable {
        /// Which of the outcomes of this deal, from 1.
        public let count: Int
        /// The id of the outcome stage.
        public let stage: String
        /// What it means.
        public let outcome: StageOutcome
    }

    /// The deal.
    public let deal: DealID
    /// The rule of its process: `customer/renewal`.
    public let opening: String
    /// Which of those that the rule opened, from 1.
    public let number: Int
    /// How many deals in a row have opened one another without time between.
    public let generation: Int
    /// How many outcomes this deal has reached since.
    public internal(set) var count = 0
    /// Those that are still to be told.
    public internal(set) var untold: [Reached] = []

    init(deal: DealID, opening: String, number: Int, generation: Int) {
        self.deal = deal
        self.opening = opening
        self.number = number
        self.generation = generation
    }
}

extension DealState {
    /// The deals of other processes that it has opened, or is about to open, by rule.
    public var openings: [OpeningState] { shared.rare?.openings ?? [] }

    /// What it keeps of one rule.
    public func opening(_ rule: Int) -> OpeningState? { shared.rare?.openings.first { $0.rule == rule } }

    /// The deal that opened it; nil for most.
    public var openedBy: OpenedBy? { shared.rare?.openedBy.first }

    /// Whether another deal waits for this one: to be opened, or to be told of an outcome.
    public var hasBusinessElsewhere: Bool {
        guard !shared.isEmpty, let rare = shared.rare else { return false }
        return rare.openings.contains { $0.status == .due } || rare.openedBy.first?.untold.isEmpty == false
    }

    mutating func withOpening(_ rule: Int, _ body: (inout OpeningState) -> Void) {
        withRare { rare in
            let index = rare.openings.firstIndex { $0.rule >= rule } ?? rare.openings.count
            if index == rare.openings.count || rare.openings[index].rule != rule {
                rare.openings.insert(OpeningState(rule), at: index)
            }
            body(&rare.openings[index])
        }
    }
}
