import TurnpikeValues

extension Decider {
    func activity(_ step: ActivityStep) throws(CommandError) -> Refusal? {
        guard let id = process.activity(step.activity) else {
            throw CommandError.unknown("activity", step.activity, among: process.activities.map(\.id))
        }
        switch step.kind {
        case .start: return start(id)
        case .complete: return try complete(id, step)
        case .skip, .cancel: return end(id, step.kind)
        case .plan: return try plan(id, step)
        }
    }

    private func start(_ id: ActivityID) -> Refusal? {
        var unmet = byRole(id)
        let state = scope.activityState(id)
        let open = state?.open.first
        if open == nil { unmet += repetitionLimit(id, state) }
        if let open, open.isStarted {
            unmet.append(finding(id, "started", .state, "'\(process[id].label)' is started already"))
        }
        guard unmet.isEmpty else { return refusal(unmet) }
        let number = open?.number ?? (state?.opened ?? 0) + 1
        if open == nil { emit(.activityOpened(id, number: number, keep: false)) }
        emit(.activityStarted(id, number: number))
        return nil
    }

    /// Notes for when something is agreed upon.
    private func plan(_ id: ActivityID, _ step: ActivityStep) throws(CommandError) -> Refusal? {
        guard let planned = step.planned.map({ Instant(milliseconds: $0.milliseconds) }) else {
            throw CommandError(.missing, "say when '\(process[id].label)' is planned for")
        }
        guard planned > record.recorded else {
            throw CommandError(.invalidValue, "\(planned) is past; what is planned lies in the future")
        }
        var unmet = byRole(id)
        let state = scope.activityState(id)
        if state?.open.isEmpty != false { unmet += repetitionLimit(id, state) }
        guard unmet.isEmpty else { return refusal(unmet) }
        if state?.open.isEmpty != false {
            emit(.activityOpened(id, number: (state?.opened ?? 0) + 1, keep: false))
        }
        guard let open = scope.activityState(id)?.open.first, open.due != planned || !open.isPlanned else { return nil }
        emit(.time(.dated(id, number: open.number, due: planned, isPlanned: true)))
        return nil
    }

    private func end(_ id: ActivityID, _ kind: ActivityStep.Kind) -> Refusal? {
        guard let open = scope.activityState(id)?.open.first else {
            return refusal([
                finding(
                    id,
                    "open",
                    .state,
                    "'\(process[id].label)' is not open, so there is nothing to \(kind.rawValue)"
                )
            ])
        }
        let unmet = byRole(id)
        guard unmet.isEmpty else { return refusal(unmet) }
        emit(
            kind == .skip
                ? .activitySkipped(id, number: open.number) : .activityCancelled(id, number: open.number)
        )
        return nil
    }

    private func complete(_ id: ActivityID, _ step: ActivityStep) throws(CommandError) -> Refusal? {
        let activity = process[id]
        let outcome = try outcome(step, of: activity)
        let counts = outcome.map { !activity.outcomes[$0].again } ?? true
        let (captured, own) = try split(step.values, of: activity)
        let checked = try checklist(step, of: activity)

        let state = scope.activityState(id)
        var unmet = byRole(id) + locksAndPermissions(captured)
        if counts {
            for capture in activity.captures where capture.isRequired {
                let given = captured.first { $0.field == capture.field }?.new ?? scope.state.slots[capture.field.index]
                guard given == .null else { continue }
                let field = process[capture.field]
                var missing = finding(
                    id,
                    "captures.\(field.id)",
                    .ask,
                    "\(field.label) is asked for with '\(activity.label)'"
                )
                missing.missing = ["deal.\(field.id)"]
                missing.remedies = [.ask(field: field.id)]
                unmet.append(missing)
            }
            if activity.needsEvidence, step.evidence == nil {
                var missing = finding(
                    id,
                    "evidence",
                    .ask,
                    "'\(activity.label)' needs evidence: a reference to a file, a mail or an event"
                )
                missing.remedies = [
                    .complete(activity: activity.id, outcomes: step.outcome.map { [$0] } ?? [], times: 1)
                ]
                unmet.append(missing)
            }
            if let limit = activity.repetitions, let done = state?.done, done >= limit {
                unmet.append(
                    finding(
                        id,
                        "repeat",
                        .state,
                        "'\(activity.label)' may be done \(limit) \(limit == 1 ? "time" : "times"), and was"
                    )
                )
            }
        }
        guard unmet.isEmpty else { return refusal(unmet) }

        let number = state?.open.first?.number ?? (state?.opened ?? 0) + 1
        emit(
            .activityDone(
                Event.ActivityDone(
                    activity: id,
                    number: number,
                    outcome: outcome,
                    counts: counts,
                    values: own,
                    checked: checked,
                    evidence: step.evidence
                )
            )
        )
        if !counts {
            // The work goes on: what was not reached today is to be tried again.
            let keep = state?.open.first?.keep ?? false
            emit(.activityOpened(id, number: number + 1, keep: keep))
        }
        store(captured.filter { $0.old != $0.new })
        return nil
    }

    private func outcome(_ step: ActivityStep, of activity: Activity) throws(CommandError) -> Int? {
        let known = activity.outcomes.map(\.id)
        guard let name = step.outcome else {
            if known.isEmpty { return nil }
            throw CommandError(.missing, "say how '\(activity.label)' ended: \(known.joined(separator: ", "))")
        }
        guard let index = known.firstIndex(of: name) else {
            throw CommandError.unknown("outcome of \(activity.id)", name, among: known)
        }
        return index
    }

    private func split(
        _ values: [FieldValue],
        of activity: Activity
    ) throws(CommandError) -> ([Event.FieldChange], ValueMap) {
        var deal: [FieldValue] = []
        var own: [(Value, Value)] = []
        var problems: [String] = []
        for given in values {
            if let field = activity.fields.first(where: { $0.id == given.field }) {
                switch field.accept(given.value, currency: process.currency) {
                case .success(let value):
                    if value != .null { own.append((.string(field.id), value)) }
                case .failure(let problem): problems.append(problem.message)
                }
            } else if activity.captures.contains(where: { process[$0.field].id == given.field }) {
                deal.append(given)
            } else {
                let known = activity.fields.map(\.id) + activity.captures.map { process[$0.field].id }
                problems += CommandError.unknown("field of \(activity.id)", given.field, among: known).problems
            }
        }
        for field in activity.fields {
            guard let value = field.defaultValue, !values.contains(where: { $0.field == field.id }) else { continue }
            own.append((.string(field.id), value))
        }
        guard problems.isEmpty else { throw CommandError(.invalidValue, problems) }
        guard let map = try? ValueMap(own) else {
            throw CommandError(.invalidValue, "a field of \(activity.id) is given twice")
        }
        return (try accepted(deal), map)
    }

    private func checklist(_ step: ActivityStep, of activity: Activity) throws(CommandError) -> [Int] {
        var numbers: [Int] = []
        for words in step.checked {
            if let number = Int(words), (1...max(1, activity.checklist.count)).contains(number),
                !activity.checklist.isEmpty
            {
                numbers.append(number)
            } else if let index = activity.checklist.firstIndex(of: words) {
                numbers.append(index + 1)
            } else {
                throw CommandError.unknown("item on the checklist of \(activity.id)", words, among: activity.checklist)
            }
        }
        return Set(numbers).sorted()
    }

    private func byRole(_ id: ActivityID) -> [UnmetCriterion] {
        let activity = process[id]
        guard scope.actor.isJudgedByRoles, !activity.by.isEmpty, !scope.holds(activity.by) else { return [] }
        var unmet = finding(
            id,
            "by",
            .by,
            "'\(activity.label)' is done by \(scope.names(of: activity.by).joined(separator: " or "))"
        )
        unmet.who = scope.names(of: activity.by)
        unmet.remedies = [.role(unmet.who)]
        return [unmet]
    }

    private func repetitionLimit(_ id: ActivityID, _ state: ActivityState?) -> [UnmetCriterion] {
        guard let limit = process[id].repetitions, let done = state?.done, done >= limit else { return [] }
        return [finding(id, "repeat", .state, "'\(process[id].label)' may be done \(limit) times, and was")]
    }

    private func finding(
        _ id: ActivityID,
        _ part: String,
        _ kind: UnmetCriterion.Kind,
        _ message: String
    ) -> UnmetCriterion {
        var finding = UnmetCriterion("\(process[id].id).\(part)", kind, message, range: process[id].range)
        finding.isOverridable = false
        return finding
    }

    /// The to-do list of a stage that was entered; what is open already stays as it is.
    func openActivities(of stage: StageID) {
        for entry in process[stage].activities {
            let state = scope.activityState(entry.activity)
            if state?.open.isEmpty == false { continue }
            // These open at their time, or when what they wait for is done.
            if entry.every != nil || !isReady(entry) { continue }
            if let limit = process[entry.activity].repetitions, let done = state?.done, done >= limit { continue }
            emit(.activityOpened(entry.activity, number: (state?.opened ?? 0) + 1, keep: entry.keep))
        }
    }

    /// Leaving a stage cancels what is open, unless it is to be kept (rule 8).
    func cancelActivities() {
        for state in scope.state.shared.activities {
            for open in state.open where !open.keep {
                emit(.activityCancelled(state.activity, number: open.number))
            }
        }
    }
}
