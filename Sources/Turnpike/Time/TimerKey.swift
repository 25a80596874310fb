/// Which timer of a deal: its kind, the rule of the process that armed it, and a number where one rule arms several.
///
/// Inside a process it is a few plain numbers; stored and printed it is a name such as `limit/qualification/decide` or
/// `due/demo/2`, made by `SalesProcess.name(of:)`.
public struct TimerKey: Hashable, Sendable, Comparable {
    /// What a timer is for. The text begins its name; never changed.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A move by itself, `after:` or `at:`; the rule is the move.
        case move
        /// A limit with its levels; the rule is an index into `SalesProcess.limits`.
        case limit
        /// The due date of an open attempt at an activity; the rule is the activity, the number the attempt.
        case due
        /// Reminders before that date; likewise.
        case remind
        /// An activity that opens again and again (`every:`); the rule is an index into `SalesProcess.recurrences`.
        case every
        /// A deal of another process that is opened (`opens:`); the rule is an index into `SalesProcess.openings`.
        case opens
        /// The next step of a cadence; the rule is an index into `SalesProcess.cadences`.
        case cadence
        /// The time that the approvers have; the rule is an index into `SalesProcess.approvals`.
        case approval
        /// An outcome that the deal's opener is to hear of (`back:`); the rule is 0, the number which of its outcomes.
        case opener
        /// The time in which an owner that a rule has chosen accepts; the rule is an index into
        /// `SalesProcess.assignment`.
        case accept
        /// A message of a hook or a limit that waits until it may go; the rule is 0, the number which of the deal's.
        case message
    }

    /// What it is for.
    public let kind: Kind
    /// The index of what armed it, in the process's table of that kind.
    public let rule: Int
    /// Which of several; 0 where a rule arms one.
    public let number: Int

    /// A key.
    public init(_ kind: Kind, _ rule: Int, number: Int = 0) {
        self.kind = kind
        self.rule = rule
        self.number = number
    }

    /// By kind, rule and number: the order in which a deal keeps its timers.
    public static func < (a: Self, b: Self) -> Bool {
        if a.kind != b.kind { return a.kind.rank < b.kind.rank }
        return (a.rule, a.number) < (b.rule, b.number)
    }
}

extension TimerKey.Kind {
    /// Its place in the order of a deal's timers.
    var rank: Int {
        switch self {
        case .move: 0
        case .limit: 1
        case .due: 2
        case .remind: 3
        case .every: 4
        case .opens: 5
        case .cadence: 6
        case .approval: 7
        case .opener: 8
        case .accept: 9
        case .message: 10
        }
    }
}
