import Testing
import Turnpike
import TurnpikeYAML

/// Every code of scores, data and versions has a text that triggers exactly it.
@Suite struct DataFixtureTests {
    private static let tail =
        "fields: {seats: {type: integer, label: Seats}, amount: {type: money, label: Amount}, day: {type: date, label: Day}}\n"
        + "stages:\n  open: {moves: [won]}\n  won: {outcome: won}\n"

    static let fixtures: [CheckFixture] = [
        CheckFixture("score: {bands: {a: 5, b: 1️⃣5}, r: {add: 20}}\n" + tail, ("1️⃣", "TP1740", nil)),
        CheckFixture("score: {bands: {a: 5, b: 1️⃣25}, r: {add: 20}, s: {add: -9}}\n" + tail, ("1️⃣", "TP1741", nil)),
        CheckFixture("score: {max: 10, bands: {a: 1️⃣20}, r: {add: 90}}\n" + tail, ("1️⃣", "TP1741", nil)),
        CheckFixture(
            "score: {bands: {a: 1️⃣20}, r: {add: 5, each: deal.seats, at_most: 19}}\n" + tail,
            ("1️⃣", "TP1741", nil)
        ),
        CheckFixture("score: {r: {add: 5, when: 1️⃣deal.score > 3}}\n" + tail, ("1️⃣", "TP1742", nil)),
        CheckFixture(
            "score: {r: {add: 5}}\n"
                + tail.replacing(
                    "seats: {",
                    with: "more: {type: integer, label: M, compute: 1️⃣deal.score + 1}, seats: {"
                ),
            ("1️⃣", "TP1742", nil)
        ),
        CheckFixture("score: {r: {add: 1️⃣0}}\n" + tail, ("1️⃣", "TP1743", nil)),
        CheckFixture("rates: {on: 1️⃣amount}\n" + tail, ("1️⃣", "TP1744", nil)),
        CheckFixture("version: 2\nmigrate: {from: {1️⃣2: {stages: {a: open}}}}\n" + tail, ("1️⃣", "TP1790", nil)),
        CheckFixture(
            "version: 2\nmigrate: {from: {1: {fields: {a: seats, b: 1️⃣seats}}}}\n" + tail,
            ("1️⃣", "TP1791", nil)
        ),
        // What other codes tell of these parts.
        CheckFixture("version: 2\nmigrate: {from: {1: {stages: {a: 1️⃣opn, b: ask}}}}\n" + tail, ("1️⃣", "TP1242", "open")),
        CheckFixture("version: 2\nmigrate: {from: {1: {fields: {a: 1️⃣seat}}}}\n" + tail, ("1️⃣", "TP1243", "seats")),
        CheckFixture("score: {r: {add: 5, each: 1️⃣deal.amount}}\n" + tail, ("1️⃣", "TP1305", nil)),
        CheckFixture(
            "score: {bands: {hot: 5}, r: {add: 5}}\nhooks: [{event: score.reached 1️⃣hott, do: [{crm: upsert}]}]\n"
                + tail,
            ("1️⃣", "TP1255", "hot")
        ),
        CheckFixture(
            "score: {r: {add: 5}}\nfields: {1️⃣score: {type: integer, label: S}}\nstages:\n  open: {moves: [won]}\n  won: {outcome: won}\n",
            ("1️⃣", "TP1241", nil)
        ),
    ]

    @Test(arguments: fixtures) func aFindingStandsWhereItsCauseIs(fixture: CheckFixture) {
        expectDiagnostics(fixture.text, fixture.expected)
    }

    @Test func everyCodeHasAFixture() {
        let covered = Set(Self.fixtures.flatMap(\.codes)).union(["TP1792", "TP1793"])
        let codes =
            [DiagnosticCode.scoreBands, .scoreUnreachable, .scoreCircle, .scoreNothing, .rateDay].map(\.id)
            + [DiagnosticCode.migratesForward, .migratesTwice, .migratesUnknown, .migratesNowhere].map(\.id)
        #expect(codes.filter { !covered.contains($0) }.isEmpty)
    }

    @Test func aMigrationIsComparedWithTheVersionItComesFrom() throws {
        let old = try SalesProcess(
            yaml: """
                turnpike: 1
                process: p
                fields: {acv: {type: money, label: ACV}}
                stages: {demo: {moves: [legacy]}, legacy: {moves: [gone]}, gone: {moves: [won]}, won: {outcome: won}}
                """
        )
        let new = try SalesProcess(
            yaml: """
                turnpike: 1
                process: p
                version: 2
                fields: {amount: {type: money, label: Amount}}
                stages: {open: {moves: [won]}, won: {outcome: won}}
                migrate: {from: {1: {stages: {dmeo: open, legacy: ask}, fields: {acv: amount}}}}
                """
        )
        let findings = new.checkMigration(from: old)
        #expect(findings.map(\.code.id) == ["TP1792", "TP1793", "TP1793"])
        #expect(findings.first?.repair?.replacement == "demo")
        #expect(findings.dropFirst().allSatisfy { $0.message.contains("'demo'") || $0.message.contains("'gone'") })
        // What moves deals over later says nothing about the deals of this version.
        let without = try SalesProcess(
            yaml: """
                turnpike: 1
                process: p
                version: 2
                fields: {amount: {type: money, label: Amount}}
                stages: {open: {moves: [won]}, won: {outcome: won}}
                """
        )
        #expect(without.digest == new.digest)
    }
}
