import TurnpikeExpressions
import TurnpikeValues

/// Timers are facts of the deal: armed, stopped, cancelled and fired by events of the command that is decided.
extension Decider {
    // MARK: Firing

    /// A timer is due: it fires if it is armed for that time still.
    func timer(_ firing: TimerFiring) throws(CommandError) -> Refusal? {
        guard let key = process.timer(named: firing.name), let timer = scope.state.timer(key), let fires = timer.fires,
            fires <= record.recorded, firing.due == nil || firing.due == fires
        else { return nil }
        try fire(timer, due: fires)
        return nil
    }

    private func fire(_ timer: DealTimer, due: Instant) throws(CommandError) {
        switch timer.key.kind {
        case .move:
            let late = process.moves[timer.key.rule].late
            emit(.time(.fired(timer.key, due: due, isSkipped: isTooLate(due, late))))
        case .approval:
            emit(.time(.fired(timer.key, due: due, isSkipped: false)))
            runOut(ApprovalID(timer.key.rule))
        case .accept:
            emit(.time(.fired(timer.key, due: due, isSkipped: false)))
            lapse()
        case .limit: try reach(timer, due: due)
        case .due, .remind: fireActivity(timer, due: due)
        case .every: fireRecurrence(timer, due: due)
        case .opens: try fireOpening(timer, due: due)
        case .cadence: fireCadence(timer, due: due)
        case .message: fireMessage(timer, due: due)
        default: break
        }
    }

    /// Whether what was due then is nothing any more.
    func isTooLate(_ due: Instant, _ late: LatePolicy) -> Bool {
        guard late.mode == .skip, let end = process.end(of: TimedSpan(late.grace), from: due) else { return false }
        return record.recorded > end
    }

    // MARK: Arming

    /// Arms a timer, or arms it for another time. What an import brings is not armed for the past.
    func arm(_ timer: DealTimer) {
        var timer = timer
        if record.actor.kind == .import, let fires = timer.fires, fires <= record.recorded { timer.fires = nil }
        if scope.state.timer(timer.key) != timer { emit(.time(.armed(timer))) }
    }

    /// Takes a timer away, whether it is armed or not.
    func cancel(_ key: TimerKey) {
        if scope.state.timer(key) != nil { emit(.time(.cancelled(key))) }
    }

    /// Times that the deal tells may have changed: a move that waits for one is armed anew before moves are tried.
    func followFields() throws(CommandError) {
        for timer in scope.state.timers where timer.key.kind == .move {
            guard case .at(let time) = process.moves[timer.key.rule].trigger else { continue }
            try arm(timer.key, at: time)
        }
    }

    /// Brings the timers in line with where the deal is: those of stages that were left go, those of stages that were
    /// entered are armed.
    func keepTime() throws(CommandError) {
        var inForce: Set<TimerKey> = []
        openDependents()
        try keepMoves(&inForce)
        if !process.approvals.isEmpty { keepApprovals(&inForce) }
        if process.assigns { keepAcceptance(&inForce) }
        keepLimits(&inForce)
        if !process.cadences.isEmpty { keepCadences(&inForce) }
        if !scope.state.heldMessages.isEmpty { keepMessages(&inForce) }
        try keepActivities(&inForce)
        if !process.openings.isEmpty || scope.state.openedBy != nil { try keepOpenings(&inForce) }
        for timer in scope.state.timers where !inForce.contains(timer.key) { cancel(timer.key) }
    }

    private func keepMoves(_ inForce: inout Set<TimerKey>) throws(CommandError) {
        for stage in process.isNested ? process.listing(scope.state) : [scope.state.stage] {
            for row in process.timedRows[stage.index] {
                let id = process.transitions[row].move
                let move = process.moves[id.index]
                let key = TimerKey(.move, id.index)
                guard inForce.insert(key).inserted else { continue }
                switch move.trigger {
                case .after(let span):
                    guard let since = move.source.map({ scope.state.entered($0) }) ?? scope.state.entered else {
                        // Nobody knows when its clock began.
                        cancel(key)
                        continue
                    }
                    if let timer = scope.state.timer(key), timer.since == since { continue }
                    guard let due = process.end(of: span, from: since) else { continue }
                    arm(DealTimer(key, since: since, due: due, fires: due))
                case .at(let time): try arm(key, at: time)
                case .person, .signal, .asSoonAs, .complete: continue
                }
            }
        }
    }

    private func arm(_ key: TimerKey, at time: Condition) throws(CommandError) {
        guard let due = try scope.moment(time) else { return cancel(key) }
        if let timer = scope.state.timer(key), timer.due == due { return }
        arm(DealTimer(key, since: due, due: due, fires: due))
    }
}

extension Scope {
    /// The time that an expression tells; nil where it is unknown. A date is its first instant in the process's zone.
    ///
    /// - Throws: `CommandError` where it fails to evaluate.
    func moment(_ time: Condition) throws(CommandError) -> Instant? {
        switch evaluate(time) {
        case .value(.instant(let instant)): return Instant(milliseconds: instant.milliseconds)
        case .value(.date(let date)): return process.zone.startOfDay(date)
        case .value, .unknown: return nil
        case .failed: throw failure(of: time)
        }
    }

    /// Whether the time of a move by time has come and the move was not made yet.
    func hasCome(_ move: MoveID) -> Bool {
        guard let timer = state.timer(TimerKey(.move, move.index)) else { return false }
        return timer.isSpent && timer.level > 0
    }

    /// Whether a move was made as often as one deal may make it.
    func isUsedUp(_ move: MoveID) -> Bool {
        guard process.hasLimitedMoves, let most = process.moves[move.index].atMost else { return false }
        return state.times(move) >= most
    }

    /// Why a move by time does not happen yet; nil for other moves, and for one whose time has come.
    func notYet(_ id: MoveID) -> UnmetCriterion? {
        let move = process[id]
        guard move.isTimed, !hasCome(id) else { return nil }
        let timer = state.timer(TimerKey(.move, id.index))
        var finding: UnmetCriterion
        switch move.trigger {
        case .after(let span):
            finding = UnmetCriterion(
                "\(move.id).after",
                .when,
                "this move happens by itself \(span.span) after \(stageWords(move)) was entered",
                range: move.range
            )
            if timer == nil { finding.seen = "nobody knows when that was" }
        case .at(let time):
            finding = UnmetCriterion(
                "\(move.id).at",
                .when,
                "this move happens by itself at \(time.source.text)",
                range: time.source.range
            )
            if timer == nil { describe(time, in: &finding) }
            if timer == nil, finding.seen == nil { finding.seen = "the time is not known" }
        default: return nil
        }
        if let timer {
            finding.seen = timer.fires == nil ? "it was passed over" : "it is \(now)"
            finding.needed = "\(timer.due)"
        }
        finding.isOverridable = false
        return finding
    }

    private func stageWords(_ move: Move) -> String { move.source.map { process[$0].label } ?? "the stage" }

    /// Whether a move may still be made.
    func isInTime(_ id: MoveID, from stage: StageID) -> Bool {
        guard let within = process.moves[id.index].within else { return true }
        guard let since = enteredForMove(id, from: stage), let end = process.end(of: within, from: since) else {
            return false
        }
        return now <= end
    }

    /// Why a move may not be made any more.
    func tooLate(_ id: MoveID, from stage: StageID) -> UnmetCriterion? {
        let move = process[id]
        guard let within = move.within, !isInTime(id, from: stage) else { return nil }
        let words = process[move.source ?? stage].label
        var finding = UnmetCriterion(
            "\(move.id).within",
            .state,
            "this move is made within \(within.span) after \(words) was entered",
            range: move.range
        )
        guard let since = enteredForMove(id, from: stage) else {
            finding.seen = "nobody knows when that was"
            return finding
        }
        finding.seen = "that was \(since)"
        if let end = process.end(of: within, from: since) { finding.needed = "until \(end)" }
        return finding
    }

    private func enteredForMove(_ id: MoveID, from stage: StageID) -> Instant? {
        let stage = process.moves[id.index].source ?? stage
        return state.isIn(stage) ? state.entered(stage) : state.entered
    }
}
