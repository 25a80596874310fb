import Testing
import Turnpike
import TurnpikeInsight
import TurnpikeRuntime
import TurnpikeValues

/// Reports on phases and tracks.
@Suite struct NestedReportTests {
    private static let yaml = """
        turnpike: 1
        process: desk
        zone: UTC
        observed: adopt
        stages:
          sale:
            label: Sale
            stages:
              scoping: {label: Scoping, moves: [offered]}
              offered: {moves: [closing]}
          closing:
            tracks:
              legal: {stages: {drafting: {moves: [signed]}, signed: {final: true}}}
              money: {stages: {billed: {moves: [paid]}, paid: {final: true}}}
            moves: {finished: {to: won, complete: true}}
          won: {outcome: won}
        """

    private func report(_ paths: [[(String, String)]]) async throws -> Report {
        let store = InMemoryStore()
        let clock = ManualClock(Instant("2026-06-01T00:00:00Z") ?? .min)
        let pipeline = try await Pipeline(
            processes: [Repository.process(Self.yaml)],
            store: store,
            clock: clock,
            ids: .seeded(3)
        )
        for path in paths {
            var id: DealID?
            for (stage, time) in path {
                let occurred = Occurrence.at(try #require(Instant(time)))
                if let id {
                    let command = Command(.observe(Observation(stage: stage)), occurred: occurred)
                    _ = try await pipeline.perform(command, on: id, by: Desk.importer)
                } else {
                    id = try await pipeline.open(
                        "desk",
                        name: "deal",
                        stage: stage,
                        by: Desk.importer,
                        occurred: occurred
                    ).id
                }
            }
        }
        return try await Report.make(from: store, options: ReportOptions()) {
            try await pipeline.process($0, version: $1)
        }
    }

    @Test func aPhaseCountsWhatIsInsideItAndTracksCountEach() async throws {
        let report = try await report([
            [("scoping", "2026-01-01T00:00:00Z")],
            [("scoping", "2026-01-01T00:00:00Z"), ("offered", "2026-01-03T00:00:00Z")],
            [("offered", "2026-01-01T00:00:00Z"), ("signed", "2026-01-05T00:00:00Z")],
        ])
        let stages = try #require(report.processes.first).stages
        #expect(stages.map(\.id).prefix(3) == ["sale", "scoping", "offered"])
        let counts = Dictionary(uniqueKeysWithValues: stages.map { ($0.id, $0.deals) })
        #expect(
            counts == [
                "sale": 2, "scoping": 1, "offered": 1, "closing": 1, "drafting": 0, "signed": 1, "billed": 1,
                "paid": 0, "won": 0,
            ]
        )
        #expect(stages.map(\.depth) == [0, 1, 1, 0, 1, 1, 1, 1, 0])
        #expect(stages[1].around == "sale")
        #expect("\(report)".contains("  Scoping"))
    }

    @Test func daysToTheCloseAreMeasuredFromInnerStagesToo() async throws {
        let report = try await report([
            [
                ("scoping", "2026-01-01T00:00:00Z"), ("offered", "2026-01-03T00:00:00Z"),
                ("closing", "2026-01-06T00:00:00Z"), ("signed", "2026-01-07T00:00:00Z"),
                ("paid", "2026-01-11T00:00:00Z"),
            ]
        ])
        let days = try #require(report.processes.first).figures.daysToClose
        let mean = Dictionary(uniqueKeysWithValues: days.map { ($0.stage, $0.won.maximum) })
        #expect(mean["sale"] == 10)
        #expect(mean["offered"] == 8)
        #expect(mean["closing"] == 5)
        #expect(mean["signed"] == 4)
        #expect(mean["paid"] == 0)
    }
}
