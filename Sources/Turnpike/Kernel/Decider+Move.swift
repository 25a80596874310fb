import TurnpikeExpressions
import TurnpikeValues

extension Decider {
    /// A move that somebody asks for, or (`overriding` with its words) insists on.
    func move(_ request: MoveRequest, overriding because: String?) throws(CommandError) -> Refusal? {
        if because == nil, request.fields.isEmpty, request.stage == nil, try moveAtOnce(request) { return nil }
        return try moveAtLength(request, overriding: because)
    }

    /// The common case: nothing is given with the move, one row may be meant, and it goes through without a word.
    ///
    /// - Returns: whether the move was made; if not, nothing has changed and the whole case is to be looked at.
    private func moveAtOnce(_ request: MoveRequest) throws(CommandError) -> Bool {
        guard case .one(let row) = try candidates(for: request.move), process.transitions[row].target != nil,
            try isEnabled(row)
        else { return false }
        let plan = scope.plan(process.transitions[row])
        let input = try input(request, for: plan)
        let (passes, notApplied) = try scope.passes(plan, input)
        guard passes, let target = plan.target, !process.hasWarnings(plan.gates) else { return false }
        take(plan, to: target, input, kind: .asked, notApplied: notApplied)
        return true
    }

    private func moveAtLength(
        _ request: MoveRequest,
        overriding because: String?
    ) throws(CommandError) -> Refusal? {
        var chosen: StageID?
        if let name = request.stage {
            chosen = process.stage(name)
            if chosen == nil { throw CommandError.unknown("stage", name, among: process.stages.map(\.id)) }
        }
        let given = request.fields.isEmpty ? [] : try accepted(request.fields)
        var forbidden = given.isEmpty ? [] : locksAndPermissions(given)
        // What is given with the move counts before its gates are judged.
        let untouched = given.isEmpty ? [] : [scope.state]
        if !given.isEmpty { provisionally(given) }

        let candidates = try candidates(for: request.move)
        if case .none = candidates {
            restore(untouched)
            return refusal([noSuchMove(request.move)])
        }
        if process.isNested, let ambiguous = try ambiguous(candidates.rows, request) {
            restore(untouched)
            return refusal([ambiguous])
        }
        guard let row = try selected(among: candidates) else {
            let refused = try refuseUnguarded(candidates.rows, request, chosen, adding: forbidden)
            restore(untouched)
            return refused
        }
        // Only a move that leaves its stage open asks which one was named.
        let named = chosen ?? (process.transitions[row].target == nil ? stageNamed(by: request.move) : nil)
        let plan = scope.plan(process.transitions[row], chosen: named)
        let input = try input(request, for: plan)
        let isOverridden = because != nil
        if !isOverridden, forbidden.isEmpty {
            let (passes, notApplied) = try scope.passes(plan, input)
            if passes, let target = plan.target {
                let warnings = try process.hasWarnings(plan.gates) ? scope.report(plan, input).warnings.map(\.id) : []
                restore(untouched)
                store(given)
                take(plan, to: target, input, kind: .asked, notApplied: notApplied, warnings: warnings)
                return nil
            }
        }
        let report = try scope.report(plan, input)
        restore(untouched)
        let target = plan.target.map { process[$0].id }
        if isOverridden {
            forbidden += overridePermission()
            let firm = forbidden + report.unmet.filter { !$0.isOverridable }
            if firm.isEmpty, let stage = plan.target {
                store(given)
                take(
                    plan,
                    to: stage,
                    input,
                    kind: .overridden,
                    because: because,
                    warnings: report.warnings.map(\.id),
                    obligations: Self.obligations(report.unmet, process)
                )
                return nil
            }
            return refusal(
                firm,
                from: process.transitions[row].source,
                target: target,
                mayAlsoApply: report.mayAlsoApply,
                warnings: report.warnings
            )
        }
        if forbidden.isEmpty, !process.approvals.isEmpty,
            let pending = try askOnTheWay(report, given, plan, input, warnings: report.warnings)
        {
            return pending.refusal
        }
        if forbidden.isEmpty, !process.externals.isEmpty {
            let untouched = scope.state
            let events = record.events
            store(given)
            let wish = ExternalState.Wish(
                move: process.transitions[row].move,
                from: process.transitions[row].source,
                stage: named,
                reason: input.reason,
                confirmed: input.confirmed,
                by: scope.actor.onBehalfOf ?? scope.actor.id
            )
            let asked = askOutside(report.unmet, for: wish)
            if !asked.isEmpty {
                let now = try scope.report(plan, input)
                return refusal(
                    now.unmet,
                    from: wish.from,
                    target: target,
                    mayAlsoApply: now.mayAlsoApply,
                    warnings: now.warnings,
                    overridableBy: overriders(now.unmet),
                    requested: asked
                )
            }
            scope.state = untouched
            record.events = events
        }
        return refusal(
            forbidden + report.unmet,
            from: process.transitions[row].source,
            target: target,
            mayAlsoApply: report.mayAlsoApply,
            warnings: report.warnings,
            overridableBy: overriders(report.unmet)
        )
    }

    /// Asks for the approvals that are all that a move lacks, with the values that came with it in place, because that is
    /// what the approvers judge.
    ///
    /// - Returns: nil where nothing is to be asked for; a refusal, or none where the move was made after all because those
    ///   whose votes still count have agreed.
    private func askOnTheWay(
        _ report: MoveReport,
        _ given: [Event.FieldChange],
        _ plan: MovePlan,
        _ input: MoveInput,
        warnings: [UnmetCriterion]
    ) throws(CommandError) -> (refusal: Refusal?, Void)? {
        guard !report.unmet.isEmpty, scope.actor.isJudgedByRoles,
            report.unmet.allSatisfy({ $0.kind == .approval || $0.kind == .any })
        else { return nil }
        let untouched = scope.state
        let events = record.events
        store(given)
        let requested = askFor(report.unmet)
        guard !requested.isEmpty else {
            scope.state = untouched
            record.events = events
            return nil
        }
        let (passes, notApplied) = try scope.passes(plan, input)
        if passes, let target = plan.target {
            take(plan, to: target, input, kind: .asked, notApplied: notApplied, warnings: warnings.map(\.id))
            return (nil, ())
        }
        let now = try scope.report(plan, input)
        let refusal = refusal(
            now.unmet,
            target: plan.target.map { process[$0].id },
            mayAlsoApply: now.mayAlsoApply,
            warnings: now.warnings,
            overridableBy: overriders(now.unmet),
            requested: requested
        )
        return (refusal, ())
    }

    private func restore(_ untouched: [DealState]) {
        if let state = untouched.first { scope.state = state }
    }

    func override(_ request: MoveRequest, because: String) throws(CommandError) -> Refusal? {
        guard because.contains(where: { !$0.isWhitespace }) else {
            throw CommandError(.missing, "an override needs a reason in words")
        }
        return try move(request, overriding: because)
    }

    /// Lets the working copy hold values for judging only; `compute` follows so that conditions see the whole picture.
    private func provisionally(_ changes: [Event.FieldChange]) {
        let events = record.events
        for change in changes { scope.state.slots[change.field.index] = change.new }
        if !process.approvals.isEmpty { resetApprovals(changes) }
        compute()
        record.events = events
    }

    @inline(__always)
    private func input(_ request: MoveRequest, for plan: MovePlan) throws(CommandError) -> MoveInput {
        guard let name = request.reason else { return MoveInput(confirmed: request.confirmed) }
        return MoveInput(reason: try reason(name, for: plan), confirmed: request.confirmed)
    }

    private func reason(_ name: String, for plan: MovePlan) throws(CommandError) -> ReasonID {
        guard let list = scope.reasonList(of: plan) else {
            throw CommandError(.invalidValue, "this move takes no reason from a list")
        }
        let reasons = process.reasonLists[list].reasons.map(\.id)
        guard let index = reasons.firstIndex(of: name) else {
            throw CommandError.unknown("reason in \(process.reasonLists[list].id)", name, among: reasons)
        }
        return ReasonID(list: list, item: index)
    }

    /// No guard holds: what each of the rows lacks, the guard and everything behind it.
    private func refuseUnguarded(
        _ rows: [Int],
        _ request: MoveRequest,
        _ chosen: StageID?,
        adding forbidden: [UnmetCriterion]
    ) throws(CommandError) -> Refusal {
        var alternatives: [[UnmetCriterion]] = []
        var also: [UnmetCriterion] = []
        var warnings: [UnmetCriterion] = []
        for row in rows.map({ process.transitions[$0] }) {
            let move = process[row.move]
            guard let when = move.when else { continue }
            var guardFinding = UnmetCriterion(
                "\(move.id).when",
                .when,
                "this move is possible only if \(when.source.text)",
                range: when.source.range
            )
            scope.describe(when, in: &guardFinding)
            guardFinding.isOverridable = false
            guardFinding.place = process.place(of: when.source.range)
            let plan = scope.plan(row, chosen: chosen ?? stageNamed(by: request.move))
            let report = try scope.report(plan, try input(request, for: plan))
            alternatives.append([guardFinding] + report.unmet)
            also += report.mayAlsoApply
            warnings += report.warnings
        }
        if alternatives.count == 1 {
            let from = rows.first.map { process.transitions[$0].source }
            return refusal(forbidden + alternatives[0], from: from, mayAlsoApply: also, warnings: warnings)
        }
        var finding = UnmetCriterion(
            "\(request.move.phrase).when",
            .any,
            "none of the moves of that name is possible now",
            range: process[process.transitions[rows[0]].move].range
        )
        finding.alternatives = alternatives
        finding.isOverridable = false
        return refusal(forbidden + [finding], mayAlsoApply: also, warnings: warnings)
    }

    private func noSuchMove(_ name: MoveRequest.Name) -> UnmetCriterion {
        let words: String
        switch name {
        case .id(let id): words = process[id].id
        case .named(let name): words = name
        }
        let stage = process[scope.state.stage]
        var possible: [String] = []
        for index in scope.rows {
            let move = process[process.transitions[index].move]
            if case .person = move.trigger, !possible.contains(move.id) { possible.append(move.id) }
        }
        var message = "there is no move '\(words)' from \(stage.label)"
        // Other moves lead elsewhere: of one that happens by itself only its trigger is a remedy.
        var remedies: [Remedy]?
        for index in scope.rows {
            let move = process[process.transitions[index].move]
            guard move.id == words || process.transitions[index].target == process.stage(words) && !move.isByPerson
            else {
                continue
            }
            switch move.trigger {
            case .person: continue
            case .signal(let signal):
                message = "'\(words)' happens by itself when the signal \(process[signal].id) comes in"
                remedies = (remedies ?? []) + [.signal(process[signal].id)]
                continue
            case .asSoonAs(let condition):
                message = "'\(words)' happens by itself as soon as \(condition.source.text)"
            case .complete:
                message = "'\(words)' happens by itself when \(stage.label) is complete"
            case .after(let span): message = "'\(words)' happens by itself after \(span.span)"
            case .at(let time): message = "'\(words)' happens by itself at \(time.source.text)"
            }
            remedies = remedies ?? []
        }
        if possible.isEmpty {
            message +=
                scope.rows.isEmpty ? "; nothing leads on from here" : "; what leads on from here happens by itself"
        }
        var finding = UnmetCriterion("\(stage.id).moves.\(words)", .noMove, message, range: stage.range)
        finding.remedies = remedies ?? possible.map { .move($0) }
        finding.isOverridable = false
        return finding
    }

    func overridePermission() -> [UnmetCriterion] {
        guard scope.actor.isJudgedByRoles else { return [] }
        let overriders = scope.overriders
        if let overriders, scope.holds(overriders) { return [] }
        let names = overriders.map { scope.names(of: $0) } ?? []
        var finding = UnmetCriterion(
            "permissions.override",
            .by,
            names.isEmpty
                ? "nobody may override in this process" : "only \(names.joined(separator: " or ")) may override",
            range: .none
        )
        finding.who = names
        if !names.isEmpty { finding.remedies = [.role(names)] }
        finding.isOverridable = false
        return [finding]
    }

    private func overriders(_ unmet: [UnmetCriterion]) -> [String] {
        guard let roles = scope.overriders, unmet.contains(where: \.isOverridable),
            unmet.allSatisfy({ $0.isOverridable || $0.kind == .reason || $0.kind == .target })
        else { return [] }
        return scope.names(of: roles)
    }

    /// What an override leaves behind: not who may move, which the override's own permission answers, and not that a move
    /// was made too often or too late, which nothing can make good.
    static func obligations(_ unmet: [UnmetCriterion], _ process: SalesProcess) -> [Event.Moved.LeftBehind] {
        unmet.compactMap { finding in
            let gate = process.gateOfCriterion(finding.id)
            let isPast = gate == nil && (finding.id.hasSuffix(".at_most") || finding.id.hasSuffix(".within"))
            if finding.kind == .by || isPast { return nil }
            return Event.Moved.LeftBehind(criterion: finding.id, gate: gate)
        }
    }

    /// Makes the move: the deal leaves, its open activities end, it enters, the new stage's to-do list opens.
    func take(
        _ plan: MovePlan,
        to target: StageID,
        _ input: MoveInput,
        kind: Event.Moved.Kind,
        because: String? = nil,
        notApplied: UInt64 = 0,
        warnings: [String] = [],
        obligations: [Event.Moved.LeftBehind] = []
    ) {
        guard !process.isNested else {
            take([
                Taking(
                    plan: plan,
                    input: input,
                    kind: kind,
                    because: because,
                    notApplied: notApplied,
                    warnings: warnings,
                    obligations: obligations
                )
            ])
            return
        }
        if !scope.state.shared.isEmpty {
            cancelActivities()
            settleObservation()
        }
        emit(
            Event.Moved(
                move: plan.move,
                from: plan.from,
                to: target,
                direction: plan.direction,
                kind: kind,
                reason: plan.move.flatMap { process.moves[$0.index].because } ?? input.reason,
                because: because,
                gates: plan.gates,
                gatesNotApplied: notApplied,
                warnings: warnings,
                confirmed: input.confirmed,
                obligations: obligations
            )
        )
        if !process.approvals.isEmpty, process.stageTraits[target.index].isOutcome { withdrawApprovals() }
        if process.stageTraits[target.index].hasActivities { openActivities(of: target) }
    }
}
