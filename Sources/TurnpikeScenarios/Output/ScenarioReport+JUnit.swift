import Turnpike

extension ScenarioReport {
    /// The report as JUnit XML, which servers for continuous integration read: a test suite for each file, a test case
    /// for each scenario, mutation as a suite of its own.
    ///
    /// There is no standard; the elements and attributes are those of the schema of Apache Ant's `junitreport` that
    /// Jenkins, GitLab and GitHub's reporters read alike.
    public var junit: String {
        var suites: [(name: String, cases: [Case])] = files.map { entry in
            (entry.file.name, entry.results.map { Case($0, in: entry.file) })
        }
        for (index, entry) in files.enumerated() {
            let errors = entry.file.diagnostics.filter { $0.severity == .error }
            if errors.isEmpty { continue }
            let lines = errors.map { finding in
                "\(entry.file.sources.place(of: finding.range) ?? entry.file.name): \(finding.code): \(finding.message)"
            }
            suites[index].cases.append(
                Case(
                    name: "the file can be read",
                    milliseconds: 0,
                    failure: ("\(errors.count) findings", lines.joined(separator: "\n"))
                )
            )
        }
        if let mutation { suites.append(("mutation", Self.cases(mutation))) }
        let all = suites.flatMap(\.cases)
        var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites"
        xml += Self.counts(all) + ">\n"
        for suite in suites {
            xml += "  <testsuite name=\"\(XMLText.attribute(suite.name))\"\(Self.counts(suite.cases))>\n"
            for test in suite.cases { xml += test.xml(of: process.id) }
            xml += "  </testsuite>\n"
        }
        return xml + "</testsuites>\n"
    }

    private static func counts(_ cases: [Case]) -> String {
        let failures = cases.filter { $0.failure != nil }.count
        let time = cases.reduce(0) { $0 + $1.milliseconds }
        return " tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\" time=\"\(Case.seconds(time))\""
    }

    private static func cases(_ report: MutationReport) -> [Case] {
        var cases = report.survivors.map { survivor in
            let failure =
                survivor.accepted == nil
                ? ("no scenario notices it", "\(survivor.place ?? ""): \(survivor.text)") : nil
            return Case(name: survivor.id, milliseconds: 0, failure: failure)
        }
        cases += report.staleAcceptances.map { Case(name: $0, milliseconds: 0, failure: ("stale", $0)) }
        if report.notTried > 0 {
            let text = "\(report.notTried) mutants were not tried"
            cases.append(Case(name: text, milliseconds: 0, failure: ("the time was over", text)))
        }
        return cases
    }

    private struct Case {
        var name: String
        var milliseconds: Int64
        var failure: (message: String, text: String)?

        init(name: String, milliseconds: Int64, failure: (message: String, text: String)?) {
            self.name = name
            self.milliseconds = milliseconds
            self.failure = failure
        }

        init(_ result: ScenarioResult, in file: ScenarioFile) {
            name = result.name
            milliseconds = result.duration.milliseconds
            guard let first = result.mismatches.first else { return }
            let message = "\(first.step.map { "\($0): " } ?? "")\(first.what)"
            var lines: [String] = []
            for mismatch in result.mismatches {
                let place = file.sources.place(of: mismatch.range).map { "\($0): " } ?? ""
                lines.append("\(place)\(mismatch.step.map { "\($0): " } ?? "")\(mismatch.what)")
                for line in ListDifference.lines(mismatch.expected, mismatch.seen) {
                    switch line {
                    case .both(let item): lines.append("  \(item)")
                    case .expected(let item): lines.append("- \(item)")
                    case .seen(let item): lines.append("+ \(item)")
                    }
                }
                if let detail = mismatch.detail { lines.append(detail) }
            }
            failure = (message, lines.joined(separator: "\n"))
        }

        func xml(of process: String) -> String {
            let start =
                "    <testcase classname=\"\(XMLText.attribute(process))\" name=\"\(XMLText.attribute(name))\" "
                + "time=\"\(Self.seconds(milliseconds))\""
            guard let failure else { return start + "/>\n" }
            return start + ">\n      <failure message=\"\(XMLText.attribute(failure.message))\">"
                + XMLText.content(failure.text) + "</failure>\n    </testcase>\n"
        }

        static func seconds(_ milliseconds: Int64) -> String {
            let fraction = String(milliseconds % 1_000)
            return "\(milliseconds / 1_000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
        }
    }
}

/// Text in XML 1.0: what it cannot hold at all is shown by its number.
enum XMLText: Sendable {
    /// Text between tags.
    static func content(_ text: String) -> String { escaped(text, isAttribute: false) }

    /// Text between double quotes.
    static func attribute(_ text: String) -> String { escaped(text, isAttribute: true) }

    private static func escaped(_ text: String, isAttribute: Bool) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += isAttribute ? "&quot;" : "\""
            // Readers turn line breaks of attributes into spaces, and carriage returns into line feeds.
            case "\n", "\t": result += isAttribute ? "&#\(scalar.value);" : String(scalar)
            case "\r": result += "&#13;"
            default: result += isAllowed(scalar) ? String(scalar) : TerminalText.shown(scalar).xmlSafe
            }
        }
        return result
    }

    /// The characters of XML 1.0, production `Char`.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}

extension String {
    // What stands for a scalar that cannot be shown is written in angle brackets.
    fileprivate var xmlSafe: String { replacing("<", with: "&lt;").replacing(">", with: "&gt;") }
}
