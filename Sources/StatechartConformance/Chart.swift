import Turnpike

/// A statechart of the suite: the kernel's own tables, and beside them what they do not hold, events, conditions and
/// actions.
///
/// The format's own README describes the form; the meaning is that of W3C SCXML 1.0.
struct Chart: Sendable {
    /// The tables that move deals.
    let machine: Machine
    /// What belongs to each node, in the machine's order.
    let states: [State]
    /// The actions of the root: its own, then those of its initial transition.
    let rootActions: [Action]
    /// The variables in the order in which they are set.
    let variables: [Variable]
    /// Where each id stands.
    let places: [String: Int]

    /// What belongs to a node beside its place in the tables.
    struct State: Sendable {
        let id: String
        var onEntry: [Action] = []
        var onExit: [Action] = []
        /// Run after `onEntry` when the node is entered through its initial nodes.
        var initialActions: [Action] = []
        /// Run when a history has nothing to restore.
        var defaultActions: [Action] = []
        var transitions: [Transition] = []
    }

    /// A transition with its event and condition.
    struct Transition: Sendable {
        /// The tokens of each descriptor; nil means without an event.
        let descriptors: [[Substring]]?
        let condition: Condition
        let step: Machine.Step
        let actions: [Action]

        /// Whether an event, or none, triggers it.
        func matches(_ event: String?) -> Bool {
            guard let descriptors else { return event == nil }
            guard let event else { return false }
            let tokens = event.split(separator: ".", omittingEmptySubsequences: false)
            return descriptors.contains { $0 == ["*"] || tokens.starts(with: $0) }
        }
    }

    /// A variable of a case with data.
    struct Variable: Sendable {
        let id: String
        let value: DataExpression?
    }

    /// A condition on what is active.
    indirect enum Condition: Sendable {
        case always(Bool)
        case isActive(String)
        case not(Condition)
        case all([Condition])
        case any([Condition])
        case data(DataExpression)
    }

    /// What leaving, entering or taking a transition does.
    indirect enum Action: Sendable {
        case raise(String)
        case send(String, after: Int64, id: String?)
        case cancel(String)
        case log(String)
        case assign(String, DataExpression)
        case branch([(when: Condition?, actions: [Action])])
    }

    /// The ids of some nodes, sorted.
    func names(_ nodes: [Int]) -> [String] {
        nodes.map { states[$0].id }.sorted()
    }
}
