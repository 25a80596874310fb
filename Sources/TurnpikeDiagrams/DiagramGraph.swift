/// A diagram with its names resolved: every stage, inner ones too, in one list, and the moves as pairs of positions in it.
struct DiagramGraph {
    /// A stage and where it stands.
    struct Entry {
        var node: ProcessDiagram.Node
        /// The name that Mermaid and DOT know the stage by: safe as an identifier and unique.
        var key: String
        /// The position of the outermost stage around this one (its own, if it is not inside another).
        var outermost: Int
        /// The name that people read.
        var label: String
    }

    /// A resolved end of a move.
    enum End: Hashable {
        case entry(Int)
        case cameFrom
        case earlier
    }

    /// A move whose ends exist.
    struct Link {
        var edge: ProcessDiagram.Edge
        var from: Int
        var target: End
    }

    /// A move from anywhere whose target exists.
    struct AnywhereLink {
        var move: ProcessDiagram.AnywhereMove
        var target: End
    }

    /// A region of a stage, by positions.
    struct Group {
        var label: String
        var members: [Int]
    }

    /// Stages nested deeper than this are left out, so that no input can exhaust the stack.
    static let deepest = 12

    private(set) var entries: [Entry] = []
    /// The positions of the stages that stand in no other, in file order.
    private(set) var outermost: [Int] = []
    /// The regions of each stage that has some.
    private(set) var groups: [Int: [Group]] = [:]
    private(set) var links: [Link] = []
    private(set) var anywhere: [AnywhereLink] = []
    private var positions: [String: Int] = [:]
    private var joined: Set<Pair> = []

    private struct Pair: Hashable {
        var from: Int
        var to: Int
    }

    init(_ diagram: ProcessDiagram) {
        var edges = diagram.edges
        for node in diagram.nodes {
            let position = add(node, within: nil, depth: 0, edges: &edges)
            outermost.append(position)
        }
        for edge in edges {
            guard let from = positions[edge.from], let target = resolve(edge.target) else { continue }
            links.append(Link(edge: edge, from: from, target: target))
            if case .entry(let to) = target { joined.insert(Pair(from: from, to: to)) }
        }
        for move in diagram.anywhere {
            guard let target = resolve(move.target) else { continue }
            anywhere.append(AnywhereLink(move: move, target: target))
        }
    }

    /// The name that people read for an end of a move.
    func name(of end: End) -> String {
        switch end {
        case .entry(let position): entries[position].label
        case .cameFrom: "the stage it came from"
        case .earlier: "an earlier stage"
        }
    }

    /// Whether a move leads from one stage to the other.
    func isJoined(_ from: Int, _ to: Int) -> Bool { joined.contains(Pair(from: from, to: to)) }

    private func resolve(_ target: ProcessDiagram.Target) -> End? {
        switch target {
        case .stage(let id): positions[id].map(End.entry)
        case .cameFrom: .cameFrom
        case .earlier: .earlier
        }
    }

    private mutating func add(
        _ node: ProcessDiagram.Node,
        within outer: Int?,
        depth: Int,
        edges: inout [ProcessDiagram.Edge]
    ) -> Int {
        let position = entries.count
        let isNew = positions[node.id] == nil
        let key = isNew && Self.isPlain(node.id) ? "s_" + node.id : "s\(position)"
        let label = LabelText.visible(node.label) ?? LabelText.visible(node.id) ?? "(no name)"
        entries.append(Entry(node: node, key: key, outermost: outer ?? position, label: label))
        if isNew { positions[node.id] = position }
        guard depth < Self.deepest else { return position }
        for region in node.regions where !region.nodes.isEmpty {
            var members: [Int] = []
            for inner in region.nodes {
                members.append(add(inner, within: outer ?? position, depth: depth + 1, edges: &edges))
            }
            edges += region.edges
            let title = [region.label, region.note].compactMap(LabelText.visible).joined(separator: " · ")
            groups[position, default: []].append(Group(label: title, members: members))
        }
        return position
    }

    private static func isPlain(_ id: String) -> Bool {
        !id.isEmpty && id.utf8.count <= 60
            && id.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                    || byte == 0x5F
            }
    }
}
