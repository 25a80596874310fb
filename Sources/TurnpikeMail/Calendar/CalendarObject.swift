public import TurnpikeValues

/// What a calendar file of a stranger says about its first event (RFC 5545), within limits.
public struct CalendarObject: Hashable, Sendable {
    /// A line: name, parameters, value. Names are in capitals.
    public struct Property: Hashable, Sendable {
        /// The name, in capitals.
        public let name: String
        /// The parameters, names in capitals, without quotes.
        public let parameters: [String: String]
        /// The value as it stands.
        public let value: String

        /// The value as text, its escapes undone.
        public var text: String {
            var out = ""
            var isEscaped = false
            for scalar in value.unicodeScalars {
                if isEscaped {
                    out += scalar == "n" || scalar == "N" ? "\n" : String(scalar)
                    isEscaped = false
                } else if scalar == "\\" {
                    isEscaped = true
                } else {
                    out.unicodeScalars.append(scalar)
                }
            }
            return out
        }

        /// The address of `mailto:…`; nil where it is none.
        public var address: MailAddress? {
            guard Bytes.lower(value.prefix(7)) == "mailto:" else { return nil }
            let link = value.dropFirst(7)
            // Some programs write the address as it is, with a percent sign that means itself.
            let bytes = Bytes.percentDecoded(Array(link.utf8))
            let text = String(validating: bytes, as: UTF8.self) ?? String(link)
            return (try? MailAddress(text).bare) ?? (try? MailAddress(link).bare)
        }
    }

    /// `REQUEST`, `REPLY`, `CANCEL` and the like; empty where none is said.
    public let method: String
    /// The lines of the first event.
    public let event: [Property]
    /// The names of zones that the file defines.
    public let zones: [String]

    /// The first line of a name in the event.
    ///
    /// - Parameter name: The name, in capitals.
    public func property(_ name: String) -> Property? { event.first { $0.name == name } }

    /// The id of the meeting.
    public var id: String? { property("UID")?.text }

    /// Which change it is; 0 where none is said.
    public var sequence: Int { property("SEQUENCE").flatMap { Int($0.value) } ?? 0 }

    /// When the meeting begins: in UTC, or in a zone of the system's; nil where it is neither.
    public var start: Instant? { property("DTSTART").flatMap(Self.instant) }

    /// When it ends.
    public var end: Instant? { property("DTEND").flatMap(Self.instant) }

    /// Reads a file; nil where it is no calendar with an event.
    ///
    /// - Parameter bytes: The file, at most a megabyte and ten thousand lines of it.
    public init?(_ bytes: [UInt8]) {
        var method = ""
        var event: [Property]?
        var zones: [String] = []
        var open: [String] = []
        var hasEvent = false
        for line in Self.unfolded(bytes[..<min(bytes.count, 1_048_576)]) {
            guard let property = Self.property(line) else { continue }
            if property.name == "BEGIN" {
                guard open.count < 8 else { return nil }
                open.append(Bytes.lower(property.value).uppercased())
                if open == ["VCALENDAR", "VEVENT"], !hasEvent {
                    hasEvent = true
                    event = []
                } else if open.last == "VEVENT" {
                    open[open.count - 1] = "OTHER"
                }
            } else if property.name == "END" {
                if !open.isEmpty { open.removeLast() }
            } else if open == ["VCALENDAR"], property.name == "METHOD" {
                method = property.value.uppercased()
            } else if open == ["VCALENDAR", "VEVENT"] {
                if (event?.count ?? 0) < 500 { event?.append(property) }
            } else if open == ["VCALENDAR", "VTIMEZONE"], property.name == "TZID", zones.count < 20 {
                zones.append(property.value)
            }
        }
        guard let event else { return nil }
        self.method = method
        self.event = event
        self.zones = zones
    }

    private static func unfolded(_ bytes: ArraySlice<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for raw in bytes.split(separator: 10, maxSplits: 10_000, omittingEmptySubsequences: true).prefix(10_000) {
            let line = raw.last == 13 ? raw.dropLast() : raw
            if let first = line.first, first == 32 || first == 9, !lines.isEmpty {
                if lines[lines.count - 1].count < 65_536 { lines[lines.count - 1] += line.dropFirst() }
            } else {
                lines.append(Array(line))
            }
        }
        return lines
    }

    private static func property(_ line: [UInt8]) -> Property? {
        var pieces: [[UInt8]] = [[]]
        var isQuoted = false
        var colon: Int?
        for (index, byte) in line.enumerated() {
            if byte == 34 { isQuoted.toggle() }
            if !isQuoted, byte == UInt8(ascii: ":") {
                colon = index
                break
            }
            if !isQuoted, byte == UInt8(ascii: ";") {
                guard pieces.count < 50 else { return nil }
                pieces.append([])
            } else {
                pieces[pieces.count - 1].append(byte)
            }
        }
        guard let colon, !pieces[0].isEmpty, pieces[0].allSatisfy({ Bytes.isAlphanumeric($0) || $0 == 45 }) else {
            return nil
        }
        var parameters: [String: String] = [:]
        for piece in pieces.dropFirst() {
            guard let equals = piece.firstIndex(of: 61) else { continue }
            let value = piece[(equals + 1)...].filter { $0 != 34 }
            parameters[String(decoding: piece[..<equals], as: UTF8.self).uppercased()] =
                String(decoding: value, as: UTF8.self)
        }
        return Property(
            name: String(decoding: pieces[0], as: UTF8.self).uppercased(),
            parameters: parameters,
            value: String(decoding: line[(colon + 1)...], as: UTF8.self)
        )
    }

    /// `20260701T120000Z`, or the same without `Z` in the zone of `TZID`, or a whole day of it.
    private static func instant(_ property: Property) -> Instant? {
        let digits = Array(property.value.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= digits.count, digits[range].allSatisfy(Bytes.isDigit) else { return nil }
            return Int(String(decoding: digits[range], as: UTF8.self))
        }
        guard digits.count == 8 || digits.count == 15 || digits.count == 16, let year = number(0..<4),
            let month = number(4..<6), let day = number(6..<8),
            let date = CalendarDate(year: year, month: month, day: day)
        else { return nil }
        let zone = property.parameters["TZID"].flatMap { try? Zone(named: $0) }
        if digits.count == 8 {
            // A day without a zone means the receiver's; UTC is the one that is the same everywhere.
            return LocalDateTime(date).flatMap { (zone ?? .utc).instant(of: $0) }
        }
        guard digits[8] == UInt8(ascii: "T"), let hour = number(9..<11), let minute = number(11..<13),
            let second = number(13..<15), let local = LocalDateTime(date, hour: hour, minute: minute, second: second)
        else { return nil }
        if digits.count == 16 { return digits[15] == UInt8(ascii: "Z") ? Zone.utc.instant(of: local) : nil }
        return zone?.instant(of: local)
    }
}

/// What somebody says to an invitation (`METHOD:REPLY`, RFC 5546).
public struct MeetingAnswer: Hashable, Sendable {
    /// The answers.
    public enum Answer: String, Hashable, Sendable, CaseIterable {
        /// Will come.
        case accepted
        /// Will not.
        case declined
        /// Perhaps.
        case tentative
    }

    /// The id of the meeting.
    public let meeting: String
    /// Who answers.
    public let attendee: MailAddress?
    /// What; nil for anything else, such as a delegation.
    public let answer: Answer?
    /// To which change of the meeting.
    public let sequence: Int
    /// What was written beside it.
    public let comment: String

    /// Reads an answer; nil where the mail is none.
    ///
    /// - Parameter mail: A mail that came in.
    public init?(_ mail: ReceivedMail) {
        let calendars = mail.root.all.filter { $0.type == "text/calendar" || $0.type == "application/ics" }
        for part in calendars.prefix(5) {
            guard let object = CalendarObject(Array(mail.text(of: part).utf8)), object.method == "REPLY",
                let id = object.id
            else { continue }
            let attendee = object.property("ATTENDEE")
            meeting = id
            self.attendee = attendee?.address
            answer = attendee?.parameters["PARTSTAT"].flatMap { Answer(rawValue: $0.lowercased()) }
            sequence = object.sequence
            comment = object.property("COMMENT")?.text ?? ""
            return
        }
        return nil
    }
}
