import Turnpike

/// Stages, moves and where deals start.
extension DefinitionReader {
    mutating func stages(_ node: YAMLNode) -> [StageDefinition] {
        var result: [StageDefinition] = []
        namedEntries(node, of: "stages", allowsList: false) { reader, key, value in
            guard let id = reader.declared(key) else { return }
            var stage = StageDefinition(id: id, range: value.map { key.range.union($0.range) } ?? key.range)
            if let value {
                reader.settings(value, .stage) { reader, name, value in
                    reader.stageSetting(name, value, into: &stage)
                }
                // The gates of the file come first.
                if let important = value["important"] { stage.exit += reader.important(important, of: id.value) }
            }
            result.append(stage)
        }
        return result
    }

    private mutating func stageSetting(_ name: String, _ value: YAMLNode, into stage: inout StageDefinition) -> Bool {
        switch name {
        case "label": stage.label = text(value)
        case "goal": stage.goal = text(value)
        case "probability": stage.probability = word(value)
        case "forecast": stage.forecast = word(value)
        case "activities": stage.activities = stageActivities(value)
        case "enter": stage.enter = gateReferences(value)
        case "exit": stage.exit = gateReferences(value)
        case "locks": stage.locks = words(value)
        case "important": break
        case "outcome": stage.outcome = choice(value, of: StageOutcome.self)
        case "reason": stage.reason = word(value)
        case "hold": stage.hold = truth(value)
        case "moves": stage.moves = moves(value)
        case "stages":
            stage.stages = stages(value)
            checkInside(value, "stages", of: stage)
        case "tracks":
            stage.tracks = tracks(value)
            checkInside(value, "tracks", of: stage)
        case "initial": stage.initial = word(value)
        case "final": stage.final = truth(value)
        case "permissions": stage.permissions = permissions(value, ofStage: true)
        case "assignment": stage.assignment = assignment(value)
        case "limits": stage.limits = limits(value)
        case "opens": stage.opens = openings(value)
        case "cadence": stage.cadence = word(value)
        default: return false
        }
        return true
    }

    /// `stages: {}` makes no phase, and nobody writes it for an ordinary stage.
    private mutating func checkInside(_ node: YAMLNode, _ key: String, of stage: StageDefinition) {
        guard node.kind == .mapping, node.count == 0, !node.isBroken else { return }
        report(
            Diagnostic(
                .missingValue,
                "there are no \(key) in '\(stage.id.value)'",
                at: node.range,
                help: "remove '\(key)' if it is an ordinary stage"
            )
        )
    }

    /// Fields that are missed and demand nothing: a gate on the way out whose checks warn.
    private mutating func important(_ node: YAMLNode, of stage: String) -> [GateReference] {
        let fields = words(node)
        guard !fields.isEmpty else { return [] }
        var gate = GateDefinition(id: Located("\(stage).important", at: node.range), range: node.range)
        gate.label = Located("What is important to know", at: node.range)
        for field in fields {
            let words = "\(field.value) is important here and has no value."
            var check = CheckDefinition(
                id: field,
                that: ExpressionSource("has(deal.\(field.value))", at: field.range),
                otherwise: TemplateText(ExpressionSource(words, at: field.range))
            )
            check.severity = Located(.warn, at: field.range)
            gate.checks.append(check)
        }
        return [.inline(gate)]
    }

    private mutating func tracks(_ node: YAMLNode) -> [TrackDefinition] {
        var result: [TrackDefinition] = []
        namedEntries(node, of: "tracks", allowsList: false) { reader, key, value in
            guard let id = reader.declared(key) else { return }
            var track = TrackDefinition(id: id, range: value.map { key.range.union($0.range) } ?? key.range)
            if let value {
                reader.settings(value, .track) { reader, name, value in
                    switch name {
                    case "label": track.label = reader.text(value)
                    case "when": track.when = reader.expression(value)
                    case "initial": track.initial = reader.word(value)
                    case "stages": track.stages = reader.stages(value)
                    default: return false
                    }
                    return true
                }
            }
            result.append(track)
        }
        return result
    }

    private mutating func stageActivities(_ node: YAMLNode) -> [StageActivityDefinition] {
        var result: [StageActivityDefinition] = []
        namedEntries(node, of: "activities") { reader, key, value in
            guard let activity = reader.word(key) else { return }
            var entry = StageActivityDefinition(activity: activity)
            if let value {
                reader.settings(value, .stageActivity) { reader, name, value in
                    guard name == "keep" else { return reader.stageActivityTime(name, value, into: &entry) }
                    entry.keep = reader.truth(value)?.value ?? false
                    return true
                }
            }
            result.append(entry)
        }
        return result
    }

    mutating func starts(_ node: YAMLNode) -> [StartDefinition] {
        var result: [StartDefinition] = []
        namedEntries(node, of: "'start'") { reader, key, value in
            guard let stage = reader.word(key) else { return }
            var start = StartDefinition(stage: stage)
            if let value {
                reader.settings(value, .start) { reader, name, value in
                    guard name == "when" else { return false }
                    start.when = reader.expression(value)
                    return true
                }
            }
            result.append(start)
        }
        return result
    }

    mutating func moves(_ node: YAMLNode) -> [MoveDefinition] {
        var result: [MoveDefinition] = []
        namedEntries(node, of: "moves") { reader, key, value in
            guard let id = reader.declared(key) else { return }
            let range = value.map { key.range.union($0.range) } ?? key.range
            // Filled in its place: a copy of a move retains each of its parts.
            let place = result.count
            result.append(MoveDefinition(id: id, target: .stage(id), range: range))
            if let value, value.kind == .scalar {
                let target = value.text
                reader.wrongKind(value, expected: "settings", for: "a move", help: "write \(id.value): {to: \(target)}")
            } else if let value {
                reader.settings(value, .move) { reader, name, value in
                    reader.moveSetting(name, value, into: &result[place])
                }
            }
        }
        return result
    }

    private mutating func moveSetting(_ name: String, _ value: YAMLNode, into move: inout MoveDefinition) -> Bool {
        switch name {
        case "label": move.label = text(value)
        case "to":
            if let target = word(value) {
                switch target.value {
                case "came_from": move.target = .cameFrom(target.range)
                case "earlier": move.target = .earlier(target.range)
                default: move.target = .stage(target)
                }
            } else {
                // Without its target the move means nothing; what follows from that would be an echo.
                lostNames = true
            }
        case "by": move.by = words(value)
        case "ask": move.ask = words(value)
        case "gates": move.gates = gateReferences(value)
        case "reason": move.reason = word(value)
        case "because": move.because = word(value)
        case "when": move.when = expression(value)
        case "signal": move.signal = word(value)
        case "as_soon_as": move.asSoonAs = expression(value)
        case "skips": move.skips = passed(value)
        case "through": move.through = passed(value)
        case "complete": move.complete = truth(value)
        case "resume": move.resume = choice(value, of: Resumption.self)
        case "at_most": move.atMost = integer(value, minimum: 1)
        default: return moveTimeSetting(name, value, into: &move)
        }
        return true
    }

    private mutating func passed(_ node: YAMLNode) -> MoveDefinition.Passed? {
        if node.kind == .scalar, let word = word(node) {
            return word.value == "all" ? .all(word.range) : .stages([word])
        }
        return node.isBroken ? nil : .stages(words(node))
    }
}
