/// A "no" with all its reasons: every unmet criterion, and what would meet it.
///
/// With nothing else changed, meeting exactly `unmet` makes the command succeed.
///
/// It is one pointer, so that a decision that says yes carries no room for a "no" through every function.
public struct Refusal: Hashable, Sendable {
    private struct Parts: Hashable, Sendable {
        var command: String
        var stage: String
        var target: String?
        var revision: Int64
        var unmet: [UnmetCriterion]
        var mayAlsoApply: [UnmetCriterion]
        var warnings: [UnmetCriterion]
        var overridableBy: [String]
        var requested: [String]
    }

    // Always one element: an array is the cheapest box that stays a value.
    private var box: [Parts]

    init(
        command: String,
        stage: String,
        target: String?,
        revision: Int64,
        unmet: [UnmetCriterion],
        mayAlsoApply: [UnmetCriterion],
        warnings: [UnmetCriterion],
        overridableBy: [String],
        requested: [String] = []
    ) {
        box = [
            Parts(
                command: command,
                stage: stage,
                target: target,
                revision: revision,
                unmet: unmet,
                mayAlsoApply: mayAlsoApply,
                warnings: warnings,
                overridableBy: overridableBy,
                requested: requested
            )
        ]
    }

    /// The command in words: `move proposal`.
    public var command: String {
        get { box[0].command }
        set { box[0].command = newValue }
    }
    /// The stage the deal is in.
    public var stage: String {
        get { box[0].stage }
        set { box[0].stage = newValue }
    }
    /// The stage that the command leads to, for a move.
    public var target: String? {
        get { box[0].target }
        set { box[0].target = newValue }
    }
    /// The revision it was judged at.
    public var revision: Int64 {
        get { box[0].revision }
        set { box[0].revision = newValue }
    }
    /// Every unmet criterion.
    public var unmet: [UnmetCriterion] {
        get { box[0].unmet }
        set { box[0].unmet = newValue }
    }
    /// Gates whose `when` lacks a field: they may also apply once it is known.
    public var mayAlsoApply: [UnmetCriterion] {
        get { box[0].mayAlsoApply }
        set { box[0].mayAlsoApply = newValue }
    }
    /// Checks of severity `warn` that do not hold; they stop nothing.
    public var warnings: [UnmetCriterion] {
        get { box[0].warnings }
        set { box[0].warnings = newValue }
    }
    /// Who may override it; empty where nobody may.
    public var overridableBy: [String] {
        get { box[0].overridableBy }
        set { box[0].overridableBy = newValue }
    }

    /// The approvals, and the questions to plug-ins, that the attempt itself asked for: the move is refused as pending, and what it asked for is stored.
    public var requested: [String] {
        get { box[0].requested }
        set { box[0].requested = newValue }
    }
    /// Whether the attempt has asked for what it lacks.
    public var isPending: Bool { !requested.isEmpty }

    /// The ids of the unmet criteria in order.
    public var ids: [String] { unmet.map(\.id) }
}

/// One reason of a refusal.
public struct UnmetCriterion: Hashable, Sendable {
    /// What kind of criterion it is.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A field, owner, account or contact is missing.
        case needs
        /// An activity was not done as demanded.
        case done
        /// A condition does not hold or lacks a field.
        case check
        /// An approval is not granted.
        case approval
        /// A plug-in has not said yes.
        case external
        /// None of several gates holds; `alternatives` tells what each lacks.
        case any
        /// The actor holds none of the roles.
        case by
        /// A field must be given with the move.
        case ask
        /// A reason must be chosen.
        case reason
        /// The guard of the move does not hold.
        case when
        /// A check that the person must confirm.
        case confirm
        /// The field is locked in this stage.
        case locked
        /// There is no such move from this stage.
        case noMove
        /// The stage to go back to must be named, or was never visited.
        case target
        /// A track of the stage is not complete.
        case track
        /// The deal's state does not allow it.
        case state
    }

    /// The id: `bant.needs.budget`.
    public var id: String
    /// What kind of criterion it is.
    public var kind: Kind
    /// What a person reads.
    public var message: String
    /// The condition as written, for a check.
    public var condition: String?
    /// What was seen: `30000 EUR`, `done 1 time`.
    public var seen: String?
    /// What is needed: `at least 40000 EUR`.
    public var needed: String?
    /// Fields without a value that leave it undecided.
    public var missing: [String]
    /// `file:line:column` in the process file.
    public var place: String?
    /// The words in the process file.
    public var range: SourceRange
    /// Who can meet it: roles and people; empty means anybody.
    public var who: [String]
    /// What would meet it.
    public var remedies: [Remedy]
    /// For `any`: what each alternative lacks; meeting all of one alternative is enough.
    public var alternatives: [[UnmetCriterion]]
    /// Whether it may be overridden.
    public var isOverridable: Bool

    init(_ id: String, _ kind: Kind, _ message: String, range: SourceRange) {
        self.id = id
        self.kind = kind
        self.message = message
        self.range = range
        missing = []
        who = []
        remedies = []
        alternatives = []
        isOverridable = true
    }
}

/// Something that would meet a criterion.
public enum Remedy: Hashable, Sendable {
    /// Give the field a value.
    case set(field: String)
    /// Do the activity, with one of these outcomes where some are named, so many times more.
    case complete(activity: String, outcomes: [String], times: Int)
    /// Give a value with the move.
    case ask(field: String)
    /// Choose one of the reasons.
    case reason(list: String, reasons: [String])
    /// Say that it was seen.
    case confirm(criterion: String)
    /// Have somebody with one of the roles do it.
    case role([String])
    /// Assign an owner, an account or a contact.
    case relate(String)
    /// Name one of these stages.
    case stage([String])
    /// Make another move.
    case move(String)
    /// Bring the condition about: the fields it reads.
    case change(fields: [String])
    /// Take the values of the fields away.
    case clear(fields: [String])
    /// Have a signal come in.
    case signal(String)
    /// Ask for an approval.
    case request(approval: String)
    /// Have a plug-in answer.
    case answer(plugin: String)
    /// Have people with these roles agree.
    case approve(approval: String, by: [String])

    /// What a person reads.
    public var description: String {
        switch self {
        case .set(let field): return "set \(field)"
        case .complete(let activity, let outcomes, let times):
            let how = outcomes.isEmpty ? "" : " with outcome \(outcomes.joined(separator: " or "))"
            return times > 1 ? "do \(activity)\(how) \(times) more times" : "do \(activity)\(how)"
        case .ask(let field): return "give \(field) with the move"
        case .reason(let list, let reasons):
            return "choose a reason from \(list): \(reasons.joined(separator: ", "))"
        case .confirm(let criterion): return "confirm \(criterion)"
        case .role(let roles): return "have it done by \(roles.joined(separator: " or "))"
        case .relate(let what): return "give the deal an \(what)"
        case .stage(let stages): return "name the stage: \(stages.joined(separator: ", "))"
        case .move(let move): return "move \(move)"
        case .answer(let plugin): return "wait for the answer of \(plugin)"
        case .request(let approval): return "ask for the approval \(approval)"
        case .approve(let approval, let by): return "have \(approval) approved by \(by.joined(separator: " or "))"
        case .change(let fields): return "change \(fields.joined(separator: " or "))"
        case .clear(let fields): return "remove the value of \(fields.joined(separator: " and "))"
        case .signal(let signal): return "wait for the signal \(signal)"
        }
    }
}
