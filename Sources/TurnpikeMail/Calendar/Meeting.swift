public import TurnpikeValues

/// An invitation to a meeting, its change or its end, as a mail carries it (RFC 5545, RFC 5546, RFC 6047).
///
/// Times are written in UTC, so that no receiver needs our zones' rules.
public struct Meeting: Hashable, Sendable {
    /// What the mail asks for.
    public enum Method: String, Hashable, Sendable, CaseIterable {
        /// To come, or to take note of a change.
        case request = "REQUEST"
        /// Not to come: the meeting is off.
        case cancel = "CANCEL"
    }

    /// What the mail asks for.
    public var method: Method
    /// The id of the meeting: the same in its changes and its end.
    public var id: MessageID
    /// Which change it is: 0 at first, more with each.
    public var sequence: Int
    /// When it begins.
    public var start: Instant
    /// When it ends.
    public var end: Instant
    /// When this was written.
    public var written: Instant
    /// What it is about.
    public var summary: String
    /// More words.
    public var details: String = ""
    /// Where.
    public var place: String = ""
    /// Who asks.
    public var organizer: MailAddress
    /// Who is asked.
    public var attendees: [MailAddress]

    /// A meeting.
    ///
    /// - Parameters:
    ///   - method: What the mail asks for.
    ///   - id: The id of the meeting.
    ///   - sequence: Which change it is, from 0.
    ///   - start: When it begins.
    ///   - end: When it ends, after its start.
    ///   - written: When this was written.
    ///   - summary: What it is about.
    ///   - organizer: Who asks.
    ///   - attendees: Who is asked, at least one and at most a hundred.
    /// - Throws: `MailError`, `incomplete`.
    public init(
        _ method: Method,
        id: MessageID,
        sequence: Int,
        start: Instant,
        end: Instant,
        written: Instant,
        summary: String,
        organizer: MailAddress,
        attendees: [MailAddress]
    ) throws(MailError) {
        guard start < end else { throw MailError(.incomplete, "a meeting ends after it begins") }
        guard (1...100).contains(attendees.count) else {
            throw MailError(.incomplete, "a meeting asks at least one and at most 100 people")
        }
        guard (0...Int(Int32.max)).contains(sequence) else {
            throw MailError(.incomplete, "a meeting's change has a number from 0 to \(Int32.max)")
        }
        self.method = method
        self.id = id
        self.sequence = sequence
        self.start = start
        self.end = end
        self.written = written
        self.summary = summary
        self.organizer = organizer
        self.attendees = attendees
    }

    /// The calendar object, lines folded at 75 bytes and ended with CR LF.
    public func iCalendar() -> [UInt8] {
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Turnpike//Meetings//EN", "CALSCALE:GREGORIAN",
            "METHOD:\(method.rawValue)", "BEGIN:VEVENT", "UID:\(id.left)@\(id.right)", "SEQUENCE:\(sequence)",
            "DTSTAMP:\(Self.time(written))", "DTSTART:\(Self.time(start))", "DTEND:\(Self.time(end))",
            "SUMMARY:\(Self.text(summary))",
        ]
        if !details.isEmpty { lines.append("DESCRIPTION:\(Self.text(details))") }
        if !place.isEmpty { lines.append("LOCATION:\(Self.text(place))") }
        lines.append("ORGANIZER\(Self.name(organizer)):\(Self.link(organizer))")
        for attendee in attendees {
            let asks = method == .request ? ";RSVP=TRUE" : ""
            lines.append(
                "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION\(asks)"
                    + "\(Self.name(attendee)):\(Self.link(attendee))"
            )
        }
        lines.append("STATUS:\(method == .cancel ? "CANCELLED" : "CONFIRMED")")
        lines += ["TRANSP:OPAQUE", "END:VEVENT", "END:VCALENDAR"]
        return lines.flatMap(Self.folded)
    }

    /// `20260701T120000Z`.
    static func time(_ instant: Instant) -> String {
        let local = Zone.utc.localDateTime(of: instant)
        let parts = local.date.parts
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return padded(parts.year, 4) + padded(parts.month, 2) + padded(parts.day, 2) + "T" + padded(local.hour, 2)
            + padded(local.minute, 2) + padded(local.second, 2) + "Z"
    }

    /// TEXT of RFC 5545, section 3.3.11.
    static func text(_ text: String) -> String {
        var out = ""
        for scalar in String(decoding: Bytes.lineFeeds(text), as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\\", ";", ",": out += "\\" + String(scalar)
            case "\n": out += "\\n"
            case _ where scalar.value < 32 && scalar != "\t" || scalar.value == 127: continue
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// The address as a link (RFC 6068, section 2): what has a meaning there, or is beyond ASCII, in percent.
    static func link(_ address: MailAddress) -> String {
        var bytes: [UInt8] = []
        for byte in address.address.utf8 {
            if Bytes.isAlphanumeric(byte) || "-._~!$'*+@[]:".utf8.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%")] + Bytes.hex(byte)
            }
        }
        return "mailto:" + String(decoding: bytes, as: UTF8.self)
    }

    /// A quoted parameter, which has no way to write a quote: it becomes another (as RFC 6868 would need new readers).
    private static func name(_ address: MailAddress) -> String {
        if address.name.isEmpty { return "" }
        let name = String(String.UnicodeScalarView(address.name.unicodeScalars.map { $0 == "\"" ? "'" : $0 }))
        return ";CN=\"\(name)\""
    }

    /// Section 3.1: at most 75 bytes in a line, no character cut in two.
    static func folded(_ line: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var column = 0
        for scalar in line.unicodeScalars {
            let next = Array(String(scalar).utf8)
            if column + next.count > 75 {
                bytes += [13, 10, 32]
                column = 1
            }
            bytes += next
            column += next.count
        }
        return bytes + Bytes.crlf
    }
}
