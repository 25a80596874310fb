import TurnpikeExpressions

/// Which stage leads to which, for questions about where deals can come and go.
///
/// Moves `to: earlier` are not written out as edges, which would be quadratic: what matters is the latest stage that has
/// one, and the earliest stage that is good.
struct StageGraph {
    private var targets: [[Int]]
    private var sources: [[Int]]
    /// Whether a move leads from the stage to any that is earlier.
    private var leadsBack: [Bool]
    /// Whether a deal can return from the stage to where it came from.
    private let returns: [Bool]
    private let order: StageOrder
    /// What is reached together with a stage: what it is part of, where its tracks begin, and, where it is entered as a
    /// whole, where it begins.
    private var together: [[Int]] = []

    init(_ parts: SalesProcess.Parts, _ order: StageOrder, _ tree: StageTree) {
        let count = parts.stages.count
        targets = Array(repeating: [], count: count)
        sources = targets
        leadsBack = Array(repeating: false, count: count)
        self.order = order
        var returns = leadsBack
        for row in parts.transitions {
            // Read in place: a copy of a move retains all it holds. One whose guard never holds leads nowhere.
            if parts.moves[row.move.index].when?.constant == .no { continue }
            switch parts.moves[row.move.index].target {
            case .cameFrom: returns[row.source.index] = true
            case .earlier: leadsBack[row.source.index] = true
            case .stage(let target):
                guard target != row.source else { continue }
                targets[row.source.index].append(target.index)
                sources[target.index].append(row.source.index)
            }
        }
        self.returns = returns
        if !tree.isFlat { addNesting(parts, tree) }
        for hold in returns.indices where returns[hold] {
            // A deal that came here from a stage may go back to it.
            for source in sources[hold] where !targets[hold].contains(source) || sources[hold].count > 64 {
                targets[hold].append(source)
                sources[source].append(hold)
            }
        }
    }

    /// Entering a stage enters what it is part of and where it begins; from a track the moves of its stage are made too.
    private mutating func addNesting(_ parts: SalesProcess.Parts, _ tree: StageTree) {
        together = Array(repeating: [], count: targets.count)
        for (index, stage) in parts.stages.enumerated() {
            if let parent = stage.parent?.index {
                together[index].append(parent)
                if stage.track != nil {
                    targets[index].append(parent)
                    sources[parent].append(index)
                }
            }
            for track in stage.tracks {
                guard let initial = parts.tracks[track.index].initial else { continue }
                // Where a track begins in a phase, that begins as well.
                together[index].append(tree.initialLeaf(of: initial, parts.stages).index)
            }
        }
        // A move to a phase leads to where it begins; one that resumes it may lead to any stage inside.
        for index in targets.indices {
            for target in targets[index] where parts.stages[target].isPhase {
                let leaf = tree.initialLeaf(of: StageID(target), parts.stages).index
                targets[index].append(leaf)
                sources[leaf].append(index)
            }
        }
    }

    /// Whether a deal can go anywhere else from a stage.
    func hasWayOut(_ stage: Int) -> Bool {
        !targets[stage].isEmpty || leadsBack[stage] || returns[stage]
    }

    /// The stages that a deal can reach without entering some.
    func reachable(from starts: [Int], avoiding: Range<Int> = 0..<0) -> [Bool] {
        var reached = Array(repeating: false, count: targets.count)
        var work: [Int] = []
        var filled = 0
        func reach(_ stage: Int) {
            guard !reached[stage], !avoiding.contains(stage) else { return }
            reached[stage] = true
            work.append(stage)
        }
        for start in starts { reach(start) }
        while let stage = work.popLast() {
            for target in targets[stage] { reach(target) }
            if !together.isEmpty { for other in together[stage] { reach(other) } }
            guard leadsBack[stage] else { continue }
            // From beside the order, earlier than where the deal came from.
            let end = order.places[stage] < 0 ? latest(reached) : order.places[stage]
            while filled < end {
                reach(order.ordered[filled].index)
                filled += 1
            }
        }
        return reached
    }

    private func latest(_ reached: [Bool]) -> Int {
        order.ordered.lastIndex { reached[$0.index] } ?? 0
    }

    /// The stages from which a deal can reach one of some.
    func leading(to goals: [Int]) -> [Bool] {
        var leads = Array(repeating: false, count: targets.count)
        var work = goals
        for goal in goals { leads[goal] = true }
        // The stages with a move to any earlier one, the latest last.
        var waiting = leadsBack.indices.filter { leadsBack[$0] }.sorted { place($0) < place($1) }
        while let stage = work.popLast() {
            for source in sources[stage] where !leads[source] {
                leads[source] = true
                work.append(source)
            }
            guard order.places[stage] >= 0 else { continue }
            while let last = waiting.last, place(last) > order.places[stage] {
                waiting.removeLast()
                guard !leads[last] else { continue }
                leads[last] = true
                work.append(last)
            }
        }
        return leads
    }

    /// Where a stage stands as the start of a move back; what is beside the order may come from anywhere in it.
    private func place(_ stage: Int) -> Int {
        order.places[stage] < 0 ? Int.max : order.places[stage]
    }

    /// The stages in which a deal can have been before it comes to a stage, that stage included.
    func before(_ stage: Int) -> [Bool] {
        leading(to: [stage])
    }
}
