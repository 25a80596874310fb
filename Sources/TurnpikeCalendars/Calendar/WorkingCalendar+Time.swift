public import TurnpikeValues

/// Working minutes and hours.
extension WorkingCalendar {
    /// Whether people work at an instant.
    ///
    /// - Throws: `CalendarError` outside the years that calendars reckon with; so do all that follow.
    public func isOpen(at instant: Instant) throws(CalendarError) -> Bool {
        try table.position(of: instant.seconds).isOpen
    }

    /// The instant itself where people work then, else the next at which they begin.
    public func nextOpening(from instant: Instant) throws(CalendarError) -> Instant {
        let position = try table.position(of: instant.seconds)
        if position.isOpen { return instant }
        return try Self.instant(table.interval(holding: position.seconds).start)
    }

    /// The end of the interval that is open at an instant, or of the next one. Hours that meet at midnight are two.
    public func nextClosing(from instant: Instant) throws(CalendarError) -> Instant {
        try Self.instant(table.interval(holding: table.position(of: instant.seconds).seconds).end)
    }

    /// The working time between two instants, negative if the second lies before the first.
    public func workingTime(from start: Instant, to end: Instant) throws(CalendarError) -> Duration {
        let first = try table.position(of: start.seconds)
        let last = try table.position(of: end.seconds)
        let nanoseconds =
            (last.isOpen ? Int64(end.nanoseconds) : 0) - (first.isOpen ? Int64(start.nanoseconds) : 0)
        return Duration(
            secondsComponent: last.seconds - first.seconds,
            attosecondsComponent: nanoseconds * 1_000_000_000
        )
    }

    /// The instant at which a span of working time after another has passed, or before it where the span is negative.
    ///
    /// - *Minutes and hours* count open time. The result of adding is the first such instant, so a span that uses up a day
    ///   ends at its closing; that of subtracting is the last, an opening. Adding and subtracting the same span leads back
    ///   to any instant inside an interval, and ``workingTime(from:to:)`` of the two is the span.
    /// - *Days* count open dates: the same time on the clock on the n-th open date after. A time before that date's hours
    ///   becomes their opening; one in a break or after them becomes the closing before it. From a date that is not open,
    ///   adding leads to the closing of the n-th open date after it and subtracting to the opening of the n-th before, as
    ///   if it had begun when people last left, or next came.
    public func adding(_ span: WorkingDuration, to instant: Instant) throws(CalendarError) -> Instant {
        let scale: Int64
        switch span.unit {
        case .days: return try adding(days: span.amount, to: instant)
        case .hours: scale = 3600
        case .minutes: scale = 60
        }
        let (seconds, overflow) = span.amount.multipliedReportingOverflow(by: scale)
        guard !overflow else { throw .outOfRange }
        return try adding(workingSeconds: seconds, to: instant)
    }

    /// The instant a span of working time before another; see ``adding(_:to:)``.
    public func subtracting(_ span: WorkingDuration, from instant: Instant) throws(CalendarError) -> Instant {
        guard span.amount != .min else { throw .outOfRange }
        return try adding(WorkingDuration(-span.amount, span.unit), to: instant)
    }

    /// The instant at which a number of working seconds after another have passed; see ``adding(_:to:)``.
    public func adding(workingSeconds: Int64, to instant: Instant) throws(CalendarError) -> Instant {
        if workingSeconds == 0 {
            _ = try table.local(instant.seconds)
            return instant
        }
        let position = try table.position(of: instant.seconds)
        let (target, overflow) = position.seconds.addingReportingOverflow(workingSeconds)
        guard !overflow else { throw .outOfRange }
        let nanoseconds = position.isOpen ? instant.nanoseconds : 0
        // A whole count lies between two open seconds: at the end of the one, which may be a closing, and at the beginning
        // of the other, which may be an opening.
        let isFirst = workingSeconds > 0 && nanoseconds == 0
        let found = try table.interval(holding: isFirst ? target - 1 : target)
        return try Self.instant(found.start + target - found.before, nanoseconds)
    }

    /// The open intervals that belong to a date, as instants in ascending order. Their number and lengths differ from the
    /// hours where the clocks change within them.
    public func openIntervals(on date: CalendarDate) throws(CalendarError) -> [Range<Instant>] {
        let day = Int(date.daysSince1970)
        guard (WorkingTable.firstDay...WorkingTable.lastDay).contains(day) else { throw .outOfRange }
        var result: [Range<Instant>] = []
        for interval in table.intervals(on: day) {
            result.append(try Self.instant(interval.start)..<Self.instant(interval.end))
        }
        return result
    }

    static func instant(_ seconds: Int64, _ nanoseconds: UInt32 = 0) throws(CalendarError) -> Instant {
        guard let instant = Instant(seconds: seconds, nanoseconds: nanoseconds) else { throw .outOfRange }
        return instant
    }
}
