import TurnpikeValues

extension SalesProcess {
    /// Changes a deal by what happened. It is total: it decides nothing, evaluates nothing and cannot fail.
    public func apply(_ record: Record, to state: inout DealState) {
        let stamp = record.stamp
        note(stamp, in: &state)
        // By place: a copy of an event retains each of its parts.
        for place in record.events.indices {
            apply(record.events[place], of: stamp, by: record.actor.id, to: &state)
        }
    }

    /// What every record changes, whatever happened.
    func note(_ record: Record.Stamp, in state: inout DealState) {
        state.revisionBits = UInt32(truncatingIfNeeded: record.revision)
        state.recordedMilliseconds = record.recorded.milliseconds
    }

    /// Changes a deal by one event of a record.
    func apply(
        _ event: Event,
        of record: Record.Stamp,
        by author: String,
        to state: inout DealState
    ) {
        switch event {
        case .opened(let opened): apply(opened, happened: record.happenedMilliseconds, to: &state)
        case .fieldsSet(let changes, isComputed: _):
            apply(changes, revision: record.revision, to: &state)
            if !approvals.isEmpty { noteChange(in: &state) }
        case .external(let event): apply(event, of: record, to: &state)
        case .cadence(let event): apply(event, of: record, to: &state)
        case .assignment(let event): apply(event, to: &state)
        case .approval(let event): apply(event, of: record, by: author, to: &state)
        case .moved(let moved): apply(moved, of: record, by: author, to: &state)
        case .stagesChanged(let change): apply(change, happened: record.happenedMilliseconds, to: &state)
        case .activityOpened(let activity, let number, let keep):
            state.withActivity(activity) {
                $0.opened = max($0.opened, number)
                $0.open.append(
                    ActivityState.OpenAttempt(
                        number: number,
                        opened: record.happened ?? record.recorded,
                        isStarted: false,
                        keep: keep
                    )
                )
            }
        case .activityStarted(let activity, let number):
            state.withActivity(activity) {
                guard let index = $0.open.firstIndex(where: { $0.number == number }) else { return }
                $0.open[index].isStarted = true
            }
        case .activityDone(let done): apply(done, of: record, by: author, to: &state)
        case .activitySkipped(let activity, let number), .activityCancelled(let activity, let number):
            state.withActivity(activity) { $0.open.removeAll { $0.number == number } }
        case .assigned(from: _, let owner):
            state.owner = owner
            if !assignment.isEmpty {
                state.withAssignment {
                    $0.rule = nil; $0.isAccepted = false
                }
            }
        case .related(let kind, let id):
            state.withDetails {
                switch kind {
                case .account: $0.account = id
                case .contact: $0.contact = id
                }
            }
        case .waiting(let move, let unmet):
            state.withDetails {
                $0.waiting.removeAll { $0.move == move }
                if !unmet.isEmpty { $0.waiting.append(DealDetails.WaitingMove(move: move, unmet: unmet)) }
            }
        case .obligationMet(let criterion):
            state.withDetails { $0.obligations.removeAll { $0.criterion == criterion } }
        case .time(let event): apply(event, to: &state)
        case .opening(let event): apply(event, of: record, to: &state)
        case .withheld(let message): apply(message, to: &state)
        case .message(let event): apply(event, of: record, to: &state)
        case .observation(let event): apply(event, to: &state)
        case .commented, .signalled: break
        }
    }

    private func apply(_ event: AssignmentEvent, to state: inout DealState) {
        switch event {
        case .made(let rule, to: let person, among: _):
            state.owner = person
            state.withAssignment {
                $0.rule = rule
                $0.isAccepted = false
            }
        case .accepted: state.withAssignment { $0.isAccepted = true }
        case .declined(by: let person, note: _), .lapsed(by: let person):
            state.withAssignment {
                $0.declined.removeAll { $0 == person }
                $0.declined.append(person)
                if $0.declined.count > AssignmentState.mostDeclined { $0.declined.removeFirst() }
            }
        }
    }

    private func apply(_ opened: Event.Opened, happened: Int64, to state: inout DealState) {
        // The stages of a nested process follow with an event of their own.
        if machine.isFlat { machine.flatStep(to: opened.stage.index, in: &state.leaf) }
        state.openedMilliseconds = happened
        state.enteredMilliseconds = happened
        state.name = opened.name
        state.owner = opened.owner
        if opened.account != nil || opened.contact != nil || !opened.externalKeys.isEmpty {
            state.withDetails {
                $0.account = opened.account
                $0.contact = opened.contact
                $0.externalKeys = opened.externalKeys
            }
        }
        if let opener = opened.openedBy { state.withRare { $0.openedBy = [opener] } }
        if stages[opened.stage.index].outcome != nil { state.outcomeStage = opened.stage }
    }

    private func apply(_ changes: [Event.FieldChange], revision: Int64, to state: inout DealState) {
        for change in changes {
            state.slots[change.field.index] = change.new
            guard fields[change.field.index].isSensitive else { continue }
            state.withDetails {
                $0.sensitiveRevisions.removeAll { $0.field == change.field }
                if change.new != .null {
                    $0.sensitiveRevisions.append(.init(field: change.field, revision: revision))
                    $0.sensitiveRevisions.sort { $0.field < $1.field }
                }
            }
        }
    }

    func apply(
        _ moved: Event.Moved,
        of record: Record.Stamp,
        by author: String,
        to state: inout DealState
    ) {
        if hasLimitedMoves { count(moved.move, in: &state) }
        if hasTimers { forgetSpent(moved, in: &state) }
        guard !isNested else { return applyNested(moved, of: record, by: author, to: &state) }
        let happened = record.happenedMilliseconds
        let unknown = DealState.unknownTime
        let spent =
            happened == unknown || state.enteredMilliseconds == unknown
            ? nil : happened - state.enteredMilliseconds
        state.history.left(moved.from, after: spent)
        machine.flatStep(to: moved.to.index, in: &state.leaf)
        state.enteredMilliseconds = happened
        let isAside = stageTraits[moved.to.index].isAside
        if isAside {
            // From one aside stage to another, the deal still comes from where it left the order of stages.
            if !stageTraits[moved.from.index].isAside { state.originStage = moved.from }
        } else {
            state.originStage = .none
        }
        if stageTraits[moved.to.index].isOutcome {
            state.outcomeStage = moved.to
        } else if !isAside, isBeforeOutcome(moved.to) {
            state.outcomeStage = .none
        }
        // Writing to the details copies what other copies of the deal share, so it is done only where something changes.
        guard moved.reason != state.shared.reason || !moved.obligations.isEmpty || !state.shared.waiting.isEmpty else {
            return
        }
        state.withDetails { details in
            details.reason = moved.reason
            if !details.waiting.isEmpty { details.waiting = [] }
        }
        leaveObligations(moved, of: record, by: author, to: &state)
    }

    private func apply(
        _ done: Event.ActivityDone,
        of record: Record.Stamp,
        by author: String,
        to state: inout DealState
    ) {
        if !cadences.isEmpty { noteOutcome(done, in: &state) }
        let limit = activities[done.activity.index].keptAttempts
        let visit = state.visitCount
        state.withActivity(done.activity) {
            $0.opened = max($0.opened, done.number)
            $0.open.removeAll { $0.number == done.number }
            guard done.counts else { return }
            $0.done += 1
            $0.kept.append(
                ActivityState.DoneAttempt(
                    number: done.number,
                    at: record.happened,
                    recorded: record.recorded,
                    by: author,
                    outcome: done.outcome,
                    values: done.values,
                    evidence: done.evidence,
                    visit: visit
                )
            )
            if $0.kept.count > limit { $0.kept.removeFirst($0.kept.count - limit) }
        }
    }

    /// Whether a stage of the order stands before an outcome: the deal is open there.
    func isBeforeOutcome(_ stage: StageID) -> Bool {
        stage.index < firstWonStage && !stageTraits[stage.index].isOutcome
    }
}

extension DealState {
    /// The number of the present visit, counted over all stages.
    var visitCount: Int64 {
        var count: Int64 = 1
        history.forEach { count += Int64($0.visits) }
        return count
    }

    /// The number with which the present visit of an active stage began; of the innermost outside tracks where none is
    /// named.
    func visit(of stage: StageID?) -> Int64 {
        guard let rare = shared.rare, !rare.active.isEmpty else { return visitCount }
        return rare.active.first { $0.stage == stage ?? self.stage }?.visit ?? visitCount
    }

    mutating func withActivity(_ activity: ActivityID, _ body: (inout ActivityState) -> Void) {
        withDetails { details in
            if let index = details.activities.firstIndex(where: { $0.activity == activity }) {
                body(&details.activities[index])
            } else {
                var fresh = ActivityState(activity)
                body(&fresh)
                details.activities.append(fresh)
                details.activities.sort { $0.activity < $1.activity }
            }
        }
    }
}
