extension Machine {
    /// The transitions that an event, or none, enables: `selectTransitions` of SCXML.
    ///
    /// Each active atomic node is asked in document order, then what lies around it, innermost first, until one answers;
    /// a node that several atomic nodes reach is asked once, and its transition counts once. The result goes to
    /// ``microstep(_:in:initial:)``, which resolves the conflicts.
    ///
    /// - Parameters:
    ///   - configuration: What is active; every condition is judged on it.
    ///   - choosing: The first transition of a node, in document order, whose event matches and whose guard holds; nil for
    ///     none.
    /// - Returns: The nodes that answered, each with its transition, in the order in which they were found.
    /// - Throws: What `choosing` throws.
    public func selected<Transition, Failure: Error>(
        in configuration: Configuration,
        choosing: (Int) throws(Failure) -> Transition?
    ) throws(Failure) -> [(node: Int, transition: Transition)] {
        guard !isFlat else {
            let node = Int(configuration.leaf)
            guard let transition = try choosing(node) else { return [] }
            return [(node, transition)]
        }
        var found: [(node: Int, transition: Transition)] = []
        var isAsked = Array(repeating: false, count: nodes.count)
        for leaf in configuration.leaves(in: self) {
            var node = leaf
            while node != -1 {
                if isAsked[node] {
                    // Somebody asked on the way from an earlier leaf: it had nothing to say, or it counts already.
                    if found.contains(where: { $0.node == node }) { break }
                } else {
                    isAsked[node] = true
                    if let transition = try choosing(node) {
                        found.append((node, transition))
                        break
                    }
                }
                node = nodes[node].parent
            }
        }
        return found
    }
}
