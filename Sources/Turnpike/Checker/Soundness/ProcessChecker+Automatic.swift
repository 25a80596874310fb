import TurnpikeExpressions

extension ProcessChecker {
    /// Finds moves by themselves that lead in a circle without a person between.
    mutating func checkAutomaticCycles() {
        var edges: [Int: [Int]] = [:]
        for (row, transition) in parts.transitions.enumerated() {
            // A move that may be made so many times runs in no circle for ever.
            guard transition.target != nil, parts.moves[transition.move.index].atMost == nil else { continue }
            switch parts.moves[transition.move.index].trigger {
            case .asSoonAs(let condition): if condition.constant == .no { continue }
            case .complete: break
            case .at: break
            // Time passes in between.
            case .person, .signal, .after: continue
            }
            edges[transition.source.index, default: []].append(row)
        }
        guard !edges.isEmpty else { return }
        var isDone: Set<Int> = []
        for start in edges.keys.sorted() where !isDone.contains(start) {
            findCycles(from: start, edges, &isDone)
        }
    }

    private mutating func findCycles(from start: Int, _ edges: [Int: [Int]], _ isDone: inout Set<Int>) {
        var path: [(stage: Int, next: Int, by: Int)] = [(start, 0, -1)]
        var onPath: Set<Int> = [start]
        while let top = path.last {
            guard let rows = edges[top.stage], top.next < rows.count else {
                isDone.insert(top.stage)
                onPath.remove(top.stage)
                path.removeLast()
                continue
            }
            path[path.count - 1].next += 1
            let row = rows[top.next]
            guard let stage = parts.transitions[row].target else { continue }
            // A phase is entered where it begins.
            let target = tree.initialLeaf(of: stage, parts.stages).index
            if onPath.contains(target) {
                let cycle = path.drop { $0.stage != target }.dropFirst().map(\.by) + [row]
                reportCycle(cycle)
            } else if !isDone.contains(target) {
                onPath.insert(target)
                path.append((target, 0, row))
            }
        }
    }

    /// Finds moves that take up again what was left because it was complete: they lead straight out again.
    mutating func checkResumptions() {
        guard parts.moves.contains(where: { $0.resume != nil }) else { return }
        let graph = StageGraph(parts, order, tree)
        for (index, move) in parts.moves.enumerated() {
            guard let resume = move.resume, case .stage(let target) = move.target,
                parts.stages[target.index].isPhase || parts.stages[target.index].isParallel
            else { continue }
            // A shallow history of tracks begins them all anew.
            if resume == .shallow, parts.stages[target.index].isParallel { continue }
            let sources = parts.transitions.filter { $0.move.index == index }.map(\.source.index)
            let bounce = parts.moves.first { other in
                guard other.source == target, other.when == nil, case .complete = other.trigger,
                    case .stage(let next) = other.target, !tree.isWithin(next, target)
                else { return false }
                let inside = target.index..<tree.ends[target.index]
                let reached = graph.reachable(
                    from: [tree.initialLeaf(of: next, parts.stages).index],
                    avoiding: inside
                )
                return sources.contains { reached[$0] && !inside.contains($0) }
            }
            guard let bounce else { continue }
            let definition = moveDefinition(index)
            report(
                .resumesComplete,
                .warning,
                "what '\(definition.id.value)' takes up again was left when it was complete, so '\(bounce.id)' is made "
                    + "at once",
                at: definition.resume?.range ?? definition.id.range,
                notes: [Diagnostic.Note("made by itself when it is complete", at: bounce.range)],
                help: "begin it anew, without 'resume', or say 'when' the deal may go on by itself"
            )
        }
    }

    private mutating func reportCycle(_ rows: [Int]) {
        let moves = rows.map { parts.moves[parts.transitions[$0].move.index] }
        let conditions = moves.compactMap { move -> Condition? in
            if case .asSoonAs(let condition) = move.trigger { return condition }
            return nil
        }
        let texts = Set(conditions.map(\.source.text))
        // Two moves of which one waits for the opposite of the other come to rest.
        guard !texts.contains(where: { texts.contains("!\($0)") || texts.contains("!(\($0))") }) else { return }
        let isUnconditional = zip(rows, moves).allSatisfy { row, move in
            switch move.trigger {
            case .asSoonAs(let condition): if condition.constant != .yes { return false }
            case .complete: if parts.stages[parts.transitions[row].source.index].isParallel { return false }
            case .person, .signal, .after, .at: return false
            }
            return (move.when == nil || move.when?.constant == .yes) && parts.transitions[row].gates?.isEmpty == true
                && move.ask.isEmpty
        }
        let stages = rows.map { parts.stages[parts.transitions[$0].source.index].id }
        let chain = (stages + stages.prefix(1)).joined(separator: " → ")
        let last = moveDefinition(parts.transitions[rows[rows.count - 1]].move.index)
        let range = last.asSoonAs?.words ?? last.complete?.range ?? last.id.range
        let message = "moves by themselves run in a circle: \(chain)"
        let notes = rows.dropLast().map { row in
            let move = moveDefinition(parts.transitions[row].move.index)
            return Diagnostic.Note("through '\(move.id.value)'", at: move.id.range)
        }
        if isUnconditional {
            reportUnsound(.automaticCycle, message, at: range, notes: notes)
        } else {
            report(
                .automaticCycle,
                .warning,
                message,
                at: range,
                notes: notes,
                help: "make sure that their conditions cannot hold at once"
            )
        }
    }

    // MARK: What cannot be there yet

    /// Finds demands that come before anything could have met them.
    mutating func checkTooEarly() {
        checkStartGates()
        checkLaterActivities()
        checkLockedFields()
    }

    /// Nothing has been done for a deal that is being opened.
    private mutating func checkStartGates() {
        var isStart = Array(repeating: false, count: parts.stages.count)
        for start in startLeaves() { for stage in tree.line(of: StageID(start)) { isStart[stage.index] = true } }
        var reported: Set<Int> = []
        for (index, stage) in parts.stages.enumerated() where isStart[index] {
            for gate in stage.enter { reportDemands(of: gate, stage, &reported) }
        }
    }

    private mutating func reportDemands(of id: GateID, _ stage: Stage, _ reported: inout Set<Int>) {
        var work = [id]
        while let id = work.popLast() {
            let gate = parts.gates[id.index]
            guard gate.when == nil, reported.insert(id.index).inserted else { continue }
            for criterion in gate.criteria {
                switch criterion.kind {
                case .done(let done):
                    reportUnsound(
                        .notDoneYet,
                        "a deal that is opened in '\(stage.id)' cannot have "
                            + "'\(parts.activities[done.activity.index].id)' done",
                        at: criterion.range,
                        notes: [Diagnostic.Note("a start is '\(stage.id)'", at: stage.range)]
                    )
                case .approval(let approval):
                    guard parts.approvals[approval.index].steps.contains(where: { $0.when == nil }) else { continue }
                    reportUnsound(
                        .notDoneYet,
                        "a deal that is opened in '\(stage.id)' cannot have "
                            + "'\(parts.approvals[approval.index].id)' approved",
                        at: criterion.range,
                        notes: [Diagnostic.Note("a start is '\(stage.id)'", at: stage.range)]
                    )
                case .all(let gates): work += gates
                case .any, .needs, .check, .external: break
                }
            }
        }
    }

    /// Warns of an activity that is demanded on a way on which no stage has put it on the to-do list yet, although later
    /// stages do.
    private mutating func checkLaterActivities() {
        var listedFirst: [Int: Int] = [:]
        for (index, stage) in parts.stages.enumerated() {
            let place = order.places[index]
            guard !stage.activities.isEmpty else { continue }
            for item in stage.activities {
                // What a hold or a lost stage opens may come at any time.
                listedFirst[item.activity.index] = min(listedFirst[item.activity.index] ?? .max, max(place, 0))
            }
        }
        guard !listedFirst.isEmpty else { return }
        // For each gate the last stage from which it is judged; the rows come in the order of stages.
        var judgedLast: [Int: Int] = [:]
        for row in parts.transitions where row.direction == .forward {
            for gate in row.gates ?? [] { judgedLast[gate.index] = row.source.index }
        }
        for (gate, source) in judgedLast.sorted(by: { $0.key < $1.key }) where parts.gates[gate].when == nil {
            for criterion in parts.gates[gate].criteria {
                // What stands on the lists inside tracks is done before their stage is left.
                let last = (source..<tree.ends[source]).map { order.places[$0] }.max() ?? order.places[source]
                guard case .done(let done) = criterion.kind, let first = listedFirst[done.activity.index],
                    first > last
                else { continue }
                report(
                    .notDoneYet,
                    .warning,
                    "'\(parts.activities[done.activity.index].id)' is demanded on the way out of "
                        + "'\(parts.stages[source].id)', and only later stages have it on their to-do lists",
                    at: criterion.range,
                    notes: [
                        Diagnostic.Note(
                            "the first such stage is '\(parts.stages[order.ordered[first].index].id)'",
                            at: outline.stages[order.ordered[first].index].id.range
                        )
                    ]
                )
            }
        }
    }

    /// Finds fields that are locked wherever a deal can be before a gate needs them.
    private mutating func checkLockedFields() {
        var lockedIn: [Int: Set<Int>] = [:]
        for (index, stage) in parts.stages.enumerated() {
            // What a phase locks is locked in all stages inside.
            for field in stage.locks { lockedIn[field.index, default: []].formUnion(index..<tree.ends[index]) }
        }
        if lockedIn.isEmpty { return }
        // A value may also come with a default, an activity, a move, a reason or a signal, whatever is locked.
        for (index, field) in parts.fields.enumerated() where field.defaultValue != nil { lockedIn[index] = nil }
        for activity in parts.activities { for capture in activity.captures { lockedIn[capture.field.index] = nil } }
        for move in parts.moves { for field in move.ask { lockedIn[field.index] = nil } }
        for list in parts.reasonLists {
            for reason in list.reasons { for field in reason.ask { lockedIn[field.index] = nil } }
        }
        for signal in parts.signals { for field in signal.sets { lockedIn[field.index] = nil } }
        guard !lockedIn.isEmpty else { return }
        let graph = StageGraph(parts, order, tree)
        let reached = graph.reachable(from: startLeaves())
        var reported: Set<SourceRange> = []
        var searches = 200
        for row in parts.transitions where reached[row.source.index] {
            for gate in row.gates ?? [] where parts.gates[gate.index].when == nil {
                for criterion in parts.gates[gate.index].criteria {
                    guard case .needs(.field(let field)) = criterion.kind, let locked = lockedIn[field.index],
                        locked.contains(row.source.index), !reported.contains(criterion.range)
                    else { continue }
                    searches -= 1
                    guard searches >= 0 else { return }
                    let before = graph.before(row.source.index)
                    // In a phase a deal is always in one of its stages, so they alone count.
                    guard
                        before.indices.allSatisfy({
                            !before[$0] || !reached[$0] || locked.contains($0) || parts.stages[$0].isPhase
                        })
                    else { continue }
                    reported.insert(criterion.range)
                    report(
                        .fieldLockedBefore,
                        .warning,
                        "'\(parts.fields[field.index].id)' is locked in every stage before this needs it: "
                            + "it can only be given when the deal is opened",
                        at: criterion.range,
                        notes: [Diagnostic.Note("locked here", at: lockRange(field, row.source))]
                    )
                }
            }
        }
    }

    private func lockRange(_ field: FieldID, _ stage: StageID) -> SourceRange? {
        let id = parts.fields[field.index].id
        for stage in [stage] + tree.ancestors(of: stage) {
            if let lock = outline.stages[stage.index].locks.first(where: { $0.value == id }) { return lock.range }
        }
        return nil
    }
}
