/// A working calendar as written (`calendars:`).
public struct CalendarDefinition: Hashable, Sendable {
    /// The id.
    public var id: Located<String>
    /// What people read.
    public var label: Located<String>?
    /// `zone:`, the zone of its hours; the process's where absent.
    public var zone: Located<String>?
    /// `hours:`, for days of the week such as `mon-thu`.
    public var hours: [HoursDefinition]
    /// `closed:`, days on which nobody works.
    public var closed: [ClosedDayDefinition]
    /// `half_days:`, days with other hours than their day of the week.
    public var halfDays: [HoursDefinition]
    /// `holidays:`, files of public holidays.
    public var holidays: [HolidaysDefinition]
    /// The whole entry.
    public var range: SourceRange

    /// A calendar with its id; hours are to follow.
    public init(id: Located<String>, range: SourceRange = .none) {
        self.id = id
        self.hours = []
        self.closed = []
        self.halfDays = []
        self.holidays = []
        self.range = range
    }
}

/// Hours of some days: `mon-thu: [09:00-12:30, 13:30-17:30]`.
public struct HoursDefinition: Hashable, Sendable {
    /// The days: of the week, or a date, a day of every year, dates from one to another.
    public var days: Located<String>
    /// The intervals; none means closed.
    public var intervals: [Located<String>]

    /// Hours of some days.
    public init(days: Located<String>, intervals: [Located<String>]) {
        self.days = days
        self.intervals = intervals
    }
}

/// A day on which nobody works, or several.
public struct ClosedDayDefinition: Hashable, Sendable {
    /// A date, a day of every year, dates from one to another.
    public var days: Located<String>
    /// What people call it.
    public var label: Located<String>?

    /// A closed day.
    public init(days: Located<String>, label: Located<String>? = nil) {
        self.days = days
        self.label = label
    }
}

/// A file of public holidays.
public struct HolidaysDefinition: Hashable, Sendable {
    /// The path as written, from the folder of the process file.
    public var path: Located<String>
    /// The file's number in the definition's sources.
    public var file: UInt32

    /// A file that stands among the sources.
    public init(path: Located<String>, file: UInt32) {
        self.path = path
        self.file = file
    }
}
