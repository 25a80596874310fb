/// What went wrong between a deal and the place it is kept.
public struct StoreError: Error, CustomStringConvertible {
    /// The kind of failure, for a program to branch on.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        let name: String

        /// The kind's name.
        public var description: String { name }

        /// The file is not a store.
        public static let notAStore = Self(name: "notAStore")
        /// The store cannot be written.
        public static let readOnly = Self(name: "readOnly")
        /// The store was written by a newer version.
        public static let newerVersion = Self(name: "newerVersion")
        /// A document of the store cannot be read.
        public static let damaged = Self(name: "damaged")
        /// Another process holds the store for too long.
        public static let busy = Self(name: "busy")
        /// No room is left.
        public static let full = Self(name: "full")
        /// A registered version of a process has another content: raise `version`.
        public static let definitionChanged = Self(name: "definitionChanged")
        /// Something that is not there.
        public static let notFound = Self(name: "notFound")
        /// Any other failure of the medium or its driver.
        public static let failed = Self(name: "failed")
    }

    /// The kind of failure.
    public var code: Code
    /// What happened and what helps; never customer data.
    public var message: String
    /// What the driver beneath reported.
    public var cause: (any Error)?

    /// A failure.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message.
    public var description: String { message }
}
