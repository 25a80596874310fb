import TurnpikeValues

/// The open seconds of a calendar, counted from its first day on, so that any two times can be compared by subtraction.
///
/// Most days are *regular*: they have their weekday's hours and one offset throughout their hours. Their seconds are a
/// multiple of the week's plus a prefix sum. All others (holidays, half days, days on which the clocks change within reach
/// of working hours) stand in *blocks*, in ascending order, each with its open intervals as instants and the count of all
/// seconds before and after it. One search for the block before a day, or before a count, then answers everything.
final class WorkingTable: Sendable {
    /// Seconds from `start` to before `end`.
    struct Interval: Sendable {
        var start: Int64
        var end: Int64
        /// The date to which the seconds belong.
        var day: Int
    }

    /// Hours of a weekday in seconds of the day.
    struct Hours: Sendable {
        var start: Int64
        var end: Int64
    }

    /// Consecutive days that are not regular, usually one.
    struct Block: Sendable {
        var firstDay: Int
        var lastDay: Int
        /// Open seconds before the block, and with it.
        var secondsBefore: Int64
        var secondsAfter: Int64
        /// Open days before the block, and with it.
        var daysBefore: Int
        var daysAfter: Int
        /// Its part of `intervals`, and of `dates`.
        var intervals: Range<Int>
        var dates: Range<Int>
        /// What to add to the regular count of a later day, up to the next block.
        var secondsShift: Int64
        var daysShift: Int
    }

    /// Where an instant lies among the open seconds.
    struct Position {
        /// Open seconds before it.
        var seconds: Int64
        /// Whether its own second is open.
        var isOpen: Bool
    }

    static let firstDay =
        CalendarDate(year: WorkingCalendar.firstYear, month: 1, day: 1)
        .map { Int($0.daysSince1970) } ?? 0
    static let lastDay =
        CalendarDate(year: WorkingCalendar.lastYear, month: 12, day: 31)
        .map { Int($0.daysSince1970) } ?? 0

    /// The seconds at which the zone's offset changes, the first far before the first day.
    let spanStarts: [Int64]
    /// The offset from each of them on.
    let spanOffsets: [Int64]
    /// The date on which each change is over.
    let spanDays: [Int]

    /// Open seconds of a regular week before each day, and of the whole week.
    let weekSeconds: [Int64]
    /// Open days of a regular week before each day, and of the whole week.
    let weekDays: [Int]
    /// The hours of all weekdays one after the other, and for each weekday its part of them.
    let weekIntervals: [Hours]
    let weekRanges: [Range<Int>]

    /// The first lies before the first day and is empty.
    let blocks: [Block]
    /// `firstDay`, `secondsBefore` and `daysBefore` of the blocks, close together for the search.
    let blockDays: [Int]
    let blockSeconds: [Int64]
    let blockOpenDays: [Int]
    let intervals: [Interval]
    /// The dates with open seconds in the blocks.
    let dates: [Int]

    /// All open seconds, and all open days.
    let totalSeconds: Int64
    let totalDays: Int

    init(zone: Zone, week: WeekHours, days: [CalendarDate: DayHours]) {
        let builder = WorkingTableBuilder(zone: zone, week: week, days: days)
        spanStarts = builder.spans.map(\.start)
        spanOffsets = builder.spans.map(\.offset)
        spanDays = builder.spans.map(\.day)
        weekSeconds = builder.weekSeconds
        weekDays = builder.weekDays
        weekIntervals = builder.weekIntervals
        weekRanges = builder.weekRanges
        blocks = builder.blocks
        blockDays = builder.blocks.map(\.firstDay)
        blockSeconds = builder.blocks.map(\.secondsBefore)
        blockOpenDays = builder.blocks.map(\.daysBefore)
        intervals = builder.intervals
        dates = builder.dates
        let last = builder.blocks[builder.blocks.count - 1]
        let end = max(last.lastDay, Self.lastDay) + 1
        totalSeconds = last.secondsShift + builder.regularSeconds(before: end)
        totalDays = last.daysShift + builder.regularDays(before: end)
    }

    // MARK: From times to counts

    /// The local second of an instant as if it were UTC.
    ///
    /// - Throws: `CalendarError` outside the years of the table.
    @inline(__always)
    func local(_ second: Int64) throws(CalendarError) -> Int64 {
        // Two days beyond the table suffice for every offset, and keep the sum from overflowing.
        guard second >= Int64(Self.firstDay - 2) * 86_400, second < Int64(Self.lastDay + 3) * 86_400 else {
            throw .outOfRange
        }
        let local = second + spanOffsets[Self.last(in: spanStarts, notAbove: second)]
        guard local >= Int64(Self.firstDay) * 86_400, local < Int64(Self.lastDay + 1) * 86_400 else {
            throw .outOfRange
        }
        return local
    }

    /// Where an instant's second lies.
    func position(of second: Int64) throws(CalendarError) -> Position {
        let local = try local(second)
        let day = Int(local / 86_400)
        let block = blocks[Self.last(in: blockDays, notAbove: day)]
        if day <= block.lastDay {
            var position = Position(seconds: block.secondsBefore, isOpen: false)
            for index in block.intervals {
                let interval = intervals[index]
                if second < interval.start { break }
                position.seconds += min(second, interval.end) - interval.start
                position.isOpen = second < interval.end
            }
            return position
        }
        let (week, weekday) = Self.week(of: day)
        var position = Position(
            seconds: block.secondsShift + Int64(week) * weekSeconds[7] + weekSeconds[weekday],
            isOpen: false
        )
        let secondOfDay = local - Int64(day) * 86_400
        for index in weekRanges[weekday] {
            let interval = weekIntervals[index]
            if secondOfDay < interval.start { break }
            position.seconds += min(secondOfDay, interval.end) - interval.start
            position.isOpen = secondOfDay < interval.end
        }
        return position
    }

    /// How many open days there are before a day, and whether it is one.
    func openDays(before day: Int) -> (count: Int, isOpen: Bool) {
        let block = blocks[Self.last(in: blockDays, notAbove: day)]
        if day <= block.lastDay {
            var count = block.daysBefore
            for date in dates[block.dates] {
                if date == day { return (count, true) }
                if date > day { break }
                count += 1
            }
            return (count, false)
        }
        let (week, weekday) = Self.week(of: day)
        let count = block.daysShift + week * weekDays[7] + weekDays[weekday]
        return (count, weekDays[weekday + 1] > weekDays[weekday])
    }

    // MARK: From counts to times

    /// The interval that holds an open second, by its place in the count, and the count at the interval's beginning.
    func interval(holding second: Int64) throws(CalendarError) -> (start: Int64, end: Int64, before: Int64) {
        guard second >= 0, second < totalSeconds else { throw .outOfRange }
        let block = blocks[Self.last(in: blockSeconds, notAbove: second)]
        if second < block.secondsAfter {
            var before = block.secondsBefore
            for index in block.intervals {
                let interval = intervals[index]
                let length = interval.end - interval.start
                if second < before + length { return (interval.start, interval.end, before) }
                before += length
            }
        }
        let regular = second - block.secondsShift
        let (week, rest) = regular.quotientAndRemainder(dividingBy: weekSeconds[7])
        var weekday = 6
        while weekSeconds[weekday] > rest { weekday -= 1 }
        let day = Int(week) * 7 + weekday - 3
        var before = second - rest + weekSeconds[weekday]
        let midnight = Int64(day) * 86_400 - offset(on: day)
        for index in weekRanges[weekday] {
            let interval = weekIntervals[index]
            let length = interval.end - interval.start
            if second < before + length { return (midnight + interval.start, midnight + interval.end, before) }
            before += length
        }
        // The prefix sums count exactly the intervals above.
        throw .outOfRange
    }

    /// The open day of a place in the count of open days.
    func day(at index: Int) throws(CalendarError) -> Int {
        guard index >= 0, index < totalDays else { throw .outOfRange }
        let block = blocks[Self.last(in: blockOpenDays, notAbove: index)]
        if index < block.daysAfter { return dates[block.dates.lowerBound + index - block.daysBefore] }
        let (week, rest) = (index - block.daysShift).quotientAndRemainder(dividingBy: weekDays[7])
        var weekday = 6
        while weekDays[weekday] > rest { weekday -= 1 }
        return week * 7 + weekday - 3
    }

    /// The open intervals of a day as instants.
    func intervals(on day: Int) -> [(start: Int64, end: Int64)] {
        let block = blocks[Self.last(in: blockDays, notAbove: day)]
        if day <= block.lastDay {
            return intervals[block.intervals].filter { $0.day == day }.map { ($0.start, $0.end) }
        }
        let midnight = Int64(day) * 86_400 - offset(on: day)
        return weekIntervals[weekRanges[Self.week(of: day).weekday]].map { (midnight + $0.start, midnight + $0.end) }
    }

    /// The offset throughout the hours of a regular day.
    func offset(on day: Int) -> Int64 { spanOffsets[Self.last(in: spanDays, notAbove: day)] }

    /// Whether a day stands in no block.
    func isRegular(_ day: Int) -> Bool { day > blocks[Self.last(in: blockDays, notAbove: day)].lastDay }

    // MARK: Steps

    /// The week and the weekday (Monday is 0) of a day since 1970; 1969-12-29 was a Monday.
    @inline(__always)
    static func week(of day: Int) -> (week: Int, weekday: Int) {
        let (week, weekday) = (day + 3).quotientAndRemainder(dividingBy: 7)
        return (week, weekday)
    }

    /// The last index whose value is at most `key`; the first where none is.
    @inline(__always)
    static func last<Key: BinaryInteger>(in values: [Key], notAbove key: Key) -> Int {
        var low = 0
        var count = values.count
        // Without a branch on the comparison, which would be guessed wrong half the time.
        while count > 1 {
            let half = count / 2
            low = values[low + half] <= key ? low + half : low
            count -= half
        }
        return low
    }
}
