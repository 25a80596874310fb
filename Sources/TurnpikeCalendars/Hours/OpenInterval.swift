public import TurnpikeValues

/// An interval of a day in which people work: `09:00-12:30`. It begins at its first minute and ends before its last.
public struct OpenInterval: Hashable, Sendable, CustomStringConvertible {
    /// When it begins.
    public let start: ClockTime
    /// When it ends, at most 24:00.
    public let end: ClockTime

    /// An interval; `nil` unless it begins before it ends. What runs over midnight is two intervals, one on each day.
    public init?(start: ClockTime, end: ClockTime) {
        guard start < end else { return nil }
        self.start = start
        self.end = end
    }

    /// Reads `09:00-12:30`; spaces may stand around the dash. `nil` also for one that does not begin before it ends.
    public init?(_ text: some StringProtocol) {
        guard let times = Self.times(text) else { return nil }
        self.init(start: times.start, end: times.end)
    }

    /// The two times of `09:00-12:30`, whatever their order; `nil` for what are no two times.
    public static func times(_ text: some StringProtocol) -> (start: ClockTime, end: ClockTime)? {
        let halves = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, let start = ClockTime(trimmed(halves[0])), let end = ClockTime(trimmed(halves[1]))
        else { return nil }
        return (start, end)
    }

    private static func trimmed<Text: StringProtocol>(_ text: Text) -> Text.SubSequence {
        var rest = text[...]
        while rest.first == " " { rest = rest.dropFirst() }
        while rest.last == " " { rest = rest.dropLast() }
        return rest
    }

    /// Its length in minutes.
    public var minutes: Int { end.minuteOfDay - start.minuteOfDay }

    /// `09:00-12:30`.
    public var description: String { "\(start)-\(end)" }
}
