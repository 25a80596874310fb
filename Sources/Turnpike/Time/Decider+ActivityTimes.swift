import TurnpikeExpressions
import TurnpikeValues

/// Due dates of activities, reminders, and activities that open by time or one after the other.
extension Decider {
    /// Opens an attempt, with its due date.
    func openAttempt(_ activity: ActivityID, keep: Bool) {
        let state = scope.activityState(activity)
        if let limit = process[activity].repetitions, let done = state?.done, done >= limit { return }
        let number = (state?.opened ?? 0) + 1
        emit(.activityOpened(activity, number: number, keep: keep))
    }

    /// Whether everything is done that an entry of a to-do list waits for.
    func isReady(_ entry: StageActivity) -> Bool {
        entry.after.allSatisfy { (scope.activityState($0)?.done ?? 0) > 0 }
    }

    /// Opens what waited for an activity that this command has completed.
    func openDependents() {
        var done: [ActivityID] = []
        for case .activityDone(let event) in record.events where event.counts { done.append(event.activity) }
        guard !done.isEmpty else { return }
        for stage in scope.state.activeStages {
            for entry in process.stages[stage.index].activities
            where !entry.after.isEmpty && entry.every == nil && entry.after.contains(where: { done.contains($0) }) {
                guard isReady(entry), scope.activityState(entry.activity)?.open.isEmpty != false else { continue }
                openAttempt(entry.activity, keep: entry.keep)
            }
        }
    }

    func keepActivities(_ inForce: inout Set<TimerKey>) throws(CommandError) {
        for state in scope.state.shared.activities {
            for open in state.open {
                let due = try dueDate(state.activity, open)
                if due != open.due, !open.isPlanned {
                    emit(.time(.dated(state.activity, number: open.number, due: due, isPlanned: false)))
                }
                guard let due else { continue }
                let key = TimerKey(.due, state.activity.index, number: open.number)
                inForce.insert(key)
                let isNew = scope.state.timer(key)?.due != due
                if isNew { arm(DealTimer(key, since: open.opened, due: due, fires: due)) }
                let reminders = process[state.activity].reminders
                guard !reminders.isEmpty else { continue }
                let reminder = TimerKey(.remind, state.activity.index, number: open.number)
                inForce.insert(reminder)
                if isNew { remind(reminder, since: open.opened, due: due, from: 0) }
            }
        }
        for (index, recurrence) in process.recurrences.enumerated() where scope.state.isIn(recurrence.stage) {
            let key = TimerKey(.every, index)
            inForce.insert(key)
            guard let since = scope.state.entered(recurrence.stage) else { continue }
            if let timer = scope.state.timer(key), timer.since == since { continue }
            guard let due = process.end(of: recurrence.every, from: since) else { continue }
            arm(DealTimer(key, since: since, due: due, fires: due))
        }
    }

    /// Arms the next reminder that is not past.
    private func remind(_ key: TimerKey, since: Instant, due: Instant, from level: Int) {
        let reminders = process.activities[key.rule].reminders
        for next in level..<max(level, reminders.count) {
            guard let fires = process.start(of: reminders[next], before: due), fires > record.recorded else { continue }
            arm(DealTimer(key, since: since, due: due, fires: fires, level: next))
            return
        }
        cancel(key)
    }

    private func dueDate(
        _ activity: ActivityID,
        _ open: ActivityState.OpenAttempt
    ) throws(CommandError) -> Instant? {
        if open.isPlanned { return open.due }
        guard let rule = process.dueRule(of: activity, scope.state) else { return open.due }
        switch rule {
        case .after(let span):
            // Reckoned once: an attempt that is kept stays due when it was.
            return open.due ?? process.end(of: span, from: open.opened)
        case .before(let time, let span):
            guard let moment = try scope.moment(time) else { return nil }
            return span.map { process.start(of: $0, before: moment) } ?? moment
        }
    }

    // MARK: Firing

    func fireActivity(_ timer: DealTimer, due: Instant) {
        let activity = ActivityID(timer.key.rule)
        emit(.time(.fired(timer.key, due: due, isSkipped: false)))
        switch timer.key.kind {
        case .due: emit(.time(.overdue(activity, number: timer.key.number, due: timer.due)))
        case .remind:
            emit(.time(.reminded(activity, number: timer.key.number, due: timer.due)))
            remind(timer.key, since: timer.since, due: timer.due, from: timer.level + 1)
        default: break
        }
    }

    func fireRecurrence(_ timer: DealTimer, due: Instant) {
        let recurrence = process.recurrences[timer.key.rule]
        let isSkipped = isTooLate(due, recurrence.late)
        emit(.time(.fired(timer.key, due: due, isSkipped: isSkipped)))
        if !isSkipped, scope.activityState(recurrence.activity)?.open.isEmpty != false {
            openAttempt(recurrence.activity, keep: recurrence.keep)
        }
        // Several that were missed are one, unless each is wanted.
        let past = recurrence.late.mode == .once ? due : max(due, record.recorded)
        guard let next = occurrence(of: recurrence.every, after: past, timer, due: due) else { return }
        arm(DealTimer(timer.key, since: timer.since, due: next.time, fires: next.time, level: next.number))
    }

    /// The first time after another at which something is due again, and which one it is.
    ///
    /// Calendar time is counted from where it all began: what comes each month on the 31st comes on the 28th of February and
    /// on the 31st of March, and at the same time of day after a night in which the clocks were set.
    private func occurrence(
        of every: TimedSpan,
        after past: Instant,
        _ timer: DealTimer,
        due: Instant
    ) -> (time: Instant, number: Int)? {
        if case .period = every.span {
            // The timer that was armed first is number 0, one period after the beginning.
            for number in (timer.level + 1)...(timer.level + 100_000) {
                guard let time = process.end(of: every, times: number + 1, from: timer.since) else { return nil }
                if time > past { return (time, number) }
            }
            return nil
        }
        // A very short period after a very long time begins anew from now.
        var time = process.end(of: every, from: due)
        var steps = 0
        while let missed = time, missed <= past {
            steps += 1
            time = process.end(of: every, from: steps > 10_000 ? past : missed)
        }
        return time.map { ($0, timer.level + 1) }
    }
}

extension DealState {
    /// Whether something is planned, a timer is left to be looked after, or another deal is to hear of this one: true also
    /// in a process without times.
    var hasPlans: Bool {
        guard !shared.isEmpty else { return false }
        return shared.rare.map { !$0.timers.isEmpty || !$0.openedBy.isEmpty } == true
            || shared.activities.contains { $0.open.contains(where: \.isPlanned) }
    }
}

extension SalesProcess {
    /// The rule by which an attempt is due: that of the to-do list of a stage the deal is in, else the activity's own.
    func dueRule(of activity: ActivityID, _ state: DealState) -> DueRule? {
        for stage in state.activeStages where !stage.isNone {
            for entry in stages[stage.index].activities where entry.activity == activity {
                if let due = entry.due { return due }
            }
        }
        return activities[activity.index].due
    }
}
