extension ProcessChecker {
    mutating func resolveTeams() {
        tables.teams = declare(definition.teams.lazy.map(\.id), "team", reserved: NameIndex.builtInRoles)
        parts.teams = definition.teams.map { Team(id: $0.id.value, label: $0.label?.value ?? $0.id.value) }
        for team in definition.teams where tables.roles[team.id.value] != nil {
            report(
                .duplicateID,
                "'\(team.id.value)' is a role already, and a rule could mean either",
                at: team.id.range
            )
        }
    }

    mutating func resolvePermissions() {
        guard let permissions = definition.permissions else { return }
        parts.permissions = resolve(permissions)
    }

    /// The permissions of the process, or of a stage.
    mutating func resolve(_ permissions: PermissionsDefinition) -> SalesProcess.Permissions {
        SalesProcess.Permissions(
            move: permissions.move.map { roles($0) },
            override: permissions.override.map { roles($0) },
            edit: fieldRoles(permissions.edit, isEdit: true),
            editAll: permissions.editAll.map { roles($0) },
            see: fieldRoles(permissions.see, isEdit: false),
            assign: permissions.assign.map { roles($0) }
        )
    }

    private mutating func fieldRoles(
        _ entries: [PermissionsDefinition.EditPermission],
        isEdit: Bool
    ) -> [FieldID: RoleSet] {
        _ = distinct(entries.map(\.field), "field")
        var result: [FieldID: RoleSet] = [:]
        for entry in entries {
            let roles = roles(entry.roles)
            guard let id = field(entry.field) else { continue }
            if isEdit { refuseComputed(id, entry.field.range, "edited") }
            result[id] = roles
        }
        return result
    }

    mutating func resolveAssignment() {
        resolve(definition.assignment, of: nil)
        // Behind those of the process, whose numbers stand in records and counters.
        for index in outline.stages.indices where index < parts.stages.count {
            resolve(outline.stages[index].assignment, of: StageID(index))
        }
        if parts.derivedValues.allSatisfy({ $0 != .dealAccount }),
            parts.assignment.contains(where: { $0.pick == .accountOwner })
        {
            // The account's record is needed for its owner.
            parts.derivedValues.append(.dealAccount)
        }
    }

    private mutating func resolve(_ rules: [AssignmentRuleDefinition], of stage: StageID?) {
        for rule in rules {
            let when = rule.when.flatMap {
                varyingCondition($0, ifTrue: "the rule always chooses", ifFalse: "the rule never chooses")
            }
            if let capacity = rule.capacity, rule.pick?.value != .leastLoad {
                report(
                    .capacityWithoutLoad,
                    "'capacity' counts open deals, which only 'pick: least_load' does",
                    at: capacity.range
                )
            }
            guard let group = group(rule.to) else { continue }
            parts.assignment.append(
                AssignmentRule(
                    when: when,
                    group: group,
                    pick: rule.pick?.value ?? .fixed,
                    capacity: rule.capacity?.value,
                    within: rule.within.flatMap { span($0) },
                    stage: stage,
                    range: rule.range.isNone ? rule.to.range : rule.range
                )
            )
        }
        let open = rules.firstIndex {
            $0.when == nil && $0.capacity == nil && $0.pick?.value != .accountOwner
        }
        if let open, open + 1 < rules.count {
            report(
                .ruleNeverReached,
                .warning,
                "the rule before it always chooses, unless nobody is there",
                at: rules[open + 1].to.range,
                notes: [Diagnostic.Note("the rule without a condition", at: rules[open].to.range)],
                help: "put the rule without 'when' last"
            )
        }
    }

    private mutating func group(_ name: Located<String>) -> AssignmentRule.Group? {
        if let team = tables.teams[name.value] {
            used.teams[team] = true
            return .team(team)
        }
        if let role = tables.roles[name.value] {
            used.roles[role] = true
            return .role(RoleID(role))
        }
        var both = tables.roles
        for (team, index) in tables.teams where both[team] == nil { both[team] = tables.roles.count + index }
        guard let found = find(name, in: both, .unknownGroup, "role or team") else { return nil }
        if found >= tables.roles.count {
            used.teams[found - tables.roles.count] = true
            return .team(found - tables.roles.count)
        }
        used.roles[found] = true
        return .role(RoleID(found))
    }
}
