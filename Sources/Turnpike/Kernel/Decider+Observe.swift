import TurnpikeExpressions
import TurnpikeValues

extension Decider {
    /// An outside system, or history being imported, has moved the deal: what the process's `observed:` policy makes
    /// of it. It is judged like any move; only what becomes of an unmet criterion differs.
    func observe(_ observation: Observation) throws(CommandError) -> Refusal? {
        guard let target = process.stage(observation.stage) else {
            throw CommandError.unknown("stage", observation.stage, among: process.stages.map(\.id))
        }
        if scope.actor.kind == .person {
            var finding = UnmetCriterion(
                "observe.by",
                .by,
                "only an import or a plug-in reports what an outside system did; a person moves the deal",
                range: .none
            )
            finding.remedies = [.move(observation.stage)]
            finding.isOverridable = false
            return refusal([finding])
        }
        let changes = try accepted(observation.fields)
        let state = scope.state
        for change in changes { scope.state.slots[change.field.index] = change.new }
        let isThere = state.isIn(target)
        let plan = observedPlan(to: target)
        var input = MoveInput()
        input.isAutomatic = true
        if let name = observation.reason, !isThere {
            guard let list = scope.reasonList(of: plan) else {
                throw CommandError(.invalidValue, "\(process[target].label) takes no reason from a list")
            }
            let reasons = process.reasonLists[list].reasons.map(\.id)
            guard let index = reasons.firstIndex(of: name) else {
                throw CommandError.unknown("reason in \(process.reasonLists[list].id)", name, among: reasons)
            }
            input.reason = ReasonID(list: list, item: index)
        }
        let report =
            isThere || process.observed == .adopt
            ? MoveReport() : try scope.report(plan, input)
        scope.state = state
        switch process.observed {
        case .adopt, .adoptWithObligations: break
        case .ask, .pushBack, .refuse:
            if !report.unmet.isEmpty {
                if answerObserved(target, reason: input.reason, unmet: report.unmet) {
                    return nil
                }
                return refusal(
                    report.unmet,
                    target: process[target].id,
                    mayAlsoApply: report.mayAlsoApply,
                    warnings: report.warnings
                )
            }
        }
        store(changes)
        guard !isThere else {
            settleObservation()
            return nil
        }
        take(
            plan,
            to: target,
            input,
            kind: .observed,
            warnings: report.warnings.map(\.id),
            obligations: Self.obligations(report.unmet.filter { $0.kind != .reason }, process)
        )
        return nil
    }

    /// The declared move to that stage, or else the way that the order of stages prescribes.
    func observedPlan(to target: StageID) -> MovePlan {
        let from = observedSource(of: target)
        for index in scope.rows where process.transitions[index].target == target {
            guard !process.isNested || process.transitions[index].source == from else { continue }
            return scope.plan(process.transitions[index])
        }
        let origin = process[from].isAside ? scope.state.origin ?? from : from
        return scope.plan(from: from, judgedFrom: origin, to: target, move: nil)
    }

    /// The stage that is left for one that was observed: inside a track only that track goes on.
    private func observedSource(of target: StageID) -> StageID {
        guard process.isNested else { return scope.state.stage }
        let inner = process.tree.allTracks(of: target)
        let sources = process.listing(scope.state)
        for track in inner {
            let here = sources.filter { process.tree.allTracks(of: $0).contains(track) }
            // The outermost in the track: what runs in tracks of its own goes with it.
            if let source = here.last { return source }
        }
        return scope.state.stage
    }

    func signal(_ name: String, _ data: [FieldValue]) throws(CommandError) -> Refusal? {
        guard let id = process.signal(name) else {
            throw CommandError.unknown("signal", name, among: process.signals.map(\.id))
        }
        let signal = process[id]
        for given in data where !signal.sets.contains(where: { process[$0].id == given.field }) {
            let brings = signal.sets.map { process[$0].id }
            throw CommandError.unknown("field brought by \(name)", given.field, among: brings)
        }
        // A signal's data is stored first, so that guards and gates see it.
        let changes = try accepted(data)
        let locked = locksAndPermissions(changes)
        guard locked.isEmpty else { return refusal(locked) }
        store(changes)
        guard !process.isNested else {
            try signalTracks(id)
            return nil
        }
        let awaiting = scope.rows.map { process.transitions[$0] }.filter {
            if case .signal(id) = process[$0.move].trigger { true } else { false }
        }
        emit(.signalled(id, isAwaited: !awaiting.isEmpty))
        // One that was made as often as it may be lets the next one answer; alone it says why nothing happens.
        let usable = awaiting.filter { !scope.isUsedUp($0.move) }
        for transition in usable.isEmpty ? awaiting : usable {
            let move = process[transition.move]
            if let when = move.when, try scope.decidingVerdict(when) != .yes { continue }
            // The first whose guard holds is the one; if its gates are unmet it waits and never falls through.
            try takeOrWait(transition)
            return nil
        }
        return nil
    }

    /// Every track answers a signal for itself, and all who do go together.
    private func signalTracks(_ id: SignalID) throws(CommandError) {
        let isAwaited = scope.rows.contains { awaits(id, $0) }
        emit(.signalled(id, isAwaited: isAwaited))
        guard isAwaited else { return }
        let scope = scope
        let process = process
        let answering = try enabledTogether { row throws(CommandError) in
            let move = process.moves[process.transitions[row].move.index]
            guard case .signal(id) = move.trigger else { return false }
            guard let when = move.when else { return true }
            return try scope.decidingVerdict(when) == .yes
        }
        _ = try takeOrWait(answering)
    }

    private func awaits(_ id: SignalID, _ row: Int) -> Bool {
        if case .signal(id) = process.moves[process.transitions[row].move.index].trigger { true } else { false }
    }

    /// Makes a move by itself, or reports that it waits, and for what.
    func takeOrWait(_ transition: Transition) throws(CommandError) {
        var input = MoveInput()
        input.isAutomatic = true
        let plan = scope.plan(transition)
        let (passes, notApplied) = try scope.passes(plan, input)
        if passes, let target = plan.target {
            let warnings = try process.hasWarnings(plan.gates) ? scope.report(plan, input).warnings.map(\.id) : []
            take(plan, to: target, input, kind: .automatic, notApplied: notApplied, warnings: warnings)
            return
        }
        let report = try scope.report(plan, input)
        if !process.externals.isEmpty, let target = plan.target, let left = obligationsOfOutage(report.unmet) {
            let warnings = report.warnings.map(\.id)
            take(plan, to: target, input, kind: .automatic, warnings: warnings, obligations: left)
            return askAgain(left)
        }
        let unmet = report.unmet.map(\.id)
        let known = scope.state.shared.waiting.first { $0.move == transition.move }
        if known?.unmet != unmet { emit(.waiting(transition.move, unmet: unmet)) }
        if !process.externals.isEmpty { _ = askOutside(report.unmet, for: nil) }
    }
}
