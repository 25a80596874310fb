public import Turnpike
import TurnpikeCalendars
import TurnpikeRuntime
import TurnpikeValues

/// Runs scenarios: each on a store of its own in memory and on a clock that only `wait` moves, through the one front
/// door that every other channel takes.
public struct ScenarioRunner: Sendable {
    /// The process that the scenarios are run against.
    public let process: SalesProcess

    /// A runner for a process: the one that the scenarios were read for.
    public init(_ process: SalesProcess) {
        self.process = process
    }

    /// Runs one scenario; whatever happens in it is part of its result.
    public func run(_ scenario: Scenario) async -> ScenarioResult {
        let clock = ContinuousClock()
        let started = clock.now
        var run = ScenarioRun(scenario, process)
        await run.perform()
        return ScenarioResult(
            name: scenario.name,
            range: scenario.range,
            mismatches: run.mismatches,
            duration: clock.now - started,
            touches: run.touches
        )
    }

    /// Runs scenarios one after the other.
    ///
    /// - Parameter progress: Called after each with the number of those that are done.
    public func run(_ scenarios: [Scenario], progress: (Int) -> Void = { _ in }) async -> [ScenarioResult] {
        var results: [ScenarioResult] = []
        results.reserveCapacity(scenarios.count)
        for scenario in scenarios {
            results.append(await run(scenario))
            progress(results.count)
        }
        return results
    }
}

/// One scenario in the making.
struct ScenarioRun {
    let scenario: Scenario
    let process: SalesProcess
    let clock: ManualClock
    let store = InMemoryStore()
    var mismatches: [ScenarioResult.Mismatch] = []
    var touches = Touches()
    var deal: Deal?
    var sightings: [Sighting] = []
    /// The outbox up to this row was looked at.
    private var lastRow: Int64 = 0
    /// Who is there; nil where everybody is taken at their word.
    private let directory: ScenarioDirectory?

    init(_ scenario: Scenario, _ process: SalesProcess) {
        self.scenario = scenario
        self.process = process
        clock = ManualClock(scenario.given.now)
        directory = scenario.crew.map { ScenarioDirectory($0) }
    }

    mutating func perform() async {
        do {
            let pipeline = try await Pipeline(
                processes: [process],
                store: store,
                clock: clock,
                ids: .seeded(1),
                directory: directory,
                rates: scenario.rates,
                simulatesOpenings: true
            )
            for load in scenario.given.loads {
                store.put(Counter(process.loadCounter(load.person), value: Int64(load.count), revision: 1))
            }
            for party in scenario.given.accounts { try await pipeline.put(.account, party.id, values: party.values) }
            for party in scenario.given.contacts { try await pipeline.put(.contact, party.id, values: party.values) }
            if scenario.given.isPlaced { try await place(pipeline) }
            if let deal { touches.stages.formUnion(deal.state.activeStages) }
            guard mismatches.isEmpty else { return }
            for (index, step) in scenario.steps.enumerated() {
                guard try await take(step, number: index + 1, pipeline) else { return }
            }
            compareEnd()
        } catch {
            mismatches.append(
                ScenarioResult.Mismatch(
                    what: "given",
                    step: nil,
                    expected: ["a situation that the process knows"],
                    seen: ["\(error)"],
                    detail: nil,
                    range: scenario.given.range
                )
            )
        }
    }

    // MARK: Steps

    /// Does a step and compares what it led to.
    ///
    /// - Returns: Whether the scenario goes on.
    private mutating func take(_ step: Scenario.Step, number: Int, _ pipeline: Pipeline) async throws -> Bool {
        var sighting = Sighting(label: "step \(number), \(step.label)")
        let actor = performer(step)
        do {
            switch step.action {
            case .wait(let span): try await wait(span, pipeline, &sighting)
            case .down(let span): try await wait(span, isRunning: false, pipeline, &sighting)
            case .answer(let plugin, let answer):
                guard try await self.answer(plugin, answer, pipeline, &sighting) else {
                    throw CommandError(.wrongState, "no gate has asked '\(plugin)'")
                }
            case .open(let opening):
                let outcome = try await pipeline.open(process.id, opening, by: actor)
                let blank = outcome.deal.map { DealState(id: $0.id, fieldCount: process.fields.count) }
                try await note(outcome, Command(.open(opening)), blank, actor, pipeline, &sighting)
            case .command(let command):
                guard let before = deal else {
                    throw CommandError(.wrongState, "there is no deal: the opening was refused")
                }
                let outcome = try await pipeline.perform(command, on: before.id, by: actor)
                try await note(outcome, command, before.state, actor, pipeline, &sighting)
            }
            try await answerWhatIsAsked(pipeline, &sighting)
        } catch let error as CommandError {
            sighting.error = error.problems.joined(separator: "; ")
        } catch let error as PipelineError {
            sighting.error = error.message
        } catch let error as CalendarError {
            sighting.error = "\(error)"
        }
        try await look(&sighting)
        if let deal {
            let context = try await pipeline.judgingContext(for: deal.state, process, actor)
            sighting.hidden = process.hiddenFields(of: deal.state, from: context).map { process[$0].id }
        }
        sightings.append(sighting)
        let isLast = number == scenario.steps.count
        return compare(step, sighting, isLast: isLast)
    }

    private mutating func note(
        _ outcome: Outcome,
        _ command: Command,
        _ before: DealState?,
        _ actor: Actor,
        _ pipeline: Pipeline,
        _ sighting: inout Sighting
    ) async throws {
        var record: Record?
        switch outcome {
        case .changed(let deal, let made):
            record = made
            self.deal = deal
            sighting.events += made.events.map { Sighting.SeenEvent($0, in: process) }
            for case .moved(let moved) in made.events { sighting.warned += moved.warnings }
        case .unchanged(let deal), .repeated(let deal, revision: _): self.deal = deal
        case .refused(let refusal, let deal):
            sighting.refusal = refusal
            if refusal.isPending, let deal {
                self.deal = deal
                record = try await pipeline.history(deal.id).last
                sighting.events += record?.events.map { Sighting.SeenEvent($0, in: process) } ?? []
            }
            sighting.warned = refusal.warnings.map(\.id)
        }
        var isRefused = false
        if case .refused = outcome { isRefused = true }
        guard record != nil || isRefused, let before else { return }
        let context = try await pipeline.judgingContext(for: deal?.state ?? before, process, actor)
        touches.merge(process.touches(command, before, record, context))
    }

    /// The deliveries that the step has caused, in the order in which they leave.
    private mutating func look(_ sighting: inout Sighting) async throws {
        guard let deal else { return }
        while true {
            var query = OutboxQuery(deal: deal.id)
            query.after = lastRow
            let rows = try await store.outbox(query)
            guard let last = rows.last else { return }
            lastRow = last.sequence
            sighting.deliveries += rows.map { Sighting.SeenDelivery($0, owner: deal.owner) }
        }
    }

    /// Lets time pass: what is due meanwhile fires in the order of time, as if a worker were there.
    ///
    /// - Parameter isRunning: Whether one is there; if not, all that was due fires in the end.
    private mutating func wait(
        _ span: TimeSpan,
        isRunning: Bool = true,
        _ pipeline: Pipeline,
        _ sighting: inout Sighting
    ) async throws {
        let end = try span.end(from: clock.now(), zone: process.zone, calendar: process.calendar?.hours)
        guard let before = deal else { return clock.set(end) }
        if !isRunning { clock.set(end) }
        let summary = try await pipeline.tick(until: end, clock)
        if let error = summary.lastError { sighting.error = error }
        guard let after = try await pipeline.deal(before.id), after.revision > before.revision else { return }
        var state = before.state
        for record in try await pipeline.history(before.id) where record.revision > before.revision {
            sighting.events += record.events.map { Sighting.SeenEvent($0, in: process) }
            let context = try await pipeline.judgingContext(for: state, process, .timer)
            touches.merge(process.touches(Command(.review), state, record, context))
            process.apply(record, to: &state)
        }
        touches.stages.formUnion(after.state.activeStages)
        deal = after
    }

    // MARK: Questions

    /// Gives a plug-in's answer to what a gate has asked it.
    ///
    /// - Returns: Whether anything was asked.
    private mutating func answer(
        _ plugin: String,
        _ answer: Scenario.Answer,
        _ pipeline: Pipeline,
        _ sighting: inout Sighting
    ) async throws -> Bool {
        guard let before = deal,
            let known = before.state.externals.first(where: { external in
                external.status == .asked && process[external.external].plugin == plugin
            })
        else { return false }
        let result: ExternalAnswer.Result =
            answer.word == .down
            ? .down(answer.text ?? "it is down") : .answered(GateAnswer(passes: answer.word == .yes, text: answer.text))
        let gate = process[known.external].id
        let command = Command(.answer(ExternalAnswer(gate: gate, key: known.key, result)))
        let actor = Actor(id: plugin, kind: .plugin, channel: plugin)
        let outcome = try await pipeline.perform(command, on: before.id, by: actor)
        let refusal = sighting.refusal
        try await note(outcome, command, before.state, actor, pipeline, &sighting)
        // What waited for the answer was made by it.
        let hasMoved = deal.map { $0.stage != before.stage || $0.activeStages != before.activeStages } ?? false
        sighting.refusal = hasMoved ? nil : sighting.refusal ?? refusal
        return true
    }

    /// Answers as `given` says, as often as is asked.
    private mutating func answerWhatIsAsked(_ pipeline: Pipeline, _ sighting: inout Sighting) async throws {
        let answers = scenario.given.answers
        guard !answers.isEmpty else { return }
        // A plug-in is asked anew at most once for each gate, so this ends.
        for _ in 0..<32 {
            let asked = deal?.state.externals.first { external in
                external.status == .asked && answers[process[external.external].plugin] != nil
            }
            guard let asked else { return }
            let plugin = process[asked.external].plugin
            guard let answer = answers[plugin] else { return }
            guard try await self.answer(plugin, answer, pipeline, &sighting) else { return }
        }
    }

    // MARK: Who acts

    /// Who acts: without a word every role, and the deal's owner where a role of that name is asked for.
    private func performer(_ step: Scenario.Step) -> Actor {
        let performer = step.actor ?? scenario.actor
        var kind = performer.kind
        var votes = false
        var answers = false
        if case .command(let command) = step.action {
            switch command.action {
            // What an outside system has done only a program reports.
            case .observe where kind == .person: kind = .plugin
            case .approval(let step): votes = step.kind == .approve || step.kind == .reject
            case .assignment(let step): answers = step.kind != .byRules
            default: break
            }
        }
        let everyRole = process.roles.map(\.id)
        // Only its owner takes or returns a deal.
        let isOwner = performer.isOwner || performer.roles == nil && performer.id == nil && (!votes || answers)
        if let directory, kind == .person {
            let today = process.zone.date(of: clock.now())
            let owner = isOwner ? deal?.owner : nil
            let actor = directory.actor(performer, owner: owner, votes: votes, everyRole: everyRole, on: today)
            directory.welcome(performer.roles == nil && performer.id == nil || !directory.knows(actor) ? actor : nil)
            return actor
        }
        if votes, performer.id == nil, !performer.isOwner {
            // Each role is somebody: who approves is not who has asked, and two roles are two people.
            let roles = performer.roles ?? everyRole
            let id = performer.roles == nil ? "approver" : roles.joined(separator: "_")
            return Actor(id: id, kind: kind, roles: roles, channel: "scenario")
        }
        let id = performer.id ?? (isOwner ? deal?.owner : nil) ?? "tester"
        return Actor(id: id, kind: kind, roles: performer.roles ?? everyRole, channel: "scenario")
    }
}
