/// What a microstep did, in the order in which it did it.
public struct Microstep: Hashable, Sendable {
    /// A compound or parallel that is complete because a final node was entered.
    public struct Completion: Hashable, Sendable {
        /// What is complete.
        public let node: Int
        /// The final node whose entry made it so.
        public let by: Int

        /// A completion.
        public init(node: Int, by: Int) {
            self.node = node
            self.by = by
        }
    }

    /// The steps taken, as places in the list that was handed in, in the order in which they were selected; the others
    /// were preempted.
    public var taken: [Int] = []
    /// The nodes left, innermost first and later ones before earlier ones.
    public var exited: [Int] = []
    /// The nodes entered, outermost first and in document order.
    public var entered: [Int] = []
    /// The compounds that were entered through their initial nodes, in document order.
    public var enteredByDefault: [Int] = []
    /// The histories that had nothing to restore, so that their defaults were entered, in document order.
    public var historyDefaults: [Int] = []
    /// What is complete since this step, in the order of the `done` events.
    public var completions: [Completion] = []
    /// Whether a final child of the root was entered: nothing runs after that.
    public var isFinished = false

    /// The compounds and parallels that are complete since this step, in the order of their `done` events.
    public var completed: [Int] { completions.map(\.node) }

    /// A step that did nothing.
    public init() {}
}
