extension Machine {
    /// The configuration in which a chart starts, and what entering it did.
    public func start() -> (Configuration, Microstep) {
        start(at: initial)
    }

    /// The configuration after entering `targets` from nothing.
    public func start(at targets: [Int]) -> (Configuration, Microstep) {
        var configuration = Configuration(leaf: targets.first ?? 0)
        var result = Microstep()
        if isFlat {
            result.entered = targets
            result.isFinished = targets.contains { nodes[$0].kind == .final }
            return (configuration, result)
        }
        configuration.nested = [Configuration.Nested(active: [])]
        enter([Step(source: -1, targets: targets)], &configuration, &result)
        return (configuration, result)
    }

    /// `microstep` for one transition of a flat chart: no part of it is needed but the leaf, and nothing is allocated.
    func flatStep(to target: Int, in leaf: inout UInt16) {
        leaf = UInt16(truncatingIfNeeded: target)
    }

    /// Takes transitions that were selected together: leaves what they leave, enters what they enter.
    ///
    /// `steps` are in document order of the nodes that selected them. Of two whose exits overlap, the one whose source
    /// lies deeper wins, else the first (`removeConflictingTransitions` of SCXML). This is the only place where a
    /// deal's configuration changes.
    public func microstep(_ steps: [Step], in configuration: inout Configuration) -> Microstep {
        var result = Microstep()
        if isFlat {
            // At most one transition can be enabled where one state is active.
            guard let step = steps.first, let target = step.targets.first else { return result }
            result.exited = [Int(configuration.leaf)]
            result.entered = [target]
            result.isFinished = nodes[target].kind == .final
            flatStep(to: target, in: &configuration.leaf)
            return result
        }
        let taken = withoutConflicts(steps, configuration)
        exit(taken, &configuration, &result)
        enter(taken, &configuration, &result)
        return result
    }

    /// The transitions that remain when those that would leave the same state are resolved.
    public func withoutConflicts(_ steps: [Step], _ configuration: Configuration) -> [Step] {
        var kept: [Step] = []
        for step in steps {
            let leaves = Set(exitSet(of: step, configuration))
            var isPreempted = false
            var preempted: [Int] = []
            for (index, other) in kept.enumerated() {
                guard !leaves.isDisjoint(with: exitSet(of: other, configuration)) else { continue }
                if isDescendant(step.source, of: other.source) {
                    preempted.append(index)
                } else {
                    isPreempted = true
                    break
                }
            }
            if !isPreempted {
                for index in preempted.reversed() { kept.remove(at: index) }
                kept.append(step)
            }
        }
        return kept
    }

    private func effectiveTargets(of step: Step, _ configuration: Configuration) -> [Int] {
        var result: [Int] = []
        var work = step.targets
        while !work.isEmpty {
            let target = work.removeFirst()
            switch nodes[target].kind {
            case .shallowHistory, .deepHistory:
                if let remembered = configuration.nested.first?.remembered[target] {
                    for node in remembered where !result.contains(node) { result.append(node) }
                } else {
                    work.insert(contentsOf: nodes[target].initial, at: 0)
                }
            case .atomic, .compound, .parallel, .final:
                if !result.contains(target) { result.append(target) }
            }
        }
        return result
    }

    /// The innermost compound ancestor that holds the source and all targets; -1 is the root.
    private func domain(of step: Step, _ configuration: Configuration) -> Int? {
        let targets = effectiveTargets(of: step, configuration)
        guard !targets.isEmpty else { return nil }
        if step.source == -1 { return -1 }
        if step.isInternal, nodes[step.source].kind == .compound,
            targets.allSatisfy({ isDescendant($0, of: step.source) })
        {
            return step.source
        }
        var ancestor = nodes[step.source].parent
        while ancestor != -1 {
            if nodes[ancestor].kind == .compound, targets.allSatisfy({ isDescendant($0, of: ancestor) }) {
                return ancestor
            }
            ancestor = nodes[ancestor].parent
        }
        return -1
    }

    private func exitSet(of step: Step, _ configuration: Configuration) -> [Int] {
        guard let domain = domain(of: step, configuration) else { return [] }
        return configuration.active.filter { isDescendant($0, of: domain) }
    }

    private func exit(_ steps: [Step], _ configuration: inout Configuration, _ result: inout Microstep) {
        let leaving = Set(steps.flatMap { exitSet(of: $0, configuration) })
        guard !leaving.isEmpty else { return }
        let active = configuration.active
        for (index, node) in nodes.enumerated()
        where (node.kind == .shallowHistory || node.kind == .deepHistory) && leaving.contains(node.parent) {
            configuration.nested[0].remembered[index] = active.filter {
                node.kind == .deepHistory
                    ? isAtomic($0) && isDescendant($0, of: node.parent)
                    : nodes[$0].parent == node.parent
            }
        }
        result.exited = leaving.sorted(by: >)
        configuration.nested[0].active.removeAll { leaving.contains($0) }
    }

    private func enter(_ steps: [Step], _ configuration: inout Configuration, _ result: inout Microstep) {
        var entering: Set<Int> = []
        for step in steps {
            for target in step.targets { addDescendants(of: target, configuration, &entering) }
            guard let domain = domain(of: step, configuration) else { continue }
            for target in effectiveTargets(of: step, configuration) {
                addAncestors(of: target, below: domain, configuration, &entering)
            }
        }
        var active = configuration.nested[0].active
        for node in entering.sorted() where !active.contains(node) {
            result.entered.append(node)
            active.append(node)
            active.sort()
            guard nodes[node].kind == .final else { continue }
            let parent = nodes[node].parent
            if parent == -1 {
                result.isFinished = true
                continue
            }
            result.completed.append(parent)
            let grandparent = nodes[parent].parent
            if grandparent != -1, nodes[grandparent].kind == .parallel, isInFinalState(grandparent, active) {
                result.completed.append(grandparent)
            }
        }
        configuration.nested[0].active = active
        configuration.leaf = UInt16(truncatingIfNeeded: active.first { isAtomic($0) } ?? 0)
    }

    private func addDescendants(of node: Int, _ configuration: Configuration, _ entering: inout Set<Int>) {
        switch nodes[node].kind {
        case .shallowHistory, .deepHistory:
            let targets = configuration.nested.first?.remembered[node] ?? nodes[node].initial
            for target in targets { addDescendants(of: target, configuration, &entering) }
            for target in targets { addAncestors(of: target, below: nodes[node].parent, configuration, &entering) }
        case .compound:
            entering.insert(node)
            for target in nodes[node].initial { addDescendants(of: target, configuration, &entering) }
            for target in nodes[node].initial { addAncestors(of: target, below: node, configuration, &entering) }
        case .parallel:
            entering.insert(node)
            addRegions(of: node, configuration, &entering)
        case .atomic, .final:
            entering.insert(node)
        }
    }

    private func addAncestors(
        of node: Int,
        below domain: Int,
        _ configuration: Configuration,
        _ entering: inout Set<Int>
    ) {
        var ancestor = nodes[node].parent
        while ancestor != -1, ancestor != domain {
            entering.insert(ancestor)
            if nodes[ancestor].kind == .parallel { addRegions(of: ancestor, configuration, &entering) }
            ancestor = nodes[ancestor].parent
        }
    }

    private func addRegions(of parallel: Int, _ configuration: Configuration, _ entering: inout Set<Int>) {
        for region in children(of: parallel) where !entering.contains(where: { isDescendant($0, of: region) }) {
            addDescendants(of: region, configuration, &entering)
        }
    }
}
