/// A "no" with all its reasons: every unmet criterion, and what would meet it.
///
/// With nothing else changed, meeting exactly `unmet` makes the command succeed.
public struct Refusal: Hashable, Sendable {
    /// The command in words: `move proposal`.
    public var command: String
    /// The stage the deal is in.
    public var stage: String
    /// The stage that the command leads to, for a move.
    public var target: String?
    /// The revision it was judged at.
    public var revision: Int64
    /// Every unmet criterion.
    public var unmet: [UnmetCriterion]
    /// Gates whose `when` lacks a field: they may also apply once it is known.
    public var mayAlsoApply: [UnmetCriterion]
    /// Checks of severity `warn` that do not hold; they stop nothing.
    public var warnings: [UnmetCriterion]
    /// Who may override it; empty where nobody may.
    public var overridableBy: [String]

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
        case .change(let fields): return "change \(fields.joined(separator: " or "))"
        }
    }
}
