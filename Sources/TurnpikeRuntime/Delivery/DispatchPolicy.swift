/// How patient a dispatcher is.
public struct DispatchPolicy: Hashable, Sendable {
    /// How long a row is held for one delivery; a deliverer that takes longer may see its request delivered twice.
    public var lease: Duration
    /// How long a delivery may take before it is given up for now; at most five sixths of the lease, which is the default.
    public var timeout: Duration
    /// The pause after the first failure; it doubles with each further one.
    public var firstPause: Duration
    /// The longest pause.
    public var longestPause: Duration
    /// The share of a pause that chance may take off it, from 0 to 1, so that many rows do not come back in one instant.
    public var jitter: Double
    /// After so many attempts a row is given up.
    public var attempts: Int
    /// So many lanes are delivered at the same time.
    public var concurrency: Int
    /// How long a dispatcher that runs on rests where nothing is due.
    public var poll: Duration
    /// How long a dispatcher that ends waits for what is under way before it cancels it.
    public var grace: Duration
    /// When a plug-in is left alone for a while.
    public var breaker: BreakerPolicy?
    /// What holds for single plug-ins, by the name that process files use.
    public var plugins: [String: PluginPolicy]

    /// A policy; by default a row is given up after ten attempts in about an hour and a half.
    public init(
        lease: Duration = .seconds(60),
        timeout: Duration? = nil,
        firstPause: Duration = .seconds(10),
        longestPause: Duration = .seconds(1_800),
        jitter: Double = 0.2,
        attempts: Int = 10,
        concurrency: Int = 16,
        poll: Duration = .seconds(1),
        grace: Duration = .seconds(10),
        breaker: BreakerPolicy? = BreakerPolicy(),
        plugins: [String: PluginPolicy] = [:]
    ) {
        self.lease = lease
        self.timeout = timeout ?? lease * 5 / 6
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.jitter = min(max(jitter, 0), 1)
        self.attempts = max(1, attempts)
        self.concurrency = max(1, concurrency)
        self.poll = poll
        self.grace = grace
        self.breaker = breaker
        self.plugins = plugins
    }

    /// How long a delivery of a plug-in may take.
    func timeout(for plugin: String) -> Duration {
        min(plugins[plugin]?.timeout ?? timeout, lease * 5 / 6)
    }

    /// The pause after the attempt of this number, from 1; `chance` is from 0 to 1.
    func pause(after attempt: Int, chance: Double) -> Duration {
        var pause = firstPause
        var number = 1
        while number < attempt, pause < longestPause {
            pause = pause * 2
            number += 1
        }
        pause = min(pause, longestPause)
        let share = jitter * chance
        return share > 0 ? pause - pause * share : pause
    }
}

/// What holds for one plug-in beside what holds for all.
public struct PluginPolicy: Hashable, Sendable {
    /// So many deliveries at the same time; nil sets no limit of its own.
    public var concurrency: Int?
    /// So many deliveries in a time; nil sets no limit.
    public var rate: Rate?
    /// How long a delivery may take; nil means what holds for all.
    public var timeout: Duration?

    /// So many in a time.
    public struct Rate: Hashable, Sendable {
        /// So many, at least 1.
        public var count: Int
        /// In this time.
        public var period: Duration

        /// A rate.
        public init(_ count: Int, per period: Duration) {
            self.count = max(1, count)
            self.period = period
        }
    }

    /// A policy; by default one that limits nothing.
    public init(concurrency: Int? = nil, rate: Rate? = nil, timeout: Duration? = nil) {
        self.concurrency = concurrency.map { max(1, $0) }
        self.rate = rate
        self.timeout = timeout
    }
}

/// When a plug-in whose receiver is down is left alone, so that its rows do not spend their attempts on it.
public struct BreakerPolicy: Hashable, Sendable {
    /// After so many temporary failures of a plug-in in a row, whatever the deal.
    public var failures: Int
    /// For how long at first; after that one delivery tries it, and a further failure doubles the time.
    public var pause: Duration
    /// The longest such time.
    public var longestPause: Duration

    /// A policy.
    public init(failures: Int = 5, pause: Duration = .seconds(10), longestPause: Duration = .seconds(300)) {
        self.failures = max(1, failures)
        self.pause = pause
        self.longestPause = longestPause
    }
}
