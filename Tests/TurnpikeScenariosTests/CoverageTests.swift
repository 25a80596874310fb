import Testing
import Turnpike

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
