extension SceneBuilder {
    /// A line that collects moves between the spine and one stage of the margin.
    private struct Bus {
        var margin: Int
        var isOutward: Bool
        var look: Look
        /// Whether the moves reach the stage from before it, along the spine.
        var isFromBefore: Bool
        var rows: [Int]
        var port: Double
        var low: Double
        var high: Double
        var lane = 0
    }

    /// Places the stages beside the spine and draws the moves from and to them.
    mutating func drawMargin() {
        guard !topology.margin.isEmpty else { return }
        let band = bandEnds[marginSide] ?? spineDepth
        let wordDepth = topology.rows.map { axes.cross(of: LabelBlock($0.texts, width: labelWidth).size) }.max() ?? 0
        let wordCenter = band + 12 + wordDepth / 2
        let wordEnd = band + 12 + wordDepth + (wordDepth > 0 ? 12 : 0)

        let order = marginOrder()
        let lanes = topology.assignMarginLanes(order: order)
        let (mains, contents) = placeMarginCards(order)
        var (buses, straightRows) = chooseBuses(mains)
        let busCount = assignBusLanes(&buses)
        let face = wordEnd + Double(busCount) * Self.busLane + (topology.rows.isEmpty ? 12 : 16)

        let bottoms = contents.map {
            face + (axes.isVertical ? $0.width : max($0.height, Self.leastHeight))
        }
        for (index, content) in contents.enumerated() {
            addCard(topology.margin[index], content, main: mains[index], cross: face...bottoms[index])
        }
        for row in straightRows { drawRow(row, via: [(rowPorts[row], face)]) }
        for bus in buses {
            let cross = wordEnd + (Double(bus.lane) + 0.5) * Self.busLane
            let mains = bus.rows.map { rowPorts[$0] }
            for (row, main) in zip(bus.rows, mains) {
                guard isFarthest(main, among: mains, from: bus.port) else {
                    drawRow(row, via: [(main, cross), (joint(from: main, to: bus.port), cross)], isJoining: true)
                    continue
                }
                drawRow(row, via: [(rowPorts[row], cross), (bus.port, cross), (bus.port, face)])
            }
        }
        for (number, row) in topology.rows.enumerated() {
            addLabel(row.texts, width: labelWidth, at: (rowPorts[number], wordCenter), row.look, row.links)
        }
        drawMarginArcs(order, mains, bottoms, laneCount: lanes)
    }

    private mutating func drawRow(
        _ number: Int,
        via points: [(main: Double, cross: Double)],
        isJoining: Bool = false
    ) {
        let row = topology.rows[number]
        let whole = [(main: rowPorts[number], cross: face(of: row.spine, marginSide))] + points
        addRoute(
            row.isOutward ? whole : whole.reversed(),
            look: row.look,
            links: row.links,
            hasHead: !(isJoining && row.isOutward)
        )
    }

    // MARK: Where the stages of the margin stand

    /// Where each stage of the margin wants its middle: beside what it is joined to, else by its place in the file.
    private func wishes() -> [Double] {
        topology.margin.indices.map { margin in
            let ports = topology.rows.indices.filter { topology.rows[$0].margin == margin }.map { rowPorts[$0] }
            guard ports.isEmpty else { return ports.reduce(0, +) / Double(ports.count) }
            guard let last = spineMains.last else { return 0 }
            let anchor = topology.marginAnchors[margin]
            let stage =
                anchor == 0 ? spineMains[0] : spineMains.indices.contains(anchor - 1) ? spineMains[anchor - 1] : last
            return (stage.lowerBound + stage.upperBound) / 2
        }
    }

    private func marginOrder() -> [Int] {
        let wishes = wishes()
        return topology.margin.indices.sorted { (wishes[$0], $0) < (wishes[$1], $1) }
    }

    private func placeMarginCards(_ order: [Int]) -> (mains: [ClosedRange<Double>], contents: [CardContent]) {
        let contents = topology.margin.indices.map { index in
            CardContent(
                topology.margin[index],
                of: graph,
                width: marginCardWidth,
                moves: topology.told[topology.margin[index]] ?? [],
                showsStartNote: true,
                interior: interiors[topology.margin[index]]
            )
        }
        let lengths = contents.indices.map { index in
            axes.isVertical ? max(contents[index].height, portNeed(index)) : contents[index].width
        }
        var gaps = Array(repeating: 24.0, count: max(0, order.count - 1))
        for arc in topology.marginArcs {
            guard let text = arc.text else { continue }
            let size = LabelBlock([text], width: labelWidth).size
            gaps[arc.labelGap] = max(gaps[arc.labelGap], axes.main(of: size) + 8)
        }
        let wishes = wishes()
        var starts = Array(repeating: 0.0, count: order.count)
        // Forward: nobody stands on another. Backward: nobody stands beyond the end of the spine without need.
        var free = 0.0
        for (rank, index) in order.enumerated() {
            starts[rank] = max(free, wishes[index] - lengths[index] / 2)
            free = starts[rank] + lengths[index] + (rank < gaps.count ? gaps[rank] : 0)
        }
        var end = max(spineMains.last?.upperBound ?? 0, 0)
        for rank in order.indices.reversed() {
            let latest = end - lengths[order[rank]]
            if starts[rank] > latest { starts[rank] = max(latest, earliest(rank, order, lengths, gaps)) }
            end = starts[rank] - (rank > 0 ? gaps[rank - 1] : 0)
        }
        var mains = Array(repeating: 0.0...0.0, count: order.count)
        for (rank, index) in order.enumerated() { mains[index] = starts[rank]...(starts[rank] + lengths[index]) }
        return (mains, contents)
    }

    /// Where a stage of the margin stands if all before it are packed tightly.
    private func earliest(_ rank: Int, _ order: [Int], _ lengths: [Double], _ gaps: [Double]) -> Double {
        var main = 0.0
        for earlier in 0..<rank { main += lengths[order[earlier]] + gaps[earlier] }
        return main
    }

    /// The length that the lines of a margin stage need.
    private func portNeed(_ margin: Int) -> Double {
        let looks = topology.rows.filter { $0.margin == margin }.reduce(into: Set<[Look]>()) {
            $0.insert($1.isOutward ? [$1.look] : [$1.look, $1.look])
        }
        return Double(looks.count) * 20 + 24
    }

    // MARK: The lines that collect moves

    private func chooseBuses(_ mains: [ClosedRange<Double>]) -> (buses: [Bus], straight: [Int]) {
        var buses: [Bus] = []
        var straight: [Int] = []
        var used: [[Double]] = Array(repeating: [], count: topology.margin.count)
        for (number, row) in topology.rows.enumerated() {
            let main = rowPorts[number]
            let range = mains[row.margin]
            if main >= range.lowerBound + 8, main <= range.upperBound - 8 {
                straight.append(number)
                used[row.margin].append(main)
                continue
            }
            let isFromBefore = main < (range.lowerBound + range.upperBound) / 2
            if let index = buses.firstIndex(where: {
                $0.margin == row.margin && $0.isOutward == row.isOutward && $0.look == row.look
                    && $0.isFromBefore == isFromBefore
            }) {
                buses[index].rows.append(number)
            } else {
                buses.append(
                    Bus(
                        margin: row.margin,
                        isOutward: row.isOutward,
                        look: row.look,
                        isFromBefore: isFromBefore,
                        rows: [number],
                        port: 0,
                        low: 0,
                        high: 0
                    )
                )
            }
        }
        let allRows = rowPorts.sorted()
        for index in buses.indices {
            let bus = buses[index]
            let port = freePort(mains[bus.margin], fromBefore: bus.isFromBefore, used[bus.margin], allRows)
            used[bus.margin].append(port)
            buses[index].port = port
            let reach = bus.rows.map { rowPorts[$0] } + [port]
            buses[index].low = reach.min() ?? port
            buses[index].high = reach.max() ?? port
        }
        return (buses, straight)
    }

    /// A place on the stage's face, near the end that the line comes from, away from other lines.
    private func freePort(
        _ range: ClosedRange<Double>,
        fromBefore isFromBefore: Bool,
        _ used: [Double],
        _ rows: [Double]
    ) -> Double {
        var step = 12.0
        while step <= range.upperBound - range.lowerBound - 12 {
            let main = isFromBefore ? range.lowerBound + step : range.upperBound - step
            if !used.contains(where: { abs($0 - main) < 10 }), !rows.contains(where: { abs($0 - main) < 4 }) {
                return main
            }
            step += 4
        }
        return isFromBefore ? range.lowerBound + 12 : range.upperBound - 12
    }

    private func assignBusLanes(_ buses: inout [Bus]) -> Int {
        let order = buses.indices.sorted { left, right in
            let (a, b) = (buses[left], buses[right])
            return (a.high - a.low, a.low, Double(left)) < (b.high - b.low, b.low, Double(right))
        }
        var lanes: [[ClosedRange<Double>]] = []
        for index in order {
            let span = (buses[index].low - 6)...(buses[index].high + 6)
            // The longest lines lie nearest to the spine, so that short ones need not cross them.
            if let free = lanes.firstIndex(where: { lane in !lane.contains { $0.overlaps(span) } }) {
                lanes[free].append(span)
                buses[index].lane = free
            } else {
                lanes.append([span])
                buses[index].lane = lanes.count - 1
            }
        }
        for index in buses.indices { buses[index].lane = lanes.count - 1 - buses[index].lane }
        return lanes.count
    }

    // MARK: Moves within the margin

    private mutating func drawMarginArcs(
        _ order: [Int],
        _ mains: [ClosedRange<Double>],
        _ bottoms: [Double],
        laneCount: Int
    ) {
        var depths = Array(repeating: Self.bareLane, count: laneCount)
        for arc in topology.marginArcs {
            guard let text = arc.text else { continue }
            depths[arc.lane] = max(depths[arc.lane], axes.cross(of: LabelBlock([text], width: labelWidth).size) + 8)
        }
        var crosses: [Double] = []
        var cross = (bottoms.max() ?? 0) + 12
        for depth in depths {
            crosses.append(cross + depth / 2)
            cross += depth
        }
        for arc in topology.marginArcs {
            let target = mains[order[arc.target]]
            for source in arc.sources {
                let start = mains[order[source]]
                let isOnward = source < arc.target
                let ways = Double(arc.lane % 4) * 6
                let from = isOnward ? start.upperBound - 14 - ways : start.lowerBound + 14 + ways
                let to = isOnward ? target.lowerBound + 14 + ways : target.upperBound - 14 - ways
                let lane = crosses[arc.lane]
                addRoute(
                    [
                        (from, bottoms[order[source]]), (from, lane), (to, lane), (to, bottoms[order[arc.target]]),
                    ],
                    look: arc.look,
                    links: arc.links
                )
            }
            guard let text = arc.text else { continue }
            let gap = arc.labelGap
            let middle = (mains[order[gap]].upperBound + mains[order[gap + 1]].lowerBound) / 2
            addLabel([text], width: labelWidth, at: (middle, crosses[arc.lane]), arc.look, arc.links)
        }
    }
}
