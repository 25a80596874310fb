public import TurnpikeValues

/// The hours of each day of the week.
public struct WeekHours: Hashable, Sendable {
    /// Monday to Sunday.
    private var days: [DayHours]

    /// A week in which every day is closed.
    public init() {
        days = Array(repeating: .closed, count: 7)
    }

    /// A week by its open days; the others are closed.
    public init(_ days: [Weekday: DayHours]) {
        self.init()
        for (day, hours) in days { self[day] = hours }
    }

    /// Every day from midnight to midnight.
    public static let always = WeekHours(Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, .wholeDay) }))

    /// The hours of a day.
    public subscript(day: Weekday) -> DayHours {
        get { days[day.rawValue - 1] }
        set { days[day.rawValue - 1] = newValue }
    }

    /// The minutes that are open in a week without a change of the clocks.
    public var minutes: Int { days.reduce(0) { $0 + $1.minutes } }

    /// Reads the days that a process file gives hours: `mon`, `mon-thu`, over the end of the week too (`sat-mon`).
    ///
    /// - Returns: The days from the first to the last; `nil` for what names none.
    public static func days(_ text: some StringProtocol) -> [Weekday]? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...2).contains(ends.count), let first = Weekday(ends[0]), let last = Weekday(ends[ends.count - 1])
        else {
            return nil
        }
        let count = (last.rawValue - first.rawValue + 7) % 7
        return (0...count).compactMap { Weekday(rawValue: (first.rawValue - 1 + $0) % 7 + 1) }
    }
}
