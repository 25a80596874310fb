/// Writes a finished layout as SVG text.
struct SVGPainter {
    private var output = ""

    private static let family = "Inter, 'Segoe UI', 'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif"

    /// The whole document.
    static func document(_ scene: Scene, graph: DiagramGraph) -> String {
        var painter = SVGPainter()
        painter.paint(scene, graph: graph)
        return painter.output
    }

    private mutating func paint(_ scene: Scene, graph: DiagramGraph) {
        let (width, height) = (number(scene.size.width), number(scene.size.height))
        output += """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" role="img" font-family="\(Self.escape(Self.family))">

            """
        output += "<title>\(Self.escape(scene.title.isEmpty ? "Sales process" : scene.title))</title>\n"
        output += "<desc>\(Self.escape(Self.summary(graph)))</desc>\n"
        let ground = Rect(x: 0.5, y: 0.5, width: scene.size.width - 1, height: scene.size.height - 1)
        paint(.rect(ground, radius: 12, fill: Palette.canvas, border: Palette.frame, isDashed: false))
        // What stands inside a stage is painted after its box.
        for depth in 0...(scene.cards.map(\.depth).max() ?? 0) {
            for furniture in scene.furniture where furniture.depth == depth { paint(furniture.shape) }
            for route in scene.routes where route.depth == depth { paint(route) }
            for label in scene.labels where label.depth == depth { paint(label) }
            for card in scene.cards where card.depth == depth { paint(card, graph) }
        }
        output += "</svg>\n"
    }

    private static func summary(_ graph: DiagramGraph) -> String {
        let stages = graph.outermost.prefix(60).map { graph.entries[$0].label }.joined(separator: ", ")
        return "Stages in order: " + stages
            + (graph.outermost.count > 60 ? " and \(graph.outermost.count - 60) more" : "")
    }

    // MARK: Parts

    private mutating func paint(_ card: Scene.Card, _ graph: DiagramGraph) {
        let entry = graph.entries[card.entry]
        let tone = Palette.tone(of: entry.node.kind)
        let rect = card.rect
        output += "<g>\n<title>\(Self.escape(entry.label))</title>\n"
        paint(
            .rect(rect, radius: 8, fill: tone.fill, border: tone.border, isDashed: entry.node.kind == .hold)
        )
        if entry.node.kind == .final {
            // As in statecharts, a double line.
            paint(.rect(rect.inset(by: 3), radius: 5.5, fill: nil, border: tone.accent, isDashed: false))
        }
        let bar = Rect(x: rect.x + 6, y: rect.y + 9, width: 4, height: rect.height - 18)
        paint(.rect(bar, radius: 2, fill: tone.accent, border: nil, isDashed: false))
        for shape in card.content { paint(shape) }
        output += "</g>\n"
    }

    private mutating func paint(_ route: Scene.Route) {
        guard route.points.count >= 2 else { return }
        var points = route.points
        let tip = points[points.count - 1]
        let before = points[points.count - 2]
        let length = max(abs(tip.x - before.x), abs(tip.y - before.y))
        guard length > 0 else { return }
        let along = Point(x: (tip.x - before.x) / length, y: (tip.y - before.y) / length)
        // The line ends inside the head, so that its blunt end does not show beside the tip.
        if route.hasHead { points[points.count - 1] = Point(x: tip.x - along.x * 6, y: tip.y - along.y * 6) }
        output += "<g><title>\(Self.escape(route.tooltip))</title>"
        paint(.line(points, look: route.look))
        if route.hasHead { paintHead(at: tip, along: along, color: route.look.color) }
        output += "</g>\n"
    }

    private mutating func paintHead(at tip: Point, along: Point, color: Color) {
        let back = Point(x: tip.x - along.x * 8.5, y: tip.y - along.y * 8.5)
        paint(
            .polygon(
                [
                    tip, Point(x: back.x - along.y * 4.2, y: back.y + along.x * 4.2),
                    Point(x: back.x + along.y * 4.2, y: back.y - along.x * 4.2),
                ],
                fill: color
            )
        )
    }

    private mutating func paint(_ label: Scene.Label) {
        let ground = label.depth == 0 ? Palette.canvas : Palette.region
        paint(.rect(label.rect, radius: 4, fill: ground, border: nil, isDashed: false))
        let middle = label.rect.x + label.rect.width / 2
        for (index, line) in label.block.lines.enumerated() {
            let font = line.isName ? LabelBlock.nameFont : LabelBlock.font
            let baseline = label.rect.y + 2 + Double(index) * LabelBlock.font.lineHeight + 10.5
            paint(
                .text(
                    line.text,
                    at: Point(x: middle, y: baseline),
                    font: font,
                    color: line.isName ? label.color : Palette.text,
                    anchor: .middle
                )
            )
        }
    }

    // MARK: Shapes

    private mutating func paint(_ shape: Shape) {
        switch shape {
        case .rect(let rect, let radius, let fill, let border, let isDashed):
            output += "<rect x=\"\(number(rect.x))\" y=\"\(number(rect.y))\" width=\"\(number(rect.width))\" "
            output += "height=\"\(number(rect.height))\" rx=\"\(number(radius))\" fill=\"\(fill?.hex ?? "none")\""
            if let border { output += " stroke=\"\(border.hex)\"" }
            if isDashed { output += " stroke-dasharray=\"4 3\"" }
            output += "/>\n"
        case .text(let text, let point, let font, let color, let anchor):
            output += "<text x=\"\(number(point.x))\" y=\"\(number(point.y))\" font-size=\"\(number(font.size))\" "
            output += "fill=\"\(color.hex)\""
            if font.isBold { output += " font-weight=\"600\"" }
            switch anchor {
            case .start: break
            case .middle: output += " text-anchor=\"middle\""
            case .end: output += " text-anchor=\"end\""
            }
            output += ">\(Self.escape(text))</text>\n"
        case .polygon(let points, let fill):
            let list = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
            output += "<polygon points=\"\(list)\" fill=\"\(fill.hex)\"/>\n"
        case .circle(let center, let radius, let fill):
            output += "<circle cx=\"\(number(center.x))\" cy=\"\(number(center.y))\" r=\"\(number(radius))\" "
            output += "fill=\"\(fill.hex)\"/>\n"
        case .line(let points, let look):
            output += "<path d=\"\(path(points))\" fill=\"none\" stroke=\"\(look.color.hex)\" stroke-width=\"1.5\""
            switch look.stroke {
            case .solid: break
            case .dashed: output += " stroke-dasharray=\"6 4\""
            case .dotted: output += " stroke-dasharray=\"1.5 4\" stroke-linecap=\"round\""
            }
            output += "/>\n"
        }
    }

    /// The points as a path whose corners are rounded.
    private func path(_ points: [Point]) -> String {
        guard let first = points.first else { return "" }
        var result = "M\(number(first.x)) \(number(first.y))"
        for index in points.indices.dropFirst() {
            let point = points[index]
            guard index + 1 < points.count else {
                result += "L\(number(point.x)) \(number(point.y))"
                break
            }
            let (before, after) = (points[index - 1], points[index + 1])
            let radius = min(8, distance(before, point) / 2, distance(point, after) / 2)
            let start = toward(before, from: point, by: radius)
            let end = toward(after, from: point, by: radius)
            result += "L\(number(start.x)) \(number(start.y))"
            result += "Q\(number(point.x)) \(number(point.y)) \(number(end.x)) \(number(end.y))"
        }
        return result
    }

    private func distance(_ a: Point, _ b: Point) -> Double { abs(a.x - b.x) + abs(a.y - b.y) }

    private func toward(_ goal: Point, from point: Point, by length: Double) -> Point {
        let whole = distance(goal, point)
        guard whole > 0 else { return point }
        return Point(
            x: point.x + (goal.x - point.x) / whole * length,
            y: point.y + (goal.y - point.y) / whole * length
        )
    }

    /// The number with at most one decimal.
    private func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
    }

    /// The text for use in an element or an attribute; characters that XML 1.0 does not know are left out.
    static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n", "\r", " "..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
                result.unicodeScalars.append(scalar)
            default: break
            }
        }
        return result
    }
}
