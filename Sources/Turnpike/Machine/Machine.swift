/// The tables that move deals: a statechart in document order.
///
/// A flat process is its flat case: every node is an atomic child of the root. Selection, exits, entries and history
/// follow the algorithm of W3C SCXML (Appendix D, "Algorithm for SCXML Interpretation"): document order, innermost
/// first, exits before entries, run to completion.
public struct Machine: Sendable {
    /// What a node is.
    public enum Kind: UInt8, Hashable, Sendable {
        /// Without children.
        case atomic
        /// With children of which exactly one is active.
        case compound
        /// With children that are all active.
        case parallel
        /// Atomic, and ends its parent.
        case final
        /// Remembers which children of its parent were active.
        case shallowHistory
        /// Remembers which atomic descendants of its parent were active.
        case deepHistory
    }

    /// A state of the chart; its number is its place in document order.
    public struct Node: Hashable, Sendable {
        /// What it is.
        public var kind: Kind
        /// Its parent; -1 for the root's children.
        public var parent: Int
        /// The node after its last descendant: descendants are `index + 1 ..< end`.
        public var end: Int
        /// Where entering it leads: the initial children of a compound, the default of a history.
        public var initial: [Int]

        /// A node.
        public init(kind: Kind, parent: Int, end: Int, initial: [Int] = []) {
            self.kind = kind
            self.parent = parent
            self.end = end
            self.initial = initial
        }
    }

    /// A transition as the microstep sees it; events and guards were judged before.
    public struct Step: Hashable, Sendable {
        /// The node that owns it.
        public var source: Int
        /// The nodes it enters; empty for one that only runs its content.
        public var targets: [Int]
        /// Whether it stays inside a compound source.
        public var isInternal: Bool

        /// A transition.
        public init(source: Int, targets: [Int], isInternal: Bool = false) {
            self.source = source
            self.targets = targets
            self.isInternal = isInternal
        }
    }

    /// The nodes in document order.
    public let nodes: [Node]
    /// Where a configuration starts.
    public let initial: [Int]
    /// Whether every node is an atomic child of the root, so that a configuration is one number.
    public let isFlat: Bool
    /// The history nodes in document order.
    let histories: [Int]

    /// A chart from its nodes in document order.
    public init(nodes: [Node], initial: [Int]) {
        self.nodes = nodes
        self.initial = initial
        isFlat = nodes.allSatisfy { $0.parent == -1 && ($0.kind == .atomic || $0.kind == .final) }
        histories = nodes.indices.filter { nodes[$0].kind == .shallowHistory || nodes[$0].kind == .deepHistory }
    }

    /// The chart of a process without phases and tracks.
    public init(flatStages count: Int) {
        nodes = (0..<count).map { Node(kind: .atomic, parent: -1, end: $0 + 1) }
        initial = count > 0 ? [0] : []
        isFlat = true
        histories = []
    }

    func isDescendant(_ node: Int, of ancestor: Int) -> Bool {
        ancestor == -1 ? node != -1 : node > ancestor && node < nodes[ancestor].end
    }

    func isAtomic(_ node: Int) -> Bool {
        nodes[node].kind == .atomic || nodes[node].kind == .final
    }

    /// The children of a node (-1: the root) without its histories, in document order.
    func children(of parent: Int) -> [Int] {
        var result: [Int] = []
        var next = parent + 1
        let end = parent == -1 ? nodes.count : nodes[parent].end
        while next < end {
            if nodes[next].kind != .shallowHistory && nodes[next].kind != .deepHistory { result.append(next) }
            next = nodes[next].end
        }
        return result
    }

    /// Whether a node is complete where `isActive` says which nodes are active: a compound with an active final child, a
    /// parallel whose children are all complete.
    func isInFinalState(_ node: Int, _ isActive: (Int) -> Bool) -> Bool {
        switch nodes[node].kind {
        case .compound: children(of: node).contains { nodes[$0].kind == .final && isActive($0) }
        case .parallel: children(of: node).allSatisfy { isInFinalState($0, isActive) }
        case .atomic, .final, .shallowHistory, .deepHistory: false
        }
    }

    /// Whether a compound or parallel is complete: an active final child, or every region complete.
    public func isComplete(_ node: Int, in configuration: Configuration) -> Bool {
        isInFinalState(node) { configuration.contains($0) }
    }
}
