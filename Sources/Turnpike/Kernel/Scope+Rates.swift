import TurnpikeValues

extension Scope {
    /// The day of the table whose rates count for this deal now; nil where it is not known.
    func rateDay(in table: RateTable) -> CalendarDate? {
        guard let date = rateDate else { return nil }
        return table.day(date)?.date
    }

    private var rateDate: CalendarDate? {
        switch process.rates {
        case .today?: return process.zone.date(of: now)
        // While a deal is opened, it is opened now.
        case .opened?: return process.zone.date(of: state.opened ?? now)
        case .field(let field)?:
            if case .date(let date) = state.slots[field.index] { return date }
            return nil
        case nil: return nil
        }
    }

    /// What `rates` is in expressions.
    func ratesNow() -> Value {
        guard let table = facts.rates, let date = rateDate, let day = table.day(date) else { return .null }
        return Self.map(day.rates.map { (.string($0.key.code), .decimal($0.value)) })
    }
}
