import Turnpike

/// Mutants of gates and of the lists that name them.
extension MutantMaker {
    mutating func addGates() {
        var copy = definition
        var all: [GateDefinition] = []
        copy.forEachGate { all.append($0) }
        let resolved = Dictionary(
            process.gates.enumerated().filter { !$0.element.range.isNone }.map { ($0.element.range, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
        let asked = process.askedGates
        for (number, gate) in all.enumerated() {
            let range = gate.range == .none ? gate.id?.range ?? .none : gate.range
            let known = gate.id.flatMap { process.gate($0.value) } ?? resolved[range].map { GateID($0) }
            // A pack offers more gates than one process takes, and what nothing asks for is no rule.
            if let known, !asked.contains(known) { continue }
            let name = known.map { process[$0].id } ?? gate.id?.value ?? "gate \(number + 1)"
            addGate(gate, number, name, known.map { .gate($0) } ?? .everything)
        }
    }

    private mutating func addGate(_ gate: GateDefinition, _ number: Int, _ name: String, _ reach: Mutant.Reach) {
        let place = gate.id?.range ?? gate.range
        let count =
            gate.needs.count + gate.done.count + gate.checks.count + gate.approvals.count
            + (gate.external == nil ? 0 : 1) + (gate.any.isEmpty ? 0 : 1)
            + gate.all.count
        // A gate that demands one thing is gone with it.
        if count > 1 {
            add("delete gate \(name)", at: place, reach) { definition in
                definition.changeGate(number) { gate in
                    gate.when = nil
                    gate.needs = []
                    gate.done = []
                    gate.checks = []
                    gate.approvals = []
                    gate.external = nil
                    gate.any = []
                    gate.all = []
                }
            }
        }
        if let when = gate.when {
            add("delete when of \(name)", at: when.range, reach) { $0.changeGate(number) { $0.when = nil } }
            addBounds(when, "when of \(name)", loosens: false, reach) { definition, source in
                definition.changeGate(number) { $0.when = source }
            }
        }
        for (index, field) in gate.needs.enumerated() {
            add("delete \(name).needs.\(field.value)", at: field.range, reach) { definition in
                definition.changeGate(number) { $0.needs.remove(at: index) }
            }
        }
        addDemands(gate, number, name, reach)
        for (index, check) in gate.checks.enumerated() {
            let id = "\(name).check.\(check.id.value)"
            add("delete \(id)", at: check.id.range, reach) { definition in
                definition.changeGate(number) { $0.checks.remove(at: index) }
            }
            addBounds(check.that, id, reach) { definition, source in
                definition.changeGate(number) { $0.checks[index].that = source }
            }
        }
        if let external = gate.external {
            add("delete \(name).external.\(external.plugin.value)", at: external.range, reach) { definition in
                definition.changeGate(number) { $0.external = nil }
            }
            addSpan(external.validFor, "valid_for of \(name).external.\(external.plugin.value)") { definition, span in
                definition.changeGate(number) { $0.external?.validFor = span }
            }
            if external.ifDown?.value != .allowWithObligation {
                let place = external.ifDown?.range ?? external.range
                add("loosen \(name).external.\(external.plugin.value): if_down", at: place, reach) { definition in
                    definition.changeGate(number) {
                        $0.external?.ifDown = Located(.allowWithObligation, at: place)
                    }
                }
            }
        }
        for (index, approval) in gate.approvals.enumerated() {
            add("delete \(name).approval.\(approval.value)", at: approval.range, reach) { definition in
                definition.changeGate(number) { $0.approvals.remove(at: index) }
            }
        }
        if !gate.any.isEmpty {
            add("delete \(name).any", at: place, reach) { $0.changeGate(number) { $0.any = [] } }
        }
    }

    private mutating func addDemands(
        _ gate: GateDefinition,
        _ number: Int,
        _ name: String,
        _ reach: Mutant.Reach
    ) {
        var seen: [String: Int] = [:]
        for (index, demand) in gate.done.enumerated() {
            let activity = demand.activity.value
            seen[activity, default: 0] += 1
            let suffix = seen[activity].map { $0 == 1 ? "" : "_\($0)" } ?? ""
            let id = "\(name).done.\(activity)\(suffix)"
            add("delete \(id)", at: demand.activity.range, reach) { definition in
                definition.changeGate(number) { $0.done.remove(at: index) }
            }
            func loosen(
                _ what: String,
                at range: SourceRange,
                _ change: @escaping @Sendable (inout DoneDefinition) -> Void
            ) {
                add("loosen \(id): \(what)", at: range, reach) { definition in
                    definition.changeGate(number) { change(&$0.done[index]) }
                }
            }
            if let outcome = demand.outcomes.first, !namesAll(demand) {
                loosen("any outcome", at: outcome.range) { $0.outcomes = [] }
            }
            if let atLeast = demand.atLeast, atLeast.value > 1 {
                loosen("at_least \(atLeast.value - 1)", at: atLeast.range) { $0.atLeast?.value -= 1 }
            }
            if let within = demand.within { loosen("within any time", at: within.range) { $0.within = nil } }
            if let since = demand.sinceStage, since.value {
                loosen("since any time", at: since.range) { $0.sinceStage = nil }
            }
        }
    }

    /// Whether a demand names every outcome that counts as done, so that to name none would mean the same.
    private func namesAll(_ demand: DoneDefinition) -> Bool {
        let named = Set(demand.outcomes.map(\.value))
        return definition.activities.first { $0.id.value == demand.activity.value }
            .map { Set($0.outcomes.filter { !$0.again }.map(\.id.value)) == named } ?? false
    }

    /// A gate that is named at several places may be missing at one of them without being missed elsewhere; of several
    /// alternatives one may be missing.
    mutating func addGateLists() {
        var uses: [String: Int] = [:]
        var lists: [(place: String, list: [GateReference])] = []
        var copy = definition
        copy.forEachGateList { place, list in
            lists.append((place, list))
            for case .named(let name) in list { uses[name.value, default: 0] += 1 }
        }
        for (number, (place, list)) in lists.enumerated() {
            let isAlternative = place.hasSuffix(".any")
            for (index, reference) in list.enumerated() {
                guard case .named(let name) = reference else { continue }
                guard isAlternative ? list.count > 1 : uses[name.value] ?? 0 > 1 else { continue }
                let known = process.gate(name.value)
                let reach = isAlternative ? Mutant.Reach.everything : known.map { .gate($0) } ?? .everything
                add("delete \(name.value) from \(place)", at: name.range, reach) { definition in
                    var at = 0
                    definition.forEachGateList { _, list in
                        if at == number, list.indices.contains(index) { list.remove(at: index) }
                        at += 1
                    }
                }
            }
        }
    }
}
