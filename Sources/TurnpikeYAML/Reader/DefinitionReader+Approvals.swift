import Turnpike

/// Approvals.
extension DefinitionReader {
    mutating func approvals(_ node: YAMLNode) -> [ApprovalDefinition] {
        var result: [ApprovalDefinition] = []
        namedEntries(node, of: "approvals", allowsList: false) { reader, key, value in
            guard let id = reader.declared(key) else { return }
            var approval = ApprovalDefinition(id: id, range: value.map { key.range.union($0.range) } ?? key.range)
            var hasSteps = false
            if let value {
                reader.settings(value, .approval) { reader, name, value in
                    if name == "steps" { hasSteps = true }
                    return reader.approvalSetting(name, value, into: &approval)
                }
            }
            if !hasSteps, value?.kind == .mapping || value == nil {
                reader.missing(
                    "steps",
                    in: "an approval",
                    at: id.range,
                    help: "say who approves: steps: [sales_manager]"
                )
            }
            result.append(approval)
        }
        return result
    }

    private mutating func approvalSetting(
        _ name: String,
        _ value: YAMLNode,
        into approval: inout ApprovalDefinition
    ) -> Bool {
        switch name {
        case "label": approval.label = text(value)
        case "ask": approval.ask = template(value)
        case "steps": approval.steps = approvalSteps(value)
        case "not": approval.not = words(value)
        case "within": approval.within = word(value)
        case "valid_for": approval.validFor = word(value)
        case "late":
            settings(value, .lateApproval) { reader, name, value in
                guard name == "escalate" else { return false }
                approval.escalate = reader.words(value)
                return true
            }
        case "rejected": approval.rejected = rejection(value)
        case "resets_on":
            namedEntries(value, of: "'resets_on'") { reader, key, value in
                guard let field = reader.word(key) else { return }
                var reset = ResetDefinition(field: field)
                if let value { reset.direction = reader.choice(value, of: ResetDirection.self) }
                approval.resetsOn.append(reset)
            }
        default: return false
        }
        return true
    }

    private mutating func rejection(_ node: YAMLNode) -> RejectedDefinition? {
        var stage: Located<String>?
        var because: Located<String>?
        var hasStage = false
        settings(node, .rejected) { reader, name, value in
            switch name {
            case "to":
                hasStage = true
                stage = reader.word(value)
            case "because": because = reader.word(value)
            default: return false
            }
            return true
        }
        if !hasStage, node.kind == .mapping { missing("to", in: "'rejected'", at: node.range) }
        return stage.map { RejectedDefinition(to: $0, because: because) }
    }

    private mutating func approvalSteps(_ node: YAMLNode) -> [ApprovalStepDefinition] {
        if node.isBroken { return [] }
        if node.kind == .scalar {
            return word(node).map { [ApprovalStepDefinition(seats: [.init(role: $0)], range: $0.range)] } ?? []
        }
        guard nodes.accepts(node) else { return [] }
        guard node.kind == .sequence else {
            wrongKind(
                node,
                expected: "a list of steps",
                help: "write [sales_manager, {of: [legal, finance], quorum: all}]"
            )
            return []
        }
        var result: [ApprovalStepDefinition] = []
        for item in node.items {
            if item.kind == .scalar {
                guard let role = word(item) else { continue }
                result.append(ApprovalStepDefinition(seats: [.init(role: role)], range: item.range))
                continue
            }
            var step = ApprovalStepDefinition(seats: [], range: item.range)
            settings(item, .approvalStep) { reader, name, value in
                switch name {
                case "when": step.when = reader.expression(value)
                case "of": step.seats = reader.seats(value)
                case "quorum": step.quorum = reader.quorum(value)
                case "veto": step.veto = reader.words(value)
                default: return false
                }
                return true
            }
            result.append(step)
        }
        return result
    }

    private mutating func seats(_ node: YAMLNode) -> [ApprovalStepDefinition.Seat] {
        var result: [ApprovalStepDefinition.Seat] = []
        namedEntries(node, of: "'of'") { reader, key, value in
            guard let role = reader.word(key) else { return }
            var seat = ApprovalStepDefinition.Seat(role: role)
            if let value { seat.count = reader.integer(value, minimum: 1) }
            result.append(seat)
        }
        return result
    }

    private mutating func quorum(_ node: YAMLNode) -> Located<ApprovalStepDefinition.Quorum>? {
        if node.kind == .scalar {
            switch node.text {
            case "all": return Located(.all, at: node.range)
            case "any": return Located(.any, at: node.range)
            default: break
            }
            if node.text.utf8.contains(where: { !(0x30...0x39).contains($0) && $0 != UInt8(ascii: "-") }) {
                unknownWord(node.text, node, among: ["all", "any", "a number"])
                return nil
            }
        }
        return integer(node, minimum: 1).map { Located(.count($0.value), at: $0.range) }
    }
}
