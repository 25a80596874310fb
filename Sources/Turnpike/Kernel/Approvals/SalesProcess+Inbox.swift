public import TurnpikeValues

/// Something that waits for a person's word.
public struct ApprovalItem: Hashable, Sendable {
    /// The approval's id.
    public var approval: String
    /// What people read.
    public var label: String
    /// The question, with the deal's values filled in; a sensitive value is masked.
    public var question: String?
    /// How it stands, in words.
    public var standing: String
    /// Who asked for it.
    public var requester: String
    /// When it was asked for.
    public var requested: Instant
    /// Until when there is time; nil without end.
    public var due: Instant?
    /// The roles that could still take a seat.
    public var who: [String]
}

extension SalesProcess {
    /// What of a deal waits for the word of whoever asks: the approvals of which they could take a seat now.
    public func inbox(_ state: DealState, _ context: Context) -> [ApprovalItem] {
        guard !approvals.isEmpty, state.approvals.contains(where: { $0.status == .pending }) else { return [] }
        var state = state
        let now = Instant(milliseconds: max(context.now.milliseconds, state.recordedMilliseconds))
        // The pointers are those of this function's own variables and end with the call.
        return withUnsafePointer(to: context) { context in
            withUnsafeMutablePointer(to: &state) { state in
                let scope = Scope(process: self, state: state, now: now, context: context)
                return state.pointee.approvals.filter { $0.status == .pending && scope.votingProblems($0).isEmpty }
                    .map { scope.item($0) }
            }
        }
    }
}

extension Scope {
    fileprivate func item(_ approval: ApprovalState) -> ApprovalItem {
        let declared = process[approval.approval]
        return ApprovalItem(
            approval: declared.id,
            label: declared.label,
            question: declared.ask.map { render($0) },
            standing: standing(approval),
            requester: approval.requester,
            requested: approval.requested,
            due: state.due(of: approval.approval),
            who: approvers(approval)
        )
    }
}
