import Turnpike

/// Appendix D of W3C SCXML 1.0 word for word, procedure by procedure, slow and on sets: what the machine is compared with.
struct ReferenceStep {
    let nodes: [Machine.Node]
    /// `null` of the pseudo code: above the root, which is -1.
    private static let nothing = -2

    var configuration: Set<Int> = []
    var historyValue: [Int: Set<Int>] = [:]
    var exited: [Int] = []
    var entered: [Int] = []
    var statesForDefaultEntry: Set<Int> = []
    var defaultHistoryContent: [Int: Int] = [:]
    var done: [Int] = []
    var running = true

    init(nodes: [Machine.Node]) { self.nodes = nodes }

    private func isDescendant(_ one: Int, _ other: Int) -> Bool {
        getProperAncestors(one, Self.nothing).contains(other)
    }

    private func getProperAncestors(_ state: Int, _ end: Int) -> [Int] {
        var result: [Int] = []
        var at = state
        while at != -1 {
            at = nodes[at].parent
            if at == end { return result }
            result.append(at)
        }
        return result
    }

    private func getChildStates(_ state: Int) -> [Int] {
        nodes.indices.filter { nodes[$0].parent == state && !isHistoryState($0) }
    }

    private func isHistoryState(_ state: Int) -> Bool {
        nodes[state].kind == .shallowHistory || nodes[state].kind == .deepHistory
    }

    private func isCompoundState(_ state: Int) -> Bool { nodes[state].kind == .compound }
    private func isParallelState(_ state: Int) -> Bool { state != -1 && nodes[state].kind == .parallel }
    private func isAtomicState(_ state: Int) -> Bool { getChildStates(state).isEmpty }

    func selectTransitions(_ first: (Int) -> Machine.Step?) -> [Machine.Step] {
        var enabled: [Machine.Step] = []
        for state in configuration.filter({ isAtomicState($0) }).sorted() {
            for s in [state] + getProperAncestors(state, -1) {
                guard let t = first(s) else { continue }
                if !enabled.contains(t) { enabled.append(t) }
                break
            }
        }
        return enabled
    }

    func removeConflictingTransitions(_ enabled: [Machine.Step]) -> [Machine.Step] {
        var filtered: [Machine.Step] = []
        for t1 in enabled {
            var t1Preempted = false
            var toRemove: [Machine.Step] = []
            for t2 in filtered where !computeExitSet([t1]).isDisjoint(with: computeExitSet([t2])) {
                if isDescendant(t1.source, t2.source) {
                    toRemove.append(t2)
                } else {
                    t1Preempted = true
                    break
                }
            }
            if !t1Preempted {
                filtered.removeAll { toRemove.contains($0) }
                filtered.append(t1)
            }
        }
        return filtered
    }

    mutating func microstep(_ enabled: [Machine.Step]) {
        (exited, entered, done, statesForDefaultEntry, defaultHistoryContent) = ([], [], [], [], [:])
        exitStates(enabled)
        enterStates(enabled)
    }

    private func computeExitSet(_ transitions: [Machine.Step]) -> Set<Int> {
        var statesToExit: Set<Int> = []
        for t in transitions where !t.targets.isEmpty {
            let domain = getTransitionDomain(t)
            for s in configuration where isDescendant(s, domain) { statesToExit.insert(s) }
        }
        return statesToExit
    }

    private mutating func exitStates(_ enabled: [Machine.Step]) {
        let statesToExit = computeExitSet(enabled).sorted(by: >)
        for s in statesToExit {
            for h in nodes.indices where isHistoryState(h) && nodes[h].parent == s {
                historyValue[h] = configuration.filter { s0 in
                    nodes[h].kind == .deepHistory ? isAtomicState(s0) && isDescendant(s0, s) : nodes[s0].parent == s
                }
            }
        }
        for s in statesToExit {
            exited.append(s)
            configuration.remove(s)
        }
    }

    private mutating func enterStates(_ enabled: [Machine.Step]) {
        var statesToEnter: Set<Int> = []
        for t in enabled {
            for s in t.targets { addDescendantStatesToEnter(s, &statesToEnter) }
            guard !t.targets.isEmpty else { continue }
            let ancestor = getTransitionDomain(t)
            for s in getEffectiveTargetStates(t.targets) { addAncestorStatesToEnter(s, ancestor, &statesToEnter) }
        }
        for s in statesToEnter.sorted() {
            configuration.insert(s)
            entered.append(s)
            guard nodes[s].kind == .final else { continue }
            let parent = nodes[s].parent
            if parent == -1 {
                running = false
            } else {
                done.append(parent)
                let grandparent = nodes[parent].parent
                if isParallelState(grandparent), getChildStates(grandparent).allSatisfy({ isInFinalState($0) }) {
                    done.append(grandparent)
                }
            }
        }
    }

    private func isInFinalState(_ s: Int) -> Bool {
        if isCompoundState(s) {
            return getChildStates(s).contains { nodes[$0].kind == .final && configuration.contains($0) }
        }
        return isParallelState(s) && getChildStates(s).allSatisfy { isInFinalState($0) }
    }

    private mutating func addDescendantStatesToEnter(_ state: Int, _ statesToEnter: inout Set<Int>) {
        if isHistoryState(state) {
            let targets = historyValue[state].map { $0.sorted() } ?? nodes[state].initial
            if historyValue[state] == nil { defaultHistoryContent[nodes[state].parent] = state }
            for s in targets { addDescendantStatesToEnter(s, &statesToEnter) }
            for s in targets { addAncestorStatesToEnter(s, nodes[state].parent, &statesToEnter) }
            return
        }
        statesToEnter.insert(state)
        if isCompoundState(state) {
            statesForDefaultEntry.insert(state)
            for s in nodes[state].initial { addDescendantStatesToEnter(s, &statesToEnter) }
            for s in nodes[state].initial { addAncestorStatesToEnter(s, state, &statesToEnter) }
        } else if isParallelState(state) {
            addMissingRegions(state, &statesToEnter)
        }
    }

    private mutating func addAncestorStatesToEnter(_ state: Int, _ ancestor: Int, _ statesToEnter: inout Set<Int>) {
        // The one departure: a state that was not left is not entered a second time, nor its regions. The pseudo code
        // would do so for a move to the history of a state that the move does not leave.
        for anc in getProperAncestors(state, ancestor).prefix(while: { !configuration.contains($0) }) {
            statesToEnter.insert(anc)
            if isParallelState(anc) { addMissingRegions(anc, &statesToEnter) }
        }
    }

    private mutating func addMissingRegions(_ state: Int, _ statesToEnter: inout Set<Int>) {
        for child in getChildStates(state) where !statesToEnter.contains(where: { isDescendant($0, child) }) {
            addDescendantStatesToEnter(child, &statesToEnter)
        }
    }

    private func getTransitionDomain(_ t: Machine.Step) -> Int {
        let tstates = getEffectiveTargetStates(t.targets)
        if t.isInternal, isCompoundState(t.source), tstates.allSatisfy({ isDescendant($0, t.source) }) {
            return t.source
        }
        return getProperAncestors(t.source, Self.nothing).first { anc in
            (anc == -1 || isCompoundState(anc)) && tstates.allSatisfy { isDescendant($0, anc) }
        } ?? -1
    }

    private func getEffectiveTargetStates(_ targets: [Int]) -> [Int] {
        var result: [Int] = []
        for s in targets {
            let states =
                isHistoryState(s)
                ? historyValue[s].map { $0.sorted() } ?? getEffectiveTargetStates(nodes[s].initial) : [s]
            for state in states where !result.contains(state) { result.append(state) }
        }
        return result
    }

    /// The start of a chart: as if a transition of the root led to its initial nodes.
    mutating func start(at initial: [Int]) {
        enterFromNothing(initial)
    }

    private mutating func enterFromNothing(_ initial: [Int]) {
        var statesToEnter: Set<Int> = []
        for s in initial { addDescendantStatesToEnter(s, &statesToEnter) }
        for s in getEffectiveTargetStates(initial) { addAncestorStatesToEnter(s, -1, &statesToEnter) }
        configuration = statesToEnter
        entered = statesToEnter.sorted()
        running = !entered.contains { nodes[$0].kind == .final && nodes[$0].parent == -1 }
    }
}
