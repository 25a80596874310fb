import TurnpikeValues

/// A step by which a deal is put into a situation without judging how it came there.
///
/// Scenario tests begin in the middle: "a deal in negotiation whose demo was held". It is written down as what was
/// observed, so that all that follows rests on records like any other deal's.
package enum PlacementStep: Sendable {
    /// The deal is there, in the stage that the opening names.
    case open(Opening)
    /// It came into a stage, leaving these criteria unmet behind, for a reason of the stage's or the move's list.
    case arrive(stage: String, obligations: [String], reason: String?)
    /// An activity was done.
    case done(ActivityStep)
}

extension SalesProcess {
    /// The record and state of a placement; nothing moves by itself in it.
    ///
    /// - Throws: `CommandError` where a name or a value means nothing to the process.
    package func place(
        _ step: PlacementStep,
        _ state: DealState,
        _ context: Context
    ) throws(CommandError) -> Acceptance {
        let command: Command
        switch step {
        case .open(let opening): command = Command(.open(opening))
        case .arrive(let stage, obligations: _, reason: _): command = Command(.observe(Observation(stage: stage)))
        case .done(let step): command = Command(.activity(step))
        }
        var state = state
        var record = blankRecord(of: command, state, context)
        try withDecider(&state, &record, context) { (decider) throws(CommandError) in
            switch step {
            case .open(let opening): _ = try decider.open(opening)
            case .arrive(let stage, let obligations, let reason):
                try decider.arrive(in: stage, leaving: obligations, because: reason)
            case .done(let step): try decider.note(step)
            }
        }
        return Acceptance(record: record, state: state, effects: [], counters: [])
    }

    /// The record of a command before anything has happened.
    func blankRecord(of command: Command, _ state: DealState, _ context: Context) -> Record {
        Record(
            revision: state.revision + 1,
            // Time never runs backwards for a deal, whatever the clocks of several machines say.
            recorded: Instant(milliseconds: max(context.now.milliseconds, state.recordedMilliseconds)),
            occurred: command.occurred,
            actor: context.actor,
            command: command.action.name,
            events: [],
            factsUsed: []
        )
    }

    /// Lends a decider over a state and a record; its pointers end with the call.
    func withDecider(
        _ state: inout DealState,
        _ record: inout Record,
        _ context: Context,
        _ body: (borrowing Decider) throws(CommandError) -> Void
    ) throws(CommandError) {
        try withUnsafePointer(to: context) { (context) throws(CommandError) in
            try withUnsafeMutablePointer(to: &state) { (state) throws(CommandError) in
                try withUnsafeMutablePointer(to: &record) { (record) throws(CommandError) in
                    var counters: [CounterChange] = []
                    try withUnsafeMutablePointer(to: &counters) { (counters) throws(CommandError) in
                        try body(Decider(self, state, record, counters, context))
                    }
                }
            }
        }
    }
}

extension Decider {
    fileprivate func arrive(
        in stage: String,
        leaving obligations: [String],
        because reason: String?
    ) throws(CommandError) {
        guard let target = process.stage(stage) else {
            throw CommandError.unknown("stage", stage, among: process.stages.map(\.id))
        }
        let left = obligations.map { id in
            Event.Moved.LeftBehind(criterion: id, gate: process.gateOfCriterion(id))
        }
        var input = MoveInput()
        input.isAutomatic = true
        let plan = observedPlan(to: target)
        if let reason {
            guard let list = scope.reasonList(of: plan) else {
                throw CommandError(.invalidValue, "\(process[target].label) takes no reason from a list")
            }
            let reasons = process.reasonLists[list].reasons.map(\.id)
            guard let index = reasons.firstIndex(of: reason) else {
                throw CommandError.unknown("reason in \(process.reasonLists[list].id)", reason, among: reasons)
            }
            input.reason = ReasonID(list: list, item: index)
        }
        take(plan, to: target, input, kind: .observed, obligations: left)
    }

    fileprivate func note(_ step: ActivityStep) throws(CommandError) {
        guard let id = process.activity(step.activity) else {
            throw CommandError.unknown("activity", step.activity, among: process.activities.map(\.id))
        }
        let activity = process[id]
        let outcome = step.outcome.flatMap { name in activity.outcomes.firstIndex { $0.id == name } }
        var own: [(Value, Value)] = []
        for given in step.values {
            guard let field = activity.fields.first(where: { $0.id == given.field }) else { continue }
            if case .success(let value) = field.accept(given.value, currency: process.currency), !value.isNull {
                own.append((.string(field.id), value))
            }
        }
        let known = scope.activityState(id)
        let number = known?.open.first?.number ?? (known?.opened ?? 0) + 1
        let counts = outcome.map { !activity.outcomes[$0].again } ?? true
        emit(
            .activityDone(
                Event.ActivityDone(
                    activity: id,
                    number: number,
                    outcome: outcome,
                    counts: counts,
                    values: (try? ValueMap(own)) ?? ValueMap(),
                    checked: [],
                    evidence: step.evidence
                )
            )
        )
        if !counts { emit(.activityOpened(id, number: number + 1, keep: known?.open.first?.keep ?? false)) }
        compute()
    }
}
