/// How the stages of a process lie in one another: plain numbers for questions of order and nesting.
///
/// Stages stand in document order, so that all that lies in one is a range of numbers.
struct StageTree: Sendable {
    /// Whether no stage lies in another.
    let isFlat: Bool
    /// For each stage the one that it is part of; -1 at the top.
    let parents: [Int]
    /// For each stage the track it stands in directly; -1 for none.
    let tracks: [Int]
    /// For each stage the number after the last one inside it.
    let ends: [Int]
    /// The stages at the top.
    let top: [StageID]
    private let isAside: [Bool]
    private let isFinal: [Bool]
    private let children: [[StageID]]
    private let trackStages: [[StageID]]

    init(_ stages: [Stage], _ tracks: [Track]) {
        isFlat = stages.allSatisfy { $0.parent == nil }
        parents = stages.map { $0.parent?.index ?? -1 }
        self.tracks = stages.map { $0.track?.index ?? -1 }
        var ends = stages.indices.map { $0 + 1 }
        for index in stages.indices.reversed() {
            if let parent = stages[index].parent?.index { ends[parent] = max(ends[parent], ends[index]) }
        }
        self.ends = ends
        top = stages.indices.filter { stages[$0].parent == nil }.map { StageID($0) }
        isAside = stages.map(\.isAside)
        isFinal = stages.map(\.isFinal)
        children = stages.map(\.children)
        trackStages = tracks.map(\.stages)
    }

    /// Whether a stage lies inside another.
    func isInside(_ stage: StageID, _ other: StageID) -> Bool {
        stage > other && stage.index < ends[other.index]
    }

    /// Whether a stage is another or lies inside it.
    func isWithin(_ stage: StageID, _ other: StageID) -> Bool { stage == other || isInside(stage, other) }

    /// The stages that a stage is part of, the innermost first.
    func ancestors(of stage: StageID) -> [StageID] {
        var result: [StageID] = []
        var next = parents[stage.index]
        while next >= 0 {
            result.append(StageID(next))
            next = parents[next]
        }
        return result
    }

    /// The innermost track that a stage lies in, directly or deeper.
    func innermostTrack(of stage: StageID) -> Int? {
        var next = stage.index
        while next >= 0 {
            if tracks[next] >= 0 { return tracks[next] }
            next = parents[next]
        }
        return nil
    }

    /// The tracks that a stage lies in, the innermost first.
    func allTracks(of stage: StageID) -> [Int] {
        var result: [Int] = []
        var next = stage.index
        while next >= 0 {
            if tracks[next] >= 0 { result.append(tracks[next]) }
            next = parents[next]
        }
        return result
    }

    /// The stages of the same phase, track or top.
    func siblings(of stage: StageID) -> [StageID] {
        if tracks[stage.index] >= 0 { return trackStages[tracks[stage.index]] }
        let parent = parents[stage.index]
        return parent < 0 ? top : children[parent]
    }

    /// Whether two stages lie in different tracks of one stage.
    func areSideBySide(_ a: StageID, _ b: StageID) -> Bool {
        guard !isFlat else { return false }
        let first = line(of: a)
        let second = line(of: b)
        for (left, right) in zip(first, second) where left != right {
            return parents[left.index] >= 0 && parents[left.index] == parents[right.index]
                && tracks[left.index] != tracks[right.index]
        }
        return false
    }

    /// A stage and what it is part of, the outermost first.
    func line(of stage: StageID) -> [StageID] { ancestors(of: stage).reversed() + [stage] }

    /// The stages that a forward move passes over, each as a whole: those that stand after what is left wherever a
    /// phase is left, those between, and those that stand before what is entered wherever a phase is entered.
    ///
    /// What stands beside the order, or ends a phase, is not passed over.
    func passed(from: StageID, to: StageID) -> [StageID] {
        let left = line(of: from)
        let entered = line(of: to)
        var common = 0
        while common < left.count, common < entered.count, left[common] == entered[common] { common += 1 }
        guard common < left.count, common < entered.count else { return [] }
        var result: [StageID] = []
        for stage in left[(common + 1)...].reversed() { result += siblings(of: stage).filter { $0 > stage } }
        let (start, end) = (left[common], entered[common])
        result += siblings(of: start).filter { $0 > start && $0 < end }
        for stage in entered[(common + 1)...] { result += siblings(of: stage).filter { $0 < stage } }
        return result.filter { !isAside[$0.index] && !isFinal[$0.index] }
    }

    /// A stage and everything of the order inside it, without what runs in tracks.
    func wholeOrder(of stage: StageID) -> [StageID] {
        [stage]
            + children[stage.index].filter { !isAside[$0.index] && !isFinal[$0.index] }.flatMap { wholeOrder(of: $0) }
    }

    /// The gates of the stages that a move goes through.
    func gates(passing passed: [StageID], _ move: Move, _ stages: [Stage]) -> [GateID] {
        if move.through == .stages([]) { return [] }
        func gates(_ stage: StageID, isNamed: Bool) -> [GateID] {
            if move.skips.contains(stage) { return [] }
            let isThrough = isNamed || move.through.contains(stage)
            let inner = children[stage.index].filter { !isAside[$0.index] && !isFinal[$0.index] }
                .flatMap { gates($0, isNamed: isThrough) }
            guard isThrough else { return inner }
            return stages[stage.index].enter + inner + stages[stage.index].exit
        }
        return passed.flatMap { gates($0, isNamed: false) }
    }

    /// How two stages stand to each other (rule 7); what lies beside the order is not told apart here.
    func direction(from: StageID, to: StageID) -> Direction {
        if isWithin(from, to) || isInside(to, from) { return .again }
        return to > from ? .forward : .back
    }

    /// The stages that entering one enters below it where nothing else is said, and the tracks among them.
    func initialLeaf(of stage: StageID, _ stages: [Stage]) -> StageID {
        var stage = stage
        while let next = stages[stage.index].initial { stage = next }
        return stage
    }
}
