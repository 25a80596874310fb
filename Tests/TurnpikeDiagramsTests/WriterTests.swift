import Testing

@testable import TurnpikeDiagrams

@Suite struct WriterTests {
    enum Format: String, CaseIterable, Sendable {
        case mermaid
        case dot
        case svg

        func text(_ diagram: ProcessDiagram) -> String {
            switch self {
            case .mermaid: MermaidWriter.text(for: diagram)
            case .dot: DOTWriter.text(for: diagram)
            case .svg: SVGWriter.text(for: diagram)
            }
        }
    }

    static let diagrams = [
        SampleDiagrams.lemonade, SampleDiagrams.software, SampleDiagrams.thirty, SampleDiagrams.longLabels,
        SampleDiagrams.random(seed: 3), SampleDiagrams.enterprise, SampleDiagrams.randomNested(seed: 5),
    ]

    @Test(arguments: Format.allCases, diagrams)
    func theSameDiagramGivesTheSameText(_ format: Format, _ diagram: ProcessDiagram) {
        #expect(format.text(diagram) == format.text(diagram))
    }

    @Test(arguments: Format.allCases)
    func everyStageIsNamed(_ format: Format) {
        let text = format.text(SampleDiagrams.software)
        for name in ["Prospecting", "Qualification", "Closed won", "Nurture", "Redlines", "Questionnaire", "Agreed"] {
            #expect(text.contains(name), "\(name)")
        }
        for badge in ["75", "commit", "Credit checked", "14 deals", "B2B software sale"] {
            #expect(text.contains(badge), "\(badge)")
        }
    }

    @Test(arguments: [
        "s_prospecting --> s_qualification",
        "s_qualification -->|\"Fast lane<br/>skips Demo, Proposal<br/>by a sales manager\"| s_negotiation",
        "s_demo -->|\"Second demo\"| s_demo",
        "s_negotiation -.->|\"Auto close<br/>signal: contract signed\"| s_closed_won",
        "s_nurture -.->|\"Wake<br/>after 90 days\"| came_from",
        "s_lost -->|\"Reopen<br/>within 180 days, by a sales manager\"| s_qualification",
        "s_redlines --> s_agreed", "anywhere -.-> s_nurture", "start --> s_prospecting",
        "subgraph s_negotiation[\"Negotiation\"]", "style g0_s_negotiation stroke-dasharray: 5 4",
        "subgraph g0_s_negotiation[\"Legal review\"]", "class s_lost lost",
    ])
    func mermaidHasTheMove(_ line: String) {
        #expect(MermaidWriter.text(for: SampleDiagrams.software).contains(line))
    }

    @Test(arguments: [
        "s_prospecting -> s_qualification [weight=8];",
        "label=\"Fast lane\\nskips Demo, Proposal\\nby a sales manager\"",
        "s_proposal -> s_qualification [label=\"with a reason\", constraint=false",
        "label=\"Auto close\\nsignal: contract signed\", style=dotted", "subgraph \"cluster_r1_s_negotiation\"",
        "From every stage before an outcome:\\lto Lost · with a reason\\lto Nurture\\l",
        "s_nurture -> came_from_s_nurture",
    ])
    func dotHasTheMove(_ part: String) {
        #expect(DOTWriter.text(for: SampleDiagrams.software).contains(part))
    }

    @Test(arguments: [
        "<title>Qualification → Negotiation: Fast lane · skips Demo, Proposal · by a sales manager</title>",
        "<title>Negotiation → Lost: Expire · after 60 days; Negotiation → Lost: Drop",
        "stroke-dasharray=\"6 4\"", "stroke-dasharray=\"1.5 4\"", "From every stage before an outcome",
        "Second demo: again",
    ])
    func svgHasTheMove(_ part: String) {
        #expect(SVGWriter.text(for: SampleDiagrams.software).contains(part))
    }

    @Test(arguments: [
        // From and to a whole phase, at its border; between a phase and what is in it, at a box inside.
        (Format.mermaid, "s_sale -->|\"Requalify<br/>with a reason\"| s_presale"),
        (.mermaid, "inside_s_sale -->|\"Start over\"| s_scoping"),
        (.mermaid, "start0_s_presale((\" \")) --> s_lead"),
        (.mermaid, "class s_agreed,s_cleared,s_purchase_order,s_live final"),
        (.dot, "lhead=\"cluster_s_presale\", ltail=\"cluster_s_sale\""),
        (.dot, "s_sale -> s_scoping [label=\"Start over\", constraint=false, color=\"#7C6BA8\"];"),
        (.dot, "start0_s_presale -> s_lead;"), (.dot, "label=\"Legal review\"; fontsize=10; style=\"rounded,dashed\""),
        (.svg, "Start over: to Scoping"), (.svg, "tracks, side by side"), (.svg, ">H*<"), (.svg, ">final<"),
        (.svg, "<title>Sale → Pre-sale: Requalify · with a reason</title>"),
    ])
    func phasesAndTracksAreDrawn(_ format: Format, _ part: String) {
        #expect(format.text(SampleDiagrams.enterprise).contains(part))
    }

    @Test(arguments: Format.allCases)
    func aMoveToNowhereIsLeftOut(_ format: Format) {
        var diagram = SampleDiagrams.lemonade
        let before = format.text(diagram)
        diagram.edges.append(.init(from: "greet", to: .stage("atlantis"), label: "Sink"))
        diagram.edges.append(.init(from: "atlantis", to: .stage("greet"), label: "Rise"))
        diagram.anywhere.append(.init(to: .stage("atlantis")))
        #expect(format.text(diagram) == before)
    }

    @Test(arguments: Format.allCases)
    func stagesWithOddOrEqualIdsStayApart(_ format: Format) {
        let diagram = ProcessDiagram(
            title: "",
            nodes: [
                .init(id: "end", label: "First"), .init(id: "end", label: "Second"),
                .init(id: "x\"]; y", label: "Third"), .init(id: "", label: "Fourth"), .init(id: "s1", label: "Fifth"),
            ]
        )
        let text = format.text(diagram)
        for label in ["First", "Second", "Third", "Fourth", "Fifth"] { #expect(text.contains(label)) }
        #expect(!text.contains("y\"") && !text.contains("x\"]"))
    }

    @Test(arguments: Format.allCases)
    func deepNestingIsBounded(_ format: Format) {
        var node = ProcessDiagram.Node(id: "inner")
        for level in 0..<200 { node = .init(id: "level\(level)", regions: [.init(nodes: [node])]) }
        let text = format.text(ProcessDiagram(title: "Deep", nodes: [node]))
        #expect(text.contains("level199"))
        #expect(!text.contains("level100"))
    }
}
