/// What a deal keeps of its assignment.
public struct AssignmentState: Hashable, Sendable {
    /// The rule that chose the owner, from 0; nil where the last owner was not chosen by one.
    public internal(set) var rule: Int?
    /// Whether the owner has said that they take it.
    public internal(set) var isAccepted = false
    /// Who has declined it, in order; they are not chosen again.
    public internal(set) var declined: [String] = []

    /// How many are kept: older ones may be asked again.
    static let mostDeclined = 64

    init() {}
}

extension DealState {
    /// How the deal got its owner by the rules; nil where it did not.
    public var assignment: AssignmentState? { shared.rare?.assignment.first }

    mutating func withAssignment(_ body: (inout AssignmentState) -> Void) {
        withRare { rare in
            if rare.assignment.isEmpty { rare.assignment = [AssignmentState()] }
            body(&rare.assignment[0])
            if rare.assignment[0] == AssignmentState() { rare.assignment = [] }
        }
    }
}
