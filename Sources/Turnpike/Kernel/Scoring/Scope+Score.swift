import TurnpikeExpressions
import TurnpikeValues

extension Scope {
    /// What a rule gives now.
    func points(of rule: ScoreTable.Rule) -> (points: Int, status: ScoreExplanation.Rule.Status) {
        if let when = rule.when {
            switch verdict(when) {
            case .yes: break
            case .no: return (0, .notMet)
            case .unknown: return (0, .unknown)
            case .error: return (0, .failed)
            }
        }
        var points = rule.points
        if let each = rule.each {
            switch evaluate(each) {
            case .value(.int(let count)):
                let (product, isTooLarge) = points.multipliedReportingOverflow(by: Int(count))
                points = isTooLarge ? ((points < 0) == (count < 0) ? ScoreTable.most : -ScoreTable.most) : product
            case .unknown: return (0, .unknown)
            case .value, .failed: return (0, .failed)
            }
        }
        let most = min(rule.atMost ?? ScoreTable.most, ScoreTable.most)
        points = max(-most, min(most, points))
        return (points, points == 0 ? .notMet : .counted)
    }

    /// The score of the deal as it is now.
    func score(_ table: ScoreTable) -> Int {
        var sum = 0
        for rule in table.rules { sum += points(of: rule).points }
        return table.limited(sum)
    }
}

extension ScoreTable {
    func limited(_ sum: Int) -> Int { min(maximum ?? Self.most, max(minimum ?? -Self.most, sum)) }
}

/// Where the score of a deal comes from: every rule with what it gives and why.
public struct ScoreExplanation: Sendable {
    /// A rule.
    public struct Rule: Sendable {
        /// Whether the rule counts.
        public enum Status: String, Hashable, Sendable {
            /// Its points count.
            case counted
            /// Its condition does not hold, or what it counts is zero.
            case notMet = "not_met"
            /// It reads something without a value, so it gives nothing.
            case unknown
            /// Its expression failed to evaluate, so it gives nothing.
            case failed
        }

        /// The id.
        public let id: String
        /// What people read.
        public let label: String
        /// The points that it gives now.
        public let points: Int
        /// The points that it gives once where its condition holds.
        public let worth: Int
        /// Whether it counts.
        public let status: Status
        /// What was seen, or what has no value; empty where there is nothing to say.
        public let reasons: [String]
        /// The place in the file.
        public let place: String?
    }

    /// The rules in file order.
    public let rules: [Rule]
    /// The sum of the rules.
    public let sum: Int
    /// The score: the sum within its limits.
    public let score: Int
    /// The band.
    public let band: ScoreTable.Band?
    /// The next band, and how many points are missing to it.
    public let next: (band: ScoreTable.Band, missing: Int)?
}

extension SalesProcess {
    /// Where the score of a deal comes from now.
    ///
    /// - Returns: nil for a process without `score`.
    /// - Throws: `CommandError` where the deal is not open.
    public func explainScore(_ state: DealState, _ context: Context) throws(CommandError) -> ScoreExplanation? {
        guard let table = score else { return nil }
        guard state.revision > 0 else { throw CommandError(.wrongState, "the deal is not opened yet") }
        var state = state
        let now = Instant(milliseconds: max(context.now.milliseconds, state.recordedMilliseconds))
        return withUnsafePointer(to: context) { context in
            withUnsafeMutablePointer(to: &state) { state in
                explain(table, Scope(process: self, state: state, now: now, context: context))
            }
        }
    }

    private func explain(_ table: ScoreTable, _ scope: Scope) -> ScoreExplanation {
        var rules: [ScoreExplanation.Rule] = []
        for rule in table.rules {
            let (points, status) = scope.points(of: rule)
            var reasons: [String] = []
            switch status {
            case .counted: break
            case .notMet, .unknown:
                for condition in [rule.when, rule.each].compactMap({ $0 }) {
                    let found = scope.reasons(of: condition)
                    reasons += found.missing.map { "\($0) has no value" }
                    if found.missing.isEmpty { reasons += found.sentences }
                }
            case .failed:
                for condition in [rule.when, rule.each].compactMap({ $0 }) {
                    if case .failed(let error) = scope.evaluate(condition) { reasons.append(error.message) }
                }
            }
            rules.append(
                ScoreExplanation.Rule(
                    id: rule.id,
                    label: rule.label,
                    points: points,
                    worth: rule.points,
                    status: status,
                    reasons: reasons,
                    place: place(of: rule.range)
                )
            )
        }
        let sum = rules.reduce(0) { $0 + $1.points }
        let score = table.limited(sum)
        let next = table.bands.first { $0.from > score }
        return ScoreExplanation(
            rules: rules,
            sum: sum,
            score: score,
            band: table.band(of: score),
            next: next.map { (band: $0, missing: $0.from - score) }
        )
    }
}
