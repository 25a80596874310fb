/// An exact amount of a currency.
///
/// Equality goes by the numeric amount and the currency: `5 EUR == 5.00 EUR`. Calculations never round; `rounded()` brings
/// an amount to the minor unit of its currency, as it is done before it is stored.
public struct Money: Hashable, Sendable {
    /// The figure.
    public let amount: ExactDecimal
    /// The currency.
    public let currency: Currency

    /// An amount of a currency.
    @inlinable
    public init(_ amount: ExactDecimal, _ currency: Currency) {
        self.amount = amount
        self.currency = currency
    }

    /// A whole amount of a currency.
    @inlinable
    public init(_ whole: Int, _ currency: Currency) {
        self.init(ExactDecimal(whole), currency)
    }

    /// An amount given in minor units: 150 cents are 1.50 EUR.
    public init(minorUnits: Int64, _ currency: Currency) {
        self.init(ExactDecimal(coefficient: minorUnits, scale: currency.minorDigits), currency)
    }

    /// The amount in minor units; `nil` when it has a finer part or does not fit.
    public var minorUnits: Int64? {
        guard let scaled = amount.trimmed.rescaled(to: currency.minorDigits), scaled.isNarrow else { return nil }
        return scaled.narrow
    }

    /// The amount rounded half to even to the minor unit of its currency.
    public func rounded() -> Money {
        let digits = currency.minorDigits
        return amount.scale <= digits ? self : Money(amount.rounded(toPlaces: digits), currency)
    }

    /// The order of two amounts (-1, 0, 1); `nil` for different currencies.
    @inlinable
    public static func compare(_ left: Money, _ right: Money) -> Int? {
        guard left.currency == right.currency else { return nil }
        return ExactDecimal.compare(left.amount, right.amount)
    }

    /// The sum.
    public func adding(_ other: Money) throws(MoneyError) -> Money {
        try combined(with: other) { $0.adding($1) }
    }

    /// The difference.
    public func subtracting(_ other: Money) throws(MoneyError) -> Money {
        try combined(with: other) { $0.subtracting($1) }
    }

    /// The amount times a factor, not rounded.
    public func multiplied(by factor: ExactDecimal) throws(MoneyError) -> Money {
        guard let product = amount.multiplied(by: factor) else { throw .overflow }
        return Money(product, currency)
    }

    /// The share of the amount, not rounded.
    public func multiplied(by share: Percent) throws(MoneyError) -> Money {
        try multiplied(by: share.ratio)
    }

    /// The amount divided by a number and rounded to `places` decimals; `nil` when the divisor is zero.
    public func divided(by divisor: ExactDecimal, places: Int) -> Money? {
        amount.divided(by: divisor, places: places).map { Money($0, currency) }
    }

    /// The amount with the other sign.
    public var negated: Money { Money(amount.negated, currency) }

    private func combined(
        with other: Money,
        by operation: (ExactDecimal, ExactDecimal) -> ExactDecimal?
    ) throws(MoneyError) -> Money {
        guard currency == other.currency else { throw .differentCurrencies(currency, other.currency) }
        guard let result = operation(amount, other.amount) else { throw .overflow }
        return Money(result, currency)
    }
}
