/// A span of calendar time: months and days, which are as long as the calendar makes them.
public struct CalendarPeriod: Hashable, Sendable, CustomStringConvertible {
    /// Months; a year is twelve.
    public let months: Int32
    /// Days; a week is seven.
    public let days: Int32

    /// A period of months and days.
    @inlinable
    public init(months: Int32 = 0, days: Int32 = 0) {
        self.months = months
        self.days = days
    }

    /// No time at all.
    public static let zero = CalendarPeriod()

    /// Whether the period has no length.
    public var isZero: Bool { months == 0 && days == 0 }

    /// The period in the other direction; `nil` when that does not fit.
    public var negated: CalendarPeriod? {
        guard months != .min, days != .min else { return nil }
        return CalendarPeriod(months: -months, days: -days)
    }

    /// Both periods after each other; `nil` when that does not fit.
    public func adding(_ other: CalendarPeriod) -> CalendarPeriod? {
        let (months, monthsOverflow) = self.months.addingReportingOverflow(other.months)
        let (days, daysOverflow) = self.days.addingReportingOverflow(other.days)
        return monthsOverflow || daysOverflow ? nil : CalendarPeriod(months: months, days: days)
    }

    /// Reads `14 days`, `2 weeks`, `3 months`, `1 year`, also one after the other (`1 year 6 months`).
    public init?(_ text: some StringProtocol) {
        guard let period = withBytes(of: text, { Self.parse($0) }) else { return nil }
        self = period
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> CalendarPeriod? {
        var scanner = TextScanner(bytes)
        var months: Int64 = 0
        var days: Int64 = 0
        repeat {
            let isNegative = scanner.take(UInt8(ascii: "-"))
            guard let count = scanner.integer(), count <= Int64(Int32.max), scanner.takeSpaces() else { return nil }
            let signed = isNegative ? -count : count
            switch scanner.word() {
            case "day", "days": days += signed
            case "week", "weeks": days += signed * 7
            case "month", "months": months += signed
            case "year", "years": months += signed * 12
            default: return nil
            }
            if scanner.isAtEnd { break }
        } while scanner.takeSpaces()
        guard scanner.isAtEnd, let months = Int32(exactly: months), let days = Int32(exactly: days) else { return nil }
        return CalendarPeriod(months: months, days: days)
    }

    /// As a person writes it, in a form that reads back: `14 days`, `3 months`, `1 year 14 days`.
    public var description: String {
        if months == 0 { return Self.count(days, "day") }
        let upper = months % 12 == 0 ? Self.count(months / 12, "year") : Self.count(months, "month")
        return days == 0 ? upper : upper + " " + Self.count(days, "day")
    }

    private static func count(_ number: Int32, _ unit: String) -> String {
        number == 1 ? "1 \(unit)" : "\(number) \(unit)s"
    }

    /// Reads the stored form: `P1M14D`, `P14D`, `P-3M`, `P0D` (ISO 8601 with a sign on each figure).
    public init?(iso text: some StringProtocol) {
        guard let period = withBytes(of: text, { Self.parseISO($0) }) else { return nil }
        self = period
    }

    private static func parseISO(_ bytes: UnsafeBufferPointer<UInt8>) -> CalendarPeriod? {
        var scanner = TextScanner(bytes)
        guard scanner.take(UInt8(ascii: "P")) else { return nil }
        var months: Int32?
        var days: Int32?
        while !scanner.isAtEnd {
            let isNegative = scanner.take(UInt8(ascii: "-"))
            guard let count = scanner.integer(), let figure = Int32(exactly: isNegative ? -count : count) else {
                return nil
            }
            if months == nil, days == nil, scanner.take(UInt8(ascii: "M")) {
                months = figure
            } else if days == nil, scanner.take(UInt8(ascii: "D")) {
                days = figure
            } else {
                return nil
            }
        }
        guard months != nil || days != nil else { return nil }
        return CalendarPeriod(months: months ?? 0, days: days ?? 0)
    }

    /// The stored form: `P1M14D`; a zero part is left out, no time at all is `P0D`.
    public var iso: String {
        ByteCursor.string { appendISO(to: &$0) }
    }

    func appendISO(to bytes: inout ByteCursor) {
        bytes.append(UInt8(ascii: "P"))
        if months != 0 {
            bytes.appendDecimal(Int64(months))
            bytes.append(UInt8(ascii: "M"))
        }
        if days != 0 || months == 0 {
            bytes.appendDecimal(Int64(days))
            bytes.append(UInt8(ascii: "D"))
        }
    }
}
