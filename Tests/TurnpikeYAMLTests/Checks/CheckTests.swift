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
        let codes = DiagnosticCode.all.map(\.id).filter { "TP1240" <= $0 && $0 < "TP1500" }
        #expect(codes.filter { !covered.contains($0) }.isEmpty)
        #expect(codes.count > 60)
    }

    /// Codes with tests of their own below.
    private static let coveredElsewhere: Set<String> = ["TP1269"]

    @Test func moreThanCanBeNumberedIsRefused() {
        var text = "turnpike: 1\nprocess: p\nroles: ["
        for index in 0...65_000 { text += "r\(index), " }
        text += "]\nstages:\n  open: {moves: [won]}\n  won: {outcome: won}\n"
        let (diagnostics, _, process) = findings(text)
        #expect(diagnostics.map(\.code.id) == ["TP1269"])
        #expect(process == nil)
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
}
