/// Gives every box, line and label of a diagram its place.
///
/// The picture has bands that lie beside each other across the spine: lanes for ways back, the spine, lanes for skips,
/// words of moves to the margin, lanes that collect these moves, and the margin with lost and hold stages. Words beside
/// lanes stand only in the gaps between stages, and lines leave the spine only where a stage stands, so the two
/// cannot meet.
struct SceneBuilder {
    let graph: DiagramGraph
    let axes: Orientation
    var topology: Topology
    var scene = Scene()
    /// How many stages stand around what is laid out.
    let depth: Int
    /// What stands inside the stages.
    let interiors: [Int: Interior]

    // Sizes in pixels.
    let cardWidth: Double
    let marginCardWidth: Double
    let labelWidth: Double
    static let bareLane = 14.0
    static let barePort = 14.0
    static let busLane = 12.0
    /// In a row of stages, how far below the boxes' tops the line along the spine runs.
    static let headingDepth = 26.0
    static let leastHeight = 52.0

    /// Where each stage of the spine stands along it.
    var spineMains: [ClosedRange<Double>] = []
    /// Where the boxes of the spine begin across it: a column has them in its middle; in a row all tops stand level, so
    /// that the line along the spine runs through the headings.
    var spineTops: [Double] = []
    /// Where the first box of the spine begins across it.
    var spineTop = 0.0
    /// Where the deepest box of the spine ends across it.
    var spineDepth = 0.0
    /// Where each box of the spine ends across it.
    var spineBottoms: [Double] = []
    /// Where each lane runs, by side.
    var laneCrosses: [Topology.Side: [Double]] = [:]
    /// How far the lanes of each side reach.
    var bandEnds: [Topology.Side: Double] = [:]
    var arcPorts: [ArcPort: Double] = [:]
    var rowPorts: [Double] = []

    /// Where an arc meets a stage of the spine.
    struct ArcPort: Hashable {
        var arc: Int
        var stage: Int
    }

    init(
        _ graph: DiagramGraph,
        topology: Topology,
        depth: Int,
        isVertical: Bool,
        interiors: [Int: Interior]
    ) {
        self.graph = graph
        self.topology = topology
        self.depth = depth
        self.interiors = interiors
        axes = Orientation(isVertical: isVertical)
        // Inside a stage, boxes are smaller.
        cardWidth = depth > 0 ? 164 : isVertical ? 246 : 178
        marginCardWidth = depth > 0 ? 150 : isVertical ? 186 : 178
        labelWidth = isVertical ? 132 : 118
    }

    /// On which side of the spine a kind of lane lies: the margin is always on the positive side.
    func sign(of side: Topology.Side) -> Double {
        // Below a row, ways back; to the right of a column, skips, because the ways back are more.
        switch side {
        case .skips: axes.isVertical ? 1 : -1
        case .backs: axes.isVertical ? -1 : 1
        }
    }

    /// The side of the spine on which the margin lies.
    var marginSide: Topology.Side { axes.isVertical ? .skips : .backs }

    /// Lays everything out; ``scene`` then holds it, with the origin somewhere in its middle.
    mutating func build() {
        let ports = choosePorts()
        placeSpine(ports)
        placeLanes()
        drawStraights()
        drawArcs()
        drawMargin()
        scene.told += topology.toldLinks
    }

    // MARK: Ports

    struct Port {
        enum Owner {
            case arc(Int)
            case row(Int)
        }

        var owner: Owner
        var thickness: Double
        /// Sorts ports so that lines of one box do not cross each other.
        var rank: (Int, Int)
    }

    /// For each stage of the spine, its ports on either side, in order.
    private mutating func choosePorts() -> [[Topology.Side: [Port]]] {
        var ports: [[Topology.Side: [Port]]] = Array(repeating: [:], count: topology.spine.count)
        for (number, arc) in topology.arcs.enumerated() {
            for stage in arc.sources + [arc.target] {
                let leadsOn = stage == arc.target ? arc.low == stage : arc.target > stage
                ports[stage][arc.side, default: []].append(
                    Port(owner: .arc(number), thickness: Self.barePort, rank: leadsOn ? (2, -arc.lane) : (0, arc.lane))
                )
            }
        }
        for (number, row) in topology.rows.enumerated() {
            let size = LabelBlock(row.texts, width: labelWidth).size
            ports[row.spine][marginSide, default: []].append(
                Port(
                    owner: .row(number),
                    thickness: max(Self.barePort, axes.main(of: size) + (size == .zero ? 0 : 6)),
                    rank: (1, row.margin)
                )
            )
        }
        rowPorts = Array(repeating: 0, count: topology.rows.count)
        for stage in ports.indices {
            for side in Topology.Side.allCases {
                ports[stage][side]?.sort { $0.rank < $1.rank }
            }
        }
        return ports
    }

    // MARK: The spine

    private mutating func placeSpine(_ ports: [[Topology.Side: [Port]]]) {
        let needs = ports.map { sides in
            Topology.Side.allCases.map { side in
                (sides[side] ?? []).reduce(0) { $0 + $1.thickness } + 18
            }.max() ?? 0
        }
        let widths = needs.indices.map { index in
            let least = CardContent.least(interiors[topology.spine[index]])
            return max(cardWidth, least, axes.isVertical ? 0 : needs[index])
        }
        let contents = topology.spine.indices.map { index in
            CardContent(
                topology.spine[index],
                of: graph,
                width: widths[index],
                moves: topology.told[topology.spine[index]] ?? [],
                showsStartNote: !isPlainStart(index),
                interior: interiors[topology.spine[index]]
            )
        }
        let tallest = contents.map(\.height).max() ?? 0
        let gaps = gapSizes()
        let startMark = topology.spine.isEmpty || !graph.entries[topology.spine[0]].node.isStart ? 0.0 : 34.0
        let widest = widths.max() ?? cardWidth
        spineTop = axes.isVertical ? -widest / 2 : -Self.headingDepth
        spineDepth = spineTop + (axes.isVertical ? widest : max(tallest, Self.leastHeight))
        var main = startMark
        for index in topology.spine.indices {
            let length = axes.isVertical ? max(contents[index].height, needs[index]) : widths[index]
            let range = main...(main + length)
            spineMains.append(range)
            let depth = axes.isVertical ? widths[index] : max(contents[index].height, Self.leastHeight)
            let top = axes.isVertical ? -depth / 2 : spineTop
            spineTops.append(top)
            spineBottoms.append(top + depth)
            addCard(topology.spine[index], contents[index], main: range, cross: top...(top + depth))
            place(ports[index], in: range)
            main += length + (index < gaps.count ? gaps[index] : 0)
        }
        if startMark > 0 { drawStartMark() }
    }

    /// Whether a mark before the first stage says all about where deals start there.
    private func isPlainStart(_ index: Int) -> Bool {
        index == 0 && LabelText.visible(graph.entries[topology.spine[0]].node.startNote) == nil
    }

    /// The room between two stages: as much as the words in it need.
    private func gapSizes() -> [Double] {
        let bare = axes.isVertical ? 30.0 : 42.0
        var gaps = Array(repeating: bare, count: max(0, topology.spine.count - 1))
        for straight in topology.straights.compactMap({ $0 }) {
            let size = LabelBlock([straight.text], width: straightWidth).size
            guard size != .zero else { continue }
            gaps[straight.gap] = max(bare, axes.main(of: size) + (axes.isVertical ? 30 : 36))
        }
        for arc in topology.arcs {
            guard let text = arc.text else { continue }
            let size = LabelBlock([text], width: labelWidth).size
            gaps[arc.labelGap] = max(gaps[arc.labelGap], axes.main(of: size) + 8)
        }
        return gaps
    }

    private var straightWidth: Double { axes.isVertical ? 200 : labelWidth }

    private mutating func place(_ sides: [Topology.Side: [Port]], in range: ClosedRange<Double>) {
        for side in Topology.Side.allCases {
            guard let ports = sides[side] else { continue }
            let total = ports.reduce(0) { $0 + $1.thickness }
            var main = (range.lowerBound + range.upperBound - total) / 2
            let stage = spineMains.count - 1
            for port in ports {
                let center = main + port.thickness / 2
                switch port.owner {
                case .arc(let number): arcPorts[ArcPort(arc: number, stage: stage)] = center
                case .row(let number): rowPorts[number] = center
                }
                main += port.thickness
            }
        }
    }

    mutating func addCard(
        _ entry: Int,
        _ content: CardContent,
        main: ClosedRange<Double>,
        cross: ClosedRange<Double>
    ) {
        let rect = axes.rect(main: main, cross: cross)
        // A box that had to grow for its lines keeps its words in the middle; boxes of one row share their first line.
        let drop = axes.isVertical ? ((rect.height - content.height) / 2).rounded() : 0
        let offset = Point(x: rect.x, y: rect.y + drop)
        scene.cards.append(
            Scene.Card(rect: rect, entry: entry, content: content.shapes.map { $0.moved(by: offset) }, depth: depth)
        )
        guard let origin = content.interiorOrigin, let interior = interiors[entry] else { return }
        for inner in interior.scenes { scene.add(inner.moved(by: offset + origin)) }
    }

    private mutating func drawStartMark() {
        let look = Look(color: Palette.forward, stroke: .solid)
        let mark = Shape.circle(axes.point(main: 6, cross: 0), radius: 6, fill: Palette.forward)
        scene.furniture.append(Scene.Furniture(shape: mark, depth: depth))
        scene.routes.append(
            Scene.Route(
                points: [axes.point(main: 12, cross: 0), axes.point(main: 34, cross: 0)],
                look: look,
                links: [],
                tooltip: depth == 0 ? "Deals start here" : "Begins here",
                depth: depth
            )
        )
    }

    // MARK: Lanes

    private mutating func placeLanes() {
        // Words on the line along a row of stages may reach higher than the boxes beside them.
        let wordHalf = topology.straights.compactMap { $0 }.reduce(0) {
            max($0, axes.cross(of: LabelBlock([$1.text], width: straightWidth).size) / 2)
        }
        for side in Topology.Side.allCases {
            var depths = Array(repeating: Self.bareLane, count: topology.laneCounts[side] ?? 0)
            for arc in topology.arcs where arc.side == side {
                guard let text = arc.text else { continue }
                let size = LabelBlock([text], width: labelWidth).size
                depths[arc.lane] = max(depths[arc.lane], axes.cross(of: size) + 8)
            }
            let edge = max(sign(of: side) > 0 ? spineDepth : -spineTop, wordHalf)
            var cross = edge + 12
            laneCrosses[side] = depths.map { depth in
                defer { cross += depth }
                return sign(of: side) * (cross + depth / 2)
            }
            bandEnds[side] = depths.isEmpty ? edge : cross
        }
    }

    private mutating func drawStraights() {
        for straight in topology.straights.compactMap({ $0 }) {
            let start = spineMains[straight.gap].upperBound
            let end = spineMains[straight.gap + 1].lowerBound
            addRoute([(start, 0), (end, 0)], look: straight.look, links: [straight.link])
            addLabel([straight.text], width: straightWidth, at: ((start + end) / 2, 0), straight.look, [straight.link])
        }
    }

    private mutating func drawArcs() {
        for (number, arc) in topology.arcs.enumerated() {
            guard let cross = laneCrosses[arc.side]?[arc.lane] else { continue }
            let end = arcPorts[ArcPort(arc: number, stage: arc.target)] ?? 0
            let starts = arc.sources.map { arcPorts[ArcPort(arc: number, stage: $0)] ?? 0 }
            for (source, start) in zip(arc.sources, starts) {
                guard isFarthest(start, among: starts, from: end) else {
                    let joint = joint(from: start, to: end)
                    addRoute(
                        [(start, face(of: source, arc.side)), (start, cross), (joint, cross)],
                        look: arc.look,
                        links: arc.links,
                        hasHead: false
                    )
                    continue
                }
                addRoute(
                    [
                        (start, face(of: source, arc.side)), (start, cross), (end, cross),
                        (end, face(of: arc.target, arc.side)),
                    ],
                    look: arc.look,
                    links: arc.links
                )
            }
            guard let text = arc.text else { continue }
            let gap = arc.labelGap
            let middle = (spineMains[gap].upperBound + spineMains[gap + 1].lowerBound) / 2
            addLabel([text], width: labelWidth, at: (middle, cross), arc.look, arc.links)
        }
    }

    /// The edge of a stage of the spine, across it, on one side.
    func face(of stage: Int, _ side: Topology.Side) -> Double {
        sign(of: side) > 0 ? spineBottoms[stage] : spineTops[stage]
    }

    // MARK: Lines and words

    /// Whether of the lines that share a lane on one side of their common end this is the one that draws it: a line
    /// drawn twice looks thicker.
    func isFarthest(_ main: Double, among all: [Double], from end: Double) -> Bool {
        !all.contains { ($0 < end) == (main < end) && abs($0 - end) > abs(main - end) }
    }

    /// Where a line that turned into a shared lane at `start` ends in it.
    func joint(from start: Double, to end: Double) -> Double {
        start + max(-10, min(10, end - start))
    }

    mutating func addRoute(
        _ points: [(main: Double, cross: Double)],
        look: Look,
        links: [Int],
        hasHead: Bool = true
    ) {
        scene.routes.append(
            Scene.Route(
                points: points.map { axes.point(main: $0.main, cross: $0.cross) },
                hasHead: hasHead,
                look: look,
                links: links,
                tooltip: tooltip(links),
                depth: depth
            )
        )
    }

    mutating func addLabel(
        _ texts: [EdgeText],
        width: Double,
        at center: (main: Double, cross: Double),
        _ look: Look,
        _ links: [Int]
    ) {
        let block = LabelBlock(texts, width: width)
        guard !block.isEmpty else { return }
        let middle = axes.point(main: center.main, cross: center.cross)
        let rect = Rect(
            x: middle.x - block.size.width / 2,
            y: middle.y - block.size.height / 2,
            width: block.size.width,
            height: block.size.height
        )
        scene.labels.append(Scene.Label(rect: rect, block: block, color: look.color, links: links, depth: depth))
    }

    private func tooltip(_ links: [Int]) -> String {
        links.prefix(8).map { number in
            let link = graph.links[number]
            let text = EdgeText(link.edge)
            return graph.entries[link.from].label + " → " + graph.name(of: link.target)
                + (text.isEmpty ? "" : ": " + text.line)
        }.joined(separator: "; ")
    }
}
