import TurnpikeValues

extension SalesProcess {
    /// Changes a deal by what happened to an approval; like all of `apply` it decides nothing.
    func apply(_ event: ApprovalEvent, of record: Record.Stamp, by author: String, to state: inout DealState) {
        let id = event.approval
        let now = record.recorded
        let visit = state.visitCount
        switch event.kind {
        case .requested(let requester, let step):
            var fresh = ApprovalState(id, requester: requester, requested: now, step: step)
            if let known = state.approval(id) { fresh.votes = keptVotes(of: known, requester: requester) }
            state.withRare { rare in
                rare.approvals.removeAll { $0.approval == id }
                rare.approvals.append(fresh)
                rare.approvals.sort { $0.approval < $1.approval }
            }
        case .voted(let vote):
            state.withApproval(id) {
                $0.votes.append(
                    ApprovalState.Vote(
                        step: vote.step,
                        by: author,
                        onBehalfOf: vote.onBehalfOf,
                        approves: vote.approves,
                        seats: vote.seats,
                        at: now
                    )
                )
            }
        case .advanced(let step): state.withApproval(id) { $0.step = step }
        case .granted(let until):
            state.withApproval(id) {
                $0.end(.granted, at: now, visit: visit)
                $0.validUntil = until
            }
        case .rejected: state.withApproval(id) { $0.end(.rejected, at: now, visit: visit) }
        case .expired: state.withApproval(id) { $0.end(.expired, at: now, visit: visit) }
        case .recalled: state.withApproval(id) { $0.end(.recalled, at: now, visit: visit) }
        case .late:
            state.withApproval(id) { $0.isEscalated = true }
        case .reset(because: _, let step):
            let wasGranted = state.approval(id)?.status == .granted
            state.withRare { rare in
                if wasGranted { rare.approvals.removeAll { $0.approval == id } }
            }
            state.withApproval(id) {
                $0.votes = []
                guard $0.status == .pending else { return }
                $0.step = step
                $0.since = now
                $0.isEscalated = false
            }
        case .withdrawn: state.withRare { $0.approvals.removeAll { $0.approval == id } }
        }
    }

    /// What was rejected or has expired may be asked for again once a field has changed.
    func noteChange(in state: inout DealState) {
        for known in state.approvals where !known.hasChanged && (known.status == .rejected || known.status == .expired)
        {
            state.withApproval(known.approval) { $0.hasChanged = true }
        }
    }
}

extension ApprovalState {
    fileprivate mutating func end(_ status: Status, at now: Instant, visit: Int64) {
        self.status = status
        decided = now
        isEscalated = false
        self.visit = visit
    }
}
