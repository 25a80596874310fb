import Turnpike
import TurnpikeMail
import TurnpikeValues

/// An event as it is written: a meeting without the method that only mails have (RFC 4791, section 4.1), with the key of the
/// effect, and what people said to the meeting as long as its time stays.
struct CalDAVEvent: Sendable {
    let start: Instant
    let end: Instant
    let bytes: [UInt8]

    /// - Parameters:
    ///   - request: What the hook asks for.
    ///   - id: The id of the meeting.
    ///   - known: The event that is there.
    ///   - text: The file that it stands in.
    ///   - settings: How events are written.
    ///   - now: When this is written.
    /// - Throws: A permanent `DeliveryError` for what makes no meeting.
    init(
        _ request: HookRequest,
        id: String,
        over known: CalendarObject?,
        _ text: [UInt8],
        _ settings: CalDAVCalendar.Settings,
        at now: Instant
    ) throws(DeliveryError) {
        let isCancelled = request.action == "cancel"
        guard let start = Self.start(request) ?? (isCancelled ? known?.start : nil) else {
            throw .permanent("a meeting's 'start' is a field of type time, or a time such as 2026-12-01T09:00:00Z")
        }
        let length = request.settings["duration"] ?? "30 minutes"
        guard let duration = Duration(turnpikeText: length), duration > .zero, let end = start.adding(duration) else {
            throw .permanent("a meeting's 'duration' is a span of time such as 30 minutes, not '\(length)'")
        }
        var attendees: [MailAddress] = []
        for text in (request.settings["to"] ?? "").split(separator: ",") {
            let text = text.drop(while: \.isWhitespace)
            do throws(MailError) { attendees.append(try MailAddress(text)) } catch {
                throw .permanent("'\(text.prefix(100))' is no mail address")
            }
        }
        if attendees.isEmpty, isCancelled {
            attendees = known?.event.filter { $0.name == "ATTENDEE" }.compactMap(\.address) ?? []
        }
        let lines: [[UInt8]]
        do throws(MailError) {
            let organizer = try MailAddress(settings.organizer)
            // A calendar may hold what nobody is asked to: then the organizer stands alone.
            var meeting = try Meeting(
                isCancelled ? .cancel : .request,
                id: try MessageID("<\(id)@turnpike>"),
                sequence: known.map { $0.sequence + 1 } ?? 0,
                start: start,
                end: end,
                written: now,
                summary: request.settings["subject"] ?? request.deal.name,
                organizer: organizer,
                attendees: attendees.isEmpty ? [organizer] : attendees
            )
            meeting.place = request.settings["place"] ?? ""
            meeting.details = request.settings["text"] ?? ""
            lines = Self.lines(meeting.iCalendar())
        } catch {
            throw .permanent("\(error)")
        }
        self.start = start
        self.end = end
        let isMoved = known?.start != start
        let ours = lines.map { String(decoding: $0, as: UTF8.self) }
        let additions = CalDAVAdditions(
            in: Self.lines(text).map { String(decoding: $0, as: UTF8.self) },
            written: Set(ours.map { $0.prefix { $0 != ":" && $0 != ";" }.uppercased() }),
            attendees: Set(attendees.map { $0.address.lowercased() }),
            isMoved: isMoved
        )
        var written: [UInt8] = []
        for line in ours {
            if line.hasPrefix("METHOD:") { continue }
            if line == "BEGIN:VEVENT" { for line in additions.zones { written += Self.folded(line) } }
            if line == "END:VEVENT" {
                written += Self.folded("X-TURNPIKE-KEY:\(Self.escaped(request.key))")
                for line in additions.lines + additions.parts { written += Self.folded(line) }
            }
            guard line.hasPrefix("ATTENDEE;") else {
                written += Self.folded(line)
                continue
            }
            var attendee = "ATTENDEE;" + CalDAVAdditions.mark + line.dropFirst("ATTENDEE".count)
            if !isMoved, let said = Self.answer(of: line, in: known) {
                attendee = attendee.split(separator: "PARTSTAT=NEEDS-ACTION").joined(separator: "PARTSTAT=\(said)")
            }
            written += Self.folded(attendee)
        }
        bytes = written
    }

    private static func start(_ request: HookRequest) -> Instant? {
        guard let words = request.settings["start"] else { return nil }
        if let instant = Instant(words) { return instant }
        let name = words.hasPrefix("deal.") ? String(words.dropFirst(5)) : words
        if case .instant(let instant) = request.deal.fields[name] { return instant }
        return nil
    }

    /// What somebody has answered to the meeting as it was.
    private static func answer(of line: String, in known: CalendarObject?) -> String? {
        guard let colon = line.firstRange(of: "mailto:") else { return nil }
        let address = line[colon.upperBound...].lowercased()
        let said = known?.event.first { $0.name == "ATTENDEE" && $0.address?.address.lowercased() == address }
        let answer = said?.parameters["PARTSTAT"] ?? "NEEDS-ACTION"
        let isKnown = ["ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"].contains(answer)
        return isKnown ? answer : nil
    }

    // MARK: Text

    /// Lines unfolded.
    private static func lines(_ bytes: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for raw in bytes.split(separator: 10) {
            let line = raw.last == 13 ? raw.dropLast() : raw
            if line.first == 32, !lines.isEmpty {
                lines[lines.count - 1] += line.dropFirst()
            } else {
                lines.append(Array(line))
            }
        }
        return lines
    }

    /// At most 75 bytes in a line, no character cut in two (RFC 5545, section 3.1).
    private static func folded(_ line: String) -> [UInt8] {
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
        return bytes + [13, 10]
    }

    private static func escaped(_ text: String) -> String {
        var out = ""
        for character in text where !character.isNewline {
            if ["\\", ";", ","].contains(character) { out.append("\\") }
            out.append(character)
        }
        return out
    }

    /// `20260701T120000Z`.
    static func time(_ instant: Instant) -> String {
        String(instant.description.prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z"
    }

    /// The periods of an answer that are taken (RFC 5545, section 3.6.4).
    static func busy(in bytes: [UInt8]) -> [CalDAVCalendar.Busy] {
        var result: [CalDAVCalendar.Busy] = []
        for line in lines(Array(bytes.prefix(1 << 20))).prefix(10_000) {
            let text = String(decoding: line, as: UTF8.self)
            guard text.hasPrefix("FREEBUSY"), !text.uppercased().contains("FBTYPE=FREE"),
                let colon = text.firstIndex(of: ":")
            else { continue }
            for period in text[text.index(after: colon)...].split(separator: ",").prefix(1_000) {
                let parts = period.split(separator: "/")
                guard parts.count == 2, let start = instant(parts[0]) else { continue }
                let end = instant(parts[1]) ?? length(parts[1]).flatMap { start.adding($0) }
                if let end, start < end { result.append(CalDAVCalendar.Busy(start: start, end: end)) }
            }
        }
        return result.sorted { $0.start < $1.start }
    }

    private static func instant(_ text: Substring) -> Instant? {
        let digits = text.filter(\.isNumber)
        guard digits.count == 14, text.hasSuffix("Z") else { return nil }
        let d = Array(digits)
        func part(_ range: Range<Int>) -> String { String(d[range]) }
        return Instant(
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))Z"
        )
    }

    /// `PT1H30M`.
    private static func length(_ text: Substring) -> Duration? {
        guard text.hasPrefix("P") else { return nil }
        var seconds: Int64 = 0
        var number = ""
        for character in text.dropFirst() {
            if character.isNumber {
                number.append(character)
                continue
            }
            guard character != "T" else { continue }
            guard let value = Int64(number), number.count < 8 else { return nil }
            switch character {
            case "W": seconds += value * 604_800
            case "D": seconds += value * 86_400
            case "H": seconds += value * 3_600
            case "M": seconds += value * 60
            case "S": seconds += value
            default: return nil
            }
            number = ""
        }
        return .seconds(seconds)
    }
}
