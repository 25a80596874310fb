import TurnpikeExpressions
import TurnpikeValues

/// Which moves a person's words may mean.
extension Decider {
    /// Rows of the transition table; a single one, the common case, takes no array.
    enum Candidates {
        case none
        case one(Int)
        case several([Int])

        var rows: [Int] {
            switch self {
            case .none: []
            case .one(let row): [row]
            case .several(let rows): rows
            }
        }

        mutating func add(_ row: Int) {
            if case .none = self { self = .one(row) } else { self = .several(rows + [row]) }
        }
    }

    /// The rows that a person's words may mean, in file order: by the move's id, else by the stage it leads to.
    func candidates(for name: MoveRequest.Name) throws(CommandError) -> Candidates {
        let rows = scope.rows
        var found = Candidates.none
        switch name {
        case .id(let id):
            for index in rows where process.transitions[index].move == id { return .one(index) }
            guard id.index < process.moves.count else {
                throw CommandError(.unknownName, "no move has the number \(id.index)")
            }
            return .none
        case .named(var words):
            for index in rows {
                let move = process.transitions[index].move.index
                if process.moves[move].id == words, process.moves[move].isByPerson { found.add(index) }
            }
            if case .none = found {} else { return found }
            // Where several tracks have a move of that name, it is named with the stage that it starts from.
            var from: StageID?
            if process.isNested, let slash = words.firstIndex(of: "/") {
                from = process.stage(String(words[..<slash]))
                guard from != nil else {
                    throw CommandError.unknown("stage", String(words[..<slash]), among: process.stages.map(\.id))
                }
                words = String(words[words.index(after: slash)...])
                for index in rows where process.transitions[index].source == from {
                    let move = process[process.transitions[index].move]
                    if move.id == words, move.isByPerson { found.add(index) }
                }
                if case .none = found {} else { return found }
            }
            guard let stage = process.stage(words) else {
                if process.moves.contains(where: { $0.id == words }) { return .none }
                let known = process.moves.map(\.id) + process.stages.map(\.id)
                throw CommandError.unknown("move or stage", words, among: Array(Set(known)).sorted())
            }
            for index in rows {
                let transition = process.transitions[index]
                let move = process[transition.move]
                guard move.isByPerson, from == nil || transition.source == from else { continue }
                if transition.target == stage || (transition.target == nil && leads(move, to: stage)) {
                    found.add(index)
                }
            }
            return found
        }
    }

    /// Moves of one name that different tracks could make: which one is meant must be said.
    func ambiguous(_ rows: [Int], _ request: MoveRequest) throws(CommandError) -> UnmetCriterion? {
        guard rows.count > 1 else { return nil }
        var sources: [StageID] = []
        for row in rows {
            let source = process.transitions[row].source
            if !sources.contains(source), try isEnabled(row) { sources.append(source) }
        }
        // An inner stage comes before those around it; only beside one another they are in doubt.
        guard let first = sources.first else { return nil }
        let others = sources.dropFirst().filter { !process.tree.isWithin(first, $0) }
        guard !others.isEmpty else { return nil }
        let words = request.move.phrase
        var finding = UnmetCriterion(
            "\(words).track",
            .target,
            "several tracks have a move '\(words)'; name it with the stage it starts from",
            range: process[process.transitions[rows[0]].move].range
        )
        finding.remedies = ([first] + others).map { .move("\(process[$0].id)/\(words)") }
        finding.isOverridable = false
        return finding
    }

    func leads(_ move: Move, to stage: StageID) -> Bool {
        switch move.target {
        case .stage(let target): target == stage
        case .cameFrom: scope.state.origin == stage
        case .earlier: scope.earlierStages().contains(stage)
        }
    }

    func stageNamed(by name: MoveRequest.Name) -> StageID? {
        if case .named(let words) = name { process.stage(words) } else { nil }
    }

    /// The first row whose guard holds.
    @inline(__always)
    func selected(among candidates: Candidates) throws(CommandError) -> Int? {
        if case .one(let row) = candidates { return try isEnabled(row) ? row : nil }
        for row in candidates.rows where try isEnabled(row) { return row }
        return nil
    }

    @inline(__always)
    func isEnabled(_ row: Int) throws(CommandError) -> Bool {
        guard let when = process.moves[process.transitions[row].move.index].when else { return true }
        return try scope.decidingVerdict(when) == .yes
    }
}
