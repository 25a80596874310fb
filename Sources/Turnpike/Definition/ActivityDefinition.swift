/// Something people do for a deal (`activities:`).
public struct ActivityDefinition: Hashable, Sendable {
    /// The id.
    public var id: Located<String>
    /// What people read.
    public var label: Located<String>?
    /// `kind:`, call, email, meeting, demo, document, visit, task, form or the team's own word.
    public var kind: Located<String>?
    /// `by:`, the roles who do it; empty means anybody.
    public var by: [Located<String>]
    /// `outcomes:`; empty means that it is done without one.
    public var outcomes: [OutcomeDefinition]
    /// `captures:`, fields of the deal that are asked for when it is completed.
    public var captures: [CaptureDefinition]
    /// `checklist:`, items to tick off.
    public var checklist: [Located<String>]
    /// `repeat:`, how often it may be done for one deal; nil where absent, which means without limit.
    public var repetitions: Located<Int>?
    /// `fields:`, data of each repetition.
    public var fields: [FieldDefinition]
    /// `evidence:`, whether a reference to a file, a mail or an event must come with its completion.
    public var evidence: Located<Bool>?
    /// `due:`, when it is due.
    public var due: DueDefinition?
    /// `remind:`, how long before that somebody is reminded.
    public var remind: [Located<String>] = []
    /// `guide:`, advice for the person who does it.
    public var guide: Located<String>?
    /// The whole entry.
    public var range: SourceRange

    /// An activity with its id; everything else is optional.
    public init(id: Located<String>, range: SourceRange = .none) {
        self.id = id
        self.by = []
        self.outcomes = []
        self.captures = []
        self.checklist = []
        self.fields = []
        self.range = range
    }
}

/// One way in which an activity ends.
public struct OutcomeDefinition: Hashable, Sendable {
    /// The id.
    public var id: Located<String>
    /// What people read.
    public var label: Located<String>?
    /// `again: true`: does not count as done and opens another attempt.
    public var again: Bool

    /// An outcome.
    public init(id: Located<String>, label: Located<String>? = nil, again: Bool = false) {
        self.id = id
        self.label = label
        self.again = again
    }
}

/// A field of the deal that an activity brings.
public struct CaptureDefinition: Hashable, Sendable {
    /// The field.
    public var field: Located<String>
    /// Whether the activity cannot be completed without it (`{need: required}`).
    public var isRequired: Bool

    /// A capture.
    public init(field: Located<String>, isRequired: Bool = false) {
        self.field = field
        self.isRequired = isRequired
    }
}
