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
        writeLimits(diagram.limits, to: &output)
        writeClasses(graph, to: &output)
        return output
    }

    private static func write(_ position: Int, of graph: DiagramGraph, indent: String, to output: inout String) {
        let entry = graph.entries[position]
        let lines = NodeText.lines(entry).map(escape)
        guard let groups = graph.groups[position] else {
            let (open, close) = brackets(entry.node.kind)
            output += "\(indent)\(entry.key)\(open)\"\(lines.joined(separator: "<br/>"))\"\(close)\n"
            return
        }
        // A title of several lines would lie over what stands inside, so what more there is to say is a box there.
        output += "\(indent)subgraph \(entry.key)[\"\(lines[0])\"]\n"
        let inner = indent + "    "
        if lines.count > 1 {
            output += "\(inner)note_\(entry.key)[\"\(lines.dropFirst().joined(separator: "<br/>"))\"]\n"
        }
        if graph.hasInnerEnd(position) {
            output += "\(inner)\(insideKey(entry))([\"anywhere in \(escape(entry.label))\"])\n"
        }
        for (number, group) in groups.enumerated() {
            var place = inner
            if group.isTrack {
                let title = group.label.isEmpty ? " " : escape(group.label)
                output += "\(inner)subgraph g\(number)_\(entry.key)[\"\(title)\"]\n"
                place += "    "
            }
            for member in group.members { write(member, of: graph, indent: place, to: &output) }
            for member in group.members where graph.entries[member].node.isStart {
                output += "\(place)start\(number)_\(entry.key)((\" \")) --> \(graph.entries[member].key)\n"
            }
            if group.isTrack { output += "\(inner)end\n" }
        }
        output += "\(indent)end\n"
        for (number, group) in groups.enumerated() where group.isTrack {
            output += "\(indent)style g\(number)_\(entry.key) stroke-dasharray: 5 4\n"
        }
    }

    /// Mermaid refuses arrows between a group and what is in it; they begin or end at a box inside that stands for it.
    private static func insideKey(_ entry: DiagramGraph.Entry) -> String { "inside_\(entry.key)" }

    private static func brackets(_ kind: ProcessDiagram.Kind) -> (String, String) {
        switch kind {
        case .open, .after: ("[", "]")
        case .won, .lost, .final: ("([", "])")
        case .hold: ("[/", "/]")
        }
    }

    private static func writeStarts(_ graph: DiagramGraph, to output: inout String) {
        let starts = graph.outermost.map { graph.entries[$0] }.filter(\.node.isStart)
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
            let (from, to) = ends(of: link, in: graph)
            output += "    \(from) \(arrow)" + (text.isEmpty ? " " : "|\"\(text)\"| ") + "\(to)\n"
        }
    }

    private static func ends(of link: DiagramGraph.Link, in graph: DiagramGraph) -> (from: String, to: String) {
        let from = graph.entries[link.from]
        guard case .entry(let target) = link.target else { return (from.key, key(of: link.target, in: graph)) }
        let to = graph.entries[target]
        return (
            graph.isAround(link.from, target) ? insideKey(from) : from.key,
            graph.isAround(target, link.from) ? insideKey(to) : to.key
        )
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

    private static func writeLimits(_ limits: [String], to output: inout String) {
        let texts = limits.compactMap(LabelText.visible).map(escape)
        guard !texts.isEmpty else { return }
        output += "    limits[\"for the whole process:<br/>\(texts.joined(separator: "<br/>"))\"]\n"
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
