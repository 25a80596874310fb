import TurnpikeValues

/// The hours of one day: intervals in ascending order that share no time. Without any the day is closed.
public struct DayHours: Hashable, Sendable, CustomStringConvertible {
    /// The most intervals that a day may have.
    public static let maximumIntervals = 48

    /// The intervals in ascending order; those that touched are one.
    public let intervals: [OpenInterval]

    /// A day on which nobody works.
    public static let closed = DayHours(unchecked: [])
    /// A day that is open from midnight to midnight.
    public static let wholeDay = DayHours(
        unchecked: [OpenInterval(start: .startOfDay, end: .endOfDay)].compactMap { $0 }
    )

    private init(unchecked intervals: [OpenInterval]) {
        self.intervals = intervals
    }

    /// The hours of a day, in any order.
    ///
    /// - Throws: `CalendarError` where two intervals overlap, or where there are more than ``maximumIntervals``.
    public init(_ intervals: [OpenInterval]) throws(CalendarError) {
        guard intervals.count <= Self.maximumIntervals else {
            throw CalendarError(
                .tooManyIntervals,
                "a day has at most \(Self.maximumIntervals) intervals, not \(intervals.count)"
            )
        }
        var merged: [OpenInterval] = []
        for interval in intervals.sorted(by: { $0.start < $1.start }) {
            guard let last = merged.last else {
                merged.append(interval)
                continue
            }
            guard last.end <= interval.start else {
                throw CalendarError(.overlappingHours, "\(last) and \(interval) overlap")
            }
            if last.end == interval.start, let joined = OpenInterval(start: last.start, end: interval.end) {
                merged[merged.count - 1] = joined
            } else {
                merged.append(interval)
            }
        }
        self.intervals = merged
    }

    /// Whether nobody works on such a day.
    public var isClosed: Bool { intervals.isEmpty }

    /// The minutes that are open on a day without a change of the clocks.
    public var minutes: Int { intervals.reduce(0) { $0 + $1.minutes } }

    /// `09:00-12:30, 13:30-17:30`, or `closed`.
    public var description: String {
        isClosed ? "closed" : intervals.map(\.description).joined(separator: ", ")
    }
}
