public import TurnpikeValues

/// Where a deal stands in one of its cadences.
public struct CadenceState: Hashable, Sendable {
    /// How an activity ended last.
    public struct Ended: Hashable, Sendable {
        /// The activity.
        public let activity: ActivityID
        /// The index of its outcome.
        public var outcome: Int
    }

    /// The cadence.
    public let cadence: CadenceID
    /// The stage that enrolled the deal.
    public internal(set) var stage: StageID
    /// The number of that visit.
    public internal(set) var visit: Int
    /// From when the time until the next step counts.
    public internal(set) var since: Instant
    /// The next step, from 0.
    public internal(set) var next = 0
    /// The step that was taken last.
    public internal(set) var taken: Int?
    /// Until when it is paused.
    public internal(set) var pausedUntil: Instant?
    /// How activities ended that its steps ask for.
    public internal(set) var outcomes: [Ended] = []
    /// What ended it: `finished`, or what stopped it; nil while it runs.
    public internal(set) var end: String?

    /// Whether further steps may follow.
    public var isRunning: Bool { end == nil }

    init(_ cadence: CadenceID, stage: StageID, visit: Int, since: Instant) {
        self.cadence = cadence
        self.stage = stage
        self.visit = visit
        self.since = since
    }

    static let finished = "finished"
}

extension DealState {
    /// The cadences that the deal went into, in file order.
    public var cadences: [CadenceState] { shared.rare?.cadences ?? [] }

    /// How it stands in one of them; nil where it never went into it.
    ///
    /// - Parameter cadence: The cadence.
    public func cadence(_ cadence: CadenceID) -> CadenceState? {
        shared.rare?.cadences.first { $0.cadence == cadence }
    }

    fileprivate mutating func withCadence(_ cadence: CadenceID, _ body: (inout CadenceState) -> Void) {
        guard self.cadence(cadence) != nil else { return }
        withRare { rare in
            guard let index = rare.cadences.firstIndex(where: { $0.cadence == cadence }) else { return }
            body(&rare.cadences[index])
        }
    }
}

extension SalesProcess {
    /// Changes a deal by what happened to a cadence; like all of `apply` it decides nothing.
    func apply(_ event: CadenceEvent, of record: Record.Stamp, to state: inout DealState) {
        switch event.kind {
        case .enrolled(let stage, let visit):
            let fresh = CadenceState(event.cadence, stage: stage, visit: visit, since: record.recorded)
            state.withRare { rare in
                rare.cadences.removeAll { $0.cadence == event.cadence }
                rare.cadences.append(fresh)
                rare.cadences.sort { $0.cadence < $1.cadence }
            }
        case .step(let step, due: _, let day):
            state.withCadence(event.cadence) {
                $0.next = step + 1
                $0.taken = step
                $0.since = record.recorded
                $0.pausedUntil = nil
            }
            if let day { state.countMessage(on: day) }
        case .skipped(let step, let reason, let due):
            state.withCadence(event.cadence) {
                $0.next = step + 1
                if reason.takesTime { $0.since = due }
            }
        case .paused(let until): state.withCadence(event.cadence) { $0.pausedUntil = until }
        case .stopped(let why): state.withCadence(event.cadence) { $0.finish(why) }
        case .finished: state.withCadence(event.cadence) { $0.finish(CadenceState.finished) }
        }
    }

    /// Remembers how an activity ended that steps of running cadences ask for.
    func noteOutcome(_ done: Event.ActivityDone, in state: inout DealState) {
        guard let outcome = done.outcome else { return }
        for running in state.cadences where running.isRunning && self[running.cadence].reads(done.activity) {
            state.withCadence(running.cadence) { known in
                known.outcomes.removeAll { $0.activity == done.activity }
                known.outcomes.append(CadenceState.Ended(activity: done.activity, outcome: outcome))
                known.outcomes.sort { $0.activity < $1.activity }
            }
        }
    }
}

extension CadenceState {
    fileprivate mutating func finish(_ why: String) {
        end = why
        pausedUntil = nil
        outcomes = []
    }
}
