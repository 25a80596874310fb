public import TurnpikeValues

/// The figures of some deals: of a whole process, or of one group.
public struct Figures: Hashable, Sendable {
    /// Amounts in one currency.
    public struct Values: Hashable, Sendable {
        /// The currency.
        public let currency: Currency
        /// The amounts.
        public let amounts: Distribution
    }

    /// Days from a deal's first entry into a stage to its close, by the clock of the process's zone.
    public struct Days: Hashable, Sendable {
        /// The stage's id.
        public let stage: String
        /// Of won and lost deals.
        public let closed: Distribution
        /// Of won deals.
        public let won: Distribution
        /// Of lost deals.
        public let lost: Distribution
        /// Won deals that came to the stage, or to their end, at a time that nobody recorded: in none of the figures.
        public let unknownWon: Int
        /// Lost deals of that kind.
        public let unknownLost: Int
    }

    /// All deals.
    public let deals: Int
    /// Won deals.
    public let won: Int
    /// Lost deals.
    public let lost: Int
    /// The values of won deals, by currency.
    public let wonValues: [Values]
    /// The values of open deals, by currency.
    public let openValues: [Values]
    /// Won deals whose value is missing: in the counts, not among the values.
    public let wonWithoutValue: Int
    /// Days to the close, by stage in the order of the process.
    public let daysToClose: [Days]

    /// Deals that are neither won nor lost.
    public var open: Int { deals - closed }
    /// Deals that are won or lost.
    public var closed: Int { won + lost }
    /// Won of won and lost deals, to six places; nil where none is closed.
    public var winRate: ExactDecimal? { Share.of(won, closed) }
    /// Won of all deals, to six places; nil where there is none.
    public var winRateOfAll: ExactDecimal? { Share.of(won, deals) }

    init(_ tally: Tally, stageOrder: [String: Int]) {
        deals = tally.deals
        won = tally.won
        lost = tally.lost
        wonValues = Self.values(tally.wonValues)
        openValues = Self.values(tally.openValues)
        wonWithoutValue = tally.wonWithoutValue
        daysToClose = tally.days
            .sorted { (stageOrder[$0.key] ?? .max, $0.key) < (stageOrder[$1.key] ?? .max, $1.key) }
            .map { stage, days in
                Days(
                    stage: stage,
                    closed: Distribution(days.won + days.lost),
                    won: Distribution(days.won),
                    lost: Distribution(days.lost),
                    unknownWon: days.unknownWon,
                    unknownLost: days.unknownLost
                )
            }
    }

    private static func values(_ amounts: [Currency: [ExactDecimal]]) -> [Values] {
        amounts.sorted { $0.key.code < $1.key.code }.map { Values(currency: $0.key, amounts: Distribution($0.value)) }
    }

    /// What the deals earn per day: won value over the mean days of won deals, in a currency and from a stage on. The
    /// sales velocity (closed deals × win rate × mean won value ÷ mean days) comes to the same.
    public func velocity(from stage: String, in currency: Currency) -> ExactDecimal? {
        guard let total = wonValues.first(where: { $0.currency == currency })?.amounts.total,
            let days = daysToClose.first(where: { $0.stage == stage })?.won, let sum = days.total, !sum.isZero,
            let product = total.multiplied(by: ExactDecimal(days.count))
        else { return nil }
        return product.divided(by: sum, places: Distribution.places)
    }
}

/// The deals that agree in one thing.
public struct Group: Hashable, Sendable {
    /// What they agree in.
    public struct Key: Hashable, Sendable {
        /// As it is stored: an id of an option, a person's id, a text.
        public let id: String
        /// What people read.
        public let label: String
    }

    /// What they agree in; nil for deals without a value.
    public let key: Key?
    /// Their figures.
    public let figures: Figures
}
