/// The chart of a process with phases or tracks, and which of its nodes stands for what.
///
/// A phase is a compound, a stage with tracks a parallel, a track a compound. A track with a condition has one node more,
/// a final one that stands for "not needed": entering it is how a track is left out, so that the machine knows no other
/// charts than those of SCXML. A stage that a move resumes has a history, which stands before its stages.
struct StageChart: Sendable {
    let machine: Machine
    /// The node of each stage.
    let nodeOfStage: [Int]
    /// The stage of each node; -1 for none.
    let stageOfNode: [Int]
    /// The node of each track.
    let region: [Int]
    /// The node that stands for a track that is left out; -1 for a track without a condition.
    let leftOut: [Int]
    /// The track of each such node; -1 for other nodes.
    let trackLeftOut: [Int]
    /// The histories of each stage; -1 for none.
    let deep: [Int]
    let shallow: [Int]

    /// - Parameters:
    ///   - deep: The stages that a move resumes as they were.
    ///   - shallow: The stages that a move resumes at the beginning of the inner stage that was left.
    init(_ stages: [Stage], _ tracks: [Track], deep wantedDeep: Set<Int>, shallow wantedShallow: Set<Int>) {
        var nodes: [Machine.Node] = []
        var nodeOfStage = Array(repeating: -1, count: stages.count)
        var stageOfNode: [Int] = []
        var region = Array(repeating: -1, count: tracks.count)
        var leftOut = region
        var trackLeftOut: [Int] = []
        var deep = nodeOfStage
        var shallow = nodeOfStage

        func add(_ kind: Machine.Kind, _ parent: Int, stage: Int = -1, track: Int = -1) -> Int {
            nodes.append(Machine.Node(kind: kind, parent: parent, end: nodes.count + 1))
            stageOfNode.append(stage)
            trackLeftOut.append(track)
            return nodes.count - 1
        }
        func add(_ id: StageID, _ parent: Int) {
            let index = id.index
            let stage = stages[index]
            let kind: Machine.Kind =
                stage.isParallel ? .parallel : stage.isPhase ? .compound : stage.isFinal ? .final : .atomic
            let node = add(kind, parent, stage: index)
            nodeOfStage[index] = node
            if wantedDeep.contains(index) { deep[index] = add(.deepHistory, node) }
            // The inner states of a stage with tracks are its tracks, which then all begin anew.
            if wantedShallow.contains(index), !stage.isParallel { shallow[index] = add(.shallowHistory, node) }
            for child in stage.children { add(child, node) }
            for track in stage.tracks {
                let own = add(.compound, node)
                region[track.index] = own
                if tracks[track.index].when != nil { leftOut[track.index] = add(.final, own, track: track.index) }
                for child in tracks[track.index].stages { add(child, own) }
                nodes[own].end = nodes.count
                nodes[own].initial = tracks[track.index].initial.map { [nodeOfStage[$0.index]] } ?? []
            }
            nodes[node].end = nodes.count
            if let initial = stage.initial { nodes[node].initial = [nodeOfStage[initial.index]] }
            // Where nothing is remembered yet, a history leads to the beginning.
            let start = stage.initial.map { [nodeOfStage[$0.index]] } ?? stage.tracks.map { region[$0.index] }
            if deep[index] >= 0 { nodes[deep[index]].initial = start }
            if shallow[index] >= 0 { nodes[shallow[index]].initial = start }
        }
        for index in stages.indices where stages[index].parent == nil { add(StageID(index), -1) }
        machine = Machine(nodes: nodes, initial: nodes.isEmpty ? [] : [0])
        self.nodeOfStage = nodeOfStage
        self.stageOfNode = stageOfNode
        self.region = region
        self.leftOut = leftOut
        self.trackLeftOut = trackLeftOut
        self.deep = deep
        self.shallow = shallow
    }

    /// The stage of a node, or nil.
    func stage(of node: Int) -> StageID? { stageOfNode[node] < 0 ? nil : StageID(stageOfNode[node]) }

    /// The stages among some nodes.
    func stages(among nodes: [Int]) -> [StageID] { nodes.compactMap { stage(of: $0) } }

    /// The tracks that are left out among some active nodes.
    func tracksLeftOut(among nodes: [Int]) -> [TrackID] {
        nodes.compactMap { trackLeftOut[$0] < 0 ? nil : TrackID(trackLeftOut[$0]) }
    }
}
