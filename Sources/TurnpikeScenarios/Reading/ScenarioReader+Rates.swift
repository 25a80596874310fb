import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// What currencies are worth: `rates: {base: EUR, USD: 1.10, 2026-02-01: {USD: 1.05}}`.
extension ScenarioReader {
    mutating func rateTable(_ node: YAMLNode) -> RateTable? {
        let findings = nodes.diagnostics.count
        var base = process.currency
        var always: [Currency: ExactDecimal] = [:]
        var days: [RateTable.Day] = []
        for (name, value) in entries(node, of: "rates") {
            if name.text == "base" {
                if let word = nodes.word(value) { base = currency(word) }
            } else if let date = CalendarDate(name.text) {
                var rates: [Currency: ExactDecimal] = [:]
                for (name, value) in entries(value, of: "rates of a day") {
                    if let (currency, rate) = rate(name, value) { rates[currency] = rate }
                }
                days.append(RateTable.Day(date: date, rates: rates))
            } else if let (currency, rate) = rate(name, value) {
                always[currency] = rate
            }
        }
        guard nodes.diagnostics.count == findings else { return nil }
        guard let base else {
            report(
                .scenarioBadValue,
                "rates are those of one currency, and the process names none",
                at: node.range,
                help: "write `rates: {base: EUR, USD: 1.10}`"
            )
            return nil
        }
        if let first = CalendarDate(year: 1970, month: 1, day: 1), !always.isEmpty {
            // What holds on every day holds beside what a day says of others.
            days = days.map { day in
                RateTable.Day(date: day.date, rates: always.merging(day.rates) { _, new in new })
            }
            days.insert(RateTable.Day(date: first, rates: always), at: 0)
        }
        return RateTable(base: base, revision: 1, days: days)
    }

    private mutating func rate(_ name: SourceText, _ value: YAMLNode) -> (Currency, ExactDecimal)? {
        guard let currency = currency(name), let word = nodes.word(value) else { return nil }
        if let number = ExactDecimal(word.text), number > ExactDecimal(0) { return (currency, number) }
        report(.scenarioBadValue, "a rate is a number above zero, not '\(word.text)'", at: word.range)
        return nil
    }

    private mutating func currency(_ word: SourceText) -> Currency? {
        if let currency = Currency(word.text) { return currency }
        report(
            .scenarioBadValue,
            "'\(word.text)' is no currency and no day",
            at: word.range,
            help: "write `rates: {base: EUR, USD: 1.10, 2026-02-01: {USD: 1.05}}`"
        )
        return nil
    }
}
