public import TurnpikeValues

/// What somebody wants of a deal.
public struct Command: Sendable {
    /// The thing wanted.
    public var action: Action
    /// When it happened, where that is not now.
    public var occurred: Occurrence

    /// A command that happens now unless `occurred` says otherwise.
    public init(_ action: Action, occurred: Occurrence = .now) {
        self.action = action
        self.occurred = occurred
    }

    /// The kinds of commands.
    ///
    /// The larger ones are held by reference: a move, the commonest, is so passed on in a few words.
    public enum Action: Sendable {
        /// Open the deal.
        indirect case open(Opening)
        /// Change fields; `.null` removes a value.
        case set([FieldValue])
        /// Start, complete, skip or cancel an activity.
        indirect case activity(ActivityStep)
        /// Make a move.
        case move(MoveRequest)
        /// Make a move although criteria are unmet; each stays as an obligation until it is met.
        indirect case override(MoveRequest, because: String)
        /// Give the deal to another owner; nil takes it from its owner.
        case assign(owner: String?)
        /// Bind the deal to an account or a contact; nil unbinds.
        case relate(PartyKind, id: String?)
        /// Say something; kept in the history only.
        case comment(String)
        /// Ask for an approval, give it, deny it or take the request back.
        case approval(ApprovalStep)
        /// Have the rules of the process choose the owner, or answer their choice.
        case assignment(AssignmentStep)
        /// A plug-in has answered a gate's question, or has not.
        indirect case answer(ExternalAnswer)
        /// Something came in from outside.
        case signal(String, data: [FieldValue])
        /// An outside system, or history being imported, has moved the deal by itself.
        indirect case observe(Observation)
        /// A person answers what an outside system did (`observed: ask`).
        case observation(ObservationStep)
        /// Try the moves that wait, for instance after a fact changed.
        case review
        /// A timer is due. One that is not armed for that time any more changes nothing.
        case timer(TimerFiring)
        /// What has become of a deal that this one opens, or of one that opened it. Told twice, it changes nothing.
        indirect case opening(OpeningStep)
    }
}

/// When something happened, beside when it was recorded.
public enum Occurrence: Hashable, Sendable {
    /// When it was recorded.
    case now
    /// Then.
    case at(Instant)
    /// Nobody knows.
    case unknown
}

/// A timer whose time has come.
public struct TimerFiring: Hashable, Sendable {
    /// Its name, as `SalesProcess.name(of:)` gives it.
    public var name: String
    /// The time for which it was armed; nil takes any that has come.
    public var due: Instant?

    /// A firing.
    public init(_ name: String, due: Instant? = nil) {
        self.name = name
        self.due = due
    }
}

/// A field with the value it is to have.
public struct FieldValue: Hashable, Sendable {
    /// The field's id.
    public var field: String
    /// The value, `.null` for none.
    public var value: Value

    /// A field and its value.
    public init(_ field: String, _ value: Value) {
        self.field = field
        self.value = value
    }
}

/// How a deal is opened.
public struct Opening: Sendable {
    /// What people call it.
    public var name: String
    /// The stage to start in; nil takes the first start whose condition holds.
    public var stage: String?
    /// Who owns it; nil for a person who opens it means that person.
    public var owner: String?
    /// The account's id.
    public var account: String?
    /// The contact's id.
    public var contact: String?
    /// Keys of outside systems.
    public var externalKeys: [String]
    /// The first values.
    public var fields: [FieldValue]
    /// The deal of another process that opens it; `SalesProcess.openingCommand` fills it in.
    public internal(set) var openedBy: OpenedBy?

    /// An opening.
    public init(
        name: String,
        stage: String? = nil,
        owner: String? = nil,
        account: String? = nil,
        contact: String? = nil,
        externalKeys: [String] = [],
        fields: [FieldValue] = []
    ) {
        self.name = name
        self.stage = stage
        self.owner = owner
        self.account = account
        self.contact = contact
        self.externalKeys = externalKeys
        self.fields = fields
    }
}

/// A step of an activity.
public struct ActivityStep: Sendable {
    /// What is done with it.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Begin it; opens an attempt where none is open.
        case start
        /// It is done.
        case complete
        /// It will not be done; allowed for what is open.
        case skip
        /// It was opened by mistake.
        case cancel
        /// It is agreed upon for a time; opens an attempt where none is open.
        case plan
    }

    /// The activity's id.
    public var activity: String
    /// What is done with it.
    public var kind: Kind
    /// The outcome's id.
    public var outcome: String?
    /// Fields of the deal that it brings, and its own fields.
    public var values: [FieldValue]
    /// Checklist items that are ticked off: their texts, or their numbers from 1.
    public var checked: [String]
    /// A reference to a file, a mail or an event.
    public var evidence: String?
    /// The time it is planned for.
    public var planned: Instant?

    /// An activity that is agreed upon for a time.
    public init(_ activity: String, planned: Instant) {
        self.init(activity, .plan)
        self.planned = planned
    }

    /// A step.
    public init(
        _ activity: String,
        _ kind: Kind = .complete,
        outcome: String? = nil,
        values: [FieldValue] = [],
        checked: [String] = [],
        evidence: String? = nil
    ) {
        self.activity = activity
        self.kind = kind
        self.outcome = outcome
        self.values = values
        self.checked = checked
        self.evidence = evidence
    }
}

/// A step of an assignment by rules.
public struct AssignmentStep: Sendable {
    /// What is done.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Have the rules choose.
        case byRules = "assign_by_rules"
        /// The owner takes the deal.
        case accept
        /// The owner does not; the rules choose somebody else.
        case decline
    }

    /// What is done.
    public var kind: Kind
    /// What is said with it; kept in the history only.
    public var note: String?

    /// A step.
    public init(_ kind: Kind, note: String? = nil) {
        self.kind = kind
        self.note = note
    }
}

/// A step of an approval.
public struct ApprovalStep: Sendable {
    /// What is done with it.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Ask for it.
        case request
        /// Agree.
        case approve
        /// Disagree.
        case reject
        /// Take the request back.
        case recall
    }

    /// The approval's id.
    public var approval: String
    /// What is done with it.
    public var kind: Kind
    /// What is said with it; kept in the history only.
    public var note: String?

    /// A step.
    public init(_ approval: String, _ kind: Kind, note: String? = nil) {
        self.approval = approval
        self.kind = kind
        self.note = note
    }
}

/// A move that somebody wants.
public struct MoveRequest: Sendable {
    /// Which move: by its row, or by words.
    public enum Name: Sendable {
        /// A move that was looked up before.
        case id(MoveID)
        /// A move's id, or else the id of the stage it leads to.
        case named(String)
    }

    /// Which move.
    public var move: Name
    /// The stage, where the move leaves it open (`to: earlier`).
    public var stage: String?
    /// The reason's id, where one is chosen from a list.
    public var reason: String?
    /// Values given with it (`ask:`).
    public var fields: [FieldValue]
    /// Criteria of severity `confirm` that the person has seen.
    public var confirmed: [String]

    /// A request for a move.
    public init(
        _ move: Name,
        stage: String? = nil,
        reason: String? = nil,
        fields: [FieldValue] = [],
        confirmed: [String] = []
    ) {
        self.move = move
        self.stage = stage
        self.reason = reason
        self.fields = fields
        self.confirmed = confirmed
    }

    /// A request by words: a move's id, or the id of the stage it leads to.
    public init(
        to words: String,
        stage: String? = nil,
        reason: String? = nil,
        fields: [FieldValue] = [],
        confirmed: [String] = []
    ) {
        self.init(.named(words), stage: stage, reason: reason, fields: fields, confirmed: confirmed)
    }
}

/// A move that an outside system has already made.
public struct Observation: Sendable {
    /// The stage in which the deal is seen.
    public var stage: String
    /// The reason's id, where the stage asks for one and the outside system knows it.
    public var reason: String?
    /// Values that came with it.
    public var fields: [FieldValue]

    /// An observation.
    public init(stage: String, reason: String? = nil, fields: [FieldValue] = []) {
        self.stage = stage
        self.reason = reason
        self.fields = fields
    }
}

/// A command that makes no sense to this process: an unknown name, a value of the wrong type. Trying again later does
/// not help, so it is an error and not a refusal.
public struct CommandError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of mistake.
    public enum Code: String, Hashable, Sendable {
        /// A name that the process does not declare.
        case unknownName
        /// A value that its field cannot hold.
        case invalidValue
        /// A deal that is not opened yet, or is opened already.
        case wrongState
        /// Something that must be given.
        case missing
        /// A limit of the kernel, such as the number of moves by themselves in one command.
        case limit
        /// An expression of the process failed.
        case evaluation
    }

    /// The kind of mistake.
    public var code: Code
    /// What is wrong and what would be right, one sentence for each mistake.
    public var problems: [String]

    /// A mistake.
    public init(_ code: Code, _ problems: [String]) {
        self.code = code
        self.problems = problems
    }

    /// A single mistake.
    public init(_ code: Code, _ problem: String) {
        self.init(code, [problem])
    }

    /// All problems, a line each.
    public var description: String { problems.joined(separator: "\n") }
}
