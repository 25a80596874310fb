/// How deals of an earlier version are taken over (`migrate: {from: {2: …}}`).
public struct MigrationDefinition: Hashable, Sendable {
    /// Where a stage goes.
    public enum Target: Hashable, Sendable {
        /// To a stage of this version.
        case stage(Located<String>)
        /// A person chooses.
        case ask(SourceRange)
    }

    /// A stage of the earlier version.
    public struct StageMapping: Hashable, Sendable {
        /// Its id there.
        public var old: Located<String>
        /// Where its deals go.
        public var target: Target

        /// A mapping.
        public init(old: Located<String>, target: Target) {
            self.old = old
            self.target = target
        }
    }

    /// A field of the earlier version.
    public struct FieldMapping: Hashable, Sendable {
        /// Its id there.
        public var old: Located<String>
        /// Its id now.
        public var new: Located<String>

        /// A mapping.
        public init(old: Located<String>, new: Located<String>) {
            self.old = old
            self.new = new
        }
    }

    /// The earlier version.
    public var from: Located<Int>
    /// Stages that are called otherwise now, or are gone.
    public var stages: [StageMapping] = []
    /// Fields that are called otherwise now.
    public var fields: [FieldMapping] = []

    /// A migration that changes no name.
    public init(from: Located<Int>) {
        self.from = from
    }
}
