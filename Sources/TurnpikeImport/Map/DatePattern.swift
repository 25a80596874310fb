import TurnpikeValues

/// How a file writes dates and times: `yyyy-MM-dd`, `dd.MM.yyyy HH:mm`, or `rfc3339`.
///
/// A pattern consists of `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, each at most once, and of characters that stand for
/// themselves. Every part has exactly as many digits as its letters, except that month, day and hour may have one digit
/// where characters for themselves stand around them.
struct DatePattern: Hashable, Sendable {
    /// What a text of the pattern says.
    enum Reading: Hashable, Sendable {
        /// A day without a time.
        case day(CalendarDate)
        /// A day and a time without a zone.
        case local(LocalDateTime)
        /// An instant.
        case instant(Instant)
    }

    private enum Part: Hashable, Sendable {
        case year, month, day, hour, minute, second
        case literal(UInt8)
    }

    /// As it is written in the map.
    let text: String
    private let parts: [Part]
    private let hasTime: Bool

    /// `yyyy-MM-dd`
    static let iso = DatePattern(text: "yyyy-MM-dd", parts: Self.parts(of: "yyyy-MM-dd") ?? [], hasTime: false)

    private init(text: String, parts: [Part], hasTime: Bool) {
        self.text = text
        self.parts = parts
        self.hasTime = hasTime
    }

    /// Reads a pattern; nil where it is none, or has no complete date.
    init?(_ text: String) {
        if text == "rfc3339" {
            self.init(text: text, parts: [], hasTime: true)
            return
        }
        guard let parts = Self.parts(of: text) else { return nil }
        for part in [Part.year, .month, .day] where parts.count(where: { $0 == part }) != 1 { return nil }
        for part in [Part.hour, .minute, .second] where parts.count(where: { $0 == part }) > 1 { return nil }
        let hasHour = parts.contains(.hour)
        guard hasHour || !(parts.contains(.minute) || parts.contains(.second)) else { return nil }
        guard parts.contains(.minute) || !parts.contains(.second) else { return nil }
        self.init(text: text, parts: parts, hasTime: hasHour)
    }

    private static func parts(of text: String) -> [Part]? {
        let known: [(String, Part)] = [
            ("yyyy", .year), ("MM", .month), ("dd", .day), ("HH", .hour), ("mm", .minute), ("ss", .second),
        ]
        var parts: [Part] = []
        var rest = Substring(text)
        while let first = rest.utf8.first {
            if let (word, part) = known.first(where: { rest.hasPrefix($0.0) }) {
                parts.append(part)
                rest = rest.dropFirst(word.count)
                continue
            }
            // A letter that is no part, such as `YYYY` or `hh`, is a mistake and not a character for itself.
            let isLetter = (0x41...0x5A).contains(first) || (0x61...0x7A).contains(first)
            guard first < 0x80, !isLetter || first == UInt8(ascii: "T") || first == UInt8(ascii: "Z") else {
                return nil
            }
            parts.append(.literal(first))
            rest = rest.dropFirst()
        }
        return parts
    }

    /// Reads a text; nil where it is not of this pattern, or no such day or time exists.
    func read(_ text: String) -> Reading? {
        if parts.isEmpty { return Instant(text).map { .instant($0) } }
        var text = text
        return text.withUTF8 { read($0) }
    }

    private func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Reading? {
        var year = 0
        var month = 0
        var day = 0
        var hour = 0
        var minute = 0
        var second = 0
        var at = 0
        for (index, part) in parts.enumerated() {
            if case .literal(let byte) = part {
                guard at < bytes.count, bytes[at] == byte else { return nil }
                at += 1
                continue
            }
            let width = part == .year ? 4 : 2
            var value = 0
            var digits = 0
            while digits < width, at < bytes.count, bytes[at] &- 0x30 <= 9 {
                value = value * 10 + Int(bytes[at] &- 0x30)
                at += 1
                digits += 1
            }
            guard digits == width || (digits == 1 && mayBeShort(index)) else { return nil }
            switch part {
            case .year: year = value
            case .month: month = value
            case .day: day = value
            case .hour: hour = value
            case .minute: minute = value
            case .second: second = value
            case .literal: break
            }
        }
        guard at == bytes.count, let date = CalendarDate(year: year, month: month, day: day) else { return nil }
        guard hasTime else { return .day(date) }
        return LocalDateTime(date, hour: hour, minute: minute, second: second).map { .local($0) }
    }

    private func mayBeShort(_ index: Int) -> Bool {
        switch parts[index] {
        case .month, .day, .hour: break
        default: return false
        }
        func isApart(_ neighbour: Int) -> Bool {
            guard parts.indices.contains(neighbour) else { return true }
            if case .literal = parts[neighbour] { return true }
            return false
        }
        return isApart(index - 1) && isApart(index + 1)
    }
}

extension DatePattern.Reading {
    /// The day; of an instant the day in the zone.
    func date(in zone: Zone) -> CalendarDate {
        switch self {
        case .day(let date): date
        case .local(let local): local.date
        case .instant(let instant): zone.date(of: instant)
        }
    }

    /// The instant; of a day its first in the zone.
    func instant(in zone: Zone) -> Instant? {
        switch self {
        case .day(let date): zone.startOfDay(date)
        case .local(let local): zone.instant(of: local)
        case .instant(let instant): instant
        }
    }
}
