import Turnpike

/// Scores and migrations.
extension DefinitionReader {
    private static let points = -1_000_000...1_000_000

    mutating func score(_ node: YAMLNode) -> ScoreDefinition {
        var score = ScoreDefinition(range: node.entries.first?.key.range ?? node.range)
        namedEntries(node, of: "score", allowsList: false) { reader, key, value in
            switch key.text {
            case "min": score.minimum = value.flatMap { reader.points($0) }
            case "max": score.maximum = value.flatMap { reader.points($0) }
            case "bands": if let value { score.bands = reader.bands(value) }
            default:
                guard let id = reader.declared(key), let value else { return }
                if let rule = reader.rule(id, value, range: key.range.union(value.range)) { score.rules.append(rule) }
            }
        }
        return score
    }

    private mutating func points(_ node: YAMLNode) -> Located<Int>? {
        guard let number = integer(node, minimum: Self.points.lowerBound) else { return nil }
        guard number.value <= Self.points.upperBound else {
            report(Diagnostic(.notANumber, "points are \(Self.points.upperBound) at most", at: node.range))
            return nil
        }
        return number
    }

    private mutating func rule(_ id: Located<String>, _ node: YAMLNode, range: SourceRange) -> ScoreDefinition.Rule? {
        var add: Located<Int>?
        var hasAdd = false
        var rule = ScoreDefinition.Rule(id: id, add: Located(0), range: range)
        settings(node, .scoreRule) { reader, name, value in
            switch name {
            case "label": rule.label = reader.text(value)
            case "add":
                hasAdd = true
                add = reader.points(value)
            case "when": rule.when = reader.expression(value)
            case "each": rule.each = reader.expression(value)
            case "at_most": rule.atMost = reader.integer(value, minimum: 1)
            default: return false
            }
            return true
        }
        if !hasAdd, node.kind == .mapping {
            missing(
                "add",
                in: "the rule '\(TreeBuilder.short(id.value))'",
                at: id.range,
                help: "say how many points it gives"
            )
        }
        guard let add else { return nil }
        rule.add = add
        return rule
    }

    private mutating func bands(_ node: YAMLNode) -> [ScoreDefinition.Band] {
        var result: [ScoreDefinition.Band] = []
        namedEntries(node, of: "bands", allowsList: false) { reader, key, value in
            guard let id = reader.declared(key), let value else { return }
            var name = NamedLabel(id: id)
            if value.kind == .mapping {
                var from: Located<Int>?
                reader.settings(value, .scoreBand) { reader, key, value in
                    switch key {
                    case "label": name.label = reader.text(value)
                    case "from": from = reader.points(value)
                    default: return false
                    }
                    return true
                }
                if value["from"] == nil { reader.missing("from", in: "a band", at: id.range) }
                if let from { result.append(.init(name: name, from: from)) }
            } else if let from = reader.points(value) {
                result.append(.init(name: name, from: from))
            }
        }
        return result
    }

    // MARK: Versions

    mutating func migrations(_ node: YAMLNode) -> [MigrationDefinition] {
        var result: [MigrationDefinition] = []
        settings(node, .migrate) { reader, name, value in
            guard name == "from" else { return false }
            reader.namedEntries(value, of: "'from'", allowsList: false) { reader, key, value in
                guard let version = reader.integer(key, minimum: 1) else { return }
                var migration = MigrationDefinition(from: version)
                if let value { reader.migration(value, into: &migration) }
                result.append(migration)
            }
            return true
        }
        return result
    }

    private mutating func migration(_ node: YAMLNode, into migration: inout MigrationDefinition) {
        var stages: [MigrationDefinition.StageMapping] = []
        var fields: [MigrationDefinition.FieldMapping] = []
        settings(node, .migration) { reader, name, value in
            switch name {
            case "stages":
                reader.namedEntries(value, of: "'stages'", allowsList: false) { reader, key, value in
                    guard let old = reader.word(key), let target = value.flatMap({ reader.word($0) }) else { return }
                    let isAsk = target.value == "ask"
                    stages.append(.init(old: old, target: isAsk ? .ask(target.range) : .stage(target)))
                }
            case "fields":
                reader.namedEntries(value, of: "'fields'", allowsList: false) { reader, key, value in
                    guard let old = reader.word(key), let new = value.flatMap({ reader.word($0) }) else { return }
                    fields.append(.init(old: old, new: new))
                }
            default: return false
            }
            return true
        }
        migration.stages = stages
        migration.fields = fields
    }
}
