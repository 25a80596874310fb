import TurnpikeExpressions
import TurnpikeValues

extension SalesProcess {
    /// What every move from the deal's stage would do now, without attempting one, in file order.
    ///
    /// - Throws: `CommandError` where an expression of the process fails to evaluate.
    public func explain(_ state: DealState, _ context: Context) throws(CommandError) -> [MoveExplanation] {
        guard state.revision > 0 else { throw CommandError(.wrongState, "the deal is not opened yet") }
        let milliseconds = max(context.now.milliseconds, state.recorded.milliseconds)
        let scope = Scope(
            process: self,
            state: state,
            now: Instant(milliseconds: milliseconds),
            actor: context.actor,
            facts: context.facts
        )
        var result: [MoveExplanation] = []
        for index in scope.rows {
            result.append(try explain(transitions[index], scope))
        }
        return result
    }

    private func explain(_ transition: Transition, _ scope: Scope) throws(CommandError) -> MoveExplanation {
        let move = self[transition.move]
        var input = MoveInput()
        var trigger = "a person"
        switch move.trigger {
        case .person: input.isAutomatic = false
        case .signal(let signal):
            trigger = "the signal \(self[signal].id)"
            input.isAutomatic = true
        case .asSoonAs(let condition):
            trigger = "as soon as \(condition.source.text)"
            input.isAutomatic = true
        }
        let plan = scope.plan(transition)
        let report = try scope.report(plan, input)
        var unmet = report.unmet
        if case .asSoonAs(let condition) = move.trigger, try scope.decidingVerdict(condition) != .yes {
            unmet.insert(scope.condition(condition, id: "\(move.id).as_soon_as", move: move), at: 0)
        }
        if let when = move.when, try scope.decidingVerdict(when) != .yes {
            unmet.insert(scope.condition(when, id: "\(move.id).when", move: move), at: 0)
        }
        // What is given in the same breath as the move does not stand against it; it is told apart.
        let given: Set<UnmetCriterion.Kind> = [.ask, .reason, .target]
        let asks = unmet.filter { $0.kind == .ask }.flatMap { finding in
            finding.remedies.compactMap { if case .ask(let field) = $0 { field } else { nil } }
        }
        let reasonList = scope.reasonList(of: plan).flatMap { move.because == nil ? reasonLists[$0] : nil }
        let blocked = unmet.contains { finding in
            !given.contains(finding.kind) || (finding.kind == .target && plan.choices.isEmpty)
        }
        return MoveExplanation(
            move: move.id,
            label: move.label,
            target: plan.target.map { self[$0].id },
            direction: plan.target == nil ? .back : plan.direction,
            status: blocked ? .refused : input.isAutomatic ? .automatic : .open,
            trigger: trigger,
            gates: plan.gates.map { self[$0].id },
            refusal: Refusal(
                command: "move \(move.id)",
                stage: self[scope.state.stage].id,
                target: plan.target.map { self[$0].id },
                revision: scope.state.revision,
                unmet: unmet.map { finding in
                    var finding = finding
                    finding.place = finding.place ?? place(of: finding.range)
                    return finding
                },
                mayAlsoApply: report.mayAlsoApply,
                warnings: report.warnings,
                overridableBy: unmet.contains { $0.isOverridable }
                    ? permissions.override.map { scope.names(of: $0) } ?? [] : []
            ),
            asks: asks,
            reasons: reasonList?.reasons.map(\.id) ?? [],
            stages: plan.target == nil ? plan.choices.map { self[$0].id } : []
        )
    }
}

extension Scope {
    func condition(_ condition: Condition, id: String, move: Move) -> UnmetCriterion {
        var finding = UnmetCriterion(
            id,
            .when,
            "this move is possible only if \(condition.source.text)",
            range: condition.source.range
        )
        describe(condition, in: &finding)
        finding.isOverridable = false
        return finding
    }
}
