/// Which day's rates amounts are converted by (`rates: {on: …}`).
public enum RatePolicy: Hashable, Sendable {
    /// The day of the decision.
    case today
    /// The day on which the deal was opened.
    case opened
    /// The day that a field holds.
    case field(FieldID)

    /// The policy as a file writes it.
    func words(_ fields: [Field]) -> String {
        switch self {
        case .today: "today"
        case .opened: "opened"
        case .field(let field): fields[field.index].id
        }
    }
}
