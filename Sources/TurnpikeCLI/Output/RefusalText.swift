import Turnpike

/// A refusal as a person reads it: every reason, where it stands in the file, who can meet it and by which command.
struct RefusalText: Sendable {
    let style: Style
    let suggestion: Suggestion

    /// The whole answer to a refused command.
    func render(_ refusal: Refusal) -> String {
        let count = refusal.unmet.count
        var text = style.red("refused") + ": \(SafeText.line(refusal.command))"
        // A deal that was not opened is in no stage.
        if !refusal.stage.isEmpty { text += ", from \(refusal.stage)" }
        text += count == 1 ? "; one thing stands against it\n" : "; \(count) things stand against it\n"
        if refusal.isPending {
            text += style.yellow("asked for now") + ": \(refusal.requested.joined(separator: ", "))\n"
        }
        for (index, criterion) in refusal.unmet.enumerated() {
            text += "\n" + render(criterion, number: "\(index + 1). ")
        }
        text += remarks(refusal)
        return text
    }

    /// What a refusal says beside its reasons: what may also apply, warnings, who may override.
    func remarks(_ refusal: Refusal) -> String {
        var text = ""
        if !refusal.mayAlsoApply.isEmpty {
            text += "\n" + style.bold("May also apply, once more is known:") + "\n"
            for criterion in refusal.mayAlsoApply {
                text += "   \(criterion.id)"
                if let condition = criterion.condition { text += style.dim(" when ") + SafeText.line(condition) }
                text += "\n"
            }
        }
        if !refusal.warnings.isEmpty {
            text += "\n" + style.yellow("Warnings, which stop nothing:") + "\n"
            for criterion in refusal.warnings {
                text += labelled(criterion.id, SafeText.line(criterion.message), indent: "   ", labelWidth: 0)
            }
        }
        if !refusal.unmet.isEmpty { text += override(refusal) }
        return text
    }

    private func override(_ refusal: Refusal) -> String {
        let fixed = refusal.unmet.filter { !$0.isOverridable }.map(\.id)
        guard refusal.unmet.contains(where: \.isOverridable) else { return "" }
        if !fixed.isEmpty { return "\nNobody may override it, because of \(fixed.joined(separator: ", ")).\n" }
        if refusal.overridableBy.isEmpty { return "\nNobody may override it.\n" }
        let who = refusal.overridableBy.joined(separator: " or ")
        var line = suggestion.command
        if line.hasPrefix("turnpike move ") { line = "turnpike override " + line.dropFirst("turnpike move ".count) }
        return "\n\(who) may override it:\n   "
            + style.cyan("\(line) --because \"…\" --as … --role \(refusal.overridableBy[0])") + "\n"
    }

    /// One criterion.
    func render(_ criterion: UnmetCriterion, number: String, indent: String = "") -> String {
        let inner = indent + String(repeating: " ", count: number.count)
        var text = indent + number + style.bold(criterion.id) + "\n"
        for line in SafeText.wrapped(criterion.message, to: style.width - inner.count) { text += inner + line + "\n" }
        if let condition = criterion.condition { text += row("holds if", condition, inner) }
        if let seen = criterion.seen { text += row("seen", seen, inner) }
        if let needed = criterion.needed { text += row("needed", needed, inner) }
        if let place = criterion.place { text += row("place", place, inner) }
        // What nobody can bring about has no "who".
        if !criterion.who.isEmpty || !criterion.remedies.isEmpty {
            text += row("who", criterion.who.isEmpty ? "anybody" : criterion.who.joined(separator: ", "), inner)
        }
        for remedy in criterion.remedies {
            text +=
                inner + style.dim(SafeText.padded("do", to: 9))
                + style.cyan(suggestion.line(for: remedy, of: criterion))
            if let choices = suggestion.choices(for: remedy) { text += style.dim("   (\(choices))") }
            text += "\n"
        }
        for (index, alternative) in criterion.alternatives.enumerated() {
            text += inner + (index == 0 ? "either" : "or") + "\n"
            for part in alternative { text += render(part, number: "- ", indent: inner + "  ") }
        }
        return text
    }

    private func row(_ label: String, _ value: String, _ indent: String) -> String {
        labelled(label, value, indent: indent, labelWidth: 9)
    }

    private func labelled(_ label: String, _ value: String, indent: String, labelWidth: Int) -> String {
        let head = SafeText.padded(label, to: labelWidth) + (labelWidth == 0 ? "  " : "")
        let rest = indent + String(repeating: " ", count: SafeText.width(head))
        let lines = SafeText.wrapped(value, to: style.width - rest.count)
        return lines.enumerated().map { index, line in
            (index == 0 ? indent + style.dim(head) : rest) + line + "\n"
        }.joined()
    }
}
