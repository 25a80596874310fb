public import Turnpike
public import TurnpikeRuntime

/// A deal in one stage: only the moves that the file declares for that stage compile.
///
/// It is not copyable. A command consumes it and gives one back for where the deal is then, so a handle never speaks of a
/// stage that the deal has left. After a thrown error the deal is loaded again.
public struct DealHandle<Stage: TypedStage>: ~Copyable, Sendable, DealPlace {
    /// The process that the deal runs through.
    public typealias Process = Stage.Process

    @usableFromInline let bound: BoundDeal<Stage.Process>

    /// The deal as of the revision at which this handle was made: untyped, and freely copied.
    @inlinable public var deal: Deal { bound.deal }
    /// Where its commands go.
    public var pipeline: Pipeline { bound.pipeline }

    /// A handle, where the deal is in this stage.
    @inlinable
    @inline(__always)
    public init?(_ bound: consuming BoundDeal<Stage.Process>) {
        guard bound.stage == Stage.id else { return nil }
        self.bound = bound
    }

    /// What a handle of this stage becomes, where the deal is in it: generated code makes a case of the enum over all stages.
    ///
    /// - Parameters:
    ///   - bound: The deal.
    ///   - make: Makes it of the handle.
    /// - Returns: What was made; nil where the deal is somewhere else.
    @inlinable
    public static func place<Place: ~Copyable>(
        _ bound: consuming BoundDeal<Stage.Process>,
        _ make: (consuming DealHandle) -> Place
    ) -> Place? {
        guard let handle = DealHandle(bound) else { return nil }
        return make(handle)
    }

    /// The deal's id.
    @inlinable public var id: DealID { bound.deal.id }
    /// The values of its fields.
    public var fields: Stage.Process.Fields { Stage.Process.Fields(bound.deal) }

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
        to move: consuming TypedMove<Stage, Destination>,
        by actor: Actor,
        confirmed: [String] = [],
        options: consuming CommandOptions = CommandOptions()
    ) async throws -> MoveResult<Stage, Destination> where Destination.Process == Stage.Process {
        try await perform(Command(.move(move.request(confirmed))), by: actor, options: options)
    }

    /// Makes a move although criteria are unmet; they stay as obligations of the deal until each is met.
    ///
    /// - Parameters:
    ///   - move: The move, with what it asks for.
    ///   - because: Why, in words.
    ///   - actor: Who insists on it.
    @inlinable
    public consuming func override<Destination: DealPlace & ~Copyable>(
        to move: consuming TypedMove<Stage, Destination>,
        because: String,
        by actor: Actor,
        options: consuming CommandOptions = CommandOptions()
    ) async throws -> MoveResult<Stage, Destination> where Destination.Process == Stage.Process {
        try await perform(Command(.override(move.request([]), because: because)), by: actor, options: options)
    }

    // Inlinable, so that a move costs the app no look-up of generic types.
    @inlinable
    consuming func perform<Destination: DealPlace & ~Copyable>(
        _ command: consuming Command,
        by actor: Actor,
        options: consuming CommandOptions
    ) async throws -> MoveResult<Stage, Destination> where Destination.Process == Stage.Process {
        let (id, revision) = (bound.deal.id, bound.deal.revision)
        let line = bound.released()
        switch try await line.pipeline.attempt(command, on: id, at: revision, by: actor, options: options) {
        case .decided(.changed(let deal, _)):
            let stage = deal.stage
            if let place = Destination(BoundDeal(known: deal, in: stage, on: line)) { return .moved(place) }
        case .decided(.unchanged(let deal)), .decided(.repeated(let deal, revision: _)):
            let stage = deal.stage
            if let place = Destination(BoundDeal(known: deal, in: stage, on: line)) { return .moved(place) }
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
