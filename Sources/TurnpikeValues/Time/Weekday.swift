/// A day of the week, Monday first (ISO 8601: Monday is 1).
public enum Weekday: Int, Hashable, Comparable, Sendable, CaseIterable, CustomStringConvertible {
    /// Monday.
    case monday = 1
    /// Tuesday.
    case tuesday
    /// Wednesday.
    case wednesday
    /// Thursday.
    case thursday
    /// Friday.
    case friday
    /// Saturday.
    case saturday
    /// Sunday.
    case sunday

    /// Reads `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`.
    public init?(_ text: some StringProtocol) {
        guard let day = Self.allCases.first(where: { $0.description == text }) else { return nil }
        self = day
    }

    /// The three-letter name that process files use: `mon`.
    public var description: String {
        switch self {
        case .monday: "mon"
        case .tuesday: "tue"
        case .wednesday: "wed"
        case .thursday: "thu"
        case .friday: "fri"
        case .saturday: "sat"
        case .sunday: "sun"
        }
    }

    /// Order within the week.
    public static func < (left: Weekday, right: Weekday) -> Bool { left.rawValue < right.rawValue }
}
