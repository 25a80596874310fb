import Testing
import Turnpike
import TurnpikeYAML

@testable import TurnpikeScenarios

@Suite struct CoverageTests {
    static func coverage(_ text: String) async throws -> Coverage {
        let process = try process()
        let file = ScenarioFile(text: text, for: process)
        try #require(file.diagnostics.isEmpty)
        return Coverage(await ScenarioRunner(process).run(file.scenarios), of: process)
    }

    @Test func whatNoScenarioTouchesIsListedWithItsLine() async throws {
        let coverage = try await Self.coverage(
            scenario(
                """
                given: {stage: open, amount: 5000 EUR, budget: 1000 EUR, need: x, source: inbound, done: [{call: interested}]}
                do: [{move: offer}]
                expect: {refused: known.check.covers}
                """
            )
        )
        let figures = Dictionary(uniqueKeysWithValues: coverage.figures.map { ($0.kind, $0) })
        #expect(figures[.stages]?.touched == 1)
        #expect(figures[.stages]?.total == 6)
        #expect(figures[.moves]?.touched == 0)
        #expect(figures[.gates]?.touched == 1)
        // Met: two needs, the call and the source; unmet: the budget.
        #expect(figures[.criteria]?.touched == 5)
        #expect(figures[.criteria]?.total == 14)
        let covers = coverage.gaps.filter { $0.id == "known.check.covers" }
        #expect(covers.map(\.what) == ["never met"])
        #expect(covers.first?.text.hasPrefix("covers: {that:") == true)
        #expect(covers.first?.place?.hasPrefix("sample.process.yaml:") == true)
    }

    @Test func whatLacksAValueIsNeitherSideOfACheck() async throws {
        let coverage = try await Self.coverage(
            scenario(
                "do: [{move: offer}]\nexpect: {refused: [known.needs.budget, known.needs.need, known.done.call, known.check.covers]}"
            )
        )
        let sides = coverage.gaps.filter { $0.id == "known.check.covers" }.map(\.what)
        #expect(sides == ["never met", "never unmet"])
    }

    @Test func scenariosOfEveryPartLeaveNothingUntouched() async throws {
        let coverage = try await Self.coverage(completeScenarios)
        #expect(coverage.gaps.map { "\($0.kind) \($0.id) \($0.what)" } == [])
        let waiting: Set<Coverage.Kind> = [.limits, .approvals, .assignment]
        #expect(coverage.figures.allSatisfy { $0.percent == 100 && ($0.total > 0 || waiting.contains($0.kind)) })
    }

    /// What an overlay takes over is tested beside its base, packs of the base too; the rest is counted here.
    @Test func ofAnOverlayIsCountedWhatItSaysItself() async throws {
        let overlay = SourceFile(
            name: "north.process.yaml",
            text: """
                turnpike: 1
                process: sample
                extends: base.process.yaml
                fields: {survey: {type: file, label: Survey}}
                gates: {surveyed: {needs: [survey]}}
                stages: {open: {exit: [known, pain.felt, surveyed], moves: {check: {}}}, check: {after: open, moves: [offer]}, offer: {}}
                """
        )
        let base = SourceFile(
            name: "base.process.yaml",
            text: """
                turnpike: 1
                process: base
                uses: [pain.yaml]
                fields: {budget: {type: text, label: Budget}}
                gates: {known: {needs: [budget]}}
                stages:
                  open: {exit: [known, pain.felt], moves: {offer: {skips: all}}}
                  offer: {moves: [won]}
                  won: {outcome: won}
                """
        )
        let pack = SourceFile(
            name: "pain.yaml",
            text: "pack: pain\nturnpike: 1\nfields: {what: {type: text, label: Pain}}\ngates: {felt: {needs: [what]}}\n"
        )
        let source = ProcessFile(overlay, with: [base, pack])
        let result = SalesProcess.compile(source)
        let process = try #require(
            result.process,
            Comment(rawValue: DiagnosticRenderer().render(result.diagnostics, in: result.sources))
        )
        let definition = try #require(source.definition)
        let file = ScenarioFile(
            text: scenario("do: [{comment: x}]\nexpect: {stage: open}"),
            for: process
        )
        let results = await ScenarioRunner(process).run(file.scenarios)
        let own = Coverage(results, of: process, definition)
        #expect(own.base == "base.process.yaml")
        #expect(own.gaps.allSatisfy { $0.place?.hasPrefix("north.process.yaml") == true }, "\(own.gaps.map(\.id))")
        #expect(own.gaps.contains { $0.id == "surveyed.needs.survey" })
        #expect(own.gaps.contains { $0.id == "check" && $0.kind == .stages })
        let whole = Coverage(results, of: process)
        #expect(whole.base == nil && whole.gaps.contains { $0.id == "known.needs.budget" })
        let mutants = MutantMaker.mutants(of: definition, process)
        #expect(mutants.contains { $0.id == "delete surveyed.needs.survey" })
        #expect(!mutants.contains { $0.id.contains("pain.felt.needs") || $0.id.contains("known.needs") })
        let text = ScenarioText(showsCoverage: true)
            .render(ScenarioReport(process, [.init(file, results)], of: definition))
        #expect(text.contains("what it takes over from base.process.yaml is tested there"))
    }

    @Test func whatARefusalAsksForActsOnHooks() async throws {
        let process = try process(
            """
            turnpike: 1
            process: sample
            roles: [boss]
            gates: {agreed: {approval: terms}}
            approvals: {terms: {steps: [boss]}}
            stages:
              offer: {exit: [agreed], moves: [won]}
              won: {outcome: won}
            hooks: [{event: approval.requested terms, do: [{notify: boss}]}]
            """
        )
        let refused =
            "given: {stage: offer}\ndo: [{move: won}]\nexpect: {refused: [agreed.approval.terms], hooks: [notify boss]}"
        let file = ScenarioFile(text: scenario(refused), for: process)
        try #require(file.diagnostics.isEmpty)
        let results = await ScenarioRunner(process).run(file.scenarios)
        let passed = results.allSatisfy { $0.passed }
        #expect(passed)
        let hooks = Coverage(results, of: process).figures.first { $0.kind == .hooks }
        #expect(hooks?.touched == 1)
    }
}
