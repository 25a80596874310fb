import TurnpikeValues

/// One deal as a report sees it.
struct DealFacts: Sendable {
    /// How a deal stands.
    enum Standing: Sendable {
        case open
        case won
        case lost
    }

    /// From a stage's first entry to the close.
    struct Duration: Sendable {
        /// The stage's id.
        var stage: String
        /// Days by the clock of the process's zone; nil where one of the two times is unknown.
        var days: ExactDecimal?
    }

    /// All stages that the deal is in: its own, those around it, and those in its tracks.
    var stages: [String]
    var standing: Standing
    var value: Money?
    /// The reason's stored name, of a lost deal.
    var reason: String?
    /// The day of the close in the process's zone; nil where unknown or not closed.
    var closed: CalendarDate?
    /// Of a closed deal.
    var durations: [Duration]
    /// The groups asked for, in the order of the question; nil where the deal has no value.
    var groups: [Group.Key?]
}

/// Counts and values of some deals, as they come.
struct Tally: Sendable {
    /// Days to the close from one stage.
    struct Days: Sendable {
        var won: [ExactDecimal] = []
        var lost: [ExactDecimal] = []
        var unknownWon = 0
        var unknownLost = 0
    }

    var deals = 0
    var won = 0
    var lost = 0
    var wonValues: [Currency: [ExactDecimal]] = [:]
    var openValues: [Currency: [ExactDecimal]] = [:]
    /// Won deals whose value is missing.
    var wonWithoutValue = 0
    /// By stage id.
    var days: [String: Days] = [:]

    mutating func add(_ deal: DealFacts) {
        deals += 1
        switch deal.standing {
        case .open:
            if let value = deal.value { openValues[value.currency, default: []].append(value.amount) }
            return
        case .won:
            won += 1
            if let value = deal.value {
                wonValues[value.currency, default: []].append(value.amount)
            } else {
                wonWithoutValue += 1
            }
        case .lost: lost += 1
        }
        let isWon = deal.standing == .won
        for duration in deal.durations {
            switch (duration.days, isWon) {
            case (let value?, true): days[duration.stage, default: Days()].won.append(value)
            case (let value?, false): days[duration.stage, default: Days()].lost.append(value)
            case (nil, true): days[duration.stage, default: Days()].unknownWon += 1
            case (nil, false): days[duration.stage, default: Days()].unknownLost += 1
            }
        }
    }
}
