public import Turnpike
public import TurnpikeValues

/// What is listened to while `turnpike run` works (`receive:`).
public struct ReceiveSettings: Hashable, Sendable {
    /// One place at which messages are taken.
    public struct Route: Hashable, Sendable {
        /// Its path, such as `/hooks/billing`.
        public var path: String
        /// `uses:`, what takes them: `webhook`, `slack`, `hubspot` or `pipedrive`.
        public var uses: String
        /// `plugin:`, the plug-in through which is answered, or the CRM whose deals are looked at.
        public var plugin: String?
        /// `settings:`, what it needs. A secret says `env:NAME` or `file:PATH`.
        public var settings: JSON = .object([])
        /// `roles:`, the roles in which the sender acts.
        public var roles: [String] = []
        /// Where its path stands.
        public var range: SourceRange

        /// A route.
        ///
        /// - Parameters:
        ///   - path: Its path.
        ///   - uses: What takes the messages.
        ///   - range: Where its path stands.
        public init(path: String, uses: String, range: SourceRange = .none) {
            self.path = path
            self.uses = uses
            self.range = range
        }
    }

    /// `host:`, the address to listen at.
    public var host = "127.0.0.1"
    /// `port:`, the port; 0 for any that is free.
    public var port = 8_080
    /// `concurrency:`, so many requests at the same time.
    public var concurrency: Int?
    /// `timeout:`, how long a request may take to arrive, and how long to be answered.
    public var timeout: Duration?
    /// `routes:`, in the order of the file.
    public var routes: [Route] = []

    /// Nothing is listened to.
    public init() {}
}
