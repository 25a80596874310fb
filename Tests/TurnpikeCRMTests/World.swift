import Synchronization
import Turnpike
import TurnpikeCRM
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeWeb
import TurnpikeYAML

@testable import HubSpotCRM

/// A process whose hooks tell HubSpot, with a deal, a connector and HubSpot itself.
struct World {
    static func text(_ policy: String, hooks: String = hooks) -> String {
        """
        turnpike: 1
        process: b2b
        currency: EUR
        observed: \(policy)
        roles: {rep: Rep, boss: Boss}
        permissions: {override: [boss]}
        fields:
          amount: {type: money}
          close_date: {type: date}
          region: {type: choice, options: [north, south]}
          secret: {type: text, sensitive: true}
        reasons: {lost: [price, rival]}
        gates: {priced: {needs: [amount]}}
        stages:
          lead: {moves: [qualified, lost]}
          qualified: {moves: [offer, lead, lost]}
          offer: {enter: [priced], moves: [won, lost, qualified]}
          won: {outcome: won}
          lost: {outcome: lost, reason: lost}
        hooks:
        \(hooks)
        """
    }

    static let hooks = """
          - {event: deal.opened, do: [{crm: upsert}]}
          - {event: stage.entered, do: [{crm: upsert}]}
          - {event: field.changed, do: [{crm: upsert}]}
        """

    static let mapping = CRMMapping(
        process: "b2b",
        stages: [
            ("lead", "appointmentscheduled"), ("qualified", "qualifiedtobuy"), ("offer", "contractsent"),
            ("won", "closedwon"), ("lost", "closedlost"),
        ],
        fields: ["amount": "amount", "close_date": "closedate", "region": "region"],
        owners: ["rep_1": "11", "rep_2": "12"],
        reasons: ["price": "Too expensive", "rival": "Somebody else"],
        accounts: CRMMapping.Party(fields: ["name": "name", "domain": "domain"]),
        contacts: CRMMapping.Party(fields: ["email": "email", "name": "lastname"])
    )

    let hubSpot = FakeHubSpot()
    let ledger = InMemoryLedger()
    let clock = ManualClock(Instant("2026-06-01T10:00:00Z") ?? .min)
    let pipeline: Pipeline
    let connector: CRMConnector

    init(
        _ policy: String = "refuse",
        mapping: CRMMapping = Self.mapping,
        process text: String? = nil,
        keepsEffects: Bool = true
    ) async throws {
        let door = Door()
        let hubSpot = hubSpot
        let clock = clock
        let vendor = try Self.vendor(hubSpot, mapping, keepsEffects: keepsEffects)
        connector = CRMConnector(
            vendor,
            mapping: mapping,
            ledger: ledger,
            pipeline: { door.pipeline },
            now: { clock.now() }
        )
        pipeline = try await Pipeline(
            processes: [try SalesProcess(yaml: text ?? Self.text(policy))],
            hooks: [connector],
            clock: clock,
            ids: .seeded(7)
        )
        door.open(pipeline)
    }

    static func vendor(_ hubSpot: FakeHubSpot, _ mapping: CRMMapping, keepsEffects: Bool = true) throws -> HubSpotCRM {
        HubSpotCRM(
            token: Secret(FakeHubSpot.token),
            base: try WebAddress("https://api.hubapi.com"),
            settings: HubSpotCRM.Settings(
                effectProperty: keepsEffects ? "turnpike_effect" : nil,
                fields: Array(mapping.fields.values),
                probability: mapping.probability
            ),
            carrier: hubSpot
        )
    }

    func open(stage: String? = nil, fields: [String: Value] = [:], account: String? = nil, contact: String? = nil)
        async throws
        -> DealID
    {
        try await pipeline.open(
            "b2b",
            name: "Acme",
            stage: stage,
            owner: "rep_1",
            account: account,
            contact: contact,
            fields: fields,
            by: .person("rep_1", roles: "rep")
        ).id
    }

    func move(_ id: DealID, _ stage: String, reason: String? = nil) async throws -> Outcome {
        try await pipeline.perform(
            Command(.move(MoveRequest(to: stage, reason: reason))),
            on: id,
            by: .person("rep_1", roles: "rep")
        )
    }

    /// Delivers and listens until nothing happens any more, at most so many rounds.
    func settle(rounds: Int = 8) async throws -> Int {
        for round in 1...rounds {
            let sent = try await pipeline.deliver()
            let taken = try await connector.takeChanges()
            if sent.delivered + sent.postponed + sent.dead == 0, taken.taken + taken.asked + taken.pushedBack == 0 {
                return round
            }
            clock.advance(by: .seconds(120))
        }
        return rounds + 1
    }

    func stage(_ id: DealID) async throws -> String { try await pipeline.deal(id)?.stage ?? "" }
}

/// Holds the pipeline, which is made after its hooks.
final class Door: Sendable {
    private let held = Mutex<Pipeline?>(nil)
    var pipeline: Pipeline? { held.withLock { $0 } }
    func open(_ pipeline: Pipeline) { held.withLock { $0 = pipeline } }
}
