import TurnpikeValues

/// How a nested process moves: everything here goes through the one `microstep` of its machine.
extension SalesProcess {
    /// Takes steps that were selected together, and lets the active stages follow.
    ///
    /// - Returns: The stages left, innermost first, and those entered, outermost first.
    @discardableResult
    func step(
        _ steps: [Event.StageChange.Step],
        happened: Int64,
        in state: inout DealState
    ) -> (left: [StageID], entered: [StageID]) {
        guard let chart else { return ([], []) }
        var configuration = Configuration(leaf: 0, nested: state.shared.rare?.configuration ?? [])
        if configuration.nested.isEmpty { configuration.nested = [Configuration.Nested(active: [])] }
        let visits = state.visitCount
        let result = machine.microstep(machineSteps(steps, chart), in: &configuration)
        let left = chart.stages(among: result.exited)
        let entered = chart.stages(among: result.entered)
        var active = state.shared.rare?.active ?? []
        for stage in left {
            guard let index = active.firstIndex(where: { $0.stage == stage }) else { continue }
            let since = active[index].entered
            let unknown = DealState.unknownTime
            state.history.left(stage, after: happened == unknown || since == unknown ? nil : happened - since)
            active.remove(at: index)
        }
        let visit = visits + Int64(left.count)
        for stage in entered {
            active.append(RareDetails.Active(stage: stage, entered: happened, visit: visit))
        }
        active.sort { $0.stage < $1.stage }
        let main = mainStage(among: active)
        state.leaf = UInt16(truncatingIfNeeded: main?.stage.index ?? 0xFFFF)
        state.enteredMilliseconds = main?.entered ?? happened
        state.withRare {
            $0.configuration = configuration.nested
            $0.active = active
        }
        return (left, entered)
    }

    func machineSteps(_ steps: [Event.StageChange.Step], _ chart: StageChart) -> [Machine.Step] {
        steps.map { step in
            Machine.Step(source: step.from.map { chart.nodeOfStage[$0.index] } ?? -1, targets: step.targets)
        }
    }

    /// The innermost active stage that is not inside tracks.
    private func mainStage(among active: [RareDetails.Active]) -> RareDetails.Active? {
        active.last { tree.innermostTrack(of: $0.stage) == nil }
    }

    /// What a change of the active stages means for a nested deal.
    func apply(_ change: Event.StageChange, happened: Int64, to state: inout DealState) {
        let (left, entered) = step(change.steps, happened: happened, in: &state)
        forgetSpent(leaving: left, in: &state)
        for stage in entered where stages[stage.index].outcome != nil { state.outcomeStage = stage }
        let main = state.stage
        if !main.isNone, !stages[main.index].isAside {
            let line = tree.line(of: main)
            if !line.contains(where: { stages[$0.index].outcome != nil }), isBeforeOutcome(main) {
                state.outcomeStage = .none
            }
        }
        guard !state.shared.waiting.isEmpty else { return }
        // A move waits until its stage is left; one of `anywhere` until the deal goes on.
        let isMainLeft = left.contains { tree.innermostTrack(of: $0) == nil }
        state.withDetails { details in
            details.waiting.removeAll { waiting in
                guard let source = moves[waiting.move.index].source else { return isMainLeft }
                return left.contains(source)
            }
        }
    }

    /// What a move of a nested deal means beside the stages it leaves and enters.
    func applyNested(
        _ moved: Event.Moved,
        of record: Record.Stamp,
        by author: String,
        to state: inout DealState
    ) {
        let main = state.stage
        let isInTrack = moved.from != main && tree.isInside(moved.from, main) && tree.isInside(moved.to, main)
        if stages[moved.to.index].isAside {
            // From one aside stage to another, the deal still comes from where it left the order of stages.
            if !main.isNone, !stages[main.index].isAside {
                state.originStage = main
                let leaves = state.shared.rare?.configuration.first?.active.filter { machine.isAtomic($0) } ?? []
                state.withRare { $0.cameFrom = leaves }
            }
        } else if !isInTrack {
            state.originStage = .none
            if state.shared.rare?.cameFrom.isEmpty == false { state.withRare { $0.cameFrom = [] } }
        }
        if !isInTrack, moved.reason != state.shared.reason {
            state.withDetails { $0.reason = moved.reason }
        }
        if let move = moved.move, state.shared.waiting.contains(where: { $0.move == move }) {
            state.withDetails { $0.waiting.removeAll { $0.move == move } }
        }
        leaveObligations(moved, of: record, by: author, to: &state)
    }

    func leaveObligations(
        _ moved: Event.Moved,
        of record: Record.Stamp,
        by author: String,
        to state: inout DealState
    ) {
        guard !moved.obligations.isEmpty else { return }
        state.withDetails { details in
            for left in moved.obligations where !details.obligations.contains(where: { $0.criterion == left.criterion })
            {
                details.obligations.append(
                    Obligation(
                        criterion: left.criterion,
                        gate: left.gate,
                        revision: record.revision,
                        by: author
                    )
                )
            }
        }
    }

    /// Counts a move that may be made only so often.
    func count(_ move: MoveID?, in state: inout DealState) {
        guard let move, moves[move.index].atMost != nil else { return }
        state.withRare { rare in
            if let index = rare.taken.firstIndex(where: { $0.move == move }) {
                rare.taken[index].times += 1
            } else {
                rare.taken.append(RareDetails.Taken(move: move, times: 1))
            }
        }
    }

    /// The stored name of a node that is entered: a stage, or a track that is left out, as `stage.track`.
    func name(ofNode node: Int) -> String {
        guard let chart else { return stages[node].id }
        if let stage = chart.stage(of: node) { return self[stage].id }
        let track = self[TrackID(max(0, chart.trackLeftOut[node]))]
        return "\(self[track.stage].id).\(track.id)"
    }

    /// The node of a stored name.
    func node(named name: String) -> Int? {
        guard let chart else { return stage(name)?.index }
        if let stage = stage(name) { return chart.nodeOfStage[stage.index] }
        guard let dot = name.firstIndex(of: "."), let track = track(String(name[name.index(after: dot)...])),
            self[self[track].stage].id == name[..<dot], chart.leftOut[track.index] >= 0
        else { return nil }
        return chart.leftOut[track.index]
    }
}
