import TurnpikeCalendars
public import TurnpikeValues

/// A span of time with the calendar that its working time is counted by.
public struct TimedSpan: Hashable, Sendable {
    /// The span.
    public let span: TimeSpan
    /// An index into `SalesProcess.calendars`; nil means the process's own calendar.
    public let calendar: Int?

    /// A span.
    public init(_ span: TimeSpan, calendar: Int? = nil) {
        self.span = span
        self.calendar = calendar
    }
}

extension SalesProcess {
    private func hours(_ calendar: Int?) -> WorkingCalendar? {
        calendar.map { calendars[$0].hours } ?? self.calendar?.hours
    }

    /// The time a span after another; nil outside the years that can be reckoned with, where no timer is armed.
    func end(of span: TimedSpan, from instant: Instant) -> Instant? {
        guard let end = try? span.span.end(from: instant, zone: zone, calendar: hours(span.calendar)) else {
            return nil
        }
        return Instant(milliseconds: end.milliseconds)
    }

    /// The time that some periods of a span after another; nil likewise, and for a span that is no calendar time.
    func end(of span: TimedSpan, times: Int, from instant: Instant) -> Instant? {
        guard case .period(let period) = span.span, let times = Int32(exactly: times) else { return nil }
        let months = period.months.multipliedReportingOverflow(by: times)
        let days = period.days.multipliedReportingOverflow(by: times)
        guard !months.overflow, !days.overflow else { return nil }
        let whole = CalendarPeriod(months: months.partialValue, days: days.partialValue)
        return end(of: TimedSpan(.period(whole), calendar: span.calendar), from: instant)
    }

    /// The time a span before another; nil likewise.
    func start(of span: TimedSpan, before instant: Instant) -> Instant? {
        guard let start = try? span.span.start(before: instant, zone: zone, calendar: hours(span.calendar)) else {
            return nil
        }
        return Instant(milliseconds: start.milliseconds)
    }

    /// The milliseconds left from now until a time, in the time that a span counts: exact, on the clocks of the zone, or
    /// working time. Negative after it.
    func left(of span: TimedSpan, from now: Instant, until due: Instant) -> Int64 {
        switch span.span {
        case .elapsed: return due.milliseconds - now.milliseconds
        case .period:
            let offsets = zone.offset(at: due) - zone.offset(at: now)
            return due.milliseconds - now.milliseconds + Int64(offsets) * 1_000
        case .working:
            guard let hours = hours(span.calendar), let time = try? hours.workingTime(from: now, to: due) else {
                return due.milliseconds - now.milliseconds
            }
            return time.components.seconds * 1_000 + time.components.attoseconds / 1_000_000_000_000_000
        }
    }

    /// The time at which what was left has passed.
    func due(of span: TimedSpan, from now: Instant, left: Int64) -> Instant {
        switch span.span {
        case .elapsed: return Instant(milliseconds: now.milliseconds + left)
        case .period:
            let there = Instant(milliseconds: now.milliseconds + left)
            // The clocks may have been set in between.
            let first = Int64(zone.offset(at: there) - zone.offset(at: now)) * 1_000
            let candidate = Instant(milliseconds: there.milliseconds - first)
            let offsets = Int64(zone.offset(at: candidate) - zone.offset(at: now)) * 1_000
            return Instant(milliseconds: there.milliseconds - offsets)
        case .working:
            guard let hours = hours(span.calendar),
                // Whole minutes are what calendars count; the rest of one is added as it is.
                let end = try? hours.adding(WorkingDuration(left / 60_000, .minutes), to: now)
            else { return Instant(milliseconds: now.milliseconds + left) }
            return Instant(milliseconds: end.milliseconds + left % 60_000)
        }
    }
}
