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
}
