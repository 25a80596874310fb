public import TurnpikeValues
public import TurnpikeWeb

/// What a configuration file says about Matrix.
///
/// ```yaml
/// server: https://matrix.example.com
/// token: env:MATRIX_TOKEN
/// rooms: {"#wins": "!abc:example.com"}
/// team_prefix: sales_
/// commands: true
/// ```
public struct MatrixConfiguration: Sendable {
    /// The server.
    public var server: WebAddress
    /// The access token of the bot.
    public var token: Secret
    /// How messages are sent.
    public var settings: MatrixNotifier.Settings
    /// Whether `turnpike run` reads what people write to the bot.
    public var takesCommands: Bool

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - json: The settings, an object.
    ///   - folder: What a path of `file:` starts from; empty or with a slash at its end.
    /// - Throws: `MatrixSettingsError` with everything that is wrong; never a secret.
    public init(_ json: JSON, folder: String = "") throws(MatrixSettingsError) {
        var reader = SettingsReader(json, folder: folder)
        let server = reader.address("server")
        let token = reader.secret("token")
        let rooms = reader.table("rooms")
        let prefix = reader.text("team_prefix")
        takesCommands = reader.flag("commands")
        reader.ignore("allow_http", "allow_private")
        if json["token"] == nil { reader.found("token is missing") }
        let findings = reader.finish()
        guard findings.isEmpty, let server, let token else {
            throw MatrixSettingsError(message: findings.joined(separator: "; "))
        }
        self.server = server
        self.token = token
        settings = MatrixNotifier.Settings(rooms: rooms, teamPrefix: prefix)
    }

    /// What calls the server as the bot.
    ///
    /// - Parameter carrier: What makes the calls.
    public func client(_ carrier: any HTTPCarrier) -> MatrixClient {
        MatrixClient(server, token: token, carrier: carrier)
    }
}

/// Settings that cannot be right.
public struct MatrixSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Everything that is wrong; never a secret.
    public let message: String

    /// The message.
    public var description: String { message }
}
