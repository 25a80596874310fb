import TurnpikeExpressions
import TurnpikeValues

extension ProcessChecker {
    mutating func resolveRates() {
        guard let on = definition.rates else { return }
        switch on.value {
        case "today": parts.rates = .today
        case "opened": parts.rates = .opened
        default:
            if let index = tables.fields[on.value], case .date = parts.fields[index].type {
                used.fields[index] = true
                parts.rates = .field(FieldID(index))
                return
            }
            report(.rateDay, "'\(on.value)' is neither today, opened nor a field of type date", at: on.range)
        }
    }

    /// `convert(amount, "EUR", rates)`: exact but for the last step, which rounds to the minor unit.
    static let conversion = FunctionOverload(
        id: "convert_money_string_map",
        parameters: [.money, .string, .map(.string, .decimal)],
        result: .money,
        cost: 5
    ) { arguments in
        guard arguments.count == 3, case .money(let money) = arguments[0], case .string(let code) = arguments[1],
            case .map(let rates) = arguments[2]
        else { throw EvaluationError(message: "convert takes an amount, a currency and rates") }
        guard let currency = Currency(code), currency.isKnown else {
            throw EvaluationError(message: "'\(code)' is no currency of ISO 4217")
        }
        let converted = RateTable.convert(money, to: currency) { currency in
            if case .decimal(let rate)? = rates[currency.code] { rate } else { nil }
        }
        guard let converted else {
            let missing = [money.currency, currency].first { rates[$0.code] == nil } ?? currency
            throw EvaluationError(message: "there is no rate for \(missing.code)")
        }
        return .money(converted)
    }
}
