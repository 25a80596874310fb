import Testing
import Turnpike
import TurnpikeValues

/// Checks of severity `warn`: told and recorded, wherever they stand, and never as more than is known.
@Suite struct WarningTests {
    static func warned(_ gates: String, exit: String) throws -> SalesProcess {
        try process(
            """
            turnpike: 1
            process: warned
            currency: EUR
            fields: {amount: money, budget: money, seats: integer, need: text}
            gates:
            \(gates)
            stages:
              open: {exit: [\(exit)], moves: [won]}
              won: {outcome: won}
            """
        )
    }

    private func warnings(_ process: SalesProcess, _ fields: [String: Value]) throws -> [UnmetCriterion] {
        let deal = try TestDeal(process, fields)
        return try deal.explain().first { $0.move == "won" }?.refusal.warnings ?? []
    }

    @Test func whatIsUnknownIsNotCalledFalse() throws {
        let bare = try Self.warned(
            "  g: {check: {covered: {that: deal.budget >= deal.amount, severity: warn}}}",
            exit: "g"
        )
        let unknown = try warnings(bare, ["amount": .money("5 EUR")])
        #expect(
            unknown.map(\.message) == [
                "it is not known whether this holds: deal.budget >= deal.amount (unknown: deal.budget has no value)"
            ]
        )
        let known = try warnings(bare, ["amount": .money("5 EUR"), "budget": .money("4 EUR")])
        #expect(known.map(\.message) == ["this does not hold: deal.budget >= deal.amount"])
        let worded = try Self.warned(
            "  g: {check: {covered: {that: deal.budget >= deal.amount, else: Too little., severity: warn}}}",
            exit: "g"
        )
        #expect(
            try warnings(worded, ["amount": .money("5 EUR")]).map(\.message) == [
                "Too little. (unknown: deal.budget has no value)"
            ]
        )
        #expect(
            try warnings(worded, ["amount": .money("5 EUR"), "budget": .money("4 EUR")]).map(\.message) == [
                "Too little."
            ]
        )
    }

    static let alternatives = """
          small: {needs: [need], check: {few: {that: deal.seats < 10, else: Many seats., severity: warn}}}
          large: {needs: [budget]}
          either: {any: [small, large]}
        """

    @Test(arguments: [
        (["need": Value.string("x"), "seats": .int(20)], ["small.check.few"]),
        (["need": .string("x"), "seats": .int(5)], []),
        // The other way holds without a warning, so there is nothing to warn of.
        (["need": .string("x"), "seats": .int(20), "budget": .money("1 EUR")], []),
    ])
    func theWayThatHoldsBringsItsWarnings(fields: [String: Value], expected: [String]) throws {
        let process = try Self.warned(Self.alternatives, exit: "either")
        #expect(try warnings(process, fields).map(\.id) == expected)
        var deal = try TestDeal(process, fields)
        #expect(try deal.move("won") == nil)
        let events = deal.last?.events ?? []
        let recorded = events.compactMap { event in
            if case .moved(let move) = event { move.warnings } else { nil }
        }
        #expect(recorded == [expected])
    }

    @Test func aWayThatDoesNotHoldWarnsOfNothing() throws {
        let process = try Self.warned(Self.alternatives, exit: "either")
        #expect(try warnings(process, ["seats": .int(20)]).isEmpty)
    }
}
