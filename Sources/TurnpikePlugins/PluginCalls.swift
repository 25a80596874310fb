public import Turnpike
public import TurnpikeValues

/// The methods of the protocol, by name.
public enum PluginMethod: Sendable {
    /// The handshake: the plug-in says who it is and what configuration it needs.
    public static let initialize = "initialize"
    /// The configuration, once, before anything is delivered.
    public static let configure = "configure"
    /// One delivery.
    public static let deliver = "deliver"
    /// A gate's question.
    public static let ask = "ask"
    /// Whether the plug-in works and reaches its receiver.
    public static let health = "health"
    /// No more calls come: finish and end.
    public static let shutdown = "shutdown"
    /// A log line, said by the plug-in.
    public static let log = "log"
    /// Something learned from outside, said by the plug-in: as a request or as a notification.
    public static let signal = "signal"
}

extension DeliveryRequest {
    /// The params of `deliver`.
    public var params: JSON {
        var members: [(String, JSON)] = [
            ("attempt", .int(Int64(attempt))),
            ("deal", .string(deal.description)),
            ("key", .string(key)),
            ("plugin", .string(plugin)),
            ("request", (try? JSON.parse(body)) ?? .string(String(decoding: body, as: UTF8.self))),
            ("revision", .int(revision)),
        ]
        if !tenant.isEmpty { members.append(("tenant", .string(tenant))) }
        return .object(members)
    }

    /// Reads the params of `deliver`.
    ///
    /// - Throws: `PluginFailure`, invalid params, naming the member.
    public init(params: JSON) throws(PluginFailure) {
        func wrong(_ what: String) -> PluginFailure { PluginFailure(.invalidParams, "'deliver' has no \(what)") }
        guard let deal = params["deal"]?.stringValue.flatMap({ DealID($0) }) else { throw wrong("'deal', a deal's id") }
        guard let key = params["key"]?.stringValue, !key.isEmpty else { throw wrong("'key', a text") }
        guard let plugin = params["plugin"]?.stringValue else { throw wrong("'plugin', a text") }
        guard let revision = params["revision"]?.int64 else { throw wrong("'revision', a whole number") }
        guard let attempt = params["attempt"]?.int64, attempt >= 1, attempt <= 1_000_000 else {
            throw wrong("'attempt', a whole number from 1")
        }
        guard let body = params["request"], body.members != nil else { throw wrong("'request', an object") }
        self.init(
            tenant: params["tenant"]?.stringValue ?? "",
            deal: deal,
            revision: revision,
            plugin: plugin,
            key: key,
            attempt: Int(attempt),
            body: body.canonical()
        )
    }
}

/// One line that a plug-in logs.
public struct PluginLogLine: Hashable, Sendable {
    /// How much it matters.
    public enum Level: String, Hashable, Sendable, CaseIterable {
        /// For whoever looks for a fault.
        case debug
        /// For whoever wants to know what goes on.
        case info
        /// Something is odd.
        case warning
        /// Something failed.
        case error
    }

    /// How much it matters.
    public var level: Level
    /// The text.
    public var message: String

    /// A line.
    public init(_ level: Level, _ message: String) {
        self.level = level
        self.message = message
    }

    /// Reads the params of the notification `log`; an unknown level counts as `info`.
    public init?(_ params: JSON) {
        guard let message = params["message"]?.stringValue else { return nil }
        self.init(params["level"]?.stringValue.flatMap(Level.init(rawValue:)) ?? .info, message)
    }

    /// The params of the notification.
    public var params: JSON { .object([("level", .string(level.rawValue)), ("message", .string(message))]) }
}
