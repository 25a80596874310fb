/// The active states of one deal, and what its histories remember.
///
/// A flat process's configuration is one number; everything else stands in a part that only nested processes have.
public struct Configuration: Hashable, Sendable {
    /// What only nested processes need.
    struct Nested: Hashable, Sendable {
        /// All active nodes in document order.
        var active: [Int]
        /// What each history node remembers.
        var remembered: [Int: [Int]] = [:]
    }

    /// The active atomic node that stands first in document order.
    @usableFromInline var leaf: UInt16
    /// Empty for a flat process, else one element: an array is the cheapest box that stays a value.
    var nested: [Nested]

    /// A flat configuration.
    init(leaf: Int) {
        self.init(leaf: UInt16(truncatingIfNeeded: leaf), nested: [])
    }

    init(leaf: UInt16, nested: [Nested]) {
        self.leaf = leaf
        self.nested = nested
    }

    /// The active atomic nodes in document order.
    public func leaves(in machine: Machine) -> [Int] {
        nested.isEmpty ? [Int(leaf)] : nested[0].active.filter { machine.isAtomic($0) }
    }

    /// Whether a node is active.
    public func contains(_ node: Int) -> Bool {
        nested.isEmpty ? Int(leaf) == node : nested[0].active.contains(node)
    }

    /// What a history node remembers since its parent was last left; nil if it never was.
    public func remembered(by history: Int) -> [Int]? {
        nested.isEmpty ? nil : nested[0].remembered[history]
    }

    /// All active nodes in document order.
    public var active: [Int] { nested.isEmpty ? [Int(leaf)] : nested[0].active }
}
