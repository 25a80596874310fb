import Turnpike
import TurnpikeValues

/// Holds what was seen against what is expected.
extension ScenarioRun {
    /// Compares a step with what it, or the scenario about its last step, expects.
    ///
    /// - Returns: Whether the scenario goes on.
    mutating func compare(_ step: Scenario.Step, _ sighting: Sighting, isLast: Bool) -> Bool {
        let end = isLast ? scenario.expectation : nil
        let refused = step.expectation?.refused ?? end?.refused
        let error = step.expectation?.error ?? end?.error
        var goesOn = true
        switch (sighting.error, sighting.refusal) {
        case (let seen?, _):
            if let error {
                if !seen.contains(error.value) {
                    add("error", sighting, [error.value], [seen], at: error.range)
                }
            } else {
                add("result", sighting, [refused == nil ? "done" : "refused"], ["an error: \(seen)"], at: step.range)
                goesOn = false
            }
        case (nil, let refusal?):
            if let refused {
                compare("refused", sighting, refused, refusal.ids, detail: refusal.description)
            } else if let error {
                add(
                    "result",
                    sighting,
                    ["an error: \(error.value)"],
                    ["refused: \(refusal.ids.joined(separator: ", "))"],
                    detail: refusal.description,
                    at: error.range
                )
            } else {
                add(
                    "result",
                    sighting,
                    ["done"],
                    ["refused: \(refusal.ids.joined(separator: ", "))"],
                    detail: refusal.description,
                    at: step.range
                )
                goesOn = false
            }
        case (nil, nil):
            if let refused { add("refused", sighting, refused.value.sorted(), [], at: refused.range) }
            if let error { add("error", sighting, [error.value], [], at: error.range) }
        }
        if let expected = step.expectation {
            compareDeal(expected, sighting.label)
            compareLists(expected, sighting.label, [sighting])
            compareOpened(expected, sighting.label, [sighting])
            if let warned = expected.warned { compare("warned", sighting, warned, sighting.warned) }
            if let hidden = expected.hidden { compare("hidden", sighting, hidden, sighting.hidden) }
        }
        return goesOn
    }

    /// Compares the deal as it is in the end, and all that has happened.
    mutating func compareEnd() {
        let expected = scenario.expectation
        compareDeal(expected, nil)
        compareLists(expected, nil, sightings)
        compareOpened(expected, nil, sightings)
        guard let last = sightings.last else {
            let lists = [("refused", expected.refused), ("warned", expected.warned), ("hidden", expected.hidden)]
            for (what, list) in lists {
                guard let list, !list.value.isEmpty else { continue }
                add(what, nil, list.value, ["nothing was done"], at: list.range)
            }
            if let error = expected.error { add("error", nil, [error.value], ["nothing was done"], at: error.range) }
            return
        }
        if let warned = expected.warned { compare("warned", last, warned, last.warned) }
        if let hidden = expected.hidden { compare("hidden", last, hidden, last.hidden) }
    }

    /// The deals that are opened elsewhere, by the ids of the openings or by their paths, in order.
    private mutating func compareOpened(_ expected: Scenario.Expectation, _ step: String?, _ seen: [Sighting]) {
        guard let opened = expected.opened else { return }
        let paths = Set(opened.value.filter { $0.contains("/") })
        let names = seen.flatMap(\.events).filter { $0.kind == "opening.due" }.compactMap { event in
            event.subjects.first { paths.contains($0) } ?? event.subjects.first
        }
        compare("opened", step, opened, names)
    }

    // MARK: The deal

    private mutating func compareDeal(_ expected: Scenario.Expectation, _ step: String?) {
        func place(_ located: Located<String>?) -> SourceRange { located?.range ?? expected.range }
        compare("stage", step, expected.stage, deal?.stage ?? "no deal")
        compare("outcome", step, expected.outcome, deal?.outcome?.rawValue ?? "none")
        compare("forecast", step, expected.forecast, deal?.forecast ?? "none")
        compare("probability", step, expected.probability, deal?.probability.map { "\($0)" } ?? "none")
        compare("owner", step, expected.owner, deal?.owner ?? "none")
        if let reason = expected.reason {
            let seen = deal?.reason ?? "none"
            if seen != reason.value, !seen.hasSuffix("/\(reason.value)") {
                add("reason", step, [reason.value], [seen], at: reason.range)
            }
        }
        if let stages = expected.stages {
            compare("stages", step, stages, deal.map { activeStages($0) } ?? [])
        }
        if let obligations = expected.obligations {
            compare("obligations", step, obligations, deal?.obligations.map(\.criterion) ?? [])
        }
        if let waiting = expected.waiting {
            compare("waiting", step, waiting, deal?.state.details.waiting.flatMap(\.unmet) ?? [])
        }
        if let open = expected.open {
            let seen = deal?.state.details.activities.filter { !$0.open.isEmpty }.map { process[$0.activity].id }
            compare("open", step, open, seen ?? [])
        }
        for field in expected.fields {
            let seen = deal?[field.field] ?? .null
            guard seen != field.value else { continue }
            let isHidden = process.field(field.field).map { process[$0].isSensitive } ?? false
            add(
                "fields.\(field.field)",
                step,
                [Self.text(of: field.value)],
                [isHidden && seen != .null ? "another value, which is sensitive" : Self.text(of: seen)],
                at: field.range
            )
        }
    }

    private func activeStages(_ deal: Deal) -> [String] { deal.activeStages }

    private static func text(of value: Value) -> String {
        switch value {
        case .null: "no value"
        case .string(let text): text
        default: value.description
        }
    }

    // MARK: Lists

    private mutating func compareLists(_ expected: Scenario.Expectation, _ step: String?, _ seen: [Sighting]) {
        if let events = expected.events {
            let all = seen.flatMap(\.events)
            compare("events", step, events, all.map(\.description)) { all[$0].isMeant(by: $1) }
        }
        if let hooks = expected.hooks {
            let all = seen.flatMap(\.deliveries)
            compare("hooks", step, hooks, all.map(\.description)) { all[$0].isMeant(by: $1) }
        }
    }

    private mutating func compare(
        _ what: String,
        _ step: String?,
        _ expected: Scenario.ExpectedList,
        _ seen: [String],
        _ matches: (Int, String) -> Bool
    ) {
        let isSame: Bool
        if expected.isPart {
            // Each in its turn; others may stand between them.
            var next = 0
            isSame = expected.items.allSatisfy { item in
                while next < seen.count {
                    next += 1
                    if matches(next - 1, item) { return true }
                }
                return false
            }
        } else {
            isSame =
                expected.items.count == seen.count
                && expected.items.indices.allSatisfy { matches($0, expected.items[$0]) }
        }
        if isSame { return }
        add(expected.isPart ? "\(what) includes" : what, step, expected.items, seen, at: expected.range)
    }

    /// Lists whose order does not count.
    private mutating func compare(
        _ what: String,
        _ step: String?,
        _ expected: Located<[String]>,
        _ seen: [String],
        detail: String? = nil
    ) {
        guard expected.value.sorted() != seen.sorted() else { return }
        add(what, step, expected.value.sorted(), seen.sorted(), detail: detail, at: expected.range)
    }

    private mutating func compare(
        _ what: String,
        _ sighting: Sighting,
        _ expected: Located<[String]>,
        _ seen: [String],
        detail: String? = nil
    ) {
        compare(what, sighting.label, expected, seen, detail: detail)
    }

    private mutating func compare(_ what: String, _ step: String?, _ expected: Located<String>?, _ seen: String) {
        guard let expected, expected.value != seen else { return }
        add(what, step, [expected.value], [seen], at: expected.range)
    }

    // MARK: Mismatches

    private mutating func add(
        _ what: String,
        _ sighting: Sighting,
        _ expected: [String],
        _ seen: [String],
        detail: String? = nil,
        at range: SourceRange
    ) {
        add(what, sighting.label, expected, seen, detail: detail, at: range)
    }

    private mutating func add(
        _ what: String,
        _ step: String?,
        _ expected: [String],
        _ seen: [String],
        detail: String? = nil,
        at range: SourceRange
    ) {
        mismatches.append(
            ScenarioResult.Mismatch(
                what: what,
                step: step,
                expected: expected,
                seen: seen,
                detail: detail,
                range: range
            )
        )
    }
}
