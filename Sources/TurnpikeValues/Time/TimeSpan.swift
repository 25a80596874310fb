/// A span of time that says what it counts.
public enum TimeSpan: Hashable, Sendable, CustomStringConvertible {
    /// Elapsed time: hours, minutes, seconds.
    case elapsed(Duration)
    /// Calendar time: days, weeks, months, years.
    case period(CalendarPeriod)
    /// Time in which a working calendar is open.
    case working(WorkingDuration)

    /// Reads any of the three: `48 hours`, `14 days`, `2 working days`.
    public init?(_ text: some StringProtocol) {
        if let duration = Duration(turnpikeText: text) {
            self = .elapsed(duration)
        } else if let period = CalendarPeriod(text) {
            self = .period(period)
        } else if let working = WorkingDuration(text) {
            self = .working(working)
        } else {
            return nil
        }
    }

    /// The value of an expression or a field.
    public var value: Value {
        switch self {
        case .elapsed(let duration): .duration(duration)
        case .period(let period): .period(period)
        case .working(let working): .working(working)
        }
    }

    /// As a person writes it.
    public var description: String {
        switch self {
        case .elapsed(let duration): duration.plainDescription
        case .period(let period): period.description
        case .working(let working): working.description
        }
    }
}
