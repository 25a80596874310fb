/// What people have added to an event: alarms, categories, somebody else who comes, a description where ours says none. It
/// stays when the event is written again; what the hook says is written anew.
struct CalDAVAdditions: Sendable {
    /// The parameter by which attendees are known whom the hook has named. Without it they were added by people.
    static let mark = "X-TURNPIKE=1"

    /// Lines of the event, unfolded.
    private(set) var lines: [String] = []
    /// Whole parts of the event, such as alarms, unfolded.
    private(set) var parts: [String] = []
    /// Definitions of zones that those lines may name, unfolded.
    private(set) var zones: [String] = []

    /// What is always ours, or says when somebody wrote last.
    private static let ours: Set<String> = [
        "UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SEQUENCE", "SUMMARY", "ORGANIZER", "STATUS", "TRANSP",
        "LAST-MODIFIED", "X-TURNPIKE-KEY",
    ]

    /// Nothing.
    init() {}

    /// - Parameters:
    ///   - text: The lines of the file that is there, unfolded.
    ///   - written: The names of the lines that are written now.
    ///   - attendees: The addresses, in small letters, of those who are asked now.
    ///   - isMoved: Whether the time is another one: then nobody has said anything to it.
    init(in text: [String], written: Set<String>, attendees: Set<String>, isMoved: Bool) {
        var open: [String] = []
        var hasEvent = false
        for line in text.prefix(10_000) {
            let name = line.prefix { $0 != ":" && $0 != ";" }.uppercased()
            let value = line.drop { $0 != ":" }.dropFirst().uppercased()
            let isIn = (event: open.starts(with: ["VCALENDAR", "VEVENT"]), zone: open.dropFirst().first == "VTIMEZONE")
            switch name {
            case "BEGIN":
                // Deeper than any calendar is.
                guard open.count < 8 else {
                    self = CalDAVAdditions()
                    return
                }
                // Of a series only the first event is ours.
                open.append(open == ["VCALENDAR"] && value == "VEVENT" && hasEvent ? "OTHER" : value)
                if open == ["VCALENDAR", "VEVENT"] {
                    hasEvent = true
                } else if isIn.event {
                    parts.append(line)
                } else if value == "VTIMEZONE" || isIn.zone {
                    zones.append(line)
                }
            case "END":
                let closed = open.popLast()
                if isIn.event, open.count >= 2 { parts.append(line) }
                if isIn.zone, closed != nil { zones.append(line) }
            default:
                if isIn.zone { zones.append(line) }
                guard isIn.event else { continue }
                if open.count > 2 {
                    parts.append(line)
                } else if name == "ATTENDEE" {
                    if let kept = Self.attendee(line, attendees, isMoved) { lines.append(kept) }
                } else if !Self.ours.contains(name), !written.contains(name) {
                    lines.append(line)
                }
            }
        }
        // A file that ends in the middle has parts without an end.
        if !open.isEmpty { self = CalDAVAdditions() }
    }

    private static func attendee(_ line: String, _ attendees: Set<String>, _ isMoved: Bool) -> String? {
        let lower = line.lowercased()
        if let link = lower.firstRange(of: "mailto:"), attendees.contains(String(lower[link.upperBound...])) {
            return nil
        }
        guard !lower.contains(mark.lowercased()) else { return nil }
        guard isMoved else { return line }
        var text = line
        for said in ["ACCEPTED", "DECLINED", "TENTATIVE"] {
            text = text.split(separator: "PARTSTAT=\(said)", omittingEmptySubsequences: false)
                .joined(separator: "PARTSTAT=NEEDS-ACTION")
        }
        return text
    }
}
