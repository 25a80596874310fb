public import TurnpikeValues

extension TimeSpan {
    /// The instant a span after another: elapsed time exactly, calendar time at the same time on the clocks of a zone,
    /// working time by a calendar.
    ///
    /// - Parameters:
    ///   - instant: where the span begins.
    ///   - zone: the zone of days, weeks, months and years, which is the process's.
    ///   - calendar: what is working time; nil where there is none.
    /// - Throws: `CalendarError` where the result lies outside the years, or where working time lacks a calendar.
    public func end(
        from instant: Instant,
        zone: Zone,
        calendar: WorkingCalendar?
    ) throws(CalendarError) -> Instant {
        switch self {
        case .elapsed(let duration):
            guard let end = instant.adding(duration) else { throw Self.beyondYears(self) }
            return end
        case .period(let period):
            guard let end = zone.adding(period, to: instant) else { throw Self.beyondYears(self) }
            return end
        case .working(let working):
            guard let calendar else {
                throw CalendarError(.noCalendar, "'\(working)' needs a calendar that says when people work")
            }
            return try calendar.adding(working, to: instant)
        }
    }

    /// The instant a span before another; see ``end(from:zone:calendar:)``.
    public func start(
        before instant: Instant,
        zone: Zone,
        calendar: WorkingCalendar?
    ) throws(CalendarError) -> Instant {
        guard let negated else { throw Self.beyondYears(self) }
        return try negated.end(from: instant, zone: zone, calendar: calendar)
    }

    /// The span in the other direction; nil where that does not fit.
    private var negated: TimeSpan? {
        switch self {
        case .elapsed(let duration): Duration.zero.subtracting(duration).map { .elapsed($0) }
        case .period(let period): period.negated.map { .period($0) }
        case .working(let working):
            working.amount == .min ? nil : .working(WorkingDuration(-working.amount, working.unit))
        }
    }

    private static func beyondYears(_ span: TimeSpan) -> CalendarError {
        CalendarError(.outOfRange, "'\(span)' from there ends outside the years 0001 to 9999")
    }
}
