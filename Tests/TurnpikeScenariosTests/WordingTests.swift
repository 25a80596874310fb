import Testing
import Turnpike

@testable import TurnpikeScenarios

/// What is said about a value that does not fit: what is wrong with it, and what to write.
@Suite struct WordingTests {
    @Test(
        arguments: [
            ("given: {amount: a lot}", "amount holds an amount of money, such as 50000 EUR, not \"a lot\"", nil),
            ("given: {expected: 5 EUR}", "'expected' is computed from other fields and cannot be set", nil),
            (
                "given: {now: yesterday}", "'yesterday' is no time",
                "write 2026-01-05T09:00:00Z, or 2026-01-05 for nine in the morning of that day"
            ),
            ("given: {opened_at: 2030-01-01}", "'opened_at' lies after `now`, 2026-01-05T09:00:00Z", nil),
            (
                "given: {entered_at: 2025-01-01}", "'entered_at' says when the deal came from another stage",
                "name it with `came_from`, or write `opened_at`"
            ),
            (
                "do: [{wait: 3 moons}]", "'3 moons' is no span of time",
                "write a number and a unit: 48 hours, 3 days, 2 weeks, 3 months"
            ),
            (
                "do: [{down: 2 working days}]", "the process has no calendar to count '2 working days' by",
                "write calendar days, such as 20 days, or give the process a `calendar`"
            ),
            ("do: [{wait: -3 days}]", "time does not run backwards", nil),
            ("do: [{review: false}]", "write `review: true`", nil),
            ("expect: {outcome: maybe}", "an outcome is won, lost or none, not 'maybe'", nil),
            (
                "expect: {refused: []}", "a refusal names at least one criterion",
                "leave `refused` out where the step is to succeed"
            ),
            ("expect: {probability: likely}", "a probability is a percentage, such as 40%, not 'likely'", nil),
            (
                "expect: {events: [deal.moved open now]}",
                "an event is written as `deal.moved` or `deal.moved proposal`", nil
            ),
            (
                "given: {done: [{call: {outcome: interested, times: 0}}]}", "'times' is a number from 1 to 1000", nil
            ),
            (
                "given: {because: price}", "'because' says why the deal is where it is",
                "name the stage with `stage` or the outcome with `outcome`"
            ),
            (
                "given: {open_deals: {rep_1: 3}}", "`open_deals` are those of people, and none are there",
                "write `people: {rep_1: {roles: [rep]}}` beside `scenarios`"
            ),
            (
                "expect: {error: x, refused: [known.needs.need]}",
                "a command is either refused or makes no sense to the process, not both", nil
            ),
        ] as [(String, String, String?)]
    )
    func aValueThatDoesNotFitIsExplained(_ body: String, _ message: String, _ help: String?) throws {
        let text = body.hasPrefix("expect") ? body : body + "\nexpect: {stage: open}"
        let file = ScenarioFile(text: scenario(text), for: try process())
        #expect(file.diagnostics.map(\.code.id) == ["TP1604"])
        #expect(file.diagnostics.first?.message == message)
        #expect(file.diagnostics.first?.help == help)
    }

    @Test(arguments: [
        ("given: {people: {rep_3: {capacity: 0}}}", "'capacity' is a number of open deals"),
        ("given: {people: {rep_3: {absent: tomorrow}}}", "'tomorrow' is no day and no range of days"),
        ("given: {people: {rep_3: {left: gone}}}", "write `left: true`"),
        ("given: {open_deals: {rep_1: many}}", "a number of open deals is expected here"),
    ])
    func aPersonThatDoesNotFitIsExplained(_ body: String, _ message: String) throws {
        let file = ScenarioFile(
            text: "people: {rep_1: {roles: [rep]}}\n" + scenario(body + "\nexpect: {stage: open}"),
            for: try process()
        )
        #expect(file.diagnostics.map(\.message) == [message])
    }
}
