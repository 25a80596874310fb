/// A stage in which an outside system shows the deal, and into which its gates do not let it.
public struct ObservedStage: Hashable, Sendable {
    /// The stage.
    public var stage: StageID
    /// The reason that came with it.
    public var reason: ReasonID?
    /// The outside system, by the name of its plug-in.
    public var by: String
    /// The ids of the criteria that are unmet.
    public var unmet: [String]

    /// A stage that was seen.
    ///
    /// - Parameters:
    ///   - stage: The stage.
    ///   - reason: The reason that came with it.
    ///   - by: The outside system, by the name of its plug-in.
    ///   - unmet: The ids of the criteria that are unmet.
    public init(_ stage: StageID, reason: ReasonID? = nil, by: String, unmet: [String]) {
        self.stage = stage
        self.reason = reason
        self.by = by
        self.unmet = unmet
    }
}

/// What becomes of a move that an outside system has made and that is not simply taken over.
public struct ObservationEvent: Hashable, Sendable {
    /// The kinds.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// `observation.asked`: a person decides (`observed: ask`).
        case asked
        /// `observation.pushed_back`: the outside system is told to set the deal back.
        case pushedBack = "pushed_back"
        /// `observation.settled`: the question is void, because the deal has moved or the outside system shows it where
        /// it is.
        case settled
    }

    /// The kind.
    public var kind: Kind
    /// What was seen.
    public var seen: ObservedStage

    /// An event.
    ///
    /// - Parameters:
    ///   - kind: The kind.
    ///   - seen: What was seen.
    public init(_ kind: Kind, _ seen: ObservedStage) {
        self.kind = kind
        self.seen = seen
    }

    /// The type as stored.
    var typeName: StaticString {
        switch kind {
        case .asked: "observation.asked"
        case .pushedBack: "observation.pushed_back"
        case .settled: "observation.settled"
        }
    }
}

/// A person's answer to a move that an outside system has made (`observed: ask`).
public struct ObservationStep: Hashable, Sendable {
    /// The answers.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Take it over; what is unmet stays with the deal until it is met.
        case adopt
        /// Set the outside system back to where the deal is.
        case pushBack = "push_back"
    }

    /// The answer.
    public var kind: Kind
    /// Why; needed to take over what gates do not let through.
    public var because: String?

    /// An answer.
    ///
    /// - Parameters:
    ///   - kind: The answer.
    ///   - because: Why; needed to take over what gates do not let through.
    public init(_ kind: Kind, because: String? = nil) {
        self.kind = kind
        self.because = because
    }
}

extension DealState {
    /// The move of an outside system that waits for a person's answer.
    public var observed: ObservedStage? { shared.rare?.observed.first }
}
