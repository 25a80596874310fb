public import Turnpike

/// What became of a move.
public enum MoveResult<Source: TypedStage, Destination: DealPlace & ~Copyable>: ~Copyable, Sendable {
    /// The deal stands in its new stage.
    case moved(Destination)
    /// It is refused, with every unmet criterion, and the handle comes back.
    case refused(Refusal, DealHandle<Source>)
    /// Somebody else changed the deal first; this is how it stands.
    case stale(Deal)
}

/// What became of a change that is no move.
public enum ChangeResult<Stage: TypedStage>: ~Copyable, Sendable {
    /// It is stored, and the deal is where it was.
    case changed(DealHandle<Stage>)
    /// It is stored, and moves by themselves led the deal on; the enum over all stages tells where it is.
    case wentOn(BoundDeal<Stage.Process>)
    /// It is refused, with all reasons, and the handle comes back.
    case refused(Refusal, DealHandle<Stage>)
    /// Somebody else changed the deal first; this is how it stands.
    case stale(Deal)
}

/// What became of an opening.
public enum OpenResult<Place: DealPlace & ~Copyable>: ~Copyable, Sendable {
    /// The deal is opened.
    case opened(Place)
    /// It is refused, with every unmet criterion.
    case refused(Refusal)
}
