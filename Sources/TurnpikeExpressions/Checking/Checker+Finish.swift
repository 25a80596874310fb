import TurnpikeValues

extension Checker {
    /// Reports a result of another type than its place asks for; literals are read as the place asks.
    mutating func require(_ root: inout Checked, _ expected: ExpressionType) {
        guard isChecked else { return }
        let type = substitution.resolve(root.type)
        if case .bool = expected {
            requireBool(root, "a condition")
            return
        }
        if case .choice(let choice) = expected, let finding = optionFinding(choice, root) {
            report(finding)
            return
        }
        if substitution.assign(type, to: expected) { return }
        if coerce(&root, to: expected) { return }
        if people, case .decimal = expected, Kind(type) == .int || Kind(type) == .percent {
            let (first, count) = emitChildren([root.instruction])
            root.instruction = emit(
                Instruction(operation: .call, detail: Builtin.toDecimal.rawValue, b: first, c: count),
                syntax[root.syntax].range
            )
            root.type = .decimal
            return
        }
        report(
            ExpressionDiagnostic(
                .typeMismatch,
                syntax[root.syntax].range,
                "\(expected.name(people: people)) is needed here, not \(name(of: type))"
            )
        )
    }

    /// The finished program.
    func finish(_ root: Checked) -> Program {
        var reads: [Slot] = []
        reads.reserveCapacity(8)
        for step in instructions where step.operation == .slot || step.operation == .hasSlot {
            let slot: Slot = step.isDerived ? .derived(Int(step.a)) : .field(Int(step.a))
            if !reads.contains(slot) { reads.append(slot) }
        }
        var estimate = CostEstimate(
            instructions: instructions,
            children: children,
            constants: constants,
            overloads: overloads,
            patterns: patterns,
            slots: slots,
            localCount: localCount
        )
        return Program(
            text: syntax.text,
            instructions: instructions,
            ranges: ranges,
            children: children,
            constants: constants,
            overloads: overloads,
            patterns: patterns,
            root: root.instruction,
            localCount: localCount,
            resultType: substitution.finish(root.type),
            zone: declarations.zone,
            defaultCurrency: declarations.defaultCurrency,
            peopleRules: people,
            reads: reads,
            worstCaseCost: estimate.total(root.instruction),
            paths: declarations.paths.isEmpty ? [:] : declarations.paths.filter { reads.contains($0.key) }
        )
    }
}
