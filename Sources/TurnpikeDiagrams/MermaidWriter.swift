/// Writes a diagram as Mermaid text, which GitHub, GitLab and many wikis draw.
///
/// The form is a `flowchart`: unlike `stateDiagram-v2` it draws dashed arrows, badges and groups. Mermaid itself refuses
/// texts of more than 50,000 characters or 500 arrows unless its host raises `maxTextSize` and `maxEdges`.
public enum MermaidWriter: Sendable {
    /// The diagram as a Mermaid document; the same diagram always gives the same text.
    public static func text(for diagram: ProcessDiagram) -> String {
        let graph = DiagramGraph(diagram)
        var output = ""
        if let title = LabelText.visible(diagram.title) {
            let heading = [title, LabelText.visible(diagram.subtitle)].compactMap { $0 }.joined(separator: ", ")
            output += "---\ntitle: \(frontMatter(heading))\n---\n"
        }
        output += "flowchart \(graph.outermost.count <= 6 ? "LR" : "TD")\n"
        for position in graph.outermost { write(position, of: graph, indent: "    ", to: &output) }
        writeStarts(graph, to: &output)
        writeEdges(graph, to: &output)
        writeAnywhere(graph, to: &output)
        writeOpenEnds(graph, to: &output)
        writeClasses(graph, to: &output)
        return output
    }

    private static func write(_ position: Int, of graph: DiagramGraph, indent: String, to output: inout String) {
        let entry = graph.entries[position]
        let label = "\"" + NodeText.lines(entry).map(escape).joined(separator: "<br/>") + "\""
        let groups = graph.groups[position] ?? []
        let (open, close) = brackets(entry.node.kind)
        // The stage is a box of its own beside its tracks: Mermaid refuses arrows between a group and what is in it.
        if !groups.isEmpty { output += "\(indent)subgraph g_\(entry.key)[\" \"]\n" }
        let inner = groups.isEmpty ? indent : indent + "    "
        output += "\(inner)\(entry.key)\(open)\(label)\(close)\n"
        guard !groups.isEmpty else { return }
        for (number, group) in groups.enumerated() {
            let title = group.label.isEmpty ? " " : escape(group.label)
            output += "\(inner)subgraph g\(number)_\(entry.key)[\"\(title)\"]\n"
            for member in group.members { write(member, of: graph, indent: inner + "    ", to: &output) }
            output += "\(inner)end\n"
        }
        output += "\(indent)end\n"
    }

    private static func brackets(_ kind: ProcessDiagram.Kind) -> (String, String) {
        switch kind {
        case .open, .after: ("[", "]")
        case .won, .lost, .final: ("([", "])")
        case .hold: ("[/", "/]")
        }
    }

    private static func writeStarts(_ graph: DiagramGraph, to output: inout String) {
        let starts = graph.entries.filter(\.node.isStart)
        guard !starts.isEmpty else { return }
        output += "    start((\" \"))\n"
        for entry in starts {
            let note = LabelText.visible(entry.node.startNote)
            output += "    start -->" + (note.map { "|\"\(escape($0))\"| " } ?? " ") + "\(entry.key)\n"
        }
    }

    private static func writeEdges(_ graph: DiagramGraph, to output: inout String) {
        for link in graph.links {
            let text = EdgeText(link.edge).lines.map(escape).joined(separator: "<br/>")
            let arrow =
                switch link.edge.trigger {
                case .person: "-->"
                case .automatic, .signal: "-.->"
                }
            output += "    \(graph.entries[link.from].key) \(arrow)"
            output += (text.isEmpty ? " " : "|\"\(text)\"| ") + key(of: link.target, in: graph) + "\n"
        }
    }

    private static func writeAnywhere(_ graph: DiagramGraph, to output: inout String) {
        guard !graph.anywhere.isEmpty else { return }
        output += "    anywhere{{\"from every stage<br/>before an outcome\"}}\n"
        for link in graph.anywhere {
            let text = EdgeText(link.move).lines.map(escape).joined(separator: "<br/>")
            output +=
                "    anywhere -.->" + (text.isEmpty ? " " : "|\"\(text)\"| ") + key(of: link.target, in: graph) + "\n"
        }
    }

    /// The targets that are decided only when the move is made.
    private static func writeOpenEnds(_ graph: DiagramGraph, to output: inout String) {
        let targets = graph.links.map(\.target) + graph.anywhere.map(\.target)
        for end in [DiagramGraph.End.cameFrom, .earlier] where targets.contains(end) {
            output += "    \(key(of: end, in: graph))([\"\(graph.name(of: end))\"])\n"
        }
    }

    private static func key(of end: DiagramGraph.End, in graph: DiagramGraph) -> String {
        switch end {
        case .entry(let position): graph.entries[position].key
        case .cameFrom: "came_from"
        case .earlier: "earlier"
        }
    }

    private static func writeClasses(_ graph: DiagramGraph, to output: inout String) {
        for kind in ProcessDiagram.Kind.allCases {
            let members = graph.entries.filter { $0.node.kind == kind }
            guard !members.isEmpty else { continue }
            let tone = Palette.tone(of: kind)
            output += "    classDef \(kind.rawValue) fill:\(tone.fill.hex),stroke:\(tone.accent.hex),color:#1F2937\n"
            output += "    class \(members.map(\.key).joined(separator: ",")) \(kind.rawValue)\n"
        }
    }

    /// The text for use between the quotes of a Mermaid label.
    ///
    /// Mermaid reads `#name;` and `#number;` as characters. Escaped is what ends the quotes, is HTML, starts a directive
    /// (`%%{`) or, at the beginning of a label, would be read as Markdown.
    static func escape(_ text: String) -> String {
        var result = ""
        var isBeginning = true
        for scalar in LabelText.clean(text).unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", " ", ",", ":", "(", ")", "/", "'", "?", "=":
                isBeginning = false
                result.unicodeScalars.append(scalar)
            case "0"..."9":
                // Still the beginning: "1." would be a list.
                result.unicodeScalars.append(scalar)
            case ".", "-", "+", "!", "_":
                if isBeginning { result += "#\(scalar.value);" } else { result.unicodeScalars.append(scalar) }
                isBeginning = false
            case "%" where !result.hasSuffix("%"):
                isBeginning = false
                result.append("%")
            default:
                isBeginning = false
                if scalar.isASCII { result += "#\(scalar.value);" } else { result.unicodeScalars.append(scalar) }
            }
        }
        return result
    }

    /// The text as a double-quoted YAML scalar.
    private static func frontMatter(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            case "<": result += "‹"
            case ">": result += "›"
            // A directive is looked for in the whole document.
            case "%", "{", "}": result += hex(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func hex(_ scalar: Unicode.Scalar) -> String {
        "\\x" + String(scalar.value, radix: 16, uppercase: true)
    }
}
