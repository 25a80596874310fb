/// Draws a diagram as SVG with a layout of its own, without any other program.
///
/// The picture brings its own light ground, names no outside resource and runs nothing, so it may stand in a web page,
/// a README or a mail whatever the colours around it.
public enum SVGWriter: Sendable {
    /// How a picture is made.
    public struct Options: Hashable, Sendable {
        /// Which way the stages run.
        public enum Flow: String, Hashable, Sendable, CaseIterable {
            /// A row of up to five stages, a column of more.
            case automatic
            /// From left to right.
            case leftToRight
            /// From top to bottom.
            case topDown
        }

        /// Which way the stages run.
        public var flow: Flow
        /// Whether the meaning of colours and lines is explained below the picture.
        public var showsLegend: Bool

        /// Creates options.
        public init(flow: Flow = .automatic, showsLegend: Bool = true) {
            self.flow = flow
            self.showsLegend = showsLegend
        }
    }

    /// The diagram as an SVG document; the same diagram and options always give the same text.
    public static func text(for diagram: ProcessDiagram, options: Options = Options()) -> String {
        SVGPainter.document(scene(for: diagram, options: options), graph: DiagramGraph(diagram))
    }

    /// The finished layout, before it is painted.
    static func scene(for diagram: ProcessDiagram, options: Options = Options()) -> Scene {
        let graph = DiagramGraph(diagram)
        let topology = Topology(graph, level: graph.top)
        let interiors = Interior.all(in: graph)
        let isVertical =
            switch options.flow {
            case .automatic: topology.spine.count > 5 || isWide(topology.spine, interiors)
            case .leftToRight: false
            case .topDown: true
            }
        var builder = SceneBuilder(graph, topology: topology, depth: 0, isVertical: isVertical, interiors: interiors)
        builder.build()
        builder.frame(
            title: diagram.title,
            subtitle: diagram.subtitle,
            limits: diagram.limits,
            showsLegend: options.showsLegend
        )
        return builder.scene
    }

    /// Whether stages with others inside would make a row too wide to read.
    private static func isWide(_ spine: [Int], _ interiors: [Int: Interior]) -> Bool {
        guard !interiors.isEmpty else { return false }
        return spine.reduce(0) { $0 + max(200, interiors[$1]?.size.width ?? 0) } > 900
    }
}
