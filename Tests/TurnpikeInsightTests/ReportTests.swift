import Testing
import Turnpike
import TurnpikeInsight
import TurnpikeRuntime
import TurnpikeValues

@Suite struct ReportTests {
    @Test func dealsAreCountedByStageAndOutcome() async throws {
        let desk = try await Desk()
        try await desk.deal([("lead", "2026-01-01T00:00:00Z")])
        try await desk.deal([("lead", nil), ("won", "2026-01-05T00:00:00Z")])
        // Life goes on after the sale; the deal stays won.
        try await desk.deal([("lead", nil), ("won", nil), ("care", nil)])
        try await desk.deal([("lead", nil), ("lost", nil)], reason: "price")
        // Reopened: it is neither won nor lost.
        try await desk.deal([("lead", nil), ("lost", nil), ("lead", nil)], reason: "price")
        let process = try await desk.figures()
        #expect(process.stages.map(\.deals) == [2, 0, 1, 1, 1])
        #expect(process.stages.first?.label == "Leads")
        #expect(process.figures.deals == 5)
        #expect(process.figures.won == 2)
        #expect(process.figures.lost == 1)
        #expect(process.figures.open == 2)
        #expect(process.figures.winRate == ExactDecimal("0.666667"))
        #expect(process.figures.winRateOfAll == ExactDecimal("0.4"))
        #expect(process.lostReasons.map(\.label) == ["Too expensive"])
    }

    @Test func daysAreThoseOfTheWallClockAndUnknownStaysUnknown() async throws {
        let desk = try await Desk()
        // From midnight to midnight in Berlin over the night in which clocks go forward: a day of 23 hours.
        try await desk.deal([("lead", nil), ("offer", "2026-03-28T23:00:00Z"), ("won", "2026-03-29T22:00:00Z")])
        try await desk.deal([("offer", "2026-01-01T00:00:00Z"), ("lost", "2026-01-03T12:00:00Z")])
        try await desk.deal([("offer", "2026-01-01T00:00:00Z"), ("won", nil)])
        // The first time in a stage counts, and what follows the close does not.
        try await desk.deal([
            ("offer", "2026-01-01T00:00:00Z"), ("lead", "2026-01-02T00:00:00Z"), ("offer", "2026-01-08T00:00:00Z"),
            ("won", "2026-01-11T00:00:00Z"), ("care", "2026-02-01T00:00:00Z"),
        ])
        let days = try await desk.figures().figures.daysToClose
        #expect(days.map(\.stage) == ["lead", "offer"])
        #expect(days[0].won.percentile(50) == 9)
        #expect(days[0].unknownWon == 1)
        #expect(days[1].won.count == 2)
        #expect(days[1].won.minimum == 1)
        #expect(days[1].won.maximum == 10)
        #expect(days[1].lost.maximum == ExactDecimal("2.5"))
        #expect(days[1].closed.count == 3)
        #expect(days[1].unknownWon == 1)
        #expect(days[1].unknownLost == 0)
    }

    @Test func valuesAreKeptApartByCurrencyAndCountedExactly() async throws {
        let desk = try await Desk()
        for text in ["0.10 EUR", "0.20 EUR", "5 USD"] {
            try await desk.deal([("lead", nil), ("won", nil)], ["amount": .money(try #require(Money(text)))])
        }
        try await desk.deal([("lead", nil), ("won", nil)])
        try await desk.deal([("lead", nil), ("lost", nil)], ["amount": .money("99 EUR")])
        try await desk.deal([("lead", nil)], ["amount": .money("7 EUR"), "list": .money("8 EUR")])
        let process = try await desk.figures()
        #expect(process.valueField == "amount")
        #expect(process.figures.wonValues.map(\.currency.code) == ["EUR", "USD"])
        #expect(process.figures.wonValues.first?.amounts.total == ExactDecimal("0.30"))
        #expect(process.figures.wonValues.first?.amounts.median == ExactDecimal("0.15"))
        #expect(process.figures.wonWithoutValue == 1)
        #expect(process.figures.openValues.first?.amounts.total == 7)
        let listed = try await desk.figures(ReportOptions(value: "list"))
        #expect(listed.figures.openValues.first?.amounts.total == 8)
        #expect(listed.figures.wonWithoutValue == 4)
    }

    @Test func groupsAreThoseAskedFor() async throws {
        let desk = try await Desk()
        try await desk.deal([("lead", nil), ("won", nil)], ["region": "s", "vip": true], owner: "rep_1")
        try await desk.deal([("lead", nil), ("lost", nil)], ["region": "n"], owner: "rep_1", reason: "silence")
        try await desk.deal([("lead", nil)], ["vip": false], owner: "rep_2")
        let process = try await desk.figures(ReportOptions(groups: ["owner", "region", "vip", "stage", "reason"]))
        func labels(_ index: Int) -> [String] {
            process.groupings[index].groups.map { "\($0.key?.label ?? "none") \($0.figures.deals)" }
        }
        #expect(process.groupings.map(\.name) == ["owner", "region", "vip", "stage", "reason"])
        #expect(labels(0) == ["rep_1 2", "rep_2 1"])
        #expect(labels(1) == ["North 1", "South 1", "none 1"])
        #expect(labels(2) == ["false 1", "true 1", "none 1"])
        #expect(labels(3) == ["Leads 1", "lost 1", "won 1"])
        #expect(labels(4) == ["No answer 1", "none 2"])
    }

    @Test(arguments: [
        (ReportOptions(groups: ["regoin"]), "no field is called 'regoin'; did you mean 'region'?"),
        (ReportOptions(value: "amuont"), "no field of type money is called 'amuont'; did you mean 'amount'?"),
        (ReportOptions(value: "region"), "no field of type money is called 'region'; there is amount, list"),
        (ReportOptions(groups: ["mail"]), "'mail' is sensitive, so its values are in no report"),
    ])
    func aQuestionThatCannotBeAnsweredIsAnError(options: ReportOptions, message: String) async throws {
        let desk = try await Desk()
        try await desk.deal([("lead", nil)])
        await #expect(throws: ReportError.self) { try await desk.report(options) }
        do { _ = try await desk.report(options) } catch let error as ReportError { #expect(error.message == message) }
    }

    @Test func closesAreCountedByMonthAndQuarterOfTheProcessesZone() async throws {
        let desk = try await Desk()
        // Already February, and already the second quarter, in Berlin.
        try await desk.deal([("lead", nil), ("won", "2026-01-31T23:30:00Z")])
        try await desk.deal([("lead", nil), ("lost", "2026-03-31T22:30:00Z")])
        try await desk.deal([("lead", nil), ("lost", nil)])
        let process = try await desk.figures()
        #expect(process.months.map(\.name) == ["2026-02", "2026-04", nil])
        #expect(process.quarters.map(\.name) == ["2026Q1", "2026Q2", nil])
        #expect(process.quarters.map(\.figures.won) == [1, 0, 0])
    }

    @Test func aStoreWithoutDealsHasAnEmptyReport() async throws {
        let desk = try await Desk()
        let report = try await desk.report(ReportOptions(groups: ["whatever"]))
        #expect(report.processes.isEmpty)
        #expect(report.description == "There are no deals.")
        #expect(try await desk.report(ReportOptions(process: "other")).processes.isEmpty)
    }

    @Test func aDealThatCannotBeReadIsNamedAndLeftOut() async throws {
        let desk = try await Desk()
        try await desk.deal([("lead", nil)])
        let id = try await desk.deal([("lead", nil)])
        let found = try await desk.store.deal(id, tenant: "")
        let stored = try #require(found)
        var damaged = Commit(
            tenant: "",
            deal: id,
            expectedRevision: 1,
            state: Array("{}".utf8),
            record: Array("{}".utf8),
            recorded: desk.clock.now(),
            summary: stored.summary
        )
        damaged.summary.revision = 2
        _ = try await desk.store.commit([damaged])
        let report = try await desk.report()
        #expect(report.unreadable.map(\.deal) == [id])
        #expect(report.unreadableCount == 1)
        #expect(report.processes.first?.figures.deals == 1)
    }

    @Test func manyPagesGiveTheSameAsOne() async throws {
        let desk = try await Desk()
        for number in 0..<1_203 {
            _ = try await desk.pipeline.open(
                "desk",
                name: "deal",
                stage: "lead",
                fields: ["amount": .string("\(number) EUR")],
                by: Desk.importer
            )
        }
        let process = try await desk.figures()
        #expect(process.figures.deals == 1_203)
        #expect(process.figures.openValues.first?.amounts.total == ExactDecimal(1_202 * 1_203 / 2))
    }

    @Test func documentsAreCanonicalAndTextCannotActOnATerminal() async throws {
        let desk = try await Desk()
        try await desk.deal(
            [("lead", nil), ("won", "2026-01-05T00:00:00Z")],
            ["amount": .money("1234567.50 EUR")],
            owner: "x\u{1B}[2J"
        )
        let report = try await desk.report()
        let bytes = report.json.canonical()
        #expect(try JSON.parse(bytes).canonical() == bytes)
        #expect(String(decoding: bytes, as: UTF8.self).contains("\"total\":1234567.5"))
        #expect(!report.description.unicodeScalars.contains("\u{1B}"))
        #expect(report.description.contains("1,234,567.50"))
    }
}
