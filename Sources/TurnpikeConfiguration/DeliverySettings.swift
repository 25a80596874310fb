/// How patient deliveries are (`delivery:`); nil leaves it to the dispatcher.
public struct DeliverySettings: Hashable, Sendable {
    /// `lease:`, how long a row is held for one delivery.
    public var lease: Duration?
    /// `attempts:`, after so many a row is given up.
    public var attempts: Int?
    /// `first_pause:`, the pause after the first failure.
    public var firstPause: Duration?
    /// `longest_pause:`, the longest pause.
    public var longestPause: Duration?
    /// `concurrency:`, so many lanes at the same time.
    public var concurrency: Int?

    /// Nothing said.
    public init() {}
}
