/// Why a calculation with money has no result.
public enum MoneyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The two amounts are in different currencies, and no conversion was asked for.
    case differentCurrencies(Currency, Currency)
    /// The exact result does not fit a decimal.
    case overflow

    /// A sentence for people.
    public var description: String {
        switch self {
        case .differentCurrencies(let left, let right):
            "amounts in \(left) and \(right) cannot be put together without a conversion"
        case .overflow:
            "the amount is too large to be kept exactly"
        }
    }
}
