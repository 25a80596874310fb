import Testing
import Turnpike
import TurnpikeValues

/// Approvals that are one of several ways, and messages to those who may not see everything.
@Suite struct WayTests {
    private static let boss = Actor.person("boss_1", roles: "boss")
    private static let text = """
        turnpike: 1
        process: ways
        currency: EUR
        roles: [rep, boss, legal]
        fields: {note: {type: text, label: Note}, proof: {type: text, label: Proof}, margin: {type: percent, label: Margin}}
        permissions: {see: {margin: [boss]}}
        approvals: {consent: {steps: [boss]}, opinion: {steps: [legal]}}
        gates:
          proven: {needs: [proof]}
          consented: {needs: [note], approval: consent}
          advised: {approval: opinion}
          either: {any: [consented, proven, advised]}
        stages:
          open: {exit: [either], moves: [won]}
          won: {outcome: won}
          lost: {outcome: lost}
        anywhere: {moves: [lost]}
        hooks:
          - event: field.changed
            do: [{notify: {to: rep, text: "${deal.margin} ${deal.note}"}}, {notify: {to: boss, text: "${deal.margin}"}}, {notify: {to: "#all", text: "${deal.margin}"}}, {crm: upsert}]

        """

    @Test func anAttemptAsksForTheFirstWayThatLacksNothingButApprovals() throws {
        var deal = try TestDeal(process(Self.text), [:])
        let first = try #require(try deal.move("won"))
        // The first way lacks a field too, the second has no approval.
        #expect(first.requested == ["opinion"])
        #expect(first.ids == ["either.any"])
        var other = try TestDeal(process(Self.text), ["note": .string("x")])
        #expect(try other.move("won")?.requested == ["consent"])
    }

    @Test func whatSomeMaySeeLeavesTheEngineForThemOnly() throws {
        let deal = try TestDeal(process(Self.text), ["note": .string("n")])
        let decision = try deal.process.decide(
            Command(.set([FieldValue("margin", .string("12%"))])),
            deal.state,
            Context(now: deal.now, actor: Self.boss, facts: deal.facts)
        )
        guard case .accepted(let acceptance) = decision else {
            Issue.record("\(decision)")
            return
        }
        let requests = acceptance.effects.map { String(decoding: $0.request, as: UTF8.self) }
        try #require(requests.count == 4)
        #expect(requests[0].contains("••• n"))
        #expect(requests[1].contains("\"12%\""))
        #expect(requests[2].contains("\"text\":\"12%\""))
        for request in requests { #expect(!request.contains("\"margin\"")) }
        #expect(!requests[3].contains("12%"))
    }
}
