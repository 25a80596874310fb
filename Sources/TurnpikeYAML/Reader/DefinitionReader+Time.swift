import Turnpike

/// What time does by itself.
extension DefinitionReader {
    /// The settings of a move that speak of time; false for any other.
    mutating func moveTimeSetting(_ name: String, _ value: YAMLNode, into move: inout MoveDefinition) -> Bool {
        switch name {
        case "after": move.after = text(value)
        case "at": move.at = expression(value)
        case "within": move.within = text(value)
        case "calendar": move.calendar = word(value)
        case "late": move.late = late(value)
        default: return false
        }
        return true
    }

    // MARK: Limits

    /// The limits of a process, a stage or a phase.
    mutating func limits(_ node: YAMLNode) -> [LimitDefinition] {
        var result: [LimitDefinition] = []
        namedEntries(node, of: "limits", allowsList: false) { reader, key, value in
            guard let id = reader.declared(key) else { return }
            var limit = LimitDefinition(id: id, range: value.map { key.range.union($0.range) } ?? key.range)
            if let value, value.kind == .scalar {
                limit.within = reader.text(value)
                if limit.within == nil { return }
            } else if let value {
                reader.settings(value, .limit) { reader, name, value in
                    reader.limitSetting(name, value, into: &limit)
                }
            }
            result.append(limit)
        }
        return result
    }

    private mutating func limitSetting(_ name: String, _ value: YAMLNode, into limit: inout LimitDefinition) -> Bool {
        switch name {
        case "label": limit.label = text(value)
        case "within": limit.within = text(value)
        case "since": limit.since = clock(value)
        case "calendar": limit.calendar = word(value)
        case "warn":
            if value.kind == .scalar {
                guard let span = text(value) else { break }
                limit.warn = LimitStepDefinition(range: value.range)
                limit.warn?.offset = span
            } else {
                limit.warn = step(value, .warning)
            }
        case "then":
            guard nodes.accepts(value) else { break }
            guard value.kind == .sequence else {
                wrongKind(value, expected: "a list of steps", help: "write [{notify: owner}]")
                break
            }
            limit.then = value.items.compactMap { step($0, .step) }
        case "pauses": limit.pauses = expression(value)
        case "restarts_on": limit.restartsOn = texts(value)
        case "excused_by_plan": limit.excusedByPlan = truth(value)
        case "late": limit.late = late(value)
        default: return false
        }
        return true
    }

    private mutating func clock(_ node: YAMLNode) -> LimitDefinition.Clock? {
        let words = ["entered", "opened", "last_activity"]
        if node.kind == .scalar {
            guard let word = word(node) else { return nil }
            if words.contains(word.value) { return .word(word) }
            unknownWord(word.value, node, among: words)
            return nil
        }
        var clock: LimitDefinition.Clock?
        settings(node, .clock) { reader, name, value in
            guard name == "last_activity" else { return false }
            clock = .activities(reader.words(value), value.range)
            return true
        }
        return clock
    }

    /// `{notify: owner}`, `{after: 3 days, notify: manager}`, `{move: expire}`: everything but the time and the move is
    /// what a hook could do.
    private mutating func step(_ node: YAMLNode, _ shape: Shape) -> LimitStepDefinition? {
        guard nodes.accepts(node) else { return nil }
        guard node.kind == .mapping else {
            wrongKind(node, expected: "a step such as {notify: owner}")
            return nil
        }
        var step = LimitStepDefinition(range: node.range)
        for (key, value) in node.entries {
            let name = key.text
            if name == shape.keys[0] {
                step.offset = text(value)
            } else if name == "move" {
                step.move = word(value)
            } else if name == "after" || name == "before" || name == "within" {
                report(
                    Diagnostic(
                        .unknownKey,
                        "\(shape.what) has no key '\(name)'",
                        at: key.range,
                        repair: .didYouMean(shape.keys[0], replacing: key.writtenRange)
                    )
                )
            } else if let action = action(key, value) {
                step.actions.append(action)
            }
        }
        return step
    }

    // MARK: Activities

    /// `2 days`, or `{before: deal.close_date, by: 3 days}`.
    mutating func due(_ node: YAMLNode) -> DueDefinition? {
        var due = DueDefinition(range: node.range)
        if node.kind == .scalar {
            guard let span = text(node) else { return nil }
            due.span = span
            return due
        }
        settings(node, .due) { reader, name, value in
            switch name {
            case "within", "by": due.span = reader.text(value)
            case "before": due.before = reader.expression(value)
            case "calendar": due.calendar = reader.word(value)
            default: return false
            }
            return true
        }
        return due
    }

    mutating func stageActivityTime(
        _ name: String,
        _ value: YAMLNode,
        into entry: inout StageActivityDefinition
    ) -> Bool {
        switch name {
        case "due": entry.due = due(value)
        case "every": entry.every = text(value)
        case "calendar": entry.calendar = word(value)
        case "after": entry.after = words(value)
        case "late": entry.late = late(value)
        default: return false
        }
        return true
    }

    /// `skip`, or `{skip: 2 days}`.
    mutating func late(_ node: YAMLNode) -> LateDefinition? {
        guard node.kind == .mapping else {
            return choice(node, of: LatePolicy.Mode.self).map { LateDefinition(mode: $0) }
        }
        var result: LateDefinition?
        settings(node, .late) { reader, name, value in
            guard name == "skip", let grace = reader.text(value) else { return name == "skip" }
            result = LateDefinition(mode: Located(.skip, at: value.range), grace: grace)
            return true
        }
        return result
    }
}

extension Shape {
    static let late = Shape(what: "'late'", keys: ["skip"])
    static let limit = Shape(
        what: "a limit",
        keys: [
            "label", "within", "since", "calendar", "warn", "then", "pauses", "restarts_on", "excused_by_plan", "late",
        ]
    )
    static let clock = Shape(what: "'since'", keys: ["last_activity"])
    static let warning = Shape(what: "a warning", keys: ["before"])
    static let step = Shape(what: "a step of a limit", keys: ["after"])
    static let due = Shape(what: "'due'", keys: ["within", "before", "by", "calendar"])
}
