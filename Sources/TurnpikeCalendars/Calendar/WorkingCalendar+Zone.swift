public import TurnpikeValues

/// The same hours by other clocks.
extension WorkingCalendar {
    /// How many days are looked through for one that is open.
    private static let reach = 3_660

    /// The instant itself where the hours are open by the clocks of a zone, else the next at which they begin there.
    ///
    /// It looks day by day, which suits hours that open every few days; for the calendar's own zone it uses its tables.
    ///
    /// - Parameters:
    ///   - instant: From when on.
    ///   - zone: By whose clocks dates and hours are read.
    /// - Throws: `CalendarError` outside the years that calendars reckon with, and where no day of ten years is open.
    public func nextOpening(from instant: Instant, in zone: Zone) throws(CalendarError) -> Instant {
        if zone == self.zone { return try nextOpening(from: instant) }
        let local = zone.localDateTime(of: instant)
        guard (Self.firstYear...Self.lastYear).contains(local.date.year) else { throw .outOfRange }
        var date = local.date
        var minute = Int(local.secondOfDay) / 60
        for _ in 0..<Self.reach {
            for interval in hours(on: date).intervals where interval.end.minuteOfDay > minute {
                if interval.start.minuteOfDay <= minute, date == local.date { return instant }
                guard let opening = LocalDateTime(date, interval.start).flatMap({ zone.instant(of: $0) }) else {
                    throw .outOfRange
                }
                if opening >= instant { return opening }
                // The clocks show this time twice, and its first time is past.
                let shift = zone.offset(at: opening) - zone.offset(at: instant)
                return max(opening.adding(.seconds(shift)) ?? instant, instant)
            }
            guard let next = date.adding(days: 1) else { throw .outOfRange }
            date = next
            minute = -1
        }
        throw .outOfRange
    }
}
