import TurnpikeValues

/// A rule by which a holiday comes back each year (RFC 5545, section 3.3.10): `FREQ=YEARLY` with `INTERVAL`, `COUNT`,
/// `UNTIL`, `BYMONTH`, `BYMONTHDAY` and `BYDAY` such as `4TH` (the fourth Thursday) or `-1MO` (the last Monday).
struct YearlyRule {
    private var interval = 1
    private var count: Int?
    private var until: CalendarDate?
    private var month: Int?
    private var monthDay: Int?
    private var weekday: (position: Int, day: Weekday)?

    /// Reads a rule.
    init(_ line: ContentLine) throws(HolidayFileError) {
        func unsupported(_ what: String) -> HolidayFileError {
            HolidayFileError(
                .unsupportedRule,
                line: line.line,
                "\(ContentLineReader.excerpt(what)) is not read; holidays come back by FREQ=YEARLY with "
                    + "BYMONTH, BYMONTHDAY, BYDAY such as 4TH, INTERVAL, COUNT and UNTIL"
            )
        }
        var isYearly = false
        for part in line.value.split(separator: ";", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2 else { throw unsupported("'\(part)'") }
            let value = pair[1].uppercased()
            switch pair[0].uppercased() {
            case "FREQ": isYearly = value == "YEARLY"
            case "WKST": continue
            case "INTERVAL":
                guard let number = Self.number(value, in: 1...1000) else { throw unsupported("'\(part)'") }
                interval = number
            case "COUNT":
                guard let number = Self.number(value, in: 1...10_000) else { throw unsupported("'\(part)'") }
                count = number
            case "UNTIL":
                guard let date = HolidayFile.date(value.prefix(8)), value.count == 8 || value.dropFirst(8).first == "T"
                else {
                    throw unsupported("'\(part)'")
                }
                until = date
            case "BYMONTH":
                guard let number = Self.number(value, in: 1...12) else { throw unsupported("'\(part)'") }
                month = number
            case "BYMONTHDAY":
                guard let number = Self.number(value, in: -31...31), number != 0 else { throw unsupported("'\(part)'") }
                monthDay = number
            case "BYDAY":
                guard let day = Self.weekday(value) else { throw unsupported("'\(part)'") }
                weekday = day
            default: throw unsupported("'\(part)'")
            }
        }
        guard isYearly else { throw unsupported("'\(line.value)'") }
        // Without the month a position would count through the whole year.
        guard weekday == nil || (month != nil && monthDay == nil) else { throw unsupported("'\(line.value)'") }
        guard count == nil || until == nil else { throw unsupported("COUNT together with UNTIL") }
    }

    private static func number(_ text: String, in range: ClosedRange<Int>) -> Int? {
        guard let number = Int(text), range.contains(number) else { return nil }
        return number
    }

    private static func weekday(_ text: String) -> (position: Int, day: Weekday)? {
        let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
        guard let index = names.firstIndex(of: String(text.suffix(2))), let day = Weekday(rawValue: index + 1),
            let position = number(String(text.dropLast(2)), in: -5...5), position != 0
        else { return nil }
        return (position, day)
    }

    /// The days on which it begins, the first included, up to a date.
    func dates(from first: CalendarDate, to last: CalendarDate) -> [CalendarDate] {
        var result: [CalendarDate] = []
        let end = min(until ?? last, last)
        var year = first.year
        while year <= end.year {
            // The first day counts even where the rule would not give it.
            if let date = year == first.year ? first : date(in: year, like: first), date <= end {
                result.append(date)
                if let count, result.count >= count { break }
            }
            year += interval
        }
        return result
    }

    /// The day of a year; nil where that year has none, such as 29 February.
    private func date(in year: Int, like first: CalendarDate) -> CalendarDate? {
        let month = month ?? first.month
        if let (position, day) = weekday {
            guard let start = CalendarDate(year: year, month: month, day: 1), let next = start.adding(months: 1) else {
                return nil
            }
            let found: CalendarDate?
            if position > 0 {
                let ahead = (day.rawValue - start.weekday.rawValue + 7) % 7
                found = start.adding(days: ahead + (position - 1) * 7)
            } else {
                guard let last = next.adding(days: -1) else { return nil }
                let behind = (last.weekday.rawValue - day.rawValue + 7) % 7
                found = last.adding(days: -behind + (position + 1) * 7)
            }
            return found.flatMap { $0.month == month ? $0 : nil }
        }
        let wanted = monthDay ?? first.day
        if wanted > 0 { return CalendarDate(year: year, month: month, day: wanted) }
        guard let start = CalendarDate(year: year, month: month, day: 1),
            let date = start.adding(months: 1)?.adding(days: wanted), date.month == month
        else { return nil }
        return date
    }
}
