/// How a deal got its owner by the rules, with the result: replaying never chooses again.
public enum AssignmentEvent: Hashable, Sendable {
    /// `assignment.made`: by a rule (from 0), to somebody, out of so many who could have been
    case made(rule: Int, to: String, among: Int)
    /// `assignment.accepted`
    case accepted(by: String)
    /// `assignment.declined`
    case declined(by: String, note: String?)
    /// `assignment.lapsed`: somebody has not accepted in time
    case lapsed(by: String)

    /// The type as stored and as hooks name it.
    public var typeName: StaticString {
        switch self {
        case .made: "assignment.made"
        case .accepted: "assignment.accepted"
        case .declined: "assignment.declined"
        case .lapsed: "assignment.lapsed"
        }
    }
}
