public import Turnpike
import TurnpikeYAML

/// What became of the mutants of a process: which were noticed by a scenario, and which survived all of them.
public struct MutationReport: Sendable {
    /// A mutant that no scenario noticed.
    public struct Survivor: Hashable, Sendable {
        /// What was changed.
        public var id: String
        /// `file:line:column` in the process file.
        public var place: String?
        /// The words of that line.
        public var text: String
        /// Why the scenario file accepts it; nil where it does not.
        public var accepted: String?
    }

    /// How many mutants there are.
    public internal(set) var total = 0
    /// How many of them a scenario noticed.
    public internal(set) var noticed = 0
    /// Those that no scenario noticed, in the order in which they were tried.
    public internal(set) var survivors: [Survivor] = []
    /// Mutants that are no process: not counted.
    public internal(set) var notCompiled: [String] = []
    /// Mutants that say the same as the original: not counted.
    public internal(set) var equivalent: [String] = []
    /// How many were left when the time was over.
    public internal(set) var notTried = 0
    /// Names under `accepted_survivors` that are none: unknown, or noticed by now; with what there is to say about each.
    public internal(set) var staleAcceptances: [String] = []
    /// How many scenarios were run.
    public internal(set) var runs = 0

    /// Survivors that nobody has explained.
    public var unexplained: [Survivor] { survivors.filter { $0.accepted == nil } }
    /// Whether every mutant was tried, and noticed or explained.
    public var passed: Bool { unexplained.isEmpty && staleAcceptances.isEmpty && notTried == 0 }
}

/// Deletes and loosens parts of a process, one at a time, and sees whether a scenario notices.
public struct MutationRun: Sendable {
    private let definition: Definition
    private let process: SalesProcess
    private let scenarios: [Scenario]
    private let results: [ScenarioResult]
    private let accepted: [AcceptedSurvivor]

    /// Mutation of the process that scenarios were read for.
    ///
    /// - Parameters:
    ///   - definition: The process as written.
    ///   - process: The process as checked.
    ///   - files: The scenario files.
    ///   - results: The results of all their scenarios on `process`; a scenario that failed notices nothing.
    public init(_ definition: Definition, _ process: SalesProcess, _ files: [ScenarioFile], _ results: [ScenarioResult])
    {
        self.definition = definition
        self.process = process
        self.results = results
        scenarios = files.flatMap(\.scenarios)
        accepted = files.flatMap(\.acceptedSurvivors)
    }

    /// The mutants of the process.
    public var mutants: [Mutant] { MutantMaker.mutants(of: definition, process) }

    /// Tries every mutant.
    ///
    /// - Parameters:
    ///   - limit: How long it may take; what is left then is counted, never passed over in silence.
    ///   - progress: Called after each mutant with the numbers of those done and of all.
    public func run(
        within limit: Duration = .seconds(600),
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async -> MutationReport {
        var report = MutationReport()
        let clock = ContinuousClock()
        let end = clock.now + limit
        let mutants = mutants
        var order = zip(scenarios, results).filter { $0.1.passed }.map { (scenario: $0.0, touches: $0.1.touches) }
        for (index, mutant) in mutants.enumerated() {
            if clock.now >= end {
                report.notTried = mutants.count - index
                report.total += report.notTried
                break
            }
            await attempt(mutant, &order, &report)
            progress(index + 1, mutants.count)
        }
        explain(&report, Set(mutants.map(\.id)))
        return report
    }

    private func attempt(
        _ mutant: Mutant,
        _ order: inout [(scenario: Scenario, touches: Touches)],
        _ report: inout MutationReport
    ) async {
        var changed = definition
        mutant.change(&changed)
        // What soundness has to say is no error here: a mutant is a bad process on purpose.
        guard let other = SalesProcess.compile(changed, options: CompileOptions(isRegistered: true)).process else {
            report.notCompiled.append(mutant.id)
            return
        }
        guard other.digest != process.digest else {
            report.equivalent.append(mutant.id)
            return
        }
        report.total += 1
        let runner = ScenarioRunner(other)
        for (index, entry) in order.enumerated() where mutant.reach.concerns(entry.scenario, entry.touches) {
            report.runs += 1
            guard await !runner.run(entry.scenario).passed else { continue }
            report.noticed += 1
            // Neighbouring mutants are mostly noticed by the same scenario.
            order.swapAt(0, index)
            return
        }
        let line = SourceLine(mutant.range, in: definition.sources)
        report.survivors.append(
            MutationReport.Survivor(id: mutant.id, place: line?.place, text: line?.text ?? "", accepted: nil)
        )
    }

    /// Gives survivors the reasons that files accept them for, and finds reasons for what is no survivor.
    private func explain(_ report: inout MutationReport, _ known: Set<String>) {
        for entry in accepted {
            if let index = report.survivors.firstIndex(where: { $0.id == entry.mutant }) {
                report.survivors[index].accepted = entry.reason
            } else if !known.contains(entry.mutant) {
                let near = NearestName.find(entry.mutant, among: known.sorted())
                let advice = near.map { "; did you mean '\($0)'?" } ?? ""
                report.staleAcceptances.append("there is no mutant '\(entry.mutant)'\(advice)")
            } else if report.notTried == 0 {
                report.staleAcceptances.append("'\(entry.mutant)' does not survive any more; take it out")
            }
        }
    }
}
