import Testing
import TurnpikeCalendars
import TurnpikeValues

/// Every answer is compared with what walking from minute to minute gives, in nine zones, around changes of the clocks.
@Suite struct GoldenTests {
    @Test(arguments: [
        ("open", 600), ("minutes", 600), ("between", 600), ("opening", 600), ("days", 600), ("period", 90),
    ])
    func answersAgreeWithAWalkFromMinuteToMinute(question: String, least: Int) throws {
        let table = try GoldenTable.shared.get()
        let rows = table.rows.filter { $0.question == question }
        #expect(rows.count >= least)
        for row in rows { #expect(try answer(row, table) == row.answer, "\(row)") }
    }

    private func answer(_ row: GoldenTable.Row, _ table: GoldenTable) throws -> Int64? {
        let at = try #require(Instant(seconds: row.arguments[0]))
        if row.question == "period" {
            let period = CalendarPeriod(months: Int32(row.arguments[1]), days: Int32(row.arguments[2]))
            return try Zone(named: row.subject).adding(period, to: at)?.seconds
        }
        let calendar = try #require(table.calendars[row.subject])
        switch row.question {
        case "open": return try calendar.isOpen(at: at) ? 1 : 0
        case "minutes": return try calendar.adding(WorkingDuration(row.arguments[1], .minutes), to: at).seconds
        case "days": return try calendar.adding(WorkingDuration(row.arguments[1], .days), to: at).seconds
        case "opening": return try calendar.nextOpening(from: at).seconds
        default:
            let other = try #require(Instant(seconds: row.arguments[1]))
            return try calendar.workingTime(from: at, to: other).wholeSeconds / 60
        }
    }

    @Test func theSecondAndItsPartsAreKept() throws {
        let calendar = try #require(GoldenTable.shared.get().calendars["berlin"])
        // Friday 14:59:30.25 and two more minutes: the half minute until closing, then Monday from 09:00.
        let friday = try #require(Instant("2026-11-20T13:59:30.25Z"))
        let due = try calendar.adding(WorkingDuration(2, .minutes), to: friday)
        #expect(due == Instant("2026-11-23T08:01:30.25Z"))
        #expect(try calendar.workingTime(from: friday, to: due) == .seconds(120))
        #expect(try calendar.subtracting(WorkingDuration(2, .minutes), from: due) == friday)
    }

    @Test(arguments: [
        // A day that is used up ends at its closing, not at the next opening.
        ("2026-11-23T08:00:00Z", "450 working minutes", "2026-11-23T16:30:00Z"),
        // Over a weekend, over Good Friday to Easter Monday, over the half day of Christmas Eve.
        ("2026-11-20T13:00:00Z", "4 working hours", "2026-11-23T11:00:00Z"),
        ("2026-04-02T14:00:00Z", "2 working days", "2026-04-08T14:00:00Z"),
        ("2026-12-23T15:00:00Z", "1 working day", "2026-12-24T11:00:00Z"),
        // From a Saturday the first working day is Monday, and ends with it.
        ("2026-11-21T09:00:00Z", "1 working day", "2026-11-23T16:30:00Z"),
        ("2026-11-21T09:00:00Z", "-1 working days", "2026-11-20T08:00:00Z"),
        // Before hours, in the break, after hours.
        ("2026-11-23T05:00:00Z", "1 working day", "2026-11-24T08:00:00Z"),
        ("2026-11-23T12:00:00Z", "1 working day", "2026-11-24T11:30:00Z"),
        ("2026-11-23T20:00:00Z", "1 working day", "2026-11-24T16:30:00Z"),
        // Across the end of summer time: the same time on the clock, not 24 hours.
        ("2026-10-23T08:00:00Z", "1 working day", "2026-10-26T09:00:00Z"),
    ])
    func dueTimesAreThoseAPersonExpects(from: String, span: String, to: String) throws {
        let calendar = try #require(GoldenTable.shared.get().calendars["berlin"])
        let span = try #require(WorkingDuration(span))
        #expect(try calendar.adding(span, to: #require(Instant(from))) == Instant(to))
    }
}
