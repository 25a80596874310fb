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
        let pipeline = self.pipeline
        let id = deal.id
        var options = options
        options.expectedRevision = deal.revision
        let outcome: Outcome
        do {
            outcome = try await pipeline.perform(Command(action), on: id, by: actor, options: options)
        } catch let error as PipelineError where error.code == .stale {
            guard let changed = try await pipeline.deal(id) else { throw error }
            return .stale(changed)
        }
        let changed: Deal
        switch outcome {
        case .refused(let refusal, let asked):
            // The attempt may have asked for approvals: then the deal is one revision further, in the same stage.
            if let asked, asked.revision != deal.revision, let same = DealHandle(BoundDeal(known: asked, in: pipeline))
            {
                return .refused(refusal, same)
            }
            return .refused(refusal, self)
        case .changed(let deal, _), .unchanged(let deal), .repeated(let deal, revision: _): changed = deal
        }
        let bound = BoundDeal<Stage.Process>(known: changed, in: pipeline)
        // A move by itself may have followed.
        guard let same = DealHandle(bound) else { return .wentOn(bound) }
        return .changed(same)
    }
}
