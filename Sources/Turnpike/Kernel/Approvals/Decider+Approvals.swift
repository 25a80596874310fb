import TurnpikeExpressions
import TurnpikeValues

extension Decider {
    func approval(_ step: ApprovalStep) throws(CommandError) -> Refusal? {
        guard let id = process.approval(step.approval) else {
            throw CommandError.unknown("approval", step.approval, among: process.approvals.map(\.id))
        }
        if let note = step.note, note.utf8.count > 65_536 {
            throw CommandError(.invalidValue, "a note holds at most 65,536 bytes, not \(note.utf8.count)")
        }
        switch step.kind {
        case .request: return request(id)
        case .approve, .reject: return vote(id, approves: step.kind == .approve, note: step.note)
        case .recall: return recall(id)
        }
    }

    // MARK: Asking

    private func request(_ id: ApprovalID) -> Refusal? {
        let unmet = scope.requestProblems(id)
        guard unmet.isEmpty else { return refusal(unmet) }
        ask(id)
        return nil
    }

    /// Asks for an approval; where all whose votes still count have agreed, it is granted at once.
    func ask(_ id: ApprovalID) {
        let step = scope.openStep(id, scope.keptVotes(id))
        let requester = scope.actor.onBehalfOf ?? scope.actor.id
        emit(.approval(ApprovalEvent(id, .requested(by: requester, step: step ?? 0))))
        if step == nil { grant(id) }
    }

    /// What an attempted move asks for: every approval that is all that stands against it.
    ///
    /// - Returns: Whether anything was asked for.
    func askFor(_ unmet: [UnmetCriterion]) -> [String] {
        guard !unmet.isEmpty, scope.actor.isJudgedByRoles else { return [] }
        var lacking: [UnmetCriterion] = []
        for finding in unmet {
            guard let way = Self.approvals(in: finding) else { return [] }
            lacking += way
        }
        var ids: [ApprovalID] = []
        for finding in lacking {
            guard case .approval(let id)? = process.criterion(finding.id)?.criterion.kind, !ids.contains(id) else {
                continue
            }
            if scope.requestProblems(id).isEmpty { ids.append(id) }
        }
        for id in ids { ask(id) }
        return ids.map { process[$0].id }
    }

    /// The approvals that a criterion lacks; of several ways those of the first, in the order of the file, that lacks
    /// nothing else. Nil where something else is lacking.
    private static func approvals(in finding: UnmetCriterion) -> [UnmetCriterion]? {
        if finding.kind == .approval { return [finding] }
        guard finding.kind == .any else { return nil }
        for way in finding.alternatives {
            var found: [UnmetCriterion] = []
            let isOnlyApprovals = way.allSatisfy { part in
                guard let approvals = approvals(in: part) else { return false }
                found += approvals
                return true
            }
            if isOnlyApprovals, !found.isEmpty { return found }
        }
        return nil
    }

    // MARK: Voting

    private func vote(_ id: ApprovalID, approves: Bool, note: String?) -> Refusal? {
        let blank = ApprovalState(id, requester: "", requested: scope.now, step: 0)
        guard let known = scope.state.approval(id) else {
            var nothing = blank
            nothing.status = .recalled
            var unmet = scope.votingProblems(nothing)
            for index in unmet.indices { unmet[index].seen = "not asked for" }
            return refusal(unmet)
        }
        let unmet = scope.votingProblems(known)
        guard unmet.isEmpty else { return refusal(unmet) }
        let declared = process[id]
        let step = declared.steps[known.step]
        let decides = known.isEscalated && declared.escalation.map { scope.holds($0) } == true
        let seats = decides ? 0 : scope.seats(in: step, of: known)
        emit(
            .approval(
                ApprovalEvent(
                    id,
                    .voted(
                        ApprovalEvent.Vote(
                            step: known.step,
                            approves: approves,
                            seats: seats,
                            onBehalfOf: scope.actor.onBehalfOf,
                            note: note
                        )
                    )
                )
            )
        )
        guard let now = scope.state.approval(id) else { return nil }
        if approves {
            advanceApprovals()
        } else if decides || scope.holds(step.veto, requester: known.requester)
            || scope.isLost(step, known.step, now.votes)
        {
            emit(.approval(ApprovalEvent(id, .rejected)))
        }
        return nil
    }

    private func recall(_ id: ApprovalID) -> Refusal? {
        let declared = process[id]
        guard let known = scope.state.approval(id), known.status == .pending else {
            var finding = UnmetCriterion(
                "approvals.\(declared.id).pending",
                .state,
                "'\(declared.label)' is not asked for",
                range: declared.range
            )
            finding.seen = scope.state.approval(id).map { scope.standing($0) } ?? "not asked for"
            finding.isOverridable = false
            return refusal([finding])
        }
        let actor = scope.actor
        let people = [actor.id, actor.onBehalfOf]
        let isEntitled =
            !actor.isJudgedByRoles || people.contains(known.requester)
            || (scope.state.owner.map { people.contains($0) } ?? false)
        guard isEntitled else {
            var finding = UnmetCriterion(
                "approvals.\(declared.id).by",
                .by,
                "'\(declared.label)' is recalled by whoever asked for it, or by the deal's owner",
                range: declared.range
            )
            finding.seen = "asked for by \(known.requester)"
            finding.who = [known.requester]
            finding.isOverridable = false
            return refusal([finding])
        }
        emit(.approval(ApprovalEvent(id, .recalled)))
        return nil
    }

    // MARK: What follows

    /// Opens the next step of what is asked for, or grants it, as the votes and the deal's values now say.
    func advanceApprovals() {
        for known in scope.state.approvals where known.status == .pending {
            guard let step = scope.openStep(known.approval, known.votes) else {
                grant(known.approval)
                continue
            }
            if step != known.step { emit(.approval(ApprovalEvent(known.approval, .advanced(step: step)))) }
        }
    }

    private func grant(_ id: ApprovalID) {
        let until = process[id].validFor.flatMap { process.end(of: TimedSpan($0), from: scope.now) }
        emit(.approval(ApprovalEvent(id, .granted(validUntil: until))))
    }

    /// Withdraws votes and grants that a change makes void.
    func resetApprovals(_ changes: [Event.FieldChange]) {
        for known in scope.state.approvals {
            let resets = process[known.approval].resets
            guard known.status == .pending || known.status == .granted || !known.votes.isEmpty,
                let change = changes.first(where: { change in resets.contains { $0.isMade(by: change) } })
            else { continue }
            if known.status == .pending, known.votes.isEmpty { continue }
            let step = scope.openStep(known.approval, []) ?? 0
            emit(.approval(ApprovalEvent(known.approval, .reset(because: change.field, step: step))))
        }
    }

    // MARK: Time

    /// The time that the approvers have is over: whoever it is escalated to decides, or it expires.
    func runOut(_ id: ApprovalID) {
        guard let known = scope.state.approval(id), known.status == .pending else { return }
        emit(.approval(ApprovalEvent(id, process[id].escalation == nil ? .expired : .late)))
    }

    /// Keeps the time of what is asked for; in a hold it stands still.
    func keepApprovals(_ inForce: inout Set<TimerKey>) {
        let isHeld = scope.state.activeStages.contains { process.stages[$0.index].isHold }
        for known in scope.state.approvals where known.status == .pending {
            guard let within = process[known.approval].within else { continue }
            let key = TimerKey(.approval, known.approval.index)
            let span = TimedSpan(within)
            inForce.insert(key)
            let timer = scope.state.timer(key)
            if let timer, timer.since == known.since {
                if isHeld, let fires = timer.fires {
                    emit(.time(.stopped(key, left: process.left(of: span, from: scope.now, until: fires))))
                } else if !isHeld, let left = timer.left {
                    let due = process.due(of: span, from: scope.now, left: max(0, left))
                    arm(DealTimer(key, since: timer.since, due: due, fires: due))
                }
                continue
            }
            guard let due = process.end(of: span, from: known.since) else { continue }
            arm(DealTimer(key, since: known.since, due: due, fires: due))
        }
    }

    /// An outcome ends every approval: what is pending is withdrawn, and a grant does not reach beyond it.
    func withdrawApprovals() {
        for known in scope.state.approvals { emit(.approval(ApprovalEvent(known.approval, .withdrawn))) }
    }
}

extension Approval.Reset {
    /// Whether a change is one that withdraws votes; one of values that cannot be compared always is.
    fileprivate func isMade(by change: Event.FieldChange) -> Bool {
        guard change.field == field, change.old != change.new else { return false }
        guard let direction else { return true }
        let isUp: Bool
        switch (change.old, change.new) {
        case (.null, _): isUp = true
        case (_, .null): isUp = false
        default:
            guard let ordered = Value.isOrdered(change.old, change.new) else { return true }
            isUp = ordered
        }
        return isUp == (direction == .up)
    }
}
