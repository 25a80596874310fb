import Testing
import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// The digest tells definitions apart by what they mean.
@Suite struct DigestTests {
    private static let base = """
        turnpike: 1
        process: p
        label: A process
        currency: EUR
        roles: {rep: A rep, boss: A boss}
        fields:
          amount: {type: money, label: Amount, min: 0 EUR}
          source: {type: choice, options: [inbound, outbound]}
        gates:
          a: {label: One, needs: [amount]}
          b: {needs: [source], check: {c: {that: deal.amount > 100 EUR}}}
        stages:
          open: {goal: To begin, exit: [a, b], moves: [won]}
          won: {outcome: won}
        permissions: {move: [rep, boss]}
        """

    private func digest(_ text: String) throws -> Digest {
        let (diagnostics, sources, process) = findings(text)
        return try #require(process, "\(DiagnosticRenderer().render(diagnostics, in: sources))").digest
    }

    @Test(arguments: [
        ("label: A process", "label: Another name"), ("goal: To begin", "goal: To end"),
        ("roles: {rep: A rep, boss: A boss}", "roles: {boss: The boss, rep: A rep}"),
        ("move: [rep, boss]", "move: [boss, rep]"), ("min: 0 EUR", "min: 0.00 EUR"),
        ("exit: [a, b], moves: [won]", "exit: [a, b], moves: {won: {}}"),
        ("process: p", "process: p  # a remark"), ("{label: One, needs: [amount]}", "{needs: amount}"),
        ("deal.amount > 100 EUR", "\"deal.amount > 100 EUR\""),
    ])
    func whatCarriesNoLogicDoesNotCount(old: String, new: String) throws {
        #expect(Self.base.contains(old))
        #expect(try digest(Self.base) == digest(Self.base.replacing(old, with: new)))
    }

    @Test(arguments: [
        ("process: p", "process: q"), ("currency: EUR", "currency: EUR\nversion: 2"), ("min: 0 EUR", "min: 1 EUR"),
        ("[inbound, outbound]", "[outbound, inbound]"), ("deal.amount > 100 EUR", "deal.amount > 101 EUR"),
        ("exit: [a, b]", "exit: [b, a]"), ("outcome: won}", "outcome: won, probability: 90%}"),
        ("currency: EUR", "currency: EUR\nzone: Europe/Berlin"),
        ("needs: [amount]}", "needs: [amount], override: never}"),
        ("move: [rep, boss]", "move: [rep, boss], override: [boss]"), ("currency: EUR", "currency: USD"),
        ("moves: [won]", "moves: {won: {by: [boss]}}"), ("min: 0 EUR", "min: 0 EUR, sensitive: true"),
    ])
    func whatCarriesLogicCounts(old: String, new: String) throws {
        #expect(Self.base.contains(old))
        #expect(try digest(Self.base) != digest(Self.base.replacing(old, with: new)))
    }
}
