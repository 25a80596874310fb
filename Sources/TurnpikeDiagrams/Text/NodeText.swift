/// The words in a stage's box, for the formats that lay out text themselves.
enum NodeText {
    /// The label, then a line for each badge.
    static func lines(_ entry: DiagramGraph.Entry) -> [String] {
        let node = entry.node
        var lines = [entry.label]
        let badges = [node.probability, node.forecast].compactMap(LabelText.visible)
        if !badges.isEmpty { lines.append(badges.joined(separator: " · ")) }
        if let text = list(node.enterGates) { lines.append("to enter: " + text) }
        if let text = list(node.exitGates) { lines.append("to leave: " + text) }
        if let text = list(node.opens) { lines.append("opens: " + text) }
        if let text = list(node.approvals, between: "; ") { lines.append("approval: " + text) }
        if let text = list(node.limits, between: "; ") { lines.append("limit: " + text) }
        if let text = list(node.cadences, between: "; ") { lines.append("cadence: " + text) }
        if let text = deals(node) { lines.append(text) }
        return lines
    }

    /// How many deals rest in the stage, and what they are worth; `nil` where that is not known.
    static func deals(_ node: ProcessDiagram.Node) -> String? {
        guard let count = node.deals else { return nil }
        let number = count == 1 ? "1 deal" : "\(grouped(count)) deals"
        return [number, LabelText.visible(node.dealsNote)].compactMap { $0 }.joined(separator: " · ")
    }

    private static func list(_ names: [String], between separator: String = ", ") -> String? {
        let texts = names.prefix(6).compactMap(LabelText.visible)
        guard !texts.isEmpty else { return nil }
        return texts.joined(separator: separator) + (names.count > 6 ? " and \(names.count - 6) more" : "")
    }

    private static func grouped(_ number: Int) -> String {
        var digits = ""
        for (index, digit) in String(number.magnitude).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { digits.append(",") }
            digits.append(digit)
        }
        return (number < 0 ? "-" : "") + String(digits.reversed())
    }
}
