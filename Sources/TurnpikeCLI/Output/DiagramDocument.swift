import TurnpikeDiagrams
import TurnpikeValues

extension Document {
    /// What a diagram shows, for programs that draw it themselves.
    static func diagram(_ diagram: ProcessDiagram) -> JSON {
        object([
            "anywhere": .array(
                diagram.anywhere.map { move in
                    object([
                        "gates": strings(move.gates),
                        "label": .string(move.label),
                        "notes": strings(move.notes),
                        "to": .string(name(move.target)),
                        "trigger": .string(name(move.trigger)),
                    ])
                }
            ),
            "kind": "diagram",
            "limits": diagram.limits.isEmpty ? nil : strings(diagram.limits),
            "moves": .array(diagram.edges.map(edge)),
            "stages": .array(diagram.nodes.map(node)),
            "subtitle": .string(diagram.subtitle),
            "title": .string(diagram.title),
        ])
    }

    private static func node(_ node: ProcessDiagram.Node) -> JSON {
        object([
            "approvals": node.approvals.isEmpty ? nil : strings(node.approvals),
            "deals": node.deals.map { .int(Int64($0)) },
            "enter": strings(node.enterGates),
            "exit": strings(node.exitGates),
            "forecast": optional(node.forecast.nonEmpty),
            "id": .string(node.id),
            "label": .string(node.label),
            "limits": node.limits.isEmpty ? nil : strings(node.limits),
            "probability": optional(node.probability.nonEmpty),
            "start": .bool(node.isStart),
            "start_when": optional(node.startNote.nonEmpty),
            "tracks": node.regions.isEmpty
                ? nil
                : .array(
                    node.regions.map { region in
                        object([
                            "label": .string(region.label),
                            "moves": .array(region.edges.map(edge)),
                            "note": optional(region.note.nonEmpty),
                            "stages": .array(region.nodes.map(self.node)),
                        ])
                    }
                ),
            "type": .string(node.kind.rawValue),
        ])
    }

    private static func edge(_ edge: ProcessDiagram.Edge) -> JSON {
        object([
            "direction": .string(edge.direction.rawValue),
            "from": .string(edge.from),
            "gates": strings(edge.gates),
            "label": .string(edge.label),
            "notes": strings(edge.notes),
            "resume": optional(edge.history?.rawValue),
            "skips": strings(edge.skips),
            "to": .string(name(edge.target)),
            "trigger": .string(name(edge.trigger)),
        ])
    }

    private static func name(_ target: ProcessDiagram.Target) -> String {
        switch target {
        case .stage(let id): id
        case .cameFrom: "came_from"
        case .earlier: "earlier"
        }
    }

    private static func name(_ trigger: ProcessDiagram.Trigger) -> String {
        switch trigger {
        case .person: "person"
        case .automatic(let text), .signal(let text): text
        }
    }
}
