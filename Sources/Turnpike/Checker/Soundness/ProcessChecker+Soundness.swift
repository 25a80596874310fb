extension ProcessChecker {
    /// What must hold of the process as a whole.
    mutating func checkSoundness() {
        checkGateCycles()
        checkBounds()
        checkBoundsOfMoves()
        checkUnused()
        checkShadowedMoves()
        guard isGraphComplete, !parts.stages.isEmpty else {
            if outline.stages.isEmpty { reportNoOutcome() }
            return
        }
        checkReachability()
        checkAutomaticCycles()
        checkTimedCycles()
        checkResumptions()
        checkTooEarly()
    }

    private mutating func reportNoOutcome() {
        reportUnsound(
            .noOutcome,
            outline.stages.isEmpty
                ? "the process has no stages" : "no stage has an outcome, so no deal can be won or lost",
            at: definition.process.range,
            help: "say 'outcome: won' in the stage where a deal is won"
        )
    }

    // MARK: Stages

    private mutating func checkReachability() {
        let graph = StageGraph(parts, order, tree)
        let reached = graph.reachable(from: startLeaves())
        let hasOutcome = parts.stages.contains { $0.outcome != nil }
        if !hasOutcome { reportNoOutcome() }
        let outcomes = parts.stages.indices.filter { parts.stages[$0].outcome != nil }
        let ending = graph.leading(to: outcomes)
        for (index, stage) in parts.stages.enumerated() {
            let range = outline.stages[index].id.range
            guard reached[index] else {
                reportUnsound(
                    .unreachableStage,
                    "no deal can reach '\(stage.id)'",
                    at: range,
                    help: "let a move lead here, or name the stage under 'start'"
                )
                continue
            }
            // From a phase as a whole a deal comes on by its inner stages.
            guard covered[index], hasOutcome, !ending[index], !stage.isPhase else { continue }
            if graph.hasWayOut(index) {
                reportUnsound(.noWayToOutcome, "a deal in '\(stage.id)' can never be won or lost", at: range)
            } else {
                reportUnsound(
                    .deadEnd,
                    "no move leads out of '\(stage.id)'",
                    at: range,
                    help: "give it 'moves', or an 'outcome' if a deal ends here"
                )
            }
        }
        if !parts.tracks.isEmpty { checkTracksEnd(reached) }
        for index in outline.stages.indices where !outline.stages[index].exit.isEmpty && reached[index] {
            var rows = parts.transitions[parts.transitionsBySource[index]]
            if parts.stages[index].isPhase {
                // A phase is left by the moves that lead out of it.
                var outward: [Transition] = []
                for inner in index..<tree.ends[index] {
                    for row in parts.transitions[parts.transitionsBySource[inner]] {
                        if let target = row.target, tree.isInside(target, StageID(index)) { continue }
                        outward.append(row)
                    }
                }
                rows = outward[...]
            }
            if rows.contains(where: { $0.direction == nil && $0.target != nil }) { continue }
            // From a hold or a lost stage the direction depends on where the deal came from.
            guard !rows.contains(where: { $0.direction == .forward }), !parts.stages[index].isAside else { continue }
            let range = outline.stages[index].exit.first.map(Self.range) ?? outline.stages[index].id.range
            report(
                .gateNeverJudged,
                .warning,
                "no move leads forward from '\(outline.stages[index].id.value)', so its exit gates are never judged",
                at: range
            )
        }
    }

    /// Where deals can be opened: a phase where it begins.
    func startLeaves() -> [Int] { parts.starts.map { tree.initialLeaf(of: $0.stage, parts.stages).index } }

    /// Finds tracks that can never be complete: then their stage could never be left forward.
    private mutating func checkTracksEnd(_ reached: [Bool]) {
        for track in parts.tracks where !track.stages.isEmpty {
            var next: [Int: Set<Int>] = [:]
            let inside = track.stages.flatMap { $0.index..<tree.ends[$0.index] }
            let isInside = Set(inside)
            var good = Set(track.stages.filter { parts.stages[$0.index].isFinal }.map(\.index))
            for stage in inside {
                for row in parts.transitions[parts.transitionsBySource[stage]] {
                    // What leaves the stage with the tracks ends the track too.
                    guard let target = row.target?.index, isInside.contains(target) else {
                        good.insert(stage)
                        continue
                    }
                    next[stage, default: []].insert(tree.initialLeaf(of: StageID(target), parts.stages).index)
                }
                // Inside an inner stage with tracks, the way on is a move of that stage.
                if let own = parts.stages[stage].track?.index, parts.tracks[own].stage != track.stage {
                    next[stage, default: []].insert(parts.tracks[own].stage.index)
                }
            }
            var grew = true
            while grew {
                grew = false
                for (stage, targets) in next where !good.contains(stage) && !targets.isDisjoint(with: good) {
                    good.insert(stage)
                    grew = true
                }
            }
            let hasFinal = track.stages.contains { parts.stages[$0.index].isFinal }
            guard hasFinal else {
                reportUnsound(
                    .trackNeverFinal,
                    "no stage of the track '\(track.id)' is final, so '\(parts.stages[track.stage.index].id)' "
                        + "can never be left forward",
                    at: outline.tracks[tables.tracks[track.id] ?? 0].id.range,
                    help: "say 'final: true' in the stage in which the track is complete"
                )
                continue
            }
            for stage in inside where reached[stage] && !good.contains(stage) && !parts.stages[stage].isPhase {
                reportUnsound(
                    .trackNeverFinal,
                    "from '\(parts.stages[stage].id)' no move leads to the end of the track '\(track.id)'",
                    at: outline.stages[stage].id.range,
                    help: "give it a move to a stage with 'final: true', or make it final"
                )
            }
        }
    }

    static func range(of reference: GateReference) -> SourceRange {
        switch reference {
        case .named(let name): name.range
        case .inline(let gate): gate.id?.range ?? gate.range
        }
    }

    // MARK: Gates

    private static let mostCriteria = 10_000
    private static let deepestGate = 32

    /// Finds gates that are part of themselves; depth first without recursion.
    private mutating func checkGateCycles() {
        let hasParts = self.parts.gates.contains { gate in
            gate.criteria.contains { criterion in
                switch criterion.kind {
                case .any, .all: true
                case .needs, .done, .check, .approval, .external: false
                }
            }
        }
        guard hasParts else { return }
        func parts(of gate: Gate) -> [Int] {
            gate.criteria.flatMap { criterion -> [Int] in
                switch criterion.kind {
                case .any(let gates), .all(let gates): gates.map(\.index)
                case .needs, .done, .check, .approval, .external: []
                }
            }
        }
        var isDone = Array(repeating: false, count: self.parts.gates.count)
        var isOnPath = isDone
        // How many criteria a gate comes to with all its parts, and how deep they nest.
        var sizes = self.parts.gates.map { $0.criteria.count }
        var depths = Array(repeating: 1, count: self.parts.gates.count)
        for start in self.parts.gates.indices where !isDone[start] {
            var path = [(gate: start, parts: parts(of: self.parts.gates[start]), next: 0)]
            isOnPath[start] = true
            while let top = path.last {
                guard top.next < top.parts.count else {
                    isDone[top.gate] = true
                    isOnPath[top.gate] = false
                    path.removeLast()
                    for part in top.parts {
                        sizes[top.gate] = min(sizes[top.gate] + sizes[part], Self.mostCriteria + 1)
                        depths[top.gate] = max(depths[top.gate], depths[part] + 1)
                    }
                    if sizes[top.gate] > Self.mostCriteria || depths[top.gate] > Self.deepestGate {
                        let gate = self.parts.gates[top.gate]
                        report(
                            .gateTooLarge,
                            depths[top.gate] > Self.deepestGate
                                ? "the parts of '\(gate.id)' nest more than \(Self.deepestGate) deep"
                                : "the parts of '\(gate.id)' come to more than \(Self.mostCriteria) criteria",
                            at: gate.range
                        )
                        // Reported once, and not again for each gate that has it as a part.
                        sizes[top.gate] = 1
                        depths[top.gate] = 1
                    }
                    continue
                }
                path[path.count - 1].next += 1
                let part = top.parts[top.next]
                if isOnPath[part] {
                    let cycle = path.drop { $0.gate != part }.map { self.parts.gates[$0.gate].id }
                    report(
                        .gateCycle,
                        "the gate is a part of itself: "
                            + (cycle + [self.parts.gates[part].id]).joined(separator: " → "),
                        at: reference(from: top.gate, to: part)
                    )
                } else if !isDone[part] {
                    isOnPath[part] = true
                    path.append((part, parts(of: self.parts.gates[part]), 0))
                }
            }
        }
    }

    /// Where a gate names another.
    private func reference(from gate: Int, to part: Int) -> SourceRange {
        let range = parts.gates[gate].range
        guard gate < definition.gates.count else { return range }
        let name = parts.gates[part].id
        for case .named(let reference) in definition.gates[gate].any + definition.gates[gate].all
        where reference.value == name {
            return reference.range
        }
        return range
    }

    // MARK: Moves

    /// Finds moves that an earlier move of the same stage always comes before.
    private mutating func checkShadowedMoves() {
        var first = 0
        while first < parts.moves.count {
            var end = first + 1
            while end < parts.moves.count, parts.moves[end].source == parts.moves[first].source { end += 1 }
            if end - first > 1, !areApart(first..<end) { checkShadowedMoves(first..<end) }
            first = end
        }
    }

    /// Whether a few moves are all made by people and lead to different places, so that none can hide another.
    private func areApart(_ moves: Range<Int>) -> Bool {
        guard moves.count <= 8 else { return false }
        return moves.allSatisfy { index in
            parts.moves[index].isByPerson
                && !(moves.lowerBound..<index).contains { parts.moves[$0].target == parts.moves[index].target }
        }
    }

    private mutating func checkShadowedMoves(_ moves: Range<Int>) {
        struct Key: Hashable {
            var trigger: String
            var guardText: String?
            var target: Move.Target?
        }
        var seen: [Key: Int] = [:]
        for index in moves {
            let move = parts.moves[index]
            var key: Key
            switch move.trigger {
            case .signal(let signal): key = Key(trigger: "signal \(signal.index)")
            case .asSoonAs(let condition): key = Key(trigger: condition.source.text)
            case .complete: key = Key(trigger: "complete")
            case .after(let span): key = Key(trigger: "after \(span.span) \(span.calendar ?? -1)")
            case .at(let time): key = Key(trigger: "at \(time.source.text)")
            case .person:
                // Two moves of a person to one stage are told apart by their ids; only equal ones are a slip.
                key = Key(trigger: "", guardText: move.when?.source.text ?? "", target: move.target)
                if let earlier = seen[key] {
                    if parts.moves[earlier].asks(thatOf: move) { reportShadowed(index, by: earlier) }
                } else {
                    seen[key] = index
                }
                continue
            }
            let unguarded = seen[key]
            if move.when == nil {
                if let unguarded { reportShadowed(index, by: unguarded) } else { seen[key] = index }
                continue
            }
            key.guardText = move.when?.source.text
            if let earlier = unguarded ?? seen[key] { reportShadowed(index, by: earlier) } else { seen[key] = index }
        }
    }

    private mutating func reportShadowed(_ index: Int, by earlier: Int) {
        let move = moveDefinition(index)
        let other = moveDefinition(earlier)
        guard move.id.value != other.id.value else { return }
        report(
            .shadowedMove,
            .warning,
            "'\(move.id.value)' is never chosen: '\(other.id.value)' comes before it with the same trigger",
            at: move.id.range,
            notes: [Diagnostic.Note("the earlier move stands here", at: other.id.range)],
            help: "tell them apart with 'when'"
        )
    }
}

extension Move {
    /// Whether another move asks for exactly the same.
    fileprivate func asks(thatOf other: Move) -> Bool {
        by == other.by && ask == other.ask && gates == other.gates && reasonList == other.reasonList
            && because == other.because && skips == other.skips && through == other.through
            && resume == other.resume && atMost == other.atMost && within == other.within
    }
}
