/// Which line runs where, before anything has a size: straight along the spine, as an arc beside it, or into the margin
/// where lost and hold stages stand.
struct Topology {
    /// Which side of the spine a line takes.
    enum Side: Hashable, CaseIterable {
        /// Moves that pass stages over.
        case skips
        /// Ways back.
        case backs
    }

    /// A move to the next stage of the spine.
    struct Straight {
        var link: Int
        /// The position on the spine of the stage that is left.
        var gap: Int
        var text: EdgeText
        var look: Look
    }

    /// One or more moves into the same stage that share a line beside the spine.
    struct Arc {
        var links: [Int]
        var sources: [Int]
        var target: Int
        var side: Side
        var text: EdgeText?
        var look: Look
        var lane = 0

        var low: Int { min(target, sources.min() ?? target) }
        var high: Int { max(target, sources.max() ?? target) }
        /// The gap between two stages that the words stand in: the middle one.
        var labelGap: Int { (low + high - 1) / 2 }
    }

    /// Moves between one stage of the spine and one stage beside it.
    struct Row {
        var links: [Int]
        var spine: Int
        var margin: Int
        var isOutward: Bool
        var texts: [EdgeText]
        var look: Look
    }

    /// A move in words.
    struct Told {
        var words: String
        /// How much of what was left it takes up again.
        var history: ProcessDiagram.History?
    }

    /// The positions in the graph of the stages on the spine, in order.
    private(set) var spine: [Int] = []
    /// The positions in the graph of the stages beside it, in file order.
    private(set) var margin: [Int] = []
    /// For each stage of the margin, how many stages of the spine come before it in the file.
    private(set) var marginAnchors: [Int] = []
    private(set) var straights: [Straight?] = []
    private(set) var arcs: [Arc] = []
    private(set) var rows: [Row] = []
    /// Moves between two stages of the margin, as pairs of positions in `margin`.
    private(set) var marginArcs: [Arc] = []
    /// Moves told in words in the box of the stage (by position in the graph).
    private(set) var told: [Int: [Told]] = [:]
    /// These moves, as positions in the graph's links.
    private(set) var toldLinks: [Int] = []
    /// How many lanes each side needs.
    private(set) var laneCounts: [Side: Int] = [:]

    /// Beyond so many lanes with words a side would be wider than what it explains; its moves are told in the boxes.
    private static let mostWordyLanes = 6

    private let graph: DiagramGraph
    private let level: DiagramGraph.Level

    init(_ graph: DiagramGraph, level: DiagramGraph.Level) {
        self.graph = graph
        self.level = level
        for position in level.members {
            switch graph.entries[position].node.kind {
            case .open, .won, .after, .final: spine.append(position)
            case .hold, .lost:
                margin.append(position)
                marginAnchors.append(spine.count)
            }
        }
        straights = Array(repeating: nil, count: max(0, spine.count - 1))
        sortLinks()
        for side in Side.allCases { assignLanes(side) }
        for side in Side.allCases where isTooWordy(side) {
            tellInWords(side)
            assignLanes(side)
        }
    }

    // MARK: Sorting moves

    private enum Place {
        case spine(Int)
        case margin(Int)
    }

    private mutating func sortLinks() {
        var places: [Int: Place] = [:]
        for (index, position) in spine.enumerated() { places[position] = .spine(index) }
        for (index, position) in margin.enumerated() { places[position] = .margin(index) }
        var candidates: [(link: Int, from: Int, to: Int)] = []
        for member in level.members { graph.told[member]?.forEach { tell($0) } }
        for number in level.links {
            guard case .entry(let target) = graph.links[number].target,
                let start = places[graph.member(of: graph.links[number].from, in: level)],
                let end = places[graph.member(of: target, in: level)]
            else { continue }
            switch (start, end) {
            case (.spine(let from), .spine(let to)): candidates.append((number, from, to))
            case (.spine(let spine), .margin(let margin)):
                addRow(number, spine: spine, margin: margin, isOutward: true)
            case (.margin(let margin), .spine(let spine)):
                addRow(number, spine: spine, margin: margin, isOutward: false)
            case (.margin(let from), .margin(let to)): addArc(number, from: from, to: to, isMargin: true)
            }
        }
        // A person's move is the one that stands straight, whichever is first in the file.
        for isPersons in [true, false] {
            for (number, from, to) in candidates where to == from + 1 && straights[from] == nil {
                let edge = graph.links[number].edge
                guard (edge.trigger == .person) == isPersons else { continue }
                let text = graph.text(of: number, in: level)
                straights[from] = Straight(link: number, gap: from, text: text, look: look(of: number))
            }
        }
        for (number, from, to) in candidates where !(to == from + 1 && straights[from]?.link == number) {
            addArc(number, from: from, to: to, isMargin: false)
        }
    }

    private mutating func addRow(_ number: Int, spine: Int, margin: Int, isOutward: Bool) {
        let look = look(of: number)
        let text = graph.text(of: number, in: level)
        if let index = rows.firstIndex(where: {
            $0.spine == spine && $0.margin == margin && $0.isOutward == isOutward && $0.look == look
        }) {
            rows[index].links.append(number)
            if !text.isEmpty { rows[index].texts.append(text) }
        } else {
            rows.append(
                Row(
                    links: [number],
                    spine: spine,
                    margin: margin,
                    isOutward: isOutward,
                    texts: text.isEmpty ? [] : [text],
                    look: look
                )
            )
        }
    }

    private mutating func addArc(_ number: Int, from: Int, to: Int, isMargin: Bool) {
        let text = graph.text(of: number, in: level)
        let arc = Arc(
            links: [number],
            sources: [from],
            target: to,
            side: from < to ? .skips : .backs,
            text: text.isEmpty ? nil : text,
            look: look(of: number)
        )
        if isMargin {
            Self.add(arc, to: &marginArcs)
        } else {
            Self.add(arc, to: &arcs)
        }
    }

    /// Adds the arc, to the line of another one if they say the same about the same target.
    private static func add(_ arc: Arc, to arcs: inout [Arc]) {
        // Two dashed lines on top of each other would look like a third kind of line.
        if arc.look.stroke == .solid,
            let index = arcs.firstIndex(where: {
                $0.target == arc.target && $0.side == arc.side && $0.text == arc.text && $0.look == arc.look
            })
        {
            arcs[index].links += arc.links
            for source in arc.sources where !arcs[index].sources.contains(source) {
                arcs[index].sources.append(source)
            }
        } else {
            arcs.append(arc)
        }
    }

    private func look(of number: Int) -> Look {
        let link = graph.links[number]
        let stroke: Look.Stroke =
            switch link.edge.trigger {
            case .person: .solid
            case .automatic: .dashed
            case .signal: .dotted
            }
        let kinds = [kind(of: link.target), graph.entries[graph.member(of: link.from, in: level)].node.kind]
        if let aside = kinds.compactMap({ $0 }).first(where: { $0 == .lost || $0 == .hold }) {
            return Look(color: Palette.tone(of: aside).accent, stroke: stroke)
        }
        return Look(color: link.edge.direction == .back ? Palette.back : Palette.forward, stroke: stroke)
    }

    private func kind(of end: DiagramGraph.End) -> ProcessDiagram.Kind? {
        guard case .entry(let position) = end else { return nil }
        return graph.entries[graph.member(of: position, in: level)].node.kind
    }

    // MARK: Words instead of lines

    private mutating func tell(_ number: Int) {
        let link = graph.links[number]
        let text = EdgeText(link.edge)
        let outer = graph.member(of: link.from, in: level)
        var words = outer == link.from ? "" : graph.entries[link.from].label + ": "
        toldLinks.append(number)
        if let name = text.name { words += name + ": " }
        words += link.target == .entry(link.from) ? "again" : "to " + graph.name(of: link.target)
        if !text.details.isEmpty { words += " · " + text.details.joined(separator: " · ") }
        told[outer, default: []].append(Told(words: words, history: link.edge.history))
    }

    private func isTooWordy(_ side: Side) -> Bool {
        var wordy: Set<Int> = []
        for arc in arcs where arc.side == side && arc.text != nil { wordy.insert(arc.lane) }
        return wordy.count > Self.mostWordyLanes
    }

    private mutating func tellInWords(_ side: Side) {
        var kept: [Arc] = []
        for var arc in arcs {
            if arc.side == side, arc.text != nil {
                for link in arc.links { tell(link) }
                arc.text = nil
                Self.add(arc, to: &kept)
            } else if arc.side == side {
                Self.add(arc, to: &kept)
            } else {
                kept.append(arc)
            }
        }
        arcs = kept
    }

    // MARK: Lanes

    private mutating func assignLanes(_ side: Side) {
        laneCounts[side] = Self.assignLanes(&arcs, where: { $0.side == side })
    }

    /// The same for the arcs between stages of the margin, once their order is known.
    mutating func assignMarginLanes(order: [Int]) -> Int {
        var rank = Array(repeating: 0, count: margin.count)
        for (index, stage) in order.enumerated() { rank[stage] = index }
        for index in marginArcs.indices {
            marginArcs[index].sources = marginArcs[index].sources.map { rank[$0] }
            marginArcs[index].target = rank[marginArcs[index].target]
        }
        return Self.assignLanes(&marginArcs, where: { _ in true })
    }

    /// Gives each arc the innermost lane that is free along its whole length; short arcs first, so that they nest.
    private static func assignLanes(_ arcs: inout [Arc], where isMeant: (Arc) -> Bool) -> Int {
        let order = arcs.indices.filter { isMeant(arcs[$0]) }.sorted { left, right in
            let (a, b) = (arcs[left], arcs[right])
            return (a.high - a.low, a.low, left) < (b.high - b.low, b.low, right)
        }
        var lanes: [[Range<Int>]] = []
        for index in order {
            let span = arcs[index].low..<arcs[index].high
            let free = lanes.firstIndex { lane in !lane.contains { $0.overlaps(span) } }
            if let free {
                lanes[free].append(span)
                arcs[index].lane = free
            } else {
                lanes.append([span])
                arcs[index].lane = lanes.count - 1
            }
        }
        return lanes.count
    }
}
