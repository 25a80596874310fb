public import TurnpikeValues

/// The shape of many values: exact, and rounded to stated places only at the end.
///
/// Percentiles are interpolated linearly between the two nearest values (`(n - 1) * p`, as pandas' `quantile` and
/// DuckDB's `quantile_cont` do). Means have four places, halves rounded to even.
public struct Distribution: Hashable, Sendable {
    /// How many values there are.
    public let count: Int
    /// Their sum; nil where it is too large for 38 digits.
    public let total: ExactDecimal?
    /// Their mean, to four places; nil without values.
    public let mean: ExactDecimal?
    /// The values in ascending order, between which percentiles are taken.
    private let sorted: [ExactDecimal]

    static let places = 4

    /// The shape of some values, in any order.
    public init(_ values: [ExactDecimal]) {
        sorted = values.sorted()
        count = values.count
        var sum: ExactDecimal? = 0
        for value in values { sum = sum.flatMap { $0.adding(value) } }
        total = sum
        mean = count == 0 ? nil : sum?.divided(by: ExactDecimal(count), places: Self.places)
    }

    /// The least value.
    public var minimum: ExactDecimal? { sorted.first }
    /// The greatest value.
    public var maximum: ExactDecimal? { sorted.last }
    /// The value in the middle.
    public var median: ExactDecimal? { percentile(50) }

    /// The value below which so many of a hundred values lie; nil without values.
    public func percentile(_ percent: Int) -> ExactDecimal? {
        guard let last = sorted.indices.last else { return nil }
        let place = min(max(percent, 0), 100) * last
        let low = sorted[place / 100]
        guard place % 100 != 0 else { return low.rounded(toPlaces: Self.places) }
        let part = ExactDecimal(coefficient: Int64(place % 100), scale: 2)
        let step = sorted[place / 100 + 1].subtracting(low).flatMap { $0.multiplied(by: part) }
        return step.flatMap { low.adding($0) }?.rounded(toPlaces: Self.places)
    }
}

/// Shares, exact to six places.
enum Share {
    /// `part` of `whole`, or nil of nothing.
    static func of(_ part: Int, _ whole: Int) -> ExactDecimal? {
        whole == 0 ? nil : ExactDecimal(part).divided(by: ExactDecimal(whole), places: 6)
    }
}
