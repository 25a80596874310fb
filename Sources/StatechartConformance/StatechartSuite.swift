import TurnpikeValues

/// Runs cases of the statechart suite on the machine that moves deals.
public struct StatechartSuite: Sendable {
    /// Makes a suite.
    public init() {}

    /// What came of a run.
    public struct Outcome: Sendable {
        /// Cases that gave what was expected.
        public var passed = 0
        /// Cases that did not, each with what was expected and seen.
        public var failures: [String] = []
        /// Cases that use what the format does not have, each with the reason.
        public var skipped: [String] = []

        /// An outcome of nothing.
        public init() {}

        /// The last line of a report.
        public var summary: String { "\(passed) passed, \(failures.count) failed, \(skipped.count) skipped" }
    }

    /// Runs one case.
    ///
    /// - Parameters:
    ///   - bytes: The file, one case.
    ///   - name: What failures call the file.
    ///   - outcome: Where the result is counted.
    public func run(_ bytes: [UInt8], name: String, into outcome: inout Outcome) {
        let json: JSON
        do {
            json = try JSON.parse(bytes, maximumDepth: 1024)
        } catch {
            outcome.failures.append("\(name): \(error)")
            return
        }
        run(json, name: name, into: &outcome)
    }

    func run(_ json: JSON, name: String, into outcome: inout Outcome) {
        do {
            let findings = Self.findings(try StatechartCase(json))
            if findings.isEmpty {
                outcome.passed += 1
            } else {
                outcome.failures.append("\(name): " + findings.joined(separator: "\n    "))
            }
        } catch {
            if error.isSkipped {
                outcome.skipped.append("\(name): \(error)")
            } else {
                outcome.failures.append("\(name): cannot be read: \(error)")
            }
        }
    }

    /// What a case expected and the machine did not do.
    static func findings(_ one: StatechartCase) -> [String] {
        var findings: [String] = []
        var run = ChartRun(one.chart)
        look(&run, at: one.initial, "at the start", &findings)
        for (index, step) in one.steps.enumerated() {
            run.beginStep()
            run.wait(step.milliseconds)
            if let event = step.event { run.send(event) }
            var place = "after step \(index + 1)"
            if step.milliseconds > 0 { place += ", \(step.milliseconds) ms" }
            if let event = step.event { place += ", event \(event)" }
            look(&run, at: step.expected, place, &findings)
            if !findings.isEmpty { break }
        }
        return findings
    }

    private static func look(
        _ run: inout ChartRun,
        at expected: StatechartCase.Expectation,
        _ place: String,
        _ findings: inout [String]
    ) {
        // What the chart sent itself is taken after the look that is marked as pending, and before every other.
        if !expected.isPending { run.drain() }
        if run.names != expected.configuration {
            let wanted = expected.configuration.joined(separator: ", ")
            findings.append("\(place): expected [\(wanted)], seen [\(run.names.joined(separator: ", "))]")
            findings += run.trace.suffix(20)
        }
        run.drain()
        if run.isEndless { findings.append("\(place): does not come to rest in \(ChartRun.limit) steps") }
        findings += run.problems.map { "\(place): the configuration is not legal: \($0)" }
    }
}
