import TurnpikeExpressions
import TurnpikeValues

extension Decider {
    /// An outside system, or history being imported, has moved the deal: what the process's `observed:` policy makes
    /// of it. It is judged like any move; only what becomes of an unmet criterion differs.
    mutating func observe(_ observation: Observation) throws(CommandError) -> Refusal? {
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
        let plan = observedPlan(to: target)
        var input = MoveInput()
        input.isAutomatic = true
        if let name = observation.reason, target != state.stage {
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
            target == state.stage || process.observed == .adopt
            ? MoveReport() : try scope.report(plan, input)
        scope.state = state
        switch process.observed {
        case .adopt, .adoptWithObligations: break
        case .ask, .pushBack, .refuse:
            if !report.unmet.isEmpty {
                return refusal(
                    report.unmet,
                    target: process[target].id,
                    mayAlsoApply: report.mayAlsoApply,
                    warnings: report.warnings
                )
            }
        }
        store(changes)
        guard target != state.stage else { return nil }
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
        for index in scope.rows where process.transitions[index].target == target {
            return scope.plan(process.transitions[index])
        }
        let from = scope.state.stage
        let origin = process[from].isAside ? scope.state.origin ?? from : from
        return scope.plan(from: from, judgedFrom: origin, to: target, move: nil)
    }

    mutating func signal(_ name: String, _ data: [FieldValue]) throws(CommandError) -> Refusal? {
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
        let awaiting = scope.rows.map { process.transitions[$0] }.filter {
            if case .signal(id) = process[$0.move].trigger { true } else { false }
        }
        emit(.signalled(id, isAwaited: !awaiting.isEmpty))
        for transition in awaiting {
            let move = process[transition.move]
            if let when = move.when, try scope.decidingVerdict(when) != .yes { continue }
            // The first whose guard holds is the one; if its gates are unmet it waits and never falls through.
            try takeOrWait(transition)
            return nil
        }
        return nil
    }

    /// Makes a move by itself, or reports that it waits, and for what.
    mutating func takeOrWait(_ transition: Transition) throws(CommandError) {
        var input = MoveInput()
        input.isAutomatic = true
        let plan = scope.plan(transition)
        let (passes, notApplied) = try scope.passes(plan, input)
        if passes, let target = plan.target {
            let warnings = try process.hasWarnings(plan.gates) ? scope.report(plan, input).warnings.map(\.id) : []
            take(plan, to: target, input, kind: .automatic, notApplied: notApplied, warnings: warnings)
            return
        }
        let unmet = try scope.report(plan, input).unmet.map(\.id)
        let known = scope.state.shared.waiting.first { $0.move == transition.move }
        if known?.unmet != unmet { emit(.waiting(transition.move, unmet: unmet)) }
    }
}
