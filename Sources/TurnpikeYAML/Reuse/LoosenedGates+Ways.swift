import Turnpike

/// What opens another way past gates: where deals begin, where moves lead, what starts them, and what a stage is.
extension LoosenedGates {
    // MARK: Where deals begin

    mutating func compareStart(_ base: YAMLNode, _ result: YAMLNode) {
        let order = Self.names(result["stages"]).map(\.name)
        let old = Self.starts(base)
        let first = old.compactMap { start in order.firstIndex(of: start.name) }.min()
        for start in Self.starts(result) {
            guard let before = old.first(where: { $0.name == start.name }) else {
                // What begins before all that the base has passes the base's gates later.
                if let first, let place = order.firstIndex(of: start.name), place < first { continue }
                loosened(
                    "a deal may start in '\(start.name)'",
                    "start/\(start.name)",
                    or: "start",
                    base: base["start"]?.range ?? old.first?.place ?? self.start,
                    at: start.place
                )
                continue
            }
            guard let when = before.when else { continue }
            if let new = start.when, ConditionComparison.isAsTight(new.text, as: when.text) { continue }
            loosened(
                "a deal may start in '\(start.name)' under another condition",
                "start/\(start.name)",
                or: "start",
                base: when.range,
                at: start.when?.range ?? start.place
            )
        }
    }

    private struct Start {
        var name: String
        var place: SourceRange
        var when: YAMLNode?
    }

    /// Where deals begin: in the first stage where the file says nothing.
    private static func starts(_ root: YAMLNode) -> [Start] {
        let said = names(root["start"])
        guard said.isEmpty else {
            return said.map { Start(name: $0.name, place: $0.key.range, when: $0.value?.value(of: "when")) }
        }
        return names(root["stages"]).prefix(1).map { Start(name: $0.name, place: $0.key.range) }
    }

    // MARK: What a stage is

    /// Gates on the way out do not hold on the way aside, and a final stage lets the deal go on.
    mutating func compareKind(_ name: String, _ path: String, _ base: YAMLNode?, _ result: YAMLNode?, _ key: YAMLNode) {
        for word in ["outcome", "hold", "final"] {
            let (old, new) = (base?.value(of: word), result?.value(of: word))
            switch (old, new) {
            case (nil, nil): continue
            case (let old?, let new?) where Self.isSame(old, new): continue
            case (nil, let new?) where new.isText("false"): continue
            default:
                loosened(
                    "the stage '\(name)' has another '\(word)'",
                    path,
                    or: path,
                    base: old?.range ?? key.range,
                    at: new?.range
                )
            }
        }
    }

    // MARK: Where a move leads

    /// The keys that say what makes a move; a person does where there is none of them.
    private static let triggers = ["after", "at", "signal", "as_soon_as", "complete"]

    private static func target(_ name: String, _ move: YAMLNode?) -> String {
        guard let move else { return name }
        if move.kind == .scalar { return move.text }
        return move.value(of: "to")?.text ?? name
    }

    mutating func compareTarget(_ name: String, _ path: String, _ base: YAMLNode?, _ result: YAMLNode?, _ key: YAMLNode)
    {
        let (old, new) = (Self.target(name, base), Self.target(name, result))
        if old != new {
            loosened(
                "the move '\(name)' leads to '\(new)'",
                path,
                or: path,
                base: base?.value(of: "to")?.range ?? key.range,
                at: result?.value(of: "to")?.range
            )
        }
        for word in Self.triggers {
            let (before, after) = (base?.value(of: word), result?.value(of: word))
            let isTight: Bool
            switch (before, after) {
            case (nil, nil): isTight = true
            case (let before?, let after?):
                isTight =
                    Self.isSame(before, after)
                    || word == "after" && ConditionComparison.isMoved(after.text, from: before.text, up: true)
                    || word == "as_soon_as" && ConditionComparison.isAsTight(after.text, as: before.text)
            case (nil, .some), (.some, nil): isTight = false
            }
            guard !isTight else { continue }
            loosened(
                "the move '\(name)' has another '\(word)'",
                path,
                or: path,
                base: before?.range ?? key.range,
                at: after?.range
            )
            return
        }
    }

    /// A new move forward beside one of the base to the same stage, which asks less than that one.
    ///
    /// - Parameters:
    ///   - name: The new move's id.
    ///   - path: Its path.
    ///   - new: What is said of it.
    ///   - old: The moves of the base that start there.
    ///   - source: The stage that it starts from; nil for `anywhere`.
    mutating func compareNewMove(
        _ name: String,
        _ path: String,
        _ new: YAMLNode?,
        beside old: [(name: String, key: YAMLNode, value: YAMLNode?)],
        from source: String?
    ) {
        let target = Self.target(name, new)
        let order = Self.names(wholes?.base["stages"]).map(\.name)
        guard let source, let from = order.firstIndex(of: source), let to = order.firstIndex(of: target), from < to
        else { return }
        let known = old.filter { Self.target($0.name, $0.value) == target }
        guard let first = known.first, !known.contains(where: { asksAsMuch(new, as: $0.value) }) else { return }
        loosened(
            "the new move '\(name)' leads to '\(target)' and asks less than '\(first.name)'",
            path,
            or: path,
            base: first.key.range,
            at: nil
        )
    }

    private func asksAsMuch(_ new: YAMLNode?, as old: YAMLNode?) -> Bool {
        func part(_ node: YAMLNode?, _ word: String) -> YAMLNode? { node?.value(of: word) }
        guard let old, old.kind == .mapping else { return true }
        let by = part(old, "by") ?? wholes?.base["permissions"]?["move"]
        let newBy = part(new, "by") ?? wholes?.result["permissions"]?["move"]
        guard Self.isWithin(newBy, by) else { return false }
        for word in ["gates", "ask"] {
            let items = Self.items(part(new, word))
            guard Self.items(part(old, word)).allSatisfy({ item in items.contains { Self.isAsTight($0, item) } }) else {
                return false
            }
        }
        for word in ["when", "at_most", "within"] + Self.triggers {
            guard let before = part(old, word) else { continue }
            guard let after = part(new, word) else { return false }
            if Self.isSame(before, after) { continue }
            let isTight =
                switch word {
                case "at_most", "within": ConditionComparison.isMoved(after.text, from: before.text, up: false)
                case "after": ConditionComparison.isMoved(after.text, from: before.text, up: true)
                case "when", "as_soon_as": ConditionComparison.isAsTight(after.text, as: before.text)
                default: false
                }
            guard isTight else { return false }
        }
        return true
    }
}
