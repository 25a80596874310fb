/// Counts the work of evaluations and stops them at a limit; charged before the work is done.
///
/// One unit is about one simple operation: reading a field, a comparison, a step of a loop, 16 bytes of text.
public struct CostCounter: Hashable, Sendable {
    /// The limit that applies unless another is given: well under 0.1 s of work.
    public static let defaultLimit = 1_000_000

    /// What may be spent.
    public let limit: Int
    /// What has been spent so far.
    public private(set) var spent = 0

    /// Makes a counter that has spent nothing.
    public init(limit: Int = CostCounter.defaultLimit) {
        self.limit = max(limit, 1)
    }

    /// Spends an amount; false if that goes beyond the limit.
    @inline(__always)
    mutating func charge(_ amount: Int) -> Bool {
        let (sum, overflow) = spent.addingReportingOverflow(amount)
        spent = overflow ? Int.max : sum
        return spent <= limit
    }

    /// Spends another counter's expenses.
    mutating func add(_ other: CostCounter) {
        _ = charge(other.spent)
    }
}
