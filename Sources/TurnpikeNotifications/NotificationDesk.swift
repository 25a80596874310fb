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
    ///   - patience: How long each has.
    ///   - body: The request that it came from.
    public init(
        key: String,
        person: String,
        urgency: Urgency = .normal,
        text: String,
        deal: String,
        escalation: [String] = [],
        patience: Duration = .seconds(3_600),
        body: [UInt8] = []
    ) {
        self.key = key
        self.person = person
        self.urgency = urgency
        self.text = text
        self.deal = deal
        self.escalation = escalation
        self.patience = patience
        self.body = body
    }
}

/// Something to be sent now: one item, or a digest of several.
public struct NotificationParcel: Hashable, Sendable {
    /// Stable: the same parcel has the same one at every attempt.
    public var key: String
    /// To whom.
    public var person: String
    /// By which channel.
    public var channel: String
    /// What, the oldest first.
    public var items: [NotificationItem]
    /// Whether it is a digest.
    public var isDigest: Bool

    /// What is said in one text: the item's own, or a line each.
    public var text: String {
        guard isDigest else { return items.first?.text ?? "" }
        var lines = ["\(items.count) \(items.count == 1 ? "notice" : "notices"):"]
        lines += items.prefix(50).map { "- \($0.text)" }
        if items.count > 50 { lines.append("- and \(items.count - 50) more") }
        return lines.joined(separator: "\n")
    }
}

/// Who is told what, when, by which channel, and who next when nobody reacts. A value without clock or network: what is due is
/// asked for with the time, and what was sent is said back.
public struct NotificationDesk: Hashable, Sendable {
    struct Waiting: Hashable, Sendable {
        var item: NotificationItem
        var due: Instant
        var channel: String
        var isDigest: Bool
    }

    /// Somebody who was told and has not reacted.
    struct Watch: Hashable, Sendable {
        var item: NotificationItem
        var due: Instant
    }

    var waiting: [Waiting] = []
    var watches: [Watch] = []
    /// The keys that were taken, the oldest first, so that a repetition is known.
    var known: [String] = []
    static let memory = 4_096

    /// A desk with nothing on it.
    public init() {}

    /// The next instant at which something is due; nil where nothing waits.
    public var next: Instant? { (waiting.map(\.due) + watches.map(\.due)).min() }

    /// Puts something on the desk.
    ///
    /// - Parameters:
    ///   - item: What is told to whom.
    ///   - preference: How that person wants to be told.
    ///   - now: The time now.
    /// - Returns: false where its key is known, and where the person never wants to be told such things.
    @discardableResult
    public mutating func add(_ item: NotificationItem, _ preference: NotificationPreference, now: Instant) -> Bool {
        guard !known.contains(item.key) else { return false }
        remember(item.key)
        guard let plan = preference.plan(item.urgency, now: now) else {
            // Who is never told cannot react: the next in the line is told at once.
            if !item.escalation.isEmpty { watches.append(Watch(item: item, due: now)) }
            return false
        }
        waiting.append(Waiting(item: item, due: plan.due, channel: plan.channel, isDigest: plan.isDigest))
        return true
    }

    /// What is to be sent by now; it stays on the desk until `sent(_:now:)` says that it went.
    ///
    /// - Parameters:
    ///   - now: The time now.
    ///   - preference: How a person wants to be told.
    public mutating func due(
        now: Instant,
        preference: (String) throws -> NotificationPreference
    ) rethrows -> [NotificationParcel] {
        try escalate(now: now, preference: preference)
        var parcels: [NotificationParcel] = []
        for entry in waiting where entry.due <= now {
            let place = parcels.firstIndex {
                entry.isDigest && $0.isDigest && $0.person == entry.item.person && $0.channel == entry.channel
            }
            if let place {
                parcels[place].items.append(entry.item)
            } else {
                parcels.append(
                    NotificationParcel(
                        key: entry.item.key,
                        person: entry.item.person,
                        channel: entry.channel,
                        items: [entry.item],
                        isDigest: entry.isDigest
                    )
                )
            }
        }
        return parcels
    }

    /// Takes from the desk what went, and begins to wait for somebody's reaction where there is a line to go.
    ///
    /// - Parameters:
    ///   - parcel: What went.
    ///   - now: The time now.
    public mutating func sent(_ parcel: NotificationParcel, now: Instant) {
        let keys = Set(parcel.items.map(\.key))
        waiting.removeAll { keys.contains($0.item.key) }
        for item in parcel.items where !item.escalation.isEmpty {
            watches.append(Watch(item: item, due: now.adding(item.patience) ?? .max))
        }
    }

    /// Somebody has reacted to a deal: nobody else is told about it any more.
    ///
    /// - Parameters:
    ///   - deal: The deal.
    ///   - person: Who has; only what they, or somebody before them in the line, were told is over. nil ends all about the deal.
    public mutating func reacted(to deal: String, by person: String? = nil) {
        watches.removeAll { watch in
            watch.item.deal == deal
                && (person == nil || watch.item.person == person || watch.item.escalation.contains(person ?? ""))
        }
    }

    private mutating func escalate(now: Instant, preference: (String) throws -> NotificationPreference) rethrows {
        for watch in watches where watch.due <= now {
            watches.removeAll { $0.item.key == watch.item.key }
            guard let next = watch.item.escalation.first else { continue }
            var item = watch.item
            item.key += "/\(next)"
            item.person = next
            item.escalation.removeFirst()
            item.text = "\(watch.item.person) has not reacted: \(watch.item.text)"
            item.urgency = max(item.urgency, .high)
            add(item, try preference(next), now: now)
        }
    }

    private mutating func remember(_ key: String) {
        known.append(key)
        if known.count > Self.memory { known.removeFirst(known.count - Self.memory) }
    }
}
