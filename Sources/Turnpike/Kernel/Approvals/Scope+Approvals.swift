import TurnpikeExpressions
import TurnpikeValues

/// How approvals stand, and who could give them.
extension Scope {
    /// Whether a gate that asks for the approval lets the deal pass: it is granted and holds, or nobody has to approve.
    func isGranted(_ id: ApprovalID) -> Bool {
        if let known = state.approval(id), holds(known) { return true }
        return !process[id].steps.contains { applies($0) }
    }

    /// Whether a grant holds now.
    func holds(_ approval: ApprovalState) -> Bool {
        guard approval.status == .granted else { return false }
        return approval.validUntil.map { now < $0 } ?? true
    }

    /// Whether a step is needed; where that is not known it is.
    func applies(_ step: Approval.Step) -> Bool {
        guard let when = step.when else { return true }
        return verdict(when) != .no
    }

    /// The first step that is needed and not agreed to; nil where all are.
    func openStep(_ id: ApprovalID, _ votes: [ApprovalState.Vote]) -> Int? {
        let approval = process[id]
        return approval.steps.indices.first { index in
            applies(approval.steps[index]) && !isAgreed(approval.steps[index], index, votes)
        }
    }

    private func isAgreed(_ step: Approval.Step, _ index: Int, _ votes: [ApprovalState.Vote]) -> Bool {
        let yes = votes.filter { $0.step == index && $0.approves }
        return yes.count >= step.quorum || yes.contains { $0.decides }
    }

    /// Whether a step can no longer be agreed to, whoever votes.
    func isLost(_ step: Approval.Step, _ index: Int, _ votes: [ApprovalState.Vote]) -> Bool {
        let cast = votes.filter { $0.step == index }
        let yes = cast.count { $0.approves }
        return yes + step.seats.count - cast.count < step.quorum
    }

    // MARK: Who may vote

    /// The seats of a step that the actor could take: bit i for the i-th.
    func seats(in step: Approval.Step, of approval: ApprovalState) -> UInt64 {
        var result: UInt64 = 0
        for (index, seat) in step.seats.enumerated() where holds(seat, requester: approval.requester) {
            result |= 1 << UInt64(index)
        }
        return result
    }

    /// Whether the actor holds one of the roles, `requester` being whoever asked.
    func holds(_ roles: RoleSet, requester: String) -> Bool {
        if roles.requester, isActor(requester) { return true }
        return holds(roles)
    }

    private func isActor(_ person: String) -> Bool { actor.id == person || actor.onBehalfOf == person }

    /// Whether the actor, or whoever they act for, is one of those who may not approve.
    func isExcluded(_ approval: ApprovalState) -> Bool {
        let excluded = process[approval.approval].excluded
        guard !excluded.isEmpty else { return false }
        if excluded.owner, let owner = state.owner, isActor(owner) { return true }
        return holds(excluded, requester: approval.requester)
    }

    /// The roles that could still take a seat of the open step.
    func approvers(_ approval: ApprovalState) -> [String] {
        let declared = process[approval.approval]
        guard declared.steps.indices.contains(approval.step) else { return [] }
        let step = declared.steps[approval.step]
        let taken = approval.votes.filter { $0.step == approval.step }.map(\.seats)
        var result: [String] = []
        for (index, seat) in step.seats.enumerated() {
            let same = step.seats.indices.reduce(UInt64(0)) { step.seats[$1] == seat ? $0 | 1 << UInt64($1) : $0 }
            guard same.trailingZeroBitCount == index, Seating.hasRoom(for: same, beside: taken) else { continue }
            result += names(of: seat)
        }
        if approval.isEscalated, let escalation = declared.escalation {
            for name in names(of: escalation) where !result.contains(name) { result.append(name) }
        }
        return result
    }

    /// What stands against the actor's vote; empty where they may vote now.
    func votingProblems(_ approval: ApprovalState) -> [UnmetCriterion] {
        let declared = process[approval.approval]
        let id = "approvals.\(declared.id)"
        func finding(_ part: String, _ kind: UnmetCriterion.Kind, _ message: String) -> UnmetCriterion {
            var finding = UnmetCriterion("\(id).\(part)", kind, message, range: declared.range)
            finding.isOverridable = false
            return finding
        }
        guard approval.status == .pending, declared.steps.indices.contains(approval.step) else {
            var finding = finding("pending", .state, "'\(declared.label)' is not asked for")
            finding.seen = standing(approval)
            finding.remedies = [.request(approval: declared.id)]
            return [finding]
        }
        guard actor.isJudgedByRoles else {
            var finding = finding("by", .by, "people approve, not the \(actor.kind.rawValue)")
            finding.who = approvers(approval)
            return [finding]
        }
        let cast = approval.votes.filter { $0.step == approval.step }
        let isEscalation = approval.isEscalated && declared.escalation.map { holds($0) } == true
        if isExcluded(approval) {
            var finding = finding(
                "not",
                .by,
                "'\(declared.label)' is not approved by \(names(of: declared.excluded).joined(separator: " or "))"
            )
            finding.seen = "asked for by \(approval.requester)"
            finding.who = approvers(approval)
            return [finding]
        }
        let hasVoted = cast.contains { vote in
            isActor(vote.by) || vote.onBehalfOf.map { isActor($0) } == true
        }
        if hasVoted {
            var finding = finding("voted", .state, "\(actor.id) has voted already")
            finding.who = approvers(approval)
            return [finding]
        }
        let seats = seats(in: declared.steps[approval.step], of: approval)
        if isEscalation || Seating.hasRoom(for: seats, beside: cast.map(\.seats)) { return [] }
        let who = approvers(approval)
        var finding = finding(
            "by",
            .by,
            seats == 0
                ? "'\(declared.label)' is approved by \(who.joined(separator: " or "))"
                : "the seats that \(actor.id) could take are taken"
        )
        finding.seen =
            actor.roles.isEmpty
            ? "\(actor.id) holds no role" : "\(actor.id) holds \(actor.roles.joined(separator: ", "))"
        finding.who = who
        finding.remedies = [.role(who)]
        return [finding]
    }

    /// What stands against asking for an approval; empty where it may be asked for.
    func requestProblems(_ id: ApprovalID) -> [UnmetCriterion] {
        let declared = process[id]
        func finding(_ part: String, _ message: String) -> UnmetCriterion {
            var finding = UnmetCriterion("approvals.\(declared.id).\(part)", .state, message, range: declared.range)
            finding.isOverridable = false
            return finding
        }
        let known = state.approval(id)
        if let known, known.status == .pending {
            var finding = finding("pending", "'\(declared.label)' is asked for already")
            finding.seen = standing(known)
            finding.who = approvers(known)
            return [finding]
        }
        if let known, holds(known) {
            var finding = finding("granted", "'\(declared.label)' is granted already")
            finding.seen = standing(known)
            return [finding]
        }
        guard declared.steps.contains(where: { applies($0) }) else {
            return [finding("needed", "nobody has to approve '\(declared.label)' now")]
        }
        if let known, known.status == .rejected || known.status == .expired, !known.hasChanged {
            var finding = finding(
                "changed",
                "nothing has changed since '\(declared.label)' was \(known.status.rawValue)"
            )
            finding.seen = standing(known)
            finding.remedies = changes(for: declared).map { [$0] } ?? []
            return [finding]
        }
        return []
    }

    /// The fields of which a change lets an approval be asked for again.
    private func changes(for approval: Approval) -> Remedy? {
        var fields = approval.resets.map(\.field)
        for step in approval.steps {
            for case .field(let index) in step.when?.program.reads ?? [] where !fields.contains(FieldID(index)) {
                fields.append(FieldID(index))
            }
        }
        fields = fields.filter { !isLocked($0) }
        return fields.isEmpty ? nil : .change(fields: fields.map { process[$0].id })
    }

    // MARK: In words

    /// How an approval stands, in words.
    func standing(_ approval: ApprovalState) -> String {
        let declared = process[approval.approval]
        switch approval.status {
        case .pending:
            var text = "asked for by \(approval.requester)"
            let needed = declared.steps.indices.filter { applies(declared.steps[$0]) }
            if needed.count > 1, let place = needed.firstIndex(of: approval.step) {
                text += ", step \(place + 1) of \(needed.count)"
            }
            guard declared.steps.indices.contains(approval.step) else { return text }
            let cast = approval.votes.filter { $0.step == approval.step }
            text += ", \(cast.count { $0.approves }) of \(declared.steps[approval.step].quorum) agreed"
            let against = cast.filter { !$0.approves }
            if !against.isEmpty { text += ", \(against.count) against" }
            return text
        case .granted:
            guard let until = approval.validUntil else { return "granted" }
            return now < until ? "granted until \(until)" : "the grant held until \(until)"
        case .rejected:
            let no = approval.votes.last { !$0.approves }
            return no.map { "rejected by \($0.by)" } ?? "rejected"
        case .expired: return "expired: nobody decided in time"
        case .recalled: return "recalled"
        }
    }

    /// What a gate that asks for an approval reports.
    func unmet(_ id: ApprovalID, criterion: String, range: SourceRange) -> UnmetCriterion {
        let declared = process[id]
        var finding = UnmetCriterion(criterion, .approval, "'\(declared.label)' must be approved", range: range)
        let known = state.approval(id)
        let index = known?.status == .pending ? known?.step ?? 0 : openStep(id, keptVotes(id)) ?? 0
        if declared.steps.indices.contains(index) {
            let step = declared.steps[index]
            finding.needed = words(for: step)
            if let when = step.when, verdict(when) != .yes { finding.missing = missingPaths(of: when) }
        }
        finding.seen = known.map { standing($0) } ?? "not asked for"
        if let known, known.status == .pending {
            finding.who = approvers(known)
            finding.remedies = [.approve(approval: declared.id, by: finding.who)]
            return finding
        }
        let problems = requestProblems(id)
        let blank = ApprovalState(id, requester: actor.id, requested: now, step: index)
        finding.who = approvers(blank)
        for problem in problems { finding.remedies += problem.remedies }
        finding.remedies.append(.request(approval: declared.id))
        finding.remedies.append(.approve(approval: declared.id, by: finding.who))
        return finding
    }

    /// The votes that still count when an approval is asked for again.
    func keptVotes(_ id: ApprovalID) -> [ApprovalState.Vote] {
        guard let known = state.approval(id) else { return [] }
        return process.keptVotes(of: known, requester: actor.onBehalfOf ?? actor.id)
    }

    private func words(for step: Approval.Step) -> String {
        let seats = step.seats.flatMap { names(of: $0) }
        if step.seats.count == 1 { return seats.joined(separator: " or ") }
        if step.quorum == step.seats.count { return seats.joined(separator: " and ") }
        return "\(step.quorum) of \(seats.joined(separator: ", "))"
    }
}

extension SalesProcess {
    /// The votes of an earlier request that still count: agreement that nothing has withdrawn, but not that of a grant
    /// whose time is over, and not that of whoever asks now where they may not approve.
    func keptVotes(of approval: ApprovalState, requester: String) -> [ApprovalState.Vote] {
        guard approval.status != .granted else { return [] }
        let isExcluded = self[approval.approval].excluded.requester
        return approval.votes.filter { vote in
            vote.approves && !(isExcluded && (vote.by == requester || vote.onBehalfOf == requester))
        }
    }
}
