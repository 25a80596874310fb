import Testing
import Turnpike
import TurnpikeYAML

@testable import TurnpikeScenarios

/// What somebody may not see, what comes late and what points are worth: said by scenarios, changed by mutants.
@Suite struct HiddenAndLateTests {
    private static let text = """
        turnpike: 1
        process: sample
        roles: {rep: Rep, boss: Boss}
        fields:
          margin: {type: percent, label: Margin}
          seats: {type: integer, label: Seats}
          freemail: {type: bool, label: Free mail}
        permissions: {move: [rep, boss], see: {margin: [boss]}}
        score:
          min: 0
          max: 100
          bands: {cold: 0, hot: 60}
          size: {add: 10, each: deal.seats, at_most: 70}
          freemail: {add: -20, when: deal.freemail}
          known: {add: 45, when: deal.margin > 10%}
        stages:
          open:
            limits: {slow: {within: 2 days, late: {skip: 1 days}, then: [{notify: owner}]}}
            moves:
              offer: {after: 10 days, late: skip}
              won: {skips: [offer]}
          offer: {moves: [won]}
          won: {outcome: won}

        """

    private static let scenarios = """
        scenarios:
          - name: Only the boss sees the margin
            do:
              - {set: {margin: 20%}, as: boss, expect: {hidden: []}}
              - {comment: x, as: rep}
            expect: {hidden: [margin]}
          - name: A reminder that is more than a day late is none
            given: {owner: rep_1}
            do:
              - {down: 75 hours}
            expect: {hooks: [], events: {includes: [timer.fired]}}
          - name: One that is nearly so late still comes
            given: {owner: rep_1}
            do: [{down: 71 hours, expect: {hooks: [notify owner]}}]
            expect: {stage: open}
          - name: It comes in time where somebody is there
            given: {owner: rep_1}
            do: [{wait: 48 hours}]
            expect: {hooks: [notify owner]}
          - name: A move that comes late is none
            do: [{down: 11 days}]
            expect: {stage: open}
          - name: A move in time is one
            do: [{wait: 239 hours, expect: {stage: open}}, {wait: 1 hour}]
            expect: {stage: offer}
          - name: Points of a lead
            do:
              - {set: {seats: 3}, expect: {fields: {score: 30, score_band: cold}}}
              - {set: {seats: 5}, expect: {fields: {score: 50, score_band: cold}}}
              - {set: {seats: 6}, expect: {fields: {score: 60, score_band: hot}}}
              - {set: {seats: 9}, expect: {fields: {score: 70}}}
              - {set: {margin: 10%}, expect: {fields: {score: 70}}}
              - {set: {margin: 10.1%}, expect: {fields: {score: 100}}}
              - {set: {seats: 1}, expect: {fields: {score: 55, score_band: cold}}}
              - {set: {seats: 1, margin: null, freemail: true}, expect: {fields: {score: 0}}}
              - {set: {seats: 3}, expect: {fields: {score: 10}}}
            expect: {stage: open}
          - name: Who is sure
            do: [{move: won, as: rep}]
            expect: {outcome: won}

        """

    private static func report(_ scenarios: String) async throws -> MutationReport {
        let source = ProcessFile(text: text)
        let process = try process(text)
        let file = ScenarioFile(text: scenarios, for: process)
        let findings = DiagnosticRenderer().render(file.diagnostics, in: file.sources)
        try #require(file.diagnostics.isEmpty, Comment(rawValue: findings))
        let results = await ScenarioRunner(process).run(file.scenarios)
        #expect(results.flatMap(\.mismatches).map { "\($0.what): \($0.expected) \($0.seen)" } == [])
        return await MutationRun(try #require(source.definition), process, [file], results).run()
    }

    @Test func scenariosNoticeWhatIsSeenLateOrWorthMore() async throws {
        let report = try await Self.report(Self.scenarios)
        let ids = Set(report.survivors.map(\.id))
        let wanted = [
            "delete permission see margin", "delete late of limit process/slow", "delete late of limit open/slow",
            "delete late of open/offer", "loosen late of limit open/slow: 2 days for 1 days", "delete min of score",
            "delete max of score", "delete at_most of score size", "delete each of score size",
            "loosen add of score size: 11 for 10", "loosen add of score freemail: -18 for -20",
            "loosen add of score known: 49 for 45", "loosen from of band hot: 54 for 60",
        ]
        #expect(wanted.filter { ids.contains($0) } == [])
        #expect(report.total > 20)
    }

    @Test func withoutThemTheyAreNotNoticed() async throws {
        let report = try await Self.report(
            "scenarios:\n  - {name: it, do: [{move: won, as: rep}], expect: {outcome: won}}\n"
        )
        let ids = Set(report.survivors.map(\.id))
        for id in [
            "delete permission see margin", "delete late of limit open/slow", "delete late of open/offer",
            "loosen add of score size: 11 for 10", "loosen from of band hot: 54 for 60", "delete max of score",
        ] {
            #expect(ids.contains(id), "\(ids.sorted())")
        }
    }

    /// Currencies are worth what the file says, on every day or from a day on.
    @Test(arguments: [
        ("rates: {base: EUR, USD: 1.25}", "80 EUR"), ("rates: {USD: 1.25}", "80 EUR"),
        ("rates: {base: EUR, 2026-01-01: {USD: 1.25}, 2026-02-01: {USD: 1}}", "80 EUR"),
        ("rates: {base: EUR, USD: 2, 2026-01-05: {USD: 1.25}}", "80 EUR"),
        ("rates: {base: EUR, 2026-02-01: {USD: 1.25}}", "null"),
    ])
    func amountsAreConvertedByTheRatesOfTheFile(_ rates: String, _ euros: String) async throws {
        let text = """
            turnpike: 1
            process: sample
            currency: EUR
            rates: {on: today}
            fields:
              amount: {type: money, label: Amount}
              in_euros: {type: money, label: In euros, compute: "convert(deal.amount, 'EUR', rates)"}
            stages:
              open: {moves: [won]}
              won: {outcome: won}

            """
        let body = "do: [{set: {amount: 100 USD}}]\nexpect: {fields: {in_euros: \(euros)}}"
        let found = try await mismatches(rates + "\n" + scenario(body), text)
        #expect(found.map { "\($0.what): \($0.seen)" } == [])
    }

    @Test(arguments: [
        ("rates: {base: EUR, USD: none}", "a rate is a number above zero, not 'none'"),
        ("rates: {base: EUR, dollar: 1}", "'dollar' is no currency and no day"),
        ("rates: {USD: 1}", "rates are those of one currency, and the process names none"),
    ])
    func ratesThatDoNotFitAreFindings(_ rates: String, _ message: String) throws {
        let file = ScenarioFile(text: rates + "\n" + scenario("expect: {stage: open}"), for: try process(Self.text))
        #expect(file.diagnostics.map(\.code.id) == ["TP1604"])
        #expect(file.diagnostics.map(\.message) == [message])
    }

    @Test func whatIsHiddenIsComparedExactly() async throws {
        let wrong = "do: [{comment: x, as: rep}]\nexpect: {hidden: []}"
        let found = try await mismatches(scenario(wrong), Self.text)
        #expect(found.map(\.what) == ["hidden"])
        #expect(found.first?.seen == ["margin"])
        let file = ScenarioFile(text: scenario("expect: {hidden: [magin]}"), for: try process(Self.text))
        #expect(file.diagnostics.map(\.code.id) == ["TP1605"])
    }
}
