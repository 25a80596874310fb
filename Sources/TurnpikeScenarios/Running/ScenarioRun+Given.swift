import Turnpike
import TurnpikeCalendars
import TurnpikeRuntime
import TurnpikeValues

/// Puts the deal into the situation of `given`.
extension ScenarioRun {
    mutating func place(_ pipeline: Pipeline) async throws {
        let given = scenario.given
        let stage = given.stage ?? firstStart
        // An override or an adopted move comes from somewhere: where nothing is said, from where deals begin.
        let isEnded = given.outcome != nil || isOutcome(stage)
        let origin = given.cameFrom ?? (given.obligations.isEmpty && !isEnded ? nil : firstStart)
        var steps: [(at: Instant, step: PlacementStep, by: String)] = []
        for done in given.done {
            let at = try time(of: done.at)
            let step = ActivityStep(
                done.activity,
                outcome: done.outcome,
                values: done.values,
                evidence: done.evidence
            )
            for _ in 0..<done.times { steps.append((at, .done(step), done.by ?? given.owner ?? "somebody")) }
        }
        let arrived = given.arrived ?? given.now
        let earliest = min(steps.map(\.at).min() ?? given.now, origin == nil ? given.now : arrived)
        let opened = given.opened ?? earliest
        guard opened <= earliest else {
            throw CommandError(.invalidValue, "something in `done` lies before `opened_at`, \(opened)")
        }
        let opening = Opening(
            name: given.name,
            stage: origin ?? stage,
            owner: given.owner,
            account: given.account,
            contact: given.contact,
            fields: given.fields
        )
        clock.set(opened)
        let importer = Actor(id: "given", kind: .import, channel: "scenario")
        var deal = try await pipeline.place([.open(opening)], of: process, on: nil, by: importer)
        if origin != nil {
            // What was done before the arrival was done in the stage before.
            if let outcome = given.outcome, outcome != stage {
                steps.append((arrived, .arrive(stage: outcome, obligations: [], reason: given.reason), importer.id))
            }
            let reason = given.outcome.map { $0 == stage } ?? true ? given.reason : nil
            steps.append(
                (arrived, .arrive(stage: stage, obligations: given.obligations, reason: reason), importer.id)
            )
        }
        // Sorting keeps the order of what happened at the same time, so an arrival `now` would come last.
        let order = steps.enumerated().sorted { left, right in
            if left.element.at != right.element.at { return left.element.at < right.element.at }
            let (a, b) = (left.element.step.isArrival, right.element.step.isArrival)
            return a == b ? left.offset < right.offset : a
        }
        for (_, entry) in order {
            clock.set(entry.at)
            let actor = Actor(id: entry.by, kind: .import, channel: "scenario")
            deal = try await pipeline.place([entry.step], of: process, on: deal.id, by: actor)
        }
        clock.set(given.now)
        var options = CommandOptions()
        options.effects = false
        // What time had brought before the scenario begins is not told again: only what is to come is armed.
        let outcome = try await pipeline.perform(Command(.review), on: deal.id, by: importer, options: options)
        let settled = outcome.deal ?? deal
        self.deal = settled
        if settled.stage != stage {
            mismatches.append(
                ScenarioResult.Mismatch(
                    what: "given stage",
                    step: nil,
                    expected: [stage],
                    seen: [settled.stage],
                    detail: "with these values the deal does not stay in \(stage): it moves on by itself",
                    range: given.range
                )
            )
        }
    }

    private func isOutcome(_ stage: String) -> Bool {
        process.stage(stage).map { process[$0].outcome != nil } ?? false
    }

    /// The stage in which a deal begins about which nothing is said.
    private var firstStart: String {
        let start = process.starts.first { $0.when == nil } ?? process.starts.first
        return start.map { process[$0.stage].id } ?? process.stages.first?.id ?? ""
    }

    private func time(of when: Scenario.Given.When) throws -> Instant {
        let now = scenario.given.now
        switch when {
        case .now: return now
        case .at(let instant): return instant
        case .ago(let span):
            return try span.start(before: now, zone: process.zone, calendar: process.calendar?.hours)
        }
    }
}

extension PlacementStep {
    fileprivate var isArrival: Bool {
        if case .arrive = self { true } else { false }
    }
}
