import TurnpikeExpressions
import TurnpikeValues

/// Limits: clocks that run while a deal is in a stage, or in the process.
extension Decider {
    func keepLimits(_ inForce: inout Set<TimerKey>) {
        guard !process.limits.isEmpty else { return }
        let isOnHold = process.isOnHold(scope.state)
        for index in process.limits.indices {
            let key = TimerKey(.limit, index)
            let isRunning =
                process.limits[index].owner.map { scope.state.isIn($0) } ?? (scope.state.outcome == nil && !isOnHold)
            if isRunning {
                inForce.insert(key)
                keep(key)
            } else if isOnHold, scope.state.outcome == nil, let timer = scope.state.timer(key),
                process.limits[index].owner == nil || scope.state.origin != nil
            {
                // A hold stops the clocks; coming back to the stage lets them go on.
                inForce.insert(key)
                stop(timer, process.limits[index])
            }
        }
    }

    private func stop(_ timer: DealTimer, _ limit: Limit) {
        guard timer.left == nil, timer.fires != nil else { return }
        emit(.time(.stopped(timer.key, left: process.left(of: limit.within, from: record.recorded, until: timer.due))))
    }

    private func keep(_ key: TimerKey) {
        let limit = process.limits[key.rule]
        guard let start = start(of: limit) else { return cancel(key) }
        var timer = scope.state.timer(key)
        // Out of a hold a clock goes on only by coming back to where it stood.
        if let left = timer?.left, left != 0, limit.owner != nil, hasEnteredOtherwise(limit) { timer = nil }
        let isPaused = limit.pauses.map { scope.verdict($0) == .yes } ?? false
        if let timer, timer.left == nil, start > timer.since { return begin(key, limit, since: start, isPaused) }
        guard let timer else { return begin(key, limit, since: start, isPaused) }
        if isPaused { return stop(timer, limit) }
        if let left = timer.left {
            let due = process.due(of: limit.within, from: record.recorded, left: left)
            arm(at(timer.level, of: limit, key, since: max(timer.since, start), due: due))
        } else {
            excuseNoLonger(timer, limit)
        }
    }

    private func begin(_ key: TimerKey, _ limit: Limit, since: Instant, _ isPaused: Bool) {
        guard let due = process.end(of: limit.within, from: since) else { return cancel(key) }
        var level = 0
        if record.actor.kind == .import {
            // What an import brings is over as far as it lies in the past; what is to come is armed.
            while level < limit.steps.count, let fires = time(of: level, of: limit, due: due), fires <= record.recorded
            {
                level += 1
            }
        }
        let timer = at(level, of: limit, key, since: since, due: due)
        arm(timer)
        if isPaused { stop(timer, limit) }
    }

    /// The clock's beginning: by its rule, or by an event of this command that begins it anew.
    private func start(of limit: Limit) -> Instant? {
        let restarts = limit.restartsOn.contains { wanted in record.events.contains { matches(wanted.event, $0) } }
        if restarts { return record.happened.map { Instant(milliseconds: $0.milliseconds) } ?? record.recorded }
        let entered = limit.owner.map { scope.state.entered($0) } ?? scope.state.opened
        switch limit.clock {
        case .entered: return limit.owner == nil ? reopened ?? scope.state.opened : entered
        case .opened: return limit.owner == nil ? reopened ?? scope.state.opened : scope.state.opened
        case .lastActivity(let activities):
            var last: Instant?
            for activity in activities {
                guard let at = scope.activityState(activity)?.kept.last?.at else { continue }
                last = max(last ?? at, at)
            }
            let start = last.map { Instant(milliseconds: $0.milliseconds) } ?? entered
            return limit.owner == nil ? reopened.map { max($0, start ?? $0) } ?? start : start
        }
    }

    /// Now, where this command has reopened the deal: its clocks begin anew.
    private var reopened: Instant? {
        before.outcome != nil && scope.state.outcome == nil ? record.recorded : nil
    }

    /// Whether this command has entered a limit's stage other than by coming back from a hold.
    private func hasEnteredOtherwise(_ limit: Limit) -> Bool {
        let moves = record.events.compactMap { event -> Event.Moved? in
            if case .moved(let moved) = event { moved } else { nil }
        }
        guard !moves.isEmpty else { return false }
        return !moves.contains { moved in
            moved.move.map { process.moves[$0.index].target == .cameFrom } ?? false
        }
    }

    private func at(_ level: Int, of limit: Limit, _ key: TimerKey, since: Instant, due: Instant) -> DealTimer {
        DealTimer(key, since: since, due: due, fires: time(of: level, of: limit, due: due), level: level)
    }

    private func time(of level: Int, of limit: Limit, due: Instant) -> Instant? {
        guard level < limit.steps.count else { return nil }
        let step = limit.steps[level]
        guard let offset = step.offset else { return due }
        return step.kind == .warned ? process.start(of: offset, before: due) : process.end(of: offset, from: due)
    }

    // MARK: Reaching

    func reach(_ timer: DealTimer, due fires: Instant) throws(CommandError) {
        let limit = process.limits[timer.key.rule]
        guard timer.level < limit.steps.count else { return }
        if limit.isExcusedByPlan, limit.steps[timer.level].kind != .escalated, let planned = plannedTime(limit),
            planned > record.recorded
        {
            var later = timer
            later.fires = planned
            arm(later)
            return
        }
        var level = timer.level
        if limit.late.mode == .coalesce {
            while let next = time(of: level + 1, of: limit, due: timer.due), next <= record.recorded { level += 1 }
        }
        let due = level == timer.level ? fires : time(of: level, of: limit, due: timer.due) ?? fires
        let isSkipped = isTooLate(due, limit.late)
        emit(.time(.fired(timer.key, due: fires, isSkipped: isSkipped)))
        let step = limit.steps[level]
        if !isSkipped {
            emit(
                .time(
                    .limit(
                        TimeEvent.LimitReached(
                            limit: timer.key.rule,
                            step: level,
                            kind: step.kind,
                            since: timer.since,
                            due: due
                        )
                    )
                )
            )
        }
        let next = at(level + 1, of: limit, timer.key, since: timer.since, due: timer.due)
        // One that has no further step is kept, so that it is not armed again in this visit.
        if scope.state.timer(timer.key) != next { emit(.time(.armed(next))) }
        if !isSkipped, let name = step.move { try make(name) }
    }

    /// Makes a move for a limit: the first of that id whose guard holds; one whose gates are unmet waits.
    private func make(_ name: String) throws(CommandError) {
        for row in scope.rows where process[process.transitions[row].move].id == name {
            let transition = process.transitions[row]
            if let when = process[transition.move].when, try scope.decidingVerdict(when) != .yes { continue }
            if process.isNested {
                _ = try takeOrWait([transition])
            } else {
                try takeOrWait(transition)
            }
            return
        }
    }

    /// The latest time for which one of the activities that the clock looks at is planned.
    private func plannedTime(_ limit: Limit) -> Instant? {
        var result: Instant?
        for state in scope.state.shared.activities {
            if case .lastActivity(let counted) = limit.clock, !counted.contains(state.activity) { continue }
            for open in state.open where open.isPlanned {
                guard let due = open.due else { continue }
                result = max(result ?? due, due)
            }
        }
        return result
    }

    /// A limit that was put off for an activity that is no longer planned is as it would have been.
    private func excuseNoLonger(_ timer: DealTimer, _ limit: Limit) {
        guard limit.isExcusedByPlan, let fires = timer.fires,
            let usual = time(of: timer.level, of: limit, due: timer.due),
            fires > usual, (plannedTime(limit) ?? usual) < fires
        else { return }
        var again = timer
        again.fires = usual
        arm(again)
    }
}

extension SalesProcess {
    /// Whether a deal is in a hold.
    func isOnHold(_ state: DealState) -> Bool {
        guard hasHolds, !state.stage.isNone else { return false }
        if !isNested { return stages[state.stage.index].isHold }
        return tree.line(of: state.stage).contains { stages[$0.index].isHold }
    }
}
