import Testing
import TurnpikeCalendars
import TurnpikeValues

@Suite struct CalendarTests {
    private static func office() throws -> WorkingCalendar {
        let hours = try GoldenTable.hours("09:00-17:00")
        var week = WeekHours()
        for day in try #require(WeekHours.days("mon-fri")) { week[day] = hours }
        return try WorkingCalendar(zone: Zone(named: "Europe/Berlin"), week: week)
    }

    @Test func aCalendarWithoutWorkingTimeIsRefused() {
        #expect { try WorkingCalendar(zone: .utc, week: WeekHours()) } throws: {
            ($0 as? CalendarError)?.code == .noWorkingTime
        }
    }

    @Test func overlappingIntervalsAreRefusedAndTouchingOnesJoined() throws {
        #expect { try GoldenTable.hours("09:00-12:00,11:59-13:00") } throws: {
            ($0 as? CalendarError)?.code == .overlappingHours
        }
        #expect(try GoldenTable.hours("12:00-15:00,09:00-12:00").description == "09:00-15:00")
        let many = (0..<60).compactMap { index in
            ClockTime(minuteOfDay: index * 20).flatMap { start in
                ClockTime(minuteOfDay: index * 20 + 10).flatMap { OpenInterval(start: start, end: $0) }
            }
        }
        #expect { try DayHours(many) } throws: { ($0 as? CalendarError)?.code == .tooManyIntervals }
    }

    @Test(arguments: [
        "12:00-09:00", "09:00-09:00", "9:00-12:00", "09:00", "09:00-24:01", "24:00-24:00", "09:60-10:00", "",
    ])
    func whatIsNoIntervalIsNotRead(text: String) {
        #expect(OpenInterval(text) == nil)
    }

    @Test(arguments: [
        ("mon", "mon"), ("mon-thu", "mon tue wed thu"), ("fri-mon", "mon fri sat sun"),
        ("sun-sat", "mon tue wed thu fri sat sun"),
    ])
    func rangesOfDaysAreRead(text: String, days: String) {
        #expect(WeekHours.days(text)?.sorted().map(\.description).joined(separator: " ") == days)
    }

    @Test(arguments: ["", "monday", "mon-", "-mon", "mon-tue-wed", "Mon", "mon thu"])
    func whatIsNoRangeOfDaysIsNotRead(text: String) {
        #expect(WeekHours.days(text) == nil)
    }

    @Test(arguments: [
        "9223372036854775807 working minutes", "9223372036854775807 working hours", "9223372036854775807 working days",
        "-9223372036854775807 working days", "-9223372036854775807 working hours", "100000000 working hours",
        "60000 working days", "-20000 working days", "9999999 working days",
    ])
    func farSpansEndWithAnError(text: String) throws {
        let calendar = try Self.office()
        let span = try #require(WorkingDuration(text))
        let now = try #require(Instant("2026-11-21T09:00:00Z"))
        #expect { try calendar.adding(span, to: now) } throws: { ($0 as? CalendarError)?.code == .outOfRange }
        for unit in WorkingDuration.Unit.allCases {
            #expect(throws: CalendarError.self) { try calendar.adding(WorkingDuration(.min, unit), to: now) }
            #expect(throws: CalendarError.self) { try calendar.subtracting(WorkingDuration(.min, unit), from: now) }
        }
    }

    @Test(arguments: [
        Instant.min, Instant.max, Instant(milliseconds: -86_400_000), Instant("2200-01-01T00:00:00Z") ?? .max,
        Instant("1969-12-31T22:59:59Z") ?? .min,
    ])
    func timesOutsideTheYearsAreErrors(instant: Instant) throws {
        let calendar = try Self.office()
        #expect(throws: CalendarError.self) { try calendar.isOpen(at: instant) }
        #expect(throws: CalendarError.self) { try calendar.nextOpening(from: instant) }
        #expect(throws: CalendarError.self) { try calendar.adding(WorkingDuration(0, .hours), to: instant) }
        #expect(throws: CalendarError.self) { try calendar.workingTime(from: instant, to: Instant(milliseconds: 0)) }
        #expect(throws: CalendarError.self) { try calendar.adding(WorkingDuration(1, .days), to: instant) }
    }

    @Test func theEdgesOfTheYearsAnswer() throws {
        let calendar = try Self.office()
        let last = try #require(Instant("2199-12-31T15:00:00Z"))
        #expect(try calendar.adding(WorkingDuration(1, .hours), to: last) == Instant("2199-12-31T16:00:00Z"))
        #expect(throws: CalendarError.self) { try calendar.adding(WorkingDuration(61, .minutes), to: last) }
        #expect(throws: CalendarError.self) { try calendar.adding(WorkingDuration(1, .days), to: last) }
        let first = try #require(Instant("1970-01-01T09:00:00Z"))
        #expect(try calendar.subtracting(WorkingDuration(60, .minutes), from: first) == Instant("1970-01-01T08:00:00Z"))
        #expect(throws: CalendarError.self) { try calendar.subtracting(WorkingDuration(61, .minutes), from: first) }
        #expect(throws: CalendarError.self) { try calendar.subtracting(WorkingDuration(1, .days), from: first) }
    }

    @Test func noTimeAtAllLeadsNowhere() throws {
        let calendar = try Self.office()
        let saturday = try #require(Instant("2026-11-21T09:00:00.5Z"))
        for unit in WorkingDuration.Unit.allCases {
            #expect(try calendar.adding(WorkingDuration(0, unit), to: saturday) == saturday)
        }
    }

    @Test func aYearOfClosedDaysIsPassedOver() throws {
        let office = try Self.office()
        var days: [CalendarDate: DayHours] = [:]
        var date = try #require(CalendarDate(year: 2027, month: 1, day: 1))
        while date.year < 2057 {
            days[date] = .closed
            date = try #require(date.adding(days: 1))
        }
        let calendar = try WorkingCalendar(zone: office.zone, week: office.week, days: days)
        let eve = try #require(Instant("2026-12-31T15:30:00Z"))
        #expect(try calendar.adding(WorkingDuration(1, .hours), to: eve) == Instant("2057-01-01T08:30:00Z"))
        #expect(try calendar.adding(WorkingDuration(1, .days), to: eve) == Instant("2057-01-01T15:30:00Z"))
        #expect(try calendar.nextClosing(from: eve) == Instant("2026-12-31T16:00:00Z"))
    }

    @Test func spansOfEachKindEndWhereTheySay() throws {
        let calendar = try Self.office()
        let zone = calendar.zone
        let friday = try #require(Instant("2026-10-23T14:00:00Z"))
        for (text, end) in [
            ("48 hours", "2026-10-25T14:00:00Z"), ("3 days", "2026-10-26T15:00:00Z"),
            ("1 working day", "2026-10-26T15:00:00Z"), ("2 working hours", "2026-10-26T09:00:00Z"),
        ] {
            let span = try #require(TimeSpan(text))
            #expect(try span.end(from: friday, zone: zone, calendar: calendar) == Instant(end), "\(text)")
        }
        #expect(
            try TimeSpan.working(WorkingDuration(1, .days)).start(before: friday, zone: zone, calendar: calendar)
                == Instant("2026-10-22T14:00:00Z")
        )
        #expect {
            try TimeSpan.working(WorkingDuration(1, .days)).end(from: friday, zone: zone, calendar: nil)
        } throws: {
            ($0 as? CalendarError)?.code == .noCalendar
        }
        #expect(throws: CalendarError.self) {
            try TimeSpan.period(CalendarPeriod(months: .max)).end(from: friday, zone: zone, calendar: nil)
        }
        #expect(throws: CalendarError.self) {
            try TimeSpan.period(CalendarPeriod(months: .min)).start(before: friday, zone: zone, calendar: nil)
        }
    }
}
