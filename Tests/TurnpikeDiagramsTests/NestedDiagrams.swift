import TurnpikeDiagrams

extension SampleDiagrams {
    /// Phases, tracks inside one of them, moves across borders and from a whole phase, a hold with a way back.
    static let enterprise = ProcessDiagram(
        title: "Enterprise sale",
        subtitle: "enterprise_b2b, version 1",
        nodes: [
            Node(
                id: "presale",
                label: "Pre-sale",
                isStart: true,
                exitGates: ["A sponsor is known"],
                regions: [
                    .init(
                        nodes: [
                            Node(id: "lead", label: "Lead", isStart: true, probability: "5%"),
                            Node(id: "discovery", label: "Discovery", probability: "10%"),
                            Node(id: "qualified", label: "Qualified", probability: "20%", exitGates: ["Budget known"]),
                        ],
                        edges: [
                            Edge(from: "lead", to: .stage("discovery")),
                            Edge(from: "discovery", to: .stage("qualified"), notes: ["by a rep"]),
                            Edge(from: "discovery", to: .stage("lead"), label: "Not yet", direction: .back),
                            Edge(from: "qualified", to: .stage("scoping")),
                        ]
                    )
                ]
            ),
            Node(
                id: "sale",
                label: "Sale",
                regions: [
                    .init(
                        nodes: [
                            Node(id: "scoping", label: "Scoping", isStart: true, probability: "30%"),
                            Node(id: "proposal", label: "Proposal", probability: "50%"),
                            Node(
                                id: "negotiation",
                                label: "Negotiation",
                                probability: "70%",
                                forecast: "commit",
                                exitGates: ["Discount approved"],
                                regions: [
                                    .init(
                                        label: "Legal review",
                                        nodes: [
                                            Node(id: "redlines", label: "Redlines", isStart: true),
                                            Node(id: "counsel", label: "Outside counsel"),
                                            Node(id: "agreed", label: "Agreed", kind: .final),
                                        ],
                                        edges: [
                                            Edge(from: "redlines", to: .stage("agreed")),
                                            Edge(from: "redlines", to: .stage("counsel"), label: "Ask counsel"),
                                            Edge(from: "counsel", to: .stage("redlines"), direction: .back),
                                            Edge(
                                                from: "agreed",
                                                to: .stage("redlines"),
                                                label: "New terms",
                                                direction: .back,
                                                trigger: .signal("terms changed")
                                            ),
                                        ]
                                    ),
                                    .init(
                                        label: "Security review",
                                        note: "if deal.amount > 100,000 EUR",
                                        nodes: [
                                            Node(id: "questionnaire", label: "Questionnaire", isStart: true),
                                            Node(id: "cleared", label: "Cleared", kind: .final),
                                        ],
                                        edges: [Edge(from: "questionnaire", to: .stage("cleared"))]
                                    ),
                                    .init(
                                        label: "Procurement",
                                        nodes: [
                                            Node(id: "vendor_form", label: "Vendor form", isStart: true),
                                            Node(id: "purchase_order", label: "Purchase order", kind: .final),
                                        ],
                                        edges: [
                                            Edge(from: "vendor_form", to: .stage("purchase_order"), label: "Issue")
                                        ]
                                    ),
                                ]
                            ),
                        ],
                        edges: [
                            Edge(from: "scoping", to: .stage("proposal")),
                            Edge(from: "proposal", to: .stage("negotiation")),
                            Edge(from: "negotiation", to: .stage("proposal"), label: "New offer", direction: .back),
                            Edge(from: "negotiation", to: .stage("won"), gates: ["Contract attached"]),
                        ]
                    )
                ]
            ),
            Node(id: "won", label: "Won", kind: .won, probability: "100%"),
            Node(
                id: "postsale",
                label: "Post-sale",
                kind: .after,
                regions: [
                    .init(
                        nodes: [
                            Node(id: "onboarding", label: "Onboarding", kind: .after, isStart: true),
                            Node(id: "live", label: "Live", kind: .final),
                        ],
                        edges: [Edge(from: "onboarding", to: .stage("live"))]
                    )
                ]
            ),
            Node(id: "on_hold", label: "On hold", kind: .hold),
            Node(id: "lost", label: "Lost", kind: .lost),
        ],
        edges: [
            Edge(from: "sale", to: .stage("presale"), label: "Requalify", direction: .back, notes: ["with a reason"]),
            Edge(from: "sale", to: .stage("on_hold"), direction: .aside),
            Edge(from: "sale", to: .stage("lost"), direction: .aside, trigger: .automatic("after 120 days")),
            Edge(from: "sale", to: .stage("scoping"), label: "Start over", direction: .back),
            Edge(from: "on_hold", to: .cameFrom, label: "Resume", direction: .aside, history: .deep),
            Edge(from: "postsale", to: .stage("sale"), label: "Sell more", direction: .back, history: .shallow),
            Edge(from: "won", to: .stage("postsale"), trigger: .automatic("at once")),
        ],
        anywhere: [.init(to: .stage("lost"), notes: ["with a reason"])]
    )

    /// Random stages in random stages, with moves between any two of them.
    static func randomNested(seed: UInt64) -> ProcessDiagram {
        var random = SplitMix(state: seed &* 77)
        var diagram = SampleDiagrams.random(seed: seed)
        var ids = diagram.nodes.map(\.id)
        for index in diagram.nodes.indices where Int.random(in: 0..<3, using: &random) == 0 {
            fill(&diagram.nodes[index], depth: 1, &ids, &random)
        }
        for number in 0..<ids.count {
            guard let from = ids.randomElement(using: &random), let to = ids.randomElement(using: &random) else {
                break
            }
            diagram.edges.append(
                Edge(
                    from: from,
                    to: .stage(to),
                    label: Bool.random(using: &random) ? "Move \(number)" : "",
                    direction: Bool.random(using: &random) ? .forward : .back,
                    history: Int.random(in: 0..<5, using: &random) == 0 ? .shallow : nil
                )
            )
        }
        return diagram
    }

    private static func fill(_ node: inout Node, depth: Int, _ ids: inout [String], _ random: inout SplitMix) {
        let tracks = Bool.random(using: &random) ? 1 : Int.random(in: 2...3, using: &random)
        for track in 0..<tracks {
            var region = ProcessDiagram.Region(label: tracks > 1 ? "Track \(track)" : "", nodes: [])
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let kinds: [ProcessDiagram.Kind] = [.open, .open, .final, .hold]
                var inner = Node(
                    id: "i\(ids.count)",
                    label: "Inner stage \(ids.count)",
                    kind: kinds.randomElement(using: &random) ?? .open,
                    isStart: region.nodes.isEmpty
                )
                ids.append(inner.id)
                if depth < 4, Int.random(in: 0..<4, using: &random) == 0 {
                    fill(&inner, depth: depth + 1, &ids, &random)
                }
                if let before = region.nodes.last { region.edges.append(Edge(from: before.id, to: .stage(inner.id))) }
                region.nodes.append(inner)
            }
            node.regions.append(region)
        }
    }

    /// The same with words that are far too long.
    static let nestedLongLabels: ProcessDiagram = {
        let long = "The economic buyer and everybody who signs have confirmed in writing that the budget is approved"
        let word = String(repeating: "Donaudampfschifffahrtsgesellschaft", count: 3)
        func lengthen(_ node: inout Node) {
            node.label += " " + long
            node.exitGates += [word, long]
            for region in node.regions.indices {
                node.regions[region].label += node.regions.count > 1 ? word : ""
                node.regions[region].note += long
                for edge in node.regions[region].edges.indices {
                    node.regions[region].edges[edge].label += long
                    node.regions[region].edges[edge].notes.append(word)
                }
                for inner in node.regions[region].nodes.indices { lengthen(&node.regions[region].nodes[inner]) }
            }
        }
        var diagram = enterprise
        for index in diagram.nodes.indices { lengthen(&diagram.nodes[index]) }
        for index in diagram.edges.indices { diagram.edges[index].label += long }
        return diagram
    }()
}
