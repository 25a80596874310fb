public import Turnpike
public import TurnpikeRuntime
public import TurnpikeValues

/// Where a desk is kept, so that nothing on it is lost.
public protocol NotificationStore: Sendable {
    /// What was saved last; nil for nothing.
    func load() async throws -> [UInt8]?
    /// Keeps a desk; it returns once that is durable.
    ///
    /// - Parameter bytes: The desk.
    func save(_ bytes: [UInt8]) async throws
}

/// Stands in front of the channels (`notify:` in a process file): each person is told by the channel that they want for what
/// presses so much, at once, in a digest or after their quiet hours, and the next in the line when nobody reacts.
///
/// A process file's action may say `urgency` (`low`, `normal`, `high`, `urgent`) and `escalate` (persons, with commas) with
/// `after` (`2 hours`). What waits is saved before the request counts as delivered.
public actor NotificationDistributor: Deliverer {
    /// The names by which process files call it.
    public nonisolated let plugins: [String]?
    private let channels: [String: any Deliverer]
    private let store: any NotificationStore
    private let clock: any PipelineClock
    private let resolve: @Sendable (String, HookRequest) async throws -> [String]
    private let preference: @Sendable (String) async throws -> NotificationPreference
    private var desk: NotificationDesk?
    private var isSending = false

    /// A distributor.
    ///
    /// - Parameters:
    ///   - channels: Who delivers, by the names that preferences use.
    ///   - names: The names by which process files call it.
    ///   - store: Where what waits is kept.
    ///   - clock: Where the time comes from.
    ///   - resolve: The persons that a hook's `to` means, such as `owner` or a role; none gives the request up.
    ///   - preference: How a person wants to be told.
    public init(
        channels: [String: any Deliverer],
        names: [String] = ["notify"],
        store: any NotificationStore,
        clock: any PipelineClock = SystemClock(),
        resolve: @escaping @Sendable (String, HookRequest) async throws -> [String],
        preference: @escaping @Sendable (String) async throws -> NotificationPreference
    ) {
        self.channels = channels
        plugins = names
        self.store = store
        self.clock = clock
        self.resolve = resolve
        self.preference = preference
    }

    /// Takes one request: what is due now goes out, the rest is kept.
    ///
    /// - Parameter request: The request.
    /// - Throws: `DeliveryError`, where a channel fails; what a store throws.
    public func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        let body = try HookRequest(request.body)
        guard let to = body.settings["to"], !to.isEmpty else {
            throw DeliveryError.permanent("the hook's notify action says no 'to'")
        }
        let words = body.settings["urgency"] ?? "normal"
        guard let urgency = Urgency(rawValue: words) else {
            throw DeliveryError.permanent("'\(words)' is no urgency; there are low, normal, high and urgent")
        }
        let patience = body.settings["after"].flatMap { Duration(turnpikeText: $0) } ?? .seconds(3_600)
        let line = (body.settings["escalate"] ?? "").split(separator: ",").map { name in
            String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        let persons = try await resolve(to, body)
        guard !persons.isEmpty else { throw DeliveryError.permanent("'\(to)' means nobody") }
        let text = body.settings["text"] ?? body.settings["body"] ?? "\(body.deal.name): \(body.event.name)"
        var preferences: [String: NotificationPreference] = [:]
        for person in persons { preferences[person] = try await preference(person) }
        try await ready()
        for person in persons {
            guard let preference = preferences[person] else { continue }
            let item = NotificationItem(
                key: "\(request.tenant)\u{0}\(request.key)/\(person)",
                person: person,
                urgency: urgency,
                text: text,
                deal: body.deal.id,
                escalation: line.filter { $0 != person && !$0.isEmpty },
                patience: patience,
                body: request.body
            )
            desk?.add(item, preference, now: clock.now())
        }
        try await save()
        try await send(only: "\(request.tenant)\u{0}\(request.key)/")
        return DeliveryReceipt()
    }

    /// Sends what is due. An app calls it now and then, for instance when `next` has come.
    ///
    /// - Returns: How many parcels went.
    /// - Throws: What the store throws; a channel that fails keeps its parcels for the next time.
    @discardableResult
    public func flush() async throws -> Int {
        try await ready()
        return try await send(only: nil)
    }

    /// Somebody has reacted to a deal.
    ///
    /// - Parameters:
    ///   - deal: The deal's id.
    ///   - person: Who has; nil ends all that waits for somebody about the deal.
    /// - Throws: What the store throws.
    public func reacted(to deal: String, by person: String? = nil) async throws {
        try await ready()
        desk?.reacted(to: deal, by: person)
        try await save()
    }

    /// When something is due next; nil where nothing waits.
    ///
    /// - Throws: What the store throws.
    public func next() async throws -> Instant? {
        try await ready()
        return desk?.next
    }

    // MARK: Sending

    private func ready() async throws {
        guard desk == nil else { return }
        let bytes = try await store.load()
        // Somebody else may have come in between.
        if desk == nil { desk = try bytes.map { try NotificationDesk($0) } ?? NotificationDesk() }
    }

    private func save() async throws {
        if let desk { try await store.save(desk.encoded()) }
    }

    /// - Parameter prefix: Only parcels with such a key, whose failure is thrown; nil for all, whose failures wait.
    @discardableResult
    private func send(only prefix: String?) async throws -> Int {
        while isSending { await Task.yield() }
        isSending = true
        defer { isSending = false }
        var preferences: [String: NotificationPreference] = [:]
        for person in Set((desk?.watches ?? []).flatMap(\.item.escalation)) {
            preferences[person] = try await preference(person)
        }
        let known = preferences
        let parcels = desk?.due(now: clock.now()) { known[$0] ?? NotificationPreference(channel: "") } ?? []
        var count = 0
        for parcel in parcels where prefix.map({ parcel.key.hasPrefix($0) }) ?? true {
            do {
                try await send(parcel)
            } catch  where prefix == nil {
                continue
            }
            desk?.sent(parcel, now: clock.now())
            try await save()
            count += 1
        }
        return count
    }

    private func send(_ parcel: NotificationParcel) async throws {
        guard let channel = channels[parcel.channel] else {
            throw DeliveryError.permanent("there is no channel '\(parcel.channel)' for \(parcel.person)")
        }
        guard let last = parcel.items.last, let request = Self.request(parcel, last) else {
            throw DeliveryError.permanent("a notification cannot be read any more")
        }
        _ = try await channel.deliver(request)
    }

    /// The request of the newest item, with the text of all and a key of its own.
    private static func request(_ parcel: NotificationParcel, _ item: NotificationItem) -> DeliveryRequest? {
        guard let json = try? JSON.parse(item.body), let members = json.members,
            let deal = json["deal"]?["id"]?.stringValue.flatMap({ DealID($0) }),
            let revision = json["deal"]?["revision"]?.int64, let kind = json["kind"]?.stringValue
        else { return nil }
        let key = parcel.key.split(separator: "\u{0}", omittingEmptySubsequences: false)
        let tenant = String(key.first ?? "")
        let name = key.dropFirst().joined(separator: "\u{0}")
        let settings: JSON = .object([("text", .string(parcel.text)), ("to", .string(parcel.person))])
        let body =
            members.filter { $0.0 != "settings" && $0.0 != "key" } + [("settings", settings), ("key", .string(name))]
        return DeliveryRequest(
            tenant: tenant,
            deal: deal,
            revision: revision,
            plugin: kind,
            key: name,
            attempt: 1,
            body: JSON.object(body).canonical()
        )
    }
}

/// Keeps a desk in memory, for tests and for apps that may lose what waits.
public actor InMemoryNotificationStore: NotificationStore {
    private var bytes: [UInt8]?

    /// An empty one.
    public init() {}

    /// What was saved last.
    public func load() async throws -> [UInt8]? { bytes }

    /// Keeps a desk.
    ///
    /// - Parameter bytes: The desk.
    public func save(_ bytes: [UInt8]) async throws { self.bytes = bytes }
}
