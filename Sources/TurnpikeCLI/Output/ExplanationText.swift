import Turnpike
import TurnpikeValues

/// What every move from here would do, as a person reads it.
struct ExplanationText: Sendable {
    let style: Style
    let process: SalesProcess
    /// The words by which the person named the deal.
    let deal: String

    /// All moves, or those that were asked about.
    ///
    /// - Parameter all: Every move from here: a name is told apart from those that were not asked about, too.
    func render(_ explanations: [MoveExplanation], among all: [MoveExplanation], of state: DealState) -> String {
        let stage = process[state.stage]
        let place = StagePlace(state, in: process)
        var text = style.bold(SafeText.line(state.name)) + " is in \(place.path)"
        if !place.tracks.isEmpty { text += " (\(place.trackWords))" }
        if let goal = stage.goal { text += ": " + SafeText.line(goal) }
        text += "\n"
        for row in CadenceText(style: style, process: process).rows(state) {
            text += style.dim("cadence ") + row.filter { !$0.isEmpty }.joined(separator: ", ") + "\n"
        }
        if explanations.isEmpty { text += "\nNo move leads on from here.\n" }
        for explanation in explanations {
            text += "\n" + render(explanation, explanation.name(among: all), state)
        }
        return text
    }

    private func render(_ explanation: MoveExplanation, _ name: String, _ state: DealState) -> String {
        let command = "turnpike move \(ShellWord.quoted(deal)) \(name)"
        let suggestion = Suggestion(deal: deal, command: command, process: process)
        let refusal = RefusalText(style: style, suggestion: suggestion)
        var text = style.bold(name)
        let target =
            explanation.target ?? (explanation.stages.isEmpty ? "…" : explanation.stages.joined(separator: " or "))
        if target != explanation.move { text += " → \(target)" }
        if let direction = explanation.direction, direction != .forward { text += " (\(direction.rawValue))" }
        if explanation.label != explanation.move, explanation.label != target {
            text += style.dim("  \(SafeText.line(explanation.label))")
        }
        switch explanation.status {
        case .open:
            text += "  " + style.green("open") + "\n"
            text += "   " + style.cyan(openCommand(explanation, command, state)) + "\n"
            if explanation.reasons.count > 1 {
                text += "   " + style.dim("reasons  ") + explanation.reasons.joined(separator: ", ") + "\n"
            }
            if explanation.stages.count > 1 {
                text += "   " + style.dim("stages   ") + explanation.stages.joined(separator: ", ") + "\n"
            }
        case .automatic:
            text += "  " + style.yellow("by itself") + ": \(SafeText.line(explanation.trigger))\n"
            for criterion in explanation.refusal.unmet {
                text += refusal.render(criterion, number: "- ", indent: "   ")
            }
        case .refused:
            let count = explanation.refusal.unmet.count
            let trigger = explanation.trigger == "a person" ? "" : ", by itself: \(SafeText.line(explanation.trigger))"
            text += "  " + style.red("refused") + "\(trigger); "
            text += (count == 1 ? "one thing stands" : "\(count) things stand") + " against it\n"
            for criterion in explanation.refusal.unmet {
                text += refusal.render(criterion, number: "- ", indent: "   ")
            }
            text += refusal.remarks(explanation.refusal)
            return text
        }
        let remarks = refusal.remarks(withoutReasons(explanation.refusal))
        return text + remarks
    }

    private func withoutReasons(_ refusal: Refusal) -> Refusal {
        var refusal = refusal
        refusal.unmet = []
        return refusal
    }

    private func openCommand(_ explanation: MoveExplanation, _ command: String, _ state: DealState) -> String {
        let suggestion = Suggestion(deal: deal, command: "", process: process)
        var line = command
        for field in explanation.asks { line += suggestion.line(for: .ask(field: field)) }
        if let reason = explanation.reasons.first {
            line += " --reason \(reason)"
            let list = process.reasonLists.first { $0.reasons.map(\.id) == explanation.reasons }
            for field in list?.reasons.first?.ask ?? [] where state.slots[field.index] == .null {
                guard !explanation.asks.contains(process[field].id) else { continue }
                line += suggestion.line(for: .ask(field: process[field].id))
            }
        }
        if let stage = explanation.stages.first { line += " --stage \(stage)" }
        return line
    }
}
