import TurnpikeExpressions
import TurnpikeValues

extension Decider {
    /// Fields are set together: all are judged first, and all problems are told.
    func set(_ values: [FieldValue]) throws(CommandError) -> Refusal? {
        let changes = try accepted(values)
        let unmet = locksAndPermissions(changes)
        guard unmet.isEmpty else { return refusal(unmet) }
        store(changes)
        return nil
    }

    /// Reads given values as their fields' types.
    ///
    /// - Throws: `CommandError` with a sentence for every unknown field and every value that its field cannot hold.
    func accepted(_ values: [FieldValue], computedAllowed: Bool = false) throws(CommandError) -> [Event.FieldChange] {
        if values.isEmpty { return [] }
        var changes: [Event.FieldChange] = []
        var problems: [String] = []
        var code = CommandError.Code.invalidValue
        for given in values {
            guard let id = process.field(given.field) else {
                let known = process.fields.map(\.id)
                problems += CommandError.unknown("field", given.field, among: known).problems
                code = .unknownName
                continue
            }
            let field = process[id]
            if field.isComputed {
                problems.append("\(field.id) is computed and cannot be set")
                continue
            }
            if changes.contains(where: { $0.field == id }) {
                problems.append("\(field.id) is given twice")
                continue
            }
            switch field.accept(given.value, currency: process.currency) {
            case .success(let value):
                changes.append(Event.FieldChange(field: id, old: scope.state.slots[id.index], new: value))
            case .failure(let problem): problems.append(problem.message)
            }
        }
        guard problems.isEmpty else { throw CommandError(code, problems) }
        return changes.filter { $0.old != $0.new }
    }

    /// What stands against changing these fields here and now.
    func locksAndPermissions(_ changes: [Event.FieldChange]) -> [UnmetCriterion] {
        guard !changes.isEmpty, scope.actor.isJudgedByRoles, before.revision > 0 else { return [] }
        var unmet: [UnmetCriterion] = []
        for change in changes {
            let field = process[change.field]
            // A lock guards a value that is there; a field without one may still be filled, or a deal could be stuck.
            if change.old != .null, let id = scope.lockingStage(of: change.field) {
                let stage = process[id]
                var finding = UnmetCriterion(
                    "\(stage.id).locks.\(field.id)",
                    .locked,
                    "\(field.label) cannot be changed in \(stage.label)",
                    range: stage.range
                )
                finding.seen = field.isSensitive || !scope.maySee(change.field) ? nil : change.old.description
                finding.isOverridable = false
                unmet.append(finding)
            }
            if let roles = scope.editRoles(of: change.field), !scope.holds(roles) {
                var finding = UnmetCriterion(
                    "permissions.edit.\(field.id)",
                    .by,
                    "\(field.label) may be changed by \(scope.names(of: roles).joined(separator: " or "))",
                    range: field.range
                )
                finding.who = scope.names(of: roles)
                finding.remedies = [.role(finding.who)]
                finding.isOverridable = false
                unmet.append(finding)
            }
        }
        return unmet
    }

    func store(_ changes: [Event.FieldChange]) {
        guard !changes.isEmpty else { return }
        emit(.fieldsSet(changes, isComputed: false))
        if !process.approvals.isEmpty { resetApprovals(changes) }
        compute()
    }

    /// Brings computed fields up to date; one that lacks a value it reads has none.
    func compute() {
        guard !process.computations.isEmpty else { return }
        var changes: [Event.FieldChange] = []
        for computation in process.computations {
            // Why there is none is told where somebody asks for the value.
            var new = Value.null
            if let score = process.score, computation.field == score.field {
                new = .int(Int64(scope.score(score)))
            } else if let score = process.score, computation.field == score.band {
                guard case .int(let points) = scope.state.slots[score.field.index] else { continue }
                new = score.band(of: Int(points)).map { .string($0.id) } ?? .null
            } else if case .success(let value) = scope.computed(computation) {
                new = value
            }
            let old = scope.state.slots[computation.field.index]
            guard old != new else { continue }
            // Later computations read this one, so the working copy must know it at once.
            scope.state.slots[computation.field.index] = new
            changes.append(Event.FieldChange(field: computation.field, old: old, new: new))
        }
        guard !changes.isEmpty else { return }
        emit(.fieldsSet(changes, isComputed: true))
        if !process.approvals.isEmpty { resetApprovals(changes) }
    }
}
