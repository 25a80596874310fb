import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

@testable import TurnpikeImport

/// Values of a file that stand for stages inside phases and tracks.
@Suite struct NestedImportTests {
    private static let yaml = """
        turnpike: 1
        process: sales
        zone: UTC
        observed: adopt
        stages:
          sale:
            stages:
              scoping: {moves: [offered]}
              offered: {moves: [closing]}
          closing:
            tracks:
              legal: {stages: {drafting: {moves: [signed]}, signed: {final: true}}}
              money: {stages: {billed: {moves: [paid]}, paid: {final: true}}}
            moves: {finished: {to: won, complete: true}}
          won: {outcome: won}
        """

    private static let map = """
        map: old
        process: sales
        key: id
        name: "${id}"
        required: [stage]
        stages:
          column: stage
          paths:
            Sale: [sale]
            Offer: [scoping, offered]
            Closing: [scoping, offered, closing]
            Signed: [scoping, closing, signed]
            Done: [scoping, closing, signed, paid]
          entered: {sale: unknown, scoping: unknown, offered: unknown, closing: unknown, signed: day, paid: unknown}
        """

    private static func plan(_ rows: [String]) throws -> ImportPlan {
        let file = (["id,stage,day"] + rows).joined(separator: "\n") + "\n"
        let result = try Sales.planResult(map: map, process: yaml, file: file, packs: nil)
        let findings = DiagnosticRenderer().render(Array(result.diagnostics), in: result.sources)
        return try #require(result.plan, "\(findings)")
    }

    @Test func aValueMayStandForAnInnerStageOrForOneOfATrack() async throws {
        let plan = try Self.plan([
            "A,Sale,", "B,Offer,", "C,Closing,", "D,Signed,2026-02-03", "E,Done,2026-02-03",
        ])
        let bench = try await Bench(plan.process)
        let report = try await bench.run(plan)
        #expect(report.opened == 5)
        #expect(report.refused == 0)
        #expect(try await bench.deal("old:A").activeStages == ["sale", "scoping"])
        #expect(try await bench.deal("old:B").activeStages == ["sale", "offered"])
        #expect(try await bench.deal("old:C").activeStages == ["closing", "drafting", "billed"])
        let signed = try await bench.deal("old:D")
        #expect(signed.activeStages == ["closing", "signed", "billed"])
        #expect(signed.state.entered(try #require(plan.process.stage("signed")))?.description == "2026-02-03T00:00:00Z")
        // The last track's end completes the stage, and the deal goes on as it would have.
        #expect(try await bench.deal("old:E").stage == "won")
    }

    @Test func theSameFileTwiceChangesNothing() async throws {
        let rows = ["A,Sale,", "B,Offer,", "C,Closing,", "D,Signed,2026-02-03", "E,Done,2026-02-03"]
        let plan = try Self.plan(rows)
        let bench = try await Bench(plan.process)
        _ = try await bench.run(plan)
        let again = try await bench.run(plan)
        #expect(again.unchanged == rows.count)
        #expect(again.isUnchanged)
    }

    @Test func aLaterFileMovesOneTrackAndLeavesTheOther() async throws {
        let first = try Self.plan(["D,Closing,"])
        let bench = try await Bench(first.process)
        _ = try await bench.run(first)
        let report = try await bench.run(try Self.plan(["D,Signed,2026-02-03"]))
        #expect(report.updated == 1)
        #expect(try await bench.deal("old:D").activeStages == ["closing", "signed", "billed"])
    }
}
