import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

@Suite struct DataTests {
    private static let lines = """
        turnpike: 1
        process: lines
        currency: EUR
        records:
          line:
            product: text
            quantity: {type: integer, min: 1, default: 1}
            price: money
            discount: {type: percent, min: 0%, max: 50%, default: 0%}
            recurring: {type: bool, default: false}
        fields:
          lines: {type: list, of: line, max_items: 20, label: Lines}
          total: {type: money, label: Total, compute: "deal.lines.map(l, l.price * l.quantity * (100% - l.discount)).sum()"}
          monthly: {type: money, label: Monthly, compute: "deal.lines.filter(l, l.recurring).map(l, l.price * l.quantity).sum()"}
        stages: {open: {moves: [won]}, won: {outcome: won}}
        """

    private func line(_ price: String, _ more: (String, Value)...) -> Value {
        let entries = [("product", Value.string("P")), ("price", .string(price))] + more
        return (try? ValueMap(entries.map { (.string($0.0), $0.1) })).map { .map($0) } ?? .null
    }

    @Test func totalsFollowFromTheLines() throws {
        var deal = try TestDeal(try process(Self.lines), [:])
        #expect(deal.value("total") == nil, "missing is not zero")
        let lines: [Value] = [
            line("100 EUR", ("quantity", .int(3)), ("discount", .string("10%"))),
            line("19.99 EUR", ("recurring", .bool(true)), ("quantity", .int(2))),
        ]
        #expect(try deal.give(.set([FieldValue("lines", .list(lines))])) == nil)
        #expect(deal.value("total") == Money("309.98 EUR").map { .money($0) })
        #expect(deal.value("monthly") == Money("39.98 EUR").map { .money($0) })
    }

    @Test(arguments: [
        ("5.001 EUR", "1", "10%"), ("5 EUR", "0", "10%"), ("5 EUR", "1", "51%"), ("five", "1", "10%"),
        ("5 EUR", "x", "10%"),
    ])
    func aLineIsValidatedOnItsWayIn(price: String, quantity: String, discount: String) throws {
        var deal = try TestDeal(try process(Self.lines), [:])
        let bad = line(price, ("quantity", .string(quantity)), ("discount", .string(discount)))
        #expect(throws: CommandError.self) { try deal.give(.set([FieldValue("lines", .list([bad]))])) }
        #expect(throws: CommandError.self) {
            try deal.give(.set([FieldValue("lines", .list([line("5 EUR", ("unknown", .int(1)))]))]))
        }
        #expect(deal.state.revision == 1)
    }

    // MARK: Rates

    private static func rated(on: String) -> String {
        """
        turnpike: 1
        process: rated
        currency: EUR
        rates: {on: \(on)}
        fields: {amount: {type: money, label: Amount}, signed: {type: date, label: Signed}}
        gates: {worth_it: {check: {enough: {that: "convert(deal.amount, 'EUR', rates) >= 100 EUR"}}}}
        stages: {open: {exit: [worth_it], moves: [won]}, won: {outcome: won}}
        """
    }

    private static let csv = """
        date,currency,rate
        2026-01-05,USD,1.25
        2026-01-05,JPY,160
        2026-02-02,USD,1.00

        """

    private func table() throws -> RateTable {
        try RateTable(csv: Array(Self.csv.utf8), base: #require(Currency("EUR")))
    }

    private func rated(_ on: String, at now: String, _ fields: [String: Value]) throws -> TestDeal {
        var deal = TestDeal(try process(Self.rated(on: on)))
        deal.now = try #require(Instant(now))
        deal.facts.rates = try table()
        let values = fields.map { FieldValue($0.key, $0.value) }
        _ = try deal.give(.open(Opening(name: "A", fields: values)))
        return deal
    }

    @Test func amountsAreConvertedByTheDayThatTheProcessNames() throws {
        let amount = ["amount": Value.string("120 USD")]
        // 120 USD are 96 EUR in January and 120 EUR in February.
        var today = try rated("today", at: "2026-01-10T12:00:00Z", amount)
        #expect(try today.move("won")?.ids == ["worth_it.check.enough"])
        today.wait(.seconds(30 * 86_400))
        #expect(try today.move("won") == nil)
        #expect(today.last?.factsUsed.map(\.kind) == [.rates])
        #expect(today.last?.factsUsed.first?.id == "2026-02-02")
        #expect(today.last?.factsUsed.first?.revision == (try table()).revision)

        var opened = try rated("opened", at: "2026-01-10T12:00:00Z", amount)
        opened.wait(.seconds(30 * 86_400))
        #expect(try opened.move("won")?.ids == ["worth_it.check.enough"])

        var signed = try rated("signed", at: "2026-01-10T12:00:00Z", amount)
        #expect(try signed.move("won")?.unmet.first?.missing == ["rates"], "without the day nothing is known")
        try signed.give(.set([FieldValue("signed", .string("2026-03-01"))]))
        #expect(try signed.move("won") == nil)
    }

    @Test func aRateThatIsMissingIsAnErrorAndNoTableIsUnknown() throws {
        var deal = try rated("today", at: "2026-01-10T12:00:00Z", ["amount": .string("120 CHF")])
        let error = #expect(throws: CommandError.self) { try deal.move("won") }
        #expect(error?.problems.first?.contains("no rate for CHF") == true)
        deal.facts.rates = nil
        #expect(try deal.move("won")?.unmet.first?.missing == ["rates"])
        var early = try rated("today", at: "2026-01-01T12:00:00Z", ["amount": .string("120 USD")])
        #expect(try early.move("won")?.unmet.first?.missing == ["rates"], "before the first day of the table")
    }

    @Test func conversionIsExactToTheMinorUnit() throws {
        let date = try #require(CalendarDate("2026-01-31"))
        let day = try #require(table().day(date))
        func converted(_ text: String, _ code: String) throws -> String? {
            RateTable.convert(try #require(Money(text)), to: try #require(Currency(code))) { day.rates[$0] }?
                .description
        }
        #expect(try converted("100 EUR", "USD") == "125 USD")
        #expect(try converted("0.01 USD", "EUR") == "0.01 EUR")
        #expect(try converted("100 USD", "JPY") == "12800 JPY")
        #expect(try converted("1 JPY", "USD") == "0.01 USD")
        #expect(try converted("1 CHF", "USD") == nil)
    }

    @Test(arguments: [
        "", "date,rate\n", "date,currency,rate\n2026-13-01,USD,1\n", "date,currency,rate\n2026-01-01,XXY,1\n",
        "date,currency,rate\n2026-01-01,USD,0\n", "date,currency,rate\n2026-01-01,USD,-1\n",
        "date,currency,rate\n2026-01-01,USD\n",
    ])
    func aFileOfRatesIsReadExactlyOrNotAtAll(text: String) throws {
        let base = try #require(Currency("EUR"))
        if text.isEmpty {
            #expect(try RateTable(csv: [], base: base).days.isEmpty)
        } else {
            #expect(throws: RateTable.ReadingError.self) { try RateTable(csv: Array(text.utf8), base: base) }
        }
    }

    // MARK: Sensitive values

    private static let private_ = """
        turnpike: 1
        process: private
        fields: {email: {type: email, sensitive: true, label: Mail}, note: {type: text, label: Note}}
        stages: {open: {moves: [won]}, won: {outcome: won}}
        hooks: [{event: field.changed email, do: [{crm: {action: upsert, mail: "${deal.email}"}}]}]
        """

    @Test func erasingTakesAwayTheValueAndLeavesTheHistory() async throws {
        let process = try process(Self.private_)
        let pipeline = try await Pipeline(processes: [process])
        let deal = try await pipeline.open("private", name: "A", fields: ["email": .string("a@b.example")], by: rep)
        try await pipeline.put(.contact, "c_1", values: ["email": .string("a@b.example")])
        _ = try await pipeline.perform(Command(.relate(.contact, id: "c_1")), on: deal.id, by: rep)
        _ = try await pipeline.set(deal.id, ["email": .string("c@d.example"), "note": .string("x")], by: rep)
        let before = try #require(try await pipeline.store.deal(deal.id, tenant: ""))
        let records = try await pipeline.store.records(of: deal.id, tenant: "", after: 0, limit: 10)

        let erasure = try await pipeline.erase(contact: "c_1")
        #expect(erasure.deals == [deal.id])
        #expect(erasure.values == 2)
        #expect(erasure.isContactEmptied)

        let after = try #require(try await pipeline.store.deal(deal.id, tenant: ""))
        #expect(after.state == before.state, "no document changes")
        #expect(
            try await pipeline.store.records(of: deal.id, tenant: "", after: 0, limit: 10).map(\.body)
                == records.map(\.body)
        )
        #expect(try await pipeline.store.sensitiveValues(of: deal.id, tenant: "").allSatisfy { $0.value == nil })
        let read = try #require(try await pipeline.deal(deal.id))
        #expect(process.field("email").flatMap { read.state[$0] } == .string("[erased]"))
        // Replaying the history that is left gives the stored bytes.
        var again = DealState(id: deal.id, fieldCount: process.fields.count)
        for record in try await pipeline.history(deal.id) { process.apply(record, to: &again) }
        #expect(StateCoding.encode(again, in: process) == after.state)
        // And the deal goes on.
        guard case .moved = try await pipeline.move(deal.id, to: "won", by: rep) else {
            Issue.record("it moves on")
            return
        }
        #expect(try await pipeline.erase(deal.id).values == 0)
    }
}
