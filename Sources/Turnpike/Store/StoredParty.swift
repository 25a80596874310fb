/// Accounts and contacts are records of their own, shared by deals.
public enum PartyKind: String, Hashable, Sendable, CaseIterable {
    /// A company or household.
    case account
    /// A person on the customer's side.
    case contact
}

/// An account's or a contact's record.
public struct StoredParty: Hashable, Sendable {
    /// Account or contact.
    public var kind: PartyKind
    /// Its id, unique per tenant and kind.
    public var id: String
    /// 1 for a new one, then one more with each change.
    public var revision: Int64
    /// The key by which an outside system knows it.
    public var externalKey: String?
    /// Its values, canonical JSON of a map.
    public var body: [UInt8]

    /// A record.
    public init(kind: PartyKind, id: String, revision: Int64, externalKey: String? = nil, body: [UInt8]) {
        self.kind = kind
        self.id = id
        self.revision = revision
        self.externalKey = externalKey
        self.body = body
    }
}
