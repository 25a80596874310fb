import TurnpikeValues

extension ProcessChecker {
    mutating func resolveRoles() {
        parts.roles = definition.roles.map { Role(id: $0.id.value, label: $0.label?.value ?? $0.id.value) }
    }

    mutating func resolveReasons() {
        for list in definition.reasons {
            tables.reasons.append(declare(list.reasons.lazy.map(\.id), "reason"))
            var reasons: [ReasonList.Reason] = []
            for reason in list.reasons {
                reasons.append(
                    ReasonList.Reason(
                        id: reason.id.value,
                        label: reason.label?.value ?? reason.id.value,
                        ask: settableFields(reason.ask, "asked for")
                    )
                )
            }
            parts.reasonLists.append(ReasonList(id: list.id.value, reasons: reasons))
        }
    }

    mutating func resolveSignals() {
        for (index, signal) in definition.signals.enumerated() {
            let sets = settableFields(signal.sets, "brought by a signal")
            // A signal that brings data is worth having even where no move waits for it.
            if !signal.sets.isEmpty { used.signals[index] = true }
            parts.signals.append(
                Signal(id: signal.id.value, label: signal.label?.value ?? signal.id.value, sets: sets)
            )
        }
        for name in tables.signalNames.dropFirst(definition.signals.count) {
            parts.signals.append(Signal(id: name, label: name, sets: []))
        }
        // Nobody declared the built-in ones, so nobody is told that nothing uses them.
        for index in definition.signals.count..<tables.signalNames.count { used.signals[index] = true }
    }

    mutating func resolveActivities() {
        parts.activities.reserveCapacity(definition.activities.count)
        for activity in definition.activities {
            _ = declare(activity.outcomes.lazy.map(\.id), "outcome")
            _ = declare(
                activity.fields.lazy.map(\.id),
                "field",
                reserved: ["at", "by", "outcome"]
            )
            if !activity.outcomes.isEmpty, activity.outcomes.allSatisfy(\.again) {
                report(
                    .outcomeNeverDone,
                    .warning,
                    "every outcome of '\(activity.id.value)' opens another attempt, so it can never be done",
                    at: activity.outcomes[0].id.range
                )
            }
            if let count = activity.repetitions, count.value < 1 {
                report(.outOfRange, "'repeat' is at least 1", at: count.range)
            }
            var fields: [Field] = []
            for field in activity.fields {
                fields.append(self.field(field, computation: nil))
                if let compute = field.compute {
                    report(.computedFieldSet, "a field of an activity cannot be computed", at: compute.range)
                }
            }
            parts.activities.append(
                Activity(
                    id: activity.id.value,
                    label: activity.label?.value ?? activity.id.value,
                    kind: activity.kind?.value,
                    by: roles(activity.by),
                    outcomes: activity.outcomes.map {
                        Activity.Outcome(id: $0.id.value, label: $0.label?.value ?? $0.id.value, again: $0.again)
                    },
                    captures: captures(activity.captures),
                    checklist: activity.checklist.map(\.value),
                    repetitions: activity.repetitions?.value,
                    fields: fields,
                    needsEvidence: activity.evidence?.value ?? false,
                    guide: activity.guide?.value,
                    keptAttempts: 1,
                    range: activity.range
                )
            )
        }
    }

    private mutating func captures(_ captures: [CaptureDefinition]) -> [Activity.Capture] {
        _ = distinct(captures.map(\.field), "field")
        var result: [Activity.Capture] = []
        for capture in captures {
            guard let id = field(capture.field) else { continue }
            refuseComputed(id, capture.field.range, "captured")
            // Only a misspelt name can be taken for one that is there already.
            if tables.fields[meant(capture.field, in: tables.fields)] == nil, result.contains(where: { $0.field == id })
            {
                continue
            }
            result.append(Activity.Capture(field: id, isRequired: capture.isRequired))
        }
        return result
    }

    /// Says how many done attempts a deal keeps: enough for every gate and condition that looks at them.
    mutating func settleAttempts() {
        for (index, demand) in attemptDemands.enumerated() {
            let activity = parts.activities[index]
            let all = min(activity.repetitions ?? Self.mostKeptAttempts, Self.mostKeptAttempts)
            let kept = demand.readsOlder ? max(all, demand.atLeast) : demand.atLeast
            parts.activities[index] = activity.keeping(attempts: max(1, kept))
        }
    }

    /// How many attempts a deal keeps where nothing limits their number; a deal's state stays bounded.
    private static let mostKeptAttempts = 100
}

extension Activity {
    /// The same activity, keeping so many attempts.
    func keeping(attempts: Int) -> Activity {
        var copy = self
        copy.keptAttempts = attempts
        return copy
    }
}
