/// A deal of another process that a stage opens (`opens:`), as written.
public struct OpeningDefinition: Hashable, Sendable {
    /// A value that the new deal is given.
    public struct Copy: Hashable, Sendable {
        /// A field of the other process, or `name`, `owner`, `account`, `contact`.
        public var target: Located<String>
        /// What it is given; nil means what this deal has under the same name.
        public var value: ExpressionSource?

        /// A value to give.
        ///
        /// - Parameters:
        ///   - target: a field of the other process, or `name`, `owner`, `account`, `contact`.
        ///   - value: what it is given; nil means what this deal has under the same name.
        public init(_ target: Located<String>, value: ExpressionSource? = nil) {
            self.target = target
            self.value = value
        }
    }

    /// An outcome of the new deal that this one hears of.
    public struct Back: Hashable, Sendable {
        /// An outcome stage of the other process, or `won` or `lost` for any such stage.
        public var stage: Located<String>
        /// The signal; nil means one of the same name.
        public var signal: Located<String>?

        /// An outcome to hear of.
        ///
        /// - Parameters:
        ///   - stage: an outcome stage of the other process, or `won` or `lost`.
        ///   - signal: the signal; nil means one of the same name.
        public init(_ stage: Located<String>, signal: Located<String>? = nil) {
            self.stage = stage
            self.signal = signal
        }
    }

    /// The id.
    public var id: Located<String>
    /// `process:`, the other process; where absent, the id names it.
    public var process: Located<String>?
    /// `stage:`, where the new deal starts.
    public var stage: Located<String>?
    /// `after:`, so long after this stage was entered.
    public var after: Located<String>?
    /// `at:`, at a time that the deal tells.
    public var at: ExpressionSource?
    /// `calendar:`, for the working time of `after`.
    public var calendar: Located<String>?
    /// `late:`, how one is taken that comes late.
    public var late: LateDefinition?
    /// `when:`, the condition without which nothing is opened.
    public var when: ExpressionSource?
    /// `at_most:`, how many deals one deal may open so.
    public var atMost: Located<Int>?
    /// `copy:`, what the new deal is given.
    public var copy: [Copy] = []
    /// `back:`, the outcomes that come back as signals.
    public var back: [Back] = []
    /// The whole entry.
    public var range: SourceRange

    /// An opening with its id; everything else is optional.
    ///
    /// - Parameters:
    ///   - id: the id, which also names the process unless `process` does.
    ///   - range: the whole entry.
    public init(id: Located<String>, range: SourceRange = .none) {
        self.id = id
        self.range = range
    }

    /// The words that name the other process.
    public var target: Located<String> { process ?? id }
}
