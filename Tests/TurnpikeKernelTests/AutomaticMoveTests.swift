import Testing
import Turnpike
import TurnpikeValues

/// Moves by themselves (rule 9).
@Suite struct AutomaticMoveTests {
    private static let text = """
        turnpike: 1
        process: automatic
        currency: EUR
        fields: {amount: money, checked: bool, paid: bool, note: text}
        signals: {payment: {sets: [paid]}}
        reasons: {lost: {small: Too small}}
        stages:
          cart:
            moves:
              order: {as_soon_as: deal.amount > 100 EUR, gates: [checked]}
              tiny: {to: lost, as_soon_as: deal.amount < 1 EUR, because: small}
          order:
            moves:
              big: {to: won, signal: payment, when: deal.amount > 1000 EUR}
              paid: {to: won, signal: payment, gates: [noted]}
          won: {outcome: won}
          lost: {outcome: lost, reason: lost}
        gates:
          checked: {needs: [checked]}
          noted: {needs: [note]}
        """

    @Test func aMoveByItselfPassesTheSameGates() throws {
        var deal = try TestDeal(try process(Self.text), ["amount": .money("500 EUR")])
        #expect(deal.stage == "cart")
        #expect(deal.state.details.waiting.map(\.unmet) == [["checked.needs.checked"]])
        #expect(deal.last?.events.contains { if case .waiting = $0 { true } else { false } } == true)
        try deal.give(.comment("nothing changes"))
        let repeats = deal.records.flatMap(\.events).filter { if case .waiting = $0 { true } else { false } }
        #expect(repeats.count == 1, "the same reasons are reported once")
        try deal.give(.set([FieldValue("checked", .bool(true))]))
        #expect(deal.stage == "order")
        #expect(deal.state.details.waiting.isEmpty)
    }

    @Test func anUnknownConditionIsNotTaken() throws {
        let deal = try TestDeal(try process(Self.text), [:])
        #expect(deal.stage == "cart")
        #expect(deal.state.details.waiting.isEmpty)
    }

    @Test func itGivesItsOwnReason() throws {
        let deal = try TestDeal(try process(Self.text), ["amount": .money("0 EUR")])
        #expect(deal.stage == "lost")
        #expect(Deal(process: deal.process, state: deal.state).reason == "lost/small")
    }

    @Test func theFirstMoveWhoseGuardHoldsIsChosenAndNeverFallsThrough() throws {
        var deal = try TestDeal(try process(Self.text), ["amount": .money("500 EUR"), "checked": .bool(true)])
        #expect(deal.stage == "order")
        try deal.give(.signal("payment", data: [FieldValue("paid", .bool(true))]))
        #expect(deal.stage == "order")
        #expect(deal.state.details.waiting.map { deal.process[$0.move].id } == ["paid"])
        #expect(deal.value("paid") == .bool(true), "a signal's data is stored first")
        try deal.give(.set([FieldValue("note", .string("ok"))]))
        #expect(deal.stage == "won", "it is tried again after each change")
    }

    @Test func aSignalThatNobodyAwaitsIsRecorded() throws {
        var deal = try TestDeal(try process(Self.text), [:])
        try deal.give(.signal("payment", data: []))
        let signal = try #require(deal.process.signal("payment"))
        #expect(deal.last?.events == [.signalled(signal, isAwaited: false)])
    }
}
