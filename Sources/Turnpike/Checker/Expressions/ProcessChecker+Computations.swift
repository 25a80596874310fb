import TurnpikeExpressions

extension ProcessChecker {
    /// Compiles computed fields and puts them in an order in which each reads only those before it.
    mutating func resolveComputations() {
        attemptDemands = Array(repeating: AttemptDemand(), count: parts.activities.count)
        var conditions: [Int: Condition] = [:]
        for (index, field) in definition.fields.enumerated() {
            guard let compute = field.compute else { continue }
            let standsForRules = definition.score != nil && Self.scoreFields.contains(field.id.value)
            let type =
                untypedFields.contains(index) || standsForRules
                ? nil : expressionType(parts.fields[index].type, "deal.\(field.id.value)")
            // What a computation reads is used; the computed field itself exists to be looked at.
            used.fields[index] = true
            conditions[index] = condition(compute, expecting: type)
        }
        guard !conditions.isEmpty else { return }
        var state: [Int: Bool] = [:]
        var ordered: [Int] = []
        for start in conditions.keys.sorted() where state[start] == nil {
            sortComputations(from: start, conditions, &state, &ordered)
        }
        for (position, index) in ordered.enumerated() {
            guard let condition = conditions[index] else { continue }
            parts.computations.append(SalesProcess.Computation(field: FieldID(index), condition: condition))
            parts.fields[index] = parts.fields[index].computed(by: position)
        }
    }

    /// Depth first without recursion: a chain of computed fields may be as long as the file allows.
    private mutating func sortComputations(
        from start: Int,
        _ conditions: [Int: Condition],
        _ state: inout [Int: Bool],
        _ ordered: inout [Int]
    ) {
        var path: [(field: Int, inputs: [Int], next: Int)] = []
        func inputs(_ index: Int) -> [Int] {
            (conditions[index]?.program.reads ?? []).compactMap { slot in
                if case .field(let field) = slot, conditions[field] != nil { return field }
                return nil
            }
        }
        path.append((start, inputs(start), 0))
        state[start] = false
        while let top = path.last {
            guard top.next < top.inputs.count else {
                state[top.field] = true
                ordered.append(top.field)
                path.removeLast()
                continue
            }
            path[path.count - 1].next += 1
            let input = top.inputs[top.next]
            switch state[input] {
            case true?: break
            case false?:
                let cycle = path.drop { $0.field != input }.map { definition.fields[$0.field].id.value }
                report(
                    .computedCycle,
                    "this needs itself: \((cycle + [definition.fields[input].id.value]).joined(separator: " → "))",
                    at: definition.fields[top.field].compute?.words ?? definition.fields[top.field].id.range,
                    notes: input == top.field
                        ? [] : [Diagnostic.Note("computed here", at: definition.fields[input].compute?.range)]
                )
            case nil:
                path.append((input, inputs(input), 0))
                state[input] = false
            }
        }
    }
}

extension Field {
    /// The same field with its place among the computations.
    func computed(by computation: Int) -> Field {
        Field(
            id: id,
            label: label,
            type: type,
            isSensitive: isSensitive,
            defaultValue: defaultValue,
            limits: limits,
            computation: computation,
            range: range
        )
    }
}
