import Turnpike

/// Mutants of how deals are scored: rules, points, limits and bands.
extension MutantMaker {
    mutating func addScore() {
        guard let score = definition.score else { return }
        for (index, rule) in score.rules.enumerated() {
            let name = "score \(rule.id.value)"
            add("delete \(name)", at: rule.id.range, .everything) { $0.score?.rules.remove(at: index) }
            if let when = rule.when {
                add("delete when of \(name)", at: when.range, .everything) { $0.score?.rules[index].when = nil }
                addBounds(when, "when of \(name)", .everything) { $0.score?.rules[index].when = $1 }
            }
            addPoints(rule.add, "add of \(name)", more: true) { $0.score?.rules[index].add = $1 }
            if let each = rule.each {
                add("delete each of \(name)", at: each.range, .everything) { $0.score?.rules[index].each = nil }
            }
            if let most = rule.atMost {
                add("delete at_most of \(name)", at: most.range, .everything) { $0.score?.rules[index].atMost = nil }
            }
        }
        if let least = score.minimum {
            add("delete min of score", at: least.range, .everything) { $0.score?.minimum = nil }
        }
        if let most = score.maximum {
            add("delete max of score", at: most.range, .everything) { $0.score?.maximum = nil }
        }
        for (index, band) in score.bands.enumerated() {
            addPoints(band.from, "from of band \(band.name.id.value)", more: false) { $0.score?.bands[index].from = $1 }
        }
    }

    /// A mutant with a tenth of the points more or less, one at least.
    private mutating func addPoints(
        _ points: Located<Int>,
        _ what: String,
        more: Bool,
        _ change: @escaping @Sendable (inout Definition, Located<Int>) -> Void
    ) {
        let step = max(1, points.value.magnitude > 10 ? Int(points.value.magnitude / 10) : 1)
        let (sum, overflows) =
            more ? points.value.addingReportingOverflow(step) : points.value.subtractingReportingOverflow(step)
        guard !overflows else { return }
        let changed = Located(sum, at: points.range)
        add("loosen \(what): \(sum) for \(points.value)", at: points.range, .everything) { change(&$0, changed) }
    }
}
