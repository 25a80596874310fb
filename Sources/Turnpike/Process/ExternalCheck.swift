public import TurnpikeValues

/// A question of a process to a plug-in.
public struct ExternalID: DenseID {
    @usableFromInline let raw: UInt16
    /// The index into `SalesProcess.externals`.
    @inlinable public var index: Int { Int(raw) }
    /// The question at an index.
    @inlinable public init(_ index: Int) { raw = UInt16(truncatingIfNeeded: index) }
}

/// A gate's question to a plug-in, with its names resolved.
public struct ExternalCheck: Sendable {
    /// How long an answer may take where the file does not say.
    public static let defaultTimeout = Duration.seconds(10)

    /// The id, that of its criterion: `credit_ok.external.credit_check`.
    public let id: String
    /// Who answers.
    public let plugin: String
    /// What the plug-in is told, in file order.
    public let about: [Criterion.Subject]
    /// How long an answer counts; nil means until a value changes.
    public let validFor: TimeSpan?
    /// How long an answer may take.
    public let timeout: Duration
    /// What becomes of a move while the plug-in does not answer.
    public let ifDown: OutagePolicy
    /// Where it stands.
    public let range: SourceRange
}
