/// The rows of the transition table that start from where a deal is: one range for a flat deal, and for one in tracks the
/// ranges of all its stages, inner ones before those around them.
struct ActiveRows: Sequence {
    var first: Range<Int>
    var others: [Range<Int>] = []

    var isEmpty: Bool { first.isEmpty && others.allSatisfy(\.isEmpty) }

    func makeIterator() -> Iterator { Iterator(current: first, others: others) }

    struct Iterator: IteratorProtocol {
        var current: Range<Int>
        var others: [Range<Int>]
        var place = 0

        mutating func next() -> Int? {
            while current.isEmpty {
                guard place < others.count else { return nil }
                current = others[place]
                place += 1
            }
            defer { current = current.lowerBound + 1..<current.upperBound }
            return current.lowerBound
        }
    }
}

extension Scope {
    /// The rows that start from where the deal is, in the order in which they are tried.
    var rows: ActiveRows {
        if !process.isNested { return ActiveRows(first: process.transitionsBySource[state.stage.index]) }
        let ranges = process.listing(state).map { process.transitionsBySource[$0.index] }
        return ActiveRows(first: ranges.first ?? 0..<0, others: Array(ranges.dropFirst()))
    }
}

extension SalesProcess {
    /// The active stages from which moves start: inner ones before those around them, else in file order. A phase is not
    /// among them: its moves start from the inner stage that is active.
    func listing(_ state: DealState) -> [StageID] {
        let stages = state.activeStages.filter { !$0.isNone && !self[$0].isPhase }
        guard stages.count > 1 else { return stages }
        return stages.sorted { a, b in
            let (endOfA, endOfB) = (tree.ends[a.index], tree.ends[b.index])
            return endOfA == endOfB ? a > b : endOfA < endOfB
        }
    }
}
