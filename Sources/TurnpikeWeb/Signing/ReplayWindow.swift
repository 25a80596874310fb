public import TurnpikeValues

/// How old a signed message may be. Together with a memory of ids this stops whoever has overheard a message from sending it
/// again.
public struct ReplayWindow: Hashable, Sendable {
    /// How far a message's time may lie from now, before or after.
    public var tolerance: Duration

    /// A window; by default five minutes each way.
    ///
    /// - Parameter tolerance: How far a message's time may lie from now.
    public init(_ tolerance: Duration = .seconds(300)) { self.tolerance = tolerance }

    /// Whether a message of some time may be taken.
    ///
    /// - Parameters:
    ///   - seconds: Its time in whole seconds since 1970, as digits.
    ///   - now: The time now.
    public func allows(_ seconds: String, now: Instant) -> Bool {
        guard (1...12).contains(seconds.utf8.count), seconds.utf8.allSatisfy({ (48...57).contains($0) }),
            let number = Int64(seconds), let time = Instant(seconds: number)
        else { return false }
        let age = time.duration(to: now)
        return age <= tolerance && age >= .zero - tolerance
    }
}
