import Testing
import TurnpikeValues

@Suite struct InstantTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"),
        ("2026-11-21T02:22:43.120Z", 1_795_227_763_120, "2026-11-21T02:22:43.12Z"),
        ("2026-11-21T02:22:43+01:00", 1_795_224_163_000, "2026-11-21T01:22:43Z"),
        ("1969-12-31T23:59:59.5Z", -500, "1969-12-31T23:59:59.5Z"),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000, "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999999Z", 253_402_300_799_999, "9999-12-31T23:59:59.999999999Z"),
        ("2024-02-29t12:00:00z", 1_709_208_000_000, "2024-02-29T12:00:00Z"),
        ("2024-01-01T00:00:00-00:30", 1_704_069_000_000, "2024-01-01T00:30:00Z"),
    ])
    func rfc3339IsRead(text: String, milliseconds: Int64, description: String) throws {
        let instant = try #require(Instant(text))
        #expect(instant.milliseconds == milliseconds)
        #expect(instant.description == description)
        #expect(Instant(description) == instant)
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-11-21T02:22Z", "2026-11-21T02:22:43", "2026-11-21 02:22:43Z", "2026-13-01T00:00:00Z",
        "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-12-31T23:59:60Z",
        "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567890Z", "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00+0100",
        "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "10000-01-01T00:00:00Z",
        "2026-01-01T00:00:00ZZ", "-026-01-01T00:00:00Z", "2026-1-01T00:00:00Z",
    ])
    func otherTextIsRefused(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test func millisecondsBeyondTheYearsAreHeldInside() {
        #expect(Instant(milliseconds: .max) == .max)
        #expect(Instant(milliseconds: .min) == .min)
        #expect(Instant(milliseconds: -1).description == "1969-12-31T23:59:59.999Z")
        #expect(Instant(seconds: 253_402_300_800) == nil)
        #expect(Instant(seconds: 0, nanoseconds: 1_000_000_000) == nil)
    }

    @Test func durationsAddAndSubtract() throws {
        let start = try #require(Instant("2026-03-28T23:00:00.9Z"))
        #expect(start.adding(.milliseconds(200))?.description == "2026-03-28T23:00:01.1Z")
        #expect(start.adding(.seconds(-3601))?.description == "2026-03-28T21:59:59.9Z")
        #expect(start.adding(.nanoseconds(-900_000_001))?.description == "2026-03-28T22:59:59.999999999Z")
        #expect(start.adding(Duration(attoseconds: -1))?.description == "2026-03-28T23:00:00.899999999Z")
        #expect(Instant.max.adding(.nanoseconds(1)) == nil)
        #expect(Instant.min.adding(.nanoseconds(-1)) == nil)
        #expect(Instant.max.adding(Duration(attoseconds: .max)) == nil)
        #expect(Instant.min.adding(Duration(attoseconds: .min)) == nil)
        let end = try #require(Instant("2026-03-29T00:00:00.4Z"))
        #expect(start.duration(to: end) == .milliseconds(3_599_500))
        #expect(start.duration(since: end) == .milliseconds(-3_599_500))
        #expect(Instant.min.adding(Instant.min.duration(to: .max)) == .max)
    }

    @Test func theSystemClockRuns() {
        let first = Instant.now()
        #expect(first > Instant("2025-01-01T00:00:00Z") ?? .max)
        #expect(Instant.now() >= first)
    }
}

@Suite struct CalendarDateTests {
    /// The first and the last centuries, and the one with the leap year that three of four centuries lack.
    @Test(arguments: [(1, 130), (1890, 2110), (9890, 9999)])
    func everyDayOfTheCalendarComesBack(first: Int, last: Int) throws {
        var expected = (year: first, month: 1, day: 1)
        let start = try #require(CalendarDate(year: first, month: 1, day: 1))
        let end = try #require(CalendarDate(year: last, month: 12, day: 31))
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        for days in start.daysSince1970...end.daysSince1970 {
            let date = try #require(CalendarDate(daysSince1970: Int(days)))
            guard date.parts == expected else {
                Issue.record("\(date) is not \(expected)")
                return
            }
            let isLeap = expected.year % 4 == 0 && (expected.year % 100 != 0 || expected.year % 400 == 0)
            expected.day += 1
            if expected.day > lengths[expected.month - 1] + (expected.month == 2 && isLeap ? 1 : 0) {
                expected.day = 1
                expected.month += 1
                if expected.month == 13 { expected = (expected.year + 1, 1, 1) }
            }
        }
        #expect(expected == (last + 1, 1, 1))
    }

    @Test(arguments: [
        ("2026-11-21", Weekday.saturday), ("1970-01-01", .thursday), ("2000-02-29", .tuesday), ("0001-01-01", .monday),
        ("1969-12-31", .wednesday), ("9999-12-31", .friday),
    ])
    func datesKnowTheirWeekday(text: String, weekday: Weekday) throws {
        let date = try #require(CalendarDate(text))
        #expect(date.weekday == weekday)
        #expect(date.description == text)
        #expect(CalendarDate(year: date.year, month: date.month, day: date.day) == date)
    }

    @Test(arguments: [
        "", "2026-02-29", "2026-00-01", "2026-13-01", "2026-01-00", "2026-04-31", "0000-01-01", "26-01-01",
        "2026/01/01",
        "2026-01-01T00:00:00Z", " 2026-01-01", "2026-1-1", "+2026-01-01", "1900-02-29",
    ])
    func otherTextIsRefused(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test(
        arguments: [
            ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-03-31", -1, "2026-02-28"),
            ("2026-12-15", 1, "2027-01-15"), ("2026-01-15", -1, "2025-12-15"), ("2026-01-15", -13, "2024-12-15"),
            ("2024-02-29", 12, "2025-02-28"), ("0001-01-01", -1, nil), ("9999-12-01", 1, nil),
            ("2026-01-01", .max, nil),
            ("2026-01-01", .min, nil),
        ] as [(String, Int, String?)]
    )
    func monthsEndWhereTheMonthEnds(text: String, months: Int, expected: String?) throws {
        #expect(try #require(CalendarDate(text)).adding(months: months)?.description == expected)
    }

    @Test func daysAddUp() throws {
        let date = try #require(CalendarDate("2026-02-27"))
        #expect(date.adding(days: 2)?.description == "2026-03-01")
        #expect(date.adding(days: .max) == nil)
        #expect(date.daysBetween(try #require(CalendarDate("2027-02-27"))) == 365)
        #expect(date.adding(CalendarPeriod(months: 1, days: -1))?.description == "2026-03-26")
        #expect(date.dayOfYear == 58)
        #expect(CalendarDate.min < .max)
    }
}

@Suite struct SpanTests {
    @Test(arguments: [
        ("14 days", 0, 14, "14 days", "P14D"), ("1 day", 0, 1, "1 day", "P1D"), ("2 weeks", 0, 14, "14 days", "P14D"),
        ("3 months", 3, 0, "3 months", "P3M"), ("1 year", 12, 0, "1 year", "P12M"),
        ("1 year 6 months", 18, 0, "18 months", "P18M"), ("1 month 14 days", 1, 14, "1 month 14 days", "P1M14D"),
        ("-3 months", -3, 0, "-3 months", "P-3M"), ("0 days", 0, 0, "0 days", "P0D"),
        ("1 month -1 day", 1, -1, "1 month -1 days", "P1M-1D"),
    ])
    func periodsAreRead(text: String, months: Int32, days: Int32, description: String, iso: String) throws {
        let period = try #require(CalendarPeriod(text))
        #expect(period == CalendarPeriod(months: months, days: days))
        #expect(period.description == description)
        #expect(period.iso == iso)
        #expect(CalendarPeriod(iso: iso) == period)
        #expect(CalendarPeriod(description) == period)
    }

    @Test(arguments: [
        "", "days", "14", "14days", "14  ", "1.5 days", "14 days ", " 14 days", "14 Days", "1 fortnight", "48 hours",
        "99999999999 days", "2147483648 days", "200000000 years", "1 day,2 days", "2 working days",
    ])
    func otherPeriodsAreRefused(text: String) {
        #expect(CalendarPeriod(text) == nil)
    }

    @Test(arguments: [
        "", "P", "14D", "P14", "PD", "P1D1M", "P1M1M", "P1Y", "P1W", "PT1H", "P1.5D", "P2147483648D", "P+1D",
    ])
    func otherStoredPeriodsAreRefused(text: String) {
        #expect(CalendarPeriod(iso: text) == nil)
    }

    @Test func periodsDoNotOverflow() {
        #expect(CalendarPeriod(months: .min).negated == nil)
        #expect(CalendarPeriod(days: .max).adding(CalendarPeriod(days: 1)) == nil)
        #expect(CalendarPeriod(months: 1, days: 2).negated == CalendarPeriod(months: -1, days: -2))
    }

    @Test(arguments: [
        ("48 hours", "172800s", "48 hours"), ("10 minutes", "600s", "10 minutes"), ("30 seconds", "30s", "30 seconds"),
        ("1 hour", "3600s", "1 hour"), ("1.5 hours", "5400s", "90 minutes"),
        ("1 hour 30 minutes", "5400s", "90 minutes"),
        ("0.5 seconds", "0.5s", "0.5 seconds"), ("-2 hours", "-7200s", "-2 hours"), ("0 seconds", "0s", "0 seconds"),
        ("0.000000001 seconds", "0.000000001s", "0.000000001 seconds"), ("250 milliseconds", "0.25s", "0.25 seconds"),
    ])
    func durationsAreRead(text: String, cel: String, description: String) throws {
        let duration = try #require(Duration(turnpikeText: text))
        #expect(duration.celDescription == cel)
        #expect(duration.plainDescription == description)
        #expect(Duration(celText: cel) == duration)
        #expect(Duration(turnpikeText: description) == duration)
    }

    @Test(arguments: [
        "", "hours", "48", "48h", "1 day", "1 hours,", "1 hour ", "1e3 hours", "99999999999999999999999 hours",
        "1 Hour",
        "0.0000000000000000001 seconds", "2 working hours", "1 hour30 minutes",
    ])
    func otherDurationsAreRefused(text: String) {
        #expect(Duration(turnpikeText: text) == nil)
    }

    @Test func durationsDoNotOverflow() {
        let greatest = Duration(attoseconds: .max)
        #expect(greatest.adding(.seconds(1)) == nil)
        #expect(greatest.multiplied(by: 2) == nil)
        #expect(Duration(attoseconds: .min).subtracting(.seconds(1)) == nil)
        #expect(Duration.seconds(2).multiplied(by: -3) == .seconds(-6))
        #expect(greatest.wholeSeconds == .max)
    }

    @Test(arguments: [
        ("2 working days", 2, WorkingDuration.Unit.days, "2 working days"),
        ("1 working hour", 1, .hours, "1 working hour"),
        ("30 working minutes", 30, .minutes, "30 working minutes"), ("-2 working days", -2, .days, "-2 working days"),
    ])
    func workingTimeIsRead(text: String, amount: Int64, unit: WorkingDuration.Unit, description: String) throws {
        let span = try #require(WorkingDuration(text))
        #expect(span == WorkingDuration(amount, unit))
        #expect(span.description == description)
    }

    @Test(arguments: ["", "2 days", "working days", "2 working", "2 working weeks", "2working days", "2 working days "])
    func otherWorkingTimeIsRefused(text: String) {
        #expect(WorkingDuration(text) == nil)
    }

    @Test func aSpanSaysWhatItCounts() {
        #expect(TimeSpan("48 hours") == .elapsed(.seconds(172_800)))
        #expect(TimeSpan("3 days") == .period(CalendarPeriod(days: 3)))
        #expect(TimeSpan("2 working days") == .working(WorkingDuration(2, .days)))
        #expect(TimeSpan("2 moons") == nil)
        #expect(TimeSpan("48 hours")?.value == .duration("48 hours"))
    }

    @Test(arguments: [("09:30", 570), ("00:00", 0), ("23:59", 1439), ("24:00", 1440)])
    func clockTimesAreRead(text: String, minute: Int) throws {
        let time = try #require(ClockTime(text))
        #expect(time.minuteOfDay == minute)
        #expect(time.description == text)
    }

    @Test(arguments: ["", "9:30", "24:01", "09:60", "0930", "09:30:00", "-1:00", "25:00", "09.30"])
    func otherClockTimesAreRefused(text: String) {
        #expect(ClockTime(text) == nil)
    }

    @Test func theEndOfADayIsTheNextMidnight() throws {
        let date = try #require(CalendarDate("2026-12-31"))
        #expect(LocalDateTime(date, .endOfDay)?.description == "2027-01-01T00:00:00")
        #expect(LocalDateTime(.max, .endOfDay) == nil)
        #expect(LocalDateTime(date, hour: 9, minute: 30)?.clockTime == ClockTime("09:30"))
        #expect(LocalDateTime(date, hour: 24) == nil)
    }

    @Test func weekdaysReadTheirShortNames() {
        #expect(Weekday.allCases.allSatisfy { Weekday($0.description) == $0 })
        #expect(Weekday("Mon") == nil)
        #expect(Weekday.monday < .sunday)
    }
}
