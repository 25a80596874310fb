import Testing

@testable import TurnpikeDiagrams

/// What a picture must keep to, whatever the process: computed on rectangles and lines, not on pixels.
@Suite struct SceneTests {
    struct Sample: CustomTestStringConvertible, Sendable {
        var name: String
        var diagram: ProcessDiagram
        var flow: SVGWriter.Options.Flow

        var testDescription: String { "\(name), \(flow.rawValue)" }
        var scene: Scene { SVGWriter.scene(for: diagram, options: .init(flow: flow)) }
    }

    static let samples: [Sample] = {
        var diagrams: [(String, ProcessDiagram)] = [
            ("lemonade", SampleDiagrams.lemonade), ("software", SampleDiagrams.software),
            ("30 stages", SampleDiagrams.thirty), ("50 stages", SampleDiagrams.chain(50)),
            ("long labels", SampleDiagrams.longLabels), ("enterprise", SampleDiagrams.enterprise),
            ("nested long labels", SampleDiagrams.nestedLongLabels), ("empty", ProcessDiagram(title: "Nothing")),
        ]
        for seed in 1...25 {
            diagrams.append(("nested \(seed)", SampleDiagrams.randomNested(seed: UInt64(seed))))
        }
        for seed in 1...60 { diagrams.append(("random \(seed)", SampleDiagrams.random(seed: UInt64(seed)))) }
        return diagrams.flatMap { name, diagram in
            [SVGWriter.Options.Flow.leftToRight, .topDown].map { Sample(name: name, diagram: diagram, flow: $0) }
        }
    }()

    @Test(arguments: samples)
    func boxesStandClearOfEachOther(_ sample: Sample) {
        let cards = sample.scene.cards
        let graph = DiagramGraph(sample.diagram)
        #expect(cards.count == graph.entries.count)
        for (index, card) in cards.enumerated() {
            for other in cards[(index + 1)...] {
                if graph.line(of: other.entry).contains(card.entry) {
                    #expect(card.rect.inset(by: 8).contains(other.rect), "\(other.entry) leaves \(card.entry)")
                } else {
                    #expect(!card.rect.overlaps(other.rect), "\(card.entry) and \(other.entry)")
                }
            }
        }
    }

    @Test(arguments: samples)
    func wordsStandClearOfBoxesAndOfEachOther(_ sample: Sample) {
        let scene = sample.scene
        for (index, label) in scene.labels.enumerated() {
            for card in scene.cards where !(card.depth < label.depth && card.rect.contains(label.rect)) {
                #expect(!label.rect.overlaps(card.rect), "\(label.block.lines) on stage \(card.entry)")
            }
            for other in scene.labels[(index + 1)...] {
                #expect(!label.rect.overlaps(other.rect), "\(label.block.lines) on \(other.block.lines)")
            }
        }
    }

    @Test(arguments: samples)
    func linesRunAroundBoxesAndForeignWords(_ sample: Sample) {
        let scene = sample.scene
        for route in scene.routes {
            for (start, end) in zip(route.points, route.points.dropFirst()) {
                #expect(start.x == end.x || start.y == end.y, "a slanted line: \(route.tooltip)")
                let line = Rect(
                    x: min(start.x, end.x),
                    y: min(start.y, end.y),
                    width: abs(start.x - end.x),
                    height: abs(start.y - end.y)
                )
                for card in scene.cards where !(card.depth < route.depth && card.rect.contains(line)) {
                    #expect(!crosses(line, card.rect.inset(by: 0.5)), "\(route.tooltip) through stage \(card.entry)")
                }
                for label in scene.labels where label.links != route.links {
                    #expect(!crosses(line, label.rect.inset(by: 0.5)), "\(route.tooltip) through \(label.block.lines)")
                }
            }
        }
    }

    @Test(arguments: samples)
    func everythingLiesInsideThePicture(_ sample: Sample) {
        let scene = sample.scene
        let page = Rect(x: 0, y: 0, width: scene.size.width, height: scene.size.height).inset(by: 8)
        func isInside(_ rect: Rect) -> Bool {
            rect.x >= page.x && rect.y >= page.y && rect.maxX <= page.maxX && rect.maxY <= page.maxY
        }
        for case .text(let text, let point, let font, _, .start) in scene.furniture.map(\.shape) {
            let line = Rect(
                x: point.x,
                y: point.y - font.size * 0.8,
                width: FontMetrics.width(text, font),
                height: font.size
            )
            #expect(isInside(line), "\(text)")
            for card in scene.cards { #expect(!line.overlaps(card.rect) || card.rect.contains(line), "\(text)") }
        }
        for card in scene.cards { #expect(isInside(card.rect)) }
        for label in scene.labels { #expect(isInside(label.rect)) }
        for route in scene.routes {
            for point in route.points { #expect(isInside(Rect(x: point.x, y: point.y, width: 0, height: 0))) }
        }
    }

    @Test(arguments: samples)
    func textFitsItsBox(_ sample: Sample) {
        let scene = sample.scene
        for card in scene.cards {
            for shape in card.content {
                guard case .text(let text, let point, let font, _, let anchor) = shape else { continue }
                let width = FontMetrics.width(text, font)
                let left = anchor == .middle ? point.x - width / 2 : point.x
                #expect(left >= card.rect.x && left + width <= card.rect.maxX, "\(text)")
                #expect(point.y - font.size >= card.rect.y && point.y < card.rect.maxY, "\(text)")
            }
        }
        for label in scene.labels {
            for line in label.block.lines {
                let font = line.isName ? LabelBlock.nameFont : LabelBlock.font
                #expect(FontMetrics.width(line.text, font) <= label.rect.width, "\(line.text)")
            }
        }
    }

    @Test(arguments: samples)
    func everyMoveIsDrawnOrTold(_ sample: Sample) {
        let scene = sample.scene
        let graph = DiagramGraph(sample.diagram)
        let drawn = Set(scene.routes.flatMap(\.links))
        let told = Set(scene.told)
        for number in graph.links.indices {
            #expect(drawn.contains(number) || told.contains(number), "\(graph.links[number].edge)")
        }
    }

    @Test(arguments: samples)
    func wordsInABoxStandClearOfWhatStandsInside(_ sample: Sample) {
        let scene = sample.scene
        let graph = DiagramGraph(sample.diagram)
        for card in scene.cards {
            let inside = scene.cards.filter { graph.entries[$0.entry].parent == card.entry }
            for case .text(let text, let point, let font, _, _) in card.content {
                let line = Rect(x: point.x, y: point.y - font.size * 0.8, width: 1, height: font.size)
                for inner in inside { #expect(!line.overlaps(inner.rect), "\(text)") }
            }
        }
    }

    /// Whether a line has a part inside the rectangle.
    private func crosses(_ line: Rect, _ rect: Rect) -> Bool {
        line.x < rect.maxX && line.maxX > rect.x && line.y < rect.maxY && line.maxY > rect.y
    }

    @Test func stagesStandInFileOrderAlongTheSpine() {
        let scene = SVGWriter.scene(for: SampleDiagrams.software)
        let spine = scene.cards.filter { $0.depth == 0 }.prefix(8)
        #expect(spine.map(\.entry) == spine.map(\.entry).sorted())
        #expect(zip(spine, spine.dropFirst()).allSatisfy { $0.rect.maxY < $1.rect.y })
    }

    @Test func tracksStandSideBySideAndAPhaseInARow() throws {
        let diagram = SampleDiagrams.enterprise
        let graph = DiagramGraph(diagram)
        let scene = SVGWriter.scene(for: diagram)
        func rect(_ id: String) throws -> Rect {
            let card = scene.cards.first { graph.entries[$0.entry].node.id == id }
            return try #require(card).rect
        }
        #expect(try rect("redlines").maxX < rect("questionnaire").x)
        #expect(try rect("questionnaire").maxX < rect("vendor_form").x)
        #expect(try rect("redlines").maxY < rect("agreed").y)
        #expect(try rect("lead").maxX < rect("qualified").x)
        #expect(try rect("presale").contains(rect("qualified")))
        #expect(try rect("sale").contains(rect("negotiation")))
        #expect(try rect("negotiation").contains(rect("cleared")))
    }

    @Test func aMoveBetweenInnerStagesSaysWhereItReallyBeginsAndEnds() {
        let text = SVGWriter.text(for: SampleDiagrams.enterprise)
        #expect(text.contains("from Qualified into"))
        #expect(text.contains("Scoping"))
    }

    @Test func aRowOfFewAndAColumnOfManyStages() {
        let few = SVGWriter.scene(for: SampleDiagrams.lemonade)
        let many = SVGWriter.scene(for: SampleDiagrams.thirty)
        #expect(few.size.width > few.size.height)
        #expect(many.size.height > many.size.width)
    }

    @Test func aTangledProcessTellsItsMovesInWords() {
        var diagram = ProcessDiagram(title: "Tangle")
        for index in 0..<12 { diagram.nodes.append(.init(id: "n\(index)")) }
        for from in 0..<12 {
            for to in 0..<12 where from > to {
                diagram.edges.append(
                    .init(from: "n\(from)", to: .stage("n\(to)"), label: "Move \(from) \(to)", direction: .back)
                )
            }
        }
        let scene = SVGWriter.scene(for: diagram)
        #expect(scene.labels.isEmpty)
        #expect(scene.size.width < 700)
        #expect(SVGWriter.text(for: diagram).contains("Move 11 0: to n0"))
    }

    @Test func aHugeProcessIsDrawnInReasonableTime() {
        var diagram = ProcessDiagram(title: "Huge")
        var random = SplitMix(state: 7)
        for index in 0..<500 { diagram.nodes.append(.init(id: "n\(index)", label: "Stage \(index)")) }
        for number in 0..<2000 {
            let from = Int.random(in: 0..<500, using: &random)
            let to = Int.random(in: 0..<500, using: &random)
            diagram.edges.append(.init(from: "n\(from)", to: .stage("n\(to)"), label: "Move \(number)"))
        }
        let scene = SVGWriter.scene(for: diagram)
        #expect(scene.cards.count == 500)
        #expect(scene.size.height < 200_000)
    }
}
