import TurnpikeExpressions
import TurnpikeValues

extension Decider {
    /// A move that goes through, with what was found out about it.
    struct Taking {
        var plan: MovePlan
        var input: MoveInput
        var kind: Event.Moved.Kind
        var because: String?
        var notApplied: UInt64 = 0
        var warnings: [String] = []
        var obligations: [Event.Moved.LeftBehind] = []
    }

    /// Makes moves of a nested deal in one step: their stages are left, innermost first, then those they lead to are
    /// entered, outermost first.
    func take(_ moves: [Taking]) {
        let steps = moves.map {
            Event.StageChange.Step(from: $0.plan.from, targets: $0.plan.nested.first?.targets ?? [])
        }
        let change = self.change(steps)
        cancelActivities(leaving: change.left)
        settleObservation()
        for move in moves {
            guard let target = move.plan.target else { continue }
            emit(
                Event.Moved(
                    move: move.plan.move,
                    from: move.plan.from,
                    to: target,
                    direction: move.plan.direction,
                    kind: move.kind,
                    reason: move.plan.move.flatMap { process.moves[$0.index].because } ?? move.input.reason,
                    because: move.because,
                    gates: move.plan.gates,
                    gatesNotApplied: move.notApplied,
                    warnings: move.warnings,
                    confirmed: move.input.confirmed,
                    obligations: move.obligations
                )
            )
        }
        emit(.stagesChanged(change))
        if !process.approvals.isEmpty, change.entered.contains(where: { process.stageTraits[$0.index].isOutcome }) {
            withdrawApprovals()
        }
        for stage in change.entered where !process.stages[stage.index].activities.isEmpty {
            openActivities(of: stage)
        }
    }

    /// What steps would leave and enter.
    func change(_ steps: [Event.StageChange.Step]) -> Event.StageChange {
        var rehearsal = scope.state
        let (left, entered) = process.step(steps, happened: record.stamp.happenedMilliseconds, in: &rehearsal)
        let leftOut = process.chart?.tracksLeftOut(among: steps.flatMap(\.targets)) ?? []
        return Event.StageChange(steps: steps, left: left, entered: entered, leftOut: leftOut)
    }

    /// Leaving stages cancels what is open on their lists, unless a stage that stays has it on its own, or it is to be
    /// kept. What was started by hand belongs to the deal as a whole.
    private func cancelActivities(leaving left: [StageID]) {
        guard !scope.state.shared.activities.isEmpty else { return }
        func listed(_ stages: [StageID]) -> Set<ActivityID> {
            Set(stages.flatMap { process.stages[$0.index].activities.map(\.activity) })
        }
        let leaving = Set(left)
        let staying = scope.state.activeStages.filter { !leaving.contains($0) }
        let ending = listed(left)
        let going = listed(staying)
        let isMainLeft = leaving.contains(scope.state.stage)
        for state in scope.state.shared.activities {
            guard !going.contains(state.activity), ending.contains(state.activity) || isMainLeft else { continue }
            for open in state.open where !open.keep {
                emit(.activityCancelled(state.activity, number: open.number))
            }
        }
    }

    /// Moves by themselves of a nested deal that are enabled at once: of each active stage the first, inner ones before
    /// those around them, without those that would leave the same stages.
    func enabledTogether(_ isEnabled: (Int) throws(CommandError) -> Bool) throws(CommandError) -> [Transition] {
        var chosen: [Transition] = []
        for source in process.listing(scope.state) {
            for row in process.transitionsBySource[source.index] where try isEnabled(row) {
                chosen.append(process.transitions[row])
                break
            }
        }
        return withoutConflicts(chosen)
    }

    func withoutConflicts(_ chosen: [Transition]) -> [Transition] {
        guard chosen.count > 1, let chart = process.chart else { return chosen }
        let steps = chosen.map { transition in
            Machine.Step(
                source: chart.nodeOfStage[transition.source.index],
                targets: scope.plan(transition).nested.first?.targets ?? []
            )
        }
        let kept = process.machine.withoutConflicts(steps, scope.state.configuration)
        return zip(chosen, steps).filter { kept.contains($0.1) }.map(\.0)
    }

    /// Makes moves by themselves together, or reports that they wait: where several tracks answer one signal, all of them
    /// go or none does.
    ///
    /// - Returns: Whether any was made.
    func takeOrWait(_ transitions: [Transition]) throws(CommandError) -> Bool {
        var going: [(transition: Transition, taking: Taking)] = []
        var refused: [(transition: Transition, unmet: [String])] = []
        var outside: [UnmetCriterion] = []
        for transition in transitions {
            var input = MoveInput()
            input.isAutomatic = true
            let plan = scope.plan(transition)
            let (passes, notApplied) = try scope.passes(plan, input)
            if passes {
                let warnings =
                    try process.hasWarnings(plan.gates) ? scope.report(plan, input).warnings.map(\.id) : []
                going.append(
                    (
                        transition,
                        Taking(
                            plan: plan,
                            input: input,
                            kind: .automatic,
                            notApplied: notApplied,
                            warnings: warnings
                        )
                    )
                )
            } else {
                let unmet = try scope.report(plan, input).unmet
                if !process.externals.isEmpty, unmet.allSatisfy({ $0.kind == .external }) { outside += unmet }
                refused.append((transition, unmet.map(\.id)))
            }
        }
        // One signal is one step: who answers it together is refused together.
        for signal in Set(refused.compactMap { signal(of: $0.transition) }) {
            let reasons = refused.filter { self.signal(of: $0.transition) == signal }.flatMap(\.unmet)
            for (index, entry) in refused.enumerated() where self.signal(of: entry.transition) == signal {
                refused[index].unmet = Self.distinct(reasons)
            }
            for entry in going where self.signal(of: entry.transition) == signal {
                refused.append((entry.transition, Self.distinct(reasons)))
            }
            going.removeAll { self.signal(of: $0.transition) == signal }
        }
        refused.sort { $0.transition.move < $1.transition.move }
        for (transition, unmet) in refused {
            let known = scope.state.shared.waiting.first { $0.move == transition.move }
            if known?.unmet != unmet { emit(.waiting(transition.move, unmet: unmet)) }
        }
        if !outside.isEmpty { _ = askOutside(outside, for: nil) }
        guard !going.isEmpty else { return false }
        take(going.map(\.taking))
        return true
    }

    private static func distinct(_ ids: [String]) -> [String] {
        var seen: Set<String> = []
        return ids.filter { seen.insert($0).inserted }
    }

    private func signal(of transition: Transition) -> SignalID? {
        if case .signal(let signal) = process[transition.move].trigger { signal } else { nil }
    }
}
