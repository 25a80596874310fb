public import Turnpike
public import TurnpikeRuntime
public import TurnpikeValues

/// What a pipeline knows about people who were told something.
public enum NotificationReactions: Sendable {
    /// Whether what somebody was told needs nobody else: one of those who were told has done something with the deal since, the
    /// approval that was asked for is given or refused, or the deal is gone.
    ///
    /// - Parameters:
    ///   - watch: What was told, to whom, and when.
    ///   - pipeline: Where the deal is.
    /// - Throws: As `Pipeline.deal(_:)` and `Pipeline.history(_:)`.
    public static func isSettled(_ watch: NotificationWatch, in pipeline: Pipeline) async throws -> Bool {
        guard let id = DealID(watch.item.deal), let deal = try await pipeline.deal(id) else { return true }
        if let request = try? HookRequest(watch.item.body), request.event.name.hasPrefix("approval.requested"),
            let approval = request.event.details["approval"]?.stringValue,
            !deal.state.approvals.contains(where: {
                $0.status == .pending && deal.process[$0.approval].id == approval
            })
        {
            return true
        }
        let audience = Set(watch.item.audience)
        return try await pipeline.history(id).contains { record in
            record.recorded > watch.since && record.actor.kind == .person
                && (audience.contains(record.actor.id)
                    || record.actor.onBehalfOf.map { audience.contains($0) } ?? false)
        }
    }

    /// The persons that a hook's `to` means: `owner`, `owner_manager`, somebody's id, everybody of a role or of a team. Anything
    /// else stands for itself, such as `#wins`, and is for the channel to know.
    ///
    /// - Parameters:
    ///   - to: What the hook says.
    ///   - request: The request.
    ///   - people: Everybody; nil where nobody is known.
    ///   - today: The day, for absences.
    public static func persons(
        _ to: String,
        _ request: HookRequest,
        among people: People?,
        today: CalendarDate
    ) -> [String] {
        switch to {
        case "owner": return request.deal.owner.map { [$0] } ?? []
        case "owner_manager":
            return request.deal.owner.flatMap { people?.manager(of: $0, on: today) }.map { [$0] } ?? []
        default: break
        }
        guard let people, people[to] == nil else { return [to] }
        let members = people.all.filter { !$0.hasLeft && ($0.roles.contains(to) || $0.teams.contains(to)) }
        return members.isEmpty ? [to] : members.map(\.id)
    }
}
