import Turnpike
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeYAML

/// A pipeline with a deal whose discount waits for a manager's word.
struct Office {
    static let text = """
        turnpike: 1
        process: office
        currency: EUR
        roles: {rep: Rep, manager: Manager}
        fields: {amount: {type: money, label: Amount}, note: {type: text, label: Note}}
        signals: {paid: {sets: [amount]}}
        gates: {agreed: {label: Agreed, approval: discount}, priced: {label: Priced, needs: [amount]}}
        approvals: {discount: {label: The discount, ask: "Approve ${deal.name}?", steps: [manager], not: requester}}
        stages:
          offer: {exit: [priced, agreed], moves: [sold]}
          sold: {outcome: won}
        hooks:
          - {event: signal.received paid, do: [{notify: owner}]}
          - {event: approval.requested, do: [{notify: {to: manager, text: "Please look"}}]}
        """

    let pipeline: Pipeline
    let people: People
    let deal: DealID
    static let now = Instant("2026-03-02T10:00:00Z") ?? .min

    init() async throws {
        let process = try SalesProcess(yaml: Self.text)
        people = People([
            Person("rep_1", externalKeys: ["slack:U0000000001", "matrix:@rep:localhost"], roles: ["rep"]),
            Person("boss_1", externalKeys: ["slack:U0000000002", "matrix:@boss:localhost"], roles: ["manager"]),
            Person("gone_1", externalKeys: ["slack:U0000000003"], roles: ["manager"], hasLeft: true),
        ])
        pipeline = try await Pipeline(
            processes: [process],
            clock: ManualClock(Self.now),
            ids: .seeded(7),
            directory: StaticDirectory(people)
        )
        deal = try await pipeline.open(
            "office",
            name: "Acme",
            externalKeys: ["crm:42"],
            fields: ["amount": .string("100 EUR")],
            by: .person("rep_1")
        ).id
    }

    func ask() async throws { _ = try await pipeline.requestApproval(deal, "discount", by: .person("rep_1")) }

    /// How the approval stands.
    func standing() async throws -> ApprovalState.Status? {
        try await pipeline.deal(deal)?.state.approvals.first?.status
    }

    func votes() async throws -> [String] {
        try await pipeline.deal(deal)?.state.approvals.first?.votes.map { "\($0.by) \($0.approves)" } ?? []
    }
}
