extension Machine {
    /// What is wrong with the tables themselves; empty for a chart that can run.
    ///
    /// The other functions rely on it: children lie inside their parents, a compound has initial nodes inside it, the
    /// default of a history lies inside the history's parent and does not lead round in a circle.
    public var problems: [String] {
        if nodes.isEmpty { return ["a chart needs a node"] }
        if nodes.count > Int(UInt16.max) { return ["a chart has at most \(UInt16.max) nodes"] }
        var problems = shapeProblems()
        guard problems.isEmpty else { return problems }
        if initial.isEmpty { problems.append("the root has no initial node") }
        for target in initial where !nodes.indices.contains(target) {
            problems.append("the root's initial node \(target) does not exist")
        }
        for (index, node) in nodes.enumerated() {
            let holder: Int
            switch node.kind {
            case .compound: holder = index
            case .shallowHistory, .deepHistory: holder = node.parent
            case .atomic, .parallel, .final: continue
            }
            if node.initial.isEmpty { problems.append("node \(index) has no initial node") }
            for target in node.initial
            where !nodes.indices.contains(target) || !isDescendant(target, of: holder) || target == index {
                problems.append("node \(index) leads to \(target), which does not lie inside it")
            }
        }
        guard problems.isEmpty else { return problems }
        for history in histories where leadsRound(history) {
            problems.append("the default of history \(history) leads back to it")
        }
        return problems
    }

    private func shapeProblems() -> [String] {
        var problems: [String] = []
        var open: [Int] = []
        for (index, node) in nodes.enumerated() {
            while let last = open.last, nodes[last].end <= index { open.removeLast() }
            let end = open.last.map { nodes[$0].end } ?? nodes.count
            if node.parent != open.last ?? -1 || node.end <= index || node.end > end {
                return ["node \(index) does not lie inside its parent"]
            }
            let isLeaf = node.kind != .compound && node.kind != .parallel
            if isLeaf, node.end != index + 1 { problems.append("node \(index) cannot have children") }
            if !isLeaf, children(of: index).isEmpty { problems.append("node \(index) needs a child") }
            open.append(index)
        }
        return problems
    }

    /// Whether histories name each other as defaults in a circle.
    private func leadsRound(_ history: Int) -> Bool {
        var seen: Set<Int> = []
        var work = nodes[history].initial
        while let node = work.popLast() {
            guard nodes[node].kind == .shallowHistory || nodes[node].kind == .deepHistory else { continue }
            if node == history { return true }
            if seen.insert(node).inserted { work += nodes[node].initial }
        }
        return false
    }

    /// What is illegal about a set of active nodes; empty for a legal one.
    ///
    /// In a legal configuration exactly one child of the root and of each active compound is active, every region of an
    /// active parallel, and of each active node the parent too; a history never is.
    public func violations(of configuration: Configuration) -> [String] {
        violations(ofActive: configuration.active)
    }

    func violations(ofActive active: [Int]) -> [String] {
        var isActive = Array(repeating: false, count: nodes.count)
        for node in active {
            guard nodes.indices.contains(node) else { return ["node \(node) does not exist"] }
            if isActive[node] { return ["node \(node) is active twice"] }
            isActive[node] = true
        }
        var problems: [String] = []
        if !zip(active, active.dropFirst()).allSatisfy({ $0 < $1 }) { problems.append("not in document order") }
        for node in [-1] + active {
            let inside = children(of: node).filter { isActive[$0] }.count
            switch node == -1 ? .compound : nodes[node].kind {
            case .compound where inside != 1:
                problems.append("\(inside) children of \(node == -1 ? "the root" : "node \(node)") are active")
            case .parallel where inside != children(of: node).count:
                problems.append("\(inside) of \(children(of: node).count) regions of node \(node) are active")
            case .shallowHistory, .deepHistory: problems.append("history \(node) is active")
            case .atomic, .compound, .parallel, .final: break
            }
            if node != -1, nodes[node].parent != -1, !isActive[nodes[node].parent] {
                problems.append("node \(node) is active without its parent")
            }
        }
        return problems
    }

    /// The configuration with these active atomic nodes and memories, as a store kept it; nil where it is not legal.
    ///
    /// - Parameters:
    ///   - leaves: The active atomic and final nodes; those around them follow.
    ///   - remembered: What each history node remembers.
    public func configuration(leaves: [Int], remembered: [Int: [Int]] = [:]) -> Configuration? {
        guard !leaves.isEmpty, leaves.allSatisfy({ nodes.indices.contains($0) && isAtomic($0) }) else { return nil }
        if isFlat {
            guard leaves.count == 1, remembered.isEmpty else { return nil }
            return Configuration(leaf: leaves[0])
        }
        var active: Set<Int> = []
        for leaf in leaves {
            guard active.insert(leaf).inserted else { return nil }
            var node = nodes[leaf].parent
            while node != -1, active.insert(node).inserted { node = nodes[node].parent }
        }
        let sorted = active.sorted()
        guard violations(ofActive: sorted).isEmpty else { return nil }
        for (history, kept) in remembered {
            guard histories.contains(history), !kept.isEmpty, isMemory(kept, of: history) else { return nil }
        }
        let first = leaves.min() ?? 0
        return Configuration(
            leaf: UInt16(truncatingIfNeeded: first),
            nested: [Configuration.Nested(active: sorted, remembered: remembered)]
        )
    }

    /// Whether a history can have stored these nodes: what is active inside its parent at some time.
    private func isMemory(_ kept: [Int], of history: Int) -> Bool {
        let parent = nodes[history].parent
        guard kept.allSatisfy({ nodes.indices.contains($0) && isDescendant($0, of: parent) }),
            zip(kept, kept.dropFirst()).allSatisfy({ $0 < $1 })
        else { return false }
        let isParallel = parent != -1 && nodes[parent].kind == .parallel
        if nodes[history].kind == .shallowHistory {
            let children = children(of: parent)
            return isParallel ? kept == children : kept.count == 1 && children.contains(kept[0])
        }
        guard kept.allSatisfy({ isAtomic($0) }) else { return false }
        // Two of them may only part at a parallel, and every region of that must be there.
        var active: Set<Int> = Set(kept)
        for leaf in kept {
            var node = nodes[leaf].parent
            while node != parent { if !active.insert(node).inserted { break } else { node = nodes[node].parent } }
        }
        return ([parent] + active.sorted()).allSatisfy { node in
            let inside = children(of: node).filter { active.contains($0) }.count
            switch node == -1 ? .compound : nodes[node].kind {
            case .compound: return inside == 1
            case .parallel: return inside == children(of: node).count
            case .atomic, .final, .shallowHistory, .deepHistory: return true
            }
        }
    }
}
