public import TurnpikeValues

/// A key under which a command may be repeated without effect: per tenant and source. A pipeline has
/// it purged when its retention is over.
public struct IdempotencyKey: Hashable, Sendable {
    /// Who gives the key: a client, an import, a plug-in.
    public var source: String
    /// The key.
    public var key: String
    /// The digest of the command, which tells a repetition from a mistake.
    public var commandDigest: Digest

    /// A key.
    public init(source: String, key: String, commandDigest: Digest) {
        self.source = source
        self.key = key
        self.commandDigest = commandDigest
    }
}

/// What an idempotency key was used for.
public struct StoredAcceptance: Hashable, Sendable {
    /// The digest of the command.
    public var commandDigest: Digest
    /// The deal.
    public var deal: DealID
    /// The revision that the command made.
    public var revision: Int64

    /// An acceptance.
    public init(commandDigest: Digest, deal: DealID, revision: Int64) {
        self.commandDigest = commandDigest
        self.deal = deal
        self.revision = revision
    }
}
