/// What stands inside a stage, laid out: the stages of a phase, or tracks side by side.
struct Interior {
    /// The room that it takes.
    private(set) var size = Size.zero
    /// The frames of the regions and their captions.
    private(set) var frames: [Shape] = []
    /// The layout of each region, at its place.
    private(set) var scenes: [Scene] = []

    private static let captionFont = Font(size: 10, isBold: true)
    private static let padding = 12.0
    private static let gap = 12.0
    /// Beyond this width a row of stages becomes a column, and further tracks stand below the first ones.
    private static let widest = 900.0

    /// Lays out the levels inside a stage; nil for a stage without any.
    init?(_ entry: Int, of graph: DiagramGraph, interiors: [Int: Interior]) {
        guard let levels = graph.levels[entry], let groups = graph.groups[entry], !levels.isEmpty else { return nil }
        let regions = zip(levels, groups).map { Self.region($0, $1, graph, interiors) }
        var cursor = Point(x: 0, y: 0)
        var row: [(place: Point, region: Region)] = []
        for region in regions {
            if cursor.x > 0, cursor.x + region.size.width > Self.widest {
                finish(&row)
                cursor = Point(x: 0, y: size.height + Self.gap)
            }
            row.append((cursor, region))
            cursor.x += region.size.width + Self.gap
        }
        finish(&row)
    }

    /// A region laid out, with its corner at the origin.
    private struct Region {
        var size: Size
        var isTrack: Bool
        var caption: [Shape]
        var scene: Scene
    }

    /// Regions of one row are equally high.
    private mutating func finish(_ row: inout [(place: Point, region: Region)]) {
        let height = row.map(\.region.size.height).max() ?? 0
        for (place, region) in row {
            let frame = Rect(x: place.x, y: place.y, width: region.size.width, height: height)
            let border = region.isTrack ? Palette.track : Palette.frame
            frames.append(.rect(frame, radius: 7, fill: Palette.region, border: border, isDashed: region.isTrack))
            frames += region.caption.map { $0.moved(by: place) }
            scenes.append(region.scene.moved(by: place))
            size.width = max(size.width, frame.maxX)
            size.height = max(size.height, frame.maxY)
        }
        row = []
    }

    private static func region(
        _ level: DiagramGraph.Level,
        _ group: DiagramGraph.Group,
        _ graph: DiagramGraph,
        _ interiors: [Int: Interior]
    ) -> Region {
        let topology = Topology(graph, level: level)
        // Tracks stand side by side, so each is a column; a phase is a row if there is room for one.
        var scene = Self.scene(graph, topology, level, isVertical: group.isTrack, interiors)
        if !group.isTrack, scene.size.width > widest {
            scene = Self.scene(graph, topology, level, isVertical: true, interiors)
        }
        let captionLines = TextWrapping.lines(
            group.label,
            font: captionFont,
            width: max(scene.size.width, 120),
            atMost: 3
        )
        let captionWidth = captionLines.map { FontMetrics.width($0, captionFont) }.max() ?? 0
        let captionHeight = captionLines.isEmpty ? 0 : Double(captionLines.count) * captionFont.lineHeight + 8
        let inner = max(scene.size.width, captionWidth.rounded(.up))
        let size = Size(
            width: inner + 2 * padding,
            height: scene.size.height + captionHeight + 2 * padding
        )
        var caption: [Shape] = []
        for (index, line) in captionLines.enumerated() {
            let y = padding + Double(index) * captionFont.lineHeight + captionFont.size
            caption.append(
                .text(line, at: Point(x: padding, y: y), font: captionFont, color: Palette.quietText, anchor: .start)
            )
        }
        let offset = Point(x: (padding + (inner - scene.size.width) / 2).rounded(), y: padding + captionHeight)
        return Region(size: size, isTrack: group.isTrack, caption: caption, scene: scene.moved(by: offset))
    }

    private static func scene(
        _ graph: DiagramGraph,
        _ topology: Topology,
        _ level: DiagramGraph.Level,
        isVertical: Bool,
        _ interiors: [Int: Interior]
    ) -> Scene {
        var builder = SceneBuilder(
            graph,
            topology: topology,
            depth: level.depth,
            isVertical: isVertical,
            interiors: interiors
        )
        builder.build()
        builder.normalize()
        return builder.scene
    }

    /// The interiors of all stages that have one, the innermost first.
    static func all(in graph: DiagramGraph) -> [Int: Interior] {
        var interiors: [Int: Interior] = [:]
        // A stage stands before those inside it.
        for entry in graph.entries.indices.reversed() where graph.levels[entry] != nil {
            interiors[entry] = Interior(entry, of: graph, interiors: interiors)
        }
        return interiors
    }
}
