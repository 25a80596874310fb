public import Turnpike
public import TurnpikeRuntime

/// A deal in one stage: only the moves that the file declares for that stage compile.
///
/// It is not copyable. A command consumes it and gives one back for where the deal is then, so a handle never speaks of a
/// stage that the deal has left. After a thrown error the deal is loaded again.
public struct DealHandle<Stage: TypedStage>: ~Copyable, Sendable, DealPlace {
    /// The process that the deal runs through.
    public typealias Process = Stage.Process

    /// The deal as of the revision at which this handle was made: untyped, and freely copied.
    public let deal: Deal
    /// Where its commands go.
    public let pipeline: Pipeline

    /// A handle, where the deal is in this stage.
    @inlinable
    public init?(_ bound: BoundDeal<Stage.Process>) {
        let deal = bound.deal
        guard deal.process[deal.state.stage].id == Stage.id else { return nil }
        self.init(known: deal, in: bound.pipeline)
    }

    @inlinable
    init(known deal: Deal, in pipeline: Pipeline) {
        self.deal = deal
        self.pipeline = pipeline
    }

    /// The deal's id.
    public var id: DealID { deal.id }
    /// The values of its fields.
    public var fields: Stage.Process.Fields { Stage.Process.Fields(deal) }

    /// Makes a move that the file declares for this stage.
    ///
    /// - Parameters:
    ///   - move: The move, with what it asks for: `.proposal`, `.lost(reason: .price)`.
    ///   - actor: Who makes it.
    ///   - confirmed: Ids of checks of severity `confirm` that the person has seen.
    /// - Returns: A handle of the new stage; or this one again with every unmet criterion; or the deal as somebody else
    ///   has changed it in the meantime.
    /// - Throws: `CommandError`, `PipelineError`, `StoreError`; the deal is to be loaded again.
    @inlinable
    public consuming func move<Destination: DealPlace & ~Copyable>(
        to move: TypedMove<Stage, Destination>,
        by actor: Actor,
        confirmed: [String] = [],
        options: CommandOptions = CommandOptions()
    ) async throws -> MoveResult<Stage, Destination> where Destination.Process == Stage.Process {
        try await perform(.move(move.request(confirmed)), by: actor, options: options)
    }

    /// Makes a move although criteria are unmet; they stay as obligations of the deal until each is met.
    ///
    /// - Parameters:
    ///   - move: The move, with what it asks for.
    ///   - because: Why, in words.
    ///   - actor: Who insists on it.
    @inlinable
    public consuming func override<Destination: DealPlace & ~Copyable>(
        to move: TypedMove<Stage, Destination>,
        because: String,
        by actor: Actor,
        options: CommandOptions = CommandOptions()
    ) async throws -> MoveResult<Stage, Destination> where Destination.Process == Stage.Process {
        try await perform(.override(move.request([]), because: because), by: actor, options: options)
    }

    // Inlinable, so that a move costs the app no look-up of generic types.
    @inlinable
    consuming func perform<Destination: DealPlace & ~Copyable>(
        _ action: Command.Action,
        by actor: Actor,
        options: CommandOptions
    ) async throws -> MoveResult<Stage, Destination> where Destination.Process == Stage.Process {
        let pipeline = self.pipeline
        let id = deal.id
        var options = options
        options.expectedRevision = deal.revision
        // Who holds the deal's state while it changes makes it be copied.
        _ = consume self
        let outcome: Outcome
        do {
            outcome = try await pipeline.perform(Command(action), on: id, by: actor, options: options)
        } catch let error as PipelineError where error.code == .stale {
            guard let changed = try await pipeline.deal(id) else { throw error }
            return .stale(changed)
        }
        let moved: Deal
        switch outcome {
        case .refused(let refusal, let deal):
            // The attempt may have asked for approvals: then the deal is one revision further, in the same stage.
            guard let deal, let same = DealHandle(BoundDeal(known: deal, in: pipeline)) else {
                throw TypedProcessError(.elsewhere, Stage.Process.self, deal: id, stage: deal?.stage)
            }
            return .refused(refusal, same)
        case .changed(let deal, _), .unchanged(let deal), .repeated(let deal, revision: _): moved = deal
        }
        guard let place = Destination(BoundDeal(known: moved, in: pipeline)) else {
            throw TypedProcessError(.elsewhere, Stage.Process.self, deal: id, stage: moved.stage)
        }
        return .moved(place)
    }
}
