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

// What is not copyable conforms to no `CustomStringConvertible`: these are the same by name.

extension MoveResult where Destination: ~Copyable {
    /// What became of the move, for people: the stage, every unmet criterion, or how somebody else has left the deal.
    public var description: String {
        switch self {
        case .moved(let place): place.deal.standing
        case .refused(let refusal, _): refusal.description
        case .stale(let deal): deal.stale
        }
    }
}

extension ChangeResult {
    /// What became of the change, for people: the stage, all reasons, or how somebody else has left the deal.
    public var description: String {
        switch self {
        case .changed(let handle): handle.deal.standing
        case .wentOn(let bound): bound.deal.standing
        case .refused(let refusal, _): refusal.description
        case .stale(let deal): deal.stale
        }
    }
}

extension OpenResult where Place: ~Copyable {
    /// What became of the opening, for people: the stage, or every unmet criterion.
    public var description: String {
        switch self {
        case .opened(let place): place.deal.standing
        case .refused(let refusal): refusal.description
        }
    }
}

extension Deal {
    /// `the b2b_software deal 0190… is in 'demo' (revision 4)`
    fileprivate var standing: String { "the \(process.id) deal \(id) is in '\(stage)' (revision \(revision))" }

    fileprivate var stale: String { "somebody else was first: \(standing); load it again" }
}
