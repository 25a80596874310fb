/// What a calendar and a clock on the wall show: a date and a time without a zone.
public struct LocalDateTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The date.
    public let date: CalendarDate
    /// Seconds since midnight on the wall clock, 0 to 86,399.
    public let secondOfDay: Int32
    /// Nanoseconds after the second.
    public let nanosecond: UInt32

    init(unchecked date: CalendarDate, secondOfDay: Int32, nanosecond: UInt32) {
        self.date = date
        self.secondOfDay = secondOfDay
        self.nanosecond = nanosecond
    }

    /// A date with a time; `nil` if the time is not one of a day.
    public init?(_ date: CalendarDate, hour: Int = 0, minute: Int = 0, second: Int = 0, nanosecond: UInt32 = 0) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
            nanosecond < 1_000_000_000
        else { return nil }
        self.init(unchecked: date, secondOfDay: Int32(hour * 3600 + minute * 60 + second), nanosecond: nanosecond)
    }

    /// A date with a clock time; 24:00 is the next day's midnight (`nil` after 9999-12-31).
    public init?(_ date: CalendarDate, _ time: ClockTime) {
        if time == .endOfDay {
            guard let next = date.adding(days: 1) else { return nil }
            self.init(unchecked: next, secondOfDay: 0, nanosecond: 0)
        } else {
            self.init(unchecked: date, secondOfDay: Int32(time.minuteOfDay * 60), nanosecond: 0)
        }
    }

    /// The hour, 0 to 23.
    public var hour: Int { Int(secondOfDay) / 3600 }
    /// The minute, 0 to 59.
    public var minute: Int { Int(secondOfDay) / 60 % 60 }
    /// The second, 0 to 59.
    public var second: Int { Int(secondOfDay) % 60 }
    /// The time of the day without its seconds.
    public var clockTime: ClockTime { ClockTime(minuteOfDay: Int(secondOfDay) / 60) ?? .startOfDay }

    /// The local time as if it were UTC, in seconds since 1970.
    var seconds: Int64 { Int64(date.daysSince1970) * 86_400 + Int64(secondOfDay) }

    /// ISO 8601 without a zone: `2026-11-21T09:30:00`.
    public var description: String {
        String(Instant(unchecked: seconds, nanosecond).description.dropLast())
    }

    /// Order on the wall.
    public static func < (left: LocalDateTime, right: LocalDateTime) -> Bool {
        (left.date, left.secondOfDay, left.nanosecond) < (right.date, right.secondOfDay, right.nanosecond)
    }
}
