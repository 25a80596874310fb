import Turnpike

/// Permissions and assignment.
extension DefinitionReader {
    mutating func permissions(_ node: YAMLNode, ofStage: Bool = false) -> PermissionsDefinition {
        var result = PermissionsDefinition()
        settings(node, ofStage ? .stagePermissions : .permissions) { reader, name, value in
            switch name {
            case "move": result.move = reader.words(value)
            case "override": result.override = reader.words(value)
            case "approve": result.approve = reader.words(value)
            case "assign": result.assign = reader.words(value)
            case "edit":
                // A list is for every field, settings are for each.
                if value.kind == .mapping {
                    result.edit = reader.fieldRoles(value, of: "'edit'")
                } else {
                    result.editAll = reader.words(value)
                }
            case "see": result.see = reader.fieldRoles(value, of: "'see'")
            default: return false
            }
            return true
        }
        return result
    }

    private mutating func fieldRoles(_ node: YAMLNode, of what: String) -> [PermissionsDefinition.EditPermission] {
        var result: [PermissionsDefinition.EditPermission] = []
        namedEntries(node, of: what, allowsList: false) { reader, key, value in
            guard let field = reader.word(key), let value else { return }
            result.append(.init(field: field, roles: reader.words(value)))
        }
        return result
    }

    mutating func assignment(_ node: YAMLNode) -> [AssignmentRuleDefinition] {
        guard nodes.accepts(node) else { return [] }
        guard node.kind == .sequence else {
            wrongKind(node, expected: "a list of rules", help: "write [{to: inbound_team, pick: round_robin}]")
            return []
        }
        var result: [AssignmentRuleDefinition] = []
        for item in node.items {
            var rule = AssignmentRuleDefinition(to: Located("", at: item.range), range: item.range)
            var hasTo = false
            settings(item, .assignmentRule) { reader, name, value in
                switch name {
                case "when": rule.when = reader.expression(value)
                case "to":
                    hasTo = true
                    if let word = reader.word(value) { rule.to = word }
                case "pick": rule.pick = reader.choice(value, of: AssignmentPick.self)
                case "within": rule.within = reader.word(value)
                case "capacity": rule.capacity = reader.integer(value, minimum: 1)
                default: return false
                }
                return true
            }
            if !hasTo, item.kind == .mapping {
                missing("to", in: "a rule of assignment", at: item.range, help: "say who: a role or a team")
            }
            if !rule.to.value.isEmpty { result.append(rule) }
        }
        return result
    }
}
