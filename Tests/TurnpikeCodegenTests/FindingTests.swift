import Testing
import Turnpike
import TurnpikeCodegen
import TurnpikeYAML

/// What stands between a process and its types.
@Suite("Findings of the generator")
struct FindingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var findings: [String]

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "stages",
            text: "stages:\n  step_1: {moves: [step1]}\n  step1: {outcome: won}\n",
            findings: ["TP1850 5"]
        ),
        Case(
            name: "fields and options",
            text: """
                fields:
                  go_live: {type: date, label: A}
                  golive:
                    type: choice
                    label: B
                    options: [a_b, ab]
                stages:
                  open: {moves: [won]}
                  won: {outcome: won}
                """,
            findings: ["TP1850 5", "TP1850 8"]
        ),
        Case(
            name: "moves of one stage, not of two",
            text: """
                stages:
                  open: {moves: {go_on: {to: offer}, goon: {to: won, skips: all}}}
                  offer: {moves: {go_on: {to: won}}}
                  won: {outcome: won}
                """,
            findings: ["TP1850 4"]
        ),
        Case(
            name: "records, activities, outcomes, gates, reasons, signals, tracks",
            text: """
                records: {one_x: {name: text}, onex: {name: text}}
                fields: {a: {type: one_x, label: A}, b: {type: onex, label: B}}
                signals: {ping_it: {}, pingit: {}}
                reasons: {lost: {too_late: L, toolate: L}}
                activities: {call_x: {label: C, outcomes: [no_show, noshow]}, callx: {label: D}}
                gates: {is_ok: {needs: [a]}, isok: {needs: [b]}}
                stages:
                  open: {exit: [is_ok, isok], moves: {talks: {signal: ping_it}, more: {to: talks, signal: pingit}, go: {to: talks}}}
                  talks: {tracks: {le_gal: {stages: {x: {final: true}}}, legal: {stages: {y: {final: true}}}}, moves: [won]}
                  won: {outcome: won}
                  lost: {outcome: lost, reason: lost, moves: {again: {to: open}}}
                anywhere: {moves: [lost]}
                """,
            findings: [
                "TP1850 3", "TP1850 5", "TP1850 6", "TP1850 7", "TP1850 7", "TP1850 8", "TP1850 11",
            ]
        ),
    ]

    @Test(arguments: cases)
    func idsThatFoldIntoOneNameAreFound(_ test: Case) {
        let file = ProcessFile(text: "turnpike: 1\nprocess: p\n" + test.text, name: "p.process.yaml")
        let result = SwiftGenerator().generate(file, named: "p.process.yaml")
        let errors = result.diagnostics.filter { $0.severity == .error }
        #expect(
            errors.map { "\($0.code.id) \(result.sources.position(of: $0.range)?.line ?? 0)" } == test.findings,
            "\(result.diagnostics.map(\.message))"
        )
        #expect(result.text == nil)
    }

    @Test func whatIsWrongWithTheFileIsToldAndNothingIsWritten() {
        let file = ProcessFile(
            text: "turnpike: 1\nprocess: p\nstages:\n  open: {moves: [wom]}\n  won: {outcome: won}\n"
        )
        let result = SwiftGenerator().generate(file, named: "p.process.yaml")
        #expect(result.findings == ["TP1242 4"])
        #expect(result.text == nil)
        #expect(
            CompilerLine.text(result.diagnostics[0], in: result.sources, path: "p").hasPrefix(
                "process.yaml:4:18: error: [TP1242] no stage is called 'wom'"
            )
        )
    }

    @Test func moreThanFiftyStagesAreNoTrouble() throws {
        var text = "turnpike: 1\nprocess: long\nstages:\n"
        for index in 0..<60 { text += "  stage_\(index)x: {moves: [stage_\(index + 1)x]}\n" }
        text +=
            "  stage_60x: {outcome: won}\n  lost: {outcome: lost, moves: {again: {to: stage_0x}}}\nanywhere: {moves: [lost]}\n"
        let file = ProcessFile(text: text)
        let result = try #require(SwiftGenerator().generate(file, named: "long.process.yaml").text)
        // What all stages share stands once, and the text grows with the stages and not with their square.
        #expect(result.split(separator: "\n").count { $0.contains("static var lost") } == 2)
        #expect(result.utf8.count < 120_000)
        // Nor does the compiler's work: no branch stands inside another.
        #expect(!result.contains("else if"))
    }
}
