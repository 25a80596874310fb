import TurnpikeValues

extension Functions {
    mutating func timePart(_ builtin: Builtin, _ arguments: [Value]) throws(Fault) -> Value {
        guard let value = arguments.first else { throw Fault.noOverload("\(builtin)", arguments) }
        switch value {
        case .duration(let duration):
            let seconds = duration.wholeSeconds
            switch builtin {
            case .getHours: return .int(seconds / 3600)
            case .getMinutes: return .int(seconds / 60)
            case .getSeconds: return .int(seconds)
            case .getMilliseconds:
                // The part below a second, as CEL defines it for durations.
                return .int(duration.components.attoseconds / 1_000_000_000_000_000)
            default: throw Fault.noOverload("\(builtin)", arguments)
            }
        case .instant(let instant):
            // Plain CEL counts in UTC; for people the day is the process's.
            var zone = people ? self.zone : Zone.utc
            if arguments.count > 1 {
                guard case .string(let name) = arguments[1] else { throw Fault.noOverload("\(builtin)", arguments) }
                try charge(Self.zoneCost)
                do throws(Fault) {
                    zone = try Self.zone(name)
                } catch {
                    // Looking for the nearest name reads folders: few expressions may do that often.
                    try charge(Self.unknownZoneCost)
                    throw error
                }
            }
            return .int(Int64(part(builtin, of: zone.localDateTime(of: instant))))
        case .date(let date):
            return .int(Int64(day(builtin, date)))
        default: throw Fault.noOverload("\(builtin)", arguments)
        }
    }

    /// Finding a zone that is read already, or reading it.
    static let zoneCost = 100
    /// Not finding one.
    static let unknownZoneCost = 20_000

    private func part(_ builtin: Builtin, of local: LocalDateTime) -> Int {
        switch builtin {
        case .getHours: local.hour
        case .getMinutes: local.minute
        case .getSeconds: local.second
        case .getMilliseconds: Int(local.nanosecond / 1_000_000)
        default: day(builtin, local.date)
        }
    }

    /// CEL's counts: months, days of the month and days of the year from 0, `getDate` from 1, Sunday is 0.
    private func day(_ builtin: Builtin, _ date: CalendarDate) -> Int {
        switch builtin {
        case .getFullYear: date.year
        case .getMonth: date.month - 1
        case .getDate: date.day
        case .getDayOfMonth: date.day - 1
        case .getDayOfYear: date.dayOfYear - 1
        default:
            // 1970-01-01 was a Thursday.
            ((Int(date.daysSince1970) + 4) % 7 + 7) % 7
        }
    }

    /// A zone by name, or by an offset such as `+02:00` or `-8:30`.
    static func zone(_ name: String) throws(Fault) -> Zone {
        if let offset = offset(name) {
            guard let zone = Zone(offsetSeconds: offset) else { throw Fault("'\(name)' is no offset") }
            return zone
        }
        do throws(ZoneError) {
            return try Zone(named: name)
        } catch {
            throw Fault(error.message)
        }
    }

    private static func offset(_ name: String) -> Int? {
        var digits = name
        var sign = 1
        if digits.hasPrefix("-") { sign = -1 }
        if digits.hasPrefix("-") || digits.hasPrefix("+") { digits.removeFirst() }
        let parts = digits.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            let hours = UInt8(parts[0]), let minutes = UInt8(parts[1]), hours < 24, minutes < 60
        else { return nil }
        return sign * (Int(hours) * 3600 + Int(minutes) * 60)
    }
}
