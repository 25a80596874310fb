import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

@testable import TurnpikeImport

@Suite struct ImporterTests {
    @Test func rowsBecomeDealsAtTheirRecordedTimes() async throws {
        let plan = try Sales.plan(rows: [Sales.won, Sales.lost, Sales.lead])
        let bench = try await Bench(plan.process)
        let report = try await bench.run(plan)
        #expect(report.opened == 3)
        #expect(report.moves == 3)
        #expect(report.unknownTimes == 3)
        #expect(report.accounts == 2)
        #expect(report.aliases.map(\.count) == [1])

        let won = try await bench.deal("old:A1")
        #expect(won.name == "Pro Pack for Acme")
        #expect(won.stage == "won")
        #expect(won.owner == "rep_1")
        #expect(won.account == "old:Acme")
        #expect(won["amount"] == .money("100.50 EUR"))
        #expect(won["double"] == .money("201 EUR"))
        #expect(won["product"] == "pro")
        #expect(won["spelled"] == "Proo")
        #expect(won["series"] == "P")
        #expect(won["seats"] == 3)
        #expect(won["source"] == "web")
        #expect(won["signed"] == .date("2017-02-03"))
        #expect(won["email"] == "a@b.example")
        let history = try await bench.pipeline.history(won.id)
        #expect(history.map(\.command) == ["open", "observe", "observe"])
        // Days begin in Berlin, an hour before UTC in winter.
        #expect(history.map { $0.happened?.description } == [nil, "2017-01-01T23:00:00Z", "2017-02-02T23:00:00Z"])
        #expect(history.allSatisfy { $0.actor.kind == .import && $0.actor.id == "old" })

        let lost = try await bench.deal("old:A2")
        #expect(lost.reason == "lost/price")
        #expect(lost["seats"] == 1)
        let lead = try await bench.deal("old:A3")
        #expect(lead.name == "Basic Pack for –")
        #expect(lead.account == nil)
        #expect(lead.opened == nil)
        #expect(!lead.has("amount"))
    }

    @Test func hooksActOnlyWhenAsked() async throws {
        let plan = try Sales.plan(rows: [Sales.won])
        for withHooks in [false, true] {
            let bench = try await Bench(plan.process)
            var options = ImportOptions()
            options.withHooks = withHooks
            _ = try await bench.run(plan, options: options)
            #expect(try await bench.store.outbox(OutboxQuery()).count == (withHooks ? 1 : 0))
        }
    }

    @Test func theSameFileTwiceChangesNothingAndSaysSo() async throws {
        let plan = try Sales.plan(rows: [Sales.won, Sales.lost, Sales.lead])
        let bench = try await Bench(plan.process)
        _ = try await bench.run(plan)
        let before = try await bench.deal("old:A1").revision
        let report = try await bench.run(plan)
        #expect(report.unchanged == 3)
        #expect(report.isUnchanged)
        #expect(report.description.contains("Nothing changed"))
        #expect(try await bench.deal("old:A1").revision == before)
        #expect(try await bench.pipeline.deals(DealQuery()).count == 3)
    }

    @Test func aChangedRowChangesWhatItChanged() async throws {
        let first = try Sales.plan(rows: [Sales.lead, "A4,rep_1,Pro Pack,Acme,Offer,2017-01-02,,50,2,,"])
        let bench = try await Bench(first.process)
        _ = try await bench.run(first)
        let second = try Sales.plan(rows: [
            "A3,rep_2,Basic Pack,Acme,Won,2017-05-01,2017-06-01,75,,,",
            "A4,rep_1,Pro Pack,Acme,Lost,2017-01-02,2017-02-02,50,,,silence",
        ])
        let report = try await bench.run(second)
        #expect(report.updated == 2)
        #expect(report.moves == 3)
        let won = try await bench.deal("old:A3")
        #expect(won.stage == "won")
        #expect(won.owner == "rep_2")
        #expect(won.account == "old:Acme")
        #expect(won["amount"] == .money("75 EUR"))
        let lost = try await bench.deal("old:A4")
        #expect(lost.reason == "lost/silence")
        // An emptied cell has what a new deal would have.
        #expect(lost["seats"] == 1)
        #expect(try await bench.run(second).unchanged == 2)
    }

    @Test func whatPeopleChangedSinceStays() async throws {
        let first = try Sales.plan(rows: [Sales.lead, "A4,rep_1,Pro Pack,Acme,Offer,2017-01-02,,50,2,,"])
        let bench = try await Bench(first.process)
        _ = try await bench.run(first)
        let rep = Actor.person("rep_9", roles: "rep")
        let lead = try await bench.deal("old:A3").id
        _ = try await bench.pipeline.set(lead, ["amount": .money("60 EUR"), "seats": 9], by: rep)
        _ = try await bench.pipeline.move(lead, to: "offer", by: rep)
        _ = try await bench.pipeline.assign(lead, to: "rep_9", by: rep)
        // The same file again takes nothing back.
        #expect(try await bench.run(first).unchanged == 2)
        #expect(try await bench.deal("old:A3").stage == "offer")

        // Where both changed, the deal stays and the report says so; where only the file did, it follows.
        let second = try Sales.plan(rows: ["A3,rep_2,Pro Pack,,Won,2017-05-01,2017-06-01,75,,,"])
        let report = try await bench.run(second)
        #expect(report.updated == 1)
        #expect(report.keptValues.map(\.name) == ["amount", "owner", "stage"])
        let deal = try await bench.deal("old:A3")
        #expect(deal.stage == "offer")
        #expect(deal.owner == "rep_9")
        #expect(deal["amount"] == .money("60 EUR"))
        #expect(deal["seats"] == 9)
        #expect(deal["product"] == "pro")
    }

    @Test func movesByThemselvesDoNotMakeASecondImportAChange() async throws {
        let yaml = try #require(
            replacing(
                "offer: {moves: [won]}",
                with: "offer: {moves: {won: {as_soon_as: deal.amount > 10 EUR}}}",
                in: Sales.yaml
            )
        )
        let plan = try Sales.plan(process: yaml, rows: ["A4,rep_1,Pro Pack,Acme,Offer,2017-01-02,,50,2,,"])
        let bench = try await Bench(plan.process)
        _ = try await bench.run(plan)
        #expect(try await bench.deal("old:A4").stage == "won")
        #expect(try await bench.run(plan).unchanged == 1)
    }

    @Test(arguments: [
        (
            "A1,rep_1,Proo,Acme,Wonn,2017-01-02,2017-02-03,100,3,,",
            "stage: the map has no path for 'Wonn'; did the file mean 'Won'? `aliases` can say so"
        ),
        (
            "A1,rep_1,Proo,Acme,Won,2017-01-02,2017-02-30,100,3,,",
            "closed: '2017-02-30' is no date that exists and is written yyyy-MM-dd"
        ),
        ("A1,rep_1,Proo,Acme,Won,2017-03-02,2017-02-03,100,3,,", "closed: 2017-02-03 is before begun"),
        ("A1,rep_1,Proo,Acme,Won,,2017-02-03,100,3,,", "begun: the day on which the deal came to offer is missing"),
        ("A1,rep_1,Proo,Acme,,,,100,3,,", "stage: the value is missing"),
        (",rep_1,Proo,Acme,Lead,,,100,3,,", "id: the key is empty"),
        ("A1,rep_1,Proo,Acme,Lead,,,-5,3,,", "value: amount is at least 0 EUR, not -5 EUR"),
        (
            "A1,rep_1,Proo,Acme,Lead,,,much,3,,",
            "value: amount holds an amount of money, such as 50000 EUR, not \"much\""
        ),
        ("A1,rep_1,Proo,Acme,Lead,,,5,three,,", "seats: seats holds a whole number, not \"three\""),
        ("A1,rep_1,Medium,Acme,Lead,,,5,3,,", "product: packs.csv has no 'Medium'"),
        ("A1,rep_1,Huge Pack,Acme,Lead,,,5,3,,", "product: 'Huge Pack' is no option of product"),
        ("A1,rep_1,Huge Pack,Acme,Lead,,,5,3,,", "series: packs.csv:4: series holds at most 5 characters, not 7"),
        ("A1,rep_1,Proo,Acme,Lead,,,5,3,secret,", "email: the value does not fit email, and is not shown"),
        ("A1,rep_1,Proo,Acme,Lost,,2017-02-03,5,3,,cheep", "why: the map has no reason for 'cheep'"),
        ("A1,rep_1,Proo,Acme,Won,2030-01-02,2030-02-03,100,3,,", "lies in the future"),
        ("A1,rep_1,\"Proo\"x,Acme,Lead,,,5,3,,", "product: text follows the closing quote"),
        ("A1,rep_1,,,Lead,,,5,3,,", "product, company: the deal's name is missing"),
        ("A1,rep_1,,\"  \",Lead,,,5,3,,", "product, company: the deal's name is missing"),
        ("A1,rep_1,Proo,Acme,Lead,,,5.001,3,,", "value: "),
        ("A1,rep_1", "the row has 2 columns, and the header has 11"),
    ])
    func aRowThatCannotBeTakenIsRefusedWholeWithItsLineAndReason(row: String, reason: String) async throws {
        let plan = try Sales.plan(rows: [Sales.lost, row, Sales.lead])
        let bench = try await Bench(plan.process)
        let report = try await bench.run(plan)
        #expect(report.opened == 2)
        #expect(report.refusedRows.map(\.line) == [3])
        let reasons = report.refusedRows.first?.reasons ?? []
        #expect(reasons.contains { $0.contains(reason) }, "\(reasons)")
        #expect(try await bench.pipeline.deals(DealQuery()).count == 2)
        #expect(!report.json.canonical().isEmpty)
    }

    @Test func aRowNamesAllThatIsWrongWithIt() async throws {
        let plan = try Sales.plan(rows: ["A1,rep_1,Medium,Acme,Won,2017-01-99,,much,three,x,"])
        let report = try await Bench(plan.process).run(plan)
        #expect(report.refusedRows.first?.reasons.count == 7)
        #expect(report.missedLookups.map(\.value) == ["Medium"])
    }

    @Test func aKeyThatComesTwiceIsTakenOnce() async throws {
        let plan = try Sales.plan(rows: [Sales.won, Sales.lost, Sales.won])
        let report = try await Bench(plan.process).run(plan)
        #expect(report.opened == 2)
        #expect(report.refusedRows.map(\.description) == ["line 4 (A1): id: the key 'A1' stands on line 2 already"])
    }

    @Test func gatesStandInTheWayWhereTheProcessSaysSo() async throws {
        var yaml = try #require(replacing("observed: adopt", with: "observed: refuse", in: Sales.yaml))
        yaml = try #require(
            replacing(
                "offer: {moves: [won]}",
                with: "offer: {exit: [{needs: [source, signed]}], moves: [won]}",
                in: yaml
            )
        )
        let map = try #require(replacing("  signed: closed\n", with: "", in: Sales.map))
        let plan = try Sales.plan(map: map, process: yaml, rows: [Sales.won, Sales.lost])
        let bench = try await Bench(plan.process)
        let report = try await bench.run(plan)
        #expect(report.opened == 1)
        #expect(report.refusedRows.first?.reasons.first?.contains("signed") == true)
        #expect(try await bench.pipeline.deals(DealQuery()).map(\.stage) == ["lost"])
    }

    @Test func lookupsMayLeaveFieldsEmpty() async throws {
        let map = try #require(
            replacing("column: product}", with: "column: product, if_missing: leave}", in: Sales.map)
        )
        let text = try #require(replacing("  product: product\n", with: "", in: map))
        let plan = try Sales.plan(
            map: text,
            rows: ["A1,rep_1,Medium,Acme,Lead,,,5,3,,", "A2,rep_1,,Acme,Lead,,,5,3,,"]
        )
        let bench = try await Bench(plan.process)
        let report = try await bench.run(plan)
        #expect(report.opened == 2)
        #expect(report.missedLookups.map(\.isRefused) == [false])
        #expect(try await !bench.deal("old:A1").has("series"))
    }

    @Test func batchesOfEverySizeGiveTheSame() async throws {
        let rows = (0..<23).map { "K\($0),rep_1,Pro Pack,Acme,Offer,2017-01-02,,\($0),2,," }
        for size in [1, 7, 23, 1_000] {
            let plan = try Sales.plan(rows: rows + ["K3,,,,,,,,,,"])
            let bench = try await Bench(plan.process)
            var options = ImportOptions()
            options.batchDeals = size
            let report = try await bench.run(plan, options: options)
            #expect(report.opened == 23)
            #expect(report.refused == 1)
            #expect(try await bench.run(plan, options: options).unchanged == 23)
        }
    }

    @Test func aReportQuotesLittleOfAHugeValue() async throws {
        let huge = String(repeating: "x", count: 100_000)
        let plan = try Sales.plan(rows: ["A1,rep_1,\(huge),Acme,\(huge),,,\(huge),\(huge),\(huge),\(huge)"])
        let report = try await Bench(plan.process).run(plan)
        #expect(report.refused == 1)
        #expect(report.description.utf8.count < 5_000)
    }

    @Test func valuesOfAFileCannotActOnATerminal() async throws {
        let plan = try Sales.plan(rows: ["A1,rep_1,Pro Pack,Acme,\u{1B}[2J,,,5,3,,"])
        let report = try await Bench(plan.process).run(plan)
        #expect(report.refused == 1)
        #expect(!report.description.unicodeScalars.contains("\u{1B}"))
    }

    @Test func reportsListAtMostWhatTheyAreAllowedToAndCountAll() async throws {
        let plan = try Sales.plan(rows: (0..<50).map { "K\($0),bad" })
        var options = ImportOptions()
        options.listedRows = 5
        let report = try await Bench(plan.process).run(plan, options: options)
        #expect(report.refused == 50)
        #expect(report.refusedRows.count == 5)
        #expect(report.description.contains("45 more"))
    }
}
