/// A time of the day to the minute, 00:00 to 24:00; 24:00 is the end of a day, for the hours of a calendar.
public struct ClockTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Minutes since midnight, 0 to 1440.
    public let minuteOfDay: Int

    /// Midnight at the beginning of a day.
    public static let startOfDay = ClockTime(unchecked: 0)
    /// Midnight at the end of a day, 24:00.
    public static let endOfDay = ClockTime(unchecked: 1440)

    private init(unchecked minuteOfDay: Int) {
        self.minuteOfDay = minuteOfDay
    }

    /// A time by its minutes since midnight, 0 to 1440.
    public init?(minuteOfDay: Int) {
        guard (0...1440).contains(minuteOfDay) else { return nil }
        self.minuteOfDay = minuteOfDay
    }

    /// A time by hour and minute; 24:00 is the last one.
    public init?(hour: Int, minute: Int) {
        guard (0...24).contains(hour), (0...59).contains(minute) else { return nil }
        self.init(minuteOfDay: hour * 60 + minute)
    }

    /// Reads `09:30`; two digits on both sides.
    public init?(_ text: some StringProtocol) {
        let time = withBytes(of: text) { bytes -> ClockTime? in
            var scanner = TextScanner(bytes)
            guard let hour = scanner.digits(2), scanner.take(UInt8(ascii: ":")), let minute = scanner.digits(2),
                scanner.isAtEnd
            else { return nil }
            return ClockTime(hour: hour, minute: minute)
        }
        guard let time else { return nil }
        self = time
    }

    /// The hour, 0 to 24.
    public var hour: Int { minuteOfDay / 60 }
    /// The minute, 0 to 59.
    public var minute: Int { minuteOfDay % 60 }

    /// `09:30`.
    public var description: String {
        ByteCursor.string { bytes in
            bytes.appendTwoDigits(hour)
            bytes.append(UInt8(ascii: ":"))
            bytes.appendTwoDigits(minute)
        }
    }

    /// Order within the day.
    public static func < (left: ClockTime, right: ClockTime) -> Bool { left.minuteOfDay < right.minuteOfDay }
}
