extension ProcessChecker {
    /// Finds moves by time that lead in a circle for ever where nobody does anything.
    ///
    /// Only what time alone decides counts: a condition, a gate, a question or a number of times (`at_most`) may end it.
    mutating func checkTimedCycles() {
        var edges: [Int: [Int]] = [:]
        var intoHold: [Int: [Int]] = [:]
        for (row, transition) in parts.transitions.enumerated() where isByTimeAlone(transition) {
            edges[transition.source.index, default: []].append(row)
            if let target = transition.target, parts.stages[target.index].isHold {
                intoHold[target.index, default: []].append(transition.source.index)
            }
        }
        guard !edges.isEmpty else { return }
        var reported: Set<Int> = []
        for start in edges.keys.sorted() where !reported.contains(start) {
            guard let circle = shortestCircle(from: start, edges, intoHold) else { continue }
            for row in circle { reported.insert(parts.transitions[row].source.index) }
            report(circle)
        }
    }

    private func isByTimeAlone(_ transition: Transition) -> Bool {
        let move = parts.moves[transition.move.index]
        guard case .after = move.trigger, move.when == nil, move.atMost == nil, move.ask.isEmpty else { return false }
        // A way out of a hold is judged from where the deal came from, and going back is judged by the move alone.
        return transition.gates?.isEmpty ?? (move.target == .cameFrom && move.gates.isEmpty)
    }

    private func targets(_ row: Int, _ intoHold: [Int: [Int]]) -> [Int] {
        let transition = parts.transitions[row]
        if let target = transition.target { return [tree.initialLeaf(of: target, parts.stages).index] }
        return parts.moves[transition.move.index].target == .cameFrom ? intoHold[transition.source.index] ?? [] : []
    }

    /// The rows of the shortest way from a stage back to it; nil where there is none.
    private func shortestCircle(from start: Int, _ edges: [Int: [Int]], _ intoHold: [Int: [Int]]) -> [Int]? {
        var reachedBy: [Int: Int] = [:]
        var work = [start]
        var next = 0
        while next < work.count {
            let stage = work[next]
            next += 1
            for row in edges[stage] ?? [] {
                for target in targets(row, intoHold) {
                    if target == start {
                        var rows = [row]
                        var place = stage
                        while place != start, let by = reachedBy[place] {
                            rows.append(by)
                            place = parts.transitions[by].source.index
                        }
                        return rows.reversed()
                    }
                    guard reachedBy[target] == nil else { continue }
                    reachedBy[target] = row
                    work.append(target)
                }
            }
        }
        return nil
    }

    private mutating func report(_ rows: [Int]) {
        let stages = rows.map { parts.stages[parts.transitions[$0].source.index].id }
        let chain = (stages + stages.prefix(1)).joined(separator: " → ")
        let last = moveDefinition(parts.transitions[rows[rows.count - 1]].move.index)
        report(
            .timedCycle,
            .warning,
            "where nobody does anything, time moves a deal in a circle for ever: \(chain)",
            at: last.after?.range ?? last.id.range,
            notes: rows.dropLast().map { row in
                let move = moveDefinition(parts.transitions[row].move.index)
                return Diagnostic.Note("through '\(move.id.value)'", at: move.id.range)
            },
            help: "say how often with 'at_most', or let one of them lead to an end"
        )
    }
}
