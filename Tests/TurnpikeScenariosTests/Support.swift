import Testing
import Turnpike
import TurnpikeYAML

@testable import TurnpikeScenarios

/// A process with one of everything that scenarios can look at.
let sample = """
    turnpike: 1
    process: sample
    currency: EUR
    roles: {rep: Rep, manager: Manager, legal: Legal}
    fields:
      amount: money
      budget: money
      need: text
      discount: {type: percent, default: 0%}
      source: {type: choice, options: [inbound, outbound]}
      contract: file
      secret: {type: text, sensitive: true}
      expected: {type: money, compute: deal.amount * 0.5}
    reasons:
      lost: {price: Too expensive, other: Something else}
    signals: {contract_signed: {sets: [contract]}}
    activities:
      call:
        kind: call
        by: rep
        outcomes: [interested, not_now, {no_answer: {again: true}}]
        captures: [budget, {need: required}]
      review: {kind: document, by: legal, evidence: true, fields: {pages: integer}}
    gates:
      known:
        needs: [budget, need]
        done: [{call: {outcome: [interested]}}]
        check:
          covers: {that: deal.budget >= deal.amount * 0.8, else: "The budget covers less than 80% of ${deal.amount}."}
          is_inbound: {that: deal.source == "inbound", severity: warn}
      discounted:
        when: deal.discount > 15%
        check:
          sure: {that: deal.amount >= 10000 EUR, severity: confirm}
      reviewed: {done: [review]}
    start:
      lead: {when: deal.source == "inbound"}
      open: {}
    stages:
      lead: {moves: [open]}
      open: {probability: 10%, forecast: pipeline, activities: [call], exit: [known], moves: [offer]}
      offer:
        probability: 50%
        forecast: commit
        locks: [amount]
        exit: [discounted, reviewed]
        moves:
          won: {by: [rep]}
          signed: {to: won, signal: contract_signed, when: deal.amount < 100000 EUR}
          too_small: {to: lost, as_soon_as: deal.budget < 100 EUR, because: other}
      won: {outcome: won, probability: 100%, forecast: closed}
      paused: {hold: true, moves: {wake: {to: came_from}}}
      lost: {outcome: lost, reason: lost}
    anywhere:
      moves: {lost: {}, paused: {}, back: {to: earlier}}
    permissions: {move: [rep, manager], override: [manager], edit: {discount: [manager]}}
    templates: {done: {text: "${deal.name} is won"}}
    hooks:
      - {event: deal.opened, do: [{crm: upsert}]}
      - {event: stage.entered offer, when: deal.amount > 1000 EUR, do: [{notify: owner}]}
      - {event: deal.won, do: [{crm: close}, {notify: {to: "#wins", template: done}}]}
    """

/// Two tracks whose moves have one name, and what bounds a move.
let twins = """
    turnpike: 1
    process: sample
    stages:
      checks:
        tracks:
          price: {stages: {quoting: {moves: {agree: {to: quoted}}}, quoted: {final: true}}}
          terms: {stages: {drafting: {moves: {agree: {to: settled, at_most: 1}}}, settled: {final: true}}}
        moves: {won: {complete: true}, again: {to: checks, at_most: 1}}
      won: {outcome: won, moves: {reopen: {to: checks, within: 30 days}}}
    """

/// The sample, or a process of one's own.
func process(_ text: String = sample) throws -> SalesProcess {
    try SalesProcess(yaml: text, name: "sample.process.yaml")
}

/// Runs one scenario, given as the items below `scenarios:`, and tells what is otherwise than expected.
func mismatches(_ text: String, _ yaml: String = sample) async throws -> [ScenarioResult.Mismatch] {
    let process = try process(yaml)
    let file = ScenarioFile(text: text, for: process)
    let report = DiagnosticRenderer().render(file.diagnostics, in: file.sources)
    try #require(file.diagnostics.isEmpty, Comment(rawValue: report))
    var result: [ScenarioResult.Mismatch] = []
    for scenario in file.scenarios { result += await ScenarioRunner(process).run(scenario).mismatches }
    return result
}

/// A scenario's text around its parts.
func scenario(_ body: String) -> String {
    "scenarios:\n  - name: it\n"
        + body.split(separator: "\n", omittingEmptySubsequences: false)
        .map { "    \($0)\n" }.joined()
}
