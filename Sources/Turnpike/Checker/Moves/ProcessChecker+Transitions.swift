import TurnpikeExpressions

extension ProcessChecker {
    /// Lists for each stage the moves that may be made from it, with the gates that each is judged by.
    mutating func buildTransitions() {
        covered = stagesBeforeOutcome()
        let ownEnd = parts.moves.firstIndex { $0.source == nil } ?? parts.moves.count
        parts.transitions.reserveCapacity(parts.moves.count)
        var next = 0
        var passedOver = PassedOverFindings()
        var declared: [Range<Int>] = []
        for index in parts.stages.indices {
            let source = StageID(index)
            let start = parts.transitions.count
            let first = next
            while next < ownEnd, parts.moves[next].source == source { next += 1 }
            declared.append(first..<next)
            // In a phase one of its inner stages is active, and the phase's moves are made from there.
            guard parts.stages[index].children.isEmpty else {
                parts.transitionsBySource.append(start..<start)
                continue
            }
            for move in first..<next { addTransition(MoveID(move), from: source, &passedOver) }
            if !tree.isFlat { addMovesAround(source, declared, &passedOver) }
            if covered[index], ownEnd < parts.moves.count, tree.innermostTrack(of: source) == nil {
                var own = Set(parts.moves[first..<next].map(\.id))
                for around in tree.ancestors(of: source) {
                    own.formUnion(parts.moves[declared[around.index]].map(\.id))
                }
                for move in ownEnd..<parts.moves.count {
                    // A stage's own move of the same id replaces that of `anywhere`.
                    guard !own.contains(parts.moves[move].id) else { continue }
                    switch parts.moves[move].target {
                    case .stage(let target) where tree.isWithin(source, target): continue
                    case .earlier where order.place(source) == 0: continue
                    case .stage, .earlier, .cameFrom: addTransition(MoveID(move), from: source, &passedOver)
                    }
                }
            }
            parts.transitionsBySource.append(start..<parts.transitions.count)
            guard parts.transitions.count + passedOver.work <= Self.mostWork else {
                tables.isTooLarge = true
                report(
                    .tooMany,
                    "these moves from every stage are more than a process can have",
                    at: definition.anywhere.first?.id.range ?? outline.stages[index].id.range
                )
                return
            }
        }
        reportPassedOver(passedOver)
    }

    /// More rows and more stages passed over than any process of people has: a bound on what a file can ask for.
    private static let mostWork = 2_000_000

    /// The moves of the phases around a stage hold from there too, as far as the track that it stands in.
    private mutating func addMovesAround(
        _ source: StageID,
        _ declared: [Range<Int>],
        _ passedOver: inout PassedOverFindings
    ) {
        var own = Set(parts.moves[declared[source.index]].map(\.id))
        var inner = source
        while tree.tracks[inner.index] < 0, let around = parts.stages[inner.index].parent {
            for move in declared[around.index] where !own.contains(parts.moves[move].id) {
                // Where a deal stands already, the move to there is none.
                if parts.moves[move].target == .stage(source) { continue }
                if case .complete = parts.moves[move].trigger, !(inner == source && parts.stages[source.index].isFinal)
                {
                    continue
                }
                addTransition(MoveID(move), from: source, &passedOver)
            }
            own.formUnion(parts.moves[declared[around.index]].map(\.id))
            inner = around
        }
    }

    /// The stages that `anywhere` covers: neither an outcome nor part of the life after one.
    func stagesBeforeOutcome() -> [Bool] {
        var after = Array(repeating: false, count: parts.stages.count)
        var work = parts.stages.indices.filter { parts.stages[$0].outcome == .won }
        guard !work.isEmpty else {
            return parts.stages.indices.map { !isInOutcome($0) }
        }
        var targets = [[StageID]](repeating: [], count: parts.stages.count)
        for move in parts.moves.indices {
            // What lies after winning is what moves lead on to, not what they lead back to.
            guard let source = parts.moves[move].source, case .stage(let target) = parts.moves[move].target,
                order.place(target) > order.place(source)
            else { continue }
            targets[source.index].append(target)
        }
        // What is declared for a phase, or inside it, leads on from it.
        for stage in work {
            for inner in stage + 1..<tree.ends[stage] where !after[inner] {
                after[inner] = true
                work.append(inner)
            }
        }
        while let stage = work.popLast() {
            for target in targets[stage] where !after[target.index] {
                for inner in target.index..<tree.ends[target.index] where !after[inner] {
                    after[inner] = true
                    work.append(inner)
                }
            }
        }
        return parts.stages.indices.map { !after[$0] && !isInOutcome($0) }
    }

    /// Whether a stage, or one around it, is an outcome.
    private func isInOutcome(_ index: Int) -> Bool {
        if parts.stages[index].outcome != nil { return true }
        guard !tree.isFlat else { return false }
        return tree.ancestors(of: StageID(index)).contains { parts.stages[$0.index].outcome != nil }
    }

    /// What is known about the stages that moves pass over, gathered over all stages that a move of `anywhere` leaves.
    struct PassedOverFindings {
        /// The first stage from which a move passes over stages that it does not name.
        var unnamed: [Int: (source: StageID, stages: [StageID])] = [:]
        /// The moves whose named stages lie between from some stage, with those that do.
        var between: [Int: Set<StageID>] = [:]
        /// How many stages and gates were looked at.
        var work = 0
        /// The moves that may pass over anything, because the deal's history decides.
        var undecided: Set<Int> = []
    }

    private mutating func addTransition(_ id: MoveID, from source: StageID, _ found: inout PassedOverFindings) {
        var target: StageID?
        var direction: Direction?
        var gates: [GateID]?
        // By place: a copy of a move retains each of its parts.
        switch parts.moves[id.index].target {
        case .cameFrom: break
        case .earlier:
            direction = .back
            gates = parts.moves[id.index].gates
        case .stage(let stage):
            target = stage
            direction = order.direction(from: source, to: stage)
            guard tree.isFlat else {
                addNested(id, from: source, to: stage, direction, &found)
                return
            }
            switch direction {
            case .forward: gates = forwardGates(id.index, source, stage, &found)
            case .back, .again: gates = parts.moves[id.index].gates
            case .aside: gates = Self.joined(parts.moves[id.index].gates, parts.stages[stage.index].enter)
            case nil: found.undecided.insert(id.index)
            }
        }
        parts.transitions.append(
            Transition(move: id, source: source, target: target, direction: direction, gates: gates)
        )
    }

    /// A row between stages of which some lie in others: what is left and entered on the way decides the gates, and where
    /// tracks or histories have a part in that, only the deal knows.
    private mutating func addNested(
        _ id: MoveID,
        from source: StageID,
        to target: StageID,
        _ direction: Direction?,
        _ found: inout PassedOverFindings
    ) {
        let move = parts.moves[id.index]
        if direction == nil { found.undecided.insert(id.index) }
        if direction == .forward { notePassedOver(id.index, move, source, target, &found) }
        checkTracks(id.index, from: source, to: target, direction)
        let way = StageWay(from: source, to: target, tree, parts.stages, parts.tracks)
        var gates: [GateID]?
        if move.resume == nil, !way.dependsOnDeal {
            switch direction {
            case .forward:
                gates = Self.joined(
                    way.left.flatMap { parts.stages[$0.index].exit },
                    tree.gates(passing: way.passed, move, parts.stages) + move.gates,
                    way.entered.flatMap { parts.stages[$0.index].enter }
                )
            case .aside: gates = Self.joined(move.gates, way.entered.flatMap { parts.stages[$0.index].enter })
            case .back, .again: gates = move.gates
            case nil: break
            }
        }
        parts.transitions.append(
            Transition(
                move: id,
                source: source,
                target: target,
                direction: gates == nil ? nil : direction,
                gates: gates
            )
        )
    }

    private func notePassedOver(
        _ index: Int,
        _ move: Move,
        _ source: StageID,
        _ target: StageID,
        _ found: inout PassedOverFindings
    ) {
        let passed = tree.passed(from: source, to: target)
        var unnamed: [StageID] = []
        var named: Set<StageID> = []
        for stage in passed {
            let inner = tree.wholeOrder(of: stage)
            found.work += inner.count + move.skips.named.count + move.through.named.count
            let known = inner.filter { move.skips.contains($0) || move.through.contains($0) }
            named.formUnion(known)
            if known.first == stage { continue }
            // A phase is named as a whole, or by all stages inside it.
            let leaves = inner.filter { parts.stages[$0.index].children.isEmpty }
            let isNamed = leaves.allSatisfy { leaf in known.contains { tree.isWithin(leaf, $0) } }
            if !isNamed { unnamed.append(stage) }
        }
        if !named.isEmpty { found.between[index, default: []].formUnion(named) }
        if !unnamed.isEmpty, found.unnamed[index] == nil { found.unnamed[index] = (source, unnamed) }
    }

    /// Moves between tracks, and forward out of one.
    private mutating func checkTracks(
        _ index: Int,
        from source: StageID,
        to target: StageID,
        _ direction: Direction?
    ) {
        guard let track = tree.innermostTrack(of: source) else { return }
        let declared = moveDefinition(index)
        let range = declared.target.range ?? declared.id.range
        let move = parts.moves[index]
        if tree.areSideBySide(source, target) {
            guard reportedTargets.insert(range).inserted else { return }
            let other = tree.allTracks(of: target).first.map { parts.tracks[$0].id } ?? ""
            report(
                .betweenTracks,
                "'\(move.id)' leads from the track '\(parts.tracks[track].id)' into '\(other)', which runs beside it",
                at: range,
                help:
                    "let a move of '\(other)' wait for this one: 'as_soon_as: tracks.\(parts.tracks[track].id).stage == \"…\"'"
            )
            return
        }
        let owner = parts.tracks[track].stage
        guard direction == .forward, !tree.isInside(target, owner) else { return }
        guard reportedTargets.insert(range).inserted else { return }
        report(
            .forwardOutOfTrack,
            "'\(parts.stages[owner.index].id)' is left forward when all of its tracks are complete, "
                + "and '\(parts.tracks[track].id)' is not complete in '\(parts.stages[source.index].id)'",
            at: range,
            help:
                "make it a move of '\(parts.stages[owner.index].id)', with 'complete: true' if it is to happen by itself"
        )
    }

    /// Exit gates of what is left, stages gone through included, the move's own, entry gates of what is entered.
    ///
    /// It changes nothing; as `mutating` it is called without a copy of the whole checker, for each row.
    private mutating func forwardGates(
        _ index: Int,
        _ source: StageID,
        _ target: StageID,
        _ found: inout PassedOverFindings
    ) -> [GateID] {
        let exit = parts.stages[source.index].exit
        let own = parts.moves[index].gates
        let enter = parts.stages[target.index].enter
        let between = order.between(source, target)
        guard !between.isEmpty else { return Self.joined(exit, own, enter) }
        var gates = exit
        var unnamed: [StageID] = []
        let (skipped, gone) = (parts.moves[index].skips, parts.moves[index].through)
        if skipped != .all || gone != .stages([]) {
            found.work += between.count + skipped.named.count + gone.named.count
            let skips = Set(skipped.named)
            let through = Set(gone.named)
            for stage in between {
                if gone == .all || through.contains(stage) {
                    let passed = parts.stages[stage.index]
                    guard !passed.enter.isEmpty || !passed.exit.isEmpty else { continue }
                    found.work += gates.count
                    gates = Self.joined(gates, passed.enter, passed.exit)
                } else if skipped != .all, !skips.contains(stage) {
                    unnamed.append(stage)
                }
            }
            if !skips.isEmpty || !through.isEmpty {
                found.between[index, default: []].formUnion(
                    between.lazy.filter { skips.contains($0) || through.contains($0) }
                )
            }
        }
        if !unnamed.isEmpty, found.unnamed[index] == nil { found.unnamed[index] = (source, unnamed) }
        return Self.joined(gates, own, enter)
    }

    /// Lists of gates one after the other; a gate is judged once.
    private static func joined(_ first: [GateID], _ second: [GateID], _ third: [GateID] = []) -> [GateID] {
        if second.isEmpty, third.isEmpty { return first }
        if first.isEmpty, third.isEmpty { return second }
        if first.isEmpty, second.isEmpty { return third }
        var result: [GateID] = []
        var seen: Set<GateID> = []
        for list in [first, second, third] {
            for gate in list where seen.insert(gate).inserted { result.append(gate) }
        }
        return result
    }

    private mutating func reportPassedOver(_ found: PassedOverFindings) {
        for (index, finding) in found.unnamed.sorted(by: { $0.key < $1.key }) {
            let move = parts.moves[index]
            let names = finding.stages.map { parts.stages[$0.index].id }
            let list = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
            let isOwn = move.source == finding.source
            let from = isOwn ? "" : " from '\(parts.stages[finding.source.index].id)'"
            report(
                .passedOver,
                "'\(move.id)' passes over \(list)\(from) without saying so",
                at: moveDefinition(index).id.range,
                notes: finding.stages.prefix(3).map {
                    Diagnostic.Note("passed over", at: outline.stages[$0.index].id.range)
                },
                help: "write 'skips: [\(list)]' (their gates do not apply) or 'through: [\(list)]' (they do)"
            )
        }
        for index in parts.moves.indices where !found.undecided.contains(index) {
            guard parts.moves[index].skips.namesAny || parts.moves[index].through.namesAny else { continue }
            let declared = moveDefinition(index)
            for case .stages(let names) in [declared.skips, declared.through] {
                for name in names {
                    guard let stage = tables.stages[name.value] else { continue }
                    if found.between[index]?.contains(StageID(stage)) == true { continue }
                    report(
                        .notBetween,
                        "'\(declared.id.value)' does not pass over '\(name.value)'",
                        at: name.range,
                        notes: [
                            Diagnostic.Note("'\(name.value)' stands here", at: outline.stages[stage].id.range)
                        ]
                    )
                }
            }
        }
    }

    /// The words of a move.
    func moveDefinition(_ index: Int) -> MoveDefinition {
        let declared = parts.moves[index].source.map { outline.stages[$0.index].moves } ?? definition.anywhere
        return declared[moveOrigins[index]]
    }
}

extension PassedStages {
    /// Whether a stage is named.
    fileprivate var namesAny: Bool {
        if case .stages(let stages) = self { return !stages.isEmpty }
        return false
    }

    /// The stages that are named one by one.
    var named: [StageID] {
        if case .stages(let stages) = self { return stages }
        return []
    }
}
