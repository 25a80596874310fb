import Turnpike
import TurnpikeValues

/// Where a score comes from, for people and as JSON.
struct ScoreText: Sendable {
    let style: Style

    /// A line for each rule, and the sum.
    func render(_ explanation: ScoreExplanation) -> String {
        var text = style.bold("score \(explanation.score)")
        if let band = explanation.band { text += "  \(SafeText.line(band.label))" }
        if let next = explanation.next {
            text += style.dim("  \(next.missing) more for \(SafeText.line(next.band.label))")
        }
        text += "\n"
        if explanation.sum != explanation.score { text += style.dim("the rules give \(explanation.sum)\n") }
        let width = (explanation.rules.map { SafeText.width(SafeText.line($0.label)) }.max() ?? 0) + 2
        for rule in explanation.rules {
            let sign = rule.points > 0 ? "+" : ""
            let points = rule.status == .counted ? sign + String(rule.points) : "·"
            let padding = String(repeating: " ", count: max(0, 8 - points.utf8.count))
            text += padding + points + "  " + SafeText.padded(SafeText.line(rule.label), to: width)
            switch rule.status {
            case .counted: break
            case .notMet, .unknown, .failed:
                text += style.dim("(\(rule.worth > 0 ? "+" : "")\(rule.worth)) ")
                text += style.dim(SafeText.line(rule.reasons.joined(separator: "; ")))
            }
            text += "\n"
        }
        return text
    }

    /// The same as a document.
    static func json(_ explanation: ScoreExplanation) -> JSON {
        Document.object([
            "band": explanation.band.map { .string($0.id) },
            "next": explanation.next.map { next in
                Document.object(["band": .string(next.band.id), "missing": .int(Int64(next.missing))])
            },
            "points": .int(Int64(explanation.score)),
            "rules": .array(
                explanation.rules.map { rule in
                    Document.object([
                        "id": .string(rule.id),
                        "label": .string(rule.label),
                        "place": rule.place.map { .string($0) },
                        "points": .int(Int64(rule.points)),
                        "reasons": Document.strings(rule.reasons),
                        "status": .string(rule.status.rawValue),
                        "worth": .int(Int64(rule.worth)),
                    ])
                }
            ),
            "sum": .int(Int64(explanation.sum)),
        ])
    }
}
