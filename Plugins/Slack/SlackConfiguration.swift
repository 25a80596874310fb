public import TurnpikeValues
public import TurnpikeWeb

/// What a configuration file says about Slack.
///
/// ```yaml
/// token: env:SLACK_TOKEN
/// channels: {"#wins": C0123456789, sales_manager: C0987654321}
/// fallback: C0123456789
/// ```
public struct SlackConfiguration: Sendable {
    /// The token of a bot; nil with an incoming webhook.
    public var token: Secret?
    /// The address of an incoming webhook; nil with a token.
    public var webhook: Secret?
    /// Where the methods are.
    public var base: WebAddress
    /// How messages are sent.
    public var settings: SlackNotifier.Settings

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - json: The settings, an object.
    ///   - folder: What a path of `file:` starts from; empty or with a slash at its end.
    /// - Throws: `SlackSettingsError` with everything that is wrong; never a secret.
    public init(_ json: JSON, folder: String = "") throws {
        var reader = SettingsReader(json, folder: folder)
        token = reader.secret("token")
        webhook = reader.secret("webhook")
        let base = reader.address("api", or: "https://slack.com/api")
        let channels = reader.table("channels")
        let fallback = reader.text("fallback")
        let depth = reader.integer("depth", 1...999)
        reader.ignore("allow_http", "allow_private")
        if (json["token"] == nil) == (json["webhook"] == nil) { reader.found("one of token and webhook is needed") }
        let findings = reader.finish()
        guard findings.isEmpty, let base else { throw SlackSettingsError(message: findings.joined(separator: "; ")) }
        self.base = base
        settings = SlackNotifier.Settings(channels: channels, fallback: fallback, depth: depth ?? 200)
    }

    /// What calls Slack with the token; without one every call is refused by Slack.
    ///
    /// - Parameter carrier: What makes the calls.
    public func client(_ carrier: any HTTPCarrier) -> SlackClient {
        SlackClient(token: token ?? Secret(""), base: base, carrier: carrier)
    }
}

/// Settings that cannot be right.
public struct SlackSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Everything that is wrong; never a secret.
    public let message: String

    /// The message.
    public var description: String { message }
}
