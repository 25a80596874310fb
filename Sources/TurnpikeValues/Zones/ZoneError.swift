/// Why a time zone cannot be used.
public struct ZoneError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure, for a program to branch on.
    public struct Code: Hashable, Sendable {
        /// The stable name.
        public let name: String
        /// The system's zone files know no zone of that name.
        public static let notFound = Code(name: "not_found")
        /// The system has no zone files at all.
        public static let noDatabase = Code(name: "no_database")
        /// The name could not be one of a zone, for example a path.
        public static let invalidName = Code(name: "invalid_name")
        /// The zone's file is damaged.
        public static let damaged = Code(name: "damaged")
    }

    /// The kind of failure.
    public let code: Code
    /// What happened and what helps.
    public let message: String
    /// The known name that is nearest to the one given.
    public let nearest: String?

    /// The message.
    public var description: String { message }

    package init(_ code: Code, _ message: String, nearest: String? = nil) {
        self.code = code
        self.message = message
        self.nearest = nearest
    }
}
