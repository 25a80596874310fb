/// What lies on the way of a move from one stage to another, as far as the process alone decides it.
struct StageWay {
    /// The stages left, the innermost first.
    let left: [StageID]
    /// The stages passed over, each as a whole.
    let passed: [StageID]
    /// The stages entered, the outermost first, with those in which phases and tracks begin.
    let entered: [StageID]
    /// Whether tracks have a part in it, whose stages only a deal knows.
    let dependsOnDeal: Bool

    init(from: StageID, to: StageID, _ tree: StageTree, _ stages: [Stage], _ tracks: [Track]) {
        let source = tree.line(of: from)
        let target = tree.line(of: to)
        var common = 0
        while common < source.count, common < target.count, source[common] == target[common] { common += 1 }
        // A stage that is itself the target, or around it, is left and entered anew.
        common = min(common, target.count - 1, source.count - 1)
        left = source[common...].reversed()
        passed = tree.passed(from: from, to: to)
        var entered = Array(target[common...])
        var last = to
        while let next = stages[last.index].initial {
            entered.append(next)
            last = next
        }
        self.entered = entered
        dependsOnDeal =
            left.contains { stages[$0.index].isParallel } || entered.contains { stages[$0.index].isParallel }
    }
}
