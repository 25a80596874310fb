public import TurnpikeValues

/// An approval that waits for somebody's word, in the store's index; the deal's state is what counts.
public struct PendingApproval: Hashable, Sendable {
    /// The deal.
    public var deal: DealID
    /// The approval's id.
    public var approval: String
    /// When it was asked for.
    public var requested: Instant

    /// An approval that waits.
    ///
    /// - Parameters:
    ///   - deal: The deal.
    ///   - approval: The approval's id.
    ///   - requested: When it was asked for.
    public init(deal: DealID, approval: String, requested: Instant) {
        self.deal = deal
        self.approval = approval
        self.requested = requested
    }

    /// The order of an inbox: the oldest request first, then by deal and approval.
    ///
    /// - Parameter other: The one to compare with; text is compared byte by byte.
    public func comes(before other: PendingApproval) -> Bool {
        if requested != other.requested { return requested < other.requested }
        if deal != other.deal { return deal < other.deal }
        return approval.utf8.lexicographicallyPrecedes(other.approval.utf8)
    }
}

/// A page of the approvals that wait.
public struct PendingApprovalQuery: Hashable, Sendable {
    /// Whose deals.
    public var tenant: String
    /// Approvals after this one, for the next page.
    public var after: PendingApproval?
    /// At most so many.
    public var limit: Int

    /// All approvals that wait, 1,000 at a time.
    ///
    /// - Parameters:
    ///   - tenant: Whose deals.
    ///   - after: The last one of the page before.
    ///   - limit: At most so many.
    public init(tenant: String = "", after: PendingApproval? = nil, limit: Int = 1_000) {
        self.tenant = tenant
        self.after = after
        self.limit = limit
    }
}

extension Acceptance {
    /// The deal's approvals that wait for a word, for the store's index; nil where the command changed none.
    ///
    /// - Parameter process: The deal's process.
    public func pendingApprovals(in process: SalesProcess) -> [PendingApproval]? {
        guard !process.approvals.isEmpty else { return nil }
        let isChanged = record.events.contains { event in
            if case .approval = event { true } else { false }
        }
        // What a deal is placed with came without events.
        guard isChanged || (record.revision == 1 && !state.approvals.isEmpty) else { return nil }
        return state.approvals.filter { $0.status == .pending }
            .map { PendingApproval(deal: state.id, approval: process[$0.approval].id, requested: $0.requested) }
    }
}
