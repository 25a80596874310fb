/// A time zone of the IANA database, read from the system's own files, or a fixed offset from UTC.
///
/// Two zones are equal if their names are.
public struct Zone: Sendable {
    private let rules: ZoneRules

    /// Universal time.
    public static let utc = Zone(rules: ZoneRules(name: "UTC", offset: 0))

    init(rules: ZoneRules) {
        self.rules = rules
    }

    /// A zone by its name in the IANA database (`Europe/Berlin`), or by its offset (`+02:00`). `UTC` needs no files.
    ///
    /// - Throws: `ZoneError`, with the nearest known name if there is no such zone.
    public init(named name: String) throws(ZoneError) {
        if name == "UTC" || name == "Z" {
            self = .utc
        } else if let offset = Self.fixedOffset(name), let zone = Zone(offsetSeconds: offset) {
            self = zone
        } else {
            rules = try ZoneDatabase.rules(named: name)
        }
    }

    /// A fixed offset in seconds east of UTC; `nil` for a day and more. Its name is `+02:00`.
    public init?(offsetSeconds: Int) {
        guard abs(offsetSeconds) < 86_400 else { return nil }
        guard offsetSeconds != 0 else {
            self = .utc
            return
        }
        let seconds = abs(offsetSeconds)
        let name = ByteCursor.string { bytes in
            bytes.append(UInt8(ascii: offsetSeconds < 0 ? "-" : "+"))
            bytes.appendTwoDigits(seconds / 3600)
            bytes.append(UInt8(ascii: ":"))
            bytes.appendTwoDigits(seconds / 60 % 60)
            if seconds % 60 != 0 {
                bytes.append(UInt8(ascii: ":"))
                bytes.appendTwoDigits(seconds % 60)
            }
        }
        rules = ZoneRules(name: name, offset: Int32(offsetSeconds))
    }

    /// Reads `+02:00`, `-08:30`, `02:00`, also with seconds.
    private static func fixedOffset(_ name: String) -> Int? {
        withBytes(of: name) { bytes in
            var scanner = TextScanner(bytes)
            let isWest = scanner.take(UInt8(ascii: "-"))
            if !isWest { _ = scanner.take(UInt8(ascii: "+")) }
            guard let hours = scanner.digits(2), scanner.take(UInt8(ascii: ":")), let minutes = scanner.digits(2),
                minutes < 60
            else { return nil }
            var offset = hours * 3600 + minutes * 60
            if scanner.take(UInt8(ascii: ":")) {
                guard let seconds = scanner.digits(2), seconds < 60 else { return nil }
                offset += seconds
            }
            return scanner.isAtEnd ? (isWest ? -offset : offset) : nil
        }
    }

    /// The name by which the zone was asked for.
    public var name: String { rules.name }

    /// The names of all zones that the system's files list; empty where there are none.
    public static func knownNames() -> [String] {
        ZoneDatabase.names(in: ZoneDatabase.directories())
    }

    /// Seconds east of UTC at an instant.
    public func offset(at instant: Instant) -> Int {
        rules.span(at: instant.seconds).offset
    }

    /// What the clocks show at an instant. At the two ends of the years 0001 to 9999 the date is held inside them.
    public func localDateTime(of instant: Instant) -> LocalDateTime {
        let local = instant.seconds + Int64(offset(at: instant))
        let (days, second) = Gregorian.floorDivide(local, by: 86_400)
        let day = min(max(Int(days), CalendarDate.minimumDays), CalendarDate.maximumDays)
        return LocalDateTime(
            unchecked: CalendarDate(unchecked: day),
            secondOfDay: Int32(second),
            nanosecond: instant.nanoseconds
        )
    }

    /// The date at an instant.
    public func date(of instant: Instant) -> CalendarDate { localDateTime(of: instant).date }

    /// The instant at which the clocks show a local time. A time that they skip is moved forward by what they skip; of a
    /// time that they show twice the earlier is taken. `nil` outside the years 0001 to 9999 of UTC.
    public func instant(of local: LocalDateTime) -> Instant? {
        resolve(local).flatMap { Instant(seconds: $0.second, nanoseconds: local.nanosecond) }
    }

    /// The instant at which a date begins: midnight, or where the clocks skip that the moment of their change.
    public func startOfDay(_ date: CalendarDate) -> Instant? {
        let midnight = LocalDateTime(unchecked: date, secondOfDay: 0, nanosecond: 0)
        return resolve(midnight).flatMap { Instant(seconds: $0.change ?? $0.second) }
    }

    /// The second at which the clocks show a local time, and the change that skips it, if one does.
    private func resolve(_ local: LocalDateTime) -> (second: Int64, change: Int64?)? {
        let wall = local.seconds
        // No offset reaches 26 hours, so the instant lies within that distance of the wall's figures.
        let reach: Int64 = 26 * 3600
        var span = rules.span(at: wall - reach)
        while true {
            // Never before the span: either it is the first, or the check of a skipped time has seen to it.
            let candidate = wall - Int64(span.offset)
            if candidate < span.end { return (candidate, nil) }
            guard span.end <= wall + reach else { return nil }
            let next = rules.span(at: span.end)
            // Skipped by the change between both: as if the clocks had not been changed yet.
            if wall - Int64(next.offset) < next.start { return (candidate, span.end) }
            span = next
        }
    }

    /// The instant a calendar period later, at the same time on the clock; `nil` outside the years 0001 to 9999.
    public func adding(_ period: CalendarPeriod, to instant: Instant) -> Instant? {
        if period.isZero { return instant }
        let local = localDateTime(of: instant)
        guard let date = local.date.adding(period) else { return nil }
        return self.instant(
            of: LocalDateTime(unchecked: date, secondOfDay: local.secondOfDay, nanosecond: local.nanosecond)
        )
    }
}

extension Zone: Hashable, CustomStringConvertible {
    /// Whether both have the same name.
    public static func == (left: Zone, right: Zone) -> Bool {
        left.rules === right.rules || left.name == right.name
    }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// The name.
    public var description: String { name }
}

extension Zone {
    /// The offsets between two seconds since 1970, each with the second from which it holds; the first has `from`.
    package func offsets(from: Int64, to: Int64) -> [(start: Int64, offset: Int)] {
        var span = rules.span(at: from)
        var result = [(start: from, offset: span.offset)]
        while span.end < to {
            span = rules.span(at: span.end)
            // What changes is sometimes only the name of the time.
            if span.offset != result[result.count - 1].offset { result.append((span.start, span.offset)) }
        }
        return result
    }
}
