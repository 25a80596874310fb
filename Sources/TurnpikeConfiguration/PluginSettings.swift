public import Turnpike
public import TurnpikeValues

/// A plug-in that is a program of its own (`plugins:`).
public struct PluginSettings: Hashable, Sendable {
    /// What becomes of the rows behind one that was given up.
    public enum AfterDeadLetter: String, Hashable, Sendable, CaseIterable {
        /// They wait until a person has decided about it.
        case park
        /// They go on.
        case goOn = "go_on"
    }

    /// How often something may happen: `10 per second`.
    public struct Rate: Hashable, Sendable {
        /// So many.
        public var count: Int
        /// Within this time.
        public var period: Duration

        /// A rate.
        public init(count: Int, period: Duration) {
            self.count = count
            self.period = period
        }
    }

    /// What it is called in the configuration.
    public var name: String
    /// `for:`, the names by which process files call it: `crm`, `email`, `notify` or another; by default its own.
    public var names: [String]
    /// `uses:`, a plug-in that is built into the tool, such as `webhook`; nil for a program of its own.
    public var uses: String?
    /// `command:`, the program (a path, or a name that is looked up in `PATH`) and its arguments.
    public var command: [String]
    /// `folder:`, where it is started; by default the configuration's folder.
    public var folder: String?
    /// `environment:`, variables that it sees beside the host's own.
    public var environment: [String: String] = [:]
    /// `settings:`, its configuration. What its schema calls a secret says `env:NAME` or `file:PATH`.
    public var settings: JSON = .object([])
    /// `limits.start:`, how long the handshake may take.
    public var start: Duration?
    /// `limits.call:`, how long a delivery or a question may take.
    public var call: Duration?
    /// `limits.health:`, how long it may take to say that it lives.
    public var health: Duration?
    /// `limits.stop:`, how long it may take to end.
    public var stop: Duration?
    /// `limits.memory:`, the address space that it may use, in bytes.
    public var memory: Int?
    /// `concurrency:`, how many calls at the same time.
    public var concurrency: Int?
    /// `rate:`, how many calls in a time.
    public var rate: Rate?
    /// `after_dead_letter:`, what becomes of the rows behind one that was given up.
    public var afterDeadLetter: AfterDeadLetter?
    /// `roles:`, the roles in which it acts where it sends signals.
    public var roles: [String] = []
    /// Where its name stands.
    public var range: SourceRange

    /// A plug-in.
    public init(name: String, command: [String], range: SourceRange = .none) {
        self.name = name
        self.names = [name]
        self.command = command
        self.range = range
    }
}
