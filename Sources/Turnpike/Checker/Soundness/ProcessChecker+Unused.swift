extension ProcessChecker {
    /// Warns of what nothing refers to.
    mutating func checkUnused() {
        report(unused: definition.roles.map(\.id), used.roles, "role")
        report(unused: definition.records.map(\.id), used.records, "record")
        // A label is for people: what has one may be there only for them to fill in and look up, or to do by hand.
        for (index, field) in definition.fields.enumerated() where field.label != nil { used.fields[index] = true }
        for (index, activity) in definition.activities.enumerated() where activity.label != nil {
            used.activities[index] = true
        }
        let advice = "give it a 'label' if it is there only for people"
        report(unused: definition.fields.map(\.id), used.fields, "field", help: advice)
        report(unused: definition.activities.map(\.id), used.activities, "activity", help: advice)
        report(unused: definition.reasons.map(\.id), used.reasonLists, "list of reasons")
        report(unused: definition.signals.map(\.id), used.signals, "signal")
        report(unused: definition.gates.compactMap(\.id), used.gates, "gate")
        report(unused: definition.teams.map(\.id), used.teams, "team")
        report(unused: definition.approvals.map(\.id), used.approvals, "approval")
        report(unused: definition.templates.map(\.id), used.templates, "template")
        report(
            unused: definition.cadences.map(\.id),
            used.cadences,
            "cadence",
            help: "name it in a stage: 'cadence: \(definition.cadences.first?.id.value ?? "outbound")'"
        )
    }

    private mutating func report(unused ids: [Located<String>], _ used: [Bool], _ kind: String, help: String? = nil) {
        // A pack is made for several processes, of which each uses what it needs.
        for (id, isUsed) in zip(ids, used) where !isUsed && pack(at: id.range) == nil {
            report(.unused, .warning, "the \(kind) '\(id.value)' is never used", at: id.range, help: help)
        }
    }
}
