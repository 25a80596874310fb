import Turnpike

/// Fields, records and activities.
extension DefinitionReader {
    mutating func records(_ node: YAMLNode) -> [RecordDefinition] {
        var result: [RecordDefinition] = []
        namedEntries(node, of: "records", allowsList: false) { reader, key, value in
            guard let id = reader.declared(key) else { return }
            result.append(RecordDefinition(id: id, fields: value.map { reader.fields($0) } ?? []))
        }
        return result
    }

    mutating func fields(_ node: YAMLNode) -> [FieldDefinition] {
        var result: [FieldDefinition] = []
        namedEntries(node, of: "fields", allowsList: false) { reader, key, value in
            guard let id = reader.declared(key) else { return }
            guard let value else {
                reader.lostNames = true
                return
            }
            if let field = reader.field(id, value, range: key.range.union(value.range)) { result.append(field) }
        }
        return result
    }

    private mutating func field(_ id: Located<String>, _ node: YAMLNode, range: SourceRange) -> FieldDefinition? {
        if node.kind == .scalar {
            guard let type = word(node) else {
                lostNames = true
                return nil
            }
            return FieldDefinition(id: id, type: FieldTypeDefinition(name: type), range: range)
        }
        var field = FieldDefinition(id: id, type: FieldTypeDefinition(name: Located("", at: node.range)), range: range)
        var hasType = false
        settings(node, .field) { reader, name, value in
            switch name {
            case "type":
                hasType = true
                if let type = reader.word(value) { field.type.name = type }
            case "options": field.type.options = reader.labels(value, of: "options")
            case "of": field.type.itemName = reader.word(value)
            case "label": field.label = reader.text(value)
            case "sensitive": field.isSensitive = reader.truth(value)?.value ?? false
            case "default": field.defaultValue = reader.literal(value)
            case "min": field.minimum = reader.literal(value)
            case "max": field.maximum = reader.literal(value)
            case "max_length": field.maximumLength = reader.integer(value, minimum: 1)
            case "max_items": field.maximumItems = reader.integer(value, minimum: 1)
            case "pattern": field.pattern = reader.text(value)
            case "compute": field.compute = reader.expression(value)
            default: return false
            }
            return true
        }
        if !hasType, node.kind == .mapping {
            missing(
                "type",
                in: "the field '\(TreeBuilder.short(id.value))'",
                at: id.range,
                help: "say what it holds: text, money, date…"
            )
        }
        guard !field.type.name.value.isEmpty else {
            lostNames = true
            return nil
        }
        return field
    }

    mutating func activities(_ node: YAMLNode) -> [ActivityDefinition] {
        var result: [ActivityDefinition] = []
        namedEntries(node, of: "activities") { reader, key, value in
            guard let id = reader.declared(key) else { return }
            var activity = ActivityDefinition(id: id, range: value.map { key.range.union($0.range) } ?? key.range)
            if let value {
                reader.settings(value, .activity) { reader, name, value in
                    reader.activitySetting(name, value, into: &activity)
                }
            }
            result.append(activity)
        }
        return result
    }

    private mutating func activitySetting(
        _ name: String,
        _ value: YAMLNode,
        into activity: inout ActivityDefinition
    ) -> Bool {
        switch name {
        case "label": activity.label = text(value)
        case "kind": activity.kind = word(value)
        case "by": activity.by = words(value)
        case "outcomes": activity.outcomes = outcomes(value)
        case "captures": activity.captures = captures(value)
        case "checklist": activity.checklist = texts(value)
        case "repeat": activity.repetitions = integer(value, minimum: 1)
        case "fields": activity.fields = fields(value)
        case "evidence": activity.evidence = truth(value)
        case "guide": activity.guide = text(value)
        case "due": activity.due = due(value)
        case "remind": activity.remind = value.kind == .scalar ? text(value).map { [$0] } ?? [] : texts(value)
        default: return false
        }
        return true
    }

    private mutating func outcomes(_ node: YAMLNode) -> [OutcomeDefinition] {
        var result: [OutcomeDefinition] = []
        namedEntries(node, of: "outcomes") { reader, key, value in
            guard let id = reader.declared(key) else { return }
            var outcome = OutcomeDefinition(id: id)
            if let value, value.kind == .mapping {
                reader.settings(value, .outcome) { reader, name, value in
                    switch name {
                    case "label": outcome.label = reader.text(value)
                    case "again": outcome.again = reader.truth(value)?.value ?? false
                    default: return false
                    }
                    return true
                }
            } else if let value {
                outcome.label = reader.text(value)
            }
            result.append(outcome)
        }
        return result
    }

    private mutating func captures(_ node: YAMLNode) -> [CaptureDefinition] {
        var result: [CaptureDefinition] = []
        namedEntries(node, of: "captures") { reader, key, value in
            guard let field = reader.word(key) else { return }
            var capture = CaptureDefinition(field: field)
            if let value, let word = reader.word(value) {
                if word.value == "required" {
                    capture.isRequired = true
                } else if word.value != "optional" {
                    reader.unknownWord(word.value, value, among: ["required", "optional"])
                }
            }
            result.append(capture)
        }
        return result
    }

    mutating func texts(_ node: YAMLNode) -> [Located<String>] {
        if node.isBroken { return [] }
        guard nodes.accepts(node) else { return [] }
        guard node.kind == .sequence else {
            wrongKind(node, expected: "a list of texts")
            return []
        }
        return node.items.compactMap { text($0) }
    }
}
