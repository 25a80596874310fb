/// How patient a dispatcher is.
public struct DispatchPolicy: Hashable, Sendable {
    /// How long a row is held for one delivery; a deliverer that takes longer may see its request delivered twice.
    public var lease: Duration
    /// The pause after the first failure; it doubles with each further one.
    public var firstPause: Duration
    /// The longest pause.
    public var longestPause: Duration
    /// After so many attempts a row is given up.
    public var attempts: Int
    /// So many lanes are delivered at the same time.
    public var concurrency: Int

    /// A policy; by default a row is given up after ten attempts in about an hour and a half.
    public init(
        lease: Duration = .seconds(60),
        firstPause: Duration = .seconds(10),
        longestPause: Duration = .seconds(1_800),
        attempts: Int = 10,
        concurrency: Int = 16
    ) {
        self.lease = lease
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.attempts = max(1, attempts)
        self.concurrency = max(1, concurrency)
    }

    /// The pause after the attempt of this number, from 1.
    func pause(after attempt: Int) -> Duration {
        var pause = firstPause
        var number = 1
        while number < attempt, pause < longestPause {
            pause = pause * 2
            number += 1
        }
        return min(pause, longestPause)
    }
}
