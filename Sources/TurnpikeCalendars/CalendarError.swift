/// Why a working calendar cannot be made, or cannot answer.
public struct CalendarError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure, for a program to branch on.
    public struct Code: Hashable, Sendable {
        /// The stable name.
        public let name: String
        /// Two intervals of one day share time.
        public static let overlappingHours = Code(name: "overlapping_hours")
        /// A day has more intervals than a calendar keeps.
        public static let tooManyIntervals = Code(name: "too_many_intervals")
        /// No day of the week has hours, so that working time could never pass.
        public static let noWorkingTime = Code(name: "no_working_time")
        /// Two entries give one date different hours.
        public static let conflictingDays = Code(name: "conflicting_days")
        /// More days with hours of their own than a calendar keeps.
        public static let tooManyDays = Code(name: "too_many_days")
        /// A time or a result outside the years that calendars reckon with.
        public static let outOfRange = Code(name: "out_of_range")
        /// A span of working time where no calendar says what that is.
        public static let noCalendar = Code(name: "no_calendar")
    }

    /// The kind of failure.
    public let code: Code
    /// What happened and what helps.
    public let message: String

    /// The message.
    public var description: String { message }

    /// A failure.
    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// A time that the tables do not reach.
    static var outOfRange: CalendarError {
        CalendarError(
            .outOfRange,
            "working time is reckoned in the years \(WorkingCalendar.firstYear) to \(WorkingCalendar.lastYear)"
        )
    }
}
