import TurnpikeExpressions
public import TurnpikeValues

/// A checked sales process: immutable, shared by all its deals.
///
/// Everything that can be resolved is resolved: names are dense numbers, expressions are programs, and the gates of every
/// move from every stage stand in one transition table. Make one with `SalesProcess.compile(_:)`, or from a file with
/// `SalesProcess(contentsOf:)` of `TurnpikeYAML`.
public final class SalesProcess: Sendable {
    /// The id.
    public let id: String
    /// The version; a deal stays on the version it was opened with.
    public let version: Int
    /// The digest of the checked definition, without labels, guides and comments.
    public var digest: Digest { lazyDigest.value }
    private let lazyDigest: LazyDigest
    /// The version of the language, `turnpike: 1`.
    public let language: Int
    /// What people read.
    public let label: String
    /// The currency that a bare number beside money takes.
    public let currency: Currency?
    /// The zone for dates and days.
    public let zone: Zone
    /// When people work, by the calendars of the file.
    public let calendars: [ProcessCalendar]
    /// The calendar for working time that names none.
    public let calendar: ProcessCalendar?
    /// What happens when an outside system moved a deal itself.
    public let observed: ObservedPolicy
    /// The roles.
    public let roles: [Role]
    /// The fields of deals; a deal's slots stand in this order.
    public let fields: [Field]
    /// The record types.
    public let records: [FieldType.Record]
    /// The programs of computed fields, in an order in which each reads only those before it.
    public let computations: [Computation]
    /// The lists of reasons.
    public let reasonLists: [ReasonList]
    /// The teams.
    public let teams: [Team]
    /// The rules by which a deal gets its owner.
    public let assignment: [AssignmentRule]
    /// The signals.
    public let signals: [Signal]
    /// The activities.
    public let activities: [Activity]
    /// All gates, named and inline.
    public let gates: [Gate]
    /// The approvals in file order.
    public let approvals: [Approval]
    /// The questions to plug-ins, in the order of the gates that ask them.
    public let externals: [ExternalCheck]
    /// The stages in file order, each phase before its inner stages.
    public let stages: [Stage]
    /// The tracks of all stages in file order.
    public let tracks: [Track]
    /// All moves: each stage's in file order, then those of `anywhere`.
    public let moves: [Move]
    /// Where a deal may be opened, in the order in which conditions are tried.
    public let starts: [Start]
    /// Who may do what.
    public let permissions: Permissions
    /// The templates by id.
    public let templates: [String: MessageTemplate]
    /// The hooks in file order.
    public let hooks: [Hook]
    /// How deals are scored; nil without `score`.
    public let score: ScoreTable?
    /// Which day's rates amounts are converted by; nil without `rates`.
    public let rates: RatePolicy?
    /// How deals of earlier versions are taken over.
    public let migrations: [Migration]
    /// What expressions of this process read beside the deal's own fields; an index here is a derived slot.
    public let derivedValues: [DerivedValue]
    /// The tables that move deals.
    public let machine: Machine
    /// The transitions, grouped by the stage they start from, in file order with those of `anywhere` last.
    public let transitions: [Transition]
    /// For each stage the range of its rows in `transitions`.
    public let transitionsBySource: [Range<Int>]
    /// The limits of the process and of its stages, in file order.
    public let limits: [Limit]
    /// The activities that open again and again.
    public let recurrences: [Recurrence]
    /// The deals of other processes that its stages open (`opens:`), in file order.
    public let openings: [OpeningRule]
    /// The cadences in file order.
    public let cadences: [Cadence]
    /// What holds for every message to a customer; nil without `contact_rules`.
    public let contactRules: ContactRules?
    /// Warnings of the compilation.
    public let warnings: [Diagnostic]
    /// The files it was read from.
    public let sources: SourceMap

    let names: NameTables
    /// How stages lie in one another.
    let tree: StageTree
    /// Which node of the machine stands for which stage; nil for a flat process, where they are the same.
    let chart: StageChart?
    /// The index of the first won stage; stages before it are open, those after it belong to life after the sale.
    let firstWonStage: Int
    /// Whether a move may happen by itself, so that a flat process without any skips the search.
    let hasAutomaticMoves: Bool
    /// What moves ask of stages, in a few plain bytes each: a row of `stages` read whole retains all it holds.
    let stageTraits: [Stage.Traits]
    /// Whether some stage lies in another.
    let isNested: Bool
    /// Whether time does anything in it; without, nothing here is looked at.
    let hasTimers: Bool
    /// Whether a stage is a hold.
    let hasHolds: Bool
    /// For each stage the rows of moves by time that start from it.
    let timedRows: [[Int]]
    /// Whether a move may be made only so often, so that others are not counted.
    let hasLimitedMoves: Bool
    /// Whether the open deals of each person are counted.
    let countsLoad: Bool
    /// Whether entering a stage may give a deal another owner.
    let assignsInStages: Bool
    /// Whether some stage has permissions of its own.
    let hasStagePermissions: Bool
    /// Whether some field may not be seen by everybody.
    let hidesFields: Bool
    /// Whether something is for the manager of the deal's owner.
    let namesOwnerManager: Bool
    /// The gates as the short answer reads them.
    let gateTable: GateTable
    /// The gates that hold a check of severity `warn`, themselves or in a group.
    let warningGates: Set<GateID>
    /// Whether an expression reads the deal's account.
    let readsAccount: Bool
    /// Whether an expression reads the deal's contact.
    let readsContact: Bool
    /// Whether there are rules for messages to customers: one byte, where the rules themselves hold many references.
    let hasContactRules: Bool
    /// Whether a window is read by the clocks of the contact's zone.
    public let readsContactZone: Bool
    /// Whether an expression reads the rates.
    let readsRates: Bool
    /// The indices of the fields in the order of their ids, the order of canonical documents.
    let fieldsByID: [Int]
    /// The stored name of each move.
    let moveNames: [String]
    let movesByName: [String: MoveID]
    /// The stored names of timers.
    var timerNames: TimerNames { lazyTimerNames.names { TimerNames(self) } }
    private let lazyTimerNames = LazyTimerNames()

    /// A field that follows from others.
    public struct Computation: Sendable {
        /// The field.
        public let field: FieldID
        /// Its program.
        public let condition: Condition
    }

    /// A stage in which a deal may be opened.
    public struct Start: Sendable {
        /// The stage.
        public let stage: StageID
        /// The condition under which it is the one; nil means always.
        public let when: Condition?
    }

    /// Who may do what; nil means the language's default (rule 16).
    public struct Permissions: Sendable {
        /// Who may move; nil means any known actor.
        public let move: RoleSet?
        /// Who may override; nil means nobody.
        public let override: RoleSet?
        /// Who may change a field; a field that is absent may be changed by any known actor.
        public let edit: [FieldID: RoleSet]
        /// Who may change any other field; nil means any known actor.
        public var editAll: RoleSet?
        /// Who may see a field's values; a field that is absent may be seen by everybody.
        public var see: [FieldID: RoleSet] = [:]
        /// Who may choose another owner; nil means any known actor.
        public var assign: RoleSet?
    }

    /// A text for mails and notifications.
    public struct MessageTemplate: Sendable {
        /// The id.
        public let id: String
        /// The subject of a mail.
        public let subject: Template?
        /// The body of a mail.
        public let body: Template?
        /// The short form.
        public let text: Template?
    }

    /// Everything a compilation resolved; the checker fills it.
    struct Parts {
        var id = ""
        var version = 1
        /// How many of the gates stand under `gates:`; they come first.
        var namedGates = 0
        var language = 1
        var label = ""
        var currency: Currency?
        var zone = Zone.utc
        var calendars: [ProcessCalendar] = []
        var calendar: Int?
        var observed = ObservedPolicy.refuse
        var roles: [Role] = []
        var fields: [Field] = []
        var records: [FieldType.Record] = []
        var computations: [Computation] = []
        var reasonLists: [ReasonList] = []
        var signals: [Signal] = []
        var activities: [Activity] = []
        var gates: [Gate] = []
        var approvals: [Approval] = []
        var teams: [Team] = []
        var namesOwnerManager = false
        var assignment: [AssignmentRule] = []
        var externals: [ExternalCheck] = []
        var stages: [Stage] = []
        var tracks: [Track] = []
        var chart: StageChart?
        var moves: [Move] = []
        var starts: [Start] = []
        var permissions = Permissions(move: nil, override: nil, edit: [:])
        var templates: [String: MessageTemplate] = [:]
        var hooks: [Hook] = []
        var score: ScoreTable?
        var rates: RatePolicy?
        var migrations: [Migration] = []
        var derivedValues: [DerivedValue] = []
        var machine = Machine(flatStages: 0)
        var transitions: [Transition] = []
        var transitionsBySource: [Range<Int>] = []
        var limits: [Limit] = []
        var recurrences: [Recurrence] = []
        var openings: [OpeningRule] = []
        var cadences: [Cadence] = []
        var contactRules: ContactRules?
        var readsContactZone = false
        var warnings: [Diagnostic] = []
        var sources = SourceMap()
    }

    init(_ parts: Parts) {
        id = parts.id
        version = parts.version
        lazyDigest = LazyDigest(parts)
        language = parts.language
        label = parts.label
        currency = parts.currency
        zone = parts.zone
        calendars = parts.calendars
        calendar = parts.calendar.map { parts.calendars[$0] }
        observed = parts.observed
        roles = parts.roles
        fields = parts.fields
        records = parts.records
        computations = parts.computations
        reasonLists = parts.reasonLists
        signals = parts.signals
        activities = parts.activities
        gates = parts.gates
        approvals = parts.approvals
        teams = parts.teams
        assignment = parts.assignment
        countsLoad = parts.assignment.contains { $0.pick == .leastLoad }
        assignsInStages = parts.assignment.contains { $0.stage != nil }
        hasStagePermissions = parts.stages.contains { $0.permissions != nil }
        hidesFields = !parts.permissions.see.isEmpty
        namesOwnerManager = parts.namesOwnerManager
        externals = parts.externals
        stages = parts.stages
        tracks = parts.tracks
        tree = StageTree(parts.stages, parts.tracks)
        chart = parts.chart
        isNested = parts.chart != nil
        moves = parts.moves
        starts = parts.starts
        permissions = parts.permissions
        templates = parts.templates
        hooks = parts.hooks
        score = parts.score
        migrations = parts.migrations
        rates = parts.rates
        readsRates = parts.derivedValues.contains(.rates)
        derivedValues = parts.derivedValues
        machine = parts.machine
        transitions = parts.transitions
        transitionsBySource = parts.transitionsBySource
        limits = parts.limits
        recurrences = parts.recurrences
        openings = parts.openings
        cadences = parts.cadences
        contactRules = parts.contactRules
        readsContactZone = parts.readsContactZone
        hasContactRules = parts.contactRules != nil
        warnings = parts.warnings
        sources = parts.sources
        names = NameTables(parts)
        firstWonStage = parts.stages.firstIndex { $0.outcome == .won } ?? parts.stages.count
        hasAutomaticMoves = parts.moves.contains {
            switch $0.trigger {
            case .asSoonAs, .complete, .after, .at: true
            case .person, .signal: false
            }
        }
        stageTraits = parts.stages.map(Stage.Traits.init)
        hasLimitedMoves = parts.moves.contains { $0.atMost != nil }
        let timedRows = parts.transitionsBySource.map { rows in
            rows.filter { parts.moves[parts.transitions[$0].move.index].isTimed }
        }
        self.timedRows = timedRows
        hasHolds = parts.stages.contains(where: \.isHold)
        let hasActivityTimes =
            !parts.recurrences.isEmpty || parts.activities.contains { $0.due != nil || !$0.reminders.isEmpty }
            || parts.stages.contains { $0.activities.contains { $0.due != nil || !$0.after.isEmpty } }
        hasTimers =
            hasActivityTimes || !parts.limits.isEmpty || !parts.cadences.isEmpty || timedRows.contains { !$0.isEmpty }
            || parts.moves.contains { $0.within != nil }
            || parts.approvals.contains { $0.within != nil } || parts.assignment.contains { $0.within != nil }
            || !parts.openings.isEmpty || parts.contactRules?.mayDelay == true
        gateTable = GateTable(parts.gates)
        warningGates = Self.warningGates(parts.gates, gateTable)
        readsAccount = parts.derivedValues.contains(.dealAccount)
        readsContact = parts.derivedValues.contains(.dealContact) || parts.readsContactZone
        fieldsByID = parts.fields.indices.sorted { parts.fields[$0].id < parts.fields[$1].id }
        var named: [String: MoveID] = [:]
        named.reserveCapacity(parts.moves.count)
        moveNames = parts.moves.indices.map { index in
            let stage = parts.moves[index].source.map { parts.stages[$0.index].id } ?? "anywhere"
            let name = ProcessChecker.path(stage, "/", parts.moves[index].id)
            var unique = name
            var number = 2
            while named[unique] != nil {
                unique = "\(name)_\(number)"
                number += 1
            }
            named[unique] = MoveID(index)
            return unique
        }
        movesByName = named
    }

    private static func warningGates(_ gates: [Gate], _ table: GateTable) -> Set<GateID> {
        var result: Set<GateID> = []
        let candidates = gates.indices.filter { table.hasCriteria(GateID($0)) }
        var grew = true
        // Groups refer to other gates in any order, so the set grows until it is stable.
        while grew {
            grew = false
            for index in candidates where !result.contains(GateID(index)) {
                let warns = gates[index].criteria.contains { criterion in
                    switch criterion.kind {
                    case .check(let check): check.severity == .warn
                    case .any(let parts), .all(let parts): parts.contains { result.contains($0) }
                    case .needs, .done, .approval, .external: false
                    }
                }
                if warns {
                    result.insert(GateID(index))
                    grew = true
                }
            }
        }
        return result
    }
}
