public import TurnpikeValues

/// A worker's wish for timers that are due.
public struct TimerClaim: Hashable, Sendable {
    /// Whose timers.
    public var tenant: String
    /// The name on the lease, different for each worker.
    public var owner: String
    /// The time now: what is due by then is claimed.
    public var now: Instant
    /// Until when nobody else gets them.
    public var until: Instant
    /// At most so many.
    public var limit: Int

    /// A claim.
    public init(tenant: String = "", owner: String, now: Instant, until: Instant, limit: Int) {
        self.tenant = tenant
        self.owner = owner
        self.now = now
        self.until = until
        self.limit = limit
    }
}

/// A timer in the store's index of due times; the deal's state is what counts.
public struct TimerRow: Hashable, Sendable {
    /// The deal.
    public var deal: DealID
    /// The timer's name within the deal.
    public var name: String
    /// When it is due.
    public var due: Instant

    /// A timer.
    public init(deal: DealID, name: String, due: Instant) {
        self.deal = deal
        self.name = name
        self.due = due
    }
}
