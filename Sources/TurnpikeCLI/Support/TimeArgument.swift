import TurnpikeValues

/// A time as people type it: an instant, or a date and a time of day in UTC, or a date.
enum TimeArgument: Sendable {
    /// - Throws: `Failure` where it is none.
    static func instant(_ text: String, of option: String) throws -> Instant {
        if let instant = Instant(text) { return instant }
        // `2026-12-01T09:00` and `2026-12-01` are what people write; both are said to be in UTC.
        for ending in [":00Z", "Z", "T00:00:00Z"] {
            if let instant = Instant(text.replacing(" ", with: "T") + ending) { return instant }
        }
        throw Failure.wrongUse(
            "invalid_time",
            "\(option) takes a time such as 2026-12-01T09:00 (UTC) or 2026-12-01T09:00:00+01:00, not '\(text)'"
        )
    }
}
