public import Turnpike
public import TurnpikeRuntime

extension DealHandle {
    /// Changes fields: those in which `change` makes a difference.
    public consuming func set(
        by actor: Actor,
        options: CommandOptions = CommandOptions(),
        _ change: (inout Stage.Process.Fields) -> Void
    ) async throws -> ChangeResult<Stage> {
        let before = fields
        var after = before
        change(&after)
        return try await perform(.set(after.changes(from: before)), by: actor, options: options)
    }

    /// Completes an activity.
    public consuming func complete(
        _ activity: TypedActivity<Stage.Process>,
        by actor: Actor,
        options: CommandOptions = CommandOptions()
    ) async throws -> ChangeResult<Stage> {
        try await perform(.activity(activity.step), by: actor, options: options)
    }

    /// Takes in something from outside.
    public consuming func signal(
        _ signal: TypedSignal<Stage.Process>,
        by actor: Actor,
        options: CommandOptions = CommandOptions()
    ) async throws -> ChangeResult<Stage> {
        try await perform(.signal(signal.id, data: signal.fields), by: actor, options: options)
    }

    private consuming func perform(
        _ action: Command.Action,
        by actor: Actor,
        options: CommandOptions
    ) async throws -> ChangeResult<Stage> {
        let (id, revision) = (bound.deal.id, bound.deal.revision)
        let line = bound.released()
        switch try await line.pipeline.attempt(Command(action), on: id, at: revision, by: actor, options: options) {
        case .decided(.changed(let deal, _)), .decided(.unchanged(let deal)),
            .decided(.repeated(let deal, revision: _)):
            // A move by itself may have followed.
            let stage = deal.stage
            guard stage == Stage.id else { return .wentOn(BoundDeal(known: deal, in: stage, on: line)) }
            if let same = DealHandle(BoundDeal(known: deal, in: stage, on: line)) { return .changed(same) }
        case .decided(.refused(let refusal, let deal?)):
            // The attempt may have asked for approvals: then the deal is one revision further, in the same stage.
            let stage = deal.stage
            if let same = DealHandle(BoundDeal(known: deal, in: stage, on: line)) { return .refused(refusal, same) }
        case .decided(.refused(_, nil)): break
        case .stale(let deal): return .stale(deal)
        }
        throw TypedProcessError(.elsewhere, Stage.Process.self, deal: id)
    }
}
