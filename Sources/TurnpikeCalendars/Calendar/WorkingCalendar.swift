public import TurnpikeValues

/// When people work: hours for each day of the week in a time zone, and days that have others or none.
///
/// It is open at an instant if the clocks of its zone then show a time inside the hours of the date that they show. So an
/// hour that the clocks skip is no working time, an hour that they show twice is worked twice, and a date that they skip
/// (Samoa's 30 December 2011) has none, each to the second.
///
/// Making one reckons tables over the years ``firstYear`` to ``lastYear``; every question is then answered from them in a
/// time that does not grow with the span. What lies outside those years is an error.
public struct WorkingCalendar: Sendable {
    /// The first year that calendars reckon with.
    public static let firstYear = 1970
    /// The last year that calendars reckon with.
    public static let lastYear = 2199
    /// The most days with hours of their own.
    public static let maximumDays = 50_000

    /// The time zone of its hours.
    public let zone: Zone
    /// The hours of the week.
    public let week: WeekHours
    /// The days that have hours of their own; a closed day has none.
    public let days: [CalendarDate: DayHours]

    let table: WorkingTable

    /// A calendar.
    ///
    /// - Parameters:
    ///   - zone: the zone that the hours are in.
    ///   - week: the hours of each day of the week.
    ///   - days: the dates that have others; `.closed` for a holiday.
    /// - Throws: `CalendarError` where no day of the week is open, or where there are more than ``maximumDays`` days.
    public init(zone: Zone, week: WeekHours, days: [CalendarDate: DayHours] = [:]) throws(CalendarError) {
        guard week.minutes > 0 else {
            throw CalendarError(.noWorkingTime, "a calendar needs working time on at least one day of the week")
        }
        guard days.count <= Self.maximumDays else {
            throw CalendarError(.tooManyDays, "a calendar keeps at most \(Self.maximumDays) days, not \(days.count)")
        }
        self.zone = zone
        self.week = week
        self.days = days
        table = WorkingTable(zone: zone, week: week, days: days)
    }

    /// The hours of a date as they are written down, whatever its clocks do.
    public func hours(on date: CalendarDate) -> DayHours { days[date] ?? week[date.weekday] }
}

extension WorkingCalendar: Hashable {
    /// Whether both are open at the same times by the same rules.
    public static func == (left: WorkingCalendar, right: WorkingCalendar) -> Bool {
        left.table === right.table
            || (left.zone == right.zone && left.week == right.week && left.days == right.days)
    }

    /// Hashes zone, hours and days.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(zone)
        hasher.combine(week)
        hasher.combine(days)
    }
}
