import TurnpikeExpressions
import TurnpikeValues

extension ProcessChecker {
    /// The most seats of a step: what a vote notes of them is one word.
    static let mostSeats = 64
    /// The most steps of an approval.
    static let mostSteps = 16

    mutating func resolveApprovals() {
        parts.approvals.reserveCapacity(definition.approvals.count)
        for approval in definition.approvals { resolve(approval) }
        checkRejections()
    }

    private mutating func resolve(_ approval: ApprovalDefinition) {
        let excluded = roles(approval.not, allowsRequester: true)
        if approval.steps.isEmpty, !approval.range.isNone || approval.id.range.isNone {
            report(
                .approvalWithoutSteps,
                "the approval '\(approval.id.value)' names nobody who approves",
                at: approval.id.range,
                help: "say who approves: steps: [sales_manager]"
            )
        }
        if approval.steps.count > Self.mostSteps {
            report(.tooMany, "an approval has at most \(Self.mostSteps) steps", at: approval.id.range)
        }
        var steps: [Approval.Step] = []
        for (index, step) in approval.steps.prefix(Self.mostSteps).enumerated() {
            let resolved = resolve(step, index, of: approval)
            checkCanBeMet(resolved, number: index + 1, excluded, of: approval)
            steps.append(resolved)
        }
        let resets = approval.resetsOn.compactMap { reset($0) }
        checkResets(resets, steps, of: approval)
        if let rejected = approval.rejected { _ = stage(rejected.stage) }
        parts.approvals.append(
            Approval(
                id: approval.id.value,
                label: approval.label?.value ?? approval.id.value,
                ask: approval.ask.map { template($0) },
                steps: steps,
                excluded: excluded,
                within: approval.within.flatMap { span($0) },
                escalation: approval.escalate.map { roles($0, allowsRequester: false) },
                resets: resets,
                validFor: approval.validFor.flatMap { span($0) },
                range: approval.id.range
            )
        )
        if let escalate = approval.escalate, let first = escalate.first, approval.within == nil {
            report(
                .approvalNeverLate,
                .warning,
                "without 'within' nobody is ever late, so '\(first.value)' is never asked",
                at: first.range,
                help: "say how long the approvers have: within: 2 working days"
            )
        }
    }

    private mutating func resolve(
        _ step: ApprovalStepDefinition,
        _ index: Int,
        of approval: ApprovalDefinition
    ) -> Approval.Step {
        let when = step.when.flatMap {
            varyingCondition($0, ifTrue: "the step is always needed", ifFalse: "the step is never needed")
        }
        var seats: [RoleSet] = []
        // Without seats of its own a step is decided by whoever `permissions` lets approve, one of them.
        let isDefault = step.seats.isEmpty
        let declared = isDefault ? (definition.permissions?.approve ?? []).map { .init(role: $0) } : step.seats
        for name in distinct(declared.map(\.role), "role") {
            let role = roles([name], allowsRequester: true)
            guard !role.isEmpty else { continue }
            let count = step.seats.first { $0.role == name }?.count
            let number = count?.value ?? 1
            guard number <= Self.mostSeats, seats.count + number <= Self.mostSeats else {
                report(.tooMany, "a step has at most \(Self.mostSeats) seats", at: count?.range ?? name.range)
                break
            }
            seats += Array(repeating: role, count: number)
        }
        if declared.isEmpty {
            report(
                .approvalWithoutSteps,
                "step \(index + 1) of '\(approval.id.value)' names nobody who approves",
                at: step.range.isNone ? approval.id.range : step.range,
                help: "say who approves: {of: [legal, finance], quorum: all}"
            )
        }
        var quorum = seats.count
        switch step.quorum?.value {
        case nil: if isDefault { quorum = min(1, seats.count) }
        case .all: break
        case .any: quorum = min(1, seats.count)
        case .count(let count):
            quorum = count
            if !seats.isEmpty, count > seats.count, let range = step.quorum?.range {
                let number = seats.count == 1 ? "1 seat" : "\(seats.count) seats"
                report(
                    .quorumTooLarge,
                    "\(count) can never agree: the step has \(number)",
                    at: range,
                    help: "a role that has several seats says how many: {of: [{partner: 2}]}"
                )
                quorum = seats.count
            }
        }
        let veto = roles(step.veto, allowsRequester: true)
        for name in step.veto where !declared.contains(where: { $0.role.value == name.value }) {
            guard tables.roles[meant(name, in: tables.roles)] != nil || NameIndex.builtInRoles.contains(name.value)
            else { continue }
            report(
                .vetoWithoutSeat,
                "'\(name.value)' has no seat in this step, so its veto is never heard",
                at: name.range,
                help: "name it in 'of' as well"
            )
        }
        return Approval.Step(when: when, seats: seats, quorum: quorum, veto: veto, range: step.range)
    }

    /// Proves that some people could agree: each takes one seat, and of the built-in roles there is one person each.
    private mutating func checkCanBeMet(
        _ step: Approval.Step,
        number: Int,
        _ excluded: RoleSet,
        of approval: ApprovalDefinition
    ) {
        guard !step.seats.isEmpty else { return }
        var possible = 0
        var why: [String] = []
        var seen: Set<RoleSet> = []
        for seat in step.seats {
            let isSingle = seat.owner || seat.requester || seat.ownerManager
            let name = roleName(seat)
            if (seat.owner && excluded.owner) || (seat.requester && excluded.requester)
                || (seat.ownerManager && excluded.ownerManager)
                || seat.roles.contains(where: { excluded.roles.contains($0) })
            {
                why.append("'not' keeps '\(name)' out")
                continue
            }
            if isSingle, !seen.insert(seat).inserted {
                why.append("'\(name)' is one person, who takes one seat")
                continue
            }
            possible += 1
        }
        guard possible < step.quorum else { return }
        reportUnsound(
            .approvalNeverGranted,
            "step \(number) of '\(approval.id.value)' can never be met: \(step.quorum) must agree and "
                + "\(possible == 0 ? "nobody" : "only \(possible)") can: " + distinctTexts(why).joined(separator: ", "),
            at: step.range.isNone ? approval.id.range : step.range
        )
    }

    private func distinctTexts(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }

    private func roleName(_ role: RoleSet) -> String {
        if role.owner { return "owner" }
        if role.requester { return "requester" }
        if role.ownerManager { return "owner_manager" }
        return role.roles.first.map { parts.roles[$0.index].id } ?? ""
    }

    private mutating func reset(_ reset: ResetDefinition) -> Approval.Reset? {
        guard let id = field(reset.field) else { return nil }
        if let direction = reset.direction, !untypedFields.contains(id.index), !parts.fields[id.index].type.isOrdered {
            report(
                .resetWithoutOrder,
                "'\(reset.field.value)' does not go up or down, so '\(direction.value.rawValue)' means nothing",
                at: direction.range,
                help: "write the name alone: every change of it then withdraws the votes"
            )
        }
        return Approval.Reset(field: id, direction: reset.direction?.value)
    }

    /// Warns of a step that depends on a field of which a change leaves earlier votes and grants as they are.
    private mutating func checkResets(
        _ resets: [Approval.Reset],
        _ steps: [Approval.Step],
        of approval: ApprovalDefinition
    ) {
        var told: Set<Int> = []
        for step in steps {
            guard let when = step.when else { continue }
            for case .field(let index) in when.program.reads
            where !resets.contains(where: { $0.field.index == index }) && told.insert(index).inserted {
                report(
                    .approvalMissesChange,
                    .warning,
                    "a change of '\(parts.fields[index].id)' leaves what was approved before as it is, "
                        + "although this step depends on it",
                    at: when.source.words,
                    help: "say 'resets_on: [\(parts.fields[index].id)]'"
                )
            }
        }
    }

    /// A rejection leads back, or out of the order of stages.
    private mutating func checkRejections() {
        for approval in definition.approvals {
            guard let rejected = approval.rejected, let target = tables.stages[rejected.stage.value] else { continue }
            let asking = outline.stagesAsking(for: approval.id.value, definition)
            let isThere = outline.stages.contains { stage in
                stage.moves.contains { $0.id == approval.rejectionID }
            }
            guard !isThere, used.approvals.indices.contains(tables.approvals[approval.id.value] ?? -1) else { continue }
            report(
                .rejectionLeadsNowhere,
                asking.isEmpty
                    ? "no stage's gates ask for '\(approval.id.value)', so a rejection moves nothing"
                    : "no stage whose gates ask for '\(approval.id.value)' stands after "
                        + "'\(outline.stages[target].id.value)', and a rejection leads back",
                at: rejected.stage.range
            )
        }
    }
}

extension ApprovalDefinition {
    /// The id of the move that a rejection makes, as located where it is declared.
    var rejectionID: Located<String>? {
        rejected.map { Located("\(id.value)_rejected", at: $0.stage.range) }
    }
}

extension StageOutline {
    /// The stages whose own gates ask for an approval: on the way out, of their moves, or on the way into where these lead.
    func stagesAsking(for approval: String, _ definition: Definition) -> [Int] {
        var asking: Set<String> = []
        var grew = true
        func asks(_ gate: GateDefinition) -> Bool {
            gate.approvals.contains { $0.value == approval } || asks(gate.any) || asks(gate.all)
        }
        func asks(_ gates: [GateReference]) -> Bool {
            gates.contains { reference in
                switch reference {
                case .named(let name): asking.contains(name.value)
                case .inline(let gate): asks(gate)
                }
            }
        }
        var known = definition.gates
        for stage in stages {
            for case .inline(let gate) in stage.exit + stage.enter + stage.moves.flatMap(\.gates) where gate.id != nil {
                known.append(gate)
            }
        }
        while grew {
            grew = false
            for gate in known {
                guard let id = gate.id?.value, !asking.contains(id), asks(gate) else { continue }
                asking.insert(id)
                grew = true
            }
        }
        let entering = Set(stages.indices.filter { asks(stages[$0].enter) }.map { stages[$0].id.value })
        return stages.indices.filter { index in
            let stage = stages[index]
            if asks(stage.exit) { return true }
            return stage.moves.contains { move in
                if asks(move.gates) { return true }
                guard case .stage(let target) = move.target else { return false }
                return entering.contains(target.value)
            }
        }
    }

    /// Gives each stage that asks for an approval the move back that its rejection makes.
    mutating func addRejections(_ definition: Definition) {
        for approval in definition.approvals {
            guard let rejected = approval.rejected, let id = approval.rejectionID,
                let target = stages.firstIndex(where: { $0.id.value == rejected.stage.value })
            else { continue }
            for index in stagesAsking(for: approval.id.value, definition) where index != target {
                let isAside = stages[index].hold?.value == true || stages[index].outcome?.value == .lost
                let leadsAside = stages[target].hold?.value == true || stages[target].outcome?.value == .lost
                guard !isAside, leadsAside || target < index else { continue }
                var move = MoveDefinition(id: id, target: .stage(rejected.stage), range: rejected.stage.range)
                move.asSoonAs = ExpressionSource("approvals.\(approval.id.value).rejected", at: rejected.stage.range)
                move.because = rejected.because
                stages[index].moves.append(move)
            }
        }
    }
}
