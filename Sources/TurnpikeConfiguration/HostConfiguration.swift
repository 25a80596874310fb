public import Turnpike
public import TurnpikeValues

/// What `turnpike.yaml` says: where deals are kept, which processes they run through, which plug-ins there are.
///
/// What is not said is nil, so that a flag of the command line, a variable of the environment and a default can be put
/// before and behind it with ``choose(_:_:_:default:)``.
public struct HostConfiguration: Sendable {
    /// The name of the file.
    public static let fileName = "turnpike.yaml"

    /// The folder that paths in the file start from: that of the file, with a slash at the end, or empty.
    public var folder: String
    /// `store:`, the path of the store.
    public var store: String?
    /// `tenant:`, whose deals.
    public var tenant: String?
    /// `processes:`, the paths of process files.
    public var processes: [String] = []
    /// `outbox_file:`, the path of the file that takes deliveries for which there is no plug-in.
    public var outboxFile: String?
    /// `people:`, who is there; nil where nothing is said of it.
    public var directory: People?
    /// `delivery:`, how patient deliveries are.
    public var delivery = DeliverySettings()
    /// `rates:`, by which amounts are converted.
    public var rates: Rates?
    /// `plugins:`, in the order of the file.
    public var plugins: [PluginSettings] = []
    /// `notifications:`, who is told by which channel and when; nil where nothing is said of it.
    public var notifications: NotificationSettings?
    /// `receive:`, what is listened to; nil for nothing.
    public var receive: ReceiveSettings?

    /// A file of rates of exchange.
    public struct Rates: Hashable, Sendable {
        /// The currency of which one unit is worth what the file says.
        public var base: Currency
        /// The path of the file.
        public var file: String
    }

    /// A configuration that says nothing.
    public init(folder: String = "") { self.folder = folder }

    /// A path of the file as seen from the working directory.
    public func path(_ text: String) -> String { text.hasPrefix("/") ? text : folder + text }

    /// The first that is said: by a flag, by the environment, by the file; else the default.
    public static func choose<Value>(_ flag: Value?, _ environment: Value?, _ file: Value?, default: Value) -> Value {
        flag ?? environment ?? file ?? `default`
    }

    /// The plug-in that answers to a name which a process file uses.
    public func plugin(for name: String) -> PluginSettings? {
        plugins.first { $0.names.contains(name) }
    }

    /// Where the configuration of a store is looked for, in this order: beside the store, then in the working directory.
    ///
    /// - Parameter store: The store that a flag or the environment names; nil where none is.
    public static func places(beside store: String?) -> [String] {
        guard let store, let slash = store.lastIndex(of: "/") else { return [fileName] }
        return [store[...slash] + fileName, fileName]
    }
}
