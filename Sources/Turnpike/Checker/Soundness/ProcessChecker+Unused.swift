extension ProcessChecker {
    /// Warns of what nothing refers to.
    mutating func checkUnused() {
        report(unused: definition.roles.map(\.id), used.roles, "role")
        report(unused: definition.records.map(\.id), used.records, "record")
        report(unused: definition.fields.map(\.id), used.fields, "field")
        report(unused: definition.reasons.map(\.id), used.reasonLists, "list of reasons")
        report(unused: definition.signals.map(\.id), used.signals, "signal")
        report(unused: definition.activities.map(\.id), used.activities, "activity")
        report(unused: definition.gates.compactMap(\.id), used.gates, "gate")
        report(unused: definition.templates.map(\.id), used.templates, "template")
    }

    private mutating func report(unused ids: [Located<String>], _ used: [Bool], _ kind: String) {
        for (id, isUsed) in zip(ids, used) where !isUsed {
            report(.unused, .warning, "the \(kind) '\(id.value)' is never used", at: id.range)
        }
    }
}
