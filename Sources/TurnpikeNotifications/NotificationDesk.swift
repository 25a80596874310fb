public import TurnpikeValues

/// Who is told what, when, by which channel, and who next when nobody reacts. A value without clock or network: what is due is
/// asked for with the time, and what became of it is said back.
public struct NotificationDesk: Hashable, Sendable {
    struct Waiting: Hashable, Sendable {
        var item: NotificationItem
        var due: Instant
        var channel: String
        var isDigest: Bool
        /// What it is sent in, once it was tried: a digest that is tried again holds the same items under the same key.
        var parcel: String?
        /// How often it was tried.
        var attempts = 0
        /// Until when whoever has taken it may still be sending it.
        var held: Instant = .min
        /// Before this it is not tried again.
        var rests: Instant = .min
    }

    var waiting: [Waiting] = []
    var watches: [NotificationWatch] = []
    /// The keys that were taken, the oldest first, so that a repetition is known; the beginnings of their digests.
    var known: [String] = []
    static let memory = 4_096

    /// A desk with nothing on it.
    public init() {}

    /// The next instant at which something is due; nil where nothing waits.
    public var next: Instant? { (waiting.map { max($0.due, $0.held, $0.rests) } + watches.map(\.due)).min() }

    /// Whether something waits or is watched.
    public var isEmpty: Bool { waiting.isEmpty && watches.isEmpty }

    /// Puts something on the desk.
    ///
    /// - Parameters:
    ///   - item: What is told to whom.
    ///   - preference: How that person wants to be told.
    ///   - now: The time now.
    /// - Returns: false where its key is known, and where the person never wants to be told such things.
    @discardableResult
    public mutating func add(_ item: NotificationItem, _ preference: NotificationPreference, now: Instant) -> Bool {
        let mark = Self.mark(item.key)
        guard !known.contains(mark), !waiting.contains(where: { $0.item.key == item.key }) else { return false }
        remember(mark)
        guard let plan = preference.plan(item.urgency, now: now) else {
            // Who is never told cannot react: the next in the line is told at once.
            if !item.escalation.isEmpty { watches.append(NotificationWatch(item: item, due: now, since: now)) }
            return false
        }
        waiting.append(Waiting(item: item, due: plan.due, channel: plan.channel, isDigest: plan.isDigest))
        return true
    }

    /// What is to be sent by now; it stays on the desk until `sent(_:now:)` says that it went.
    ///
    /// - Parameters:
    ///   - now: The time now.
    ///   - lease: For how long nobody else is given the same; zero gives it to whoever asks.
    ///   - prefix: Only items whose key begins so, whether they rest or not; nil for all that are due.
    ///   - preference: How a person wants to be told.
    public mutating func due(
        now: Instant,
        lease: Duration = .zero,
        only prefix: String? = nil,
        preference: (String) throws -> NotificationPreference
    ) rethrows -> [NotificationParcel] {
        if prefix == nil { try escalate(now: now, preference: preference) }
        var parcels: [NotificationParcel] = []
        var members: [[Int]] = []
        for (place, entry) in waiting.enumerated() where entry.due <= now && entry.held <= now {
            guard prefix.map({ entry.item.key.hasPrefix($0) }) ?? (entry.rests <= now) else { continue }
            let same = parcels.firstIndex {
                entry.isDigest && $0.isDigest && $0.person == entry.item.person && $0.channel == entry.channel
                    && (entry.parcel == nil ? $0.attempt == 1 : $0.key == entry.parcel)
            }
            if let same {
                parcels[same].items.append(entry.item)
                members[same].append(place)
            } else {
                parcels.append(
                    NotificationParcel(
                        key: entry.parcel ?? entry.item.key,
                        person: entry.item.person,
                        channel: entry.channel,
                        items: [entry.item],
                        isDigest: entry.isDigest,
                        attempt: entry.attempts + 1
                    )
                )
                members.append([place])
            }
        }
        guard lease > .zero else { return parcels }
        for (number, places) in members.enumerated() {
            for place in places {
                waiting[place].parcel = parcels[number].key
                waiting[place].attempts += 1
                waiting[place].held = now.adding(lease) ?? .max
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
        let gone = take(parcel)
        for item in gone where !item.escalation.isEmpty {
            watches.append(NotificationWatch(item: item, due: now.adding(item.patience) ?? .max, since: now))
        }
    }

    /// Notes that something did not go, and is tried again.
    ///
    /// - Parameters:
    ///   - parcel: What did not go.
    ///   - time: Before this it is not tried again.
    public mutating func failed(_ parcel: NotificationParcel, again time: Instant) {
        let keys = Set(parcel.items.map(\.key))
        for place in waiting.indices where keys.contains(waiting[place].item.key) {
            waiting[place].held = .min
            waiting[place].rests = time
        }
    }

    /// Takes from the desk what will never go. Who could not be told cannot react: the next in the line is told at once.
    ///
    /// - Parameters:
    ///   - parcel: What will never go.
    ///   - now: The time now.
    public mutating func gaveUp(_ parcel: NotificationParcel, now: Instant) {
        for item in take(parcel) where !item.escalation.isEmpty {
            watches.append(NotificationWatch(item: item, due: now, since: now))
        }
    }

    /// Those in whose place the next in the line is told by now, unless somebody has reacted.
    ///
    /// - Parameter now: The time now.
    public func overdue(now: Instant) -> [NotificationWatch] { watches.filter { $0.due <= now } }

    /// Somebody has reacted to what was told: nobody else is told about it any more.
    ///
    /// - Parameter key: The key of the item that was told.
    public mutating func settled(_ key: String) { watches.removeAll { $0.item.key == key } }

    /// Somebody has reacted to a deal: nobody else is told about it any more.
    ///
    /// - Parameters:
    ///   - deal: The deal.
    ///   - person: Who has; only what they were told, or might have been, is over. nil ends all about the deal.
    public mutating func reacted(to deal: String, by person: String? = nil) {
        watches.removeAll { watch in
            guard watch.item.deal == deal else { return false }
            guard let person else { return true }
            return watch.item.audience.contains(person) || watch.item.escalation.contains(person)
        }
    }

    private mutating func escalate(now: Instant, preference: (String) throws -> NotificationPreference) rethrows {
        // One who is never told hands on at once, so that the whole line may be gone through here; it gets shorter each time.
        while let watch = watches.first(where: { $0.due <= now }) {
            watches.removeAll { $0.item.key == watch.item.key }
            guard let next = watch.item.escalation.first else { continue }
            var item = watch.item
            item.key += "/\(next)"
            item.told.append(item.person)
            item.person = next
            item.escalation.removeFirst()
            if item.told.count > 1, let colon = Self.afterRemark(item.text) { item.text = colon }
            item.text = "\(watch.item.person) has not reacted: \(item.text)"
            item.urgency = max(item.urgency, .high)
            add(item, try preference(next), now: now)
        }
    }

    /// The text behind `… has not reacted: `, so that remarks do not heap up.
    private static func afterRemark(_ text: String) -> String? {
        let remark = " has not reacted: "
        var rest = text[...]
        while !rest.isEmpty {
            if rest.hasPrefix(remark) { return String(rest.dropFirst(remark.count)) }
            rest = rest.dropFirst()
        }
        return nil
    }

    private mutating func take(_ parcel: NotificationParcel) -> [NotificationItem] {
        let keys = Set(parcel.items.map(\.key))
        let gone = waiting.filter { keys.contains($0.item.key) }.map(\.item)
        waiting.removeAll { keys.contains($0.item.key) }
        return gone
    }

    private static func mark(_ key: String) -> String { String(Digest.sha256(utf8: key).hex.prefix(24)) }

    private mutating func remember(_ mark: String) {
        known.append(mark)
        if known.count > Self.memory { known.removeFirst(known.count - Self.memory) }
    }
}
