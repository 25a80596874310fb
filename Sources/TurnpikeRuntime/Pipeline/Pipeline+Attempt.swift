public import Turnpike

extension Pipeline {
    /// What became of a command that was meant for one revision of a deal; taken apart once, so that nothing of it is copied.
    public enum Attempt: ~Copyable, Sendable {
        /// It is stored, or there was nothing to change; this is how the deal stands.
        case done(Deal)
        /// It is refused, with all reasons; the deal stands as it is, except for approvals that the attempt has asked for
        /// (`Refusal.requested`).
        case refused(Refusal, Deal)
        /// Somebody else changed the deal first; this is how it stands.
        case stale(Deal)
    }

    /// Gives a command to a deal as of the revision that the caller has seen: that somebody else was first is an answer, and
    /// no error.
    ///
    /// - Parameters:
    ///   - command: What is wanted.
    ///   - id: The deal.
    ///   - revision: The revision that the caller has seen.
    ///   - actor: Who wants it.
    ///   - options: How it is to be taken; their `expectedRevision` gives way to `revision`.
    /// - Throws: `CommandError` where the command makes no sense to the process, `PipelineError`, `StoreError`.
    public func attempt(
        _ command: Command,
        on id: DealID,
        at revision: Int64,
        by actor: Actor,
        options: consuming CommandOptions = CommandOptions()
    ) async throws -> Attempt {
        options.expectedRevision = revision
        let outcome: Outcome
        do {
            outcome = try await perform(command, on: id, by: actor, options: options)
        } catch let error as PipelineError where error.code == .stale {
            guard let deal = try await deal(id) else { throw error }
            return .stale(deal)
        }
        switch outcome {
        case .changed(let deal, _), .unchanged(let deal), .repeated(let deal, revision: _): return .done(deal)
        case .refused(let refusal, let deal?): return .refused(refusal, deal)
        case .refused(_, nil): throw noSuchDeal(id)
        }
    }
}
