import TurnpikeCalendars
import TurnpikeExpressions
import TurnpikeValues

/// How a gate stands.
enum GateVerdict {
    /// Everything it demands is there.
    case met
    /// Its `when` does not hold.
    case notApplied
    /// Something is missing.
    case unmet
}

/// The short answer for gates: met or not. It is asked at every move and builds nothing; the long answer is
/// `GateReport`, asked only where this one says no.
extension Scope {
    func judge(_ id: GateID, confirmed: [String], isAutomatic: Bool) throws(CommandError) -> GateVerdict {
        // The table is read in place: a copy of it retains each of its arrays.
        for index in process.gateTable.range(of: id) {
            switch process.gateTable[index] {
            case .when(let program):
                switch verdict(process.gateTable.programs[Int(program)]) {
                case .yes: continue
                case .no: return .notApplied
                case .unknown: return .unmet
                case .error:
                    guard let when = process.gates[id.index].when else { return .unmet }
                    throw failure(of: when)
                }
            case .field(let field):
                if state.slots[field.index].isNull { return .unmet }
            case .check(let program, let criterion):
                switch verdict(process.gateTable.programs[Int(program)]) {
                case .yes: continue
                case .no, .unknown: return .unmet
                case .error:
                    let criterion = process.gates[id.index].criteria[Int(criterion)]
                    return try isMet(criterion, confirmed: confirmed, isAutomatic: isAutomatic) ? .met : .unmet
                }
            case .criterion(let index):
                let criterion = process.gates[id.index].criteria[Int(index)]
                if try !isMet(criterion, confirmed: confirmed, isAutomatic: isAutomatic) { return .unmet }
            }
        }
        return .met
    }

    /// Whether a criterion lets the move pass; a check of severity `warn` always does.
    func isMet(_ criterion: Criterion, confirmed: [String], isAutomatic: Bool) throws(CommandError) -> Bool {
        switch criterion.kind {
        case .needs(let subject): return has(subject)
        case .done(let done): return count(done) >= done.atLeast
        case .check(let check):
            switch check.severity {
            case .warn: return true
            case .block: return try decidingVerdict(check.condition) == .yes
            case .confirm:
                if try decidingVerdict(check.condition) == .yes { return true }
                return !isAutomatic && confirmed.contains(criterion.id)
            }
        case .approval(let approval): return isGranted(approval)
        case .external(let external): return isAnswered(external)
        case .any(let gates):
            for gate in gates where try judge(gate, confirmed: confirmed, isAutomatic: isAutomatic) != .unmet {
                return true
            }
            return false
        case .all(let gates):
            for gate in gates where try judge(gate, confirmed: confirmed, isAutomatic: isAutomatic) == .unmet {
                return false
            }
            return true
        }
    }

    func has(_ subject: Criterion.Subject) -> Bool {
        switch subject {
        case .field(let field): !state.slots[field.index].isNull
        case .owner: state.owner != nil
        case .account: state.shared.account != nil
        case .contact: state.shared.contact != nil
        }
    }

    /// How many attempts count for a demand.
    func count(_ done: Criterion.Done) -> Int {
        guard let activity = activityState(done.activity) else { return 0 }
        if done.outcomes.isEmpty, done.within == nil, !done.sinceStage { return activity.done }
        let start = done.within.map { self.start(of: $0) }
        let visit = state.visit(of: standpoint)
        return activity.kept.count { attempt in
            if !done.outcomes.isEmpty {
                guard let outcome = attempt.outcome, done.outcomes.contains(outcome) else { return false }
            }
            if done.sinceStage, attempt.visit < visit { return false }
            if done.within != nil {
                guard let at = attempt.at, let start, at >= start else { return false }
            }
            return true
        }
    }

    /// When a span that ends now began; for one that reaches beyond all years, at their beginning.
    private func start(of span: TimeSpan) -> Instant {
        (try? span.start(before: now, zone: process.zone, calendar: process.calendar?.hours)) ?? .min
    }
}
