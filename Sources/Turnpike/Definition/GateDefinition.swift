/// A gate: what must be true before a deal passes.
public struct GateDefinition: Hashable, Sendable {
    /// The id; nil for a gate that stands inline in a list, which takes its id from that place.
    public var id: Located<String>?
    /// What people read.
    public var label: Located<String>?
    /// `when:`, the condition under which the gate applies at all.
    public var when: ExpressionSource?
    /// `needs:`, fields that must have a value.
    public var needs: [Located<String>]
    /// `done:`, activities that must have been done.
    public var done: [DoneDefinition]
    /// `check:`, conditions with ids.
    public var checks: [CheckDefinition]
    /// `approval:`, consents that must have been given.
    public var approvals: [Located<String>]
    /// `external:`, a question to a plug-in.
    public var external: ExternalDefinition?
    /// `any:`, gates of which one must hold.
    public var any: [GateReference]
    /// `all:`, gates that must all hold.
    public var all: [GateReference]
    /// `override: never`
    public var neverOverridden: Located<Bool>?
    /// The whole gate.
    public var range: SourceRange

    /// An empty gate.
    public init(id: Located<String>?, range: SourceRange = .none) {
        self.id = id
        self.needs = []
        self.done = []
        self.checks = []
        self.approvals = []
        self.any = []
        self.all = []
        self.range = range
    }
}

/// A gate where one is expected: by name, or written there.
public enum GateReference: Hashable, Sendable {
    /// A gate of `gates:`.
    case named(Located<String>)
    /// A gate written in place.
    indirect case inline(GateDefinition)
}

/// A demand on activities: `discovery_call` or `{demo: {outcome: [held], at_least: 1, within: 30 days, since: stage}}`.
public struct DoneDefinition: Hashable, Sendable {
    /// The activity.
    public var activity: Located<String>
    /// `outcome:`, the outcomes that count; empty means every one that counts as done.
    public var outcomes: [Located<String>]
    /// `at_least:`, how many; 1 where absent.
    public var atLeast: Located<Int>?
    /// `within:`, a span of time before now, as text.
    public var within: Located<String>?
    /// `since: stage`: only what was done in the present visit of the stage.
    public var sinceStage: Located<Bool>?
    /// The whole demand.
    public var range: SourceRange

    /// A demand that the activity was done once.
    public init(activity: Located<String>, range: SourceRange = .none) {
        self.activity = activity
        self.outcomes = []
        self.range = range
    }
}

/// One condition of a gate.
public struct CheckDefinition: Hashable, Sendable {
    /// The id, part of the criterion's id: `bant.check.budget_covers`.
    public var id: Located<String>
    /// `that:`, the condition.
    public var that: ExpressionSource
    /// `else:`, what a person reads where it does not hold; may hold `${…}`.
    public var otherwise: TemplateText?
    /// `severity:`; block where absent.
    public var severity: Located<CheckSeverity>?

    /// A condition.
    public init(
        id: Located<String>,
        that: ExpressionSource,
        otherwise: TemplateText? = nil,
        severity: Located<CheckSeverity>? = nil
    ) {
        self.id = id
        self.that = that
        self.otherwise = otherwise
        self.severity = severity
    }
}

/// What an unmet check does.
public enum CheckSeverity: String, Hashable, Sendable, CaseIterable {
    /// It stops the move.
    case block
    /// It is shown and recorded; the move goes on.
    case warn
    /// It stops the move until the person says that they have seen it.
    case confirm
}
