import Turnpike

/// Finds what an overlay takes away from the gates of its base.
///
/// An overlay may tighten: add a criterion, or move a constant bound so that fewer deals pass. Every other change of a
/// gate counts as loosening, whatever it does in the end, and needs `loosen: true` where it is made.
struct LoosenedGates {
    let merger: OverlayMerger
    /// What the base and the result say as a whole, for what a stage leaves to the process.
    var wholes: (base: YAMLNode, result: YAMLNode)?
    /// The stages of the base.
    var baseStages: Set<String> = []
    private(set) var findings: [Diagnostic] = []

    init(_ merger: OverlayMerger) {
        self.merger = merger
    }

    /// Compares a base with what the overlay made of it.
    mutating func compare(_ base: YAMLNode, _ result: YAMLNode) {
        wholes = (base, result)
        baseStages = Self.stageNames(base["stages"])
        let new = Self.names(result["gates"])
        for (name, key, gate) in Self.names(base["gates"]) {
            let path = "gates/\(name)"
            guard let other = new.first(where: { $0.name == name }) else {
                loosened("the gate '\(name)' is removed", path, or: "gates", base: key.range, at: nil)
                continue
            }
            compareGate("the gate '\(name)'", path, gate, other.value, key)
        }
        compareApprovals(base["approvals"], result["approvals"])
        compareStages(base["stages"], result["stages"], path: "stages")
        compareMoves(base["anywhere"]?["moves"], result["anywhere"]?["moves"], path: "anywhere/moves")
        compareRest(base, result)
    }

    /// What an approval asks for is what its gates demand; how people are asked is not.
    private mutating func compareApprovals(_ base: YAMLNode?, _ result: YAMLNode?) {
        let new = Self.names(result)
        for (name, key, approval) in Self.names(base) {
            let path = "approvals/\(name)"
            guard let other = new.first(where: { $0.name == name }) else {
                loosened("the approval '\(name)' is removed", path, or: "approvals", base: key.range, at: nil)
                continue
            }
            let words: Set<String> = ["label", "ask"]
            let keys = Self.entries(approval) + Self.entries(other.value)
            for (part, _) in keys where !words.contains(part.text) {
                let (before, after) = (approval?.value(of: part.text), other.value?.value(of: part.text))
                if let before, let after, Self.isSame(before, after) { continue }
                loosened(
                    "the approval '\(name)' has another '\(part.text)'",
                    path,
                    or: "approvals",
                    base: before?.range ?? key.range,
                    at: after?.range
                )
                break
            }
        }
    }

    // MARK: Where gates stand

    private mutating func compareStages(_ base: YAMLNode?, _ result: YAMLNode?, path: String) {
        let new = Self.names(result)
        for (name, key, stage) in Self.names(base) {
            let place = "\(path)/\(name)"
            guard let other = new.first(where: { $0.name == name }) else {
                let hasGates = ["enter", "exit"].contains { !Self.items(stage?.value(of: $0)).isEmpty }
                if hasGates {
                    loosened("the stage '\(name)' is removed with its gates", place, or: path, base: key.range, at: nil)
                }
                continue
            }
            for list in ["enter", "exit"] {
                compareList("'\(list)' of '\(name)'", place, stage?.value(of: list), other.value?.value(of: list), list)
            }
            compareStage(name, place, stage, other.value, key)
            compareMoves(stage?["moves"], other.value?["moves"], path: "\(place)/moves", from: name)
            compareStages(stage?["stages"], other.value?["stages"], path: "\(place)/stages")
            let tracks = Self.names(other.value?["tracks"])
            for (name, _, track) in Self.names(stage?["tracks"]) {
                guard let other = tracks.first(where: { $0.name == name }) else { continue }
                compareStages(track?["stages"], other.value?["stages"], path: "\(place)/tracks/\(name)/stages")
            }
        }
    }

    /// - Parameter stage: The stage that the moves start from; nil for `anywhere`.
    private mutating func compareMoves(
        _ base: YAMLNode?,
        _ result: YAMLNode?,
        path: String,
        from stage: String? = nil
    ) {
        let old = Self.names(base)
        for (name, key, move) in Self.names(result) {
            let place = "\(path)/\(name)"
            // A way less lets no more deals pass; a way more does where it asks less than what was there.
            guard let before = old.first(where: { $0.name == name }) else {
                compareSkips(name, place, nil, move, key)
                compareNewMove(name, place, move, beside: old, from: stage)
                continue
            }
            compareList("'gates' of the move '\(name)'", place, before.value?["gates"], move?["gates"], "gates")
            compareMove(name, place, before.value, move, before.key)
        }
    }

    /// A list of gates, of which none may be missing.
    mutating func compareList(
        _ what: String,
        _ path: String,
        _ base: YAMLNode?,
        _ result: YAMLNode?,
        _ key: String
    ) {
        let new = Self.items(result)
        for item in Self.items(base) {
            if new.contains(where: { Self.isAsTight($0, item) }) { continue }
            let name = item.kind == .scalar ? "'\(item.text)'" : "a gate"
            loosened("\(what) no longer has \(name)", path, or: path + "/" + key, base: item.range, at: result?.range)
            return
        }
    }

    /// Whether one gate of a list demands what another did.
    static func isAsTight(_ new: YAMLNode, _ old: YAMLNode) -> Bool {
        if isSame(new, old) { return true }
        guard new.kind == .mapping, old.kind == .mapping else { return false }
        if let (a, b) = named(new, old) { return difference(a, b) == nil }
        return difference(new, old) == nil
    }

    /// The contents of `{budget_known: {needs: …}}` and its like, where both have one name.
    private static func named(_ new: YAMLNode, _ old: YAMLNode) -> (YAMLNode, YAMLNode)? {
        guard
            let (a, b) = (new.entries.first, old.entries.first)
                as? ((key: YAMLNode, value: YAMLNode), (key: YAMLNode, value: YAMLNode)),
            new.count == 1, old.count == 1, a.key.text == b.key.text, a.value.kind == .mapping, b.value.kind == .mapping
        else { return nil }
        return (a.value, b.value)
    }

    // MARK: One gate

    private mutating func compareGate(
        _ what: String,
        _ path: String,
        _ base: YAMLNode?,
        _ result: YAMLNode?,
        _ key: YAMLNode
    ) {
        guard let base else { return }
        guard let result else {
            return loosened("\(what) demands nothing any more", path, or: "gates", base: key.range, at: nil)
        }
        guard let found = Self.difference(result, base) else { return }
        loosened("\(what) \(found.message)", path, or: "gates", base: found.base, at: found.new)
    }

    private struct Difference {
        var message: String
        var base: SourceRange
        var new: SourceRange?
    }

    /// What lets more deals pass, or may; nil where nothing does.
    private static func difference(_ new: YAMLNode, _ old: YAMLNode) -> Difference? {
        for (key, value) in old.entries {
            let name = key.text
            guard let other = new.value(of: name) else {
                if name == "label" { continue }
                return Difference(message: "no longer has '\(name)'", base: key.range)
            }
            switch name {
            case "label": continue
            case "needs", "done", "all":
                let items = items(other)
                for item in Self.items(value) where !items.contains(where: { demandsAsMuch($0, item) }) {
                    let shown = item.kind == .scalar ? "'\(item.text)'" : "what it did"
                    return Difference(
                        message: "no longer demands \(shown) in '\(name)'",
                        base: item.range,
                        new: other.range
                    )
                }
            case "check":
                if let found = checks(other, value) { return found }
            default:
                if !isSame(other, value) {
                    return Difference(message: "has another '\(name)'", base: value.range, new: other.range)
                }
            }
        }
        // What the base leaves open, and narrows when it is said.
        let additions: Set<String> = [
            "label", "needs", "done", "check", "all", "any", "approval", "external", "override",
        ]
        for (key, _) in new.entries where old.value(of: key.text) == nil && !additions.contains(key.text) {
            return Difference(message: "has a new '\(key.text)'", base: old.range, new: key.range)
        }
        return nil
    }

    private static func checks(_ new: YAMLNode, _ old: YAMLNode) -> Difference? {
        for (key, value) in old.entries {
            guard let other = new.value(of: key.text) else {
                return Difference(message: "no longer checks '\(key.text)'", base: key.range, new: new.range)
            }
            for (name, part) in value.entries where !name.isText("else") {
                guard let changed = other.value(of: name.text) else {
                    return Difference(message: "has another '\(key.text)'", base: part.range, new: other.range)
                }
                let isKept =
                    name.isText("that")
                    ? ConditionComparison.isAsTight(changed.text, as: part.text) : isSame(changed, part)
                if !isKept {
                    return Difference(
                        message: name.isText("that")
                            ? "has another condition in '\(key.text)'" : "has another '\(name.text)' in '\(key.text)'",
                        base: part.range,
                        new: changed.range
                    )
                }
            }
            if let (name, _) = other.entries.first(where: {
                value.value(of: $0.key.text) == nil && !$0.key.isText("else")
            }) {
                return Difference(
                    message: "has a new '\(name.text)' in '\(key.text)'",
                    base: key.range,
                    new: name.range
                )
            }
        }
        return nil
    }

    /// Whether a demand on fields or activities, or a gate of `all`, is kept or made larger.
    private static func demandsAsMuch(_ new: YAMLNode, _ old: YAMLNode) -> Bool {
        if isSame(new, old) { return true }
        let (a, b) = (entry(new), entry(old))
        guard let a, let b, a.name == b.name else { return isAsTight(new, old) }
        let parts = ["at_least": true, "within": false]
        for (key, value) in entries(b.value) {
            guard let other = a.value?.value(of: key.text) else { return false }
            if isSame(other, value) { continue }
            guard let isLarger = parts[key.text],
                ConditionComparison.isMoved(other.text, from: value.text, up: isLarger)
            else { return false }
        }
        for (key, value) in entries(a.value) where b.value?.value(of: key.text) == nil {
            // Without it, one at any time is enough.
            guard key.isText("within") || key.isText("at_least"), value.kind == .scalar else { return false }
        }
        return true
    }

    private static func entry(_ node: YAMLNode) -> (name: String, value: YAMLNode?)? {
        if node.kind == .scalar { return (node.text, nil) }
        guard node.kind == .mapping, node.count == 1, let (key, value) = node.entries.first else { return nil }
        return (key.text, value)
    }

    // MARK: Values

    /// Whether two values say the same, wherever they stand.
    static func isSame(_ a: YAMLNode, _ b: YAMLNode) -> Bool {
        switch (a.kind, b.kind) {
        case (.scalar, .scalar): a.text == b.text
        case (.sequence, .sequence):
            a.count == b.count && zip(a.items, b.items).allSatisfy { isSame($0, $1) }
        case (.mapping, .mapping):
            a.count == b.count
                && a.entries.allSatisfy { entry in b.value(of: entry.key.text).map { isSame(entry.value, $0) } ?? false
                }
        // A single word is a list of one.
        case (.scalar, .sequence): b.count == 1 && b.items.allSatisfy { isSame(a, $0) }
        case (.sequence, .scalar): a.count == 1 && a.items.allSatisfy { isSame($0, b) }
        default: false
        }
    }

    /// The items of a list; a mapping of names is one too, and a single word a list of one.
    static func items(_ node: YAMLNode?) -> [YAMLNode] {
        guard let node, !node.isBroken else { return [] }
        switch node.kind {
        case .sequence: return Array(node.items)
        case .mapping: return node.entries.map { YAMLNode(MadeUp(entries: [$0]), at: $0.key) }
        case .scalar: return [node]
        case .alias: return []
        }
    }

    /// The keys and values of a mapping; empty for what is none, or not written.
    private static func entries(_ node: YAMLNode?) -> [(key: YAMLNode, value: YAMLNode)] {
        node.map { Array($0.entries) } ?? []
    }

    /// The names of a map or a list, with what is said about each.
    static func names(_ node: YAMLNode?) -> [(name: String, key: YAMLNode, value: YAMLNode?)] {
        items(node).compactMap { item in
            if item.kind == .scalar { return (item.text, item, nil) }
            guard let (key, value) = item.entries.first else { return nil }
            return (key.text, key, value.isBroken ? nil : value)
        }
    }

    mutating func loosened(
        _ message: String,
        _ path: String,
        or outer: String,
        base: SourceRange,
        at range: SourceRange?
    ) {
        var parent = path
        while true {
            if merger.loosened.contains(parent) { return }
            guard let slash = parent.lastIndex(of: "/") else { break }
            parent = String(parent[..<slash])
        }
        let place = range.flatMap { $0.file == base.file ? nil : $0 }
        findings.append(
            Diagnostic(
                .overlayLoosens,
                "\(message), which may let more deals pass than the base does",
                at: place ?? merger.touched[path] ?? merger.touched[outer] ?? range ?? base,
                notes: [Diagnostic.Note("the base says this", at: base)],
                help: "if that is meant, write 'loosen: true' beside it"
            )
        )
    }
}

extension YAMLNode {
    /// The value of a key, or nil.
    func value(of name: String) -> YAMLNode? { entries.first { $0.key.text == name }?.value }
}
