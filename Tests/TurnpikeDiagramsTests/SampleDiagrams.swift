import TurnpikeDiagrams

/// Diagrams that the tests share.
enum SampleDiagrams {
    typealias Node = ProcessDiagram.Node
    typealias Edge = ProcessDiagram.Edge

    static let lemonade = ProcessDiagram(
        title: "Lemonade stand",
        nodes: [
            Node(id: "greet", label: "Greet", isStart: true, probability: "20%"),
            Node(id: "sell", label: "Sell", probability: "60%", exitGates: ["The guest has tasted it"]),
            Node(id: "sold", label: "Sold", kind: .won, probability: "100%"),
            Node(id: "walked_away", label: "Walked away", kind: .lost),
        ],
        edges: [
            Edge(from: "greet", to: .stage("sell")),
            Edge(from: "sell", to: .stage("sold")),
            Edge(from: "sell", to: .stage("walked_away"), label: "No thanks", direction: .aside),
            Edge(from: "sell", to: .stage("greet"), label: "Start over", direction: .back),
        ]
    )

    static let software = ProcessDiagram(
        title: "B2B software sale",
        subtitle: "b2b_software, version 3",
        nodes: [
            Node(id: "prospecting", label: "Prospecting", isStart: true, probability: "5%", forecast: "pipeline"),
            Node(
                id: "qualification",
                label: "Qualification",
                isStart: true,
                startNote: "the source is inbound",
                probability: "20%",
                forecast: "pipeline",
                exitGates: ["Budget, authority, need and timeline are known"],
                deals: 14,
                dealsNote: "412,000 EUR"
            ),
            Node(id: "demo", label: "Demo", probability: "35%", forecast: "best case", exitGates: ["Demo held"]),
            Node(id: "proposal", label: "Proposal", probability: "50%", forecast: "best case"),
            Node(
                id: "negotiation",
                label: "Negotiation",
                probability: "75%",
                forecast: "commit",
                enterGates: ["The proposal is sent"],
                exitGates: ["Discount approved", "Credit checked"],
                deals: 3,
                regions: [
                    .init(
                        label: "Legal review",
                        nodes: [
                            Node(id: "redlines", label: "Redlines"),
                            Node(id: "agreed", label: "Agreed", kind: .final),
                        ],
                        edges: [Edge(from: "redlines", to: .stage("agreed"))]
                    ),
                    .init(
                        label: "Security review",
                        note: "above 100,000 EUR",
                        nodes: [
                            Node(id: "questionnaire", label: "Questionnaire"),
                            Node(id: "cleared", label: "Cleared", kind: .final),
                        ],
                        edges: [Edge(from: "questionnaire", to: .stage("cleared"))]
                    ),
                ]
            ),
            Node(id: "closed_won", label: "Closed won", kind: .won, probability: "100%", forecast: "closed"),
            Node(id: "onboarding", label: "Onboarding", kind: .after),
            Node(id: "customer", label: "Customer", kind: .after),
            Node(id: "nurture", label: "Nurture", kind: .hold),
            Node(id: "lost", label: "Lost", kind: .lost),
        ],
        edges: [
            Edge(from: "prospecting", to: .stage("qualification")),
            Edge(from: "qualification", to: .stage("demo")),
            Edge(
                from: "qualification",
                to: .stage("negotiation"),
                label: "Fast lane",
                skips: ["Demo", "Proposal"],
                notes: ["by a sales manager"]
            ),
            Edge(from: "demo", to: .stage("proposal")),
            Edge(from: "demo", to: .stage("demo"), label: "Second demo", direction: .again),
            Edge(from: "proposal", to: .stage("negotiation")),
            Edge(from: "proposal", to: .stage("qualification"), direction: .back, notes: ["with a reason"]),
            Edge(from: "negotiation", to: .stage("proposal"), label: "New offer", direction: .back),
            Edge(from: "negotiation", to: .stage("closed_won"), gates: ["Contract attached"]),
            Edge(
                from: "negotiation",
                to: .stage("closed_won"),
                label: "Auto close",
                trigger: .signal("contract signed")
            ),
            Edge(
                from: "negotiation",
                to: .stage("lost"),
                label: "Expire",
                direction: .aside,
                trigger: .automatic("after 60 days")
            ),
            Edge(
                from: "negotiation",
                to: .stage("lost"),
                label: "Drop",
                direction: .aside,
                trigger: .automatic("as soon as the budget is below 10,000 EUR")
            ),
            Edge(from: "closed_won", to: .stage("onboarding")),
            Edge(from: "onboarding", to: .stage("customer")),
            Edge(
                from: "nurture",
                to: .cameFrom,
                label: "Wake",
                direction: .aside,
                trigger: .automatic("after 90 days")
            ),
            Edge(from: "nurture", to: .cameFrom, label: "Answered", direction: .aside, trigger: .signal("replied")),
            Edge(
                from: "lost",
                to: .stage("qualification"),
                label: "Reopen",
                direction: .aside,
                notes: ["within 180 days, by a sales manager"]
            ),
        ],
        anywhere: [
            .init(to: .stage("lost"), notes: ["with a reason"]),
            .init(to: .stage("nurture")),
            .init(to: .earlier, label: "Step back", notes: ["with a reason"]),
        ]
    )

    static let thirty = chain(30)

    /// A long process with skips, ways back and some ways out.
    static func chain(_ count: Int) -> ProcessDiagram {
        var diagram = ProcessDiagram(title: "Enterprise programme", subtitle: "\(count) stages")
        for index in 0..<count {
            diagram.nodes.append(
                Node(
                    id: "stage_\(index)",
                    label: "Stage \(index + 1) of the programme",
                    kind: index == count - 1 ? .won : .open,
                    isStart: index == 0,
                    probability: "\(index * 100 / max(1, count - 1))%",
                    exitGates: index.isMultiple(of: 4) ? ["Steering committee agreed", "Papers complete"] : []
                )
            )
            guard index > 0 else { continue }
            diagram.edges.append(Edge(from: "stage_\(index - 1)", to: .stage("stage_\(index)")))
            if index.isMultiple(of: 5) {
                diagram.edges.append(
                    Edge(from: "stage_\(index)", to: .stage("stage_\(index - 3)"), label: "Rework", direction: .back)
                )
                diagram.edges.append(
                    Edge(
                        from: "stage_\(index - 5)",
                        to: .stage("stage_\(index - 1)"),
                        label: "Shortcut",
                        skips: ["three stages"]
                    )
                )
            }
            if index.isMultiple(of: 7) {
                diagram.edges.append(
                    Edge(
                        from: "stage_\(index)",
                        to: .stage("cancelled"),
                        direction: .aside,
                        trigger: .automatic("after 30 days")
                    )
                )
                diagram.edges.append(Edge(from: "stage_\(index)", to: .stage("paused"), direction: .aside))
            }
        }
        diagram.nodes.append(Node(id: "paused", label: "Paused", kind: .hold))
        diagram.nodes.append(Node(id: "cancelled", label: "Cancelled", kind: .lost))
        diagram.edges.append(Edge(from: "cancelled", to: .stage("stage_2"), label: "Revive", direction: .aside))
        diagram.edges.append(
            Edge(from: "paused", to: .stage("cancelled"), direction: .aside, trigger: .automatic("after 1 year"))
        )
        diagram.anywhere = [.init(to: .stage("cancelled"), notes: ["with a reason"])]
        return diagram
    }

    static let longLabels: ProcessDiagram = {
        let long = "The economic buyer and everybody who signs have confirmed in writing that the budget is approved"
        let word = String(repeating: "Donaudampfschifffahrtsgesellschaft", count: 4)
        var diagram = lemonade
        diagram.title = long + ", " + long
        for index in diagram.nodes.indices { diagram.nodes[index].label = index == 1 ? word : long }
        diagram.nodes[0].forecast = long
        diagram.nodes[0].probability = "a very long probability"
        diagram.nodes[1].exitGates = [long, word, long, long, long, long, long]
        diagram.nodes[1].enterGates = [word]
        diagram.nodes[1].deals = 1_234_567
        diagram.nodes[1].dealsNote = long
        for index in diagram.edges.indices {
            diagram.edges[index].label = long
            diagram.edges[index].gates = [word, long]
            diagram.edges[index].skips = [long]
            diagram.edges[index].notes = [word]
        }
        diagram.edges.append(Edge(from: "greet", to: .stage("sold"), label: long))
        diagram.anywhere = [
            .init(to: .stage("sell"), label: word, notes: [long]), .init(to: .earlier, notes: [long + long]),
        ]
        return diagram
    }()
}
