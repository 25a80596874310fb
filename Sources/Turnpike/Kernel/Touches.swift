import TurnpikeExpressions

/// What of a process one command has touched: the coverage of scenario tests is the sum over all their commands.
package struct Touches: Hashable, Sendable {
    /// A condition of the process.
    package enum Condition: Hashable, Sendable {
        /// A criterion of a gate, by its index.
        case criterion(GateID, Int)
        /// The `when` of a gate.
        case gate(GateID)
        /// The `when` of a move.
        case move(MoveID)
        /// The `as_soon_as` of a move.
        case asSoonAs(MoveID)
        /// The `when` of a start, by its index.
        case start(Int)
        /// The `when` of a hook, by its index.
        case hook(Int)
        /// The `pauses` of a limit, by its index.
        case pauses(Int)
        /// The `when` of a rule of assignment, by its index.
        case assignment(Int)
        /// The `when` of a step of an approval.
        case step(ApprovalID, Int)
    }

    /// A step of a limit.
    package struct LimitStep: Hashable, Sendable {
        /// The limit, by its index.
        package var limit: Int
        /// The index of its step.
        package var step: Int

        /// A step of a limit.
        package init(limit: Int, step: Int) {
            self.limit = limit
            self.step = step
        }
    }

    /// An approval that was decided.
    package struct Decided: Hashable, Sendable {
        /// The approval.
        package var approval: ApprovalID
        /// Whether it was granted; else it was rejected.
        package var isGranted: Bool

        /// A decision.
        package init(approval: ApprovalID, isGranted: Bool) {
            self.approval = approval
            self.isGranted = isGranted
        }
    }

    /// The answers that a condition gave.
    package struct Answers: Hashable, Sendable {
        /// It held, or was met.
        package var yes = false
        /// It did not hold, or was unmet. What lacks a value is neither.
        package var no = false

        /// No answer yet.
        package init() {}
    }

    /// An outcome of an activity; nil where the activity has none.
    package struct Done: Hashable, Sendable {
        /// The activity.
        package var activity: ActivityID
        /// The index of its outcome.
        package var outcome: Int?

        /// An end of an activity.
        package init(activity: ActivityID, outcome: Int?) {
            self.activity = activity
            self.outcome = outcome
        }
    }

    /// The stages in which the deal stood.
    package var stages: Set<StageID> = []
    /// The moves that were made.
    package var moves: Set<MoveID> = []
    /// The gates that were judged.
    package var gates: Set<GateID> = []
    /// The conditions that were asked.
    package var conditions: [Condition: Answers] = [:]
    /// The activities that ended, by outcome.
    package var done: Set<Done> = []
    /// The indices of hooks that acted.
    package var hooks: Set<Int> = []
    /// The steps of limits that were reached.
    package var limits: Set<LimitStep> = []
    /// The rules of assignment that have chosen somebody.
    package var rules: Set<Int> = []
    /// The approvals that were granted or rejected.
    package var decided: Set<Decided> = []

    /// A step of a cadence.
    package struct Step: Hashable, Sendable {
        /// The cadence.
        package var cadence: CadenceID
        /// The step, from 0.
        package var step: Int

        /// A step.
        package init(cadence: CadenceID, step: Int) {
            self.cadence = cadence
            self.step = step
        }
    }

    /// The steps of cadences that were taken.
    package var steps: Set<Step> = []
    /// What stopped cadences: the cadence's id, a space, and what it was.
    package var stops: Set<String> = []

    /// Notes what happened to a cadence.
    mutating func note(_ event: CadenceEvent, in process: SalesProcess) {
        switch event.kind {
        case .step(let step, due: _, day: _): steps.insert(Step(cadence: event.cadence, step: step))
        case .stopped(let why): stops.insert("\(process[event.cadence].id) \(why)")
        case .enrolled, .skipped, .paused, .finished: break
        }
    }

    /// Nothing touched.
    package init() {}

    /// Adds what something else has touched.
    package mutating func merge(_ other: Touches) {
        stages.formUnion(other.stages)
        moves.formUnion(other.moves)
        gates.formUnion(other.gates)
        done.formUnion(other.done)
        hooks.formUnion(other.hooks)
        steps.formUnion(other.steps)
        stops.formUnion(other.stops)
        limits.formUnion(other.limits)
        rules.formUnion(other.rules)
        decided.formUnion(other.decided)
        conditions.merge(other.conditions) { old, new in
            var answers = old
            answers.yes = old.yes || new.yes
            answers.no = old.no || new.no
            return answers
        }
    }

    mutating func answer(_ condition: Condition, _ verdict: Verdict) {
        switch verdict {
        case .yes: conditions[condition, default: Answers()].yes = true
        case .no: conditions[condition, default: Answers()].no = true
        case .unknown, .error: break
        }
    }
}

extension SalesProcess {
    /// What a command has touched.
    ///
    /// It judges a second time what the decision has judged, so that decisions themselves need not keep account.
    ///
    /// - Parameters:
    ///   - command: The command.
    ///   - before: The deal as it was decided upon.
    ///   - record: What happened; nil where it was refused.
    ///   - context: The context of the decision.
    package func touches(_ command: Command, _ before: DealState, _ record: Record?, _ context: Context) -> Touches {
        var tracer = Tracer(process: self)
        if before.revision > 0 {
            tracer.touches.stages.formUnion(before.activeStages)
            attempt(command, before, context) { tracer.note(command, wasRefused: record == nil, $0) }
        }
        if let record {
            attempt(command, before, context) { tracer.follow(record, command, $0) }
        }
        return tracer.touches
    }

    /// Works on a copy of a deal that nobody keeps.
    private func attempt(
        _ command: Command,
        _ before: DealState,
        _ context: Context,
        _ body: (borrowing Decider) -> Void
    ) {
        var state = before
        var record = blankRecord(of: command, before, context)
        try? withDecider(&state, &record, context) { (decider) throws(CommandError) in body(decider) }
    }
}

/// Follows one command and notes what it touches.
private struct Tracer {
    let process: SalesProcess
    var touches = Touches()

    // MARK: What was asked for

    mutating func note(_ command: Command, wasRefused: Bool, _ decider: borrowing Decider) {
        switch command.action {
        case .move(let request), .override(let request, because: _):
            // What is given with a move counts before its gates are judged.
            if let changes = try? decider.accepted(request.fields), !changes.isEmpty { decider.store(changes) }
            note(request, wasRefused: wasRefused, decider.scope)
        case .observe(let observation):
            guard wasRefused, let target = process.stage(observation.stage) else { return }
            if let changes = try? decider.accepted(observation.fields) { decider.store(changes) }
            judge(decider.observedPlan(to: target).gates, decider.scope)
        default: return
        }
    }

    private mutating func note(_ request: MoveRequest, wasRefused: Bool, _ scope: Scope) {
        let chosen = request.stage.flatMap { process.stage($0) }
        let rows = rows(request.move, scope)
        for row in rows {
            let transition = process.transitions[row]
            let move = process[transition.move]
            if let when = move.when {
                let verdict = scope.verdict(when)
                touches.answer(.move(transition.move), verdict)
                guard verdict == .yes else { continue }
            }
            if wasRefused {
                var named = chosen
                if named == nil, case .named(let words) = request.move { named = process.stage(words) }
                judge(scope.plan(transition, chosen: transition.target == nil ? named : nil).gates, scope)
            }
            return
        }
        // No guard holds: the refusal tells what every row lacks.
        for row in rows { judge(scope.plan(process.transitions[row], chosen: chosen).gates, scope) }
    }

    private func rows(_ name: MoveRequest.Name, _ scope: Scope) -> [Int] {
        let byPerson = scope.rows.filter { process[process.transitions[$0].move].isByPerson }
        switch name {
        case .id(let id): return byPerson.filter { process.transitions[$0].move == id }
        case .named(let words):
            let same = byPerson.filter { process[process.transitions[$0].move].id == words }
            if !same.isEmpty { return same }
            guard let stage = process.stage(words) else { return [] }
            return byPerson.filter { scope.plan(process.transitions[$0], chosen: stage).target == stage }
        }
    }

    // MARK: What happened

    mutating func follow(_ record: Record, _ command: Command, _ decider: borrowing Decider) {
        let stamp = record.stamp
        let scope = decider.scope
        for event in record.events {
            look(at: event, scope)
            process.apply(event, of: stamp, by: record.actor.id, to: &scope.state)
            // Between its opening and its first stages a nested deal stands nowhere.
            if !scope.state.stage.isNone { touches.stages.formUnion(scope.state.activeStages) }
        }
        // What did not move by itself was asked and said no.
        for row in scope.rows {
            let id = process.transitions[row].move
            guard case .asSoonAs(let condition) = process[id].trigger else { continue }
            touches.answer(.asSoonAs(id), scope.verdict(condition))
        }
        noteStarts(record, command, scope)
        notePauses(scope)
        for case .assignment(.made(let rule, to: _, among: _)) in record.events {
            touches.rules.insert(rule)
            // The rules before the one that chose were asked, too.
            for (index, other) in process.assignment.enumerated().prefix(rule + 1)
            where other.stage == process.assignment[rule].stage {
                guard let when = other.when else { continue }
                touches.answer(.assignment(index), scope.verdict(when))
            }
        }
        for event in record.events {
            for (index, hook) in process.hooks.enumerated() where decider.matches(hook.event, event) {
                if let when = hook.when {
                    let verdict = scope.verdict(when)
                    touches.answer(.hook(index), verdict)
                    guard verdict == .yes else { continue }
                }
                touches.hooks.insert(index)
            }
        }
    }

    private mutating func look(at event: Event, _ scope: Scope) {
        switch event {
        case .moved(let moved):
            judge(moved.gates, scope)
            guard let id = moved.move else { return }
            touches.moves.insert(id)
            if case .asSoonAs = process[id].trigger { touches.answer(.asSoonAs(id), .yes) }
            if moved.kind == .automatic, let when = process[id].when { touches.answer(.move(id), scope.verdict(when)) }
        case .waiting(let id, let unmet):
            guard !unmet.isEmpty, let row = scope.rows.first(where: { process.transitions[$0].move == id }) else {
                return
            }
            judge(scope.plan(process.transitions[row]).gates, scope)
        case .signalled(let signal, isAwaited: _):
            for row in scope.rows {
                let id = process.transitions[row].move
                guard case .signal(signal) = process[id].trigger else { continue }
                guard let when = process[id].when else { return }
                let verdict = scope.verdict(when)
                touches.answer(.move(id), verdict)
                if verdict == .yes { return }
            }
        case .activityDone(let done):
            touches.done.insert(Touches.Done(activity: done.activity, outcome: done.outcome))
        case .cadence(let event): touches.note(event, in: process)
        case .time(.fired(let key, due: _, isSkipped: _)) where key.kind == .move:
            let id = MoveID(key.rule)
            if let when = process[id].when { touches.answer(.move(id), scope.verdict(when)) }
        case .time(.limit(let reached)):
            touches.limits.insert(Touches.LimitStep(limit: reached.limit, step: reached.step))
        case .approval(let event): look(at: event, scope)
        default: return
        }
    }

    private mutating func look(at event: ApprovalEvent, _ scope: Scope) {
        let id = event.approval
        switch event.kind {
        case .granted: touches.decided.insert(Touches.Decided(approval: id, isGranted: true))
        case .rejected: touches.decided.insert(Touches.Decided(approval: id, isGranted: false))
        case .requested:
            for (index, step) in process[id].steps.enumerated() {
                guard let when = step.when else { continue }
                touches.answer(.step(id, index), scope.verdict(when))
            }
        default: return
        }
    }

    private mutating func notePauses(_ scope: Scope) {
        guard !scope.state.stage.isNone else { return }
        for (index, limit) in process.limits.enumerated() {
            guard let pauses = limit.pauses, limit.owner.map({ scope.state.isIn($0) }) ?? true else { continue }
            touches.answer(.pauses(index), scope.verdict(pauses))
        }
    }

    private mutating func noteStarts(_ record: Record, _ command: Command, _ scope: Scope) {
        guard case .open(let opening) = command.action, record.actor.kind != .import else { return }
        for (index, start) in process.starts.enumerated() {
            if let name = opening.stage, process[start.stage].id != name { continue }
            guard let when = start.when else { return }
            let verdict = scope.verdict(when)
            touches.answer(.start(index), verdict)
            if verdict == .yes { return }
        }
    }

    // MARK: Gates

    private mutating func judge(_ gates: [GateID], _ scope: Scope) {
        for gate in gates { judge(gate, scope) }
    }

    private mutating func judge(_ id: GateID, _ scope: Scope) {
        touches.gates.insert(id)
        let gate = process[id]
        if let when = gate.when {
            let verdict = scope.verdict(when)
            touches.answer(.gate(id), verdict)
            guard verdict == .yes else { return }
        }
        for (index, criterion) in gate.criteria.enumerated() {
            let place = Touches.Condition.criterion(id, index)
            switch criterion.kind {
            case .check(let check): touches.answer(place, scope.verdict(check.condition))
            case .needs, .done, .approval, .external: answer(place, criterion, scope)
            case .any(let parts), .all(let parts):
                judge(parts, scope)
                answer(place, criterion, scope)
            }
        }
    }

    private mutating func answer(_ place: Touches.Condition, _ criterion: Criterion, _ scope: Scope) {
        guard let isMet = try? scope.isMet(criterion, confirmed: [], isAutomatic: true) else { return }
        touches.answer(place, isMet ? .yes : .no)
    }
}
