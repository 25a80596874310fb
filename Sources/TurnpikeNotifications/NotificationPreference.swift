public import TurnpikeValues

/// How much something presses.
public enum Urgency: String, Hashable, Comparable, Sendable, CaseIterable {
    /// Good to know.
    case low
    /// Of the day.
    case normal
    /// Within the hour.
    case high
    /// At once, at night too if somebody says so.
    case urgent

    /// The order from `low` to `urgent`.
    public static func < (left: Urgency, right: Urgency) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// How somebody wants to be told.
public struct NotificationPreference: Hashable, Sendable {
    /// A way of being told.
    public enum Way: Hashable, Sendable {
        /// At once, by a channel such as `slack` or `mail`.
        case now(String)
        /// With others of its kind at the next time of the schedule, by a channel.
        case digest(String)
        /// Not at all.
        case never
    }

    /// Hours in which nothing comes but what presses most.
    public struct QuietHours: Hashable, Sendable {
        /// When they begin, by the clock of the person's zone.
        public var from: ClockTime
        /// When they end; before `from` means the next day.
        public var until: ClockTime
        /// What presses as much as this comes nevertheless; nil lets nothing through.
        public var passes: Urgency?

        /// Quiet hours.
        ///
        /// - Parameters:
        ///   - from: When they begin.
        ///   - until: When they end.
        ///   - passes: What presses as much as this comes nevertheless.
        public init(from: ClockTime, until: ClockTime, passes: Urgency? = .urgent) {
            self.from = from
            self.until = until
            self.passes = passes
        }

        func contain(_ time: ClockTime) -> Bool {
            from <= until ? from <= time && time < until : from <= time || time < until
        }
    }

    /// The way for each urgency; what is missing goes the way of the next lower one that is there, else is told at once by
    /// `channel`.
    public var ways: [Urgency: Way]
    /// The channel for what no way is said for.
    public var channel: String
    /// Quiet hours; nil without.
    public var quiet: QuietHours?
    /// The times of a day at which digests go out.
    public var digests: [ClockTime]
    /// The days on which they do.
    public var days: Set<Weekday>
    /// The zone of the person's clock.
    public var zone: Zone

    /// A preference; by default everything at once.
    ///
    /// - Parameters:
    ///   - channel: The channel for what no way is said for.
    ///   - ways: The way for each urgency.
    ///   - quiet: Quiet hours.
    ///   - digests: The times of a day at which digests go out; without any, at nine.
    ///   - days: The days on which they do.
    ///   - zone: The zone of the person's clock.
    public init(
        channel: String,
        ways: [Urgency: Way] = [:],
        quiet: QuietHours? = nil,
        digests: [ClockTime] = [],
        days: Set<Weekday> = Set(Weekday.allCases),
        zone: Zone = .utc
    ) {
        self.channel = channel
        self.ways = ways
        self.quiet = quiet
        self.digests = digests.sorted()
        self.days = days
        self.zone = zone
    }

    /// The way for an urgency.
    ///
    /// - Parameter urgency: How much it presses.
    public func way(for urgency: Urgency) -> Way {
        for lower in Urgency.allCases.reversed() where lower <= urgency {
            if let way = ways[lower] { return way }
        }
        return .now(channel)
    }

    /// When and by which channel something is told that comes up now; nil where it never is.
    ///
    /// - Parameters:
    ///   - urgency: How much it presses.
    ///   - now: The time now.
    public func plan(_ urgency: Urgency, now: Instant) -> (due: Instant, channel: String, isDigest: Bool)? {
        switch way(for: urgency) {
        case .never: return nil
        case .digest(let channel): return (nextDigest(after: now), channel, true)
        case .now(let channel):
            let isThrough = quiet?.passes.map { urgency >= $0 } ?? false
            return (isThrough ? now : endOfQuiet(at: now), channel, false)
        }
    }

    /// The end of the quiet hours in which an instant lies; the instant itself outside them.
    ///
    /// - Parameter now: The instant.
    public func endOfQuiet(at now: Instant) -> Instant {
        let local = zone.localDateTime(of: now)
        guard let quiet, quiet.contain(local.clockTime) else { return now }
        for day in 0...2 {
            guard let date = local.date.adding(days: day), let end = LocalDateTime(date, quiet.until),
                let instant = zone.instant(of: end)
            else { continue }
            if instant > now { return instant }
        }
        return now
    }

    /// The first time of the schedule after an instant; without any day in the schedule the next morning.
    ///
    /// - Parameter now: The instant.
    public func nextDigest(after now: Instant) -> Instant {
        let times = digests.isEmpty ? [ClockTime(hour: 9, minute: 0) ?? .startOfDay] : digests
        let today = zone.date(of: now)
        for day in 0...8 {
            guard let date = today.adding(days: day), days.isEmpty || days.contains(date.weekday) else { continue }
            for time in times {
                guard let local = LocalDateTime(date, time), let instant = zone.instant(of: local), instant > now
                else { continue }
                return instant
            }
        }
        return now
    }
}
