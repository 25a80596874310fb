extension Machine {
    /// The configuration in which a chart starts, and what entering it did.
    public func start() -> (Configuration, Microstep) {
        start(at: initial)
    }

    /// The configuration after entering `targets` from nothing.
    ///
    /// - Parameters:
    ///   - targets: The nodes to enter; several must lie in different regions.
    ///   - initial: For a compound that is entered by default, where that leads instead of to its own initial nodes.
    public func start(at targets: [Int], initial: [Int: [Int]] = [:]) -> (Configuration, Microstep) {
        var configuration = Configuration(leaf: targets.first ?? 0)
        var result = Microstep()
        result.taken = [0]
        if isFlat {
            result.entered = targets
            result.isFinished = targets.contains { nodes[$0].kind == .final }
            return (configuration, result)
        }
        configuration.nested = [Configuration.Nested(active: [])]
        let step = Selected(place: 0, step: Step(source: -1, targets: targets), leaves: nodes.indices)
        enter([step], initial, &configuration, &result)
        return (configuration, result)
    }

    /// `microstep` for one transition of a flat chart: no part of it is needed but the leaf, and nothing is allocated.
    func flatStep(to target: Int, in leaf: inout UInt16) {
        leaf = UInt16(truncatingIfNeeded: target)
    }

    /// Takes transitions that were selected together: leaves what they leave, enters what they enter.
    ///
    /// Of two whose exits overlap, the one whose source lies deeper wins, else the first (`removeConflictingTransitions`
    /// of SCXML). All exits come before all entries. This is the only place where a deal's configuration changes.
    ///
    /// - Parameters:
    ///   - steps: The transitions in the order in which they were selected, see ``selected(in:choosing:)``.
    ///   - configuration: What is active; changed in place.
    ///   - initial: For a compound that is entered by default, where that leads instead of to its own initial nodes.
    public func microstep(
        _ steps: [Step],
        in configuration: inout Configuration,
        initial: [Int: [Int]] = [:]
    ) -> Microstep {
        var result = Microstep()
        if isFlat {
            // At most one transition can be enabled where one state is active.
            guard let step = steps.first else { return result }
            result.taken = [0]
            guard let target = step.targets.first else { return result }
            result.exited = [Int(configuration.leaf)]
            result.entered = [target]
            result.isFinished = nodes[target].kind == .final
            flatStep(to: target, in: &configuration.leaf)
            return result
        }
        let taken = resolved(steps, configuration)
        result.taken = taken.map(\.place)
        exit(taken, &configuration, &result)
        enter(taken, initial, &configuration, &result)
        return result
    }

    /// The transitions that remain when those that would leave the same state are resolved.
    public func withoutConflicts(_ steps: [Step], _ configuration: Configuration) -> [Step] {
        resolved(steps, configuration).map(\.step)
    }

    // MARK: Which transitions, and what they leave

    /// A selected transition with the range of nodes whose active ones it leaves.
    private struct Selected {
        let place: Int
        let step: Step
        let leaves: Range<Int>
    }

    private func resolved(_ steps: [Step], _ configuration: Configuration) -> [Selected] {
        var kept: [Selected] = []
        let active = configuration.active
        for (place, step) in steps.enumerated() {
            let leaves = domain(of: step, configuration).map { descendants(of: $0) } ?? 0..<0
            var preempted: [Int] = []
            let isPreempted =
                !ConflictRule.isRemoved
                && kept.indices.contains { index in
                    let both = kept[index].leaves.clamped(to: leaves)
                    guard !both.isEmpty, active.contains(where: { both.contains($0) }) else { return false }
                    guard isDescendant(step.source, of: kept[index].step.source) else { return true }
                    preempted.append(index)
                    return false
                }
            guard !isPreempted else { continue }
            for index in preempted.reversed() { kept.remove(at: index) }
            kept.append(Selected(place: place, step: step, leaves: leaves))
        }
        return kept
    }

    /// The nodes inside a node (-1: the root).
    private func descendants(of node: Int) -> Range<Int> {
        node == -1 ? nodes.indices : node + 1..<nodes[node].end
    }

    /// What a transition leads to, with histories replaced by what they restore.
    private func effectiveTargets(of step: Step, _ configuration: Configuration) -> [Int] {
        var result: [Int] = []
        var work = Array(step.targets.reversed())
        while let target = work.popLast() {
            switch nodes[target].kind {
            case .shallowHistory, .deepHistory:
                work += (configuration.remembered(by: target) ?? nodes[target].initial).reversed()
            case .atomic, .compound, .parallel, .final:
                if !result.contains(target) { result.append(target) }
            }
        }
        return result
    }

    /// The innermost compound ancestor that holds the source and all targets; -1 is the root, nil a transition that
    /// leaves nothing.
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

    private func exit(_ steps: [Selected], _ configuration: inout Configuration, _ result: inout Microstep) {
        let active = configuration.active
        let leaving = active.filter { node in steps.contains { $0.leaves.contains(node) } }
        guard !leaving.isEmpty else { return }
        // A history remembers what was active before the first node of this step is left.
        for history in histories where leaving.contains(nodes[history].parent) {
            let parent = nodes[history].parent
            let isDeep = nodes[history].kind == .deepHistory
            configuration.nested[0].remembered[history] = active.filter {
                isDeep ? isAtomic($0) && isDescendant($0, of: parent) : nodes[$0].parent == parent
            }
        }
        result.exited = leaving.reversed()
        configuration.nested[0].active = active.filter { node in !steps.contains { $0.leaves.contains(node) } }
    }

    // MARK: What they enter

    /// The entries of one microstep while they are collected (`computeEntrySet` of SCXML).
    private struct Entries {
        /// Which nodes are entered.
        var marks: [Bool]
        /// Which compounds are entered through their initial nodes.
        var byDefault: Set<Int> = []
        /// For each parent the history that had nothing to restore; the last one counts.
        var historyDefaults: [Int: Int] = [:]
        /// Where the default entry of a compound leads instead of to its own initial nodes.
        let initial: [Int: [Int]]
    }

    private func enter(
        _ steps: [Selected],
        _ initial: [Int: [Int]],
        _ configuration: inout Configuration,
        _ result: inout Microstep
    ) {
        var entries = Entries(marks: Array(repeating: false, count: nodes.count), initial: initial)
        for selected in steps {
            for target in selected.step.targets { addDescendants(of: target, configuration, &entries) }
            guard let domain = domain(of: selected.step, configuration) else { continue }
            for target in effectiveTargets(of: selected.step, configuration) {
                addAncestors(of: target, below: domain, configuration, &entries)
            }
        }
        var isActive = Array(repeating: false, count: nodes.count)
        for node in configuration.active { isActive[node] = true }
        for node in nodes.indices where entries.marks[node] && !isActive[node] {
            isActive[node] = true
            result.entered.append(node)
            if nodes[node].kind == .final { finish(node, isActive, &result) }
        }
        result.enteredByDefault = entries.byDefault.sorted()
        result.historyDefaults = entries.historyDefaults.values.sorted()
        configuration.nested[0].active = nodes.indices.filter { isActive[$0] }
        configuration.leaf = UInt16(truncatingIfNeeded: configuration.nested[0].active.first { isAtomic($0) } ?? 0)
    }

    /// What the entry of a final node completes: its parent, and the parallel around that if every region is complete.
    private func finish(_ node: Int, _ isActive: [Bool], _ result: inout Microstep) {
        let parent = nodes[node].parent
        guard parent != -1 else {
            result.isFinished = true
            return
        }
        result.completions.append(.init(node: parent, by: node))
        let grandparent = nodes[parent].parent
        guard grandparent != -1, nodes[grandparent].kind == .parallel, isInFinalState(grandparent, { isActive[$0] })
        else { return }
        result.completions.append(.init(node: grandparent, by: node))
    }

    private func addDescendants(of node: Int, _ configuration: Configuration, _ entries: inout Entries) {
        switch nodes[node].kind {
        case .shallowHistory, .deepHistory:
            let remembered = configuration.remembered(by: node)
            let targets = remembered ?? nodes[node].initial
            if remembered == nil { entries.historyDefaults[nodes[node].parent] = node }
            for target in targets { addDescendants(of: target, configuration, &entries) }
            for target in targets { addAncestors(of: target, below: nodes[node].parent, configuration, &entries) }
        case .compound:
            entries.marks[node] = true
            entries.byDefault.insert(node)
            let targets = entries.initial[node] ?? nodes[node].initial
            for target in targets { addDescendants(of: target, configuration, &entries) }
            for target in targets { addAncestors(of: target, below: node, configuration, &entries) }
        case .parallel:
            entries.marks[node] = true
            addRegions(of: node, configuration, &entries)
        case .atomic, .final:
            entries.marks[node] = true
        }
    }

    private func addAncestors(
        of node: Int,
        below domain: Int,
        _ configuration: Configuration,
        _ entries: inout Entries
    ) {
        var ancestor = nodes[node].parent
        // A move from inside a phase to the phase's own history may leave less than the phase. SCXML (3.13) defines that
        // only what is not active, or is left by the same step, is entered; its pseudo code adds the states between to
        // the entry set without asking, which would run their entry a second time with no exit before it.
        while ancestor != -1, ancestor != domain, !configuration.contains(ancestor) {
            entries.marks[ancestor] = true
            if nodes[ancestor].kind == .parallel { addRegions(of: ancestor, configuration, &entries) }
            ancestor = nodes[ancestor].parent
        }
    }

    /// Enters by default each region in which nothing is entered yet.
    private func addRegions(of parallel: Int, _ configuration: Configuration, _ entries: inout Entries) {
        for region in children(of: parallel)
        where !entries.marks[region + 1..<nodes[region].end].contains(true) {
            addDescendants(of: region, configuration, &entries)
        }
    }
}
