import Turnpike
public import TurnpikeValues

extension Report {
    /// The report as a JSON document. Numbers are exact decimals: amounts in major units of their currency, rates to six
    /// places, means and percentiles to four, days as days; what nothing is known of is null.
    public var json: JSON {
        .object([
            ("format", .number("1")),
            ("kind", .string("report")),
            ("processes", .array(processes.map(\.json))),
            (
                "unreadable",
                .array(
                    unreadable.map {
                        .object([("deal", .string($0.deal.description)), ("message", .string($0.message))])
                    }
                )
            ),
            ("unreadable_deals", .count(unreadableCount)),
        ])
    }
}

extension Report.Process {
    fileprivate var json: JSON {
        .object([
            (
                "by",
                .object(
                    groupings.map { grouping in
                        (grouping.name, .array(grouping.groups.map { $0.json(valueField) }))
                    }
                )
            ),
            ("by_close_month", .array(months.map { $0.json })),
            ("by_close_quarter", .array(quarters.map { $0.json })),
            (
                "by_stage",
                .array(
                    stages.map { stage in
                        let members: [(String, JSON?)] = [
                            ("deals", .count(stage.deals)), ("inside", stage.around.map { .string($0) }),
                            ("label", .string(stage.label)), ("stage", .string(stage.id)),
                        ]
                        return .object(members.compactMap { name, value in value.map { (name, $0) } })
                    }
                )
            ),
            ("figures", .object(figures.members)),
            ("label", .string(label)),
            (
                "lost_reasons",
                .array(
                    lostReasons.map {
                        .object([
                            ("deals", .count($0.deals)), ("label", .string($0.label)), ("reason", .text($0.id)),
                        ])
                    }
                )
            ),
            ("process", .string(id)),
            ("value_field", .text(valueField)),
            ("versions", .array(versions.map { .count($0) })),
        ])
    }
}

extension Report.Process.Period {
    fileprivate var json: JSON { .object(figures.members + [("period", .text(name))]) }
}

extension Group {
    fileprivate func json(_ valueField: String?) -> JSON {
        .object(figures.members + [("key", .text(key?.id)), ("label", .text(key?.label))])
    }
}

extension Figures {
    fileprivate var members: [(String, JSON)] {
        var velocities: [JSON] = []
        for days in daysToClose {
            for values in wonValues {
                guard let velocity = velocity(from: days.stage, in: values.currency) else { continue }
                velocities.append(
                    .object([
                        ("currency", .string(values.currency.code)), ("from", .string(days.stage)),
                        ("per_day", .decimal(velocity)),
                    ])
                )
            }
        }
        return [
            ("closed", .count(closed)),
            ("days_to_close", .array(daysToClose.map(\.json))),
            ("deals", .count(deals)),
            ("lost", .count(lost)),
            ("open", .count(open)),
            ("open_value", .array(openValues.map(\.json))),
            ("velocity", .array(velocities)),
            ("win_rate", .decimal(winRate)),
            ("win_rate_of_all", .decimal(winRateOfAll)),
            ("won", .count(won)),
            ("won_value", .array(wonValues.map(\.json))),
            ("won_without_value", .count(wonWithoutValue)),
        ]
    }
}

extension Figures.Values {
    fileprivate var json: JSON { .object(amounts.members + [("currency", .string(currency.code))]) }
}

extension Figures.Days {
    fileprivate var json: JSON {
        .object([
            ("closed", .object(closed.dayMembers(unknown: unknownWon + unknownLost))),
            ("from", .string(stage)),
            ("lost", .object(lost.dayMembers(unknown: unknownLost))),
            ("won", .object(won.dayMembers(unknown: unknownWon))),
        ])
    }
}

extension Distribution {
    fileprivate var members: [(String, JSON)] {
        [
            ("max", .decimal(maximum)), ("mean", .decimal(mean)), ("median", .decimal(median)),
            ("min", .decimal(minimum)), ("n", .count(count)), ("total", .decimal(total)),
        ]
    }

    fileprivate func dayMembers(unknown: Int) -> [(String, JSON)] {
        var members: [(String, JSON)] = [
            ("max", .decimal(maximum)), ("mean", .decimal(mean)), ("min", .decimal(minimum)), ("n", .count(count)),
            ("unknown", .count(unknown)),
        ]
        for percent in [10, 25, 50, 75, 90] { members.append(("p\(percent)", .decimal(percentile(percent)))) }
        return members
    }
}

extension JSON {
    fileprivate static func count(_ number: Int) -> JSON { .number(String(number)) }
    fileprivate static func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
    fileprivate static func decimal(_ number: ExactDecimal?) -> JSON {
        number.map { .number($0.trimmed.description) } ?? .null
    }
}
