/// Writes a diagram in the DOT language of Graphviz.
public enum DOTWriter: Sendable {
    /// The diagram as a DOT document; the same diagram always gives the same text.
    public static func text(for diagram: ProcessDiagram) -> String {
        let graph = DiagramGraph(diagram)
        var output = "digraph process {\n"
        let heading = [diagram.title, diagram.subtitle].compactMap(LabelText.visible)
        if !heading.isEmpty {
            output += "    graph [label=\(quoted(heading)), labelloc=t, fontsize=18];\n"
        }
        output += """
                graph [rankdir=\(graph.outermost.count <= 6 ? "LR" : "TB"), bgcolor="#F8FAFC", pad=0.3, nodesep=0.45, \
            ranksep=0.55, compound=true, fontname="Helvetica,Arial,sans-serif"];
                node [shape=box, style="rounded,filled", fontname="Helvetica,Arial,sans-serif", fontsize=12, \
            margin="0.2,0.1"];
                edge [fontname="Helvetica,Arial,sans-serif", fontsize=10, color="#475569", fontcolor="#334155"];

            """
        for position in graph.outermost { write(position, of: graph, indent: "    ", to: &output) }
        writeStarts(graph, to: &output)
        for link in graph.links { write(link, of: graph, to: &output) }
        writeAnywhere(graph, to: &output)
        writeLimits(diagram.limits, to: &output)
        return output + "}\n"
    }

    private static func write(_ position: Int, of graph: DiagramGraph, indent: String, to output: inout String) {
        let entry = graph.entries[position]
        let tone = Palette.tone(of: entry.node.kind)
        let lines = NodeText.lines(entry)
        guard let groups = graph.groups[position] else {
            let label = quoted(lines)
            let colors = "fillcolor=\"\(tone.fill.hex)\", color=\"\(tone.accent.hex)\""
            output += "\(indent)\(entry.key) [label=\(label), \(colors)\(shape(entry.node.kind))];\n"
            return
        }
        let inner = indent + "    "
        output += "\(indent)subgraph \"cluster_\(entry.key)\" {\n"
        output +=
            "\(inner)label=\(quoted(lines, isLeftAligned: lines.count > 1)); labeljust=l; fontsize=13; style=\"rounded,filled\"; "
        output += "fillcolor=\"\(tone.fill.hex)\"; color=\"\(tone.accent.hex)\";\n"
        // Graphviz draws no arrow to a group itself: it leads to this point and is cut off at the group's border.
        let isSeen = graph.hasInnerEnd(position)
        output += "\(inner)\(entry.key) [shape=point, width=\(isSeen ? "0.1" : "0.01, style=invis"), label=\"\"];\n"
        for (number, group) in groups.enumerated() {
            var place = inner
            if group.isTrack {
                output += "\(inner)subgraph \"cluster_r\(number)_\(entry.key)\" {\n"
                place += "    "
                output += "\(place)label=\(quoted([group.label])); fontsize=10; style=\"rounded,dashed\"; "
                output += "color=\"#94A3B8\"; fillcolor=\"#F4F6FA\";\n"
            }
            for member in group.members { write(member, of: graph, indent: place, to: &output) }
            for member in group.members where graph.entries[member].node.isStart {
                let start = "start\(number)_\(entry.key)"
                output +=
                    "\(place)\(start) [shape=circle, label=\"\", width=0.12, style=filled, fillcolor=\"#475569\"];\n"
                output += "\(place)\(start) -> \(graph.entries[member].key)"
                output += graph.groups[member] == nil ? ";\n" : " [lhead=\"cluster_\(graph.entries[member].key)\"];\n"
            }
            if group.isTrack { output += "\(inner)}\n" }
        }
        output += "\(indent)}\n"
    }

    private static func shape(_ kind: ProcessDiagram.Kind) -> String {
        switch kind {
        case .open, .after: ""
        case .won, .lost: ", peripheries=2"
        case .hold: ", style=\"rounded,filled,dashed\""
        case .final: ", shape=ellipse, style=filled"
        }
    }

    private static func writeStarts(_ graph: DiagramGraph, to output: inout String) {
        let starts = graph.outermost.filter { graph.entries[$0].node.isStart }
        guard !starts.isEmpty else { return }
        output += "    start [shape=circle, label=\"\", width=0.18, style=filled, fillcolor=\"#475569\"];\n"
        for position in starts {
            let entry = graph.entries[position]
            var attributes: [String] = []
            if let note = LabelText.visible(entry.node.startNote) { attributes.append("label=\(quoted([note]))") }
            if graph.groups[position] != nil { attributes.append("lhead=\"cluster_\(entry.key)\"") }
            output += "    start -> \(entry.key)"
            output += attributes.isEmpty ? ";\n" : " [\(attributes.joined(separator: ", "))];\n"
        }
    }

    private static func write(_ link: DiagramGraph.Link, of graph: DiagramGraph, to output: inout String) {
        var attributes: [String] = []
        let text = EdgeText(link.edge)
        if !text.isEmpty { attributes.append("label=\(quoted(text.lines))") }
        switch link.edge.trigger {
        case .person: break
        case .automatic: attributes.append("style=dashed")
        case .signal: attributes.append("style=dotted")
        }
        switch link.edge.direction {
        case .forward: attributes.append("weight=8")
        case .back: attributes += ["constraint=false", "color=\"#7C6BA8\""]
        case .aside, .again: break
        }
        let target: String
        switch link.target {
        case .entry(let position):
            target = graph.entries[position].key
            if graph.groups[position] != nil, !graph.isAround(position, link.from) {
                attributes.append("lhead=\"cluster_\(target)\"")
            }
        case .cameFrom:
            target = "came_from_\(graph.entries[link.from].key)"
            output += "    \(target) [label=\"the stage it came from\", shape=plaintext, style=\"\", fontsize=10];\n"
        case .earlier:
            target = "earlier_\(graph.entries[link.from].key)"
            output += "    \(target) [label=\"an earlier stage\", shape=plaintext, style=\"\", fontsize=10];\n"
        }
        if graph.groups[link.from] != nil, !leadsInside(link, of: graph) {
            attributes.append("ltail=\"cluster_\(graph.entries[link.from].key)\"")
        }
        output += "    \(graph.entries[link.from].key) -> \(target)"
        output += attributes.isEmpty ? ";\n" : " [\(attributes.joined(separator: ", "))];\n"
    }

    private static func leadsInside(_ link: DiagramGraph.Link, of graph: DiagramGraph) -> Bool {
        guard case .entry(let position) = link.target else { return false }
        return graph.isAround(link.from, position)
    }

    private static func writeAnywhere(_ graph: DiagramGraph, to output: inout String) {
        guard !graph.anywhere.isEmpty else { return }
        var lines = ["From every stage before an outcome:"]
        for link in graph.anywhere {
            let text = EdgeText(link.move)
            lines.append("to " + graph.name(of: link.target) + (text.isEmpty ? "" : " · " + text.line))
        }
        output += "    anywhere [shape=note, style=filled, fillcolor=\"#FFFFFF\", color=\"#94A3B8\", fontsize=11, "
        output += "label=\(quoted(lines, isLeftAligned: true))];\n"
    }

    private static func writeLimits(_ limits: [String], to output: inout String) {
        let texts = limits.compactMap(LabelText.visible)
        guard !texts.isEmpty else { return }
        output += "    limits [shape=note, style=filled, fillcolor=\"#FFFFFF\", color=\"#B2574F\", fontsize=11, "
        output += "label=\(quoted(["For the whole process:"] + texts, isLeftAligned: true))];\n"
    }

    /// The lines as a DOT string: a backslash starts an escape there, and `&` an HTML entity.
    static func quoted(_ lines: [String], isLeftAligned: Bool = false) -> String {
        let ending = isLeftAligned ? "\\l" : "\\n"
        var result = "\""
        for (index, line) in lines.enumerated() {
            for scalar in LabelText.clean(line).unicodeScalars {
                switch scalar {
                case "\"": result += "\\\""
                case "\\": result += "\\\\"
                case "&": result += "&amp;"
                case "<": result += "&lt;"
                case ">": result += "&gt;"
                default: result.unicodeScalars.append(scalar)
                }
            }
            if isLeftAligned || index + 1 < lines.count { result += ending }
        }
        return result + "\""
    }
}
