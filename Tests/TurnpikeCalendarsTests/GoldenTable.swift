import TurnpikeCalendars
import TurnpikeValues

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The answers of `Golden/working_time.py`, which walks from minute to minute by Python's zoneinfo.
struct GoldenTable {
    /// A question with its answer.
    struct Row: Sendable, CustomStringConvertible {
        var question: String
        var subject: String
        var arguments: [Int64]
        var answer: Int64

        var description: String { "\(question) \(subject) \(arguments) = \(answer)" }
    }

    var calendars: [String: WorkingCalendar] = [:]
    var rows: [Row] = []

    static let shared: Result<GoldenTable, any Error> = Result { try GoldenTable() }

    private init() throws {
        let folder = "\(#filePath)".split(separator: "/").dropLast().joined(separator: "/")
        let bytes = try FileBytes.read("/\(folder)/Golden/working_time.txt", limit: 8 << 20)
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ").map(String.init)
            if words[0] == "calendar" {
                calendars[words[1]] = try Self.calendar(words)
            } else {
                let figures = words.dropFirst(2).compactMap { Int64($0) }
                rows.append(
                    Row(question: words[0], subject: words[1], arguments: figures.dropLast(), answer: figures.last ?? 0)
                )
            }
        }
    }

    private static func calendar(_ words: [String]) throws -> WorkingCalendar {
        var week = WeekHours()
        var days: [CalendarDate: DayHours] = [:]
        for word in words.dropFirst(3) {
            let pair = word.split(separator: "=")
            let hours = try hours(String(pair[1]))
            if let date = CalendarDate(pair[0]) {
                days[date] = hours
            } else {
                for day in WeekHours.days(pair[0]) ?? [] { week[day] = hours }
            }
        }
        return try WorkingCalendar(zone: Zone(named: words[2]), week: week, days: days)
    }

    /// Hours as the tests write them: `09:00-12:30,13:30-17:30` or `closed`.
    static func hours(_ text: String) throws -> DayHours {
        try DayHours(text == "closed" ? [] : text.split(separator: ",").compactMap { OpenInterval($0) })
    }
}
