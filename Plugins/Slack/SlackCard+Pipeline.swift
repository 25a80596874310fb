public import Turnpike
public import TurnpikeRuntime
import TurnpikeValues

extension SlackCard {
    /// The card of a deal as it stands: what each way on lacks, and the approvals that wait.
    ///
    /// It shows what an actor without roles may see, because everybody in the channel reads it.
    ///
    /// - Parameters:
    ///   - id: The deal.
    ///   - pipeline: Where it is.
    /// - Returns: nil where there is no such deal.
    /// - Throws: As `Pipeline.deal(_:)`.
    public static func standing(_ id: DealID, in pipeline: Pipeline) async throws -> SlackCard? {
        let reader = Actor(id: "slack", kind: .plugin, channel: "slack")
        guard let stored = try await pipeline.deal(id) else { return nil }
        let deal = try await pipeline.seen(stored, by: reader)
        var facts: [Fact] = []
        if let owner = deal.owner { facts.append(Fact("Owner", owner)) }
        for (field, value) in deal.fields where !field.isSensitive && facts.count < 8 {
            if case .money = value { facts.append(Fact(field.label, "\(value)")) }
        }
        if let probability = deal.probability { facts.append(Fact("Probability", probability.description)) }
        if let outcome = deal.outcome { facts.append(Fact("Outcome", outcome.rawValue)) }
        var card = SlackCard(
            deal: id.description,
            tenant: pipeline.tenant,
            name: deal.name,
            stage: deal.stageLabel,
            facts: facts
        )
        // Who asks is no obstacle of the deal: whether somebody may make the move is said when they try.
        card.ways = try await pipeline.explain(id, by: reader).filter { $0.direction == .forward }.map { move in
            let unmet = move.refusal.unmet.filter { $0.kind != .by }
            return Way(move.label, unmet: unmet.map(\.message))
        }
        card.questions = deal.state.approvals.filter { $0.status == .pending }.map { approval in
            let declared = deal.process[approval.approval]
            return Question(declared.id, "\(declared.label): asked for by \(approval.requester)")
        }
        return card
    }
}
