import Turnpike
import TurnpikeValues

extension Report: CustomStringConvertible {
    /// The report for people.
    public var description: String {
        var parts = processes.map { $0.text }
        if parts.isEmpty { parts.append("There are no deals.") }
        if unreadableCount > 0 {
            var lines = ["\(unreadableCount) deals cannot be read and are in none of the figures:"]
            lines += unreadable.map { "  \($0.deal): \(TerminalText.escaped($0.message))" }
            parts.append(lines.joined(separator: "\n"))
        }
        return parts.joined(separator: "\n\n")
    }
}

extension Report.Process {
    fileprivate var text: String {
        let versions = self.versions.map(String.init).joined(separator: ", ")
        var lines = ["\(TerminalText.escaped(label)) (\(id), version \(versions))"]
        lines.append(
            "\(Words.count(figures.deals)) deals: \(Words.count(figures.open)) open, \(Words.count(figures.won)) won, "
                + "\(Words.count(figures.lost)) lost"
        )
        if figures.closed > 0 {
            lines.append(
                "win rate \(Words.share(figures.winRate)) of closed deals, \(Words.share(figures.winRateOfAll)) of all"
            )
        }
        lines += ["", "Stages"]
        var stages = TextTable(["", "deals", "of all"])
        for stage in self.stages {
            let indent = String(repeating: "  ", count: stage.depth)
            stages.add([
                indent + stage.label, Words.count(stage.deals), Words.share(Share.of(stage.deals, figures.deals)),
            ])
        }
        lines += stages.lines.dropFirst()
        lines += valueLines
        lines += dayLines
        lines += reasonLines
        for grouping in groupings where !grouping.groups.isEmpty {
            lines += ["", "By \(grouping.name)"]
            lines += Self.table(grouping.groups.map { ($0.key?.label ?? "–", $0.figures) }).lines
        }
        if !quarters.isEmpty {
            lines += ["", "By quarter of the close"]
            lines += Self.table(quarters.map { ($0.name ?? "unknown", $0.figures) }).lines
            lines += ["", "By month of the close"]
            lines += Self.table(months.map { ($0.name ?? "unknown", $0.figures) }).lines
        }
        return lines.joined(separator: "\n")
    }

    private var valueLines: [String] {
        guard let valueField else { return [] }
        var table = TextTable(["", "deals", "total", "mean", "median", "least", "most"])
        for (name, values) in [("won", figures.wonValues), ("open", figures.openValues)] {
            for value in values {
                table.add([
                    "\(name), \(value.currency.code)", Words.count(value.amounts.count),
                    Words.amount(value.amounts.total), Words.amount(value.amounts.mean),
                    Words.amount(value.amounts.median), Words.amount(value.amounts.minimum),
                    Words.amount(value.amounts.maximum),
                ])
            }
        }
        guard !figures.wonValues.isEmpty || !figures.openValues.isEmpty else { return [] }
        var lines = ["", "Value (\(valueField))"] + table.lines
        if figures.wonWithoutValue > 0 {
            lines.append("  \(Words.count(figures.wonWithoutValue)) won deals have no value and are not among these")
        }
        return lines
    }

    private var dayLines: [String] {
        guard !figures.daysToClose.isEmpty else { return [] }
        var table = TextTable(["", "deals", "mean", "least", "10%", "25%", "half", "75%", "90%", "most", "unknown"])
        for days in figures.daysToClose {
            let depth = stages.first { $0.id == days.stage }?.depth ?? 0
            var rows = [("closed", days.closed, days.unknownWon + days.unknownLost)]
            // Stages inside a phase or a track stand below it with one line each, so that the phases can be compared.
            if depth == 0 { rows += [("won", days.won, days.unknownWon), ("lost", days.lost, days.unknownLost)] }
            let indent = String(repeating: "  ", count: depth)
            for (name, shape, unknown) in rows where shape.count + unknown > 0 {
                let figures = [
                    shape.mean, shape.minimum, shape.percentile(10), shape.percentile(25), shape.median,
                    shape.percentile(75), shape.percentile(90), shape.maximum,
                ]
                table.add(
                    ["\(indent)from \(days.stage), \(name)", Words.count(shape.count)]
                        + figures.map { Words.days($0) } + [Words.count(unknown)]
                )
            }
        }
        return ["", "Days to the close"] + table.lines
    }

    private var reasonLines: [String] {
        guard !lostReasons.isEmpty else { return [] }
        var table = TextTable(["", "deals", "of lost"])
        for reason in lostReasons {
            table.add([reason.label, Words.count(reason.deals), Words.share(Share.of(reason.deals, figures.lost))])
        }
        return ["", "Why deals were lost"] + table.lines.dropFirst()
    }

    private static func table(_ rows: [(label: String, figures: Figures)]) -> TextTable {
        let currencies = Set(rows.flatMap { $0.figures.wonValues.map(\.currency) }).sorted { $0.code < $1.code }
        var table = TextTable(
            ["", "deals", "closed", "won", "win rate"] + currencies.map { "won \($0.code)" }
        )
        for (label, figures) in rows {
            let amounts = currencies.map { currency in
                figures.wonValues.first { $0.currency == currency }.map { Words.amount($0.amounts.total) } ?? "–"
            }
            table.add(
                [
                    label, Words.count(figures.deals), Words.count(figures.closed), Words.count(figures.won),
                    Words.share(figures.winRate),
                ] + amounts
            )
        }
        return table
    }
}

/// Numbers as people read them.
private enum Words {
    /// A whole number with its thousands apart.
    static func count(_ number: Int) -> String { grouped(String(number)) }

    /// A share with one place: `63.2%`.
    static func share(_ share: ExactDecimal?) -> String {
        guard let percent = share?.multiplied(by: 100) else { return "–" }
        return "\(percent.rounded(toPlaces: 1).rescaled(to: 1) ?? percent)%"
    }

    /// An amount with two places, or none where it is whole.
    static func amount(_ amount: ExactDecimal?) -> String {
        guard let amount else { return "–" }
        let rounded = amount.rounded(toPlaces: 2)
        let text = (rounded.isInteger ? rounded.trimmed : rounded.rescaled(to: 2) ?? rounded).description
        let parts = text.split(separator: ".", maxSplits: 1)
        return grouped(String(parts.first ?? "")) + (parts.count > 1 ? ".\(parts[1])" : "")
    }

    /// Days with one place.
    static func days(_ days: ExactDecimal?) -> String {
        guard let days else { return "–" }
        return (days.rounded(toPlaces: 1).rescaled(to: 1) ?? days).description
    }

    private static func grouped(_ digits: String) -> String {
        let sign = digits.hasPrefix("-") ? "-" : ""
        let letters = Array(digits.dropFirst(sign.count))
        var result = ""
        for (index, letter) in letters.enumerated() {
            if index > 0, (letters.count - index) % 3 == 0 { result.append(",") }
            result.append(letter)
        }
        return sign + result
    }
}
