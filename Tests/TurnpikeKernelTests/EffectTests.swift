import Testing
import Turnpike
import TurnpikeValues

@Suite struct EffectTests {
    private static let text = """
        turnpike: 1
        process: effects
        currency: EUR
        fields: {amount: money, contact_email: {type: email, sensitive: true}}
        stages:
          offer: {moves: [won, lost]}
          won: {outcome: won}
          lost: {outcome: lost}
        templates:
          thanks: {subject: "Thank you, ${deal.name}", body: "We write to ${deal.contact_email}, who owes ${deal.amount}."}
        hooks:
          - {event: deal.opened, do: [{crm: upsert}]}
          - event: deal.won
            when: deal.amount > 100 EUR
            do:
              - email: {template: thanks, to: deal.contact_email}
              - notify: {to: "#wins", text: "${deal.name}: ${deal.amount}"}
          - {event: deal.lost, do: [{notify: {to: deal.contact_email, text: "Lost: ${deal.contact_email}"}}]}
        """

    private func effects(of action: Command.Action, _ deal: TestDeal) throws -> [Effect] {
        let context = Context(now: deal.now, actor: rep)
        guard case .accepted(let acceptance) = try deal.process.decide(Command(action), deal.state, context) else {
            return []
        }
        return acceptance.effects
    }

    @Test func anEffectIsTheWholeRequestUnderAStableKey() throws {
        let deal = try TestDeal(try process(Self.text), ["amount": .money("2500 EUR")])
        let effects = try effects(of: .move(MoveRequest(to: "won")), deal)
        #expect(effects.map(\.plugin) == ["email", "notify"])
        #expect(effects.map(\.key).allSatisfy { $0.hasPrefix("\(deal.state.id)/2/0/") })
        #expect(Set(effects.map(\.key)).count == 2)
        let request = try JSON.parse(effects[1].request)
        #expect(request["settings"]?["text"] == "Test deal: 2,500 EUR")
        #expect(request["deal"]?["stage"] == "won")
        #expect(request["event"]?["from"] == "offer")
        #expect(request.canonical() == effects[1].request)
    }

    @Test func aHookWhoseConditionIsUnknownDoesNotAct() throws {
        let deal = try TestDeal(try process(Self.text), [:])
        #expect(try effects(of: .move(MoveRequest(to: "won")), deal).isEmpty)
    }

    /// A notification goes to whom a setting names, and tells nobody what is sensitive.
    @Test func aNotificationMasksWhatIsSensitive() throws {
        let deal = try TestDeal(try process(Self.text), ["contact_email": .string("buyer@example.com")])
        let effect = try #require(try effects(of: .move(MoveRequest(to: "lost")), deal).first)
        let request = try JSON.parse(effect.request)
        #expect(request["settings"]?["text"] == "Lost: •••")
        #expect(request["settings"]?["to"] != nil && request["settings"]?["to"] != "•••")
        #expect(!String(decoding: effect.request, as: UTF8.self).contains("example.com"))
    }

    @Test func aSensitiveValueStandsInTheOutboxAsAReference() throws {
        let deal = try TestDeal(
            try process(Self.text),
            ["amount": .money("2500 EUR"), "contact_email": .string("buyer@example.com")]
        )
        let effect = try #require(try effects(of: .move(MoveRequest(to: "won")), deal).first)
        #expect(!String(decoding: effect.request, as: UTF8.self).contains("example.com"))
        let row = OutboxRow(
            tenant: "",
            deal: deal.state.id,
            revision: 2,
            hook: effect.plugin,
            key: effect.key,
            request: effect.request,
            parksLane: effect.parksLane,
            nextAttempt: deal.now
        )
        #expect(row.refersToSensitiveValues)
        let stored = SensitiveValue(
            field: "contact_email",
            revision: 1,
            value: ValueCoding.bytes(of: .string("buyer@example.com"))
        )
        let settings = try JSON.parse(row.resolvedRequest([stored]))["settings"]
        #expect(settings?["to"] == "buyer@example.com")
        #expect(settings?["body"] == "We write to buyer@example.com, who owes 2,500 EUR.")
        let erased = try JSON.parse(row.resolvedRequest([]))["settings"]
        #expect(erased?["to"] == "•••", "after erasure nobody can be written to")
    }
}
