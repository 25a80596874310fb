import Turnpike

/// A report for people.
public struct ScenarioText: Sendable {
    private let usesColor: Bool
    private let showsCoverage: Bool

    /// A printer.
    ///
    /// - Parameters:
    ///   - usesColor: Whether to use the colours of a terminal.
    ///   - showsCoverage: Whether to print what was touched and the lines that were not.
    public init(usesColor: Bool = false, showsCoverage: Bool = false) {
        self.usesColor = usesColor
        self.showsCoverage = showsCoverage
    }

    /// The whole report, ending in a line break.
    public func render(_ report: ScenarioReport) -> String {
        var text = ""
        for entry in report.files {
            text += styled(safe(entry.file.name), "1") + "\n"
            for result in entry.results { text += render(result, in: entry.file) }
        }
        text += summary(report)
        if showsCoverage { text += "\n" + render(report.coverage) }
        if let mutation = report.mutation { text += "\n" + render(mutation) }
        return text
    }

    private func summary(_ report: ScenarioReport) -> String {
        let count = report.results.count
        let failures = report.failures
        let total = "\(count) scenario\(count == 1 ? "" : "s")"
        if failures == 0 { return "\(total), " + styled("all as expected", "1;32") + "\n" }
        return "\(total), \(count - failures) as expected, " + styled("\(failures) not", "1;31") + "\n"
    }

    // MARK: Scenarios

    private func render(_ result: ScenarioResult, in file: ScenarioFile) -> String {
        guard !result.passed else { return "  " + styled("ok", "32") + "    \(safe(result.name))\n" }
        let place = file.sources.place(of: result.range).map { "  " + styled(safe($0), "2") } ?? ""
        var text = "  " + styled("FAIL", "1;31") + "  \(safe(result.name))\(place)\n"
        for mismatch in result.mismatches { text += render(mismatch, in: file) }
        return text
    }

    private func render(_ mismatch: ScenarioResult.Mismatch, in file: ScenarioFile) -> String {
        var text = "        "
        if let step = mismatch.step { text += safe(step) + ": " }
        text += styled(safe(mismatch.what), "1")
        if let place = file.sources.position(of: mismatch.range) { text += styled(" (line \(place.line))", "2") }
        text += "\n"
        if mismatch.expected.count == 1, mismatch.seen.count == 1 {
            text += "          expected  " + styled(safe(mismatch.expected[0]), "32") + "\n"
            text += "          seen      " + styled(safe(mismatch.seen[0]), "31") + "\n"
        } else {
            text +=
                "          " + styled("- expected and missing", "32") + ", " + styled("+ seen and not expected", "31")
            text += "\n"
            for line in ListDifference.lines(mismatch.expected, mismatch.seen) {
                switch line {
                case .both(let item): text += "            \(safe(item))\n"
                case .expected(let item): text += "          " + styled("- \(safe(item))", "32") + "\n"
                case .seen(let item): text += "          " + styled("+ \(safe(item))", "31") + "\n"
                }
            }
            if mismatch.expected.isEmpty, mismatch.seen.isEmpty { text += "            nothing\n" }
        }
        for line in (mismatch.detail ?? "").split(separator: "\n") { text += "          | \(safe(String(line)))\n" }
        return text
    }

    // MARK: Coverage

    private func render(_ coverage: Coverage) -> String {
        var text = styled("coverage", "1")
        if let base = coverage.base {
            text += " of what this file says itself; what it takes over from \(safe(base)) is tested there"
        }
        text += "\n"
        for figure in coverage.figures where figure.total > 0 {
            let name = padded(figure.kind.rawValue, to: 12)
            let share = rightAligned("\(figure.percent)%", to: 4)
            let isWhole = figure.touched == figure.total
            text += "  \(name)" + styled(share, isWhole ? "32" : "33") + "  \(figure.touched) of \(figure.total)\n"
        }
        guard !coverage.gaps.isEmpty else { return text + "  nothing is left untouched\n" }
        text += styled("untouched", "1") + "\n"
        let width = coverage.gaps.map { $0.line.map { String($0).count } ?? 0 }.max() ?? 0
        for gap in coverage.gaps {
            let line = rightAligned(gap.line.map(String.init) ?? "", to: width)
            text += "  \(line) | \(safe(gap.text))\n"
            text += "  " + String(repeating: " ", count: width) + " | " + styled("^ \(safe(gap.id)): \(gap.what)", "33")
            text += "\n"
        }
        return text
    }

    // MARK: Mutation

    private func render(_ report: MutationReport) -> String {
        var text = styled("mutation", "1") + "\n"
        text += "  \(report.noticed) of \(report.total) changes of the process were noticed by a scenario"
        text += report.notTried > 0 ? ", \(report.notTried) were not tried: the time was over\n" : "\n"
        for survivor in report.survivors where survivor.accepted == nil {
            text += "  " + styled("unnoticed", "1;31") + "  \(safe(survivor.id))\n"
            if let place = survivor.place { text += "             \(safe(place)): \(safe(survivor.text))\n" }
        }
        for survivor in report.survivors {
            guard let reason = survivor.accepted else { continue }
            text += "  " + styled("accepted", "33") + "   \(safe(survivor.id)): \(safe(reason))\n"
        }
        for stale in report.staleAcceptances {
            text += "  " + styled("stale", "1;31") + "      accepted_survivors: \(safe(stale))\n"
        }
        if !report.notCompiled.isEmpty {
            text +=
                "  not counted, for it is no process any more: \(safe(report.notCompiled.joined(separator: "; ")))\n"
        }
        if !report.equivalent.isEmpty {
            text += "  not counted, for it says the same: \(safe(report.equivalent.joined(separator: "; ")))\n"
        }
        return text
    }

    // MARK: Pieces

    private func safe(_ text: String) -> String { TerminalText.escaped(text) }

    private func styled(_ text: String, _ code: String) -> String {
        usesColor && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    private func padded(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - text.count))
    }

    private func rightAligned(_ text: String, to columns: Int) -> String {
        String(repeating: " ", count: max(0, columns - text.count)) + text
    }
}
