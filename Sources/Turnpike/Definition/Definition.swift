/// A sales process as its author wrote it: names still unresolved, every node with its place.
///
/// A reader (`TurnpikeYAML`) makes it from text; `SalesProcess.compile(_:)` checks it and resolves every name. It keeps
/// the order of the file, because order carries meaning: stages stand in it, and the first move whose guard holds wins.
public struct Definition: Sendable {
    /// The files that ranges point into; the first is the process file itself.
    public var sources: SourceMap
    /// `turnpike: 1`, the version of the language.
    public var language: Located<Int>
    /// `process:`, the id of the process.
    public var process: Located<String>
    /// `version:`, the version of this process; 1 where absent.
    public var version: Located<Int>?
    /// `label:`
    public var label: Located<String>?
    /// `currency:`, the ISO 4217 code that a bare number beside money takes.
    public var currency: Located<String>?
    /// `zone:`, the IANA time zone for dates and days.
    public var zone: Located<String>?
    /// `calendar:`, the calendar for working time that names none.
    public var calendar: Located<String>?
    /// `calendars:`, when people work.
    public var calendars: [CalendarDefinition] = []
    /// `observed:`, what happens when an outside system moved the deal itself.
    public var observed: Located<ObservedPolicy>?
    /// `roles:`, id and label.
    public var roles: [NamedLabel] = []
    /// `records:`
    public var records: [RecordDefinition] = []
    /// `fields:`
    public var fields: [FieldDefinition] = []
    /// `reasons:`, lists a person chooses from.
    public var reasons: [ReasonListDefinition] = []
    /// `signals:`, what may come in from outside.
    public var signals: [SignalDefinition] = []
    /// `activities:`
    public var activities: [ActivityDefinition] = []
    /// `gates:`
    public var gates: [GateDefinition] = []
    /// `approvals:`, consents that people give.
    public var approvals: [ApprovalDefinition] = []
    /// `teams:`, id and label.
    public var teams: [NamedLabel] = []
    /// `assignment:`, the rules by which a deal gets its owner; the first that holds and finds somebody chooses.
    public var assignment: [AssignmentRuleDefinition] = []
    /// `start:`, in the order in which their conditions are tried; empty means the first stage of the file.
    public var start: [StartDefinition] = []
    /// `stages:`, in file order.
    public var stages: [StageDefinition] = []
    /// `anywhere: {moves:}`, moves from every stage before an outcome.
    public var anywhere: [MoveDefinition] = []
    /// `limits:` of the whole process.
    public var limits: [LimitDefinition] = []
    /// `cadences:`
    public var cadences: [CadenceDefinition] = []
    /// `contact_rules:`, what holds for every message to a customer.
    public var contactRules: ContactRulesDefinition?
    /// `permissions:`
    public var permissions: PermissionsDefinition?
    /// `templates:`
    public var templates: [TemplateDefinition] = []
    /// `hooks:`
    public var hooks: [HookDefinition] = []
    /// `rates:`, which day's rates amounts are converted by.
    public var rates: Located<String>?
    /// `score:`
    public var score: ScoreDefinition?
    /// `migrate:`, how deals of earlier versions are taken over.
    public var migrations: [MigrationDefinition] = []
    /// `uses:`, the packs whose parts stand among those above, under ids such as `bant.budget`.
    public var packs: [PackDefinition] = []
    /// The numbers in `sources` of the files that `extends:` names, the nearest base first, and of the packs that these
    /// take in; empty where it is no overlay.
    public var bases: [UInt32] = []

    /// A definition with its header only.
    public init(sources: SourceMap, language: Located<Int>, process: Located<String>) {
        self.sources = sources
        self.language = language
        self.process = process
    }
}

/// A value with the words of the file it was read from.
public struct Located<Value: Hashable & Sendable>: Hashable, Sendable {
    /// What was read.
    public var value: Value
    /// Where it stands.
    public var range: SourceRange

    /// A value and its place; `.none` for a definition that was built in code.
    public init(_ value: Value, at range: SourceRange = .none) {
        self.value = value
        self.range = range
    }
}

/// An id with an optional label: a role, an option of a choice.
public struct NamedLabel: Hashable, Sendable {
    /// The id, snake_case.
    public var id: Located<String>
    /// What people read; the id where absent.
    public var label: Located<String>?

    /// A named thing.
    public init(id: Located<String>, label: Located<String>? = nil) {
        self.id = id
        self.label = label
    }
}

/// What becomes of a move that an outside system has already made (`observed:`).
public enum ObservedPolicy: String, Hashable, Sendable, CaseIterable {
    /// Take it over as it is.
    case adopt
    /// Take it over; unmet criteria stay as obligations of the deal.
    case adoptWithObligations = "adopt_with_obligations"
    /// A person decides.
    case ask
    /// Undo it in the outside system.
    case pushBack = "push_back"
    /// Refuse it; the deal stays where it is.
    case refuse

    /// Whether an outside system may be told to set a deal back.
    var writesBack: Bool { self == .ask || self == .pushBack }
}

/// The text of an expression and where each part of it stands in the file.
public struct ExpressionSource: Hashable, Sendable {
    /// A run of the text that stands in the file byte for byte.
    public struct Segment: Hashable, Sendable {
        /// UTF-8 offset in `text` at which the run starts.
        public var text: UInt32
        /// UTF-8 offset in the file at which the run starts.
        public var file: UInt32

        /// A run from `text` in the expression and `file` in the file.
        public init(text: UInt32, file: UInt32) {
            self.text = text
            self.file = file
        }
    }

    /// The expression as CEL reads it.
    public var text: String
    /// The whole of it in the file.
    public var range: SourceRange
    /// Runs in ascending order; empty means that the text stands at `range.start` byte for byte.
    public var segments: [Segment]

    /// An expression with its place.
    public init(_ text: String, at range: SourceRange = .none, segments: [Segment] = []) {
        self.text = text
        self.range = range
        self.segments = segments
    }

    /// The place in the file of a range of UTF-8 offsets of `text`.
    public func range(of part: Range<Int>) -> SourceRange {
        guard range != .none else { return .none }
        func place(_ offset: Int) -> UInt32 {
            let next = firstSegment(after: offset)
            guard next > 0 else { return min(range.start + UInt32(offset), range.end) }
            let run = segments[next - 1]
            return min(run.file + UInt32(offset) - run.text, range.end)
        }
        let start = place(part.lowerBound)
        // The end is reckoned from the last byte inside, so that a part never runs over into the next line's indentation.
        let end = part.isEmpty ? start : place(part.upperBound - 1) + 1
        return SourceRange(file: range.file, start: start, end: max(start, end))
    }

    /// The index of the first run that starts after an offset of `text`.
    func firstSegment(after offset: Int) -> Int {
        var low = 0
        var high = segments.count
        while low < high {
            let middle = (low + high) / 2
            if Int(segments[middle].text) <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// A literal of the file before its type is known: a field's default, a hook's setting.
public indirect enum Literal: Hashable, Sendable {
    /// A scalar; `quoted` tells `"5"` from `5`.
    case scalar(Located<String>, quoted: Bool)
    /// `[a, b]`
    case list([Literal], SourceRange)
    /// `{a: b}`
    case map([LiteralEntry], SourceRange)

    /// Where it stands.
    public var range: SourceRange {
        switch self {
        case .scalar(let text, quoted: _): text.range
        case .list(_, let range), .map(_, let range): range
        }
    }
}

/// One entry of a literal map.
public struct LiteralEntry: Hashable, Sendable {
    /// The key.
    public var key: Located<String>
    /// Its value.
    public var value: Literal

    /// A key with its value.
    public init(key: Located<String>, value: Literal) {
        self.key = key
        self.value = value
    }
}

/// A text with `${…}` parts, each of them an expression.
public struct TemplateText: Hashable, Sendable {
    /// The text as written, with the runs that map it to the file.
    public var source: ExpressionSource

    /// A text with its place.
    public init(_ source: ExpressionSource) {
        self.source = source
    }
}
