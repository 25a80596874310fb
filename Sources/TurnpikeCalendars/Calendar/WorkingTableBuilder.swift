import TurnpikeValues

/// Reckons the tables of a calendar once.
struct WorkingTableBuilder {
    private let week: WeekHours
    private let days: [Int: DayHours]

    /// The zone's offsets: the second from which each holds, and the date on which the change to it is over.
    let spans: [(start: Int64, offset: Int64, day: Int)]
    private let spanStarts: [Int64]
    private(set) var weekSeconds: [Int64] = [0]
    private(set) var weekDays: [Int] = [0]
    private(set) var weekIntervals: [WorkingTable.Hours] = []
    private(set) var weekRanges: [Range<Int>] = []
    private(set) var blocks: [WorkingTable.Block] = []
    private(set) var intervals: [WorkingTable.Interval] = []
    private(set) var dates: [Int] = []

    init(zone: Zone, week: WeekHours, days: [CalendarDate: DayHours]) {
        self.week = week
        var own: [Int: DayHours] = [:]
        for (date, hours) in days where (WorkingTable.firstDay...WorkingTable.lastDay).contains(Int(date.daysSince1970))
        {
            // A day that differs in nothing is a regular one.
            if hours != week[date.weekday] { own[Int(date.daysSince1970)] = hours }
        }
        self.days = own
        let first = Int64(WorkingTable.firstDay - 3) * 86_400
        let last = Int64(WorkingTable.lastDay + 4) * 86_400
        var spans: [(start: Int64, offset: Int64, day: Int)] = []
        for span in zone.offsets(from: first, to: last) {
            let offset = Int64(span.offset)
            let shown = span.start + max(offset, spans.last?.offset ?? offset)
            spans.append((span.start, offset, Int(Self.day(of: shown))))
        }
        self.spans = spans
        spanStarts = spans.map(\.start)
        for weekday in Weekday.allCases {
            let hours = week[weekday]
            weekSeconds.append(weekSeconds[weekSeconds.count - 1] + Int64(hours.minutes) * 60)
            weekDays.append(weekDays[weekDays.count - 1] + (hours.isClosed ? 0 : 1))
            let first = weekIntervals.count
            for interval in hours.intervals {
                let start = Int64(interval.start.minuteOfDay) * 60
                weekIntervals.append(.init(start: start, end: Int64(interval.end.minuteOfDay) * 60))
            }
            weekRanges.append(first..<weekIntervals.count)
        }
        buildBlocks()
    }

    /// Open seconds of all days before a day, were they all regular.
    func regularSeconds(before day: Int) -> Int64 {
        let (week, weekday) = WorkingTable.week(of: day)
        return Int64(week) * weekSeconds[7] + weekSeconds[weekday]
    }

    /// Open days before a day, were they all regular.
    func regularDays(before day: Int) -> Int {
        let (week, weekday) = WorkingTable.week(of: day)
        return week * weekDays[7] + weekDays[weekday]
    }

    // MARK: Blocks

    private mutating func buildBlocks() {
        let before = WorkingTable.firstDay - 1
        blocks = [
            WorkingTable.Block(
                firstDay: before,
                lastDay: before,
                secondsBefore: 0,
                secondsAfter: 0,
                daysBefore: 0,
                daysAfter: 0,
                intervals: 0..<0,
                dates: 0..<0,
                secondsShift: -regularSeconds(before: before + 1),
                daysShift: -regularDays(before: before + 1)
            )
        ]
        for range in ranges() { append(range) }
    }

    /// The days that are not regular, in ascending order and without gaps inside a range.
    private func ranges() -> [ClosedRange<Int>] {
        var ranges = days.keys.map { $0...$0 }
        for index in spans.indices.dropFirst() {
            let change = spans[index]
            let first = Self.day(of: change.start + min(spans[index - 1].offset, change.offset))
            let range = max(Int(first), WorkingTable.firstDay)...max(change.day, WorkingTable.firstDay)
            guard range.lowerBound <= WorkingTable.lastDay else { continue }
            if range.contains(where: { !hours(on: $0).isClosed }) { ranges.append(range) }
        }
        ranges.sort { $0.lowerBound < $1.lowerBound }
        var joined: [ClosedRange<Int>] = []
        for range in ranges {
            if let last = joined.last, range.lowerBound <= last.upperBound {
                joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return joined
    }

    private mutating func append(_ range: ClosedRange<Int>) {
        let last = blocks[blocks.count - 1]
        let secondsBefore = last.secondsShift + regularSeconds(before: range.lowerBound)
        let daysBefore = last.daysShift + regularDays(before: range.lowerBound)
        let firstInterval = intervals.count
        let firstDate = dates.count
        var found: [WorkingTable.Interval] = []
        for day in range {
            let open = openIntervals(on: day)
            if !open.isEmpty { dates.append(day) }
            found += open
        }
        found.sort { $0.start < $1.start }
        intervals += found
        let secondsAfter = secondsBefore + found.reduce(0) { $0 + $1.end - $1.start }
        let daysAfter = daysBefore + dates.count - firstDate
        blocks.append(
            WorkingTable.Block(
                firstDay: range.lowerBound,
                lastDay: range.upperBound,
                secondsBefore: secondsBefore,
                secondsAfter: secondsAfter,
                daysBefore: daysBefore,
                daysAfter: daysAfter,
                intervals: firstInterval..<intervals.count,
                dates: firstDate..<dates.count,
                secondsShift: secondsAfter - regularSeconds(before: range.upperBound + 1),
                daysShift: daysAfter - regularDays(before: range.upperBound + 1)
            )
        )
    }

    /// The instants at which the clocks show a time inside the hours of a day.
    private func openIntervals(on day: Int) -> [WorkingTable.Interval] {
        let hours = hours(on: day)
        guard !hours.isClosed else { return [] }
        let midnight = Int64(day) * 86_400
        // No offset reaches 26 hours.
        let reach: Int64 = 26 * 3600
        var index = WorkingTable.last(in: spanStarts, notAbove: midnight - reach)
        var result: [WorkingTable.Interval] = []
        while index < spans.count, spans[index].start < midnight + 86_400 + reach {
            let (start, offset, _) = spans[index]
            let end = index + 1 < spans.count ? spans[index + 1].start : Int64.max
            for interval in hours.intervals {
                let from = max(start, midnight + Int64(interval.start.minuteOfDay) * 60 - offset)
                let to = min(end, midnight + Int64(interval.end.minuteOfDay) * 60 - offset)
                guard from < to else { continue }
                if let last = result.last, last.end == from {
                    result[result.count - 1].end = to
                } else {
                    result.append(WorkingTable.Interval(start: from, end: to, day: day))
                }
            }
            index += 1
        }
        return result
    }

    private func hours(on day: Int) -> DayHours {
        if let own = days[day] { return own }
        return Weekday(rawValue: WorkingTable.week(of: day).weekday + 1).map { week[$0] } ?? .closed
    }

    private static func day(of second: Int64) -> Int64 {
        second >= 0 ? second / 86_400 : (second - 86_399) / 86_400
    }
}
