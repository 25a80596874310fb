import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// A sale that opens renewals and referrals, on a manual clock.
struct OpeningWorld {
    static let sale = """
        turnpike: 1
        process: sale
        currency: EUR
        zone: Europe/Berlin
        fields:
          amount: {type: money, label: Amount}
          seats: {type: integer, label: Seats}
          contract_end: {type: date, label: The contract ends}
          contact_email: {type: email, sensitive: true, label: Mail}
          friend: {type: text, label: Friend}
        signals:
          renewed: {sets: [contract_end]}
          thanked: {}
        stages:
          talk: {moves: [closed]}
          closed: {outcome: won, moves: [customer]}
          customer:
            opens:
              renewal:
                at: deal.contract_end - 120 days
                copy: [account, owner, amount, contact_email, {label_of_it: "deal.name + '!'"}]
                back: [renewed, churned]
              referral:
                process: lead
                when: deal.seats > 10
                at_most: 2
                copy: {name: deal.friend, owner: deal.owner, source: "'referral'"}
                back: {won: thanked}
            moves:
              lapsed: {signal: churned, skips: all}
              thanks: {to: advocate, signal: thanked}
              pause: {to: asleep}
          advocate: {moves: [customer]}
          lapsed: {moves: [customer]}
          asleep:
            hold: true
            moves: {wake: {to: came_from}, again: {to: closed}}
        """

    static let renewal = """
        turnpike: 1
        process: renewal
        currency: EUR
        fields:
          amount: {type: money, label: Amount}
          contract_end: {type: date, label: The contract ends}
          contact_email: {type: email, sensitive: true, label: Mail}
          label_of_it: {type: text, label: Words}
        stages:
          offer: {enter: [{known: {needs: [amount]}}], moves: [renewed, churned]}
          renewed: {outcome: won}
          churned: {outcome: lost, moves: [offer]}
        """

    static let lead = """
        turnpike: 1
        process: lead
        fields: {source: {type: choice, options: [referral, event], label: Source}}
        stages:
          new: {moves: [won, lost]}
          won: {outcome: won}
          lost: {outcome: lost}
        """

    let clock: ManualClock
    let store: any DealStore
    let pipeline: Pipeline

    init(
        _ files: [String] = [sale, renewal, lead],
        from start: String = "2026-01-05T09:00:00Z",
        store: any DealStore = InMemoryStore(),
        clock: ManualClock? = nil
    ) async throws {
        self.clock = try clock ?? ManualClock(#require(Instant(start)))
        self.store = store
        pipeline = try await Pipeline(
            processes: try files.map { try process($0) },
            store: store,
            clock: self.clock,
            ids: .seeded(7)
        )
    }

    /// A customer, with whatever the sale knew.
    func customer(_ fields: [String: Value] = [:]) async throws -> DealID {
        let deal = try await pipeline.open(
            "sale",
            name: "Acme",
            owner: "rep_1",
            account: "acme",
            fields: fields,
            by: rep
        )
        _ = try await pipeline.move(deal.id, to: "closed", by: rep)
        _ = try await pipeline.move(deal.id, to: "customer", by: rep)
        return deal.id
    }

    func deal(_ id: DealID) async throws -> Deal { try #require(try await pipeline.deal(id)) }

    func deals(_ process: String) async throws -> [Deal] {
        var result: [Deal] = []
        for summary in try await pipeline.deals(DealQuery(process: process)) {
            result.append(try await deal(summary.id))
        }
        return result
    }

    func pass(until text: String) async throws -> TimerSummary {
        try await pipeline.tick(until: try #require(Instant(text)), clock)
    }

    func events(_ id: DealID, _ prefix: String = "open") async throws -> [String] {
        try await pipeline.history(id).flatMap(\.events).map { "\($0.typeName)" }.filter { $0.hasPrefix(prefix) }
    }

    /// Whether the records lead to the state that is stored, for every deal.
    func replays() async throws -> Bool {
        for summary in try await pipeline.deals(DealQuery()) {
            let deal = try await deal(summary.id)
            var state = DealState(id: deal.id, fieldCount: deal.process.fields.count)
            for record in try await pipeline.history(deal.id) { deal.process.apply(record, to: &state) }
            if StateCoding.encode(state, in: deal.process) != StateCoding.encode(deal.state, in: deal.process) {
                return false
            }
        }
        return true
    }
}
