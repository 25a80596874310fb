public import Turnpike

/// What went wrong between a caller and the pipeline, apart from a refusal.
public struct PipelineError: Error, CustomStringConvertible {
    /// The kind of failure, for a program to branch on.
    public struct Code: Hashable, Sendable {
        let name: String

        /// No such deal.
        public static let noSuchDeal = Self(name: "noSuchDeal")
        /// No such process, or not in that version.
        public static let noSuchProcess = Self(name: "noSuchProcess")
        /// The process was changed under the same version.
        public static let processChanged = Self(name: "processChanged")
        /// The deal is at another revision than the caller expected.
        public static let stale = Self(name: "stale")
        /// The idempotency key was used for another command.
        public static let keyReused = Self(name: "keyReused")
        /// Another deal holds the external key.
        public static let keyTaken = Self(name: "keyTaken")
        /// Too many writers at the same deal at the same time.
        public static let contention = Self(name: "contention")
        /// Nobody of that id is in the directory, or they have left.
        public static let unknownPerson = Self(name: "unknownPerson")
        /// Somebody acts for another for whom they are no deputy now.
        public static let notDeputy = Self(name: "notDeputy")
        /// A stored document cannot be read.
        public static let damaged = Self(name: "damaged")
    }

    /// The kind of failure.
    public var code: Code
    /// What happened and what helps.
    public var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

/// A refusal, thrown by calls whose result has no room for one.
public struct RefusedError: Error, CustomStringConvertible {
    /// All the reasons.
    public var refusal: Refusal

    /// All the reasons, a line each.
    public var description: String { refusal.description }
}
