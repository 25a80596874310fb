import TurnpikeExpressions
import TurnpikeValues

/// A move as it would be made now: where it leads and what is judged on the way.
struct MovePlan {
    /// The move; nil for one that only an outside system knows.
    var move: MoveID?
    /// The stage left.
    var from: StageID
    /// The stage entered; nil while the person has not named it.
    var target: StageID?
    /// How the stages stand to each other.
    var direction: Direction
    /// The gates, in the order in which they are judged.
    var gates: [GateID]
    /// The stages to choose from, where one must be named.
    var choices: [StageID] = []
    /// What it does in a nested process; empty for a flat one. An array is the cheapest box that stays a value.
    var nested: [NestedPlan] = []
}

extension Scope {
    /// What a row would do for this deal.
    @inline(__always)
    func plan(_ transition: Transition, chosen: StageID? = nil) -> MovePlan {
        if process.isNested { return nestedPlan(transition, chosen: chosen) }
        if let target = transition.target, let direction = transition.direction, let gates = transition.gates {
            return MovePlan(
                move: transition.move,
                from: transition.source,
                target: target,
                direction: direction,
                gates: gates
            )
        }
        return openPlan(transition, chosen)
    }

    /// The plan of a row that leaves a part open until the deal is known.
    private func openPlan(_ transition: Transition, _ chosen: StageID?) -> MovePlan {
        let move = process[transition.move]
        switch move.target {
        case .earlier:
            let earlier = earlierStages()
            let target = chosen.flatMap { earlier.contains($0) ? $0 : nil } ?? (earlier.count == 1 ? earlier[0] : nil)
            return MovePlan(
                move: transition.move,
                from: transition.source,
                target: target,
                direction: .back,
                gates: move.gates,
                choices: earlier
            )
        case .cameFrom:
            return MovePlan(
                move: transition.move,
                from: transition.source,
                target: state.origin,
                direction: .again,
                gates: move.gates
            )
        case .stage(let target):
            // Out of a hold or a lost stage: judged from where the deal came from, so that no detour avoids a gate.
            return plan(
                from: transition.source,
                judgedFrom: state.origin ?? transition.source,
                to: target,
                move: transition.move
            )
        }
    }

    /// A plan between two stages by the order of stages (rule 7), for moves whose gates depend on the deal.
    func plan(from: StageID, judgedFrom origin: StageID, to target: StageID, move id: MoveID?) -> MovePlan {
        if process.isNested { return nestedPlan(from: from, to: target, move: id) }
        let direction = process.direction(from: origin, to: target)
        let move = id.map { process[$0] }
        var gates: [GateID] = []
        switch direction {
        case .forward:
            gates += process[origin].exit
            for stage in process.stagesBetween(origin, target) where move?.skips.contains(stage) != true {
                gates += process[stage].enter + process[stage].exit
            }
            gates += move?.gates ?? []
            gates += process[target].enter
        case .back, .again: gates = move?.gates ?? []
        case .aside: gates = (move?.gates ?? []) + process[target].enter
        }
        return MovePlan(move: id, from: from, target: target, direction: direction, gates: gates)
    }

    /// The stages of the order that the deal was in before and that stand before the one it is judged from.
    func earlierStages() -> [StageID] { earlierStages(than: state.stage) }

    /// The stages before one that the deal was in before; inside a track those of the same track.
    func earlierStages(than stage: StageID) -> [StageID] {
        guard !process.isNested else {
            let here = process[stage].isAside ? (state.origin ?? stage) : stage
            let track = process.tree.innermostTrack(of: here)
            return (0..<here.index).map { StageID($0) }.filter {
                !process[$0].isAside && !process[$0].isPhase && (state.history[$0]?.visits ?? 0) > 0
                    && process.tree.innermostTrack(of: $0) == track && !process.tree.isInside(here, $0)
                    && !process.tree.line(of: $0).contains { process[$0].outcome != nil }
            }
        }
        let here = process[state.stage].isAside ? (state.origin ?? state.stage) : state.stage
        return (0..<here.index).map { StageID($0) }.filter {
            !process[$0].isAside && process[$0].outcome == nil && (state.history[$0]?.visits ?? 0) > 0
        }
    }
}

extension SalesProcess {
    /// How two stages stand to each other; hold and lost do not stand in the order.
    func direction(from: StageID, to: StageID) -> Direction {
        if from == to { return .again }
        if stages[to.index].isAside { return .aside }
        if isNested { return tree.direction(from: from, to: to) }
        return to > from ? .forward : .back
    }

    /// The stages of the order between two stages.
    func stagesBetween(_ from: StageID, _ to: StageID) -> [StageID] {
        guard from.index + 1 < to.index else { return [] }
        return (from.index + 1..<to.index).map { StageID($0) }.filter { !stages[$0.index].isAside }
    }
}

/// What was found about a planned move.
struct MoveReport {
    var unmet: [UnmetCriterion] = []
    var mayAlsoApply: [UnmetCriterion] = []
    var warnings: [UnmetCriterion] = []
}

/// What somebody gives with a move.
struct MoveInput {
    var reason: ReasonID?
    var confirmed: [String] = []
    var isAutomatic = false
    /// Whether whoever asked for it was entitled when they did: it waited for an answer since.
    var isEntitled = false
}

extension Scope {
    /// The short answer: whether a move goes through, and which of its gates did not apply.
    func passes(_ plan: MovePlan, _ input: MoveInput) throws(CommandError) -> (passes: Bool, notApplied: UInt64) {
        guard plan.target != nil else { return (false, 0) }
        if let nested = plan.nested.first {
            if let failed = nested.failed { throw failure(of: failed) }
            guard nested.open.isEmpty else { return (false, 0) }
            if standpoint != plan.from {
                var scope = self
                scope.standpoint = plan.from
                return try scope.passes(plan, input)
            }
        }
        if let id = plan.move {
            // The row is read in place: a copy of a move retains everything that it holds.
            let move = id.index
            if let limit = process.moves[move].atMost, state.times(id) >= limit { return (false, 0) }
            if process.hasTimers, !isInTime(id, from: plan.from) { return (false, 0) }
            if !input.isAutomatic, actor.isJudgedByRoles,
                let roles = movers(id, from: plan.from), !holds(roles), !input.isEntitled
            {
                return (false, 0)
            }
            if !process.moves[move].ask.isEmpty {
                for field in process.moves[move].ask where state.slots[field.index].isNull { return (false, 0) }
            }
            let reason = process.moves[move].because ?? input.reason
            if reason == nil, reasonList(of: plan) != nil { return (false, 0) }
            if let reason {
                for field in process[reason].ask where state.slots[field.index].isNull { return (false, 0) }
            }
        }
        var notApplied: UInt64 = 0
        for index in plan.gates.indices {
            switch try judge(plan.gates[index], confirmed: input.confirmed, isAutomatic: input.isAutomatic) {
            case .met: continue
            case .notApplied: if index < 64 { notApplied |= 1 << UInt64(index) }
            case .unmet: return (false, 0)
            }
        }
        return (true, notApplied)
    }

    /// The list of reasons from which one must be chosen for a move: its own, or that of the stage it enters.
    func reasonList(of plan: MovePlan) -> Int? {
        let own = plan.move.flatMap { process.moves[$0.index].reasonList }
        guard own == nil, let target = plan.target, process.stageTraits[target.index].hasReasons else { return own }
        return process.stages[target.index].reasonList
    }

    /// The long answer: everything that is unmet.
    func report(_ plan: MovePlan, _ input: MoveInput) throws(CommandError) -> MoveReport {
        if let nested = plan.nested.first {
            if let failed = nested.failed { throw failure(of: failed) }
            if standpoint != plan.from {
                var scope = self
                scope.standpoint = plan.from
                return try scope.report(plan, input)
            }
        }
        var result = MoveReport()
        let name = plan.move.map { process[$0].id } ?? "observed"
        let range = plan.move.map { process[$0].range } ?? .none
        if let id = plan.move {
            let move = process[id]
            if !input.isAutomatic, actor.isJudgedByRoles, let roles = movers(id, from: plan.from),
                !holds(roles), !input.isEntitled
            {
                var finding = UnmetCriterion(
                    "\(name).by",
                    .by,
                    "this move is made by \(names(of: roles).joined(separator: " or "))",
                    range: range
                )
                finding.seen =
                    actor.roles.isEmpty
                    ? "\(actor.id) holds no role" : "\(actor.id) holds \(actor.roles.joined(separator: ", "))"
                finding.who = names(of: roles)
                finding.remedies = [.role(finding.who)]
                result.unmet.append(finding)
            }
            if let limit = move.atMost, state.times(id) >= limit {
                let times = limit == 1 ? "once" : "\(limit) times"
                var finding = UnmetCriterion(
                    "\(name).at_most",
                    .state,
                    "this move is made at most \(times) for one deal",
                    range: range
                )
                finding.seen = limit == 1 ? "it was made once" : "it was made \(limit) times"
                result.unmet.append(finding)
            }
            if let finding = tooLate(id, from: plan.from) { result.unmet.append(finding) }
            for field in move.ask where state.slots[field.index] == .null {
                result.unmet.append(ask(field, of: name, range: range, isAutomatic: input.isAutomatic))
            }
        }
        if plan.target == nil { result.unmet.append(noTarget(plan, name: name, range: range)) }
        reason(of: plan, input, name: name, range: range, into: &result)
        for track in plan.nested.first?.open ?? [] { result.unmet.append(unmet(track)) }

        var gates = GateReport(self, confirmed: input.confirmed, isAutomatic: input.isAutomatic)
        for gate in plan.gates { try gates.judge(gate) }
        result.unmet += gates.unmet
        result.mayAlsoApply += gates.mayAlsoApply
        result.warnings += gates.warnings
        return result
    }

    private func ask(_ field: FieldID, of name: String, range: SourceRange, isAutomatic: Bool) -> UnmetCriterion {
        var finding = UnmetCriterion(
            "\(name).ask.\(process[field].id)",
            .ask,
            "\(process[field].label) must be given with this move",
            range: range
        )
        finding.missing = ["deal.\(process[field].id)"]
        finding.remedies =
            isAutomatic
            ? [.set(field: process[field].id)] : [.ask(field: process[field].id), .set(field: process[field].id)]
        finding.who = editors(of: field)
        return finding
    }

    private func noTarget(_ plan: MovePlan, name: String, range: SourceRange) -> UnmetCriterion {
        let choices = plan.choices.map { process[$0].id }
        let message =
            choices.isEmpty
            ? "there is no earlier stage that the deal was in" : "name the stage to go back to"
        var finding = UnmetCriterion("\(name).to", .target, message, range: range)
        if !choices.isEmpty { finding.remedies = [.stage(choices)] }
        finding.isOverridable = false
        return finding
    }

    private func reason(
        of plan: MovePlan,
        _ input: MoveInput,
        name: String,
        range: SourceRange,
        into result: inout MoveReport
    ) {
        let because = plan.move.flatMap { process[$0].because }
        if let list = reasonList(of: plan), because == nil, input.reason == nil {
            let reasons = process.reasonLists[list]
            var finding = UnmetCriterion("\(name).reason", .reason, "a reason must be chosen", range: range)
            finding.remedies = [.reason(list: reasons.id, reasons: reasons.reasons.map(\.id))]
            finding.isOverridable = false
            result.unmet.append(finding)
        }
        guard let reason = because ?? input.reason else { return }
        for field in process[reason].ask where state.slots[field.index] == .null {
            var finding = ask(field, of: name, range: range, isAutomatic: input.isAutomatic)
            finding.message = "\(process[field].label) must be given with the reason '\(process[reason].label)'"
            if !result.unmet.contains(where: { $0.id == finding.id }) { result.unmet.append(finding) }
        }
    }
}
