import TurnpikeExpressions
import TurnpikeValues

extension SalesProcess {
    /// What every move from the deal's stage would do now, without attempting one, in file order.
    ///
    /// A move of which an expression fails to evaluate is refused with what failed and where, so that one broken condition
    /// hides neither the deal nor its other moves.
    ///
    /// - Throws: `CommandError` where the deal is not open.
    public func explain(_ state: DealState, _ context: Context) throws(CommandError) -> [MoveExplanation] {
        guard state.revision > 0 else { throw CommandError(.wrongState, "the deal is not opened yet") }
        var state = state
        // The pointers are those of this function's own variables and end with the call.
        return try withUnsafePointer(to: context) { (context) throws(CommandError) -> [MoveExplanation] in
            try explain(&state, context)
        }
    }

    private func explain(
        _ state: UnsafeMutablePointer<DealState>,
        _ context: UnsafePointer<Context>
    ) throws(CommandError) -> [MoveExplanation] {
        let milliseconds = max(context.pointee.now.milliseconds, state.pointee.recordedMilliseconds)
        let scope = Scope(
            process: self,
            state: state,
            now: Instant(milliseconds: milliseconds),
            context: context
        )
        var result: [MoveExplanation] = []
        for index in scope.rows {
            do throws(CommandError) {
                result.append(try explain(transitions[index], scope))
            } catch {
                guard error.code == .evaluation else { throw error }
                result.append(failed(transitions[index], scope, error))
            }
        }
        return result
    }

    private func failed(_ transition: Transition, _ scope: Scope, _ error: CommandError) -> MoveExplanation {
        let move = self[transition.move]
        let plan = scope.plan(transition)
        var unmet: [UnmetCriterion] = []
        for problem in error.problems {
            var finding = UnmetCriterion("\(move.id).error", .state, problem, range: move.range)
            finding.place = place(of: move.range)
            finding.isOverridable = false
            unmet.append(finding)
        }
        let target = plan.target.map { self[$0].id }
        return MoveExplanation(
            move: move.id,
            from: self[transition.source].id,
            label: move.label,
            target: target,
            direction: plan.target == nil ? .back : plan.direction,
            status: .refused,
            trigger: trigger(of: move),
            gates: plan.gates.map { self[$0].id },
            refusal: Refusal(
                command: "move \(move.id)",
                stage: self[transition.source].id,
                target: target,
                revision: scope.state.revision,
                unmet: unmet,
                mayAlsoApply: [],
                warnings: [],
                overridableBy: []
            ),
            asks: [],
            reasons: [],
            stages: []
        )
    }

    private func trigger(of move: Move) -> String {
        switch move.trigger {
        case .person: "a person"
        case .signal(let signal): "the signal \(self[signal].id)"
        case .asSoonAs(let condition): "as soon as \(condition.source.text)"
        case .complete: "the end of \(move.source.map { self[$0].label } ?? "its stage")"
        case .after(let span): "time: after \(span.span)"
        case .at(let time): "time: at \(time.source.text)"
        }
    }

    private func explain(_ transition: Transition, _ scope: Scope) throws(CommandError) -> MoveExplanation {
        let move = self[transition.move]
        var input = MoveInput()
        if case .person = move.trigger { input.isAutomatic = false } else { input.isAutomatic = true }
        let plan = scope.plan(transition)
        let report = try scope.report(plan, input)
        var unmet = report.unmet
        if case .asSoonAs(let condition) = move.trigger, try scope.decidingVerdict(condition) != .yes {
            unmet.insert(scope.condition(condition, id: "\(move.id).as_soon_as", move: move), at: 0)
        }
        if case .complete = move.trigger, !scope.isComplete(transition.move) {
            unmet.insert(contentsOf: scope.incomplete(move), at: 0)
        }
        if let finding = scope.notYet(transition.move) { unmet.insert(finding, at: 0) }
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
            from: self[transition.source].id,
            label: move.label,
            target: plan.target.map { self[$0].id },
            direction: plan.target == nil ? .back : plan.direction,
            status: blocked ? .refused : input.isAutomatic ? .automatic : .open,
            trigger: trigger(of: move),
            gates: plan.gates.map { self[$0].id },
            refusal: Refusal(
                command: "move \(move.id)",
                stage: self[transition.source].id,
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
                    ? scope.overriders.map { scope.names(of: $0) } ?? [] : []
            ),
            asks: asks,
            reasons: reasonList?.reasons.map(\.id) ?? [],
            stages: plan.target == nil ? plan.choices.map { self[$0].id } : []
        )
    }
}

extension Scope {
    /// What stands against a move that waits for the end of its stage.
    func incomplete(_ move: Move) -> [UnmetCriterion] {
        guard let source = move.source else { return [] }
        let stage = process[source]
        // The tracks that are not complete are told by themselves where the stage is left forward.
        var finding = UnmetCriterion(
            "\(move.id).complete",
            .state,
            "\(stage.label) is not complete",
            range: move.range
        )
        finding.needed = stage.children.filter { process[$0].isFinal }.map { process[$0].label }.joined(
            separator: " or "
        )
        if stage.isParallel { finding.needed = "all of its tracks are complete" }
        finding.isOverridable = false
        return [finding]
    }

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
