public import TurnpikeValues

/// How a plug-in's process is started, and how much is taken from it.
public struct PluginCommand: Hashable, Sendable {
    /// The program: a path, or a name that is looked up in `PATH`.
    public var program: String
    /// Its arguments.
    public var arguments: [String]
    /// Variables that it sees beside the host's own.
    public var environment: [String: String]
    /// The folder that it starts in; nil means the host's.
    public var folder: String?
    /// Its configuration. Texts that the plug-in's schema calls secret may say `env:NAME` or `file:PATH`.
    public var configuration: JSON
    /// What is taken from it.
    public var limits: PluginLimits

    /// A command.
    public init(
        _ program: String,
        arguments: [String] = [],
        environment: [String: String] = [:],
        folder: String? = nil,
        configuration: JSON = .object([]),
        limits: PluginLimits = PluginLimits()
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.folder = folder
        self.configuration = configuration
        self.limits = limits
    }
}

/// What a host takes from a plug-in's process before it ends it.
public struct PluginLimits: Hashable, Sendable {
    /// How long the handshake and the configuration may take.
    public var start: Duration
    /// How long one delivery or question may take.
    public var call: Duration
    /// How long a plug-in that did not answer in time may take to say that it lives; after that it is killed.
    public var health: Duration
    /// How long it may take to end when told to.
    public var stop: Duration
    /// The address space that it may use, in bytes; nil sets no limit.
    public var memory: Int?
    /// The pause before it is started again after it ended by itself; it doubles with each further time.
    public var firstPause: Duration
    /// The longest such pause.
    public var longestPause: Duration

    /// Limits; the defaults suit a plug-in that speaks HTTP to its receiver.
    public init(
        start: Duration = .seconds(10),
        call: Duration = .seconds(30),
        health: Duration = .seconds(5),
        stop: Duration = .seconds(5),
        memory: Int? = nil,
        firstPause: Duration = .milliseconds(200),
        longestPause: Duration = .seconds(60)
    ) {
        self.start = start
        self.call = call
        self.health = health
        self.stop = stop
        self.memory = memory
        self.firstPause = firstPause
        self.longestPause = longestPause
    }
}
