extension SceneBuilder {
    private static let padding = 24.0
    private static let headingFont = Font(size: 17, isBold: true)
    private static let subtitleFont = Font(size: 11.5)
    private static let captionFont = Font(size: 11, isBold: true)
    private static let textFont = Font(size: 10.5)
    private static let legendFont = Font(size: 10)

    /// Adds heading, the strip of moves from anywhere and the legend around what is drawn, and moves everything so
    /// that the picture starts at its top left corner.
    mutating func frame(title: String, subtitle: String, limits: [String] = [], showsLegend: Bool) {
        var bounds = contentBounds()
        let width = max(bounds.width, 400)
        let heading = headingShapes(title, subtitle, limits, width: width)
        // A narrow process stands in the middle of its picture.
        let offset = Point(
            x: (Self.padding - bounds.x + (width - bounds.width) / 2).rounded(),
            y: (Self.padding + heading.height - bounds.y).rounded()
        )
        scene = scene.moved(by: offset)
        bounds = bounds.moved(by: offset)
        furnish(heading.shapes)
        var bottom = bounds.maxY
        if !graph.anywhere.isEmpty { bottom = addStrip(x: Self.padding, y: bottom + 22, width: width) }
        if showsLegend { bottom = addLegend(x: Self.padding, y: bottom + 20, width: width) }
        scene.title = LabelText.clean(title)
        scene.size = Size(width: width + 2 * Self.padding, height: (bottom + Self.padding).rounded(.up))
    }

    /// Moves everything so that it starts at the origin, and takes its size.
    mutating func normalize() {
        let bounds = contentBounds()
        scene = scene.moved(by: Point(x: -bounds.x, y: -bounds.y))
        scene.size = Size(width: bounds.width, height: bounds.height)
    }

    private func contentBounds() -> Rect {
        var bounds: Rect?
        func include(_ rect: Rect) { bounds = bounds.map { $0.union(rect) } ?? rect }
        for card in scene.cards { include(card.rect) }
        for label in scene.labels { include(label.rect) }
        for route in scene.routes {
            for point in route.points { include(Rect(x: point.x - 3, y: point.y - 3, width: 6, height: 6)) }
        }
        if scene.furniture.contains(where: { $0.depth == depth }) { include(axes.rect(main: 0...12, cross: -6...6)) }
        return bounds ?? Rect(x: 0, y: 0, width: 0, height: 0)
    }

    private mutating func furnish(_ shapes: [Shape]) {
        scene.furniture += shapes.map { Scene.Furniture(shape: $0) }
    }

    private func headingShapes(
        _ title: String,
        _ subtitle: String,
        _ limits: [String],
        width: Double
    ) -> (shapes: [Shape], height: Double) {
        var shapes: [Shape] = []
        var y = Self.padding
        for line in TextWrapping.lines(title, font: Self.headingFont, width: width, atMost: 2) {
            shapes.append(
                .text(
                    line,
                    at: Point(x: Self.padding, y: y + 14),
                    font: Self.headingFont,
                    color: Palette.text,
                    anchor: .start
                )
            )
            y += Self.headingFont.lineHeight
        }
        for line in TextWrapping.lines(subtitle, font: Self.subtitleFont, width: width, atMost: 2) {
            shapes.append(
                .text(
                    line,
                    at: Point(x: Self.padding, y: y + 11),
                    font: Self.subtitleFont,
                    color: Palette.quietText,
                    anchor: .start
                )
            )
            y += Self.subtitleFont.lineHeight
        }
        let told = limits.compactMap(LabelText.visible)
        for text in told.prefix(4) + (told.count > 4 ? ["and \(told.count - 4) more limits"] : []) {
            y += 2
            let center = Point(x: Self.padding + 5.5, y: y + Self.textFont.lineHeight / 2)
            shapes += CardContent.limitMarks.map { $0.moved(by: center) }
            for line in TextWrapping.lines(text, font: Self.textFont, width: width - 16, atMost: 2) {
                shapes.append(
                    .text(
                        line,
                        at: Point(x: Self.padding + 16, y: y + Self.textFont.size),
                        font: Self.textFont,
                        color: Palette.text,
                        anchor: .start
                    )
                )
                y += Self.textFont.lineHeight
            }
        }
        return (shapes, shapes.isEmpty ? 0 : y - Self.padding + 18)
    }

    // MARK: Moves from anywhere

    /// Adds the strip and returns where it ends.
    private mutating func addStrip(x: Double, y: Double, width: Double) -> Double {
        let inset = 14.0
        let gap = 18.0
        let cellLimit = min(320, width - 2 * inset)
        var shapes: [Shape] = []
        var cursor = Point(x: x + inset, y: y + 12)
        for line in TextWrapping.lines(
            "From every stage before an outcome",
            font: Self.captionFont,
            width: width - 2 * inset,
            atMost: 2
        ) {
            shapes.append(
                .text(
                    line,
                    at: Point(x: cursor.x, y: cursor.y + 10),
                    font: Self.captionFont,
                    color: Palette.text,
                    anchor: .start
                )
            )
            cursor.y += Self.captionFont.lineHeight
        }
        cursor.y += 6
        var rowHeight = 0.0
        for link in graph.anywhere {
            let cell = stripCell(link, width: cellLimit)
            if cursor.x > x + inset, cursor.x + cell.size.width > x + width - inset {
                cursor = Point(x: x + inset, y: cursor.y + rowHeight + 8)
                rowHeight = 0
            }
            shapes += cell.shapes.map { $0.moved(by: cursor) }
            cursor.x += cell.size.width + gap
            rowHeight = max(rowHeight, cell.size.height)
        }
        let bottom = cursor.y + rowHeight + 11
        let frame = Rect(x: x, y: y, width: width, height: bottom - y)
        furnish([.rect(frame, radius: 8, fill: Palette.white, border: Palette.frame, isDashed: true)] + shapes)
        return bottom
    }

    private func stripCell(_ link: DiagramGraph.AnywhereLink, width: Double) -> (shapes: [Shape], size: Size) {
        let nameFont = Font(size: 11, isBold: true)
        var color = Palette.back
        if case .entry(let position) = link.target {
            color = Palette.tone(of: graph.entries[position].node.kind).accent
        }
        let text = EdgeText(link.move)
        let pillText =
            TextWrapping.lines(graph.name(of: link.target), font: nameFont, width: width - 34, atMost: 1).first ?? ""
        let pillWidth = FontMetrics.width(pillText, nameFont).rounded(.up) + 20
        let stroke: Look.Stroke = link.move.trigger == .person ? .solid : .dashed
        var shapes: [Shape] = [
            .line([Point(x: 0, y: 10), Point(x: 13, y: 10)], look: Look(color: color, stroke: stroke)),
            .polygon([Point(x: 12, y: 6.2), Point(x: 19, y: 10), Point(x: 12, y: 13.8)], fill: color),
            .rect(
                Rect(x: 22, y: 0, width: pillWidth, height: 20),
                radius: 10,
                fill: Palette.canvas,
                border: color,
                isDashed: false
            ),
            .text(
                pillText,
                at: Point(x: 22 + pillWidth / 2, y: 14),
                font: nameFont,
                color: Palette.text,
                anchor: .middle
            ),
        ]
        var size = Size(width: 22 + pillWidth, height: 20)
        for line in TextWrapping.lines(text.line, font: Self.textFont, width: width - 22, atMost: 4) {
            size.height += 2
            shapes.append(
                .text(
                    line,
                    at: Point(x: 24, y: size.height + 10.5),
                    font: Self.textFont,
                    color: Palette.quietText,
                    anchor: .start
                )
            )
            size.height += 12
            size.width = max(size.width, 24 + FontMetrics.width(line, Self.textFont))
        }
        return (shapes, size)
    }

    // MARK: Legend

    private enum Sample {
        case line(Look)
        case bullet(Shape.BulletKind, Color)
        case box(ProcessDiagram.Kind)
        case track
        case history
        case marks([Shape])
    }

    /// Adds the legend of what the picture shows and returns where it ends.
    private mutating func addLegend(x: Double, y: Double, width: Double) -> Double {
        var entries: [(sample: Sample, text: String)] = []
        let looks = Set(scene.routes.map(\.look))
        func has(_ color: Color) -> Bool { looks.contains { $0.color == color } }
        func has(_ stroke: Look.Stroke) -> Bool { looks.contains { $0.stroke == stroke } }
        for kind in ProcessDiagram.Kind.allCases {
            if graph.entries.contains(where: { $0.node.kind == kind }) {
                entries.append((.box(kind), Self.name(of: kind)))
            }
        }
        if graph.groups.values.contains(where: { $0.contains(where: \.isTrack) }) {
            entries.append((.track, "tracks, side by side"))
        }
        if graph.links.contains(where: { $0.edge.history != nil }) {
            entries.append((.history, "takes up what it left"))
        }
        if has(Palette.forward) { entries.append((.line(Look(color: Palette.forward, stroke: .solid)), "forward")) }
        if has(Palette.back) { entries.append((.line(Look(color: Palette.back, stroke: .solid)), "back")) }
        if has(.dashed) { entries.append((.line(Look(color: Palette.forward, stroke: .dashed)), "by itself")) }
        if has(.dotted) { entries.append((.line(Look(color: Palette.forward, stroke: .dotted)), "on a signal")) }
        if graph.entries.contains(where: { !$0.node.enterGates.isEmpty || !$0.node.exitGates.isEmpty }) {
            entries.append((.bullet(.gate, Palette.gate), "gate"))
        }
        if graph.entries.contains(where: { !$0.node.approvals.isEmpty }) {
            entries.append((.marks(CardContent.approvalMarks), "approval"))
        }
        if graph.entries.contains(where: { !$0.node.limits.isEmpty }) {
            entries.append((.marks(CardContent.limitMarks), "time limit"))
        }
        if graph.entries.contains(where: { !$0.node.cadences.isEmpty }) {
            entries.append((.marks(CardContent.cadenceMarks), "cadence"))
        }
        if graph.entries.contains(where: { !$0.node.opens.isEmpty }) {
            entries.append((.marks(CardContent.openingMarks), "deal of another process"))
        }
        var cursor = Point(x: x, y: y)
        for entry in entries {
            let textWidth = FontMetrics.width(entry.text, Self.legendFont).rounded(.up)
            if cursor.x > x, cursor.x + 34 + textWidth > x + width { cursor = Point(x: x, y: cursor.y + 18) }
            addSample(entry.sample, text: entry.text, at: cursor)
            cursor.x += 34 + textWidth + 16
        }
        return entries.isEmpty ? y - 20 : cursor.y + 14
    }

    private mutating func addSample(_ sample: Sample, text: String, at origin: Point) {
        let middle = origin.y + 7
        var textX = origin.x + 32
        var shapes: [Shape] = []
        switch sample {
        case .line(let look):
            let tip = [
                Point(x: origin.x + 20, y: middle - 3.8), Point(x: origin.x + 27, y: middle),
                Point(x: origin.x + 20, y: middle + 3.8),
            ]
            shapes.append(.line([Point(x: origin.x, y: middle), Point(x: origin.x + 21, y: middle)], look: look))
            shapes.append(.polygon(tip, fill: look.color))
        case .bullet(let kind, let color):
            shapes.append(.bullet(kind, at: Point(x: origin.x + 5, y: middle), color: color))
            textX = origin.x + 14
        case .box(let kind):
            let tone = Palette.tone(of: kind)
            let box = Rect(x: origin.x, y: origin.y + 1, width: 20, height: 12)
            shapes.append(.rect(box, radius: 3, fill: tone.fill, border: tone.border, isDashed: false))
            if kind == .final {
                let inner = box.inset(by: 2)
                shapes.append(.rect(inner, radius: 2, fill: nil, border: tone.accent, isDashed: false))
            } else {
                let bar = Rect(x: box.x + 3, y: box.y + 2.5, width: 2.5, height: 7)
                shapes.append(.rect(bar, radius: 1.2, fill: tone.accent, border: nil, isDashed: false))
            }
            textX = origin.x + 26
        case .track:
            let box = Rect(x: origin.x, y: origin.y + 1, width: 20, height: 12)
            shapes.append(.rect(box, radius: 3, fill: Palette.region, border: Palette.track, isDashed: true))
            textX = origin.x + 26
        case .history:
            shapes += CardContent.marks(.shallow).map { $0.moved(by: Point(x: origin.x + 7, y: middle)) }
            textX = origin.x + 18
        case .marks(let marks):
            shapes += marks.map { $0.moved(by: Point(x: origin.x + 6, y: middle)) }
            textX = origin.x + 16
        }
        shapes.append(
            .text(
                text,
                at: Point(x: textX, y: middle + 3.6),
                font: Self.legendFont,
                color: Palette.quietText,
                anchor: .start
            )
        )
        furnish(shapes)
    }

    private static func name(of kind: ProcessDiagram.Kind) -> String {
        switch kind {
        case .open: "open"
        case .won: "won"
        case .after: "after the sale"
        case .lost: "lost"
        case .hold: "on hold"
        case .final: "final"
        }
    }
}
