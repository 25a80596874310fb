public import TurnpikeValues

/// A definition that a store keeps, so that every deal's version stays executable.
public struct StoredDefinition: Hashable, Sendable {
    /// The process.
    public var process: String
    /// Its version.
    public var version: Int
    /// The digest of the checked definition, without labels, guides and comments.
    public var digest: Digest
    /// The version of the language.
    public var language: Int
    /// The files it was read from: name and bytes, the process file first.
    public var sources: [Source]
    /// When it was first registered.
    public var registered: Instant

    /// A file of a definition.
    public struct Source: Hashable, Sendable {
        /// The file's name without folders.
        public var name: String
        /// Its text, UTF-8.
        public var text: [UInt8]

        /// A file.
        public init(name: String, text: [UInt8]) {
            self.name = name
            self.text = text
        }
    }

    /// A definition to keep.
    public init(
        process: String,
        version: Int,
        digest: Digest,
        language: Int,
        sources: [Source],
        registered: Instant
    ) {
        self.process = process
        self.version = version
        self.digest = digest
        self.language = language
        self.sources = sources
        self.registered = registered
    }
}
