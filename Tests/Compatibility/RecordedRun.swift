import Turnpike
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeYAML

/// The run that fills a recorded store: the same commands, times and ids whenever it runs.
///
/// It touches everything that is stored: both outcomes, a hold, an override with its obligation, activities with their own
/// fields, a list of records, a sensitive field set twice, computed values, external and idempotency keys, accounts and
/// contacts, delivered, waiting and dead rows, and two tenants. What is added to the format is added here.
struct RecordedRun {
    static let process = """
        turnpike: 1
        process: recorded
        version: 1
        currency: EUR
        zone: Europe/Berlin
        roles: {rep: Rep, manager: Manager}
        records:
          stakeholder: {name: text, approved: bool}
        fields:
          amount: money
          budget: money
          share: {type: percent, default: 10%}
          close_date: date
          email: {type: email, sensitive: true}
          stakeholders: {type: list, of: stakeholder}
          source: {type: choice, options: [inbound, outbound]}
          half: {type: money, compute: deal.amount * 50%}
        reasons:
          lost: {price: Too expensive, no_decision: No decision}
          step_back: {scope: The scope changed}
        signals: {contract_signed: {}}
        activities:
          call: {kind: call, by: rep, outcomes: [interested, {no_answer: {again: true}}], captures: [budget]}
          offer: {kind: document, by: rep, repeat: 3, fields: {price: money}}
        gates:
          ready:
            needs: [budget, close_date]
            done: [call]
            check:
              covered: {that: deal.budget >= deal.amount * 0.8, else: The budget covers too little.}
        stages:
          lead: {probability: 10%, activities: [call], exit: [ready], moves: [proposal]}
          proposal:
            probability: 50%
            moves: {won: {}, lead: {reason: step_back}, signed: {to: won, signal: contract_signed}}
          won: {outcome: won, probability: 100%}
          paused: {hold: true, moves: {wake: {to: came_from}}}
          lost: {outcome: lost, reason: lost}
        anywhere:
          moves: {lost: {}, paused: {}}
        permissions: {move: [rep, manager], override: [manager]}
        templates:
          hello: {subject: "About ${deal.name}", body: "${deal.amount} for ${deal.email}"}
        hooks:
          - {event: deal.opened, do: [{crm: upsert}]}
          - event: stage.entered proposal
            do: [{email: {template: hello, to: deal.email}}, {crm: upsert}]
          - {event: deal.won, do: [{crm: close}, {notify: {to: "#wins", text: "${deal.name}: ${deal.amount}"}}]}

        """

    private static let rep = Actor.person("rep_1", roles: "rep")
    private static let manager = Actor.person("manager_1", roles: "rep", "manager")

    private let clock = ManualClock(Instant(milliseconds: 1_795_000_000_123))
    private let store: any DealStore

    init(_ store: any DealStore) {
        self.store = store
    }

    /// Fills the store.
    func run() async throws {
        let ids = IDSource.seeded(2)
        let process = try SalesProcess(yaml: Self.process, name: "recorded.process.yaml")
        for tenant in ["", "other"] {
            let pipeline = try await Pipeline(
                processes: [process],
                store: store,
                clock: clock,
                ids: ids,
                tenant: tenant
            )
            try await pipeline.put(.account, "acc_1", values: ["name": "Größe AG"], externalKey: "sf:acc")
            try await pipeline.put(.account, "acc_1", values: ["size": 12])
            try await pipeline.put(.contact, "con_1", values: ["first_name": "Ada"])
            try await fill(pipeline)
        }
    }

    private func fill(_ pipeline: Pipeline) async throws {
        let won = try await open(pipeline, "Won", ["amount": .money("50000 EUR"), "email": "a@example.com"], key: "1")
        try await qualify(pipeline, won)
        try await move(pipeline, won, "proposal")
        _ = try await pipeline.set(won, ["email": "b@example.com", "share": .percent("12.5%")], by: Self.rep)
        _ = try await pipeline.complete(won, "offer", values: ["price": .money("49999.99 EUR")], by: Self.rep)
        _ = try await pipeline.signal(won, "contract_signed", by: Actor.person("erp", roles: "rep"))

        let lost = try await open(pipeline, "Lost", ["amount": .money("100 EUR"), "source": "inbound"], key: "2")
        _ = try await pipeline.complete(lost, "call", outcome: "no_answer", by: Self.rep)
        try await move(pipeline, lost, "lost", reason: "price")

        let held = try await open(pipeline, "Held", ["amount": .money("7 EUR")], key: "3")
        try await move(pipeline, held, "paused")

        let overridden = try await open(pipeline, "Overridden", ["amount": .money("9000.50 EUR")], key: "4")
        clock.advance(by: .seconds(60))
        _ = try await pipeline.override(overridden, to: "proposal", because: "the board wants it", by: Self.manager)
        _ = try await pipeline.comment(overridden, "Budget follows.", by: Self.rep)
        _ = try await pipeline.assign(overridden, to: "rep_2", by: Self.manager)

        _ = try await open(pipeline, "Open", ["amount": .money("1 EUR")], key: "5")
        let stakeholder: Value = ["name": "Buyer", "approved": true]
        let last = try await open(
            pipeline,
            "Ready",
            ["amount": .money("10 EUR"), "stakeholders": [stakeholder]],
            key: "6"
        )
        try await qualify(pipeline, last)

        // Of the rows, one is delivered, one is dead, one is to be tried again, the others wait.
        let claim = OutboxClaim(
            tenant: pipeline.tenant,
            owner: "recorder",
            now: clock.now(),
            until: clock.now().adding(.seconds(60)) ?? .max,
            limit: 3
        )
        let rows = try await store.claimOutbox(claim)
        let results: [OutboxSettlement.Result] = [
            .delivered, .dead(error: "404 Größe"), .retry(at: clock.now().adding(.seconds(90)) ?? .max, error: "503"),
        ]
        try await store.settle(
            zip(rows, results).map { OutboxSettlement(sequence: $0.sequence, owner: "recorder", result: $1) },
            tenant: pipeline.tenant
        )
    }

    private func open(
        _ pipeline: Pipeline,
        _ name: String,
        _ fields: [String: Value],
        key: String
    ) async throws -> DealID {
        clock.advance(by: .seconds(3_600))
        var options = CommandOptions()
        options.idempotency = (source: "recorder", key: key)
        let deal = try await pipeline.open(
            "recorded",
            name: name,
            owner: "rep_1",
            account: "acc_1",
            contact: "con_1",
            externalKeys: ["sf:\(key)"],
            fields: fields,
            by: Self.rep,
            options: options
        )
        return deal.id
    }

    private func qualify(_ pipeline: Pipeline, _ id: DealID) async throws {
        clock.advance(by: .seconds(86_400))
        let values: [String: Value] = ["budget": .money("60000 EUR")]
        _ = try await pipeline.complete(id, "call", outcome: "interested", values: values, by: Self.rep)
        _ = try await pipeline.set(id, ["close_date": .date("2027-03-31")], by: Self.rep)
    }

    private func move(_ pipeline: Pipeline, _ id: DealID, _ stage: String, reason: String? = nil) async throws {
        clock.advance(by: .seconds(60))
        if case .refused(let refusal) = try await pipeline.move(id, to: stage, reason: reason, by: Self.rep) {
            throw StoreError(.failed, "the recorded run was refused: \(refusal)")
        }
    }
}
