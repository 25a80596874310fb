import TurnpikeExpressions

/// Due dates, reminders and activities that open by time.
extension ProcessChecker {
    mutating func resolveActivityTimes() {
        for (index, activity) in definition.activities.enumerated() {
            let due = activity.due.flatMap { self.due($0) }
            parts.activities[index].due = due
            for text in activity.remind {
                guard let span = timedSpan(text, activity.due?.calendar) else { continue }
                parts.activities[index].reminders.append(span)
            }
            if let first = activity.remind.first, activity.due == nil, !isDueSomewhere(activity.id.value) {
                report(
                    .unusedTimeSetting,
                    "'\(activity.id.value)' has no due date to be reminded of",
                    at: first.range,
                    help: "say 'due: 2 days'"
                )
            }
        }
        for index in outline.stages.indices where !outline.stages[index].activities.isEmpty {
            let items = outline.stages[index].activities
            for item in items { resolveTimes(of: item, StageID(index)) }
            checkDependencies(items, StageID(index))
        }
    }

    private func isDueSomewhere(_ activity: String) -> Bool {
        outline.stages.contains { stage in
            stage.activities.contains { $0.activity.value == activity && $0.due != nil }
        }
    }

    private mutating func resolveTimes(of item: StageActivityDefinition, _ stage: StageID) {
        guard let activity = tables.activities[item.activity.value],
            let place = parts.stages[stage.index].activities.firstIndex(where: { $0.activity.index == activity })
        else { return }
        if let due = item.due { parts.stages[stage.index].activities[place].due = self.due(due) }
        for name in item.after {
            guard let other = self.activity(name) else { continue }
            if other.index == activity {
                report(.activityWaitsForItself, "'\(name.value)' waits for itself", at: name.range)
            }
            parts.stages[stage.index].activities[place].after.append(other)
        }
        if let late = item.late, item.every == nil {
            report(.unusedTimeSetting, "only what opens again and again can come late", at: late.mode.range)
        }
        guard let text = item.every, let every = timedSpan(text, item.calendar) else { return }
        parts.stages[stage.index].activities[place].every = every
        parts.recurrences.append(
            Recurrence(
                stage: stage,
                activity: ActivityID(activity),
                every: every,
                keep: item.keep,
                late: late(item.late, .coalesce)
            )
        )
    }

    private mutating func due(_ due: DueDefinition) -> DueRule? {
        let span = due.span.flatMap { timedSpan($0, due.calendar) }
        guard let before = due.before else {
            if due.span == nil {
                report(
                    .limitWithoutTime,
                    "this does not say when it is due",
                    at: due.range,
                    help: "say 'due: 2 days', or 'due: {before: deal.close_date, by: 3 days}'"
                )
            }
            return span.map { .after($0) }
        }
        return time(before).map { .before($0, by: span) }
    }

    /// Activities of a list that wait for each other would never open.
    private mutating func checkDependencies(_ items: [StageActivityDefinition], _ id: StageID) {
        let entries = parts.stages[id.index].activities
        var waits: [ActivityID: [ActivityID]] = [:]
        for entry in entries where entry.every == nil { waits[entry.activity] = entry.after }
        for item in items {
            guard let start = tables.activities[item.activity.value], let first = item.after.first else { continue }
            var seen: Set<ActivityID> = []
            var work = waits[ActivityID(start)] ?? []
            while let next = work.popLast() {
                if next.index == start, item.after.allSatisfy({ $0.value != item.activity.value }) {
                    report(
                        .activityWaitsForItself,
                        "'\(item.activity.value)' waits for what waits for it",
                        at: first.range
                    )
                    return
                }
                if seen.insert(next).inserted { work += waits[next] ?? [] }
            }
        }
    }
}
