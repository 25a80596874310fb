import Testing
import Turnpike

@testable import TurnpikeScenarios

/// What time does in scenarios: `wait` fires what is due, in order.
@Suite struct TimeScenarioTests {
    static let process = """
        turnpike: 1
        process: timed
        zone: Europe/Berlin
        calendars: {office: {hours: {mon-fri: 09:00-17:00}}}
        calendar: office
        roles: {rep: Rep, sales_manager: Manager}
        fields: {amount: {type: number, label: Amount}}
        reasons: {lost: [no_decision]}
        activities:
          discovery_call: {kind: call, label: Call, due: 2 working days}
        stages:
          qualification:
            limits:
              decide: {within: 10 working days, then: [{notify: owner}, {after: 3 working days, notify: sales_manager}]}
              rotten: {within: 14 days, since: last_activity, then: [{notify: owner}]}
            moves: [proposal]
          proposal:
            activities: [discovery_call]
            moves: {won: {}, expire: {to: lost, after: 60 days, because: no_decision}}
          won: {outcome: won}
          lost: {outcome: lost, reason: lost}
        permissions: {move: [rep, sales_manager]}
        """

    @Test(arguments: [
        // The example of the language page.
        """
        given: {stage: qualification}
        do: [{wait: 14 working days}]
        expect: {stage: qualification, hooks: [notify owner, notify owner, notify sales_manager]}
        """,
        """
        given: {stage: qualification, owner: rep_1}
        do: [{wait: 9 working days, expect: {hooks: []}}, {wait: 5 working days}]
        expect: {hooks: [notify rep_1, notify owner, notify sales_manager]}
        """,
        "given: {stage: proposal}\ndo: [{wait: 59 days}]\nexpect: {stage: proposal}",
        "given: {stage: proposal}\ndo: [{wait: 60 days}]\nexpect: {stage: lost, reason: no_decision}",
        """
        given: {now: 2026-03-01T09:00:00Z, stage: proposal, came_from: qualification, opened_at: 2026-01-02T09:00:00Z, entered_at: 2026-01-02T09:00:00Z}
        do: [{wait: 1 day, expect: {stage: proposal}}, {wait: 1 day}]
        expect: {stage: lost, events: {includes: [timer.fired, deal.moved lost]}}
        """,
        """
        given: {stage: qualification}
        do: [{wait: 12 days}, {done: discovery_call}, {wait: 13 days, expect: {events: {includes: [limit.breached decide]}}}]
        expect: {hooks: [notify owner, notify sales_manager]}
        """,
        """
        given: {now: 2026-01-20T09:00:00Z, stage: qualification, opened_at: 2026-01-05T09:00:00Z}
        do: [{wait: 2 working days}]
        expect: {hooks: [notify sales_manager]}
        """,
        """
        given: {stage: qualification}
        do: [{move: proposal}, {wait: 3 working days}]
        expect: {events: {includes: [activity.opened discovery_call, activity.overdue discovery_call]}}
        """,
    ])
    func timePasses(_ scenario: String) async throws {
        let mismatches = try await mismatches(TurnpikeScenariosTests.scenario(scenario), Self.process)
        #expect(mismatches.isEmpty, "\(mismatches.map { "\($0.what): \($0.expected) \($0.seen) \($0.detail ?? "")" })")
    }

    /// Approvals with a time of their own, and a rest that a day or an answer ends, so often at most.
    private static let patience = """
        turnpike: 1
        process: patience
        zone: Europe/Berlin
        calendar: office
        calendars: {office: {hours: {mon-fri: 09:00-17:00}, closed: [01-06]}}
        roles: {rep: Rep, boss: Boss, vp: VP}
        fields: {discount: {type: percent, default: 0%}, back_on: {type: date, label: Back}}
        reasons: {lost: [silence]}
        gates:
          cheap: {when: deal.discount > 10%, approval: discount}
          cheap2: {when: deal.discount > 20%, approval: strict}
          credit: {when: deal.discount > 30%, external: {plugin: credit_check, valid_for: 30 days, timeout: 10 seconds, if_down: refuse}}
        approvals:
          discount: {ask: "May ${deal.name} have ${deal.discount}?", steps: [boss], within: 2 working days, late: {escalate: vp}, valid_for: 10 days}
          strict: {ask: Really?, steps: [boss], within: 2 working days}
        stages:
          talk: {moves: [offer]}
          offer: {exit: [cheap, cheap2, credit], moves: {won: {}}}
          won: {outcome: won}
          rest:
            hold: true
            moves:
              wake: {to: came_from, at: deal.back_on, at_most: 2}
              tired: {to: lost, after: 200 days, because: silence}
              answered: {to: came_from, signal: replied}
          lost: {outcome: lost, reason: lost}
        anywhere: {moves: {rest: {ask: [back_on]}, lost: {}}}
        permissions: {move: [rep, boss]}
        """

    @Test(arguments: [
        // A request expires after two working days, the holiday left out.
        """
        given: {now: 2026-01-05T10:00:00Z, stage: offer, discount: 25%}
        do:
          - {request: strict, as: rep}
          - {wait: 47 hours, expect: {events: []}}
          - {wait: 25 hours, expect: {events: {includes: [approval.expired strict]}}}
        expect: {stage: offer}
        """,
        // A late request is escalated, and the word of the other decides.
        """
        given: {now: 2026-01-05T10:00:00Z, stage: offer, discount: 15%}
        do:
          - {request: discount, as: rep}
          - {approve: discount, as: vp, expect: {refused: [approvals.discount.by]}}
          - {wait: 2 working days, expect: {events: {includes: [approval.late discount]}}}
          - {approve: discount, as: vp, expect: {events: {includes: [approval.granted discount]}}}
          - {wait: 9 days}
          - {move: won, as: rep}
        expect: {stage: won}
        """,
        // A grant is void after ten days.
        """
        given: {stage: offer, discount: 15%}
        do:
          - {request: discount, as: rep}
          - {approve: discount, as: boss}
          - {wait: 11 days}
          - {move: won, as: rep, expect: {refused: [cheap.approval.discount]}}
        expect: {stage: offer}
        """,
        // The day wakes it twice at most, a reply always.
        """
        given: {now: 2026-01-05T10:00:00Z, stage: talk}
        do:
          - {move: rest, with: {back_on: 2026-02-01}}
          - {wait: 27 days, expect: {stage: talk}}
          - {move: rest, with: {back_on: 2026-03-29}}
          - {wait: 57 days, expect: {stage: talk}}
          - {move: rest, with: {back_on: 2026-05-01}}
          - {wait: 60 days, expect: {stage: rest}}
          - {signal: replied, expect: {stage: talk}}
          - {move: rest, with: {back_on: 2026-08-01}}
          - {wait: 199 days, expect: {stage: rest}}
          - {wait: 1 day, expect: {stage: lost, reason: silence}}
        """,
    ])
    func patienceEnds(_ scenario: String) async throws {
        let mismatches = try await mismatches(TurnpikeScenariosTests.scenario(scenario), Self.patience)
        #expect(mismatches.isEmpty, "\(mismatches.map { "\($0.what): \($0.expected) \($0.seen) \($0.detail ?? "")" })")
    }
}
