public import Turnpike

extension Pipeline {
    /// What became of a command that was meant for one revision of a deal.
    public enum Attempt: Sendable {
        /// It was decided, with this outcome.
        case decided(Outcome)
        /// Somebody else changed the deal first; this is how it stands.
        indirect case stale(Deal)
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
        do {
            return .decided(try await perform(command, on: id, by: actor, options: options))
        } catch let error as PipelineError where error.code == .stale {
            guard let deal = try await deal(id) else { throw error }
            return .stale(deal)
        }
    }
}
