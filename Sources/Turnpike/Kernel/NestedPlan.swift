import TurnpikeExpressions

/// What a planned move does in a process with phases and tracks.
struct NestedPlan {
    /// The nodes of the machine that are entered.
    var targets: [Int]
    /// The tracks that must be complete, because their stage is left forward.
    var open: [TrackID]
    /// A condition of a track that failed to evaluate.
    var failed: Condition?
}

extension Scope {
    /// What a row would do for a deal of a nested process.
    func nestedPlan(_ transition: Transition, chosen: StageID?) -> MovePlan {
        let move = process[transition.move]
        switch move.target {
        case .earlier:
            let earlier = earlierStages(than: transition.source)
            let target = chosen.flatMap { earlier.contains($0) ? $0 : nil } ?? (earlier.count == 1 ? earlier[0] : nil)
            var plan = nestedPlan(from: transition.source, to: target, move: transition.move)
            plan.choices = earlier
            plan.direction = .back
            plan.gates = move.gates
            return plan
        case .cameFrom:
            var plan = nestedPlan(from: transition.source, to: state.origin, move: transition.move)
            plan.direction = .again
            plan.gates = move.gates
            return plan
        case .stage(let target): return nestedPlan(from: transition.source, to: target, move: transition.move)
        }
    }

    /// A plan by the order of stages: which gates are judged follows from what is left and entered on the way.
    func nestedPlan(from: StageID, to target: StageID?, move id: MoveID?) -> MovePlan {
        let move = id.map { process[$0] }
        var plan = MovePlan(
            move: id,
            from: from,
            target: target,
            direction: .back,
            gates: move?.gates ?? [],
            nested: [NestedPlan(targets: [], open: [])]
        )
        guard let target, let chart = process.chart else { return plan }
        let (targets, entered, failed) = entering(target, from: from, resume: move?.resume, move: move, chart)
        plan.nested[0].targets = targets
        plan.nested[0].failed = failed

        // A move out of a hold or a lost stage is judged from where the deal came from, so that no detour avoids a gate.
        let isOut = process[from].isAside && state.origin != nil
        let origin = isOut ? state.origin ?? from : from
        plan.direction = process.direction(from: origin, to: target)
        switch plan.direction {
        case .forward:
            let way = StageWay(from: origin, to: target, process.tree, process.stages, process.tracks)
            let standing = isOut ? stagesCameFrom() : state.activeStages
            // Everything active inside what is left is left too, tracks included.
            let outermost = way.left.last
            let left = standing.filter { stage in outermost.map { process.tree.isWithin(stage, $0) } ?? false }
            var gates: [GateID] = []
            func add(_ more: [GateID]) { for gate in more where !gates.contains(gate) { gates.append(gate) } }
            for stage in left {
                // What lies in a track that is not complete is told by that track.
                if process.tree.allTracks(of: stage).contains(where: { plan.nested[0].open.contains(TrackID($0)) }) {
                    continue
                }
                plan.nested[0].open += openTracks(of: stage, isOut: isOut, chart)
            }
            for stage in left.reversed() {
                let tracks = process.tree.allTracks(of: stage)
                if !tracks.contains(where: { plan.nested[0].open.contains(TrackID($0)) }) { add(process[stage].exit) }
            }
            if let move { add(process.tree.gates(passing: way.passed, move, process.stages)) }
            add(move?.gates ?? [])
            // What the deal is judged to have been in all along is not entered.
            let around = Set(process.tree.line(of: origin).dropLast())
            for stage in entered where !around.contains(stage) || left.contains(stage) { add(process[stage].enter) }
            plan.gates = gates
        case .back, .again: break
        case .aside:
            for stage in entered {
                for gate in process[stage].enter where !plan.gates.contains(gate) { plan.gates.append(gate) }
            }
        }
        return plan
    }

    /// The tracks of a stage that are not complete.
    private func openTracks(of stage: StageID, isOut: Bool, _ chart: StageChart) -> [TrackID] {
        guard process[stage].isParallel else { return [] }
        var active = state.shared.rare?.configuration.first?.active ?? []
        if isOut { active = state.shared.rare?.cameFrom ?? [] }
        return process[stage].tracks.filter { track in
            !process.machine.isInFinalState(chart.region[track.index]) { active.contains($0) }
        }
    }

    /// The stages in which the deal was when it left the order of stages, in file order.
    private func stagesCameFrom() -> [StageID] {
        guard let chart = process.chart, let origin = state.origin else { return [] }
        var result = Set(process.tree.line(of: origin))
        for node in state.shared.rare?.cameFrom ?? [] {
            var next = node
            while next >= 0 {
                if let stage = chart.stage(of: next) { result.insert(stage) }
                next = process.machine.nodes[next].parent
            }
        }
        return result.sorted()
    }

    /// The nodes that a move enters, the stages that come to be active by that, and a condition of a track that failed.
    ///
    /// A track is left out only where its condition is known not to hold: missing is not false.
    private func entering(
        _ target: StageID,
        from: StageID?,
        resume: Resumption?,
        move: Move?,
        _ chart: StageChart
    ) -> (targets: [Int], entered: [StageID], failed: Condition?) {
        var failed: Condition?
        var targets = base(target, from: from, resume: resume, move: move, chart)
            .map { judgedAnew($0, chart, &failed) }
        let source = from.map { chart.nodeOfStage[$0.index] } ?? -1
        func rehearsal() -> Microstep {
            var configuration = state.configuration
            if configuration.nested.isEmpty { configuration.nested = [Configuration.Nested(active: [])] }
            return process.machine.microstep([Machine.Step(source: source, targets: targets)], in: &configuration)
        }
        var result = rehearsal()
        for node in result.entered where process.machine.nodes[node].kind == .compound && chart.stageOfNode[node] < 0 {
            guard let index = chart.region.firstIndex(of: node), let when = process.tracks[index].when else { continue }
            // A track into which the move leads, or that is resumed, is entered; one inside a track left out is not.
            if targets.contains(where: { process.machine.isDescendant($0, of: node) }) { continue }
            if targets.contains(where: { chart.trackLeftOut[$0] >= 0 && isAround($0, node) }) { continue }
            switch verdict(when) {
            case .no: targets.insert(chart.leftOut[index], at: 0)
            case .error: failed = failed ?? when
            case .yes, .unknown: break
            }
        }
        if targets.contains(where: { chart.trackLeftOut[$0] >= 0 }) { result = rehearsal() }
        return (targets, chart.stages(among: result.entered), failed)
    }

    /// Where a track begins that was left out when its stage was left and is needed by now: a detour through a hold, or a
    /// way back, leads round no track. Other nodes stay as they are.
    private func judgedAnew(_ node: Int, _ chart: StageChart, _ failed: inout Condition?) -> Int {
        guard chart.trackLeftOut[node] >= 0 else { return node }
        let track = process.tracks[chart.trackLeftOut[node]]
        guard let when = track.when, let initial = track.initial else { return node }
        switch verdict(when) {
        case .no: return node
        case .error: failed = failed ?? when
        case .yes, .unknown: return chart.nodeOfStage[initial.index]
        }
        return node
    }

    /// Whether a node stands for a track left out that another node lies in.
    private func isAround(_ leftOut: Int, _ node: Int) -> Bool {
        process.machine.isDescendant(node, of: process.machine.nodes[leftOut].parent)
    }

    private func base(
        _ target: StageID,
        from: StageID?,
        resume: Resumption?,
        move: Move?,
        _ chart: StageChart
    ) -> [Int] {
        let node = chart.nodeOfStage[target.index]
        if let move, move.target == .cameFrom {
            if resume == .shallow { return [chart.nodeOfStage[besides(target, hold: from).index]] }
            let remembered = state.shared.rare?.cameFrom ?? []
            return remembered.isEmpty ? [node] : remembered
        }
        let history: Int
        switch resume {
        case .deep: history = chart.deep[target.index]
        case .shallow: history = chart.shallow[target.index]
        case nil: return [node] + (move == nil && from != nil ? beside(target, chart) : [])
        }
        guard history >= 0, let remembered = state.shared.rare?.configuration.first?.remembered[history] else {
            return [node]
        }
        // What is remembered is named, so that the record tells where the deal went.
        return remembered
    }

    /// What is active beside a track that was left out and in which a deal is seen all the same: its stage is entered anew
    /// for that, and the other tracks stay where they were.
    private func beside(_ target: StageID, _ chart: StageChart) -> [Int] {
        let active = state.shared.rare?.configuration.first?.active ?? []
        guard
            let track = process.tree.allTracks(of: target).first(where: { track in
                chart.leftOut[track] >= 0 && active.contains(chart.leftOut[track])
            })
        else { return [] }
        let region = chart.region[track]
        let owner = process.machine.nodes[region].parent
        return active.filter { node in
            process.machine.isDescendant(node, of: owner) && !process.machine.isDescendant(node, of: region)
                && !active.contains { process.machine.isDescendant($0, of: node) }
        }
    }

    /// The stage beside a hold in which, directly or deeper, a deal was.
    private func besides(_ origin: StageID, hold: StageID?) -> StageID {
        let around = Set(hold.map { process.tree.ancestors(of: $0) } ?? [])
        return process.tree.line(of: origin).first { !around.contains($0) } ?? origin
    }

    /// The nodes in which a deal is opened, and the stages that are entered by that.
    func openingNodes(_ stage: StageID) -> (targets: [Int], entered: [StageID], failed: Condition?) {
        guard let chart = process.chart else { return ([stage.index], [stage], nil) }
        return entering(stage, from: nil, resume: nil, move: nil, chart)
    }

    /// Whether the phase, or all tracks, of a stage are complete.
    func isComplete(_ stage: StageID) -> Bool {
        guard let chart = process.chart, let active = state.shared.rare?.configuration.first?.active else {
            return false
        }
        return process.machine.isInFinalState(chart.nodeOfStage[stage.index]) { active.contains($0) }
    }

    /// Whether a move that waits for the end of its stage has it.
    func isComplete(_ move: MoveID) -> Bool {
        process[move].source.map { isComplete($0) } ?? false
    }

    /// Why a stage cannot be left yet: the track, where it stands, and which moves lead on.
    func unmet(_ id: TrackID) -> UnmetCriterion {
        let track = process[id]
        var finding = UnmetCriterion(
            "\(process[track.stage].id).tracks.\(track.id)",
            .track,
            "the track '\(track.label)' is not complete",
            range: track.range
        )
        let here = state.activeStages.filter { process.tree.allTracks(of: $0).contains(id.index) }
        if let inner = here.last { finding.seen = "it is in \(process[inner].label)" }
        let finals = track.stages.filter { process[$0].isFinal }
        finding.needed = finals.map { process[$0].label }.joined(separator: " or ")
        let (moves, who) = here.isEmpty ? (movesBack(), []) : movesOn(in: id, from: here)
        finding.remedies = moves.map { .move($0) }
        finding.who = who
        return finding
    }

    /// The moves of people that take up what was left: in a hold no track can go on.
    private func movesBack() -> [String] {
        var moves: [String] = []
        for row in rows {
            let move = process[process.transitions[row].move]
            if move.target == .cameFrom, move.isByPerson, !moves.contains(move.id) { moves.append(move.id) }
        }
        return moves
    }

    /// What a person calls a move now: with the stage that it starts from where another track has one of the same name.
    private func name(of transition: Transition) -> String {
        let id = process[transition.move].id
        let isShared = rows.contains { row in
            let other = process.transitions[row]
            return process[other.move].id == id && process[other.move].isByPerson
                && process.tree.areSideBySide(other.source, transition.source)
        }
        return isShared ? "\(process[transition.source].id)/\(id)" : id
    }

    /// The moves of people that lead from where a track is towards its end, and who makes them.
    func movesOn(in id: TrackID, from here: [StageID]) -> (moves: [String], who: [String]) {
        let track = process[id]
        let stages = Set(track.stages.flatMap { $0.index..<process.tree.ends[$0.index] })
        // Distances to the end, backwards along the rows.
        var near = Set(track.stages.filter { process[$0].isFinal }.map(\.index))
        var grew = true
        var best: [Int: [Int]] = [:]
        while grew {
            grew = false
            let known = near
            for stage in stages where !known.contains(stage) {
                for row in process.transitionsBySource[stage] {
                    guard let target = process.transitions[row].target else { continue }
                    let leaf = process.tree.initialLeaf(of: target, process.stages).index
                    guard known.contains(leaf) || known.contains(target.index) else { continue }
                    best[stage, default: []].append(row)
                    near.insert(stage)
                    grew = true
                }
            }
        }
        var moves: [String] = []
        var who: [String] = []
        for stage in here {
            for row in best[stage.index] ?? [] {
                let move = process[process.transitions[row].move]
                let name = self.name(of: process.transitions[row])
                guard move.isByPerson, !moves.contains(name) else { continue }
                moves.append(name)
                if let roles = movers(process.transitions[row].move, from: process.transitions[row].source) {
                    for name in names(of: roles) where !who.contains(name) { who.append(name) }
                }
            }
        }
        return (moves, who)
    }
}
