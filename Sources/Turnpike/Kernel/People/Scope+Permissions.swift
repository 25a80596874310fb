import TurnpikeExpressions

/// Who may do what, here: a stage's own permissions go before the process's.
extension Scope {
    /// The permissions of the innermost active stage that says something about it, else the process's.
    private func stagePermissions<Found>(_ found: (SalesProcess.Permissions) -> Found?) -> Found? {
        guard process.hasStagePermissions, !state.stage.isNone else { return nil }
        for stage in state.activeStages.reversed() {
            if let permissions = process.stages[stage.index].permissions, let found = found(permissions) {
                return found
            }
        }
        return nil
    }

    /// Who may make a move from a stage; nil means any known actor.
    func movers(_ move: MoveID, from stage: StageID) -> RoleSet? {
        if let by = process.moves[move.index].by { return by }
        guard process.hasStagePermissions else { return process.permissions.move }
        var place: StageID? = stage
        while let here = place, !here.isNone {
            if let own = process.stages[here.index].permissions?.move { return own }
            place = process.stages[here.index].parent
        }
        return process.permissions.move
    }

    /// Who may override; nil means nobody.
    var overriders: RoleSet? { stagePermissions { $0.override } ?? process.permissions.override }

    /// Who may change a field; nil means any known actor.
    func editRoles(of field: FieldID) -> RoleSet? {
        stagePermissions { $0.edit[field] ?? $0.editAll } ?? process.permissions.edit[field]
            ?? process.permissions.editAll
    }

    /// Whether the actor may see a field's values.
    func maySee(_ field: FieldID) -> Bool {
        guard process.hidesFields, actor.isJudgedByRoles, let roles = process.permissions.see[field] else {
            return true
        }
        return holds(roles)
    }

    /// Whether a condition reads a field that the actor may not see.
    func readsHidden(_ condition: Condition) -> Bool {
        guard process.hidesFields else { return false }
        return condition.program.reads.contains { slot in
            switch slot {
            case .field(let index): !maySee(FieldID(index))
            case .derived: false
            }
        }
    }
}

extension Decider {
    /// Why the actor may not choose another owner; nil where they may.
    func mayAssign() -> UnmetCriterion? {
        guard let roles = process.permissions.assign, scope.actor.isJudgedByRoles, !scope.holds(roles) else {
            return nil
        }
        let names = scope.names(of: roles)
        var finding = UnmetCriterion(
            "permissions.assign",
            .by,
            "another owner is chosen by \(names.joined(separator: " or "))",
            range: .none
        )
        finding.who = names
        finding.remedies = [.role(names)]
        finding.isOverridable = false
        return finding
    }
}
