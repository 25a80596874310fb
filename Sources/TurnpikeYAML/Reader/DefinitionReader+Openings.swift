import Turnpike

/// Deals of other processes that a stage opens.
extension DefinitionReader {
    mutating func openings(_ node: YAMLNode) -> [OpeningDefinition] {
        var result: [OpeningDefinition] = []
        namedEntries(node, of: "opens") { reader, key, value in
            guard let id = reader.declared(key) else { return }
            var opening = OpeningDefinition(id: id, range: value.map { key.range.union($0.range) } ?? key.range)
            if let value {
                reader.settings(value, .opening) { reader, name, value in
                    reader.openingSetting(name, value, into: &opening)
                }
            }
            result.append(opening)
        }
        return result
    }

    private mutating func openingSetting(
        _ name: String,
        _ value: YAMLNode,
        into opening: inout OpeningDefinition
    ) -> Bool {
        switch name {
        case "process": opening.process = word(value)
        case "stage": opening.stage = word(value)
        case "after": opening.after = text(value)
        case "at": opening.at = expression(value)
        case "calendar": opening.calendar = word(value)
        case "late": opening.late = late(value)
        case "when": opening.when = expression(value)
        case "at_most": opening.atMost = integer(value, minimum: 1)
        case "copy":
            namedEntries(value, of: "copy") { reader, key, value in
                guard let target = reader.word(key) else { return }
                guard let value else { return opening.copy.append(OpeningDefinition.Copy(target)) }
                guard let source = reader.expression(value) else { return }
                opening.copy.append(OpeningDefinition.Copy(target, value: source))
            }
        case "back":
            namedEntries(value, of: "back") { reader, key, value in
                guard let stage = reader.word(key) else { return }
                guard let value else { return opening.back.append(OpeningDefinition.Back(stage)) }
                guard let signal = reader.word(value) else { return }
                opening.back.append(OpeningDefinition.Back(stage, signal: signal))
            }
        default: return false
        }
        return true
    }
}
