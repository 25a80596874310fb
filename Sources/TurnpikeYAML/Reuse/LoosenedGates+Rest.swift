import Turnpike

/// What lets more deals pass beside gates: who may do what, what a field takes, what a move asks for and passes over.
extension LoosenedGates {
    // MARK: The process

    mutating func compareRest(_ base: YAMLNode, _ result: YAMLNode) {
        comparePermissions(base["permissions"], result["permissions"], path: "permissions", of: "the process", nil)
        compareFields(base["fields"], result["fields"], path: "fields")
        let records = Self.names(result["records"])
        for (name, _, record) in Self.names(base["records"]) {
            guard let other = records.first(where: { $0.name == name }) else { continue }
            compareFields(record, other.value, path: "records/\(name)")
        }
        compareActivities(base["activities"], result["activities"])
        compareObserved(base["observed"], result["observed"])
        compareStart(base, result)
    }

    private mutating func compareObserved(_ base: YAMLNode?, _ result: YAMLNode?) {
        // From the strictest to the weakest; what is not said is refused.
        let order = ["refuse", "push_back", "ask", "adopt_with_obligations", "adopt"]
        func strength(_ node: YAMLNode?) -> Int { node.flatMap { order.firstIndex(of: $0.text) } ?? 0 }
        guard strength(result) > strength(base), let result else { return }
        loosened(
            "'observed' takes over what the base does not",
            "observed",
            or: "",
            base: base?.range ?? start,
            at: result.range
        )
    }

    /// The beginning of the base, for what it does not say.
    var start: SourceRange {
        let range = wholes?.base.range ?? .none
        return SourceRange(file: range.file, start: range.start, end: range.start)
    }

    // MARK: Who may

    /// Whether everybody of a list is in another one; nil stands for anybody.
    static func isWithin(_ new: YAMLNode?, _ old: YAMLNode?) -> Bool {
        guard let old else { return true }
        guard let new else { return false }
        let known = Set(items(old).map(\.text))
        return items(new).allSatisfy { known.contains($0.text) }
    }

    /// - Parameter outer: What holds where a stage says nothing; nil for the process itself.
    private mutating func comparePermissions(
        _ base: YAMLNode?,
        _ result: YAMLNode?,
        path: String,
        of what: String,
        _ outer: (base: YAMLNode?, result: YAMLNode?)?
    ) {
        guard base != nil || result != nil else { return }
        func part(_ node: YAMLNode?, _ outer: YAMLNode?, _ key: String) -> YAMLNode? {
            node?.value(of: key) ?? outer?.value(of: key)
        }
        for key in ["move", "override", "assign", "approve"] {
            guard outer == nil || base?.value(of: key) != nil || result?.value(of: key) != nil else { continue }
            let old = part(base, outer?.base, key)
            let new = part(result, outer?.result, key)
            // Nobody may override or approve unless it is said.
            let isNobody = key == "override" || key == "approve"
            let isTight = isNobody ? new == nil || old.map { Self.isWithin(new, $0) } ?? false : Self.isWithin(new, old)
            if !isTight { loosenedPermission(key, path, what, old, new) }
        }
        for key in ["edit", "see"] where outer == nil || base?.value(of: key) != nil || result?.value(of: key) != nil {
            let (old, new) = (part(base, outer?.base, key), part(result, outer?.result, key))
            // A list is for every field that is not named.
            func roles(_ node: YAMLNode?, _ field: String) -> YAMLNode? {
                guard let node else { return nil }
                return node.kind == .mapping ? node.value(of: field) : node
            }
            let fields = [old, new].flatMap { $0?.kind == .mapping ? $0?.entries.map(\.key.text) ?? [] : [] } + ["*"]
            let isTight = fields.allSatisfy { Self.isWithin(roles(new, $0), roles(old, $0)) }
            if !isTight { loosenedPermission(key, path, what, old, new) }
        }
    }

    private mutating func loosenedPermission(
        _ key: String,
        _ path: String,
        _ what: String,
        _ old: YAMLNode?,
        _ new: YAMLNode?
    ) {
        let message = "of \(what) more people have the permission '\(key)'"
        loosened(message, "\(path)/\(key)", or: path, base: old?.range ?? start, at: new?.range)
    }

    // MARK: Fields

    private mutating func compareFields(_ base: YAMLNode?, _ result: YAMLNode?, path: String) {
        let new = Self.names(result)
        for (name, key, field) in Self.names(base) {
            guard let other = new.first(where: { $0.name == name }) else { continue }
            func part(_ node: YAMLNode?, _ part: String) -> YAMLNode? {
                guard let node else { return nil }
                return node.kind == .mapping ? node.value(of: part) : part == "type" ? node : nil
            }
            let upper = ["max", "max_length", "max_items"]
            for word in ["type", "of", "compute", "pattern", "min", "sensitive", "default"] + upper {
                let (old, new) = (part(field, word), part(other.value, word))
                let isTight: Bool
                switch (old, new) {
                case (nil, nil): isTight = true
                // Where nothing is given a default counts as given; all else that is new narrows what may be given.
                case (nil, .some): isTight = word != "default" && word != "compute"
                case (.some(let old), nil): isTight = word == "default" || old.isText("false")
                case (.some(let old), .some(let new)):
                    isTight =
                        Self.isSame(old, new)
                        || word == "min" && ConditionComparison.isMoved(new.text, from: old.text, up: true)
                        || upper.contains(word) && ConditionComparison.isMoved(new.text, from: old.text, up: false)
                        || word == "sensitive" && new.isText("true")
                }
                guard !isTight else { continue }
                loosened(
                    "the field '\(name)' has another '\(word)'",
                    "\(path)/\(name)",
                    or: path,
                    base: old?.range ?? key.range,
                    at: new?.range
                )
                break
            }
            compareOptions(name, "\(path)/\(name)", part(field, "options"), part(other.value, "options"))
        }
    }

    /// What may be chosen beside what the base offers may be what a gate asks for.
    private mutating func compareOptions(_ name: String, _ path: String, _ base: YAMLNode?, _ result: YAMLNode?) {
        guard let base else { return }
        let known = Set(Self.names(base).map(\.name))
        guard let more = Self.names(result).first(where: { !known.contains($0.name) }) else { return }
        loosened(
            "the field '\(name)' takes '\(more.name)' too",
            path + "/options/" + more.name,
            or: path,
            base: base.range,
            at: more.key.range
        )
    }

    // MARK: Activities

    private mutating func compareActivities(_ base: YAMLNode?, _ result: YAMLNode?) {
        let new = Self.names(result)
        for (name, key, activity) in Self.names(base) {
            guard let other = new.first(where: { $0.name == name }) else { continue }
            let path = "activities/\(name)"
            func loosened(_ message: String, _ old: YAMLNode?, _ new: YAMLNode?) {
                self.loosened(message, path, or: "activities", base: old?.range ?? key.range, at: new?.range)
            }
            let (by, newBy) = (activity?["by"], other.value?["by"])
            if !Self.isWithin(newBy, by) { loosened("more people do the activity '\(name)'", by, newBy) }
            let (evidence, newEvidence) = (activity?["evidence"], other.value?["evidence"])
            if evidence?.isText("true") == true, newEvidence?.isText("true") != true {
                loosened("the activity '\(name)' needs no evidence any more", evidence, newEvidence)
            }
            let captures = Self.names(other.value?["captures"])
            for (field, word, value) in Self.names(activity?["captures"]) where value?.isText("required") == true {
                let kept = captures.first { $0.name == field }
                if kept?.value?.isText("required") == true { continue }
                loosened("the activity '\(name)' no longer needs '\(field)'", word, other.value?["captures"])
            }
            let outcomes = Self.names(other.value?["outcomes"])
            for (outcome, word, value) in Self.names(activity?["outcomes"])
            where value?.value(of: "again")?.isText("true") == true {
                guard let kept = outcomes.first(where: { $0.name == outcome }),
                    kept.value?.value(of: "again")?.isText("true") != true
                else { continue }
                loosened("the outcome '\(outcome)' of '\(name)' counts as done now", word, kept.key)
            }
            let ends = activity?["outcomes"]
            let known = Set(Self.names(ends).map(\.name))
            let more = outcomes.first {
                !known.contains($0.name) && $0.value?.value(of: "again")?.isText("true") != true
            }
            if !known.isEmpty, let more {
                loosened("the activity '\(name)' is done with '\(more.name)' too", ends, more.key)
            }
            compareFields(activity?["fields"], other.value?["fields"], path: path + "/fields")
        }
    }

    // MARK: Stages and moves

    mutating func compareStage(_ name: String, _ path: String, _ base: YAMLNode?, _ result: YAMLNode?, _ key: YAMLNode)
    {
        compareKind(name, path, base, result, key)
        compareList("'locks' of '\(name)'", path, base?.value(of: "locks"), result?.value(of: "locks"), "locks")
        comparePermissions(
            base?.value(of: "permissions"),
            result?.value(of: "permissions"),
            path: "\(path)/permissions",
            of: "the stage '\(name)'",
            (wholes?.base["permissions"], wholes?.result["permissions"])
        )
        if let reason = base?.value(of: "reason"), result?.value(of: "reason") == nil {
            loosened("'\(name)' asks for no reason any more", path, or: path, base: reason.range, at: nil)
        }
        let tracks = Self.names(result?["tracks"])
        for (track, word, value) in Self.names(base?["tracks"]) {
            let place = "\(path)/tracks/\(track)"
            guard let other = tracks.first(where: { $0.name == track }) else {
                loosened("the track '\(track)' is removed", place, or: "\(path)/tracks", base: word.range, at: nil)
                continue
            }
            let (old, new) = (value?.value(of: "when"), other.value?.value(of: "when"))
            guard let new else { continue }
            if let old, Self.isSame(old, new) { continue }
            loosened(
                "the track '\(track)' is there only under a condition",
                place,
                or: path,
                base: word.range,
                at: new.range
            )
        }
    }

    mutating func compareMove(_ name: String, _ path: String, _ base: YAMLNode?, _ result: YAMLNode?, _ key: YAMLNode) {
        compareSkips(name, path, base, result, key)
        compareTarget(name, path, base, result, key)
        let (by, newBy) = (base?["by"], result?["by"])
        if by != nil || newBy != nil {
            // `by` replaces who may move as a rule.
            let old = by ?? wholes?.base["permissions"]?["move"]
            let new = newBy ?? wholes?.result["permissions"]?["move"]
            if !Self.isWithin(new, old) {
                loosened(
                    "more people may make the move '\(name)'",
                    path,
                    or: path,
                    base: old?.range ?? key.range,
                    at: new?.range
                )
            }
        }
        compareList("'ask' of the move '\(name)'", path, base?["ask"], result?["ask"], "ask")
        for word in ["at_most", "within", "reason", "when"] {
            guard let old = base?.value(of: word) else { continue }
            let new = result?.value(of: word)
            let isTight: Bool =
                switch word {
                case "at_most", "within":
                    new.map { ConditionComparison.isMoved($0.text, from: old.text, up: false) } ?? false
                case "when": new.map { ConditionComparison.isAsTight($0.text, as: old.text) } ?? false
                default: new != nil
                }
            guard !isTight else { continue }
            loosened("the move '\(name)' has another '\(word)'", path, or: path, base: old.range, at: new?.range)
        }
    }

    /// A move that passes over the gates of a stage of the base, which it did not before.
    mutating func compareSkips(
        _ name: String,
        _ path: String,
        _ base: YAMLNode?,
        _ result: YAMLNode?,
        _ key: YAMLNode
    ) {
        guard let new = result?.value(of: "skips") else { return }
        let old = base?.value(of: "skips")
        if old?.isText("all") == true { return }
        let known = Set(Self.items(old).map(\.text))
        let more = Self.items(new).first { item in
            item.isText("all") || baseStages.contains(item.text) && !known.contains(item.text)
        }
        guard let more else { return }
        loosened(
            "the move '\(name)' skips '\(more.text)'",
            path,
            or: path,
            base: old?.range ?? (base == nil ? start : key.range),
            at: more.range
        )
    }

    /// The ids of all stages, those inside others too.
    static func stageNames(_ node: YAMLNode?) -> Set<String> {
        var result: Set<String> = []
        for (name, _, stage) in names(node) {
            result.insert(name)
            result.formUnion(stageNames(stage?["stages"]))
            for (_, _, track) in names(stage?["tracks"]) { result.formUnion(stageNames(track?["stages"])) }
        }
        return result
    }
}
