import Turnpike

/// A stage that a deal can be in as a whole: it becomes a type. Phases are passed through, and the stages of tracks are
/// cases inside the stage that has the tracks.
struct StageShape {
    /// The stage.
    let id: StageID
    /// The stages from which a person can make moves while a deal is here: itself, and those in its tracks.
    let sources: [StageID]
    /// Whether moves by themselves may lead on from here in the very command that led here.
    let isPassing: Bool
}

/// Where a move leads, as far as it is known before it is made.
enum Destination: Hashable {
    /// To one stage.
    case stage(StageID)
    /// To a stage that only the deal knows.
    case open
}

/// A move as generated code offers it.
struct MoveShape {
    /// The stages, as types, that offer it.
    var sources: [StageID]
    /// Where it leads.
    let destination: Destination
    /// The move.
    let move: MoveID
    /// The name in Swift.
    let name: String
    /// What the kernel is asked for.
    let request: String
    /// The list that a reason is chosen from.
    let reasonList: Int?
    /// Fields given with it.
    let asks: [FieldID]
    /// Whether the person names the stage.
    let namesStage: Bool
    /// The gates, where they are the same for all sources.
    var gates: [GateID]

    /// What two entries share that are the same for several sources.
    struct Call: Hashable {
        let destination: Destination
        let move: MoveID
        let name: String
        let request: String
        let reasonList: Int?
        let asks: [FieldID]
        let namesStage: Bool
    }

    /// The entry without its sources.
    var call: Call {
        Call(
            destination: destination,
            move: move,
            name: name,
            request: request,
            reasonList: reasonList,
            asks: asks,
            namesStage: namesStage
        )
    }
}
