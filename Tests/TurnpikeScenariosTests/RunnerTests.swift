import Testing
import Turnpike

@testable import TurnpikeScenarios

/// A full situation in `open` from which the offer is reachable.
private let ready = """
    given: {stage: open, owner: rep_1, amount: 5000 EUR, budget: 5000 EUR, need: a need, source: inbound, done: [{call: interested}]}
    """

@Suite struct RunnerTests {
    @Test(arguments: [
        // Each kind of step.
        "do: [{open: {source: inbound, amount: 50 EUR}}]\nexpect: {stage: lead, owner: tester, fields: {expected: 25 EUR}}",
        "do: [{open: {name: A deal, stage: open, owner: rep_9, account: acme, keys: [k1]}}]\nexpect: {stage: open, owner: rep_9}",
        "do: [{open: {stage: lead}, as: rep}]\nexpect: {refused: start.lead.when}",
        "given: {stage: open}\ndo: [{set: {budget: 50 EUR}}]\nexpect: {fields: {budget: 50 EUR}, events: fields.set budget}",
        "given: {stage: open, budget: 5 EUR}\ndo: [{set: {budget: null}}]\nexpect: {fields: {budget: null}}",
        "given: {stage: open}\ndo: [{start: call}]\nexpect: {events: [activity.started call]}",
        "given: {stage: open}\ndo: [{skip: call}]\nexpect: {events: [activity.skipped call], open: []}",
        "given: {stage: open}\ndo: [{cancel: call}]\nexpect: {events: [activity.cancelled]}",
        "given: {stage: open}\ndo: [{done: call, outcome: interested, with: {need: more, budget: 9 EUR}}]\nexpect: {fields: {need: more}, events: [activity.done call, fields.set need]}",
        "given: {stage: open}\ndo: [{done: call, outcome: no_answer}]\nexpect: {open: [call]}",
        "given: {stage: open}\ndo: [{done: review, evidence: a.pdf, with: {pages: 3}}]\nexpect: {events: {includes: [activity.done review]}}",
        "given: {stage: open}\ndo: [{done: review}]\nexpect: {refused: [review.evidence]}",
        "given: {stage: open}\ndo: [{done: call, outcome: interested}]\nexpect: {refused: [call.captures.need]}",
        "given: {stage: open}\ndo: [{assign: rep_2}]\nexpect: {owner: rep_2, events: [deal.assigned rep_2]}",
        "given: {stage: open, owner: rep_1}\ndo: [{assign: null}]\nexpect: {owner: null}",
        "given: {stage: open}\ndo: [{relate: {account: acme}}]\nexpect: {events: [deal.related account]}",
        "given: {stage: open}\ndo: [{comment: They are keen}]\nexpect: {events: [comment.added]}",
        "given: {stage: offer, amount: 5000 EUR, done: [review]}\ndo: [{signal: contract_signed, with: {contract: c.pdf}}]\nexpect: {stage: won, outcome: won}",
        "given: {stage: offer, amount: 500000 EUR, done: [review]}\ndo: [{signal: contract_signed}]\nexpect: {stage: offer, events: [signal.received contract_signed]}",
        "given: {stage: offer, amount: 5000 EUR}\ndo: [{signal: contract_signed}]\nexpect: {events: [signal.received, move.waiting signed]}",
        "given: {stage: open}\ndo: [{observe: lost, reason: price}]\nexpect: {stage: lost, reason: price}",
        "given: {stage: open}\ndo: [{observe: offer}]\nexpect: {refused: [known.needs.budget, known.needs.need, known.done.call, known.check.covers]}",
        "given: {stage: open}\ndo: [{wait: 3 days}, {review: true}]\nexpect: {stage: open, events: []}",
        "given: {stage: offer}\ndo: [{set: {budget: 50 EUR}}]\nexpect: {stage: lost, reason: lost/other, outcome: lost, forecast: none}",
        // What a move by itself waits for.
        "given: {stage: offer, amount: 5000 EUR}\ndo: [{signal: contract_signed}]\nexpect: {waiting: [reviewed.done.review]}",
        """
        given: {stage: offer, amount: 5000 EUR}
        do:
          - {comment: x, expect: {waiting: []}}
          - {signal: contract_signed, expect: {waiting: reviewed.done.review}}
          - {set: {discount: 20%}, expect: {waiting: [reviewed.done.review, discounted.check.sure]}}
          - {done: review, evidence: a.pdf, expect: {waiting: [discounted.check.sure]}}
        expect: {waiting: [discounted.check.sure], stage: offer}
        """,
        // Expectations of steps, actors of steps.
        """
        given: {stage: open, amount: 5000 EUR, source: outbound}
        do:
          - {move: offer, expect: {refused: [known.needs.budget, known.needs.need, known.done.call, known.check.covers]}}
          - {done: call, outcome: interested, as: rep, with: {need: speed, budget: 4000 EUR}}
          - {move: offer, expect: {stage: offer, warned: [known.check.is_inbound]}}
          - {set: {discount: 20%}, as: rep, expect: {refused: [permissions.edit.discount]}}
          - {set: {discount: 15%}, as: manager}
          - {set: {amount: 6000 EUR}, expect: {refused: [offer.locks.amount]}}
          - {done: review, evidence: a.pdf}
          - {move: won, as: manager, expect: {refused: [won.by]}}
        expect: {probability: 50%, forecast: commit, outcome: none, obligations: []}
        """,
        ready + "\ndo: [{move: offer}]\nexpect: {stage: offer, stages: [offer], hooks: [notify owner], warned: []}",
        ready + "\ndo: [{move: offer}]\nexpect: {hooks: [notify rep_1]}",
        "given: {stage: offer, done: [review]}\ndo: [{move: won}]\nexpect: {hooks: [\"crm close\", \"notify #wins\"]}",
        "given: {stage: offer, done: [review]}\ndo: [{move: won}]\nexpect: {hooks: {includes: [notify done]}, probability: 100%}",
        "given: {stage: open}\ndo: [{override: offer, because: the board wants it}]\nexpect: {stage: offer, obligations: [known.needs.budget, known.needs.need, known.done.call, known.check.covers]}",
        "given: {stage: open}\ndo: [{override: offer, because: I want it, as: rep}]\nexpect: {refused: [permissions.override]}",
        "given: {stage: offer, discount: 30%, done: [review]}\ndo: [{move: won}]\nexpect: {refused: [discounted.check.sure]}",
        "given: {stage: offer, discount: 30%, done: [review]}\ndo: [{move: won, confirm: discounted.check.sure}]\nexpect: {stage: won}",
        "given: {stage: open}\ndo: [{move: lost}]\nexpect: {refused: [lost.reason]}",
        "given: {stage: open}\ndo: [{move: lost, reason: price}]\nexpect: {stage: lost, reason: price}",
        "given: {stage: open}\ndo: [{move: won}]\nexpect: {refused: [open.moves.won]}",
        "given: {stage: open}\ndo: [{move: won, reason: price}]\nexpect: {refused: [open.moves.won]}",
        "given: {stage: open}\ndo: [{move: offer, reason: price}]\nexpect: {error: takes no reason}",
        "given: {stage: open}\ndo: [{done: call}]\nexpect: {error: say how 'call' ended}",
        // Situations.
        "given: {stage: paused, came_from: open}\ndo: [{move: wake}]\nexpect: {stage: open}",
        "given: {stage: offer, came_from: open}\ndo: [{move: back}]\nexpect: {stage: open}",
        "given: {stage: offer, obligations: [known.needs.need]}\ndo: [{set: {need: x}}]\nexpect: {obligations: [], events: [fields.set need, obligation.met known.needs.need]}",
        "given: {stage: open, owner: rep_1}\nas: {id: rep_1, roles: [rep]}\ndo: [{comment: x}]\nexpect: {owner: rep_1}",
        "do: [{move: offer}]\nas: []\nexpect: {refused: [offer.by, known.needs.budget, known.needs.need, known.done.call, known.check.covers]}",
    ])
    func aScenarioThatIsRightPasses(_ body: String) async throws {
        #expect(try await mismatches(scenario(body)) == [])
    }

    @Test(arguments: [
        ("given: {stage: open}\nexpect: {stage: offer}", "stage", ["offer"], ["open"]),
        ("given: {stage: open}\nexpect: {stages: [offer, won]}", "stages", ["offer", "won"], ["open"]),
        ("given: {stage: won}\nexpect: {outcome: none}", "outcome", ["none"], ["won"]),
        ("given: {stage: open}\nexpect: {forecast: commit}", "forecast", ["commit"], ["pipeline"]),
        ("given: {stage: open}\nexpect: {probability: 11%}", "probability", ["11%"], ["10%"]),
        ("given: {stage: open}\nexpect: {owner: rep_1}", "owner", ["rep_1"], ["none"]),
        ("given: {stage: open}\nexpect: {open: []}", "open", [], ["call"]),
        (
            "given: {stage: offer, amount: 5 EUR}\ndo: [{signal: contract_signed}]\nexpect: {waiting: [won.by]}",
            "waiting",
            ["won.by"], ["reviewed.done.review"]
        ),
        ("given: {stage: open}\nexpect: {obligations: [known.needs.need]}", "obligations", ["known.needs.need"], []),
        ("given: {stage: open}\nexpect: {fields: {discount: 1%}}", "fields.discount", ["1%"], ["0%"]),
        ("given: {stage: open}\nexpect: {fields: {budget: 1 EUR}}", "fields.budget", ["1 EUR"], ["no value"]),
        (
            "given: {stage: open, secret: tiger}\nexpect: {fields: {secret: lion}}", "fields.secret", ["lion"],
            ["another value, which is sensitive"]
        ),
        (
            "given: {stage: offer}\ndo: [{move: won}]\nexpect: {refused: [won.by]}", "refused", ["won.by"],
            ["reviewed.done.review"]
        ),
        // Nothing more and nothing less.
        (
            "given: {stage: open}\ndo: [{move: offer}]\nexpect: {refused: [known.needs.budget]}", "refused",
            ["known.needs.budget"],
            ["known.check.covers", "known.done.call", "known.needs.budget", "known.needs.need"]
        ),
        ("given: {stage: open}\ndo: [{comment: x}]\nexpect: {refused: [won.by]}", "refused", ["won.by"], []),
        (
            "given: {stage: open}\ndo: [{comment: x}]\nexpect: {warned: [known.check.is_inbound]}", "warned",
            ["known.check.is_inbound"], []
        ),
        (
            "given: {stage: open}\ndo: [{comment: x}]\nexpect: {events: [fields.set]}", "events", ["fields.set"],
            ["comment.added"]
        ),
        ("given: {stage: open}\ndo: [{comment: x}]\nexpect: {events: []}", "events", [], ["comment.added"]),
        (
            "given: {stage: open}\ndo: [{comment: x}]\nexpect: {events: {includes: [deal.moved]}}", "events includes",
            ["deal.moved"], ["comment.added"]
        ),
        ("given: {stage: open}\ndo: [{comment: x}]\nexpect: {hooks: [crm upsert]}", "hooks", ["crm upsert"], []),
        ("given: {stage: open}\ndo: [{comment: x}]\nexpect: {error: nonsense}", "error", ["nonsense"], []),
        (
            "given: {stage: open}\ndo: [{done: call}]\nexpect: {error: nonsense}", "error", ["nonsense"],
            ["say how 'call' ended: interested, not_now, no_answer"]
        ),
        ("given: {stage: lost, came_from: open}\nexpect: {reason: price}", "reason", ["price"], ["none"]),
        ("given: {stage: open}\ndo: [{comment: x, expect: {stage: won}}]", "stage", ["won"], ["open"]),
        ("given: {stage: offer, budget: 5 EUR}\nexpect: {stage: offer}", "given stage", ["offer"], ["lost"]),
        ("do: [{open: {stage: lead}}]\nexpect: {stage: lead}", "result", ["done"], ["refused: start.lead.when"]),
    ])
    func aScenarioThatIsWrongSaysWhatWasSeen(
        _ body: String,
        _ what: String,
        _ expected: [String],
        _ seen: [String]
    ) async throws {
        let found = try #require(try await mismatches(scenario(body)).first)
        #expect(found.what == what)
        #expect(found.expected == expected)
        #expect(found.seen == seen)
    }

    @Test func tracksAreTakenOneByOne() async throws {
        let found = try await mismatches(
            scenario(
                """
                given: {stage: checks}
                do:
                  - {move: again}
                  - {move: again, expect: {refused: [again.at_most]}}
                  - {move: agree, expect: {refused: [agree.track]}}
                  - {move: drafting/agree, expect: {stages: [checks, quoting, settled]}}
                  - {move: agree}
                expect: {stage: won}
                """
            ),
            twins
        )
        #expect(found == [])
    }

    @Test func aRefusalThatNobodyExpectsEndsTheScenarioWithItsRemedies() async throws {
        let found = try await mismatches(
            scenario("given: {stage: offer}\ndo: [{move: won}, {comment: x}]\nexpect: {stage: won}")
        )
        #expect(found.map(\.step) == ["step 1, move won"])
        #expect(found.first?.detail?.contains("remedy: do review") == true)
    }

    @Test func aClockThatWaitsMovesTheDealsTime() async throws {
        let yaml = """
            turnpike: 1
            process: timed
            gates:
              rested: {check: {long: {that: now - stage.entered_at >= 48 hours}}}
            stages:
              a: {exit: [rested], moves: [b]}
              b: {outcome: won}
            """
        let text = scenario(
            "do: [{wait: 1 day}, {move: b, expect: {refused: rested.check.long}}, {wait: 24 hours}, {move: b}]\n"
                + "expect: {stage: b}"
        )
        #expect(try await mismatches(text, yaml) == [])
    }

    @Test func workingDaysAreCountedByTheCalendarOfTheProcess() async throws {
        let yaml = """
            turnpike: 1
            process: timed
            zone: Europe/Berlin
            calendar: office
            calendars: {office: {hours: {mon-fri: [09:00-17:00]}}}
            fields: {until: time}
            gates:
              over: {check: {late: {that: now >= deal.until}}}
            stages:
              a: {exit: [over], moves: [b]}
              b: {outcome: won}
            """
        // From a Friday noon two working days lead to Tuesday noon.
        let text = scenario(
            """
            given: {now: "2026-01-09T11:00:00Z", until: "2026-01-13T11:00:00Z"}
            do: [{wait: 15 working hours}, {move: b, expect: {refused: over.check.late}}, {wait: 1 working hours}, {move: b}]
            expect: {stage: b}
            """
        )
        #expect(try await mismatches(text, yaml) == [])
    }

    @Test func whatWasDoneLongAgoIsOldWhenItIsJudged() async throws {
        let yaml = """
            turnpike: 1
            process: aged
            activities: {demo: {kind: demo, outcomes: [held]}}
            gates: {fresh: {done: [{demo: {within: 30 days}}]}}
            stages:
              a: {exit: [fresh], moves: [b]}
              b: {outcome: won}
            """
        for (ago, refused) in [("29 days", false), ("31 days", true)] {
            let expect = refused ? "{refused: fresh.done.demo}" : "{stage: b}"
            let body = "given: {done: [{demo: {outcome: held, ago: \(ago)}}]}\ndo: [{move: b}]\nexpect: \(expect)"
            #expect(try await mismatches(scenario(body), yaml) == [])
        }
    }

    @Test func recordsOfAccountsAreReadFromTheScenario() async throws {
        let yaml = """
            turnpike: 1
            process: accounts
            gates: {large: {check: {size: {that: deal.account.country == "DE"}}}}
            stages:
              a: {exit: [large], moves: [b]}
              b: {outcome: won}
            """
        let given = "given: {account: acme, accounts: {acme: {country: FR}}}"
        let refused = given + "\ndo: [{move: b}]\nexpect: {refused: large.check.size}"
        #expect(try await mismatches(scenario(refused), yaml) == [])
        let passes = given.replacing("FR", with: "DE") + "\ndo: [{move: b}]\nexpect: {stage: b}"
        #expect(try await mismatches(scenario(passes), yaml) == [])
    }
}
