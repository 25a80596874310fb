public import Turnpike
public import TurnpikeValues
import TurnpikeWeb

/// Tells people in Slack (`notify:` in a process file): a card for each deal in a channel, what happens to it in a thread
/// below, and the card kept as the deal is.
///
/// Slack knows no idempotency keys. Each message carries its key as metadata, and a request that was tried before is looked
/// for in the channel before it is sent again.
public final class SlackNotifier: NotificationHook {
    /// How messages are sent.
    public struct Settings: Sendable {
        /// Channels and people by what process files call them: `#wins`, a role, a person's id.
        public var channels: [String: String]
        /// Where to tell what nobody is named for; nil gives such a request up.
        public var fallback: String?
        /// How many messages of a channel are looked through for a thread or a repetition.
        public var depth: Int

        /// Settings.
        ///
        /// - Parameters:
        ///   - channels: Ids of Slack (`C…`, `U…`) by what process files call them.
        ///   - fallback: Where to tell what nobody is named for.
        ///   - depth: How many messages of a channel are looked through, up to 999.
        public init(channels: [String: String] = [:], fallback: String? = nil, depth: Int = 200) {
            self.channels = channels
            self.fallback = fallback
            self.depth = min(max(depth, 1), 999)
        }
    }

    /// The names by which process files call it.
    public let plugins: [String]?
    private let client: SlackClient
    private let settings: Settings
    private let people: (@Sendable () async throws -> People)?
    private let card: (@Sendable (HookRequest, DeliveryRequest) async throws -> SlackCard?)?
    private let memory = OnceMemory<DeliveryReceipt>()
    private let threads = OnceMemory<SlackPlace>()

    /// A plug-in.
    ///
    /// - Parameters:
    ///   - client: Calls Slack.
    ///   - settings: How messages are sent.
    ///   - names: The names by which process files call it.
    ///   - people: Everybody, whose external key `slack:U…` says who they are in Slack.
    ///   - card: The card of a deal with its checklist; nil shows what the request says.
    public init(
        _ client: SlackClient,
        settings: Settings = Settings(),
        names: [String] = ["notify"],
        people: (@Sendable () async throws -> People)? = nil,
        card: (@Sendable (HookRequest, DeliveryRequest) async throws -> SlackCard?)? = nil
    ) {
        self.client = client
        self.settings = settings
        plugins = names
        self.people = people
        self.card = card
    }

    /// Delivers one request.
    ///
    /// - Parameter request: The request.
    /// - Throws: `DeliveryError`; `CancellationError`.
    public func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        let body = try HookRequest(request.body)
        return try await memory.once("\(request.tenant)\u{0}\(request.key)") {
            try await self.send(body, request)
        }
    }

    /// Tells one person, role or channel. The dispatcher calls `deliver(_:)`.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - request: What the hook asks for.
    public func notify(_ message: NotificationMessage, for request: HookRequest) async throws -> DeliveryReceipt {
        try await send(request, nil)
    }

    private func send(_ body: HookRequest, _ request: DeliveryRequest?) async throws -> DeliveryReceipt {
        let tenant = request?.tenant ?? ""
        let to = try await channel(of: body)
        let shown = try await shownCard(body, request, tenant)
        let key = Digest.sha256(utf8: "\(tenant)\u{0}\(body.key)").hex
        if (request?.attempt ?? 1) > 1, let sent = try await find(in: to, payload: "key", key) {
            return DeliveryReceipt(reference: sent.text)
        }
        let text = body.settings["text"] ?? body.settings["body"] ?? "\(body.deal.name): \(body.event.name)"
        let parent = try await parent(of: shown, in: to)
        if (request?.attempt ?? 1) > 1,
            let sent = try await find(in: parent.channel, payload: "key", key, below: parent.ts)
        {
            return DeliveryReceipt(reference: sent.text)
        }
        let posted = try await client.call(
            "chat.postMessage",
            .object([
                ("channel", .string(parent.channel)), ("thread_ts", .string(parent.ts)),
                ("text", .string(SlackCard.cut(SlackCard.escaped(text), 3_900))), ("unfurl_links", false),
                (
                    "metadata",
                    ["event_type": "turnpike_effect", "event_payload": ["key": .string(key)]]
                ),
            ])
        )
        // The card is a view: where it cannot be renewed, the message has still been sent.
        _ = try? await client.call(
            "chat.update",
            .object([
                ("blocks", shown.blocks), ("channel", .string(parent.channel)), ("metadata", Self.mark(shown)),
                ("text", .string(shown.text)), ("ts", .string(parent.ts)),
            ])
        )
        return DeliveryReceipt(reference: posted["ts"]?.stringValue.map { "\(parent.channel)/\($0)" } ?? parent.text)
    }

    private func shownCard(_ body: HookRequest, _ request: DeliveryRequest?, _ tenant: String) async throws -> SlackCard
    {
        if let card, let request, let shown = try await card(body, request) { return shown }
        return SlackCard(body, tenant: tenant)
    }

    /// The channel or person that a request names.
    private func channel(of body: HookRequest) async throws -> String {
        guard let to = body.settings["to"], !to.isEmpty else {
            if let fallback = settings.fallback { return fallback }
            throw DeliveryError.permanent("the hook's notify action says no 'to'")
        }
        let name = to == "owner" ? body.deal.owner ?? to : to
        if let known = settings.channels[name] { return known }
        if let person = try await people?()[name],
            let key = person.externalKeys.first(where: { $0.hasPrefix("slack:") })
        {
            return String(key.dropFirst(6))
        }
        if Self.isID(name) { return name }
        if let fallback = settings.fallback { return fallback }
        throw DeliveryError.permanent("nobody is called '\(name)' in Slack: name it under 'channels'")
    }

    /// Slack's own ids: `C…`, `G…`, `D…`, `U…`.
    static func isID(_ text: String) -> Bool {
        guard let first = text.utf8.first, "CGDUW".utf8.contains(first), (9...20).contains(text.utf8.count) else {
            return false
        }
        return text.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
    }

    // MARK: Threads

    private func parent(of card: SlackCard, in channel: String) async throws -> SlackPlace {
        try await threads.once("\(card.tenant)\u{0}\(card.deal)\u{0}\(channel)") {
            if let known = try await self.find(in: channel, payload: "deal", Self.name(card)) { return known }
            let posted = try await self.client.call(
                "chat.postMessage",
                .object([
                    ("blocks", card.blocks), ("channel", .string(channel)), ("metadata", Self.mark(card)),
                    ("text", .string(card.text)), ("unfurl_links", false),
                ])
            )
            guard let ts = posted["ts"]?.stringValue, let id = posted["channel"]?.stringValue else {
                throw DeliveryError.temporary("Slack's chat.postMessage answered with something that makes no sense")
            }
            return SlackPlace(channel: id, ts: ts)
        }
    }

    private static func name(_ card: SlackCard) -> String { "\(card.tenant)/\(card.deal)" }

    private static func mark(_ card: SlackCard) -> JSON {
        ["event_type": "turnpike_deal", "event_payload": ["deal": .string(name(card))]]
    }

    /// The newest message with some metadata; nil where there is none among those looked through.
    private func find(
        in channel: String,
        payload name: String,
        _ value: String,
        below thread: String? = nil
    ) async throws -> SlackPlace? {
        // A person has no channel before the first message to them.
        guard !channel.hasPrefix("U"), !channel.hasPrefix("W") else { return nil }
        var arguments = [
            (name: "channel", value: channel), (name: "include_all_metadata", value: "true"),
            (name: "limit", value: String(settings.depth)),
        ]
        if let thread { arguments.append((name: "ts", value: thread)) }
        let method = thread == nil ? "conversations.history" : "conversations.replies"
        let answer = try await client.call(method, form: arguments)
        for message in answer["messages"]?.elements ?? [] {
            guard message["metadata"]?["event_payload"]?[name]?.stringValue == value,
                let ts = message["ts"]?.stringValue
            else { continue }
            return SlackPlace(channel: channel, ts: ts)
        }
        return nil
    }
}

/// Where a message stands.
struct SlackPlace: Hashable, Sendable {
    var channel: String
    var ts: String
    var text: String { "\(channel)/\(ts)" }
}
