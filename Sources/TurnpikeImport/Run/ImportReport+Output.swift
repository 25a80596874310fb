import Turnpike
public import TurnpikeValues

extension ImportReport: CustomStringConvertible {
    /// The report as a JSON document.
    public var json: JSON {
        func number(_ value: Int) -> JSON { .number(String(value)) }
        return .object([
            ("accounts", number(accounts)),
            (
                "aliases",
                .array(
                    aliases.map {
                        .object([
                            ("column", .string($0.column)), ("count", number($0.count)), ("file", .string($0.file)),
                            ("right", .string($0.right)), ("wrong", .string($0.wrong)),
                        ])
                    }
                )
            ),
            ("empty_lines", number(emptyLines)),
            ("file", .string(file)),
            ("ignored_columns", .array(ignoredColumns.map { .string($0) })),
            ("kept", number(kept)),
            (
                "kept_values",
                .array(
                    keptValues.map {
                        .object([
                            ("file", .string($0.file)), ("kept", .string($0.kept)), ("key", .string($0.key)),
                            ("line", number($0.line)), ("name", .string($0.name)),
                        ])
                    }
                )
            ),
            ("map", .string(map)),
            (
                "missed_lookups",
                .array(
                    missedLookups.map {
                        .object([
                            ("count", number($0.count)), ("lookup", .string($0.lookup)),
                            ("refused", .bool($0.isRefused)), ("value", .string($0.value)),
                        ])
                    }
                )
            ),
            ("moves", number(moves)),
            ("opened", number(opened)),
            ("process", .string(process)),
            ("refused", number(refused)),
            (
                "refused_rows",
                .array(
                    refusedRows.map {
                        .object([
                            ("key", $0.key.map { .string($0) } ?? .null), ("line", number($0.line)),
                            ("reasons", .array($0.reasons.map { .string($0) })),
                        ])
                    }
                )
            ),
            ("rows", number(rows)),
            ("unchanged", number(unchanged)),
            ("unknown_times", number(unknownTimes)),
            ("updated", number(updated)),
            ("version", number(version)),
            ("warnings", .array(warnings.map { .string($0) })),
        ])
    }

    /// The report for people, a line for each thing.
    public var description: String {
        var lines = ["\(file): \(Self.count(rows, "row")) into \(process) \(version)"]
        lines.append("  taken          \(opened)")
        lines.append("  updated        \(updated)")
        lines.append("  already there  \(unchanged)")
        lines.append("  refused        \(refused)")
        if isUnchanged, refused == 0, rows > 0 { lines.append("Nothing changed: every row was imported before.") }
        if moves > 0 { lines.append("Deals moved \(Self.count(moves, "time")).") }
        if unknownTimes > 0 {
            lines.append(
                "\(Self.count(unknownTimes, "stage")) entered at a time that nobody recorded; it stays unknown."
            )
        }
        if accounts > 0 { lines.append("The rows name \(Self.count(accounts, "account")).") }
        for alias in aliases {
            lines.append(
                "\(alias.file): \(alias.column) '\(alias.wrong)' read as '\(alias.right)', \(alias.count) times."
            )
        }
        for missed in missedLookups {
            let effect = missed.isRefused ? "rows refused" : "fields left without a value"
            lines.append("\(missed.lookup) has no '\(missed.value)': \(missed.count) times, \(effect).")
        }
        if emptyLines > 0 { lines.append("\(Self.count(emptyLines, "empty line")) passed over.") }
        if !ignoredColumns.isEmpty { lines.append("Not in the map: \(ignoredColumns.joined(separator: ", ")).") }
        lines += warnings
        for row in refusedRows { lines.append("\(file):\(row.line): refused: \(row.reasons.joined(separator: "; "))") }
        if refused > refusedRows.count { lines.append("… and \(refused - refusedRows.count) more refused rows.") }
        for value in keptValues { lines.append(value.description) }
        if kept > keptValues.count { lines.append("… and \(kept - keptValues.count) more values kept.") }
        // Values of a stranger's file must not act on a terminal.
        return lines.map { TerminalText.escaped($0) }.joined(separator: "\n")
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
