import Turnpike

/// Where a deal stands in a process with stages inside stages: the way from the outermost stage to its own, and one
/// stage in each track.
struct StagePlace: Sendable {
    /// A track of an active stage, and where it stands.
    struct TrackPlace: Sendable {
        /// The track.
        var track: Track
        /// The active stages in it from the outermost inwards; empty for a track that is left out.
        var stages: [StageID]
    }

    /// The stages from the outermost one to the one that the deal is in.
    let line: [StageID]
    /// The tracks that run, in file order.
    let tracks: [TrackPlace]
    private let process: SalesProcess

    init(_ state: DealState, in process: SalesProcess) {
        self.process = process
        var line = [state.stage]
        while let parent = process[line[0]].parent { line.insert(parent, at: 0) }
        self.line = line
        let active = state.activeStages
        tracks = active.flatMap { process[$0].tracks }.map { id in
            TrackPlace(track: process[id], stages: Self.inside(id, active, process))
        }
    }

    /// The active stages of a track that stand in no track inside it, the outermost first.
    private static func inside(_ track: TrackID, _ active: [StageID], _ process: SalesProcess) -> [StageID] {
        active.filter { stage in
            var at: StageID? = stage
            while let next = at {
                if let own = process[next].track { return own == track }
                at = process[next].parent
            }
            return false
        }
    }

    /// The stage of the top of the process.
    var outermost: StageID { line[0] }
    /// Whether there is more to say than the stage.
    var isNested: Bool { line.count > 1 || !tracks.isEmpty }
    /// The way in words: `sale › negotiation`.
    var path: String { line.map { process[$0].id }.joined(separator: " › ") }

    /// The stages below the outermost one, then each track.
    var linesInside: [String] {
        var lines: [String] = []
        if line.count > 1 { lines.append(line.dropFirst().map { process[$0].id }.joined(separator: " › ")) }
        return lines + tracks.map { "\($0.track.id): \(words(for: $0))" }
    }

    /// The tracks on one line: `legal: redlines, security: not needed`; empty where there are none.
    var trackWords: String { tracks.map { "\($0.track.id): \(words(for: $0))" }.joined(separator: ", ") }

    /// The stage of a track in words.
    func words(for place: TrackPlace) -> String {
        place.stages.isEmpty ? "not needed" : place.stages.map { process[$0].id }.joined(separator: " › ")
    }
}

extension MoveExplanation {
    /// What the move is called on a command line: with the stage that it starts from where another track has one of the
    /// same name.
    func name(among all: [MoveExplanation]) -> String {
        all.contains { $0.move == move && $0.from != from } ? "\(from)/\(move)" : move
    }
}
