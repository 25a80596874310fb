import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// A pipeline with a deal whose discount waits for a manager's word.
struct Office {
    static let text = """
        turnpike: 1
        process: office
        currency: EUR
        roles: {rep: Rep, manager: Manager}
        fields: {amount: {type: money, label: Amount}}
        gates: {agreed: {label: Agreed, approval: discount}, priced: {label: Priced, needs: [amount]}}
        approvals: {discount: {label: The discount, steps: [manager], not: requester}}
        stages:
          offer: {exit: [priced, agreed], moves: [sold]}
          sold: {outcome: won}
        hooks:
          - {event: approval.requested, do: [{notify: {to: manager, text: "Please look at ${deal.name}"}}]}
          - {event: approval.granted, do: [{notify: {to: manager, text: "${deal.name} may go on"}}]}
        """

    let pipeline: Pipeline
    let people: People
    let deal: DealID

    /// - Parameter hooks: Who delivers, made for the pipeline that is there later.
    init(_ hooks: [any Deliverer], seed: UInt64, _ process: SalesProcess) async throws {
        people = People([
            Person("rep_1", externalKeys: ["slack:U0000000001", "matrix:@rep:localhost"], roles: ["rep"]),
            Person(
                "boss_1",
                externalKeys: ["slack:U0000000002", "matrix:@boss:localhost"],
                roles: ["manager"],
                teams: ["north"]
            ),
        ])
        pipeline = try await Pipeline(
            processes: [process],
            hooks: hooks,
            ids: .seeded(seed),
            directory: StaticDirectory(people)
        )
        deal = try await pipeline.open(
            "office",
            name: "Acme \(seed)",
            externalKeys: ["crm:\(seed)"],
            fields: ["amount": .string("100 EUR")],
            by: .person("rep_1")
        ).id
        _ = try await pipeline.requestApproval(deal, "discount", by: .person("rep_1"))
    }

    func votes() async throws -> [String] {
        try await pipeline.history(deal).filter { $0.actor.id == "boss_1" }.map(\.actor.channel)
    }
}
