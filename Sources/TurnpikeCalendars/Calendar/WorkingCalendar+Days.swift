public import TurnpikeValues

/// Working days.
extension WorkingCalendar {
    /// Whether a date has open time.
    public func isOpen(on date: CalendarDate) throws(CalendarError) -> Bool {
        try table.openDays(before: Self.day(date)).isOpen
    }

    /// The number of open dates from one date to before another, negative if that lies before.
    public func openDays(from start: CalendarDate, to end: CalendarDate) throws(CalendarError) -> Int {
        try table.openDays(before: Self.day(end)).count - table.openDays(before: Self.day(start)).count
    }

    /// The working days that have passed from one instant to another: the greatest number that, added to the first, does
    /// not lead beyond the second. Where that lies before the first, the same the other way round, negative.
    public func workingDays(from start: Instant, to end: Instant) throws(CalendarError) -> Int {
        if end < start { return try -workingDays(from: end, to: start) }
        let first = try day(of: start)
        let last = try day(of: end)
        var count = table.openDays(before: last + 1).count - table.openDays(before: first + 1).count
        // Of the last date only a part may have passed; the second step is for dates that the clocks show out of order.
        while count > 0, try adding(days: Int64(count), to: start) > end { count -= 1 }
        return max(count, 0)
    }

    func adding(days amount: Int64, to instant: Instant) throws(CalendarError) -> Instant {
        let local = try table.local(instant.seconds)
        if amount == 0 { return instant }
        let start = Int(local / 86_400)
        let from = table.openDays(before: start)
        // The bound keeps the sum below from overflowing; no span of so many days has an end.
        guard amount.magnitude < 10_000_000 else { throw .outOfRange }
        // From a closed date the first open one after it is the one that bears its number.
        let index = from.count + Int(amount) - (!from.isOpen && amount > 0 ? 1 : 0)
        let day = try table.day(at: index)
        let intervals = table.intervals(on: day)
        guard let first = intervals.first, let last = intervals.last else { throw .outOfRange }
        guard from.isOpen else { return try Self.instant(amount > 0 ? last.end : first.start) }
        let second = try table.second(on: day, at: local - Int64(start) * 86_400, zone)
        if second < first.start { return try Self.instant(first.start) }
        var closing = first.end
        for interval in intervals where interval.start <= second {
            if second < interval.end { return try Self.instant(second, instant.nanoseconds) }
            closing = interval.end
        }
        return try Self.instant(closing)
    }

    private func day(of instant: Instant) throws(CalendarError) -> Int {
        try Int(table.local(instant.seconds) / 86_400)
    }

    private static func day(_ date: CalendarDate) throws(CalendarError) -> Int {
        let day = Int(date.daysSince1970)
        guard (WorkingTable.firstDay...WorkingTable.lastDay).contains(day) else { throw .outOfRange }
        return day
    }
}

extension WorkingTable {
    /// The second at which the clocks show a time of a day: moved forward where they skip it, the earlier where they show
    /// it twice.
    fileprivate func second(on day: Int, at secondOfDay: Int64, _ zone: Zone) throws(CalendarError) -> Int64 {
        if isRegular(day) { return Int64(day) * 86_400 + secondOfDay - offset(on: day) }
        guard let date = CalendarDate(daysSince1970: day),
            let local = LocalDateTime(
                date,
                hour: Int(secondOfDay / 3600),
                minute: Int(secondOfDay / 60 % 60),
                second: Int(secondOfDay % 60)
            ),
            let instant = zone.instant(of: local)
        else { throw .outOfRange }
        return instant.seconds
    }
}
