import Turnpike

/// Mutants of approvals, of rules of assignment and of what stages say about who may.
extension MutantMaker {
    mutating func addApprovals() {
        for (index, approval) in definition.approvals.enumerated() {
            let name = "approval \(approval.id.value)"
            @Sendable func change(
                _ body: @escaping @Sendable (inout ApprovalDefinition) -> Void
            ) -> @Sendable (inout Definition) -> Void {
                { body(&$0.approvals[index]) }
            }
            for (number, step) in approval.steps.enumerated() { addStep(step, number, approval, index) }
            for (place, role) in approval.not.enumerated() {
                add(
                    "delete not \(role.value) of \(name)",
                    at: role.range,
                    .everything,
                    change { $0.not.remove(at: place) }
                )
            }
            addSpan(approval.within, "within of \(name)") { $0.approvals[index].within = $1 }
            addSpan(approval.validFor, "valid_for of \(name)") { $0.approvals[index].validFor = $1 }
            if let escalate = approval.escalate {
                let place = escalate.first?.range ?? approval.range
                add("delete escalate of \(name)", at: place, .everything, change { $0.escalate = nil })
            }
            if let rejected = approval.rejected {
                add("delete rejected of \(name)", at: rejected.stage.range, .everything, change { $0.rejected = nil })
            }
            for (place, reset) in approval.resetsOn.enumerated() {
                add(
                    "delete resets_on \(reset.field.value) of \(name)",
                    at: reset.field.range,
                    .everything,
                    change { $0.resetsOn.remove(at: place) }
                )
            }
        }
    }

    private mutating func addStep(
        _ step: ApprovalStepDefinition,
        _ number: Int,
        _ approval: ApprovalDefinition,
        _ index: Int
    ) {
        let name = "step \(number + 1) of approval \(approval.id.value)"
        @Sendable func change(
            _ body: @escaping @Sendable (inout ApprovalStepDefinition) -> Void
        ) -> @Sendable (inout Definition) -> Void {
            { body(&$0.approvals[index].steps[number]) }
        }
        let place = step.range.isNone ? step.seats.first?.role.range ?? approval.range : step.range
        if approval.steps.count > 1 {
            add("delete \(name)", at: place, .everything) { $0.approvals[index].steps.remove(at: number) }
        }
        if let when = step.when {
            add("delete when of \(name)", at: when.range, .everything, change { $0.when = nil })
            // A step that is needed less often demands less.
            addBounds(when, "when of \(name)", loosens: false, .everything) { definition, source in
                definition.approvals[index].steps[number].when = source
            }
        }
        let seats = step.seats.reduce(0) { $0 + ($1.count?.value ?? 1) }
        if step.seats.count > 1 {
            for (place, seat) in step.seats.enumerated() {
                let id = "delete \(seat.role.value) from \(name)"
                add(id, at: seat.role.range, .everything, change { $0.seats.remove(at: place) })
            }
        }
        let quorum = step.quorum?.value ?? .all
        let fewer: Int? =
            switch quorum {
            case .all: seats > 1 ? seats - 1 : nil
            case .any: nil
            case .count(let count): count > 1 ? count - 1 : nil
            }
        if let fewer {
            let range = step.quorum?.range ?? place
            add("loosen quorum of \(name): \(fewer)", at: range, .everything) { definition in
                definition.approvals[index].steps[number].quorum = Located(.count(fewer), at: range)
            }
        }
        for (place, role) in step.veto.enumerated() {
            let id = "delete veto \(role.value) of \(name)"
            add(id, at: role.range, .everything, change { $0.veto.remove(at: place) })
        }
    }

    mutating func addAssignment() {
        var copy = definition
        var lists: [(stage: String?, rules: [AssignmentRuleDefinition])] = []
        copy.forEachAssignment { stage, rules in lists.append((stage, rules)) }
        for (stage, rules) in lists {
            for (index, rule) in rules.enumerated() { addRule(rule, index, of: stage) }
        }
    }

    private mutating func addRule(_ rule: AssignmentRuleDefinition, _ index: Int, of stage: String?) {
        let name = "rule \(index + 1) of assignment" + (stage.map { " in \($0)" } ?? "")
        @Sendable func change(
            _ body: @escaping @Sendable (inout AssignmentRuleDefinition) -> Void
        ) -> @Sendable (inout Definition) -> Void {
            { definition in
                definition.forEachAssignment { id, rules in
                    if id == stage, rules.indices.contains(index) { body(&rules[index]) }
                }
            }
        }
        add("delete \(name)", at: rule.range, .everything) { definition in
            definition.forEachAssignment { id, rules in
                if id == stage, rules.indices.contains(index) { rules.remove(at: index) }
            }
        }
        if let when = rule.when {
            add("delete when of \(name)", at: when.range, .everything, change { $0.when = nil })
            addBounds(when, "when of \(name)", .everything) { definition, source in
                change { $0.when = source }(&definition)
            }
        }
        if let pick = rule.pick, pick.value != .fixed {
            let change = change {
                $0.pick = nil
                $0.capacity = nil
            }
            add("delete pick of \(name)", at: pick.range, .everything, change)
        }
        if let capacity = rule.capacity {
            let more = Located(capacity.value + max(1, capacity.value / 10), at: capacity.range)
            let id = "loosen capacity of \(name): \(more.value) for \(capacity.value)"
            add(id, at: capacity.range, .everything, change { $0.capacity = more })
        }
        addSpan(rule.within, "within of \(name)") { definition, span in change { $0.within = span }(&definition) }
    }

    mutating func addStagePermissions(_ stages: [StageDefinition]) {
        for stage in stages {
            guard let permissions = stage.permissions else { continue }
            let id = stage.id.value
            @Sendable func change(
                _ body: @escaping @Sendable (inout PermissionsDefinition) -> Void
            ) -> @Sendable (inout Definition) -> Void {
                { definition in
                    definition.forEachStage { other in
                        guard other.id.value == id, var permissions = other.permissions else { return }
                        body(&permissions)
                        other.permissions = permissions
                    }
                }
            }
            func place(_ roles: [Located<String>]?) -> SourceRange { roles?.first?.range ?? stage.range }
            if permissions.move != nil {
                add(
                    "delete permission move of \(id)",
                    at: place(permissions.move),
                    .everything,
                    change { $0.move = nil }
                )
            }
            if permissions.override != nil {
                let range = place(permissions.override)
                add("delete permission override of \(id)", at: range, .everything, change { $0.override = nil })
            }
            if permissions.editAll != nil {
                let range = place(permissions.editAll)
                add("delete permission edit of \(id)", at: range, .everything, change { $0.editAll = nil })
            }
            for (index, edit) in permissions.edit.enumerated() {
                let name = "delete permission edit \(edit.field.value) of \(id)"
                add(name, at: edit.field.range, .everything, change { $0.edit.remove(at: index) })
            }
        }
    }
}

extension Definition {
    /// Calls a function with every list of rules of assignment and the id of its stage; nil for those of the process.
    fileprivate mutating func forEachAssignment(_ body: (String?, inout [AssignmentRuleDefinition]) -> Void) {
        body(nil, &assignment)
        forEachStage { stage in
            let id = stage.id.value
            body(id, &stage.assignment)
        }
    }
}
