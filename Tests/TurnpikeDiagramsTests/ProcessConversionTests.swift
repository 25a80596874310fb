import Testing
import Turnpike
import TurnpikeDiagrams
import TurnpikeYAML

/// What the picture of a checked process says.
@Suite struct ProcessConversionTests {
    static let yaml = """
        turnpike: 1
        process: seats
        label: Sale of seats
        currency: EUR
        roles: {rep: Account executive, sales_manager: Sales manager, legal: Legal counsel}
        fields:
          source: {type: choice, options: [inbound, outbound]}
          amount: money
          budget: {type: money, label: Budget for this purchase}
          next_contact: date
          contract: file
        reasons:
          lost: {price: Too expensive, silence: No answer}
          step_back: {scope: The scope changed}
        signals:
          contract_signed: {sets: [contract]}
        activities:
          discovery_call: {kind: call, by: rep}
        gates:
          affordable:
            label: The budget covers the price
            needs: [budget, amount]
            check:
              covers: {that: deal.budget >= deal.amount, else: The budget is too small.}
          need_known: {done: [discovery_call]}
        start:
          qualification: {when: "deal.source == \\"inbound\\""}
          first_call: {}
        stages:
          first_call:
            probability: 5%
            forecast: best_case
            activities: [discovery_call]
            moves:
              qualification: {by: [rep, sales_manager, legal]}
              price_list: {label: From the list, to: close, skips: [qualification]}
              with_checks: {to: close, through: [qualification]}
          qualification:
            activities: [discovery_call]
            exit: [affordable, {needs: [source]}]
            moves:
              close: {}
              first_call: {reason: step_back}
              again: {to: qualification}
          close:
            enter: [need_known]
            moves:
              sold: {ask: [contract], gates: [need_known]}
              signed: {to: sold, signal: contract_signed}
              too_dear: {to: lost, as_soon_as: deal.budget < deal.amount, because: price}
          sold: {outcome: won, moves: [onboarding]}
          onboarding: {}
          paused: {hold: true, moves: {wake: {to: came_from, when: has(deal.next_contact)}}}
          lost: {outcome: lost, reason: lost, moves: {reopen: {to: qualification, by: [sales_manager]}}}
        anywhere:
          moves: {lost: {}, paused: {ask: [next_contact]}, back: {to: earlier, reason: step_back}}
        """

    static func process() throws -> SalesProcess {
        let file = ProcessFile(text: yaml)
        return try SalesProcess(#require(file.definition, "\(file.diagnostics)"))
    }

    @Test func stagesKeepOrderKindAndNames() throws {
        let diagram = ProcessDiagram(process: try Self.process())
        #expect(diagram.title == "Sale of seats")
        #expect(diagram.subtitle == "seats, version 1")
        #expect(
            diagram.nodes.map(\.label) == [
                "First call", "Qualification", "Close", "Sold", "Onboarding", "Paused", "Lost",
            ]
        )
        #expect(diagram.nodes.map(\.kind) == [.open, .open, .open, .won, .after, .hold, .lost])
        #expect(diagram.nodes[0].probability == "5%")
        #expect(diagram.nodes[0].forecast == "best case")
        #expect(diagram.nodes.allSatisfy { $0.deals == nil })
    }

    @Test func startsSayWhen() throws {
        let nodes = ProcessDiagram(process: try Self.process()).nodes
        #expect(nodes[0].isStart && nodes[0].startNote.isEmpty)
        #expect(nodes[1].isStart && nodes[1].startNote == "deal.source == \"inbound\"")
        #expect(!nodes[2].isStart)
    }

    @Test func gatesAreNamedByLabelIdOrWhatTheyDemand() throws {
        let nodes = ProcessDiagram(process: try Self.process()).nodes
        #expect(nodes[2].enterGates == ["Need known"])
        #expect(nodes[1].exitGates == ["The budget covers the price", "Source"])
    }

    @Test func countsOfDealsStandAtTheirStages() throws {
        let nodes = ProcessDiagram(process: try Self.process(), deals: ["close": 3]).nodes
        #expect(nodes.map(\.deals) == [0, 0, 3, 0, 0, 0, 0])
    }

    struct Expected: Sendable {
        var from: String
        var target: ProcessDiagram.Target
        var label = ""
        var direction = ProcessDiagram.Direction.forward
        var trigger = ProcessDiagram.Trigger.person
        var gates: [String] = []
        var skips: [String] = []
        var notes: [String] = []
    }

    @Test(arguments: [
        Expected(
            from: "first_call",
            target: .stage("qualification"),
            notes: ["by Account executive, Sales manager or Legal counsel"]
        ),
        Expected(from: "first_call", target: .stage("close"), label: "From the list", skips: ["Qualification"]),
        Expected(from: "first_call", target: .stage("close"), label: "With checks", notes: ["through Qualification"]),
        Expected(from: "qualification", target: .stage("close")),
        Expected(
            from: "qualification",
            target: .stage("first_call"),
            direction: .back,
            notes: ["with a reason"]
        ),
        Expected(from: "qualification", target: .stage("qualification"), label: "Again", direction: .again),
        Expected(from: "close", target: .stage("sold"), gates: ["Need known"], notes: ["asks for: contract"]),
        Expected(from: "close", target: .stage("sold"), label: "Signed", trigger: .signal("contract signed")),
        Expected(
            from: "close",
            target: .stage("lost"),
            label: "Too dear",
            direction: .aside,
            trigger: .automatic("as soon as deal.budget < deal.amount"),
            notes: ["because: Too expensive"]
        ),
        Expected(
            from: "paused",
            target: .cameFrom,
            label: "Wake",
            direction: .aside,
            notes: ["if has(deal.next_contact)"]
        ),
        Expected(
            from: "lost",
            target: .stage("qualification"),
            label: "Reopen",
            direction: .aside,
            notes: ["by Sales manager"]
        ),
    ])
    func movesSayWhatTheyAre(_ expected: Expected) throws {
        let edge = ProcessDiagram.Edge(
            from: expected.from,
            to: expected.target,
            label: expected.label,
            direction: expected.direction,
            trigger: expected.trigger,
            gates: expected.gates,
            skips: expected.skips,
            notes: expected.notes
        )
        let edges = ProcessDiagram(process: try Self.process()).edges.filter { $0.from == expected.from }
        #expect(edges.contains(edge), "\(edges)")
    }

    @Test func movesFromAnywhereStandApart() throws {
        let diagram = ProcessDiagram(process: try Self.process())
        #expect(
            diagram.anywhere == [
                .init(to: .stage("lost"), notes: ["with a reason"]),
                .init(to: .stage("paused"), notes: ["asks for: next contact"]),
                .init(to: .earlier, label: "Back", notes: ["with a reason"]),
            ]
        )
        #expect(diagram.edges.count == 12)
    }
}

/// Phases and tracks of a process file, as the picture has them.
@Suite struct NestedConversionTests {
    private static func diagram() throws -> ProcessDiagram {
        let text = """
            turnpike: 1
            process: deals
            currency: EUR
            fields: {amount: money}
            stages:
              sale:
                probability: 30%
                stages:
                  scoping: {moves: [offered]}
                  offered: {probability: 50%, moves: [closing]}
                moves: {restart: {to: sale, at_most: 2}}
              closing:
                tracks:
                  legal: {initial: asked, stages: {drafting: {moves: [asked]}, asked: {moves: [drafting, signed]}, signed: {final: true}}}
                  security:
                    label: Security review
                    when: deal.amount > 100000 EUR
                    stages: {questionnaire: {moves: [cleared]}, cleared: {final: true}}
                moves: {finished: {to: won, complete: true}, again: {to: sale, resume: shallow}}
              won: {outcome: won}
              paused: {hold: true, moves: {resume: {to: came_from}}}
            anywhere: {moves: {paused: {}}}
            """
        let result = SalesProcess.compile(ProcessFile(text: text, name: "deals.process.yaml"))
        return ProcessDiagram(process: try #require(result.process), deals: ["sale": 3, "offered": 2])
    }

    @Test func phasesHoldTheirStagesAndTracksTheirs() throws {
        let diagram = try Self.diagram()
        #expect(diagram.nodes.map(\.id) == ["sale", "closing", "won", "paused"])
        let sale = diagram.nodes[0]
        #expect(sale.regions.map { $0.nodes.map(\.id) } == [["scoping", "offered"]])
        #expect(sale.regions[0].nodes.map(\.isStart) == [true, false])
        // What the phase says of all is said once.
        #expect(sale.regions[0].nodes.map(\.probability) == ["", "50%"])
        #expect(sale.probability == "30%")
        #expect(sale.deals == 3 && sale.regions[0].nodes.map(\.deals) == [0, 2])
        let closing = diagram.nodes[1]
        #expect(closing.regions.map(\.label) == ["Legal", "Security review"])
        #expect(closing.regions.map(\.note) == ["", "if deal.amount > 100000 EUR"])
        #expect(closing.regions[0].nodes.map(\.isStart) == [false, true, false])
        #expect(closing.regions[0].nodes.map(\.kind) == [.open, .open, .final])
    }

    @Test func movesOfAPhaseStartAtThePhaseAndHistoriesAreTold() throws {
        let diagram = try Self.diagram()
        func edge(_ label: String) throws -> ProcessDiagram.Edge {
            try #require(diagram.edges.first { $0.label == label })
        }
        #expect(try edge("Restart").from == "sale")
        #expect(try edge("Restart").direction == .again)
        #expect(try edge("Restart").notes == ["at most 2 times"])
        #expect(try edge("Finished").trigger == .automatic("when complete"))
        #expect(try edge("Again").history == .shallow)
        #expect(try edge("Resume").history == .deep)
    }
}
