import TurnpikeCalendars
import TurnpikeExpressions
import TurnpikeValues

/// Cadences: enrolled on entry, taken step by step by one timer each, ended by what they stop on.
extension Decider {
    /// Brings the cadences in line with what this command did, and arms the next step of each.
    func keepCadences(_ inForce: inout Set<TimerKey>) {
        for running in scope.state.cadences where running.isRunning {
            if let why = ending(running) {
                emit(.cadence(CadenceEvent(running.cadence, .stopped(why))))
            } else if let until = pause(running) {
                emit(.cadence(CadenceEvent(running.cadence, .paused(until: until))))
                let key = TimerKey(.cadence, running.cadence.index)
                // The next step is armed anew, for the time after the pause.
                if let timer = scope.state.timer(key) { emit(.time(.cancelled(timer.key))) }
            }
        }
        enrol()
        for running in scope.state.cadences where running.isRunning {
            inForce.insert(TimerKey(.cadence, running.cadence.index))
            armStep(running)
        }
    }

    // MARK: Beginning and end

    /// Enrols the deal in the cadences of the stages that this command has entered. History being imported writes to
    /// nobody.
    private func enrol() {
        guard record.actor.kind != .import else { return }
        for stage in enteredStages() where scope.state.isIn(stage) {
            guard let id = process.stages[stage.index].cadence else { continue }
            let known = scope.state.cadence(id)
            guard known == nil || process[id].isRepeated && known?.isRunning == false, !process[id].steps.isEmpty else {
                continue
            }
            emit(.cadence(CadenceEvent(id, .enrolled(stage, visit: scope.state.visits(of: stage)))))
        }
    }

    private func enteredStages() -> [StageID] {
        var entered: [StageID] = []
        for event in record.events {
            switch event {
            case .opened(let opened) where !process.isNested: entered.append(opened.stage)
            case .moved(let moved) where !process.isNested: entered.append(moved.to)
            case .stagesChanged(let change): entered += change.entered
            default: break
            }
        }
        return entered
    }

    /// What of this command ends a cadence; nil where nothing does.
    private func ending(_ running: CadenceState) -> String? {
        let cadence = process[running.cadence]
        for event in record.events {
            switch event {
            case .signalled(let signal, isAwaited: _):
                if cadence.stops.contains(.signal(signal)) { return process[signal].id }
            case .activityDone(let done):
                for case .outcomes(let wanted) in cadence.stops
                where wanted.activity == done.activity && done.outcome.map({ wanted.outcomes.contains($0) }) == true {
                    let outcome = done.outcome.map { process[done.activity].outcomes[$0].id } ?? ""
                    return "\(process[done.activity].id): \(outcome)"
                }
            default: break
            }
        }
        if scope.state.isIn(running.stage), scope.state.visits(of: running.stage) == running.visit { return nil }
        return before.outcome == nil && scope.state.outcome != nil ? "outcome" : "stage_left"
    }

    /// Until when a signal of this command pauses a cadence; a time that is not known, or past, does not.
    private func pause(_ running: CadenceState) -> Instant? {
        let cadence = process[running.cadence]
        var until: Instant?
        for case .signalled(let signal, isAwaited: _) in record.events {
            for pause in cadence.pauses where pause.signal == signal {
                guard let time = try? scope.moment(pause.until), time > record.recorded else { continue }
                until = max(until ?? time, time)
            }
        }
        guard let until, until != running.pausedUntil else { return nil }
        return until
    }

    // MARK: Steps

    private func windows(of cadence: Cadence, _ step: Cadence.Step) -> [SendWindow] {
        var windows: [SendWindow] = []
        if let window = cadence.window, step.isTimed { windows.append(window) }
        if step.isMessage, let hours = process.contactRules?.hours { windows.append(hours) }
        return windows
    }

    private func armStep(_ running: CadenceState) {
        let key = TimerKey(.cadence, running.cadence.index)
        if let timer = scope.state.timer(key), timer.fires != nil, timer.level == running.next,
            timer.since == running.since
        {
            return
        }
        let cadence = process[running.cadence]
        guard running.next < cadence.steps.count else { return }
        let step = cadence.steps[running.next]
        let due = step.after.map { process.end(of: $0, from: running.since) } ?? running.since
        guard let due else { return cancel(key) }
        let earliest = max(due, running.pausedUntil ?? due)
        var fires: Instant? = earliest
        if cadence.missed == .shift { fires = scope.opening(of: windows(of: cadence, step), from: earliest) }
        guard let fires else { return cancel(key) }
        arm(DealTimer(key, since: running.since, due: due, fires: fires, level: running.next))
    }

    /// The time of a step has come.
    func fireCadence(_ timer: DealTimer, due: Instant) {
        emit(.time(.fired(timer.key, due: due, isSkipped: false)))
        let id = CadenceID(timer.key.rule)
        let cadence = process[id]
        guard let running = scope.state.cadence(id), running.isRunning, running.next < cadence.steps.count else {
            return
        }
        let step = cadence.steps[running.next]
        if isTooLate(due, cadence.late) { return pass(running, .late, due) }
        for branch in step.on {
            let ended = running.outcomes.first { $0.activity == branch.activity }
            guard let ended, branch.outcomes.contains(ended.outcome) else { return pass(running, .outcome, due) }
        }
        if let when = step.when, scope.verdict(when) != .yes { return pass(running, .condition, due) }
        guard wait(for: windows(of: cadence, step), running, timer, due, missed: .window) else { return }
        switch step.action {
        case .stop:
            emit(.cadence(CadenceEvent(id, .stopped("stop"))))
        case .open(let activity):
            if scope.activityState(activity)?.open.isEmpty == false { return pass(running, .open, due) }
            if let limit = process[activity].repetitions, scope.activityState(activity)?.done ?? 0 >= limit {
                return pass(running, .done, due)
            }
            take(running, due, day: nil)
            openAttempt(activity, keep: false)
        case .send(let action):
            if action.isOutgoing {
                send(action, running, timer, due)
            } else {
                take(running, due, day: nil)
            }
        }
    }

    private func send(_ action: HookAction, _ running: CadenceState, _ timer: DealTimer, _ due: Instant) {
        // The hours were looked at with the window.
        if let reason = reasonToWithhold(action) { return pass(running, reason, due) }
        guard let rules = process.contactRules, rules.countsMessages else { return take(running, due, day: nil) }
        let day = process.zone.date(of: record.recorded)
        if let reason = countMessage(rules, on: day) { return waitForTomorrow(day, running, timer, due, reason) }
        take(running, due, day: rules.perDay == nil ? nil : day)
    }

    private func take(_ running: CadenceState, _ due: Instant, day: CalendarDate?) {
        emit(.cadence(CadenceEvent(running.cadence, .step(running.next, due: due, day: day))))
        finish(running)
    }

    private func pass(_ running: CadenceState, _ reason: CadenceEvent.Reason, _ due: Instant) {
        emit(.cadence(CadenceEvent(running.cadence, .skipped(running.next, reason, due: due))))
        finish(running)
    }

    private func finish(_ running: CadenceState) {
        guard running.next + 1 >= process[running.cadence].steps.count else { return }
        emit(.cadence(CadenceEvent(running.cadence, .finished)))
    }

    // MARK: Waiting

    /// Whether a step may be taken now; else it waits for its window, or is passed over.
    private func wait(
        for windows: [SendWindow],
        _ running: CadenceState,
        _ timer: DealTimer,
        _ due: Instant,
        missed reason: CadenceEvent.Reason
    ) -> Bool {
        guard !windows.isEmpty, !scope.isOpen(windows, at: record.recorded) else { return true }
        guard process[running.cadence].missed == .shift else {
            pass(running, reason, due)
            return false
        }
        wait(until: scope.opening(of: windows, from: record.recorded), timer)
        return false
    }

    private func waitForTomorrow(
        _ day: CalendarDate,
        _ running: CadenceState,
        _ timer: DealTimer,
        _ due: Instant,
        _ reason: CadenceEvent.Reason
    ) {
        let cadence = process[running.cadence]
        guard cadence.missed == .shift else { return pass(running, reason, due) }
        let tomorrow = day.adding(days: 1).flatMap { process.zone.startOfDay($0) }
        let opening = tomorrow.flatMap {
            scope.opening(of: windows(of: cadence, cadence.steps[running.next]), from: $0)
        }
        wait(until: opening, timer)
    }

    private func wait(until time: Instant?, _ timer: DealTimer) {
        guard let time else { return cancel(timer.key) }
        var later = timer
        later.fires = time
        arm(later)
    }
}

extension Cadence.Step {
    /// Whether it is done at a time that somebody notices.
    fileprivate var isTimed: Bool {
        if case .stop = action { false } else { true }
    }
}
