#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif
// Beside Synchronization the compiler ascribes `timespec` to this module of the standard library.
#if canImport(SwiftOverlayShims)
    import SwiftOverlayShims
#endif

/// A moment in time with nanoseconds, in the years 0001 to 9999 (UTC, no leap seconds).
public struct Instant: Hashable, Comparable, Sendable {
    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    public let seconds: Int64
    /// Nanoseconds after the whole second, 0 to 999,999,999.
    public let nanoseconds: UInt32

    static let minimumSeconds: Int64 = -62_135_596_800
    static let maximumSeconds: Int64 = 253_402_300_799

    /// 0001-01-01T00:00:00Z.
    public static let min = Instant(unchecked: minimumSeconds, 0)
    /// 9999-12-31T23:59:59.999999999Z.
    public static let max = Instant(unchecked: maximumSeconds, 999_999_999)

    @inlinable
    init(unchecked seconds: Int64, _ nanoseconds: UInt32) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// A moment by its parts; `nil` outside the years 0001 to 9999 or for a billion nanoseconds and more.
    public init?(seconds: Int64, nanoseconds: UInt32 = 0) {
        guard (Self.minimumSeconds...Self.maximumSeconds).contains(seconds), nanoseconds < 1_000_000_000 else {
            return nil
        }
        self.init(unchecked: seconds, nanoseconds)
    }

    /// A moment by milliseconds since 1970; what lies outside the years 0001 to 9999 becomes `min` or `max`.
    public init(milliseconds: Int64) {
        let (seconds, rest) = Gregorian.floorDivide(milliseconds, by: 1000)
        if seconds < Self.minimumSeconds {
            self = .min
        } else if seconds > Self.maximumSeconds {
            self = .max
        } else {
            self.init(unchecked: seconds, UInt32(rest) * 1_000_000)
        }
    }

    /// Whole milliseconds since 1970, rounded down.
    @inlinable
    public var milliseconds: Int64 {
        seconds * 1000 + Int64(nanoseconds / 1_000_000)
    }

    /// The moment that the system's clock shows. Decisions never call this: they are handed the time.
    public static func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(seconds: Int64(time.tv_sec), nanoseconds: UInt32(time.tv_nsec)) ?? .max
    }

    /// The moment `duration` later, with parts below a nanosecond rounded down; `nil` outside the years 0001 to 9999.
    public func adding(_ duration: Duration) -> Instant? {
        let attoseconds = duration.attoseconds
        var (billionths, rest) = attoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        if rest < 0 { billionths -= 1 }
        var (whole, fraction) = (billionths + Int128(nanoseconds)).quotientAndRemainder(dividingBy: 1_000_000_000)
        if fraction < 0 {
            fraction += 1_000_000_000
            whole -= 1
        }
        guard let total = Int64(exactly: whole + Int128(seconds)) else { return nil }
        return Instant(seconds: total, nanoseconds: UInt32(fraction))
    }

    /// The time from this moment to another, negative if that lies before.
    public func duration(to other: Instant) -> Duration {
        Duration(
            secondsComponent: other.seconds - seconds,
            attosecondsComponent: (Int64(other.nanoseconds) - Int64(nanoseconds)) * 1_000_000_000
        )
    }

    /// The time since another moment, negative if that lies ahead.
    public func duration(since other: Instant) -> Duration { other.duration(to: self) }

    /// Chronological order.
    @inlinable
    public static func < (left: Instant, right: Instant) -> Bool {
        left.seconds == right.seconds ? left.nanoseconds < right.nanoseconds : left.seconds < right.seconds
    }
}

extension Instant: CustomStringConvertible {
    /// Reads RFC 3339: a date, `T`, a time with seconds and up to nine decimals, `Z` or an offset. Leap seconds are refused.
    public init?(_ text: some StringProtocol) {
        guard let instant = withBytes(of: text, { Self.parse($0) }) else { return nil }
        self = instant
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Instant? {
        var scanner = TextScanner(bytes)
        guard let date = CalendarDate(scanning: &scanner),
            scanner.take(UInt8(ascii: "T")) || scanner.take(UInt8(ascii: "t")),
            let hour = scanner.digits(2), hour < 24, scanner.take(UInt8(ascii: ":")),
            let minute = scanner.digits(2), minute < 60, scanner.take(UInt8(ascii: ":")),
            let second = scanner.digits(2), second < 60
        else { return nil }
        var nanoseconds: UInt32 = 0
        if scanner.take(UInt8(ascii: ".")) {
            var unit: UInt32 = 100_000_000
            var digits = 0
            while let byte = scanner.peeked, scanner.isDigit(byte) {
                guard digits < 9 else { return nil }
                nanoseconds += UInt32(byte - UInt8(ascii: "0")) * unit
                unit /= 10
                digits += 1
                scanner.index += 1
            }
            guard digits > 0 else { return nil }
        }
        var offset = 0
        if !scanner.take(UInt8(ascii: "Z")), !scanner.take(UInt8(ascii: "z")) {
            let isWest = scanner.take(UInt8(ascii: "-"))
            guard isWest || scanner.take(UInt8(ascii: "+")), let hours = scanner.digits(2), hours < 24,
                scanner.take(UInt8(ascii: ":")), let minutes = scanner.digits(2), minutes < 60
            else { return nil }
            offset = (hours * 3600 + minutes * 60) * (isWest ? -1 : 1)
        }
        guard scanner.isAtEnd else { return nil }
        let local = Int64(date.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        return Instant(seconds: local - Int64(offset), nanoseconds: nanoseconds)
    }

    /// RFC 3339 in UTC with the shortest fraction: `2026-11-21T09:30:00.5Z`.
    public var description: String {
        ByteCursor.string { append(to: &$0) }
    }

    func append(to bytes: inout ByteCursor) {
        let (days, secondOfDay) = Gregorian.floorDivide(seconds, by: 86_400)
        CalendarDate(unchecked: Int(days)).append(to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        bytes.appendTwoDigits(Int(secondOfDay / 3600))
        bytes.append(UInt8(ascii: ":"))
        bytes.appendTwoDigits(Int(secondOfDay / 60 % 60))
        bytes.append(UInt8(ascii: ":"))
        bytes.appendTwoDigits(Int(secondOfDay % 60))
        bytes.appendFraction(UInt64(nanoseconds), digits: 9)
        bytes.append(UInt8(ascii: "Z"))
    }
}
