import Testing
import TurnpikeCalendars
import TurnpikeValues

/// Laws that hold for every calendar, on calendars made at random: odd hours, breaks, hundreds of days with hours of their
/// own, zones with every kind of change.
@Suite struct PropertyTests {
    static let zones = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo", "Pacific/Apia",
        "America/St_Johns", "Africa/Casablanca", "Antarctica/Troll", "Asia/Pyongyang", "Africa/Monrovia", "UTC",
        "+05:45",
    ]

    /// A calendar made at random.
    static func calendar(_ zone: String, _ random: inout SeededRandom) throws -> WorkingCalendar {
        var week = WeekHours()
        repeat {
            for day in Weekday.allCases { week[day] = try hours(&random) }
        } while week.minutes == 0
        var days: [CalendarDate: DayHours] = [:]
        for _ in 0..<Int.random(in: 0...400, using: &random) {
            let day = Int.random(in: 0...25_000, using: &random)
            if let date = CalendarDate(daysSince1970: day) { days[date] = try hours(&random) }
        }
        return try WorkingCalendar(zone: Zone(named: zone), week: week, days: days)
    }

    private static func hours(_ random: inout SeededRandom) throws -> DayHours {
        let count = Int.random(in: 0...3, using: &random)
        var marks: Set<Int> = []
        while marks.count < count * 2 { marks.insert(Int.random(in: 0...96, using: &random) * 15) }
        let sorted = marks.sorted().compactMap { ClockTime(minuteOfDay: $0) }
        return try DayHours(
            stride(from: 0, to: sorted.count, by: 2).compactMap { OpenInterval(start: sorted[$0], end: sorted[$0 + 1]) }
        )
    }

    private static func instant(_ random: inout SeededRandom) throws -> Instant {
        let second = Int64.random(in: 200_000_000...2_100_000_000, using: &random)
        return try #require(Instant(seconds: second, nanoseconds: UInt32.random(in: 0...999_999_999, using: &random)))
    }

    @Test(arguments: zones) func addingThenSubtractingWorkingTimeLeadsBack(zone: String) throws {
        var random = SeededRandom(seed: 1)
        for _ in 0..<12 {
            let calendar = try Self.calendar(zone, &random)
            for _ in 0..<150 {
                let start = try calendar.nextOpening(from: Self.instant(&random))
                // Strictly inside: an opening is also the end of the interval before it.
                let inside = try #require(start.adding(.milliseconds(1)))
                let unit: WorkingDuration.Unit = Bool.random(using: &random) ? .hours : .minutes
                let span = WorkingDuration(Int64.random(in: 1...500, using: &random), unit)
                let there = try calendar.adding(span, to: inside)
                #expect(try calendar.subtracting(span, from: there) == inside, "\(span) from \(inside)")
                let back = try calendar.subtracting(span, from: inside)
                #expect(try calendar.adding(span, to: back) == inside, "-\(span) from \(inside)")
                let length = Duration.seconds(span.amount * (unit == .hours ? 3600 : 60))
                #expect(try calendar.workingTime(from: inside, to: there) == length)
                #expect(try calendar.workingTime(from: back, to: inside) == length)
                #expect(try calendar.workingTime(from: there, to: inside) == .zero - length)
            }
        }
    }

    @Test(arguments: zones) func addingThenSubtractingWorkingDaysLeadsBackWhereBothAreOpen(zone: String) throws {
        var random = SeededRandom(seed: 2)
        var compared = 0
        for _ in 0..<12 {
            let calendar = try Self.calendar(zone, &random)
            for _ in 0..<150 {
                let start = try calendar.nextOpening(from: Self.instant(&random))
                let days = WorkingDuration(Int64.random(in: 1...40, using: &random), .days)
                let there = try calendar.adding(days, to: start)
                let clock = calendar.zone.localDateTime(of: start)
                let other = calendar.zone.localDateTime(of: there)
                #expect(try calendar.openDays(from: clock.date, to: other.date) == Int(days.amount))
                // Clamped, or the second of two times that the clocks show alike.
                guard clock.secondOfDay == other.secondOfDay, try calendar.isOpen(at: there),
                    calendar.zone.instant(of: clock) == start
                else { continue }
                compared += 1
                #expect(try calendar.subtracting(days, from: there) == start, "\(days) from \(start)")
                #expect(try calendar.workingDays(from: start, to: there) == Int(days.amount))
            }
        }
        #expect(compared > 200)
    }

    @Test(arguments: zones) func laterBeginningsNeverEndEarlier(zone: String) throws {
        var random = SeededRandom(seed: 3)
        for _ in 0..<12 {
            let calendar = try Self.calendar(zone, &random)
            for _ in 0..<100 {
                let first = try Self.instant(&random)
                let second = try #require(first.adding(.seconds(Int64.random(in: 0...400_000, using: &random))))
                for amount: Int64 in [-300, -1, 1, 90, 1000] {
                    let span = WorkingDuration(amount, .minutes)
                    #expect(try calendar.adding(span, to: first) <= calendar.adding(span, to: second))
                }
                #expect(try calendar.nextOpening(from: first) <= calendar.nextOpening(from: second))
                #expect(try calendar.workingTime(from: first, to: second) >= .zero)
                let more = try calendar.adding(WorkingDuration(91, .minutes), to: first)
                #expect(try calendar.adding(WorkingDuration(90, .minutes), to: first) < more)
            }
        }
    }

    /// Where the clocks repeat times or skip dates, the time on the clock itself does not only run forward.
    @Test(arguments: ["Asia/Kolkata", "UTC", "+05:45"])
    func laterBeginningsOfWorkingDaysNeverEndEarlier(zone: String) throws {
        var random = SeededRandom(seed: 4)
        for _ in 0..<30 {
            let calendar = try Self.calendar(zone, &random)
            for _ in 0..<200 {
                let first = try Self.instant(&random)
                let second = try #require(first.adding(.seconds(Int64.random(in: 0...400_000, using: &random))))
                for amount: Int64 in [-3, -1, 1, 2, 10] {
                    let span = WorkingDuration(amount, .days)
                    #expect(
                        try calendar.adding(span, to: first) <= calendar.adding(span, to: second),
                        "\(span) from \(first) and \(second)"
                    )
                }
                let count = try calendar.workingDays(from: first, to: second)
                #expect(try calendar.adding(WorkingDuration(Int64(count), .days), to: first) <= second)
                #expect(try calendar.adding(WorkingDuration(Int64(count) + 1, .days), to: first) > second)
            }
        }
    }

    @Test(arguments: zones) func workingTimeIsTheSumOfTheOpenIntervals(zone: String) throws {
        var random = SeededRandom(seed: 5)
        for _ in 0..<12 {
            let calendar = try Self.calendar(zone, &random)
            var date = try #require(CalendarDate(daysSince1970: Int.random(in: 100...20_000, using: &random)))
            let start = date
            var sum: Int64 = 0
            var open = 0
            for _ in 0..<500 {
                for interval in try calendar.openIntervals(on: date) {
                    sum += interval.upperBound.seconds - interval.lowerBound.seconds
                    #expect(try calendar.isOpen(at: interval.lowerBound))
                    #expect(calendar.zone.date(of: interval.lowerBound) == date)
                }
                if try calendar.isOpen(on: date) { open += 1 }
                date = try #require(date.adding(days: 1))
            }
            #expect(try calendar.openDays(from: start, to: date) == open)
            // Dates may interleave where clocks are put back over midnight, so the ends are set two days apart.
            let first = try #require(calendar.zone.startOfDay(start))
            let last = try #require(calendar.zone.startOfDay(date))
            let whole = try calendar.workingTime(from: first, to: last).wholeSeconds
            #expect(abs(whole - sum) <= 3600, "an interleaved hour at most")
            if zone != "America/St_Johns" { #expect(whole == sum) }
        }
    }
}
