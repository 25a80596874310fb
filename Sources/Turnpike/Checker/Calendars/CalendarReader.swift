import TurnpikeCalendars
import TurnpikeValues

/// Reads the hours and days of a calendar and collects what is wrong with them.
struct CalendarReader {
    let sources: SourceMap
    var findings: [Diagnostic] = []

    /// What gave a date its hours: the more it is about the one date, the more it counts.
    private enum Origin: Int {
        case holidays
        case everyYear
        case date
    }

    private struct Entry {
        var hours: DayHours
        var origin: Origin
        var range: SourceRange
    }

    init(sources: SourceMap) {
        self.sources = sources
    }

    // MARK: The week

    mutating func week(_ calendar: CalendarDefinition) -> WeekHours {
        var week = WeekHours()
        var given: [Weekday: SourceRange] = [:]
        for entry in calendar.hours {
            let hours = hours(entry.intervals)
            guard let days = WeekHours.days(entry.days.value) else {
                reportWeekday(entry.days)
                continue
            }
            if let day = days.first(where: { given[$0] != nil }) {
                findings.append(
                    Diagnostic(
                        .conflictingDays,
                        "'\(day)' has hours already",
                        at: entry.days.range,
                        notes: given[day].map { [.init("given here", at: $0)] } ?? [],
                        help: "give each day its hours once; breaks are in a list: [09:00-12:30, 13:30-17:30]"
                    )
                )
                continue
            }
            for day in days {
                given[day] = entry.days.range
                week[day] = hours
            }
        }
        return week
    }

    private mutating func reportWeekday(_ days: Located<String>) {
        // `Monday`, `Mon-Fri`, `mo` and `montag` all begin as the day does.
        let halves = days.value.split(separator: "-", omittingEmptySubsequences: false)
        let meant = halves.prefix(3).map { half -> String? in
            let letters = half.lowercased().filter { $0 != " " }
            let known = Weekday.allCases.map(\.description)
            return known.first { letters.hasPrefix($0) }
                ?? (letters.count == 2 ? known.first { $0.hasPrefix(letters) } : nil)
                ?? NearestName.find(letters, among: known)
        }
        let repair =
            meant.count <= 2 && meant.allSatisfy { $0 != nil } ? meant.compactMap(\.self).joined(separator: "-") : nil
        findings.append(
            Diagnostic(
                .badWeekday,
                "'\(Self.short(days.value))' is no day of the week",
                at: days.range,
                repair: repair.map { .didYouMean($0, replacing: days.range) },
                help: repair == nil ? "write mon, tue, wed, thu, fri, sat, sun, or a range such as mon-fri" : nil
            )
        )
    }

    // MARK: Hours

    private mutating func hours(_ intervals: [Located<String>]) -> DayHours {
        var read: [(interval: OpenInterval, range: SourceRange)] = []
        guard intervals.count <= DayHours.maximumIntervals else {
            findings.append(
                Diagnostic(
                    .tooMany,
                    "a day has at most \(DayHours.maximumIntervals) intervals, not \(intervals.count)",
                    at: intervals[DayHours.maximumIntervals].range
                )
            )
            return .closed
        }
        for text in intervals {
            guard let interval = OpenInterval(text.value) else {
                reportInterval(text)
                continue
            }
            if let other = read.first(where: { $0.interval.start < interval.end && interval.start < $0.interval.end }) {
                findings.append(
                    Diagnostic(
                        .overlappingHours,
                        "\(interval) overlaps \(other.interval)",
                        at: text.range,
                        notes: [.init("the other interval", at: other.range)],
                        help: "together they are "
                            + "\(min(interval.start, other.interval.start))-\(max(interval.end, other.interval.end)): "
                            + "write that, or end one where the other begins"
                    )
                )
                continue
            }
            read.append((interval, text.range))
        }
        // What could throw has been reported above.
        return (try? DayHours(read.map(\.interval))) ?? .closed
    }

    private mutating func reportInterval(_ text: Located<String>) {
        if let times = OpenInterval.times(text.value) {
            let isNight = times.end < times.start
            let swapped = OpenInterval(start: times.end, end: times.start)
            findings.append(
                Diagnostic(
                    .badHours,
                    isNight
                        ? "\(times.start)-\(times.end) ends before it begins"
                        : "\(times.start)-\(times.end) has no length",
                    at: text.range,
                    repair: swapped.map { .init("if it is one day:", replacing: text.range, with: "\($0)") },
                    help: isNight
                        ? "a night is two intervals: \(times.start)-24:00, and 00:00-\(times.end) on the next day"
                        : "leave out a day on which nobody works"
                )
            )
            return
        }
        // `9-17`, `9:00 - 17:00` and `09.00-17.00` are easy to see.
        let halves = text.value.split(whereSeparator: { $0 == "-" || $0 == "–" })
        let times = halves.prefix(3).compactMap { Self.clockTime($0) }
        let meant = halves.count == 2 && times.count == 2 ? OpenInterval(start: times[0], end: times[1]) : nil
        findings.append(
            Diagnostic(
                .badHours,
                "'\(Self.short(text.value))' are no hours of a day",
                at: text.range,
                repair: meant.map { .init("two digits, a colon, two digits:", replacing: text.range, with: "\($0)") },
                help: meant == nil ? "write an interval such as 09:00-12:30, at most to 24:00" : nil
            )
        )
    }

    /// A time that is not written as it should be: `9`, `9:00`, `09.00`.
    private static func clockTime(_ text: some StringProtocol) -> ClockTime? {
        let parts = String(text.filter { $0 != " " }).split(whereSeparator: { $0 == ":" || $0 == "." })
        guard (1...2).contains(parts.count), let hour = Int(parts[0]) else { return nil }
        guard parts.count == 2 else { return ClockTime(hour: hour, minute: 0) }
        guard parts[1].utf8.count == 2, let minute = Int(parts[1]) else { return nil }
        return ClockTime(hour: hour, minute: minute)
    }

    // MARK: Days

    mutating func days(_ calendar: CalendarDefinition) -> [CalendarDate: DayHours] {
        var entries: [CalendarDate: Entry] = [:]
        for closed in calendar.closed { add(.closed, on: closed.days, to: &entries) }
        for half in calendar.halfDays { add(hours(half.intervals), on: half.days, to: &entries) }
        for file in calendar.holidays {
            for date in holidays(file) where entries[date] == nil {
                entries[date] = Entry(hours: .closed, origin: .holidays, range: file.path.range)
            }
        }
        return entries.mapValues(\.hours)
    }

    private mutating func add(_ hours: DayHours, on days: Located<String>, to entries: inout [CalendarDate: Entry]) {
        guard let (dates, origin) = dates(days) else { return }
        guard entries.count + dates.count <= WorkingCalendar.maximumDays else {
            // One finding is enough for a list of thousands.
            if findings.last?.code != .tooMany {
                findings.append(
                    Diagnostic(.tooMany, "a calendar keeps at most \(WorkingCalendar.maximumDays) days", at: days.range)
                )
            }
            return
        }
        for date in dates {
            if let other = entries[date] {
                if other.origin.rawValue > origin.rawValue { continue }
                if other.origin == origin, other.hours != hours {
                    findings.append(
                        Diagnostic(
                            .conflictingDays,
                            "\(date) has other hours already",
                            at: days.range,
                            notes: [.init("given here", at: other.range)]
                        )
                    )
                    return
                }
            }
            entries[date] = Entry(hours: hours, origin: origin, range: days.range)
        }
    }

    private mutating func dates(_ days: Located<String>) -> ([CalendarDate], Origin)? {
        let text = days.value
        if let date = CalendarDate(text) { return ([date], .date) }
        if text.utf8.count == 5, CalendarDate("2024-\(text)") != nil {
            let all = (WorkingCalendar.firstYear...WorkingCalendar.lastYear).compactMap { year in
                CalendarDate("\(year)-\(text)")
            }
            return (all, .everyYear)
        }
        if text.contains(".."), let dates = range(of: text) {
            if !dates.isEmpty { return (dates, .date) }
            findings.append(
                Diagnostic(.badDate, "'\(Self.short(text))' are not 1 to 366 days, one after the other", at: days.range)
            )
            return nil
        }
        findings.append(
            Diagnostic(
                .badDate,
                "'\(Self.short(text))' is no date that exists",
                at: days.range,
                repair: Self.lastDay(of: text).map {
                    .init("the last day of that month:", replacing: days.range, with: "\($0)")
                },
                help: Self.lastDay(of: text) == nil
                    ? "write year, month and day: 2026-12-25; or 12-25 for every year" : nil
            )
        )
        return nil
    }

    /// The days of `2026-12-24..2027-01-01`; empty where they are none or too many, nil where an end is no date.
    private func range(of text: String) -> [CalendarDate]? {
        let halves = text.split(separator: "..", maxSplits: 1, omittingEmptySubsequences: false).map { half in
            String(half.filter { $0 != " " })
        }
        guard halves.count == 2, let first = CalendarDate(halves[0]), let last = CalendarDate(halves[1]) else {
            return nil
        }
        let count = first.daysBetween(last) + 1
        guard (1...366).contains(count) else { return [] }
        return (0..<count).compactMap { first.adding(days: $0) }
    }

    /// For a day past the end of its month, the month's last day.
    private static func lastDay(of text: String) -> CalendarDate? {
        let parts = text.split(separator: "-")
        guard parts.count == 3, parts[0].utf8.count == 4, let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2]), (28...31).contains(day)
        else { return nil }
        return CalendarDate(year: year, month: month, day: 1)?.adding(months: 1)?.adding(days: -1)
    }

    // MARK: Files of holidays

    private mutating func holidays(_ holidays: HolidaysDefinition) -> [CalendarDate] {
        guard Int(holidays.file) < sources.files.count else { return [] }
        let file = sources.files[Int(holidays.file)]
        do throws(HolidayFileError) {
            return try HolidayFile(file.bytes).days.map(\.date)
        } catch {
            findings.append(
                Diagnostic(
                    .badHolidays,
                    error.message,
                    at: SourceRange(file: holidays.file, file.lineRange(error.line)),
                    notes: [.init("read for these holidays", at: holidays.path.range)]
                )
            )
            return []
        }
    }

    private static func short(_ text: String) -> String { text.count > 40 ? "\(text.prefix(40))…" : text }
}
