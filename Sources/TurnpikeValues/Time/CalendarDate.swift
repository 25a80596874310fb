/// A day of the Gregorian calendar, years 0001 to 9999, without a time or a zone.
public struct CalendarDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    public let daysSince1970: Int32

    static let minimumDays = -719_162
    static let maximumDays = 2_932_896

    /// 0001-01-01.
    public static let min = CalendarDate(unchecked: minimumDays)
    /// 9999-12-31.
    public static let max = CalendarDate(unchecked: maximumDays)

    init(unchecked days: Int) {
        daysSince1970 = Int32(truncatingIfNeeded: days)
    }

    /// The day that lies `daysSince1970` days after 1970-01-01; `nil` outside the years 0001 to 9999.
    public init?(daysSince1970: Int) {
        guard (Self.minimumDays...Self.maximumDays).contains(daysSince1970) else { return nil }
        self.init(unchecked: daysSince1970)
    }

    /// A day by its parts; `nil` if there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Gregorian.daysInMonth(month, of: year)
        else { return nil }
        self.init(unchecked: Gregorian.days(year: year, month: month, day: day))
    }

    /// The year, 1 to 9999.
    public var year: Int { parts.year }
    /// The month, 1 to 12.
    public var month: Int { parts.month }
    /// The day of the month, 1 to 31.
    public var day: Int { parts.day }

    /// Year, month and day together, which costs one conversion instead of three.
    public var parts: (year: Int, month: Int, day: Int) { Gregorian.parts(days: Int(daysSince1970)) }

    /// The day of the year, 1 to 366.
    public var dayOfYear: Int {
        Int(daysSince1970) - Gregorian.days(year: year, month: 1, day: 1) + 1
    }

    /// The day of the week.
    public var weekday: Weekday {
        // 1970-01-01 was a Thursday.
        let index = (Int(daysSince1970) + 3) % 7
        return Weekday(rawValue: (index < 0 ? index + 7 : index) + 1) ?? .monday
    }

    /// The day `days` later; `nil` outside the years 0001 to 9999.
    public func adding(days: Int) -> CalendarDate? {
        let (sum, overflow) = Int(daysSince1970).addingReportingOverflow(days)
        return overflow ? nil : CalendarDate(daysSince1970: sum)
    }

    /// The same day of the month `months` later, or the last day of a shorter month; `nil` outside the years 0001 to 9999.
    public func adding(months: Int) -> CalendarDate? {
        let (year, month, day) = parts
        let (index, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
        guard !overflow, index >= 12, index < 120_000 else { return nil }
        let newYear = index / 12
        let newMonth = index % 12 + 1
        let newDay = Swift.min(day, Gregorian.daysInMonth(newMonth, of: newYear))
        return CalendarDate(year: newYear, month: newMonth, day: newDay)
    }

    /// The day a calendar period later: first its months, then its days.
    public func adding(_ period: CalendarPeriod) -> CalendarDate? {
        let moved = period.months == 0 ? self : adding(months: Int(period.months))
        return moved?.adding(days: Int(period.days))
    }

    /// The number of days from this day to another, negative if it lies before.
    public func daysBetween(_ other: CalendarDate) -> Int {
        Int(other.daysSince1970) - Int(daysSince1970)
    }

    /// Chronological order.
    @inlinable
    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        left.daysSince1970 < right.daysSince1970
    }
}

extension CalendarDate: CustomStringConvertible {
    /// Reads `2026-11-21` (ISO 8601, four-digit year).
    public init?(_ text: some StringProtocol) {
        let date = withBytes(of: text) { bytes -> CalendarDate? in
            var scanner = TextScanner(bytes)
            guard let date = CalendarDate(scanning: &scanner), scanner.isAtEnd else { return nil }
            return date
        }
        guard let date else { return nil }
        self = date
    }

    init?(scanning scanner: inout TextScanner) {
        guard let year = scanner.digits(4), scanner.take(UInt8(ascii: "-")), let month = scanner.digits(2),
            scanner.take(UInt8(ascii: "-")), let day = scanner.digits(2)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// ISO 8601: `2026-11-21`.
    public var description: String {
        ByteCursor.string { append(to: &$0) }
    }

    func append(to bytes: inout ByteCursor) {
        let (year, month, day) = parts
        bytes.appendTwoDigits(year / 100)
        bytes.appendTwoDigits(year % 100)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendTwoDigits(month)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendTwoDigits(day)
    }
}
