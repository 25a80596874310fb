public import TurnpikeValues

/// What a plug-in says about itself in the handshake.
public struct PluginDescription: Hashable, Sendable {
    /// The versions of the protocol that this library speaks.
    public static let protocolVersions: ClosedRange<Int64> = 1...1
    /// The longest line that either side sends or takes, in bytes.
    public static let longestLine = 16 * 1_024 * 1_024

    /// The version of the protocol that the plug-in chose.
    public var protocolVersion: Int64
    /// What the plug-in is called, such as `ledger`.
    public var name: String
    /// Its own version.
    public var version: String
    /// The hooks it delivers for, as process files name them: `crm`, `email`, `notify` or another name.
    public var plugins: [String]
    /// Whether it answers `ask`.
    public var asks: Bool
    /// How many calls it takes at the same time, at least 1.
    public var concurrency: Int
    /// What its configuration must look like.
    public var schema: ConfigurationSchema

    /// A description.
    public init(
        name: String,
        version: String,
        plugins: [String],
        asks: Bool = false,
        concurrency: Int = 1,
        schema: ConfigurationSchema = ConfigurationSchema()
    ) {
        protocolVersion = Self.protocolVersions.upperBound
        self.name = name
        self.version = version
        self.plugins = plugins
        self.asks = asks
        self.concurrency = max(1, concurrency)
        self.schema = schema
    }

    /// Reads the answer to `initialize`.
    ///
    /// - Throws: `PluginFailure`, naming the member that is missing or wrong.
    public init(_ json: JSON) throws(PluginFailure) {
        func wrong(_ what: String) -> PluginFailure {
            PluginFailure(.invalidRequest, "the answer to 'initialize' has no \(what)")
        }
        guard let number = json["protocol"]?.int64 else { throw wrong("'protocol', a whole number") }
        guard Self.protocolVersions.contains(number) else {
            throw PluginFailure(
                .invalidRequest,
                "the plug-in speaks version \(number) of the protocol, this host \(Self.protocolVersions.upperBound)"
            )
        }
        protocolVersion = number
        guard let name = json["name"]?.stringValue, !name.isEmpty else { throw wrong("'name', a text") }
        self.name = name
        guard let version = json["version"]?.stringValue else { throw wrong("'version', a text") }
        self.version = version
        guard let plugins = json["plugins"]?.elements?.map(\.stringValue), plugins.allSatisfy({ $0?.isEmpty == false })
        else { throw wrong("'plugins', a list of names") }
        self.plugins = plugins.compactMap(\.self)
        let capabilities = json["capabilities"] ?? .object([])
        asks = capabilities["ask"]?.boolValue ?? false
        let concurrency = capabilities["concurrency"]?.int64 ?? 1
        guard (1...1_024).contains(concurrency) else { throw wrong("'capabilities.concurrency' between 1 and 1024") }
        self.concurrency = Int(concurrency)
        schema = ConfigurationSchema(json["config_schema"] ?? .object([]))
    }

    /// The answer to `initialize`.
    public var json: JSON {
        .object([
            ("capabilities", .object([("ask", .bool(asks)), ("concurrency", .int(Int64(concurrency)))])),
            ("config_schema", schema.json),
            ("name", .string(name)),
            ("plugins", .array(plugins.map { .string($0) })),
            ("protocol", .int(protocolVersion)),
            ("version", .string(version)),
        ])
    }
}
