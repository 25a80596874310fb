import TurnpikeExpressions
import TurnpikeValues

/// Deals of other processes: when one is due, and what is told between the two.
///
/// Nothing of another deal is touched here. A due opening and an outcome to be told are facts of their own deal, with a
/// timer that is due at once: whoever works on the store carries them out, and takes them up again after a crash.
extension Decider {
    // MARK: Arming

    func keepOpenings(_ inForce: inout Set<TimerKey>) throws(CommandError) {
        for (index, opening) in process.openings.enumerated() where scope.state.isIn(opening.stage) {
            let key = TimerKey(.opens, index)
            switch opening.trigger {
            case .entry: continue
            case .after(let span):
                inForce.insert(key)
                guard let since = scope.state.entered(opening.stage) else {
                    cancel(key)
                    continue
                }
                if let timer = scope.state.timer(key), timer.since == since { continue }
                guard let due = process.end(of: span, from: since) else { continue }
                // Coming back out of a hold is no new visit: what was opened on the one before is not opened again.
                let isDone = scope.state.opening(index) != nil && hasComeBack(to: opening.stage)
                arm(DealTimer(key, since: since, due: due, fires: isDone ? nil : due))
            case .at(let time):
                inForce.insert(key)
                guard let due = try scope.moment(time), scope.state.opening(index)?.time != due else {
                    if scope.state.timer(key)?.isSpent != true { cancel(key) }
                    continue
                }
                if let timer = scope.state.timer(key), timer.due == due { continue }
                arm(DealTimer(key, since: due, due: due, fires: due))
            }
        }
        for opening in scope.state.openings where opening.status == .due {
            inForce.insert(TimerKey(.opens, opening.rule, number: opening.number))
        }
        for reached in scope.state.openedBy?.untold ?? [] {
            inForce.insert(TimerKey(.opener, 0, number: reached.count))
        }
    }

    private func hasComeBack(to stage: StageID) -> Bool {
        record.events.contains { event in
            guard case .moved(let moved) = event, let move = moved.move else { return false }
            return process.moves[move.index].target == .cameFrom
        }
    }

    // MARK: What this command has brought about

    /// Openings on entry, those that were refused and may be taken now, and outcomes that the opener is to hear of.
    func noteOpenings() throws(CommandError) {
        if scope.state.openedBy != nil { noteOutcomes() }
        guard !process.openings.isEmpty, record.actor.kind != .import else { return }
        let entered = enteredStages()
        for (index, opening) in process.openings.enumerated() {
            guard case .entry = opening.trigger else { continue }
            for stage in entered where stage == opening.stage { try open(by: index, time: nil) }
        }
        let isChanged = record.events.contains { event in
            switch event {
            case .fieldsSet, .assigned, .related: true
            default: false
            }
        }
        guard isChanged else { return }
        for opening in scope.state.openings {
            guard case .refused = opening.status, scope.state.isIn(process.openings[opening.rule].stage) else {
                continue
            }
            makeDue(opening.rule, number: opening.number, time: opening.time)
        }
    }

    /// The stages that this command has entered, as often as it has; a way back out of a hold enters none.
    private func enteredStages() -> [StageID] {
        var result: [StageID] = []
        var isComingBack = false
        for event in record.events {
            switch event {
            case .opened(let opened) where !process.isNested: result.append(opened.stage)
            case .moved(let moved):
                isComingBack = moved.move.map { process.moves[$0.index].target == .cameFrom } ?? false
                if !process.isNested, !isComingBack { result.append(moved.to) }
            case .stagesChanged(let change): if !isComingBack { result += change.entered }
            default: break
            }
        }
        return result
    }

    /// Has a deal opened, where the rule's condition holds and its number is not reached.
    func open(by rule: Int, time: Instant?) throws(CommandError) {
        let opening = process.openings[rule]
        let known = scope.state.opening(rule)
        if let most = opening.atMost, let known, known.number >= most { return }
        if let when = opening.when, try scope.decidingVerdict(when) != .yes { return }
        // One that is due still was never opened; another would take its place.
        if known?.status == .due { return }
        makeDue(rule, number: (known?.number ?? 0) + 1, time: time)
    }

    private func makeDue(_ rule: Int, number: Int, time: Instant?) {
        emit(.opening(.due(rule: rule, number: number, time: time)))
        let now = record.recorded
        arm(DealTimer(TimerKey(.opens, rule, number: number), since: now, due: now, fires: now))
    }

    private func noteOutcomes() {
        var reached: [StageID] = []
        for event in record.events {
            switch event {
            case .moved(let moved) where !process.isNested: reached.append(moved.to)
            case .stagesChanged(let change): reached += change.entered
            default: break
            }
        }
        for stage in reached where process[stage].outcome != nil {
            let count = (scope.state.openedBy?.count ?? 0) + 1
            emit(.opening(.reached(stage: stage, count: count)))
            let now = record.recorded
            let timer = DealTimer(TimerKey(.opener, 0, number: count), since: now, due: now, fires: now)
            if scope.state.timer(timer.key) != timer { emit(.time(.armed(timer))) }
        }
    }

    // MARK: Firing and hearing

    /// The time of an opening has come. One that is due already is carried out by the pipeline, not by a command.
    func fireOpening(_ timer: DealTimer, due: Instant) throws(CommandError) {
        guard timer.key.number == 0 else { return }
        let opening = process.openings[timer.key.rule]
        let isSkipped = isTooLate(due, opening.late)
        emit(.time(.fired(timer.key, due: due, isSkipped: isSkipped)))
        guard !isSkipped else { return }
        var time: Instant?
        if case .at = opening.trigger { time = timer.due }
        try open(by: timer.key.rule, time: time)
    }

    /// What is told about the other deal. Told twice, it changes nothing.
    func hear(_ step: OpeningStep) throws(CommandError) -> Refusal? {
        if case .told(let count) = step.kind {
            guard let opener = scope.state.openedBy, opener.untold.contains(where: { $0.count == count }) else {
                return nil
            }
            emit(.opening(.told(count: count)))
            return nil
        }
        guard let rule = process.openings.firstIndex(where: { $0.path == step.opening }),
            let known = scope.state.opening(rule)
        else { return nil }
        let isDue = known.number == step.number && known.status == .due
        switch step.kind {
        case .opened(let deal): if isDue { emit(.opening(.opened(rule: rule, number: step.number, deal: deal))) }
        case .refused(let unmet): if isDue { emit(.opening(.refused(rule: rule, number: step.number, unmet: unmet))) }
        case .returned(let deal, let stage, let outcome, let count, let values):
            // Whose outcome is heard was opened, although this deal may have been stopped before it could note that.
            if isDue { emit(.opening(.opened(rule: rule, number: step.number, deal: deal))) }
            let child = scope.state.opening(rule)?.children.first { $0.number == step.number }
            if let child, child.deal != deal || child.heard >= count { return nil }
            emit(.opening(.returned(rule: rule, number: step.number, deal: deal, stage: stage, count: count)))
            guard let signal = process.openings[rule].signal(stage: stage, outcome: outcome) else { return nil }
            try receive(signal, values)
        case .told: break
        }
        return nil
    }

    /// An outcome that comes back is never lost: what its signal cannot bring here is left out.
    private func receive(_ id: SignalID, _ values: [FieldValue]) throws(CommandError) {
        let signal = process[id]
        let fitting = values.filter { given in
            guard let field = signal.sets.first(where: { process[$0].id == given.field }),
                case .success = process[field].accept(given.value, currency: process.currency)
            else { return false }
            return locksAndPermissions([Event.FieldChange(field: field, old: .null, new: given.value)]).isEmpty
        }
        _ = try self.signal(signal.id, fitting)
    }
}
