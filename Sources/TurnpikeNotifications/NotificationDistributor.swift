public import Turnpike
public import TurnpikeRuntime
public import TurnpikeValues

/// Stands in front of the channels (`notify:` in a process file): each person is told by the channel that they want for what
/// presses so much, at once, in a digest or after their quiet hours, and the next in the line when nobody reacts.
///
/// A process file's action may say `urgency` (`low`, `normal`, `high`, `urgent`) and `escalate` (persons or roles, with commas)
/// with `after` (`2 hours`). What waits is kept in a store before the request counts as delivered; any number of distributors
/// may share one, in one process or several: what one is sending is not given to another.
public final class NotificationDistributor: Deliverer {
    /// What came of a round.
    public struct Summary: Hashable, Sendable {
        /// So many parcels went.
        public var sent = 0
        /// So many did not, and are tried again.
        public var postponed = 0
        /// So many never will.
        public var givenUp = 0
        /// What went wrong last.
        public var lastError: String?

        /// Nothing yet.
        public init() {}
    }

    /// After so many attempts something is given up.
    public static let attempts = 20
    /// For so long nobody else is given what is being sent; whoever was killed meanwhile has held it up no longer.
    public static let lease: Duration = .seconds(120)

    /// The names by which process files call it.
    public let plugins: [String]?
    private let channels: [String: any Deliverer]
    private let store: any NotificationStore
    private let clock: any PipelineClock
    private let resolve: @Sendable (String, HookRequest) async throws -> [String]
    private let preference: @Sendable (String) async throws -> NotificationPreference
    private let hasReacted: @Sendable (NotificationWatch) async throws -> Bool

    /// A distributor.
    ///
    /// - Parameters:
    ///   - channels: Who delivers, by the names that preferences use.
    ///   - names: The names by which process files call it.
    ///   - store: Where what waits is kept.
    ///   - clock: Where the time comes from.
    ///   - resolve: The persons that a hook's `to` means, such as `owner` or a role; none gives the request up.
    ///   - preference: How a person wants to be told.
    ///   - hasReacted: Whether somebody has done something about what was told, such as
    ///     ``NotificationReactions/isSettled(_:in:)``; asked before the next in the line is told.
    public init(
        channels: [String: any Deliverer],
        names: [String] = ["notify"],
        store: any NotificationStore,
        clock: any PipelineClock = SystemClock(),
        resolve: @escaping @Sendable (String, HookRequest) async throws -> [String],
        preference: @escaping @Sendable (String) async throws -> NotificationPreference,
        hasReacted: @escaping @Sendable (NotificationWatch) async throws -> Bool = { _ in false }
    ) {
        self.channels = channels
        plugins = names
        self.store = store
        self.clock = clock
        self.resolve = resolve
        self.preference = preference
        self.hasReacted = hasReacted
    }

    /// Takes one request: what is due now goes out, the rest is kept.
    ///
    /// - Parameter request: The request.
    /// - Throws: `DeliveryError`, where a channel fails; what a store throws.
    public func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        let body = try HookRequest(request.body)
        let prefix = "\(request.tenant)\u{0}\(request.key)/"
        let items = try await items(of: body, request, prefix)
        var preferences: [String: NotificationPreference] = [:]
        for item in items { preferences[item.person] = try await preference(item.person) }
        let now = clock.now()
        let known = preferences
        try await change { desk in
            for item in items {
                if let preference = known[item.person] { desk.add(item, preference, now: now) }
            }
        }
        let summary = try await send(only: prefix)
        if let error = summary.firstFailure { throw error }
        return DeliveryReceipt()
    }

    /// Sends what is due, and tells the next in the line where nobody has reacted. An app calls it now and then, for instance
    /// when `next()` has come; several may.
    ///
    /// - Returns: What came of it; a channel that fails keeps its parcels for a later time.
    /// - Throws: What the store, the directory and the question for reactions throw.
    @discardableResult
    public func flush() async throws -> Summary {
        for watch in try await desk().overdue(now: clock.now()) where try await hasReacted(watch) {
            try await change { $0.settled(watch.item.key) }
        }
        return try await send(only: nil).summary
    }

    /// Somebody has reacted to a deal.
    ///
    /// - Parameters:
    ///   - deal: The deal's id.
    ///   - person: Who has; nil ends all that waits for somebody about the deal.
    /// - Throws: What the store throws.
    public func reacted(to deal: String, by person: String? = nil) async throws {
        try await change { $0.reacted(to: deal, by: person) }
    }

    /// When something is due next; nil where nothing waits.
    ///
    /// - Throws: What the store throws.
    public func next() async throws -> Instant? { try await desk().next }

    // MARK: What a request says

    private func items(
        of body: HookRequest,
        _ request: DeliveryRequest,
        _ prefix: String
    ) async throws -> [NotificationItem] {
        guard let to = body.settings["to"], !to.isEmpty else {
            throw DeliveryError.permanent("the hook's notify action says no 'to'")
        }
        let words = body.settings["urgency"] ?? "normal"
        guard let urgency = Urgency(rawValue: words) else {
            throw DeliveryError.permanent("'\(words)' is no urgency; there are low, normal, high and urgent")
        }
        var patience: Duration = .seconds(3_600)
        if let after = body.settings["after"] {
            guard let span = Duration(turnpikeText: after), span > .zero else {
                throw DeliveryError.permanent("'\(after)' is no span of time; write '2 hours' or '30 minutes'")
            }
            patience = span
        }
        var line: [String] = []
        for name in (body.settings["escalate"] ?? "").split(separator: ",") {
            let name = String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            guard !name.isEmpty else { continue }
            for person in try await resolve(name, body) where !line.contains(person) { line.append(person) }
        }
        let persons = try await resolve(to, body)
        guard !persons.isEmpty else { throw DeliveryError.permanent("'\(to)' means nobody") }
        let text = body.settings["text"] ?? body.settings["body"] ?? "\(body.deal.name): \(body.event.name)"
        return persons.map { person in
            NotificationItem(
                key: prefix + person,
                person: person,
                urgency: urgency,
                text: text,
                deal: body.deal.id,
                escalation: line.filter { $0 != person },
                patience: patience,
                body: request.body
            )
        }
    }

    // MARK: The desk

    private func desk() async throws -> NotificationDesk {
        try await store.load().map { try NotificationDesk($0) } ?? NotificationDesk()
    }

    /// Changes what is kept: where somebody else was faster, what they left is changed.
    @discardableResult
    private func change<Result>(_ body: (inout NotificationDesk) throws -> Result) async throws -> Result {
        while true {
            try Task.checkCancellation()
            let bytes = try await store.load()
            let before = try bytes.map { try NotificationDesk($0) } ?? NotificationDesk()
            var desk = before
            let result = try body(&desk)
            if desk == before { return result }
            if try await store.save(desk.encoded(), replacing: bytes) { return result }
        }
    }

    // MARK: Sending

    private struct Round {
        var summary = Summary()
        var firstFailure: DeliveryError?
    }

    /// - Parameter prefix: Only items with such a key; nil for all that are due.
    private func send(only prefix: String?) async throws -> Round {
        var preferences: [String: NotificationPreference] = [:]
        if prefix == nil {
            let now = clock.now()
            let line = Set(try await desk().watches.filter { $0.due <= now }.flatMap(\.item.escalation))
            for person in line { preferences[person] = try await preference(person) }
        }
        let known = preferences
        var round = Round()
        let now = clock.now()
        let parcels = try await change { desk in
            try desk.due(now: now, lease: Self.lease, only: prefix) { person in
                // Somebody came into a line since the names were read: the next round knows them.
                guard let preference = known[person] else { throw Unread() }
                return preference
            }
        }
        for parcel in parcels {
            do {
                try await send(parcel)
            } catch let error as CancellationError {
                throw error
            } catch {
                let failure = error as? DeliveryError ?? .temporary("\(error)")
                try await note(failure, of: parcel, &round)
                continue
            }
            let now = clock.now()
            try await change { $0.sent(parcel, now: now) }
            round.summary.sent += 1
        }
        return round
    }

    /// A person of a line whose preference was not read.
    private struct Unread: Error {}

    private func note(_ failure: DeliveryError, of parcel: NotificationParcel, _ round: inout Round) async throws {
        let now = clock.now()
        if failure.kind == .permanent || parcel.attempt >= Self.attempts {
            try await change { $0.gaveUp(parcel, now: now) }
            round.summary.givenUp += 1
        } else {
            let doubled: Duration = .seconds(30 << Int64(min(parcel.attempt - 1, 7)))
            let pause = failure.retryAfter ?? min(doubled, .seconds(3_600))
            try await change { $0.failed(parcel, again: now.adding(pause) ?? .max) }
            round.summary.postponed += 1
        }
        round.summary.lastError = failure.message
        if round.firstFailure == nil { round.firstFailure = failure }
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
            attempt: parcel.attempt,
            body: JSON.object(body).canonical()
        )
    }
}
