import Testing
import Turnpike
import TurnpikeYAML

/// The table of transitions that the checker builds (rules 6 and 7).
@Suite struct TransitionTests {
    private func process(_ text: String) throws -> SalesProcess {
        let (diagnostics, sources, process) = findings(withHeader(text))
        return try #require(process, "\(DiagnosticRenderer().render(diagnostics, in: sources))")
    }

    /// `move>target direction [gates]` for every move from a stage.
    private func rows(_ process: SalesProcess, from stage: String) throws -> [String] {
        let id = try #require(process.stage(stage))
        return process.transitions[process.transitionsBySource[id.index]].map { row in
            let target = row.target.map { process[$0].id } ?? "?"
            let direction = row.direction?.rawValue ?? "?"
            let gates = row.gates.map { "[" + $0.map { process[$0].id }.joined(separator: " ") + "]" } ?? "?"
            return "\(process[row.move].id)>\(target) \(direction) \(gates)"
        }
    }

    private static let gated = """
        gates:
          a_out: {needs: [owner]}
          b_in: {needs: [owner]}
          b_out: {needs: [account]}
          c_in: {needs: [account]}
          own: {needs: [contact]}
          hold_in: {needs: [contact]}
        stages:
          a:
            exit: [a_out]
            moves:
              b: {gates: [own]}
              over: {to: c, skips: [b], gates: [own]}
              along: {to: c, through: all, gates: [own]}
              again: {to: a, gates: [own]}
              pause: {gates: [own]}
          b: {enter: [b_in], exit: [b_out], moves: {c: {}, a: {gates: [own]}}}
          c: {enter: [c_in], moves: [won]}
          won: {outcome: won, moves: [after]}
          pause: {hold: true, enter: [hold_in], moves: {wake: {to: came_from}, on: {to: c, skips: all}, lost: {}}}
          after: {}
          lost: {outcome: lost, moves: {reopen: {to: b}}}
        anywhere:
          moves: {lost: {}, back: {to: earlier}}
        """

    @Test func gatesAreJudgedByDirection() throws {
        let process = try process(Self.gated)
        #expect(
            try rows(process, from: "a") == [
                "b>b forward [a_out own b_in]", "over>c forward [a_out own c_in]",
                "along>c forward [a_out b_in b_out own c_in]", "again>a again [own]",
                "pause>pause aside [own hold_in]", "lost>lost aside []",
            ]
        )
        #expect(
            try rows(process, from: "b") == [
                "c>c forward [b_out c_in]", "a>a back [own]", "lost>lost aside []", "back>? back []",
            ]
        )
    }

    @Test func aMoveOutOfAHoldDependsOnWhereTheDealCameFrom() throws {
        let process = try process(Self.gated)
        #expect(
            try rows(process, from: "pause") == [
                "wake>? ? ?", "on>c ? ?", "lost>lost aside []", "back>? back []",
            ]
        )
        #expect(try rows(process, from: "lost") == ["reopen>b ? ?"])
    }

    @Test func anywhereCoversTheStagesBeforeAnOutcome() throws {
        let process = try process(Self.gated)
        #expect(try rows(process, from: "won") == ["after>after forward []"])
        #expect(try rows(process, from: "after") == [])
    }

    @Test func aStagesOwnMoveReplacesThatOfAnywhere() throws {
        let process = try process(
            """
            stages:
              a: {moves: {b: {}, lost: {gates: [{needs: [owner]}]}}}
              b: {moves: [won]}
              won: {outcome: won}
              lost: {outcome: lost}
            anywhere: {moves: [lost]}
            """
        )
        #expect(try rows(process, from: "a") == ["b>b forward []", "lost>lost aside [a.lost]"])
        #expect(try rows(process, from: "b") == ["won>won forward []", "lost>lost aside []"])
    }

    @Test func inlineGatesTakeTheirIdsFromTheirPlaces() throws {
        let process = try process(
            """
            fields: {x: text, y: text}
            stages:
              a:
                exit: [{needs: [x]}, {named: {needs: [y]}}, {needs: [owner]}]
                enter: [{needs: [name_of]}]
                moves: {b: {gates: [{any: [{needs: [x]}, {all: [{needs: [y]}]}]}]}}
              b: {moves: [won]}
              won: {outcome: won}
            """.replacing("name_of", with: "account")
        )
        #expect(
            process.gates.map(\.id) == [
                "a.enter", "a.exit", "named", "a.exit_2", "a.b", "a.b.any_1", "a.b.any_1_2", "a.b.any_1_2.all_1",
            ]
        )
        let any = try #require(process.gate("a.b"))
        #expect(process[any].criteria.map(\.id) == ["a.b.any"])
    }

    @Test func theSmallestProcessStartsInItsFirstStage() throws {
        let process = try process("stages:\n  open: {moves: [won]}\n  won: {outcome: won}\n")
        #expect(process.starts.map { process[$0.stage].id } == ["open"])
        #expect(process.starts[0].when == nil)
        #expect(process.signals.map(\.id) == ["replied", "meeting_booked", "bounced", "unsubscribed"])
    }

    @Test func theWholeLanguageCompiles() throws {
        let (diagnostics, sources, process) = findings(wholeProcess)
        let shown = "\(DiagnosticRenderer().render(diagnostics, in: sources))"
        #expect(process != nil, "\(shown)")
        // What the example declares for parts that are not supported yet is unused without them.
        let unused = diagnostics.compactMap { sources.text(of: $0.range) }
        #expect(
            unused == [
                "legal", "finance", "vp_sales", "contract_end", "first_call", "counter_offer", "paid_for", "intro",
            ],
            "\(shown)"
        )
        #expect(diagnostics.allSatisfy { $0.code == .unused && $0.severity == .warning })
    }

    @Test func onlyWhatExpressionsReadGetsADerivedSlot() throws {
        let process = try process(
            """
            fields: {x: {type: text, label: X}}
            gates:
              g: {check: {c: {that: history.a.visits < 3 && activities.call.count > 1}}}
            activities: {call: {kind: call}, other: {kind: call, label: Another}}
            stages:
              a: {exit: [g], moves: [b]}
              b: {moves: [won]}
              won: {outcome: won}
            """
        )
        #expect(
            process.derivedValues == [
                .historyVisits(StageID(0)), .historyTimeIn(StageID(0)), .activityDone(ActivityID(0)),
                .activityCount(ActivityID(0)), .activityAll(ActivityID(0)), .activityLast(ActivityID(0)),
            ]
        )
    }

    @Test(arguments: [
        ("done: [demo]", 1), ("done: [{demo: {at_least: 3}}]", 3), ("done: [{demo: {outcome: [held]}}]", 5),
        ("check: {c: {that: activities.demo.all.size() > 1}}", 5),
    ])
    func asManyAttemptsAreKeptAsGatesLookAt(demand: String, kept: Int) throws {
        let process = try process(
            """
            activities: {demo: {repeat: 5, outcomes: [held, no_show]}}
            gates:
              g:
                \(demand)
            stages:
              a: {exit: [g], moves: [won]}
              won: {outcome: won}
            """
        )
        #expect(process.activities[0].keptAttempts == kept)
    }
}
