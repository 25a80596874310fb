public import TurnpikeValues

extension ReceivedMail {
    /// When it says that it was written (RFC 5322, section 3.3); nil where it does not, or in no form of a date. Whoever
    /// writes a mail writes this too: it proves nothing.
    public var date: Instant? { root.header("date").flatMap(Self.date) }

    /// `Sat, 21 Nov 2026 09:30:00 +0100`, the weekday and the seconds left out as one likes; `GMT` and the like for `+0000`.
    static func date(_ text: String) -> Instant? {
        var words = HeaderParameters(text).value.split(separator: " ").map(String.init)
        if words.first?.hasSuffix(",") == true { words.removeFirst() }
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        guard words.count >= 4, let day = Int(words[0]), let month = months.firstIndex(of: words[1]),
            words[2].utf8.count == 4, let year = Int(words[2]),
            let date = CalendarDate(year: year, month: month + 1, day: day)
        else { return nil }
        let parts = words[3].split(separator: ":").map { Int($0) }
        guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1],
            let second = parts.count == 3 ? parts[2] : 0,
            let local = LocalDateTime(date, hour: hour, minute: minute, second: min(second, 59)),
            let instant = Zone.utc.instant(of: local)
        else { return nil }
        guard words.count > 4 else { return instant }
        let zone = Array(words[4].utf8)
        guard zone.count == 5, zone[0] == UInt8(ascii: "+") || zone[0] == UInt8(ascii: "-"),
            let offset = Int(String(decoding: zone[1...], as: UTF8.self)), offset % 100 < 60
        else { return instant }
        let minutes = Int64(offset / 100 * 60 + offset % 100)
        return instant.adding(.seconds((zone[0] == UInt8(ascii: "+") ? -minutes : minutes) * 60))
    }
}
