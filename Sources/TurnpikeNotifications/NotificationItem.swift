public import TurnpikeValues

/// Something that a person is told.
public struct NotificationItem: Hashable, Sendable {
    /// The stable key of the effect and the person: the same is never told twice.
    public var key: String
    /// Who is told.
    public var person: String
    /// How much it presses.
    public var urgency: Urgency
    /// What is said.
    public var text: String
    /// The deal that it is about.
    public var deal: String
    /// Who is told when nobody reacts, one after the other.
    public var escalation: [String]
    /// Who was told before, the first one first: what any of them does counts as a reaction.
    public var told: [String]
    /// How long each has.
    public var patience: Duration
    /// The request that it came from, for the channel; empty where there is none.
    public var body: [UInt8]

    /// An item.
    ///
    /// - Parameters:
    ///   - key: The stable key of the effect and the person.
    ///   - person: Who is told.
    ///   - urgency: How much it presses.
    ///   - text: What is said.
    ///   - deal: The deal that it is about.
    ///   - escalation: Who is told when nobody reacts, one after the other.
    ///   - told: Who was told before.
    ///   - patience: How long each has.
    ///   - body: The request that it came from.
    public init(
        key: String,
        person: String,
        urgency: Urgency = .normal,
        text: String,
        deal: String,
        escalation: [String] = [],
        told: [String] = [],
        patience: Duration = .seconds(3_600),
        body: [UInt8] = []
    ) {
        self.key = key
        self.person = person
        self.urgency = urgency
        self.text = text
        self.deal = deal
        self.escalation = escalation
        self.told = told
        self.patience = patience
        self.body = body
    }

    /// Everybody who was told, whoever is told now among them.
    public var audience: [String] { told + [person] }
}

/// Something to be sent now: one item, or a digest of several.
public struct NotificationParcel: Hashable, Sendable {
    /// Stable: the same parcel has the same one at every attempt, and no other parcel has it.
    public var key: String
    /// To whom.
    public var person: String
    /// By which channel.
    public var channel: String
    /// What, the oldest first.
    public var items: [NotificationItem]
    /// Whether it is a digest.
    public var isDigest: Bool
    /// 1 at the first attempt.
    public var attempt: Int

    /// What is said in one text: the item's own, or a line each.
    public var text: String {
        guard isDigest else { return items.first?.text ?? "" }
        var lines = ["\(items.count) \(items.count == 1 ? "notice" : "notices"):"]
        lines += items.prefix(50).map { "- \($0.text)" }
        if items.count > 50 { lines.append("- and \(items.count - 50) more") }
        return lines.joined(separator: "\n")
    }
}

/// Somebody who was told, and after whom the next in the line comes unless somebody has reacted.
public struct NotificationWatch: Hashable, Sendable {
    /// What they were told.
    public var item: NotificationItem
    /// When the next in the line is told.
    public var due: Instant
    /// When they were told.
    public var since: Instant
}
