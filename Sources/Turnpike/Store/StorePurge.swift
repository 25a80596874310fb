public import TurnpikeValues

/// What a store is to forget, because nobody needs it any more.
///
/// Deals, their records, sensitive values and definitions are never purged.
public struct StorePurge: Hashable, Sendable {
    /// Idempotency keys of commands that were recorded before this instant, to the second: a repetition of such a command is
    /// a new one from then on.
    public var keysBefore: Instant
    /// Outbox rows that are delivered or were taken out by a person, and were last due before this instant, to the second.
    /// Rows that wait and dead letters stay. A store may keep the newest row of all, so that no sequence is given twice.
    public var rowsBefore: Instant
    /// At most so many keys and so many rows, the oldest first.
    public var limit: Int

    /// A purge of everything older than two instants, in steps of `limit`.
    public init(keysBefore: Instant, rowsBefore: Instant, limit: Int = 1_000) {
        self.keysBefore = keysBefore
        self.rowsBefore = rowsBefore
        self.limit = limit
    }
}

/// For how long a store keeps what it need not keep for ever.
public struct StoreRetention: Hashable, Sendable {
    /// How long a command may be repeated under its idempotency key without effect; 30 days unless set.
    public var idempotencyKeys: Duration
    /// How long delivered outbox rows can be looked at; 30 days unless set.
    public var deliveredRows: Duration

    /// Retention times.
    public init(
        idempotencyKeys: Duration = .seconds(30 * 86_400),
        deliveredRows: Duration = .seconds(30 * 86_400)
    ) {
        self.idempotencyKeys = idempotencyKeys
        self.deliveredRows = deliveredRows
    }

    /// What is to be forgotten at an instant.
    public func purge(at now: Instant, limit: Int = 1_000) -> StorePurge {
        StorePurge(
            keysBefore: now.adding(.zero - idempotencyKeys) ?? .min,
            rowsBefore: now.adding(.zero - deliveredRows) ?? .min,
            limit: limit
        )
    }
}
