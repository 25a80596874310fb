import Testing
import Turnpike
import TurnpikeValues

@Suite("Amounts that are given, computed and compared")
struct MoneyTests {
    static let text = """
        turnpike: 1
        process: sale
        currency: PLN
        records:
          item: {name: text, price: money}
        fields:
          rate: money
          share: {type: percent, default: 33%}
          items: {type: list, of: item}
          total: {type: money, compute: "deal.items.map(i, i.price).sum()"}
          third: {type: money, compute: deal.rate * deal.share}
        gates:
          known: {needs: [total]}
          large: {check: {enough: {that: deal.total > 1000}}}
          sometimes: {when: deal.total > 1000, needs: [rate]}
        stages:
          open: {moves: {next: {gates: [known, large, sometimes]}}}
          next: {moves: [won]}
          won: {outcome: won}
        """

    @Test(
        "An amount finer than its currency's minor unit is refused, whoever gives it",
        arguments: [
            ("99.995 EUR", "EUR has 2 digits after the point"), ("10.5 JPY", "JPY has no digits after the point"),
            ("0.001", "PLN has 2 digits after the point"),
        ]
    )
    func finer(_ amount: String, _ message: String) throws {
        var deal = try TestDeal(try process(Self.text), [:])
        #expect {
            try deal.give(.set([FieldValue("rate", .string(amount))]))
        } throws: { error in
            "\(error)".contains(message) && "\(error)".contains("rate")
        }
        #expect((deal.value("rate") ?? .null).isNull)
    }

    @Test(
        "Zeros after the minor unit are nothing that could be lost",
        arguments: ["99.500 EUR", "7.00 JPY", "1.0500"]
    )
    func zeros(_ amount: String) throws {
        var deal = try TestDeal(try process(Self.text), [:])
        #expect(try deal.give(.set([FieldValue("rate", .string(amount))])) == nil)
        #expect(!(deal.value("rate") ?? .null).isNull)
    }

    @Test("What is computed is rounded to the minor unit when it is stored")
    func computed() throws {
        let deal = try TestDeal(try process(Self.text), ["rate": .money("10.01 PLN")])
        #expect(deal.value("third") == .money("3.30 PLN"))
    }

    @Test("A sum over two currencies says which met, wherever the total is asked for")
    func mixedSum() throws {
        var deal = try TestDeal(
            try process(Self.text),
            ["items": [["name": "One", "price": .money("5 PLN")], ["name": "Two", "price": .money("7 EUR")]]]
        )
        #expect((deal.value("total") ?? .null).isNull)
        let refusal = try #require(try deal.move("next"))
        let words = refusal.unmet.map { "\($0.message) \($0.seen ?? "")" }
        #expect(refusal.unmet.count >= 2)
        for (id, said) in zip(refusal.unmet.map(\.id), words) {
            #expect(said.contains("PLN") && said.contains("EUR") && said.contains("deal.total"), "\(id): \(said)")
        }
    }
}
