import Turnpike
import TurnpikeValues

/// Values as people read them in lists and cards, made safe for a terminal.
enum ValueText: Sendable {
    /// What stands for a sensitive value.
    static let mask = "•••"

    /// A value on one line.
    static func line(_ value: Value) -> String { SafeText.line(plain(value)) }

    /// A field's value on one line, masked where it is sensitive.
    static func line(_ value: Value, of field: Field, reveal: Bool = false) -> String {
        if field.isSensitive, !reveal, value != .null { return mask }
        return line(value)
    }

    private static func plain(_ value: Value) -> String {
        switch value {
        case .null: "–"
        case .string(let text): text
        case .money(let money): money.display
        case .list(let items):
            items.isEmpty ? "none" : items.map(plain).joined(separator: items.contains(where: isMap) ? "; " : ", ")
        case .map(let map): self.map(map)
        default: value.description
        }
    }

    private static func isMap(_ value: Value) -> Bool {
        if case .map = value { true } else { false }
    }

    // A file is a record whose reference alone matters to people.
    private static func map(_ map: ValueMap) -> String {
        if map.count == 1, let reference = map["reference"] { return plain(reference) }
        return map.map { entry in "\(plain(entry.key)): \(plain(entry.value))" }.joined(separator: ", ")
    }

    /// A moment to the minute, in the zone of the process.
    static func moment(_ instant: Instant?, in zone: Zone) -> String {
        guard let instant else { return "unknown time" }
        let local = zone.localDateTime(of: instant)
        return "\(local.date) \(local.clockTime)"
    }

    /// How long ago something was, in the greatest unit that fits.
    static func age(from start: Instant, to end: Instant) -> String {
        let seconds = max(0, end.milliseconds - start.milliseconds) / 1_000
        let (count, unit): (Int64, String) =
            switch seconds {
            case ..<60: (seconds, "second")
            case ..<3_600: (seconds / 60, "minute")
            case ..<86_400: (seconds / 3_600, "hour")
            default: (seconds / 86_400, "day")
            }
        return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }
}
