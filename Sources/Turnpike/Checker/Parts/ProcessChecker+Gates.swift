import TurnpikeExpressions
import TurnpikeValues

extension ProcessChecker {
    /// Resolves the named gates; those written in place follow as stages and moves bring them.
    mutating func resolveGates() {
        let inline = outline.stages.reduce(definition.gates.count) { $0 + $1.moves.count }
        parts.gates.reserveCapacity(inline)
        tables.gates.reserveCapacity(inline)
        for gate in definition.gates { parts.gates.append(.placeholder(gate)) }
        for (index, gate) in definition.gates.enumerated() {
            resolve(gate, as: parts.gates[index].id, index)
        }
    }

    /// The gates of a list, in order and without repetitions.
    ///
    /// - Parameter place: The id that gates written here take, such as `qualification.exit`.
    mutating func gates(_ references: [GateReference], place: @autoclosure () -> String) -> [GateID] {
        guard !references.isEmpty else { return [] }
        var result: [GateID] = []
        result.reserveCapacity(references.count)
        var places: [String: SourceRange] = [:]
        for reference in references {
            switch reference {
            case .named(let name):
                guard let index = find(name, in: tables.gates, .unknownGate, "gate") else { continue }
                if index < used.gates.count { used.gates[index] = true }
                if let first = places.updateValue(name.range, forKey: name.value) {
                    report(
                        .duplicateID,
                        "the gate '\(name.value)' is named twice",
                        at: name.range,
                        notes: [Diagnostic.Note("first named here", at: first)]
                    )
                } else if tables.gates[meant(name, in: tables.gates)] != nil || !result.contains(GateID(index)) {
                    // Only a misspelt name can be taken for one that is there already.
                    result.append(GateID(index))
                }
            case .inline(let gate):
                if let id = inline(gate, place: place()) { result.append(id) }
            }
        }
        return result
    }

    private mutating func inline(_ gate: GateDefinition, place: String) -> GateID? {
        let index = parts.gates.count
        guard index < NameIndex.limit else {
            if index == NameIndex.limit { checkCount(index + 1, "gates", gate.range) }
            return nil
        }
        var id = place
        if let name = gate.id {
            id = name.value
            checkID(name, "a gate")
            if let first = tables.gates[id] {
                report(
                    .duplicateID,
                    "the gate '\(id)' is declared twice",
                    at: name.range,
                    notes: [Diagnostic.Note("first declared here", at: parts.gates[first].range)]
                )
            }
        } else {
            var number = 2
            while tables.gates[id] != nil {
                id = "\(place)_\(number)"
                number += 1
            }
        }
        if tables.gates[id] == nil { tables.gates[id] = index }
        parts.gates.append(.placeholder(gate))
        resolve(gate, as: id, index)
        return GateID(index)
    }

    private mutating func resolve(_ gate: GateDefinition, as id: String, _ index: Int) {
        let when = gate.when.flatMap {
            varyingCondition($0, ifTrue: "the gate always applies", ifFalse: "the gate never applies")
        }
        var criteria: [Criterion] = []
        criteria.reserveCapacity(gate.needs.count + gate.done.count + gate.checks.count)
        for name in distinct(gate.needs, "field") {
            guard let subject = subject(name) else { continue }
            criteria.append(
                Criterion(id: Self.path(id, ".needs.", name.value), kind: .needs(subject), range: name.range)
            )
        }
        var demanded: [String: Int] = [:]
        for done in gate.done {
            let name = done.activity.value
            let number = demanded[name, default: 0] + 1
            demanded[name] = number
            guard let demand = self.done(done) else { continue }
            let suffix = number == 1 ? "" : "_\(number)"
            criteria.append(
                Criterion(
                    id: "\(id).done.\(name)\(suffix)",
                    kind: .done(demand),
                    range: done.range == .none ? done.activity.range : done.range
                )
            )
        }
        if gate.checks.count > 1 { _ = declare(gate.checks.lazy.map(\.id), "check") }
        for check in gate.checks {
            if gate.checks.count == 1 { checkID(check.id, "a check") }
            guard let resolved = self.check(check) else { continue }
            criteria.append(
                Criterion(id: Self.path(id, ".check.", check.id.value), kind: .check(resolved), range: check.id.range)
            )
        }
        for name in distinct(gate.approvals, "approval") {
            guard let approval = approval(name) else { continue }
            criteria.append(
                Criterion(id: Self.path(id, ".approval.", name.value), kind: .approval(approval), range: name.range)
            )
        }
        if let external = gate.external, let question = self.external(external, of: id) {
            criteria.append(
                Criterion(id: question.id, kind: .external(ExternalID(parts.externals.count)), range: question.range)
            )
            parts.externals.append(question)
        }
        if !gate.any.isEmpty {
            let gates = self.gates(gate.any, place: "\(id).any_1")
            criteria.append(Criterion(id: "\(id).any", kind: .any(gates), range: gate.range))
        }
        if !gate.all.isEmpty {
            let gates = self.gates(gate.all, place: "\(id).all_1")
            criteria.append(Criterion(id: "\(id).all", kind: .all(gates), range: gate.range))
        }
        let demandsNothing =
            gate.needs.isEmpty && gate.done.isEmpty && gate.checks.isEmpty && gate.approvals.isEmpty
            && gate.external == nil
        if demandsNothing, gate.any.isEmpty, gate.all.isEmpty {
            report(
                .emptyGate,
                .warning,
                "the gate '\(id)' demands nothing and lets every deal pass",
                at: gate.id?.range ?? gate.range
            )
        }
        parts.gates[index] = Gate(
            id: id,
            label: gate.label?.value ?? id,
            when: when,
            criteria: criteria,
            neverOverridden: gate.neverOverridden?.value ?? false,
            range: gate.range == .none ? gate.id?.range ?? .none : gate.range
        )
    }

    /// Three texts in one, made with one allocation.
    static func path(_ first: String, _ middle: String, _ last: String) -> String {
        var path = ""
        path.reserveCapacity(first.utf8.count + middle.utf8.count + last.utf8.count)
        path += first
        path += middle
        path += last
        return path
    }

    mutating func subject(_ name: Located<String>) -> Criterion.Subject? {
        if tables.fields[meant(name, in: tables.fields)] == nil {
            switch name.value {
            case "owner": return .owner
            case "account": return .account
            case "contact": return .contact
            default: break
            }
        }
        return field(name).map { .field($0) }
    }

    private mutating func check(_ check: CheckDefinition) -> Criterion.Check? {
        let otherwise = check.otherwise.map { template($0) }
        let severity = check.severity?.value ?? .block
        guard let condition = condition(check.that) else { return nil }
        switch condition.constant {
        case .yes:
            report(.constantCondition, .warning, "this is always true: the check stops no deal", at: check.that.words)
        case .no where severity == .warn:
            report(.constantCondition, .warning, "this is never true: every deal is warned", at: check.that.words)
        case .no: reportUnsound(.constantCondition, "this is never true: no deal can pass", at: check.that.words)
        case .unknown, .error, nil: break
        }
        return Criterion.Check(condition: condition, otherwise: otherwise, severity: severity)
    }

    private mutating func done(_ done: DoneDefinition) -> Criterion.Done? {
        guard let id = activity(done.activity) else { return nil }
        let activity = definition.activities[id.index]
        if !activity.outcomes.isEmpty, activity.outcomes.allSatisfy(\.again) {
            reportUnsound(
                .outcomeNeverDone,
                "'\(activity.id.value)' can never be done: every outcome opens another attempt",
                at: done.activity.range,
                notes: [Diagnostic.Note("its outcomes begin here", at: activity.outcomes[0].id.range)]
            )
        }
        var outcomes: [Int] = []
        let known = Dictionary(
            activity.outcomes.enumerated().map { ($0.element.id.value, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
        for name in distinct(done.outcomes, "outcome") {
            guard
                let outcome = find(
                    name,
                    in: known,
                    .unknownOutcome,
                    "outcome of '\(activity.id.value)'",
                    help: activity.outcomes.isEmpty ? "'\(activity.id.value)' declares no outcomes" : nil
                )
            else { continue }
            if activity.outcomes[outcome].again {
                reportUnsound(
                    .outcomeNeverDone,
                    "'\(name.value)' opens another attempt and does not count as done",
                    at: name.range,
                    notes: [Diagnostic.Note("declared with 'again' here", at: activity.outcomes[outcome].id.range)]
                )
            }
            if !outcomes.contains(outcome) { outcomes.append(outcome) }
        }
        var atLeast = 1
        if let count = done.atLeast {
            atLeast = count.value
            if atLeast < 1 {
                report(.outOfRange, "'at_least' is 1 or more", at: count.range)
            } else if atLeast > 10_000 {
                report(.outOfRange, "'at_least' is 10000 at most", at: count.range)
            } else if let most = activity.repetitions, atLeast > most.value {
                reportUnsound(
                    .tooOften,
                    "'\(activity.id.value)' can be done \(most.value) times, not \(atLeast)",
                    at: count.range,
                    notes: [Diagnostic.Note("limited here", at: most.range)]
                )
            }
        }
        attemptDemands[id.index].atLeast = max(attemptDemands[id.index].atLeast, min(atLeast, 10_000))
        if !outcomes.isEmpty { attemptDemands[id.index].readsOlder = true }
        return Criterion.Done(
            activity: id,
            outcomes: outcomes,
            atLeast: max(1, atLeast),
            within: done.within.flatMap { span($0) },
            sinceStage: done.sinceStage?.value ?? false
        )
    }
}

extension Gate {
    /// Stands in a gate's place until its parts are resolved.
    fileprivate static func placeholder(_ gate: GateDefinition) -> Gate {
        Gate(
            id: gate.id?.value ?? "",
            label: "",
            when: nil,
            criteria: [],
            neverOverridden: false,
            range: gate.id?.range ?? gate.range
        )
    }
}
