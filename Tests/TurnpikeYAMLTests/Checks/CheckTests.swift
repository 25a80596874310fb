import Testing
import Turnpike
import TurnpikeYAML

@Suite struct CheckTests {
    @Test(arguments: CheckFixture.all)
    func aFindingStandsWhereItsCauseIs(fixture: CheckFixture) {
        expectDiagnostics(fixture.text, fixture.expected)
    }

    @Test func everyCodeOfTheCheckerHasAFixture() {
        let covered = Set(CheckFixture.all.flatMap(\.codes)).union(Self.coveredElsewhere)
            .union(DataFixtureTests.fixtures.flatMap(\.codes)).union(ReuseFixtureTests.covered)
        let codes = DiagnosticCode.all.map(\.id).filter {
            ("TP1240" <= $0 && $0 < "TP1500") || $0.hasPrefix("TP17")
                || $0.hasPrefix("TP181")
        }
        #expect(codes.filter { !covered.contains($0) }.isEmpty)
        #expect(codes.count > 60)
    }

    /// Codes with tests of their own below, or with calendars.
    private static let coveredElsewhere: Set<String> = [
        "TP1269", "TP1297", "TP1298", "TP1418", "TP1792", "TP1793",
        // A directory brings these: see the tests of the configuration and of staffing.
        "TP1710", "TP1711", "TP1712", "TP1713", "TP1714",
    ]

    @Test func moreThanCanBeNumberedIsRefused() {
        var text = "turnpike: 1\nprocess: p\nroles: ["
        for index in 0...65_000 { text += "r\(index), " }
        text += "]\nstages:\n  open: {moves: [won]}\n  won: {outcome: won}\n"
        let (diagnostics, _, process) = findings(text)
        #expect(diagnostics.map(\.code.id) == ["TP1269"])
        #expect(process == nil)
    }

    /// A setting that is misread is taken as it is meant, so that nothing follows from it.
    @Test(arguments: [
        ("legal: {stages: {review: {moves: [done]}, done: {final: yes}}}", ["TP1206"]),
        ("legal: {stages: {review: {moves: [done]}, done: {final: \"true\"}}}", ["TP1206"]),
        ("legal: {}", ["TP1419"]), ("legal: {stages: {}}", ["TP1419"]), ("legal: {label: Legal}", ["TP1419"]),
    ])
    func oneCauseBringsOneFinding(track: String, codes: [String]) {
        let text = """
            turnpike: 1
            process: p
            stages:
              talks: {tracks: {\(track)}, moves: [won]}
              won: {outcome: won}
            """
        let result = SalesProcess.compile(ProcessFile(text: text))
        #expect(result.diagnostics.map(\.code.id) == codes, "\(result.diagnostics.map(\.message))")
        #expect(result.process == nil)
    }

    @Test func everythingIsReportedInOneRun() {
        expectDiagnostics(
            """
            currency: 1️⃣EURR
            fields:
              budget: {type: 2️⃣mone}
              source: {type: choice, options: [inbound, outbound], default: 3️⃣in}
            gates:
              g:
                needs: [4️⃣budgit]
                check:
                  c: {that: 'deal.5️⃣sorce == "inbound" && deal.budget > 5 EUR'}
            stages:
              open: {exit: [g, 6️⃣worth_it], moves: {won: {by: [7️⃣rep]}}}
              won: {outcome: won}
            """,
            [
                .init("1️⃣", "TP1253"), .init("2️⃣", "TP1251", repairedBy: "money"), .init("3️⃣", "TP1259"),
                .init("4️⃣", "TP1243", repairedBy: "budget"), .init("5️⃣", "TP1303", repairedBy: "source"),
                .init("6️⃣", "TP1245"), .init("7️⃣", "TP1246"),
            ]
        )
    }

    /// What excludes each other but need not hold at once is no finding.
    @Test(arguments: [
        "many: {when: deal.big, check: {c: {that: deal.seats >= 10}}}",
        "many: {check: {c: {that: deal.seats >= 10, severity: confirm}}}",
        "many: {check: {c: {that: deal.seats >= 10, severity: warn}}}",
        "many: {check: {c: {that: deal.seats >= 9 && deal.share >= 10}}}",
        "many: {any: [{check: {c: {that: deal.seats >= 10}}}, {needs: [owner]}]}",
    ])
    func boundsThatMayBothBeMetAreNoContradiction(gate: String) {
        let text = """
            turnpike: 1
            process: p
            fields: {seats: {type: integer, label: Seats}, share: {type: number, label: Share}, big: {type: bool, label: Big}}
            gates:
              few: {check: {c: {that: deal.seats < 10}}}
              \(gate)
            stages:
              open: {exit: [few], moves: [offer]}
              offer: {enter: [many], moves: [won]}
              won: {outcome: won}
            """
        let found = findings(text)
        #expect(!found.diagnostics.map(\.code.id).contains("TP1413"))
        #expect(found.2 != nil, "\(found.diagnostics.map(\.message))")
    }

    @Test func gatesThatNestTooDeepAreRefused() {
        var text = "turnpike: 1\nprocess: p\ngates:\n"
        for index in 0..<40 { text += "  g\(index): {all: [g\(index + 1)]}\n" }
        text += "  g40: {needs: [owner]}\nstages:\n  open: {exit: [g0], moves: [won]}\n  won: {outcome: won}\n"
        #expect(findings(text).diagnostics.map(\.code.id) == ["TP1418"])
    }

    @Test func gatesWithTooManyPartsAreRefused() {
        // Each gate holds the next twice: 2^20 parts of a text of 20 lines.
        var text = "turnpike: 1\nprocess: p\ngates:\n"
        for index in 0..<20 {
            text +=
                "  a\(index): {all: [a\(index + 1), b\(index + 1)]}\n  b\(index): {all: [a\(index + 1), b\(index + 1)]}\n"
        }
        text += "  a20: {needs: [owner]}\n  b20: {needs: [account]}\n"
        text += "stages:\n  open: {exit: [a0, b0], moves: [won]}\n  won: {outcome: won}\n"
        let codes = findings(text).diagnostics.map(\.code.id)
        #expect(!codes.isEmpty && codes.allSatisfy { $0 == "TP1418" })
    }

    @Test(arguments: [false, true])
    func recordsNestToAFixedDepth(isReversed: Bool) {
        var lines = (0..<20).map { "  r\($0): {inner: r\($0 + 1)}\n" }
        lines.append("  r20: {name: text}\n")
        if isReversed { lines.reverse() }
        let text =
            "turnpike: 1\nprocess: p\nrecords:\n" + lines.joined()
            + "fields: {it: {type: r0, label: It}}\nstages:\n  open: {moves: [won]}\n  won: {outcome: won}\n"
        let codes = Set(findings(text).diagnostics.map(\.code.id))
        #expect(codes == ["TP1265"])
    }

    /// Files that are small and ask for much: they end in findings, and soon.
    @Test func aFileCannotAskForMoreThanItHolds() {
        let clock = ContinuousClock()
        for (name, text) in Self.greedy {
            let duration = clock.measure { _ = findings(text) }
            #expect(duration < .seconds(20), "\(name): \(duration)")
        }
    }

    private static let greedy: [(String, String)] = {
        let head = "turnpike: 1\nprocess: p\n"
        var moves = head + "stages:\n"
        for index in 0..<600 { moves += "  s\(index): {moves: [s\(index + 1)]}\n" }
        moves += "  s600: {outcome: won}\nanywhere:\n  moves:\n"
        for index in 0..<600 { moves += "    m\(index): {to: s\(index), through: all}\n" }
        var misspelt = head + "stages:\n"
        for index in 0..<600 { misspelt += "  stage_number_\(index): {moves: [stage_numbr_\(index + 1)]}\n" }
        misspelt += "  won: {outcome: won}\n"
        var parts = head + "templates: {t: {text: '"
        for _ in 0..<10_000 { parts += "${deal.name} " }
        parts += "'}}\nhooks: [{event: deal.won, do: [{notify: {to: owner, template: t}}]}]\n"
        parts += "stages:\n  open: {moves: [won]}\n  won: {outcome: won}\n"
        return [("moves", moves), ("misspelt", misspelt), ("parts", parts)]
    }()
}
