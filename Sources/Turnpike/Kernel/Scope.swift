import TurnpikeExpressions
import TurnpikeValues

/// Why a condition is not true, in the words of a refusal.
struct ConditionReasons {
    /// Paths without a value that leave it undecided.
    var missing: [String]
    /// What was seen: `30000 EUR is less than 40000 EUR`.
    var sentences: [String]
    /// What is needed: `at least 40000 EUR`.
    var needed: [String]
    /// The paths whose values decided it.
    var paths: [String]
}

/// Everything that an expression may see at one moment of a decision.
///
/// It points at the working copy of the deal and at the context, which whoever makes it keeps alive meanwhile: a scope is
/// handed to a dozen functions by each move, and as a value it would be copied by each.
struct Scope {
    let process: SalesProcess
    let now: Instant
    /// In a nested process the active stage from which a move is judged: `since: stage` speaks of that one.
    var standpoint: StageID?
    private let workingCopy: UnsafeMutablePointer<DealState>
    let context: UnsafePointer<Context>

    /// A scope for as long as the pointers hold.
    init(
        process: SalesProcess,
        state: UnsafeMutablePointer<DealState>,
        now: Instant,
        context: UnsafePointer<Context>
    ) {
        self.process = process
        self.now = now
        workingCopy = state
        self.context = context
    }

    /// The working copy.
    var state: DealState {
        _read { yield workingCopy.pointee }
        nonmutating _modify { yield &workingCopy.pointee }
    }

    /// Who asks.
    var actor: Actor {
        _read { yield context.pointee.actor }
    }

    /// What is known from outside the deal.
    var facts: Facts {
        _read { yield context.pointee.facts }
    }

    /// The verdict of a condition; allocates nothing for conditions over numbers, money, booleans and times.
    func verdict(_ condition: Condition) -> Verdict { verdict(condition.program) }

    func verdict(_ program: CompiledExpression) -> Verdict {
        withFrame(of: program) { fields, derived in
            var cost = CostCounter()
            return program.verdict(fields: fields, derived: derived, cost: &cost)
        }
    }

    /// The verdict of a condition that a command depends on.
    ///
    /// - Throws: `CommandError` where it fails to evaluate: that is an error with its place, never a "no".
    func decidingVerdict(_ condition: Condition) throws(CommandError) -> Verdict {
        let verdict = verdict(condition)
        if verdict == .error { throw failure(of: condition) }
        return verdict
    }

    func failure(of condition: Condition) -> CommandError {
        let place = process.place(of: condition.source.range).map { "\($0): " } ?? ""
        var reason = "it failed to evaluate"
        if case .failed(let error) = evaluate(condition) { reason = error.message }
        return CommandError(.evaluation, "\(place)'\(condition.source.text)': \(reason)")
    }

    /// The value of an expression.
    func evaluate(_ condition: Condition) -> Evaluation {
        withFrame(of: condition.program) { fields, derived in
            var cost = CostCounter()
            return condition.program.evaluate(fields: fields, derived: derived, cost: &cost)
        }
    }

    /// Why a condition is not true.
    func reasons(of condition: Condition) -> ConditionReasons {
        let explanation = withFrame(of: condition.program) { fields, derived in
            condition.program.explain(fields: fields, derived: derived)
        }
        var reasons = ConditionReasons(missing: explanation.missing, sentences: [], needed: [], paths: [])
        for part in explanation.deciding {
            // A sensitive value is judged and never shown.
            let isShown = !part.seen.contains { isHidden($0.path) }
            if isShown {
                reasons.sentences.append(part.sentence)
                if let needed = part.needed { reasons.needed.append(needed) }
            }
            for seen in part.seen where !reasons.paths.contains(seen.path) { reasons.paths.append(seen.path) }
        }
        for path in reasons.missing {
            if let problem = computationProblem(ofPath: path) { reasons.sentences.append(problem) }
        }
        if !reasons.missing.isEmpty { reasons.paths = reasons.missing }
        if reasons.paths.isEmpty { reasons.paths = condition.program.readPaths.map(\.path) }
        return reasons
    }

    private func isHidden(_ path: String) -> Bool {
        field(ofPath: path).map { process[$0].isSensitive || !maySee($0) } ?? false
    }

    @inline(__always)
    private func withFrame<Result>(
        of program: CompiledExpression,
        _ body: (UnsafeBufferPointer<Value>, UnsafeBufferPointer<Value>) -> Result
    ) -> Result {
        state.slots.withUnsafeBufferPointer { fields in
            if !program.readsDerived { return body(fields, UnsafeBufferPointer(start: nil, count: 0)) }
            let reads = program.derivedReads
            let count = process.derivedValues.count
            return withUnsafeTemporaryAllocation(of: Value.self, capacity: count) { buffer in
                buffer.initialize(repeating: .null)
                defer { buffer.deinitialize() }
                for slot in reads { buffer[slot] = derived(process.derivedValues[slot]) }
                return body(fields, UnsafeBufferPointer(buffer))
            }
        }
    }

    /// What a derived slot holds now; `.null` for no value.
    func derived(_ value: DerivedValue) -> Value {
        // Before a deal is opened it stands in no stage, and nothing is known of one.
        if state.stage.isNone, value.readsStage { return .null }
        switch value {
        case .now: return .instant(now)
        case .dealName: return .string(state.name)
        case .dealOwner: return state.owner.map { .string($0) } ?? .null
        case .dealAccount: return record(facts.account, id: state.shared.account, PartyTypes.accountTexts)
        case .dealContact: return record(facts.contact, id: state.shared.contact, PartyTypes.contactTexts)
        case .dealOpenedAt: return state.opened.map { .instant($0) } ?? .null
        case .dealOutcome:
            guard let stage = state.outcome, let outcome = process[stage].outcome else { return .null }
            return .string(outcome.rawValue)
        case .dealObligations: return .list(state.shared.obligations.map { .string($0.criterion) })
        case .stageID: return .string(process[state.stage].id)
        case .stageEnteredAt: return state.entered.map { .instant($0) } ?? .null
        case .stageVisits: return .int(Int64(state.visits(of: state.stage)))
        case .stageProbability: return process[state.stage].probability.map { .percent($0) } ?? .null
        case .historyVisits(let stage): return .int(Int64(state.visits(of: stage)))
        case .historyTimeIn(let stage): return timeIn(stage)
        case .trackStage(let track):
            guard let stage = process[track].stages.first(where: { state.isIn($0) }) else { return .null }
            return .string(process[stage].id)
        case .activityDone(let activity): return .bool((activityState(activity)?.done ?? 0) > 0)
        case .activityCount(let activity): return .int(Int64(activityState(activity)?.done ?? 0))
        case .activityAll(let activity):
            return .list((activityState(activity)?.kept ?? []).map { attempt($0, of: activity) })
        case .activityLast(let activity):
            return activityState(activity)?.kept.last.map { attempt($0, of: activity) } ?? .null
        case .approvalGranted(let approval): return .bool(isGranted(approval))
        case .approvalPending(let approval): return .bool(state.approval(approval)?.status == .pending)
        case .approvalRejected(let approval):
            guard let known = state.approval(approval), known.status == .rejected else { return .bool(false) }
            return .bool(known.visit == state.visitCount)
        case .actorID: return .string(actor.id)
        case .rates: return ratesNow()
        case .actorRoles: return .list(actor.roles.map { .string($0) })
        }
    }

    func activityState(_ activity: ActivityID) -> ActivityState? {
        state.shared.activities.first { $0.activity == activity }
    }

    private func timeIn(_ stage: StageID) -> Value {
        var milliseconds = state.history[stage]?.milliseconds ?? 0
        if state.isIn(stage) {
            guard let entered = state.entered(stage) else { return .null }
            milliseconds += max(0, now.milliseconds - entered.milliseconds)
        }
        return .duration(.milliseconds(milliseconds))
    }

    /// - Parameter texts: The names of values that are text, also where they were stored as a number or a truth.
    private func record(_ record: Facts.Record?, id: String?, _ texts: Set<String>) -> Value {
        guard let id else { return .null }
        var entries: [(Value, Value)] = []
        if let record, record.id == id {
            for (key, value) in record.values where key != .string("id") {
                switch (key, value) {
                case (.string(let name), .int(let number)) where texts.contains(name):
                    entries.append((key, .string("\(number)")))
                case (.string(let name), .bool(let truth)) where texts.contains(name):
                    entries.append((key, .string("\(truth)")))
                default: entries.append((key, value))
                }
            }
        }
        entries.append((.string("id"), .string(id)))
        return Self.map(entries)
    }

    private func attempt(_ attempt: ActivityState.DoneAttempt, of activity: ActivityID) -> Value {
        var entries: [(Value, Value)] = [(.string("by"), .string(attempt.by))]
        for (key, value) in attempt.values { entries.append((key, value)) }
        if let at = attempt.at { entries.append((.string("at"), .instant(at))) }
        if let outcome = attempt.outcome {
            entries.append((.string("outcome"), .string(process[activity].outcomes[outcome].id)))
        }
        return Self.map(entries)
    }

    static func map(_ entries: [(Value, Value)]) -> Value {
        // The keys are distinct by construction; a collision would only mean an own field named like a built-in one.
        (try? ValueMap(entries)).map { .map($0) } ?? .map(ValueMap())
    }
}

extension SalesProcess {
    /// `file:line:column` of a range.
    public func place(of range: SourceRange) -> String? { sources.place(of: range) }
}

extension DerivedValue {
    fileprivate var readsStage: Bool {
        switch self {
        case .stageID, .stageEnteredAt, .stageVisits, .stageProbability, .historyVisits, .historyTimeIn: true
        default: false
        }
    }
}
