import Foundation
import Testing
import Turnpike
import TurnpikeYAML

@testable import TurnpikeScenarios

/// The scenario files beside the example processes, which `turnpike new` writes too.
@Suite struct ExampleTests {
    static let root = String(#filePath.split(separator: "/Tests/", maxSplits: 1)[0])
    static let folder = "\(root)/Examples/processes"
    static let names =
        FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }
        .filter { $0.hasSuffix(".scenarios.yaml") }.compactMap { $0.split(separator: "/").first.map(String.init) }
        .reduce(into: Set<String>()) { $0.insert($1) }.sorted() ?? []

    @Test func thereAreExamplesToTest() { #expect(Self.names.contains("crm_import") && Self.names.count > 9) }

    static func report(_ name: String) async throws -> ScenarioReport {
        let folder = "\(Self.folder)/\(name)"
        let source = ProcessFile(path: "\(folder)/\(name).process.yaml")
        let process = try #require(SalesProcess.compile(source).process)
        let file = ScenarioFile(path: "\(folder)/\(name).scenarios.yaml", for: process)
        let findings = DiagnosticRenderer().render(file.diagnostics, in: file.sources)
        try #require(file.diagnostics.isEmpty, Comment(rawValue: findings))
        let results = await ScenarioRunner(process).run(file.scenarios)
        var report = ScenarioReport(process, [ScenarioReport.File(file, results)])
        if report.failures == 0, let definition = source.definition {
            report.mutation = await MutationRun(definition, process, [file], results).run()
        }
        return report
    }

    /// Overlays beside an example have scenarios of their own for what is different.
    static let overlays =
        FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }
        .filter { path in
            let parts = path.split(separator: "/")
            return path.hasSuffix(".scenarios.yaml") && parts.count == 2 && !parts[1].hasPrefix("\(parts[0]).")
        }
        .map { String($0.dropLast(".scenarios.yaml".count)) }.sorted() ?? []

    @Test(arguments: overlays) func anOverlayDoesWhatItsScenariosSay(_ name: String) async throws {
        let source = ProcessFile(path: "\(Self.folder)/\(name).process.yaml")
        let result = SalesProcess.compile(source)
        let process = try #require(
            result.process,
            Comment(rawValue: DiagnosticRenderer().render(result.diagnostics, in: result.sources))
        )
        let file = ScenarioFile(path: "\(Self.folder)/\(name).scenarios.yaml", for: process)
        let findings = DiagnosticRenderer().render(file.diagnostics, in: file.sources)
        try #require(file.diagnostics.isEmpty, Comment(rawValue: findings))
        let results = await ScenarioRunner(process).run(file.scenarios)
        let definition = try #require(source.definition)
        var report = ScenarioReport(process, [ScenarioReport.File(file, results)], of: definition)
        #expect(report.failures == 0, Comment(rawValue: ScenarioText().render(report)))
        report.mutation = await MutationRun(definition, process, [file], results).run()
        #expect(report.passed, Comment(rawValue: ScenarioText(showsCoverage: true).render(report)))
        let figures = report.coverage.figures.filter { [.moves, .gates, .stages].contains($0.kind) }
        #expect(figures.allSatisfy { $0.percent == 100 }, Comment(rawValue: "\(report.coverage.gaps)"))
    }

    @Test func thereIsAnOverlayThatUsesAPack() { #expect(Self.overlays.contains("enterprise_b2b/enterprise_dach")) }

    @Test func thePackBesideAnExampleIsTheOneThatIsShipped() throws {
        let mine = try String(contentsOfFile: "\(Self.folder)/enterprise_b2b/meddicc.yaml", encoding: .utf8)
        let shipped = try String(contentsOfFile: "\(Self.root)/Examples/packs/meddicc.yaml", encoding: .utf8)
        #expect(mine == shipped)
    }

    @Test(arguments: names) func theScenariosOfAnExampleNoticeEveryChangeOfIt(_ name: String) async throws {
        let report = try await Self.report(name)
        #expect(report.passed, Comment(rawValue: ScenarioText(showsCoverage: true).render(report)))
        let figures = report.coverage.figures.filter { [.moves, .gates, .stages].contains($0.kind) }
        #expect(figures.allSatisfy { $0.percent == 100 }, Comment(rawValue: "\(report.coverage.gaps)"))
    }
}
