extension Refusal: CustomStringConvertible {
    /// The refusal as a person reads it: every unmet criterion, what was seen and needed, and what would meet it.
    public var description: String {
        let where_ = stage.isEmpty ? "" : " (in \(stage))"
        let count = unmet.count == 1 ? "1 criterion is unmet" : "\(unmet.count) criteria are unmet"
        var lines = ["\(command) is refused\(where_): \(count)"]
        for finding in unmet { lines += finding.lines(indent: "  ") }
        for finding in mayAlsoApply { lines.append("  also: \(finding.message)") }
        for finding in warnings { lines.append("  warning: \(finding.id): \(finding.message)") }
        if isPending { lines.append("  asked for now: \(requested.joined(separator: ", "))") }
        if !overridableBy.isEmpty { lines.append("  may be overridden by \(overridableBy.joined(separator: " or "))") }
        return lines.joined(separator: "\n")
    }
}

extension UnmetCriterion {
    /// The criterion in lines: the first names it, the others tell what was seen, needed and what helps.
    func lines(indent: String) -> [String] {
        var lines = ["\(indent)\(id): \(message)"]
        if let seen { lines.append("\(indent)  seen: \(seen)") }
        if let needed { lines.append("\(indent)  needed: \(needed)") }
        if !remedies.isEmpty {
            lines.append("\(indent)  remedy: \(remedies.map(\.description).joined(separator: ", or "))")
        }
        if !who.isEmpty { lines.append("\(indent)  by: \(who.joined(separator: ", "))") }
        for (number, alternative) in alternatives.enumerated() {
            lines.append("\(indent)  \(number == 0 ? "either" : "or")")
            for finding in alternative { lines += finding.lines(indent: indent + "    ") }
        }
        return lines
    }
}
