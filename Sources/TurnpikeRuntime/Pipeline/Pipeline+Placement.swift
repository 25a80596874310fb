package import Turnpike

extension Pipeline {
    /// Puts a deal into a situation without judging how it came there; hooks do not act.
    package func place(
        _ steps: [PlacementStep],
        of process: SalesProcess,
        on id: DealID?,
        by actor: Actor
    ) async throws -> Deal {
        var state = DealState(id: id ?? ids.next(clock.now()), fieldCount: process.fields.count)
        if let id, let deal = try await deal(id) { state = deal.state }
        for step in steps {
            var context = try await context(for: state, process, actor)
            context.effects = false
            let acceptance = try process.place(step, state, context)
            var options = CommandOptions()
            options.effects = false
            let commit = commit(acceptance, process, Command(.review), deal: state.id, options)
            guard case .stored? = try await store.commit([commit]).first else {
                throw PipelineError(.contention, "the deal \(state.id) was changed while it was placed")
            }
            state = acceptance.state
            live.keep(LiveDeals.Entry(state, of: process))
        }
        return Deal(process: process, state: state)
    }

    /// What the kernel is told about the time, the actor and the records that the process reads.
    package func judgingContext(for state: DealState, _ process: SalesProcess, _ actor: Actor) async throws -> Context {
        try await context(for: state, process, actor)
    }
}
