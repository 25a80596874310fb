import TurnpikeValues

/// One event of a file of holidays, as its lines come in.
struct HolidayEvent {
    /// Where it begins.
    let line: Int
    private(set) var name = ""
    private var start: (date: CalendarDate, line: Int)?
    private var end: (date: CalendarDate, line: Int)?
    private var length: (days: Int, line: Int)?
    private var rule: YearlyRule?
    private var added: [CalendarDate] = []
    private var removed: Set<CalendarDate> = []
    private var isCancelled = false

    init(line: Int) {
        self.line = line
    }

    /// Takes a line of the event.
    mutating func read(_ line: ContentLine) throws(HolidayFileError) {
        switch line.name {
        case "SUMMARY": name = Self.unescaped(line.value)
        case "STATUS": isCancelled = line.value.uppercased() == "CANCELLED"
        case "DTSTART":
            guard start == nil else { throw twice(line) }
            start = try (Self.day(line.value, line), line.line)
        case "DTEND":
            guard end == nil else { throw twice(line) }
            end = try (Self.day(line.value, line), line.line)
        case "DURATION":
            guard length == nil else { throw twice(line) }
            length = try (Self.duration(line), line.line)
        case "RRULE":
            guard rule == nil else { throw twice(line) }
            rule = try YearlyRule(line)
        case "RDATE", "EXDATE":
            for part in line.value.split(separator: ",", omittingEmptySubsequences: false) {
                let day = try Self.day(String(part), line)
                if line.name == "RDATE" { added.append(day) } else { removed.insert(day) }
            }
        case "RECURRENCE-ID", "EXRULE":
            throw HolidayFileError(
                .unsupportedRule,
                line: line.line,
                "\(line.name) is not read; write the day as an event of its own, and EXDATE for the one it replaces"
            )
        default: break
        }
    }

    /// All days of the event.
    ///
    /// - Parameter room: How many days may still be closed.
    func dates(leaving room: Int) throws(HolidayFileError) -> [CalendarDate] {
        if isCancelled { return [] }
        guard let start else {
            throw HolidayFileError(.badDate, line: line, "the event has no DTSTART")
        }
        var count = 1
        if let end {
            guard length == nil else {
                throw HolidayFileError(.malformed, line: end.line, "an event has a DTEND or a DURATION, not both")
            }
            count = start.date.daysBetween(end.date)
            guard count > 0 else {
                throw HolidayFileError(
                    .badDate,
                    line: end.line,
                    "the event ends before it begins: DTEND is the day after its last"
                )
            }
        } else if let length {
            count = length.days
        }
        let last = CalendarDate(year: WorkingCalendar.lastYear, month: 12, day: 31) ?? .max
        var first = [start.date]
        if let rule { first = rule.dates(from: start.date, to: last) }
        first += added
        guard count <= room, first.count <= room, first.count * count <= room else {
            throw HolidayFileError(
                .tooLarge,
                line: line,
                "the file closes more than \(HolidayFile.maximumDays) days"
            )
        }
        return first.filter { !removed.contains($0) }.flatMap { date in
            (0..<count).compactMap { date.adding(days: $0) }
        }
    }

    private func twice(_ line: ContentLine) -> HolidayFileError {
        HolidayFileError(.malformed, line: line.line, "the event has a second \(line.name)")
    }

    // MARK: Values

    /// A day: `20261225`, or a midnight.
    private static func day(_ value: String, _ line: ContentLine) throws(HolidayFileError) -> CalendarDate {
        guard let date = HolidayFile.date(value.prefix(8)) else {
            throw HolidayFileError(
                .badDate,
                line: line.line,
                "'\(ContentLineReader.excerpt(value))' is no date that exists; write year, month and day: 20261225"
            )
        }
        if value.utf8.count == 8 { return date }
        // What Outlook writes for a whole day. A UTC time would be midnight in one zone only.
        guard value.dropFirst(8) == "T000000", line.parameter("VALUE")?.uppercased() != "DATE" else {
            throw HolidayFileError(
                .notWholeDays,
                line: line.line,
                "'\(ContentLineReader.excerpt(value))' is a time of the day; a holiday is whole days: "
                    + "\(line.name);VALUE=DATE:\(value.prefix(8))"
            )
        }
        return date
    }

    /// `P1D` or `P2W` in days.
    private static func duration(_ line: ContentLine) throws(HolidayFileError) -> Int {
        let text = line.value.uppercased()
        let body = text.hasPrefix("+P") ? text.dropFirst(2) : text.dropFirst(text.hasPrefix("P") ? 1 : text.count)
        let scale = body.last == "D" ? 1 : body.last == "W" ? 7 : 0
        guard scale > 0, let count = Int(body.dropLast()), (1...10_000).contains(count) else {
            throw HolidayFileError(
                .notWholeDays,
                line: line.line,
                "'\(ContentLineReader.excerpt(line.value))' is not a number of whole days; write P1D"
            )
        }
        return count * scale
    }

    /// The text of a value (RFC 5545, section 3.3.11), without characters that only move a cursor.
    static func unescaped(_ value: String) -> String {
        var result = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in value.unicodeScalars {
            if isEscaped {
                result.append(scalar == "n" || scalar == "N" ? " " : scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else if scalar.properties.generalCategory != .control {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
