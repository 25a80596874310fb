import Turnpike

/// A chart and transitions made of random numbers; the same seed gives the same chart.
struct RandomChart {
    /// SplitMix64 (Steele, Lea, Flood 2014).
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private(set) var nodes: [Machine.Node] = []
    private(set) var machine: Machine
    /// For each node its transitions, each with the event that triggers it.
    private(set) var transitions: [[(event: Int, step: Machine.Step)]] = []
    private var generator: Generator

    static let events = 4

    init(seed: UInt64) {
        generator = Generator(state: seed)
        machine = Machine(flatStages: 0)
        let roots = Int.random(in: 1...4, using: &generator)
        for _ in 0..<roots { grow(parent: -1, depth: 0, budget: 40) }
        if nodes.allSatisfy({ $0.kind == .shallowHistory || $0.kind == .deepHistory }) { add(.atomic, -1) }
        for node in nodes.indices { nodes[node].initial = initial(of: node) }
        machine = Machine(nodes: nodes, initial: legalTargets(inside: -1, histories: false))
        transitions = nodes.indices.map { _ in [] }
        for node in nodes.indices where !isHistory(node) && nodes[node].kind != .final {
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                transitions[node].append((Int.random(in: 0..<Self.events, using: &generator), step(from: node)))
            }
        }
    }

    /// A random script.
    mutating func script(_ count: Int) -> [Int] {
        (0..<count).map { _ in Int.random(in: 0..<Self.events, using: &generator) }
    }

    private func isHistory(_ node: Int) -> Bool {
        nodes[node].kind == .shallowHistory || nodes[node].kind == .deepHistory
    }

    private func children(of parent: Int) -> [Int] {
        nodes.indices.filter { nodes[$0].parent == parent && !isHistory($0) }
    }

    private func isInside(_ node: Int, _ ancestor: Int) -> Bool {
        ancestor == -1 || node > ancestor && node < nodes[ancestor].end
    }

    @discardableResult private mutating func add(_ kind: Machine.Kind, _ parent: Int) -> Int {
        nodes.append(Machine.Node(kind: kind, parent: parent, end: nodes.count + 1))
        return nodes.count - 1
    }

    private mutating func grow(parent: Int, depth: Int, budget: Int) {
        let isRegion = parent != -1 && nodes[parent].kind == .parallel
        guard depth < 5, nodes.count < budget, Int.random(in: 0..<10, using: &generator) < (depth == 0 ? 9 : 6) else {
            let isFinal = !isRegion && depth > 0 && Int.random(in: 0..<3, using: &generator) == 0
            add(isFinal ? .final : .atomic, parent)
            return
        }
        let isParallel = Int.random(in: 0..<10, using: &generator) < 4
        let node = add(isParallel ? .parallel : .compound, parent)
        for kind in [Machine.Kind.shallowHistory, .deepHistory] where Int.random(in: 0..<3, using: &generator) == 0 {
            add(kind, node)
        }
        for _ in 0..<Int.random(in: isParallel ? 2...3 : 1...4, using: &generator) {
            grow(parent: node, depth: depth + 1, budget: budget)
        }
        nodes[node].end = nodes.count
    }

    private mutating func initial(of node: Int) -> [Int] {
        switch nodes[node].kind {
        case .compound: legalTargets(inside: node, histories: Int.random(in: 0..<4, using: &generator) == 0)
        case .shallowHistory, .deepHistory: legalTargets(inside: nodes[node].parent, histories: false)
        case .atomic, .parallel, .final: []
        }
    }

    /// One node inside another, or several in different regions of a parallel inside it.
    private mutating func legalTargets(inside parent: Int, histories: Bool) -> [Int] {
        // The initial history of a phase is one of its own, so that no default leads round.
        let candidates = nodes.indices.filter { node in
            isInside(node, parent) && (isHistory(node) ? histories && nodes[node].parent == parent : true)
        }
        guard let target = candidates.randomElement(using: &generator) else {
            return children(of: parent).prefix(1).map { $0 }
        }
        guard nodes[target].kind == .parallel, Bool.random(using: &generator) else { return [target] }
        var result: [Int] = []
        for region in children(of: target) where Bool.random(using: &generator) {
            let inside = nodes.indices.filter { ($0 == region || isInside($0, region)) && !isHistory($0) }
            if let one = inside.randomElement(using: &generator) { result.append(one) }
        }
        return result.isEmpty ? [target] : result.shuffled(using: &generator)
    }

    private mutating func step(from node: Int) -> Machine.Step {
        let isInternal = Int.random(in: 0..<3, using: &generator) == 0
        switch Int.random(in: 0..<12, using: &generator) {
        case 0: return Machine.Step(source: node, targets: [])
        case 1...4:
            // Near: into the node itself or what stands beside it.
            let targets = legalTargets(inside: nodes[node].parent, histories: false)
            return Machine.Step(source: node, targets: targets, isInternal: isInternal)
        case 5...6 where nodes[node].kind == .compound:
            return Machine.Step(
                source: node,
                targets: legalTargets(inside: node, histories: true),
                isInternal: isInternal
            )
        case 7...9:
            let histories = nodes.indices.filter { isHistory($0) }
            if let history = histories.randomElement(using: &generator) {
                return Machine.Step(source: node, targets: [history], isInternal: isInternal)
            }
            fallthrough
        default:
            return Machine.Step(
                source: node,
                targets: legalTargets(inside: -1, histories: false),
                isInternal: isInternal
            )
        }
    }
}
