import Testing
import Turnpike
import TurnpikeYAML

@testable import TurnpikeDiagrams

/// Limits, approvals, holds and moves that time makes are told where they apply, in every format.
@Suite struct PatienceTests {
    static let text = """
        turnpike: 1
        process: tender
        currency: EUR
        calendar: office
        calendars: {office: {zone: Europe/Berlin, hours: {mon-fri: [09:00-17:00]}}}
        roles: {rep: Account executive, boss: Sales manager, legal: Legal counsel, finance: Finance}
        fields: {price: {type: money, label: Price}, discount: {type: percent, label: Discount}, on: {type: date, label: Day}}
        reasons: {lost: {silence: No answer}}
        activities: {call: {kind: call, by: rep}, visit: {kind: visit, by: rep}}
        gates:
          allowed: {label: The discount is allowed, when: deal.discount > 5%, approval: off}
          priced: {needs: [price]}
          agreed: {all: [allowed, priced]}
        approvals:
          off:
            label: Discount
            steps:
              - boss
              - {when: deal.discount > 25%, quorum: 1, of: [legal, finance]}
          exit_sum: {steps: [owner]}
        limits:
          year: {label: A year is enough, within: 365 days}
        stages:
          offer:
            exit: [agreed]
            limits:
              decide: {label: Decide, within: 10 working days, then: [{notify: owner}]}
              quiet: {within: 14 days, since: last_activity, then: [{notify: owner}]}
              seen: {label: See them, within: 20 days, since: {last_activity: [visit]}, then: [{move: expire}]}
            moves:
              sold: {gates: [{approval: exit_sum}]}
              expire: {to: lost, after: 60 days, because: silence}
          sold: {outcome: won}
          rest: {hold: true, moves: {wake: {to: came_from, at: deal.on}, late: {to: came_from, after: 90 days, at_most: 2}}}
          lost: {outcome: lost, reason: lost, moves: {reopen: {to: offer, within: 180 days, by: [boss]}}}
        anywhere: {moves: {rest: {}}}
        """

    private static func diagram() throws -> ProcessDiagram {
        let compiled = SalesProcess.compile(ProcessFile(text: text))
        return ProcessDiagram(process: try #require(compiled.process, "\(compiled.diagnostics.map(\.message))"))
    }

    @Test func cadencesAndDealsOfOtherProcessesStandAtTheirStages() throws {
        let file = """
            turnpike: 1
            process: sale
            fields: {mail: {type: email, label: Mail}, ends: {type: date, label: Ends}}
            activities: {first_call: {kind: call, outcomes: [yes, no]}}
            templates: {intro: {subject: A, body: B}}
            cadences:
              outbound:
                label: Outbound prospecting
                steps: [{email: intro}, {after: 3 days, call: first_call}, {after: 2 days, email: intro}, {stop: true}]
                stops_on: [replied]
            stages:
              lead: {cadence: outbound, moves: [won]}
              won:
                outcome: won
                opens: {renewal: {at: deal.ends - 120 days}, care: {process: account_care, after: 2 days}}
            """
        let compiled = SalesProcess.compile(ProcessFile(text: file))
        let process = try #require(compiled.process, "\(compiled.diagnostics.map(\.message))")
        let diagram = ProcessDiagram(process: process)
        let lead = try #require(diagram.nodes.first)
        #expect(
            lead.cadences == [
                "Outbound prospecting: email intro, after 3 days call first call, after 2 days email intro"
            ]
        )
        #expect(diagram.nodes.last?.opens == ["Renewal at deal.ends - 120 days", "Account care after 2 days"])
        // Each format tells both, and the picture explains its marks.
        #expect(MermaidWriter.text(for: diagram).contains("cadence: Outbound prospecting"))
        #expect(DOTWriter.text(for: diagram).contains("opens: Renewal at deal.ends - 120 days"))
        let picture = SVGWriter.text(for: diagram)
        for words in ["cadence", "deal of another process", "Outbound prospecting", "Account care"] {
            #expect(picture.contains(words), "\(words)")
        }
        #expect(try !SVGWriter.text(for: Self.diagram()).contains("deal of another process"))
    }

    @Test func limitsAndApprovalsStandAtTheirStages() throws {
        let diagram = try Self.diagram()
        #expect(diagram.limits == ["whole process: A year is enough: within 365 days"])
        let offer = try #require(diagram.nodes.first)
        #expect(
            offer.limits == [
                "Decide: within 10 working days", "Quiet: within 14 days of the last activity",
                "See them: within 20 days of the last visit, then: Expire",
            ]
        )
        #expect(
            offer.approvals == [
                "Discount: Sales manager, then 1 of Legal counsel, Finance if deal.discount > 25%"
            ]
        )
        #expect(diagram.nodes.dropFirst().allSatisfy { $0.limits.isEmpty && $0.approvals.isEmpty })
        #expect(diagram.edges.first?.notes == ["approval: Exit sum: the owner"])
        #expect(diagram.edges.first { $0.label == "Reopen" }?.notes == ["within 180 days", "by Sales manager"])
    }

    @Test(arguments: WriterTests.Format.allCases)
    func everyFormatTellsThem(_ format: WriterTests.Format) throws {
        let text = format.text(try Self.diagram())
        // The picture breaks its lines, so words are looked for and not sentences.
        for words in [
            "A year is enough", "Decide", "10 working", "last visit", "Sales manager", "Legal counsel", "after 60 days",
            "after 90", "deal.on", "180 days",
        ] {
            #expect(words.split(separator: " ").allSatisfy { text.contains($0) }, "\(words)")
        }
    }
}
