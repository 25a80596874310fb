/// All stages of a definition in the order of the file, each phase before its inner stages, and how they lie in one
/// another.
struct StageOutline {
    /// How deep stages and tracks may nest.
    static let deepest = 8

    /// Every stage.
    var stages: [StageDefinition] = []
    /// For each the stage that it is part of; -1 at the top.
    var parents: [Int] = []
    /// For each the track that it stands in directly; -1 for none.
    var ownTracks: [Int] = []
    /// Every track.
    var tracks: [TrackDefinition] = []
    /// For each track its stage.
    var trackStages: [Int] = []
    /// The stages at which the file nests too deep; what lies inside them is left out.
    var tooDeep: [Int] = []
    /// Whether no stage lies in another.
    var isFlat: Bool { stages.count == topCount && tracks.isEmpty }
    /// The ids of the stages, by place: a copy of a stage retains each of its parts.
    var ids: some Collection<Located<String>> {
        let stages = stages
        return stages.indices.lazy.map { stages[$0].id }
    }
    private var topCount = 0

    init(_ definition: Definition) {
        topCount = definition.stages.count
        if definition.stages.allSatisfy({ $0.stages.isEmpty && $0.tracks.isEmpty }) {
            stages = definition.stages
            parents = Array(repeating: -1, count: topCount)
            ownTracks = parents
            return
        }
        for stage in definition.stages { add(stage, parent: -1, track: -1, depth: 1) }
    }

    private mutating func add(_ stage: StageDefinition, parent: Int, track: Int, depth: Int) {
        let index = stages.count
        stages.append(stage)
        parents.append(parent)
        ownTracks.append(track)
        guard depth < Self.deepest else {
            if !stage.stages.isEmpty || !stage.tracks.isEmpty { tooDeep.append(index) }
            return
        }
        for inner in stage.stages { add(inner, parent: index, track: -1, depth: depth + 1) }
        for inner in stage.tracks {
            let number = tracks.count
            tracks.append(inner)
            trackStages.append(index)
            for stage in inner.stages { add(stage, parent: index, track: number, depth: depth + 1) }
        }
    }
}
