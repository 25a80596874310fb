import Testing
import Turnpike
import TurnpikeYAML

@testable import TurnpikeScenarios

/// Scenarios that say who is there, where a deal ended, and what plug-ins answer.
@Suite struct PeopleScenarioTests {
    static let process = """
        turnpike: 1
        process: staffed
        currency: EUR
        roles: {rep: Rep, manager: Manager, chief: Chief}
        teams: {north: North, onboarding: Onboarding}
        fields: {discount: {type: percent, default: 0%}, amount: {type: money, label: Amount}}
        reasons: {lost: {price: Too expensive, other: Something else}}
        assignment: [{to: north, pick: least_load, capacity: 3, within: 2 hours}]
        approvals:
          discount:
            steps: [manager, {when: deal.discount > 20%, of: [owner_manager]}]
            not: requester
        gates:
          agreed: {when: deal.discount > 10%, approval: discount}
          credit_ok: {when: deal.amount > 100 EUR, external: {plugin: credit_check, about: [amount]}}
        stages:
          offer: {exit: [agreed, credit_ok], moves: [sold]}
          sold: {outcome: won, assignment: [{to: onboarding, pick: round_robin}], moves: [customer]}
          customer: {moves: {again: {to: offer}}}
          lost: {outcome: lost, reason: lost, moves: {reopen: {to: offer, by: [manager]}}}
        anywhere: {moves: [lost]}
        permissions: {move: [rep, manager], assign: [manager]}
        """

    static let people = """
        people:
          rep_1: {roles: [rep], teams: [north], manager: chief_1}
          rep_2: {roles: [rep], teams: [north], manager: chief_1}
          manager_1: {roles: [manager]}
          manager_2: {roles: [manager], absent: 2026-01-05..2026-01-06, delegate: rep_2}
          chief_1: {roles: [chief], absent: 2026-01-05, delegate: rep_2}
          coach_1: {teams: [onboarding]}
          coach_2: {teams: [onboarding]}

        """

    static func mismatches(_ scenarios: String) async throws -> [ScenarioResult.Mismatch] {
        try await TurnpikeScenariosTests.mismatches(people + scenario(scenarios), process)
    }

    @Test(arguments: [
        // By the fewest deals, and on to the next when nobody accepts.
        """
        given: {open_deals: {rep_1: 2, rep_2: 1}}
        do:
          - {open: {name: x}, expect: {owner: rep_2, events: {includes: [assignment.made rep_2]}}}
          - {accept: true, as: rep_1, expect: {refused: [assignment.by]}}
          - {wait: 119 minutes, expect: {owner: rep_2}}
          - {wait: 1 minute, expect: {events: {includes: [timer.fired, assignment.lapsed rep_2, assignment.made rep_1]}}}
          - {accept: true, as: rep_1}
          - {wait: 3 hours}
        expect: {owner: rep_1}
        """,
        // Where nobody else is there it stays.
        """
        given: {open_deals: {rep_1: 3}}
        do: [{open: {name: x}}, {wait: 2 hours}, {wait: 30 days}]
        expect: {owner: rep_2, events: {includes: [assignment.lapsed rep_2]}}
        """,
        // Nobody has room.
        "given: {open_deals: {rep_1: 3, rep_2: 3}}\ndo: [{open: {name: x}, as: manager}]\nexpect: {owner: manager_1}",
        // Somebody declines.
        "do: [{open: {name: x}}, {decline: true, note: No time}]\nexpect: {owner: rep_2}",
        // Whoever is away gets nothing, and a given changes one person only.
        """
        given: {people: {rep_1: {absent: 2026-01-05}}}
        do: [{open: {name: x}}]
        expect: {owner: rep_2}
        """,
        // A stage hands over, and whoever is among them keeps it.
        """
        given: {stage: offer, owner: rep_1, amount: 5 EUR}
        do:
          - {move: sold, expect: {owner: coach_1}}
          - {assign_by_rules: true, as: rep, expect: {refused: [permissions.assign]}}
          - {assign_by_rules: true, as: manager}
        expect: {owner: coach_2}
        """,
        // Deputies vote; a role is the first who is there; nobody acts in a role that they do not hold.
        """
        given: {stage: offer, owner: rep_1, discount: 25%, amount: 5 EUR}
        do:
          - {request: discount, as: rep_1}
          - {approve: discount, as: rep_1, expect: {refused: [approvals.discount.not]}}
          - {approve: discount, as: manager}
          - {approve: discount, as: manager_1, expect: {refused: [approvals.discount.by]}}
          - {approve: discount, as: rep_2}
          - {move: sold, as: rep_1}
        expect: {outcome: won}
        """,
        """
        given: {stage: offer, owner: rep_1, discount: 15%}
        do: [{request: discount, as: rep_1}, {approve: discount, as: {id: coach_1, roles: [chief]}}]
        expect: {refused: [approvals.discount.by]}
        """,
        // A deal that was won goes on, one that was lost has a reason and comes back to where it was.
        "given: {stage: customer, outcome: won}\ndo: [{comment: x}]\nexpect: {outcome: won, stage: customer}",
        """
        given: {stage: lost, because: price, came_from: offer}
        do: [{move: reopen, as: rep, expect: {refused: [reopen.by]}}, {comment: x, expect: {reason: price, outcome: lost}}, {move: reopen, as: manager}]
        expect: {stage: offer, outcome: none}
        """,
        // Plug-ins answer at once, later, not, or with a no.
        "given: {stage: offer, amount: 200 EUR, plugins: {credit_check: yes}}\ndo: [{move: sold}]\nexpect: {outcome: won}",
        """
        given: {stage: offer, amount: 200 EUR, plugins: {credit_check: no}}
        do: [{move: sold}]
        expect: {refused: [credit_ok.external.credit_check], stage: offer}
        """,
        """
        given: {stage: offer, amount: 200 EUR}
        do:
          - {move: sold, expect: {refused: [credit_ok.external.credit_check]}}
          - {answer: credit_check, says: down, text: Nobody there, expect: {stage: offer}}
          - {move: sold, expect: {refused: [credit_ok.external.credit_check]}}
          - {answer: credit_check, says: yes}
        expect: {outcome: won, events: {includes: [deal.moved sold]}}
        """,
        "given: {stage: offer, amount: 200 EUR}\ndo: [{answer: credit_check, says: yes}]\nexpect: {error: no gate has asked}",
    ])
    func whatIsSaidIsTested(_ scenario: String) async throws {
        let found = try await Self.mismatches(scenario)
        #expect(found == [])
    }

    @Test(arguments: [
        ("given: {owner: rep_3}\nexpect: {stage: offer}", "TP1605"),
        ("as: rep_3\nexpect: {stage: offer}", "TP1605"),
        ("do: [{assign: rep_3}]\nexpect: {stage: offer}", "TP1605"),
        ("expect: {owner: rep_3}", "TP1605"),
        ("given: {people: {rep_3: {roles: [rap]}}}\nexpect: {stage: offer}", "TP1605"),
        ("given: {people: {rep_3: {teams: [south]}}}\nexpect: {stage: offer}", "TP1605"),
        ("given: {people: {rep_3: {manager: nobody}}}\nexpect: {stage: offer}", "TP1605"),
        ("given: {people: {rep_3: {absent: tomorrow}}}\nexpect: {stage: offer}", "TP1604"),
        ("given: {people: {rep_3: {capacity: 0}}}\nexpect: {stage: offer}", "TP1604"),
        ("given: {people: {rep_3: {role: rep}}}\nexpect: {stage: offer}", "TP1601"),
        ("given: {open_deals: {rep_1: many}}\nexpect: {stage: offer}", "TP1604"),
        ("given: {plugins: {credit_chek: yes}}\nexpect: {stage: offer}", "TP1605"),
        ("given: {plugins: {credit_check: maybe}}\nexpect: {stage: offer}", "TP1604"),
        ("given: {outcome: gone}\nexpect: {stage: offer}", "TP1605"),
        ("given: {because: prise, stage: lost}\nexpect: {stage: offer}", "TP1605"),
        ("do: [{answer: credit_check}]\nexpect: {stage: offer}", "TP1602"),
        ("do: [{accept: rep_1}]\nexpect: {stage: offer}", "TP1604"),
    ])
    func aSlipHasItsFinding(_ text: String, _ code: String) throws {
        let file = ScenarioFile(
            text: Self.people + scenario(text),
            for: try TurnpikeScenariosTests.process(Self.process)
        )
        #expect(file.diagnostics.map(\.code.id) == [code], "\(file.diagnostics.map(\.message))")
    }

    @Test func withoutPeopleNobodyHasALoad() throws {
        let text = scenario("given: {open_deals: {rep_1: 2}}\nexpect: {stage: offer}")
        let file = ScenarioFile(text: text, for: try TurnpikeScenariosTests.process(Self.process))
        #expect(file.diagnostics.map(\.code.id) == ["TP1604"])
    }

    /// Every kind of change of people, approvals and time.
    @Test func peopleApprovalsAndTimeHaveTheirMutants() throws {
        let yaml = """
            turnpike: 1
            process: parts
            calendars: {office: {hours: {mon-fri: 09:00-17:00}}}
            calendar: office
            roles: {rep: Rep, boss: Boss, legal: Legal}
            teams: {north: North}
            fields: {n: {type: integer, label: N}, d: {type: date, label: D}}
            activities: {demo: {due: 2 days, remind: [1 day], label: Demo}, check: {label: Check, due: {before: deal.d, by: 3 days}}}
            approvals:
              price:
                steps: [boss, {when: deal.n > 10, of: [boss, legal, rep], quorum: 2, veto: [legal]}]
                not: requester
                within: 2 working days
                late: {escalate: boss}
                rejected: {to: open}
                resets_on: [n]
                valid_for: 30 days
            gates: {ok: {approval: price}, credit: {external: {plugin: credit, valid_for: 10 days}}}
            assignment:
              - {when: deal.n > 3, to: north, pick: least_load, capacity: 20, within: 4 hours}
              - {to: rep, pick: round_robin}
            limits: {old: {within: 60 days, then: [{move: lost}]}}
            stages:
              open:
                activities: [{demo: {due: 3 days}}, {check: {every: 10 days}}]
                permissions: {move: [rep], edit: {n: [boss]}}
                limits:
                  decide: {within: 5 days, since: last_activity, warn: {before: 1 day, notify: owner}, then: [{notify: owner}, {after: 2 days, notify: boss}], pauses: deal.n > 99, restarts_on: [field.changed n]}
                exit: [ok]
                moves: {talk: {}}
              talk: {exit: [ok, credit], assignment: [{to: north}], moves: {won: {within: 20 days}, gone: {to: lost, after: 40 days}, late: {to: lost, at: deal.d}}}
              won: {outcome: won}
              lost: {outcome: lost}
            anywhere: {moves: [lost]}
            permissions: {move: [rep, boss], override: [boss], assign: [boss]}
            """
        let process = try SalesProcess(yaml: yaml)
        let definition = try #require(ProcessFile(text: yaml).definition)
        let ids = Set(MutantMaker.mutants(of: definition, process).map(\.id))
        let wanted = [
            "delete step 1 of approval price", "delete step 2 of approval price",
            "delete when of step 2 of approval price",
            "loosen when of step 2 of approval price: 11 for 10", "delete legal from step 2 of approval price",
            "loosen quorum of step 2 of approval price: 1", "delete veto legal of step 2 of approval price",
            "delete not requester of approval price",
            "loosen within of approval price: 3 working days for 2 working days",
            "loosen valid_for of approval price: 33 days for 30 days", "delete escalate of approval price",
            "delete rejected of approval price", "delete resets_on n of approval price",
            "delete rule 1 of assignment", "delete when of rule 1 of assignment", "delete pick of rule 1 of assignment",
            "loosen capacity of rule 1 of assignment: 22 for 20",
            "loosen within of rule 1 of assignment: 5 hours for 4 hours",
            "delete rule 1 of assignment in talk", "delete limit process/old", "delete limit open/decide",
            "loosen within of limit open/decide: 6 days for 5 days", "delete since of limit open/decide",
            "delete warn of limit open/decide", "delete step 2 of limit open/decide",
            "loosen after of step 2 of limit open/decide: 3 days for 2 days", "delete pauses of limit open/decide",
            "delete restarts_on field.changed n of limit open/decide", "loosen within of talk/won: 22 days for 20 days",
            "loosen after of talk/gone: 44 days for 40 days", "delete at of talk/late",
            "loosen due of demo: 3 days for 2 days",
            "delete remind 1 day of demo", "delete due of check", "loosen due of demo in open: 4 days for 3 days",
            "loosen every of check in open: 11 days for 10 days", "delete permission move of open",
            "delete permission edit n of open", "delete permission assign",
            "loosen valid_for of credit.external.credit: 11 days for 10 days", "loosen credit.external.credit: if_down",
        ]
        #expect(wanted.filter { !ids.contains($0) }.isEmpty, "\(ids.sorted())")
    }

    @Test func limitsRulesApprovalsAndGuardsOfTimeAreCounted() async throws {
        let yaml = """
            turnpike: 1
            process: covered
            roles: {rep: Rep, boss: Boss}
            fields: {n: {type: integer, label: N}}
            approvals: {price: {steps: [boss, {when: deal.n > 5, of: [rep]}]}}
            gates: {ok: {approval: price}}
            assignment: [{when: deal.n > 3, to: boss}, {to: rep}]
            stages:
              open:
                limits: {decide: {within: 5 days, then: [{notify: owner}, {after: 2 days, notify: boss}], pauses: deal.n > 99}}
                exit: [ok]
                moves: {won: {}, gone: {to: lost, after: 10 days, when: deal.n < 50}}
              won: {outcome: won}
              lost: {outcome: lost}
            anywhere: {moves: [lost]}
            hooks: [{event: limit.breached decide, when: deal.n < 9, do: [{crm: upsert}]}]
            """
        let process = try SalesProcess(yaml: yaml)
        let text = """
            people: {rep_1: {roles: [rep]}, boss_1: {roles: [boss]}}
            scenarios:
              - name: a
                do: [{open: {n: 2}}, {wait: 6 days}, {request: price}, {approve: price, as: boss}]
                expect: {owner: rep_1}
              - name: b
                given: {stage: open, n: 2}
                do: [{wait: 10 days}]
                expect: {stage: lost}
            """
        let file = ScenarioFile(text: text, for: process)
        #expect(file.diagnostics.isEmpty, "\(file.diagnostics.map(\.message))")
        let results = await ScenarioRunner(process).run(file.scenarios)
        #expect(results.flatMap(\.mismatches) == [])
        let coverage = Coverage(results, of: process)
        let gaps = coverage.gaps.filter { [.limits, .approvals, .assignment, .conditions, .hooks].contains($0.kind) }
        #expect(
            gaps.map { "\($0.id) \($0.what)" } == [
                "when of open/gone never false", "when of the hook limit.breached decide never false",
                "pauses of limit open/decide never true", "when of rule 1 of assignment never true",
                "when of step 2 of approval price never true", "price never rejected",
                "rule 1 of assignment never chose anybody",
            ]
        )
    }
}
