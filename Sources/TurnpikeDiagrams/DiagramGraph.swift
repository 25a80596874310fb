/// A diagram with its names resolved: every stage, inner ones too, in one list, and the moves as pairs of positions in it.
struct DiagramGraph {
    /// A stage and where it stands.
    struct Entry {
        var node: ProcessDiagram.Node
        /// The name that Mermaid and DOT know the stage by: safe as an identifier and unique.
        var key: String
        /// The position of the stage that this one stands in; nil for the outermost.
        var parent: Int?
        /// Which of its parent's regions it stands in.
        var region: Int
        /// How many stages stand around it.
        var depth: Int
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
        /// Whether it is a track beside others, rather than the inside of a phase.
        var isTrack: Bool
    }

    /// The stages that stand beside one another, at the top or in a region, and the moves drawn between them.
    struct Level {
        /// The stages, in file order.
        var members: [Int]
        /// How many stages stand around them.
        var depth: Int
        /// The moves, by number: each is drawn where its two ends part.
        var links: [Int] = []
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
    /// The outermost level.
    private(set) var top = Level(members: [], depth: 0)
    /// The levels inside each stage that has some, in the order of its regions.
    private(set) var levels: [Int: [Level]] = [:]
    /// The moves that are told in words where they start: to a stage that is known only when they are made, to the same
    /// stage, or between a stage and what stands in it. By the stage that is left.
    private(set) var told: [Int: [Int]] = [:]
    /// The stages that a move takes up again, with how much of them.
    private(set) var histories: [Int: ProcessDiagram.History] = [:]
    private var innerEnds: Set<Int> = []
    private var positions: [String: Int] = [:]

    init(_ diagram: ProcessDiagram) {
        var edges = diagram.edges
        for node in diagram.nodes {
            outermost.append(add(node, within: nil, region: 0, depth: 0, edges: &edges))
        }
        top.members = outermost
        for edge in edges {
            guard let from = positions[edge.from], let target = resolve(edge.target) else { continue }
            links.append(Link(edge: edge, from: from, target: target))
            if let history = edge.history, case .entry(let position) = target, histories[position] != .deep {
                histories[position] = history
            }
        }
        for number in links.indices {
            assignLevel(number)
            guard case .entry(let target) = links[number].target else { continue }
            if isAround(links[number].from, target) { innerEnds.insert(links[number].from) }
            if isAround(target, links[number].from) { innerEnds.insert(target) }
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

    /// The stages around a stage, the outermost first, and the stage itself.
    func line(of entry: Int) -> [Int] {
        var line = [entry]
        while let parent = entries[line[0]].parent { line.insert(parent, at: 0) }
        return line
    }

    /// Whether a stage has others inside, and the other stands there or is the same.
    func isAround(_ outer: Int, _ entry: Int) -> Bool { groups[outer] != nil && line(of: entry).contains(outer) }

    /// Whether a move leads from a stage into what stands inside it, out of that to itself, or from it to itself.
    func hasInnerEnd(_ outer: Int) -> Bool { innerEnds.contains(outer) }

    /// The stage of a level that a stage is or stands in.
    func member(of entry: Int, in level: Level) -> Int {
        var member = entry
        while entries[member].depth > level.depth, let parent = entries[member].parent { member = parent }
        return member
    }

    /// The words beside a move that is drawn at a level: they also name the inner stages where it really begins and ends.
    func text(of number: Int, in level: Level) -> EdgeText {
        let link = links[number]
        var text = EdgeText(link.edge)
        guard case .entry(let target) = link.target else { return text }
        var ends: [String] = []
        if member(of: link.from, in: level) != link.from { ends.append("from " + entries[link.from].label) }
        if member(of: target, in: level) != target { ends.append("into " + entries[target].label) }
        if !ends.isEmpty { text.details.insert(ends.joined(separator: " "), at: 0) }
        return text
    }

    /// Finds the level at which the ends of a move part: there it is drawn.
    private mutating func assignLevel(_ number: Int) {
        guard case .entry(let target) = links[number].target else {
            told[links[number].from, default: []].append(number)
            return
        }
        let (from, to) = (line(of: links[number].from), line(of: target))
        guard let place = zip(from, to).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
            told[links[number].from, default: []].append(number)
            return
        }
        let (one, other) = (entries[from[place]], entries[to[place]])
        guard let parent = one.parent else {
            top.links.append(number)
            return
        }
        // Nothing leads from one track into another; a diagram that says so is told in words.
        if one.region == other.region, levels[parent]?.indices.contains(one.region) == true {
            levels[parent]?[one.region].links.append(number)
        } else {
            told[links[number].from, default: []].append(number)
        }
    }

    private func resolve(_ target: ProcessDiagram.Target) -> End? {
        switch target {
        case .stage(let id): positions[id].map(End.entry)
        case .cameFrom: .cameFrom
        case .earlier: .earlier
        }
    }

    private mutating func add(
        _ node: ProcessDiagram.Node,
        within parent: Int?,
        region place: Int,
        depth: Int,
        edges: inout [ProcessDiagram.Edge]
    ) -> Int {
        let position = entries.count
        let isNew = positions[node.id] == nil
        let key = isNew && Self.isPlain(node.id) ? "s_" + node.id : "s\(position)"
        let label = LabelText.visible(node.label) ?? LabelText.visible(node.id) ?? "(no name)"
        entries.append(Entry(node: node, key: key, parent: parent, region: place, depth: depth, label: label))
        if isNew { positions[node.id] = position }
        guard depth < Self.deepest else { return position }
        for region in node.regions where !region.nodes.isEmpty {
            var members: [Int] = []
            let number = groups[position]?.count ?? 0
            for inner in region.nodes {
                members.append(add(inner, within: position, region: number, depth: depth + 1, edges: &edges))
            }
            edges += region.edges
            let title = [region.label, region.note].compactMap(LabelText.visible).joined(separator: " · ")
            groups[position, default: []].append(
                Group(
                    label: title,
                    members: members,
                    isTrack: node.regions.count > 1 || LabelText.visible(region.label) != nil
                )
            )
            levels[position, default: []].append(Level(members: members, depth: depth + 1))
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
