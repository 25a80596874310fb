public import TurnpikeValues

/// The days that a file of public holidays closes, read from iCalendar (`.ics`, RFC 5545).
///
/// Each event is one or more whole days: `DTSTART;VALUE=DATE:20261225` with a `DTEND` (the day after the last) or a
/// `DURATION` in days, or times from midnight to midnight without a zone or with one. `RRULE` repeats it each year,
/// `RDATE` adds days, `EXDATE` leaves some out. Cancelled events are passed over, and so are to-dos, journals, zones and
/// alarms. What would change the days and is not understood is an error, never ignored.
public struct HolidayFile: Hashable, Sendable {
    /// A day with the name of its holiday.
    public struct Day: Hashable, Sendable {
        /// The day.
        public let date: CalendarDate
        /// The event's summary; empty where it has none.
        public let name: String
    }

    /// How many bytes are read.
    public static let maximumBytes = 4 << 20
    /// How many days a file may close.
    public static let maximumDays = 20_000
    private static let maximumDepth = 8
    private static let maximumName = 200

    /// The days in ascending order, each once; of two names the first in the file.
    public let days: [Day]

    /// Reads a file.
    ///
    /// - Parameter bytes: its text, UTF-8 with either kind of line ends.
    /// - Throws: `HolidayFileError` with the line at which it cannot be understood.
    public init(_ bytes: [UInt8]) throws(HolidayFileError) {
        guard bytes.count <= Self.maximumBytes else {
            throw HolidayFileError(.tooLarge, line: 1, "the file is larger than \(Self.maximumBytes) bytes")
        }
        var reader = ContentLineReader(bytes)
        var names: [CalendarDate: String] = [:]
        var open: [String] = []
        var event: HolidayEvent?
        var lastLine = 1
        while let line = try reader.next() {
            lastLine = line.line
            guard !open.isEmpty || (line.name == "BEGIN" && line.value.uppercased() == "VCALENDAR") else {
                throw HolidayFileError(.notACalendar, line: line.line, "an iCalendar file begins with BEGIN:VCALENDAR")
            }
            switch line.name {
            case "BEGIN":
                let name = line.value.uppercased()
                guard open.count < Self.maximumDepth else {
                    throw HolidayFileError(.unbalanced, line: line.line, "components are nested too deep")
                }
                if name == "VEVENT" {
                    guard event == nil else {
                        throw HolidayFileError(.unbalanced, line: line.line, "an event begins inside an event")
                    }
                    event = HolidayEvent(line: line.line)
                }
                open.append(name)
            case "END":
                let name = line.value.uppercased()
                guard open.last == name else {
                    throw HolidayFileError(
                        .unbalanced,
                        line: line.line,
                        "END:\(ContentLineReader.excerpt(name)) ends nothing; open is \(open.last ?? "nothing")"
                    )
                }
                open.removeLast()
                if name == "VEVENT", let ended = event {
                    event = nil
                    for date in try ended.dates(leaving: Self.maximumDays - names.count) where names[date] == nil {
                        names[date] = String(ended.name.prefix(Self.maximumName))
                    }
                }
            default:
                if open.last == "VEVENT" { try event?.read(line) }
            }
        }
        guard open.isEmpty else {
            throw HolidayFileError(.unbalanced, line: lastLine, "the file ends inside \(open[open.count - 1])")
        }
        guard lastLine > 1 || !names.isEmpty else {
            throw HolidayFileError(.notACalendar, line: 1, "an iCalendar file begins with BEGIN:VCALENDAR")
        }
        days = names.map { Day(date: $0.key, name: $0.value) }.sorted { $0.date < $1.date }
    }

    /// Reads `20261225`.
    static func date(_ text: some StringProtocol) -> CalendarDate? {
        guard text.utf8.count == 8, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else {
            return nil
        }
        return CalendarDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }
}
