import CBaseline
import TurnpikeCalendars
import TurnpikeValues
import Workload

/// T1: working time over spans of a month, on an office with fifteen years of public holidays.
struct CalendarFigures {
    let runs: Int
    private let calendar: WorkingCalendar
    private let instants: [Instant]

    init(runs: Int) throws {
        self.runs = runs
        func hours(_ intervals: String...) throws -> DayHours {
            try DayHours(intervals.compactMap { OpenInterval($0) })
        }
        var week = WeekHours()
        for day in WeekHours.days("mon-thu") ?? [] { week[day] = try hours("09:00-12:30", "13:30-17:30") }
        week[.friday] = try hours("09:00-15:00")
        var closed: [CalendarDate: DayHours] = [:]
        for year in 2020..<2035 {
            for (month, day) in [
                (1, 1), (1, 6), (5, 1), (8, 15), (10, 3), (11, 1), (12, 24), (12, 25), (12, 26), (12, 31),
            ] {
                if let date = CalendarDate(year: year, month: month, day: day) { closed[date] = .closed }
            }
        }
        calendar = try WorkingCalendar(zone: Zone(named: "Europe/Berlin"), week: week, days: closed)
        let days = closed.keys.map { Int64($0.daysSince1970) }.sorted()
        baseline_calendar_make(days, Int32(days.count))
        // Spread over three years, by a sequence that comes back to no second.
        instants = (0..<20_000).compactMap { index in
            Instant(seconds: 1_767_225_600 + (Int64(index) * 7_919_003) % 94_608_000)
        }
    }

    func all() throws -> [Figure] {
        let month: Int64 = 31 * 86_400
        let calendar = calendar
        return [
            try figure(
                "add 160 working hours",
                { try calendar.adding(WorkingDuration(160, .hours), to: $0).seconds },
                { baseline_calendar_add_seconds($0, 160 * 3600) }
            ),
            try figure(
                "add 20 working days",
                { try calendar.adding(WorkingDuration(20, .days), to: $0).seconds },
                { baseline_calendar_add_days($0, 20) }
            ),
            try figure(
                "working time within a month",
                { start in
                    let end = Instant(seconds: start.seconds + month) ?? .max
                    return try calendar.workingTime(from: start, to: end).wholeSeconds
                },
                { baseline_calendar_between($0, $0 + month) }
            ),
            try construction(),
        ]
    }

    private func figure(
        _ name: String,
        _ ours: (Instant) throws -> Int64,
        _ baseline: (Int64) -> Int64
    ) throws -> Figure {
        // Both must say the same before their speed means anything.
        for instant in instants {
            let (left, right) = (try ours(instant), baseline(instant.seconds))
            guard left == right else { throw WorkloadError("\(name) from \(instant): \(left), C says \(right)") }
        }
        func time(_ body: () throws -> Int64) rethrows -> Double {
            let start = baseline_thread_seconds()
            let sum = try body()
            let seconds = baseline_thread_seconds() - start
            // The sum is used, so that nothing can be left out.
            return sum == 0 ? .infinity : seconds * 1e9 / Double(instants.count)
        }
        let measured = try Measurement(runs: runs) {
            try time { try instants.reduce(0) { try $0 &+ ours($1) } }
        }
        return Figure(
            name: "T1 \(name)",
            unit: "ns",
            ours: measured,
            baseline: Measurement(runs: runs) { time { instants.reduce(0) { $0 &+ baseline($1.seconds) } } },
            target: "< 1000",
            isMet: measured.median < 1000,
            how:
                "Thread CPU time over 20,000 instants of three years, Europe/Berlin with 150 holidays; C has the same tables."
        )
    }

    private func construction() throws -> Figure {
        let measured = try Measurement(runs: runs) {
            let start = baseline_thread_seconds()
            let made = try WorkingCalendar(zone: calendar.zone, week: calendar.week, days: calendar.days)
            let microseconds = (baseline_thread_seconds() - start) * 1e6
            return made == calendar ? microseconds : .infinity
        }
        return Figure(
            name: "T1 make the calendar",
            unit: "µs",
            ours: measured,
            how: "Thread CPU time for the tables of 230 years."
        )
    }
}
