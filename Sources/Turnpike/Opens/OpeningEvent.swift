public import TurnpikeValues

/// What happened between a deal and one of another process that it opens, or was opened by.
public enum OpeningEvent: Hashable, Sendable {
    /// `opening.due`: a deal is to be opened, by a rule; the number tells which, `time` for which time of `at:`
    case due(rule: Int, number: Int, time: Instant?)
    /// `opening.opened`: it is open
    case opened(rule: Int, number: Int, deal: DealID)
    /// `opening.refused`: the other process does not take it, and why
    case refused(rule: Int, number: Int, unmet: [String])
    /// `opening.returned`: it has reached an outcome
    case returned(rule: Int, number: Int, deal: DealID, stage: String, count: Int)
    /// `opener.due`: this deal has reached an outcome, and the one that opened it is to hear of it
    case reached(stage: StageID, count: Int)
    /// `opener.told`: it has heard of it
    case told(count: Int)

    /// The type as stored.
    public var typeName: StaticString {
        switch self {
        case .due: "opening.due"
        case .opened: "opening.opened"
        case .refused: "opening.refused"
        case .returned: "opening.returned"
        case .reached: "opener.due"
        case .told: "opener.told"
        }
    }

    /// The rule, an index into `SalesProcess.openings`; nil for what happens on the other side.
    public var rule: Int? {
        switch self {
        case .due(let rule, number: _, time: _), .opened(let rule, number: _, deal: _),
            .refused(let rule, number: _, unmet: _), .returned(let rule, number: _, deal: _, stage: _, count: _):
            rule
        case .reached, .told: nil
        }
    }

    /// What it is about, by the names of the file.
    public func subjects(in process: SalesProcess) -> [String] {
        if case .reached(let stage, count: _) = self { return [process[stage].id] }
        return rule.map { [process.openings[$0].id, process.openings[$0].path] } ?? []
    }
}

/// What one of two deals is told about the other.
public struct OpeningStep: Sendable {
    /// The things that are told.
    public enum Kind: Sendable {
        /// The deal was opened.
        case opened(DealID)
        /// It was refused: the ids of what is unmet, or words.
        case refused([String])
        /// It has reached an outcome, its n-th, with values that the signal brings.
        case returned(DealID, stage: String, outcome: StageOutcome, count: Int, values: [FieldValue])
        /// The opener has heard of the n-th outcome.
        case told(count: Int)
    }

    /// The rule's path, `customer/renewal`; of the opener's process.
    public var opening: String
    /// Which of those that the rule opened, from 1.
    public var number: Int
    /// What is told.
    public var kind: Kind

    /// A thing to tell.
    ///
    /// - Parameters:
    ///   - opening: the rule's path, `customer/renewal`.
    ///   - number: which of those that the rule opened, from 1.
    ///   - kind: what is told.
    public init(_ opening: String, number: Int, _ kind: Kind) {
        self.opening = opening
        self.number = number
        self.kind = kind
    }
}
