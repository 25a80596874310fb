import TurnpikeExpressions
import TurnpikeValues

extension Decider {
    func open(_ opening: Opening) throws(CommandError) -> Refusal? {
        guard !opening.name.isEmpty else { throw CommandError(.missing, "a deal needs a name") }
        guard opening.name.unicodeScalars.count <= 500 else {
            throw CommandError(.invalidValue, "a deal's name holds at most 500 characters")
        }
        var changes = try accepted(opening.fields)
        for (index, field) in process.fields.enumerated() {
            let id = FieldID(index)
            guard let value = field.defaultValue, !opening.fields.contains(where: { $0.field == field.id }) else {
                continue
            }
            changes.append(Event.FieldChange(field: id, old: .null, new: value))
        }
        changes.sort { $0.field < $1.field }
        var unmet: [UnmetCriterion] = []
        if scope.actor.isJudgedByRoles {
            for given in opening.fields {
                guard let id = process.field(given.field), let roles = scope.editRoles(of: id),
                    !scope.holds(roles)
                else { continue }
                var finding = UnmetCriterion(
                    "permissions.edit.\(given.field)",
                    .by,
                    "\(process[id].label) may be set by \(scope.names(of: roles).joined(separator: " or "))",
                    range: process[id].range
                )
                finding.who = scope.names(of: roles)
                finding.remedies = [.role(finding.who)]
                finding.isOverridable = false
                unmet.append(finding)
            }
        }

        // Starts and entry gates are judged with the first values in place.
        let untouched = scope.state
        scope.state.slots = changes.reduce(into: scope.state.slots) { $0[$1.field.index] = $1.new }
        var owner = opening.owner ?? (scope.actor.kind == .person ? scope.actor.id : nil)
        scope.state.name = opening.name
        scope.state.owner = owner
        if opening.account != nil || opening.contact != nil {
            scope.state.withDetails {
                $0.account = opening.account
                $0.contact = opening.contact
            }
        }
        var choice: AssignmentChoice?
        if opening.owner == nil, scope.actor.kind != .import, let chosen = scope.choose(excluding: []) {
            choice = chosen
            owner = chosen.person
            scope.state.owner = owner
        }
        let (stage, reasons) = try start(opening.stage)
        unmet += reasons
        // Its entry gates are judged as if it stood there.
        var enter = stage.map { [$0] } ?? []
        var step: Event.StageChange.Step?
        if let stage, process.isNested {
            let opening = scope.openingNodes(stage)
            if let failed = opening.failed { throw scope.failure(of: failed) }
            enter = opening.entered
            let first = Event.StageChange.Step(from: nil, targets: opening.targets)
            process.step([first], happened: record.stamp.happenedMilliseconds, in: &scope.state)
            step = first
        } else if let stage {
            process.machine.flatStep(to: stage.index, in: &scope.state.leaf)
        }
        if opening.owner == nil, scope.actor.kind != .import, let chosen = scope.choose(onEntering: enter) {
            choice = chosen
            owner = chosen.person
            scope.state.owner = owner
        }
        var report = GateReport(scope, confirmed: [], isAutomatic: !scope.actor.isJudgedByRoles)
        if stage != nil, scope.actor.kind != .import {
            for gate in enter.flatMap({ process[$0].enter }) { try report.judge(gate) }
            unmet += report.unmet
        }
        guard unmet.isEmpty, let stage else {
            return refusal(unmet, target: opening.stage, mayAlsoApply: report.mayAlsoApply, warnings: report.warnings)
        }
        scope.state = untouched
        emit(
            .opened(
                Event.Opened(
                    name: opening.name,
                    stage: stage,
                    owner: owner,
                    account: opening.account,
                    contact: opening.contact,
                    externalKeys: opening.externalKeys.sorted(),
                    openedBy: opening.openedBy
                )
            )
        )
        if let step { emit(.stagesChanged(change([step]))) }
        if let choice { note(choice) }
        store(changes.filter { $0.new != .null })
        compute()
        for stage in enter { openActivities(of: stage) }
        return nil
    }

    /// The stage in which a deal starts, or why there is none.
    private func start(_ name: String?) throws(CommandError) -> (StageID?, [UnmetCriterion]) {
        if let name {
            guard let stage = process.stage(name) else {
                throw CommandError.unknown("stage", name, among: process.stages.map(\.id))
            }
            if scope.actor.kind == .import { return (stage, []) }
            let start = process.starts.first {
                // A phase is entered where it begins, so naming that stage says the same.
                $0.stage == stage || process.tree.initialLeaf(of: $0.stage, process.stages) == stage
            }
            guard let start else {
                let starts = process.starts.map { process[$0.stage].id }
                var finding = UnmetCriterion(
                    "start.\(name)",
                    .state,
                    "a deal cannot start in \(process[stage].label); it starts in \(starts.joined(separator: " or "))",
                    range: process[stage].range
                )
                finding.remedies = [.stage(starts)]
                finding.isOverridable = false
                return (nil, [finding])
            }
            guard let when = start.when, try scope.decidingVerdict(when) != .yes else { return (stage, []) }
            return (nil, [startCondition(stage, when)])
        }
        var conditions: [UnmetCriterion] = []
        for start in process.starts {
            guard let when = start.when else { return (start.stage, []) }
            if try scope.decidingVerdict(when) == .yes { return (start.stage, []) }
            conditions.append(startCondition(start.stage, when))
        }
        if scope.actor.kind == .import, let first = process.starts.first { return (first.stage, []) }
        var finding = UnmetCriterion("start", .any, "no start's condition holds", range: .none)
        finding.alternatives = conditions.map { [$0] }
        finding.isOverridable = false
        return (nil, [finding])
    }

    private func startCondition(_ stage: StageID, _ when: Condition) -> UnmetCriterion {
        var finding = UnmetCriterion(
            "start.\(process[stage].id).when",
            .when,
            "a deal starts in \(process[stage].label) only if \(when.source.text)",
            range: when.source.range
        )
        scope.describe(when, in: &finding)
        finding.isOverridable = false
        return finding
    }
}

extension Scope {
    /// Adds to a finding what decided its condition, and what would change that.
    /// Where a condition asks that a field has no value, another value does not help.
    private static func clearing(_ remedy: Remedy, _ condition: String) -> Remedy? {
        guard case .change(let fields) = remedy, fields.count == 1 else { return nil }
        let words = condition.filter { $0 != " " }
        return words.contains("!has(deal.\(fields[0]))") ? .clear(fields: fields) : nil
    }

    func describe(_ condition: Condition, in finding: inout UnmetCriterion) {
        let reasons = reasons(of: condition)
        finding.condition = condition.source.text
        finding.missing = reasons.missing
        if !reasons.sentences.isEmpty { finding.seen = reasons.sentences.joined(separator: "; ") }
        if !reasons.needed.isEmpty { finding.needed = reasons.needed.joined(separator: "; ") }
        let paths = reasons.paths
        for path in paths {
            for remedy in remedies(forPath: path) {
                let remedy = Self.clearing(remedy, condition.source.text) ?? remedy
                if !finding.remedies.contains(remedy) { finding.remedies.append(remedy) }
            }
        }
        finding.who = editors(ofPaths: paths)
    }
}
