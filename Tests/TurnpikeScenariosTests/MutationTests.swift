import Testing
import Turnpike
import TurnpikeYAML

@testable import TurnpikeScenarios

@Suite struct MutationTests {
    /// Runs scenarios of the sample, then all mutants.
    static func mutate(_ text: String, _ yaml: String = sample, within limit: Duration = .seconds(300)) async throws
        -> MutationReport
    {
        let source = ProcessFile(text: yaml, name: "sample.process.yaml")
        let process = try #require(SalesProcess.compile(source).process)
        let file = ScenarioFile(text: text, for: process)
        let report = DiagnosticRenderer().render(file.diagnostics, in: file.sources)
        try #require(file.diagnostics.isEmpty, Comment(rawValue: report))
        let results = await ScenarioRunner(process).run(file.scenarios)
        let mismatches = results.flatMap(\.mismatches)
        try #require(mismatches == [])
        let run = MutationRun(try #require(source.definition), process, [file], results)
        return await run.run(within: limit)
    }

    /// All scenarios but the one whose name begins so.
    static func without(_ name: String) -> String {
        let parts = completeScenarios.split(separator: "  - name: ", omittingEmptySubsequences: false)
        return parts.filter { !$0.hasPrefix(name) }.joined(separator: "  - name: ")
    }

    @Test func scenariosOfEveryPartNoticeEveryChange() async throws {
        let report = try await Self.mutate(completeScenarios)
        #expect(report.unexplained.map(\.id) == [])
        #expect(report.staleAcceptances == [])
        #expect(report.noticed == report.total)
        #expect(report.notCompiled == [])
        #expect(report.total > 30)
        #expect(report.passed)
    }

    /// Without one scenario the changes that it alone notices survive, and are told with their place.
    @Test(arguments: [
        ("The amount is fixed", ["delete lock offer/amount"]),
        ("Only managers override", ["delete permission override"]),
        ("The budget falls short", []),
        (
            "A large deal is won by hand",
            ["delete when of offer/signed", "loosen when of offer/signed: 110000 EUR for 100000 EUR"]
        ),
        ("Of a thousand nobody is told", ["loosen when of hook stage.entered offer: 900 EUR for 1000 EUR"]),
        ("Back to where it was", ["delete move anywhere/back"]),
    ])
    func aRuleThatNothingTestsIsFound(_ name: String, _ survivors: [String]) async throws {
        let found = try await Self.mutate(Self.without(name))
        #expect(found.unexplained.map(\.id) == survivors)
        #expect(found.passed == survivors.isEmpty)
        #expect(
            found.unexplained.allSatisfy { $0.place?.hasPrefix("sample.process.yaml:") == true && !$0.text.isEmpty }
        )
    }

    @Test func aScenarioThatExpectsTooLittleLetsItsRulesSurvive() async throws {
        let report = try await Self.mutate(
            scenario("given: {stage: offer}\ndo: [{override: won, because: x}]\nexpect: {stage: won}")
        )
        let survivors = Set(report.unexplained.map(\.id))
        #expect(survivors.isSuperset(of: ["delete reviewed.done.review", "delete gate known", "delete by of call"]))
        #expect(!survivors.contains("delete move offer/won"))
        #expect(!report.passed)
    }

    /// Criteria that stand neither in a gate nor in a move's questions can be named too, and a bound on a move is a rule.
    static let bounded = """
        turnpike: 1
        process: sample
        stages:
          talk: {moves: {review: {at_most: 1}}}
          review:
            tracks:
              legal: {stages: {reading: {moves: [agreed]}, agreed: {final: true}}}
            moves: {sold: {}, again: {to: talk}}
          sold: {outcome: won}
          lost: {outcome: lost}
        anywhere: {moves: [lost]}
        """
    static let boundedScenarios = """
        scenarios:
          - name: Reading comes first
            given: {stage: talk}
            do:
              - {move: review}
              - {move: sold, expect: {refused: [review.tracks.legal]}}
              - {move: agreed}
              - {move: sold}
            expect: {stage: sold}
          - name: Whatever was said, it is lost
            given: {stage: talk}
            do: [{move: lost}]
            expect: {outcome: lost}
          - name: Once and not again
            given: {stage: talk}
            do:
              - {move: review}
              - {move: again}
        """

    @Test func aBoundOnAMoveIsARuleLikeOthers() async throws {
        let refused = "\n      - {move: review, expect: {refused: [review.at_most]}}\n    expect: {stage: talk}\n"
        let report = try await Self.mutate(Self.boundedScenarios + refused, Self.bounded)
        #expect(report.unexplained.map(\.id) == [])
        let ends = try await Self.mutate(Self.boundedScenarios + "\n    expect: {stage: talk}\n", Self.bounded)
        #expect(ends.unexplained.map(\.id) == ["delete at_most of talk/review"])
    }

    @Test func anAcceptedSurvivorIsNoFailure() async throws {
        let report = try await Self.mutate(
            Self.without("The amount is fixed")
                + "\naccepted_survivors: {delete lock offer/amount: sales may not edit it}"
        )
        #expect(report.survivors.map(\.accepted) == ["sales may not edit it"])
        #expect(report.passed)
    }

    @Test func anAcceptedSurvivorMustStillSurvive() async throws {
        let stale =
            completeScenarios
            + "\naccepted_survivors:\n  delete lock offer/amount: we do not mind\n  delete gate knwn: a slip\n"
        let report = try await Self.mutate(stale)
        #expect(report.unexplained.isEmpty)
        #expect(report.staleAcceptances.count == 2)
        #expect(report.staleAcceptances.contains { $0.contains("does not survive any more") })
        #expect(report.staleAcceptances.contains { $0.contains("did you mean 'delete gate known'?") })
        #expect(!report.passed)
    }

    @Test func whatTheTimeDoesNotSufficeForIsCounted() async throws {
        let report = try await Self.mutate(completeScenarios, within: .zero)
        #expect(report.notTried == report.total)
        #expect(report.total > 30)
        #expect(!report.passed)
    }

    /// Leaving out scenarios that cannot notice must not change what survives.
    @Test func onlyScenariosThatCannotNoticeAreLeftOut() async throws {
        let source = ProcessFile(text: sample, name: "sample.process.yaml")
        let process = try #require(SalesProcess.compile(source).process)
        let definition = try #require(source.definition)
        let file = ScenarioFile(text: completeScenarios, for: process)
        let results = await ScenarioRunner(process).run(file.scenarios)
        for mutant in MutantMaker.mutants(of: definition, process) {
            var changed = definition
            mutant.change(&changed)
            guard let other = SalesProcess.compile(changed, options: CompileOptions(isRegistered: true)).process else {
                continue
            }
            for (scenario, result) in zip(file.scenarios, results)
            where !mutant.reach.concerns(scenario, result.touches) {
                let ended = await ScenarioRunner(other).run(scenario)
                #expect(ended.passed, "\(mutant.id) is noticed by '\(scenario.name)'")
            }
        }
    }

    @Test(arguments: [
        ("0.8", false, "0.72"), ("0.8", true, "0.88"), ("15%", true, "16.5%"), ("10000 EUR", false, "9000 EUR"),
        ("14 days", false, "13 days"), ("180 days", true, "198 days"), ("3", true, "4"), ("0", false, "(-1)"),
        ("1", false, "0"), ("0 EUR", true, "1 EUR"), ("100", true, "110"), ("99.99 EUR", false, "89.991 EUR"),
    ])
    func aBoundIsMovedByATenth(_ text: String, _ larger: Bool, _ changed: String) {
        #expect(LooserNumber.of(text, larger: larger) == changed)
    }

    @Test(arguments: ["", "x", "0x10", "1e5", "5u", "99999999999999999999"])
    func whatIsNoPlainNumberIsLeftAlone(_ text: String) {
        #expect(LooserNumber.of(text, larger: true) == nil)
    }

    /// Every kind of change, on a process that has all of them.
    @Test func everyPartOfAProcessHasItsMutants() throws {
        let yaml = """
            turnpike: 1
            process: parts
            roles: {rep: Rep}
            fields: {n: integer, d: date}
            activities: {demo: {by: rep, outcomes: [held, bad]}}
            gates:
              a: {needs: [n], done: [{demo: {outcome: [held], at_least: 2, within: 30 days, since: stage}}]}
              b: {when: deal.n > 10, check: {c: {that: "deal.n < 20 && !(deal.n > 5 || deal.d < now - 10 days)"}}}
              either: {any: [a, b]}
              both: {all: [a, b]}
            start: {s: {when: deal.n < 7}, t: {}}
            stages:
              s: {exit: [either, {needs: [d]}], locks: [n], moves: {t: {by: rep, ask: [n], when: deal.n >= 3}}}
              t: {exit: [a], moves: {u: {}, v: {to: u, as_soon_as: deal.n > 100}}}
              u: {outcome: won, enter: [both]}
            permissions: {move: rep, override: rep, edit: {n: rep}}
            hooks: [{event: deal.won, when: deal.n > 1, do: [{crm: close}]}]
            """
        let source = ProcessFile(text: yaml)
        let process = try SalesProcess(yaml: yaml)
        let ids = MutantMaker.mutants(of: try #require(source.definition), process).map(\.id)
        #expect(
            ids == [
                "delete gate a", "delete a.needs.n", "delete a.done.demo", "loosen a.done.demo: any outcome",
                "loosen a.done.demo: at_least 1", "loosen a.done.demo: within any time",
                "loosen a.done.demo: since any time", "delete when of b", "loosen when of b: 11 for 10",
                "delete b.check.c", "loosen b.check.c: 22 for 20", "loosen b.check.c: 6 for 5",
                "loosen b.check.c: 11 days for 10 days", "delete either.any", "delete gate both",
                "delete s.exit.needs.d", "delete a from either.any", "delete b from either.any",
                "delete a from both.all",
                "delete b from both.all", "delete a from t.exit", "delete move s/t", "delete by of s/t",
                "delete ask of s/t: n", "delete when of s/t", "loosen when of s/t: 2 for 3", "delete move t/u",
                "delete move t/v", "delete as_soon_as of t/v", "loosen as_soon_as of t/v: 90 for 100",
                "delete lock s/n",
                "delete when of start s", "loosen when of start s: 8 for 7", "delete when of hook deal.won",
                "loosen when of hook deal.won: 0 for 1", "delete by of demo", "delete permission move",
                "delete permission override", "delete permission edit n", "delete hook deal.won",
            ]
        )
    }

    @Test func tracksHooksAndScoresHaveTheirMutantsToo() throws {
        let yaml = """
            turnpike: 1
            process: nested
            fields: {n: {type: integer, label: N}}
            score: {big: {add: 5, when: deal.n > 10}}
            stages:
              talks:
                tracks:
                  legal: {when: deal.n > 20, stages: {review: {moves: [agreed]}, agreed: {final: true}}}
                  price: {stages: {offer: {moves: [settled]}, settled: {final: true}}}
                moves: {won: {complete: true}}
              won: {outcome: won}
              nurture: {hold: true, moves: {wake: {to: came_from, resume: shallow, at_most: 2}}}
            anywhere: {moves: [nurture]}
            hooks: [{event: deal.won, do: [{crm: close}, {notify: {to: "#wins", text: Won}}]}]
            """
        let process = try SalesProcess(yaml: yaml)
        let definition = try #require(ProcessFile(text: yaml).definition)
        let ids = Set(MutantMaker.mutants(of: definition, process).map(\.id))
        let wanted = [
            "delete when of track legal", "loosen when of track legal: 22 for 20", "delete complete of talks/won",
            "delete resume of nurture/wake", "delete at_most of nurture/wake", "delete hook deal.won",
            "delete crm of hook deal.won", "delete notify of hook deal.won", "delete score big",
            "delete when of score big", "loosen when of score big: 9 for 10",
        ]
        #expect(wanted.filter { !ids.contains($0) }.isEmpty, "\(ids.sorted())")
    }

    /// The base's own lines answer to the base's own scenarios; what the overlay says answers here.
    @Test func anOverlayIsChangedWhereItSpeaksItself() throws {
        let overlay = SourceFile(
            name: "north.process.yaml",
            text: """
                turnpike: 1
                process: north
                extends: sample.process.yaml
                fields: {survey: file}
                gates:
                  surveyed: {needs: [survey]}
                  known: {needs: [budget, need, survey]}
                stages:
                  offer: {exit: [discounted, reviewed, surveyed]}
                """
        )
        let source = ProcessFile(overlay, with: [SourceFile(name: "sample.process.yaml", text: sample)])
        let process = try #require(SalesProcess.compile(source).process)
        let mutants = MutantMaker.mutants(of: try #require(source.definition), process)
        #expect(mutants.contains { $0.id == "delete surveyed.needs.survey" })
        #expect(mutants.contains { $0.id == "delete known.needs.survey" })
        #expect(mutants.allSatisfy { $0.range.file == 0 })
    }
}
