/// A finished layout: everything that a painter draws, at its place.
struct Scene {
    /// A stage's box.
    struct Card {
        var rect: Rect
        /// The stage, as a position in the graph.
        var entry: Int
        var content: [Shape]
        /// How many stages stand around it: what stands inside is painted after it.
        var depth: Int
    }

    /// The words beside a line.
    struct Label {
        var rect: Rect
        var block: LabelBlock
        var color: Color
        /// The moves that the words belong to, as positions in the graph's links.
        var links: [Int]
        var depth: Int
    }

    /// A line from one stage to another.
    struct Route {
        var points: [Point]
        /// Whether it ends in an arrow head, rather than in a line that leads on.
        var hasHead = true
        var look: Look
        /// The moves that the line stands for, as positions in the graph's links.
        var links: [Int]
        /// The whole text of these moves.
        var tooltip: String
        var depth: Int
    }

    var size = Size.zero
    var title = ""
    var cards: [Card] = []
    var labels: [Label] = []
    var routes: [Route] = []
    /// Heading, start marks, strip and legend.
    var furniture: [Furniture] = []
    /// The moves that are told in words, as positions in the graph's links.
    var told: [Int] = []

    /// A shape that belongs to no stage.
    struct Furniture {
        var shape: Shape
        var depth = 0
    }

    /// The whole scene at another place.
    func moved(by offset: Point) -> Scene {
        var scene = self
        for index in cards.indices {
            scene.cards[index].rect = cards[index].rect.moved(by: offset)
            scene.cards[index].content = cards[index].content.map { $0.moved(by: offset) }
        }
        for index in labels.indices { scene.labels[index].rect = labels[index].rect.moved(by: offset) }
        for index in routes.indices { scene.routes[index].points = routes[index].points.map { $0 + offset } }
        for index in furniture.indices { scene.furniture[index].shape = furniture[index].shape.moved(by: offset) }
        return scene
    }

    /// Adds what stands inside a stage.
    mutating func add(_ inner: Scene) {
        cards += inner.cards
        labels += inner.labels
        routes += inner.routes
        furniture += inner.furniture
        told += inner.told
    }
}

/// How a line looks.
struct Look: Hashable {
    enum Stroke: Hashable {
        case solid
        case dashed
        case dotted
    }

    var color: Color
    var stroke: Stroke
}

/// Something to draw.
enum Shape: Hashable {
    enum Anchor: Hashable {
        case start
        case middle
        case end
    }

    case rect(Rect, radius: Double, fill: Color?, border: Color?, isDashed: Bool)
    case text(String, at: Point, font: Font, color: Color, anchor: Anchor)
    case polygon([Point], fill: Color)
    case circle(Point, radius: Double, fill: Color)
    case line([Point], look: Look)

    /// The shape at another place.
    func moved(by offset: Point) -> Shape {
        switch self {
        case .rect(let rect, let radius, let fill, let border, let isDashed):
            .rect(rect.moved(by: offset), radius: radius, fill: fill, border: border, isDashed: isDashed)
        case .text(let text, let point, let font, let color, let anchor):
            .text(text, at: point + offset, font: font, color: color, anchor: anchor)
        case .polygon(let points, let fill): .polygon(points.map { $0 + offset }, fill: fill)
        case .circle(let center, let radius, let fill): .circle(center + offset, radius: radius, fill: fill)
        case .line(let points, let look): .line(points.map { $0 + offset }, look: look)
        }
    }

    /// A small mark before a line of text.
    static func bullet(_ kind: BulletKind, at center: Point, color: Color) -> Shape {
        let (x, y) = (center.x, center.y)
        return switch kind {
        case .gate:
            .polygon(
                [
                    Point(x: x - 4, y: y), Point(x: x, y: y - 4), Point(x: x + 4, y: y), Point(x: x, y: y + 4),
                ],
                fill: color
            )
        case .move:
            .polygon([Point(x: x - 3, y: y - 3.5), Point(x: x + 3.5, y: y), Point(x: x - 3, y: y + 3.5)], fill: color)
        case .start: .circle(center, radius: 3.5, fill: color)
        }
    }

    enum BulletKind: Hashable {
        case gate
        case move
        case start
    }
}

/// Lines of text of one size; the first ones may be bold.
struct LabelBlock: Hashable {
    static let font = Font(size: 10.5)
    static let nameFont = Font(size: 10.5, isBold: true)

    struct Line: Hashable {
        var text: String
        var isName: Bool
    }

    var lines: [Line] = []

    /// The words of some moves, wrapped.
    init(_ texts: [EdgeText], width: Double) {
        let most = 12
        for text in texts {
            if let name = text.name {
                lines += TextWrapping.lines(name, font: Self.nameFont, width: width, atMost: 2)
                    .map { Line(text: $0, isName: true) }
            }
            for detail in text.details {
                lines += TextWrapping.lines(detail, font: Self.font, width: width, atMost: 5)
                    .map { Line(text: $0, isName: false) }
            }
        }
        if lines.count > most {
            lines = Array(lines.prefix(most - 1)) + [Line(text: "…", isName: false)]
        }
    }

    var isEmpty: Bool { lines.isEmpty }

    /// The room that the text takes, with a little air around it.
    var size: Size {
        guard !lines.isEmpty else { return .zero }
        let width = lines.map { FontMetrics.width($0.text, $0.isName ? Self.nameFont : Self.font) }.max() ?? 0
        return Size(width: width.rounded(.up) + 8, height: Double(lines.count) * Self.font.lineHeight + 4)
    }
}
