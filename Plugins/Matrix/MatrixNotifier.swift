public import Turnpike
public import TurnpikeValues
public import TurnpikeWeb

/// Tells people in Matrix (`notify:` in a process file): into the room that a name stands for, else into a room of their own
/// that the bot makes for a team.
public struct MatrixNotifier: NotificationHook {
    /// How messages are sent.
    public struct Settings: Sendable {
        /// Rooms (`!id:server` or `#alias:server`) by what process files call them.
        public var rooms: [String: String]
        /// What stands before a team's name in the alias of its room; nil makes no rooms.
        public var teamPrefix: String?
        /// The longest text that is sent, in bytes; an event of Matrix has at most 65,536.
        public var textLimit: Int

        /// Settings.
        ///
        /// - Parameters:
        ///   - rooms: Rooms by what process files call them.
        ///   - teamPrefix: What stands before a team's name in the alias of its room.
        ///   - textLimit: The longest text that is sent, in bytes.
        public init(rooms: [String: String] = [:], teamPrefix: String? = nil, textLimit: Int = 32_768) {
            self.rooms = rooms
            self.teamPrefix = teamPrefix
            self.textLimit = min(max(textLimit, 256), 60_000)
        }
    }

    /// The names by which process files call it.
    public let plugins: [String]?
    private let client: MatrixClient
    private let settings: Settings
    private let people: (@Sendable () async throws -> People)?
    private let rooms = OnceMemory<String>()

    /// A plug-in.
    ///
    /// - Parameters:
    ///   - client: Calls the server.
    ///   - settings: How messages are sent.
    ///   - names: The names by which process files call it.
    ///   - people: Everybody, whose external key `matrix:@user:server` says who they are; those of a team are invited into
    ///     its room.
    public init(
        _ client: MatrixClient,
        settings: Settings = Settings(),
        names: [String] = ["notify"],
        people: (@Sendable () async throws -> People)? = nil
    ) {
        self.client = client
        self.settings = settings
        plugins = names
        self.people = people
    }

    /// Tells one person, role or channel.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - request: What the hook asks for.
    /// - Throws: `DeliveryError`; `CancellationError`.
    public func notify(_ message: NotificationMessage, for request: HookRequest) async throws -> DeliveryReceipt {
        let text = Self.cut(
            message.text.split(separator: "\0", omittingEmptySubsequences: false).joined(separator: "\u{FFFD}"),
            settings.textLimit
        )
        do {
            let room = try await room(of: message.to, request)
            return DeliveryReceipt(reference: try await client.send(text, to: room, key: message.key))
        } catch let refusal as MatrixClient.Refusal {
            throw refusal.delivery
        }
    }

    private func room(of to: String, _ request: HookRequest) async throws -> String {
        let name = to == "owner" ? request.deal.owner ?? to : to
        let named = settings.rooms[name] ?? name
        if named.hasPrefix("!") { return named }
        return try await rooms.once(named) {
            if named.hasPrefix("#"), named.contains(":") { return try await resolve(named) }
            return try await teamRoom(named)
        }
    }

    private func resolve(_ alias: String) async throws -> String {
        let answer = try await client.call("GET", "/directory/room/\(PercentText.escaped(alias))")
        guard let room = answer["room_id"]?.stringValue else {
            throw DeliveryError.temporary("the Matrix server names no room")
        }
        return room
    }

    /// The room of a team: the one whose alias is the bot's for it, else a new one with the team in it.
    private func teamRoom(_ team: String) async throws -> String {
        guard let prefix = settings.teamPrefix, !team.isEmpty,
            team.utf8.allSatisfy({ (48...57).contains($0) || (97...122).contains($0) || $0 == 95 || $0 == 45 })
        else {
            throw DeliveryError.permanent("there is no room for '\(team)': name it under 'rooms'")
        }
        let members = try await people?().all.filter { !$0.hasLeft && ($0.teams.contains(team) || $0.id == team) } ?? []
        let invited = members.flatMap(\.externalKeys).filter { $0.hasPrefix("matrix:") }.map { String($0.dropFirst(7)) }
        do {
            let made = try await client.call(
                "POST",
                "/createRoom",
                .object([
                    ("invite", .array(invited.map { .string($0) })), ("name", .string(team)),
                    ("preset", "private_chat"),
                    ("room_alias_name", .string(prefix + team)),
                ])
            )
            if let room = made["room_id"]?.stringValue { return room }
        } catch let refusal as MatrixClient.Refusal where refusal.code == "M_ROOM_IN_USE" {
            let me = try await client.call("GET", "/account/whoami")["user_id"]?.stringValue ?? ""
            let server = me.split(separator: ":", maxSplits: 1).dropFirst().joined()
            return try await resolve("#\(prefix)\(team):\(server)")
        }
        throw DeliveryError.temporary("the Matrix server made a room and does not name it")
    }

    /// The text, or as many whole characters of it as fit and an ellipsis.
    static func cut(_ text: String, _ limit: Int) -> String {
        guard text.utf8.count > limit else { return text.isEmpty ? " " : text }
        var result = ""
        var count = 3
        for character in text {
            count += character.utf8.count
            if count > limit { break }
            result.append(character)
        }
        return result + "…"
    }
}
