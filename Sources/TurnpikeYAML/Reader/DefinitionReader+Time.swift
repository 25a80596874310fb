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
}
