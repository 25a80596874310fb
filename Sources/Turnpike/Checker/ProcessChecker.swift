import TurnpikeExpressions
import TurnpikeValues

/// The compiler of a process: one pass over a definition that fills `SalesProcess.Parts` and collects every finding.
///
/// A misspelt name is reported once and then taken for the nearest known one, so that one mistake does not bring others
/// in its train; whatever cannot be taken for anything is left out of the parts, which are then not used.
struct ProcessChecker {
    let definition: Definition
    let options: CompileOptions
    var findings: [Diagnostic] = []
    var parts = SalesProcess.Parts()
    var tables = NameIndex()
    var used = Usage()
    var scope = ExpressionScope()
    var order = StageOrder()
    /// For each stage whether `anywhere` covers it; known once the transitions are built.
    var covered: [Bool] = []
    /// All stages of the definition as they lie in one another.
    var outline: StageOutline
    var tree = StageTree([], [])
    /// Whether every move and start has a known target; without them nothing can be said about reachability.
    var isGraphComplete = true
    /// Fields whose type is unknown: expressions about them are not typed, so that they bring no second finding.
    var untypedFields: Set<Int> = []
    var compiler = ExpressionCompiler()
    /// How many findings expressions have brought.
    var expressionFindings = 0
    /// How many names may still be compared with misspelt ones.
    var comparisonsLeft = 50_000
    /// For each of the moves in the parts its place among those of its stage, or of `anywhere`.
    var moveOrigins: [Int] = []
    /// The kinds of attempts that gates and expressions count, by activity.
    var attemptDemands: [AttemptDemand] = []
    /// The targets of moves that were reported, which several rows share.
    var reportedTargets: Set<SourceRange> = []
    /// Whether a finding was left out because it may be the echo of one that the reader has made.
    var isIncomplete = false

    init(_ definition: Definition, options: CompileOptions) {
        self.definition = Self.withScoreFields(definition)
        self.options = options
        outline = StageOutline(definition)
        if !definition.approvals.isEmpty { outline.addRejections(definition) }
    }

    /// Runs every check.
    ///
    /// - Returns: The parts of the process, or nil where a finding is an error.
    mutating func run() -> SalesProcess.Parts? {
        checkHeader()
        resolveCalendars()
        declareNames()
        checkNesting()
        guard !tables.isTooLarge else {
            findings = findings.inFileOrder()
            return nil
        }
        used = Usage(definition, signals: tables.signalNames.count)
        resolveRoles()
        resolveTeams()
        resolveRecords()
        resolveFields()
        resolveReasons()
        resolveSignals()
        resolveActivities()
        resolveRates()
        declareExpressionNames()
        resolveComputations()
        resolveScore()
        resolveGates()
        resolveApprovals()
        resolveStages()
        checkTrackConditions()
        resolveMoves()
        resolveStarts()
        resolveMigrations()
        resolvePermissions()
        for index in outline.stages.indices where index < parts.stages.count {
            if let permissions = outline.stages[index].permissions {
                parts.stages[index].permissions = resolve(permissions)
            }
        }
        resolveAssignment()
        resolveTemplates()
        resolveActivityTimes()
        resolveLimits()
        resolveOpenings()
        resolveCadences()
        resolveHooks()
        settleAttempts()
        buildTransitions()
        // Stages that were not read because they lie too deep would be missed by it.
        if !tables.isTooLarge, outline.tooDeep.isEmpty { checkSoundness() }
        findings = findings.inFileOrder()
        guard !findings.hasErrors, !isIncomplete else { return nil }
        parts.sources = definition.sources
        makeMachine()
        parts.warnings = findings
        parts.namedGates = definition.gates.count
        return parts
    }

    // MARK: Findings

    /// An error.
    mutating func report(
        _ code: DiagnosticCode,
        _ message: String,
        at range: SourceRange,
        notes: [Diagnostic.Note] = [],
        repair: Diagnostic.Repair? = nil,
        help: String? = nil
    ) {
        report(code, .error, message, at: range, notes: notes, repair: repair, help: help)
    }

    mutating func report(
        _ code: DiagnosticCode,
        _ severity: Diagnostic.Severity,
        _ message: String,
        at range: SourceRange,
        notes: [Diagnostic.Note] = [],
        repair: Diagnostic.Repair? = nil,
        help: String? = nil
    ) {
        if !options.hasAllNames, Self.echoes.contains(code) {
            isIncomplete = true
            return
        }
        if !options.hasAllPacks, isEchoOfPack(code, range) {
            isIncomplete = true
            return
        }
        findings.append(
            Diagnostic(code, severity: severity, message, at: range, notes: notes, repair: repair, help: help)
        )
    }

    /// Whether a finding may follow from a pack that could not be read: about a name with a dot, or about what nothing
    /// uses.
    private func isEchoOfPack(_ code: DiagnosticCode, _ range: SourceRange) -> Bool {
        if code == .unused { return true }
        guard Self.echoes.contains(code), let file = definition.sources[range] else { return false }
        if code == .expressionMember || code == .expressionName {
            // `deal.bant` before `.budget` is a pack; `deal.budget` is none.
            return Int(range.end) < file.bytes.count && file.bytes[Int(range.end)] == UInt8(ascii: ".")
        }
        return file.bytes[range.offsets].contains(UInt8(ascii: "."))
    }

    /// A finding about soundness: an error in a new definition, a warning in one that deals already run on.
    mutating func reportUnsound(
        _ code: DiagnosticCode,
        _ message: String,
        at range: SourceRange,
        notes: [Diagnostic.Note] = [],
        help: String? = nil
    ) {
        report(code, options.isRegistered ? .warning : .error, message, at: range, notes: notes, help: help)
    }

    /// Findings that follow from names that could not be read.
    private static let echoes: Set<DiagnosticCode> = [
        .unknownStage, .unknownField, .unknownActivity, .unknownGate, .unknownRole, .unknownReasonList,
        .unknownReason, .unknownSignal, .unknownTemplate, .unknownType, .unknownOutcome, .expressionName,
        .expressionMember, .expressionOption, .unused, .unreachableStage, .deadEnd, .noWayToOutcome, .noOutcome,
        .emptyGate, .emptyTemplate, .noWorkingTime, .unknownCalendar, .optionsMisplaced, .itemsMisplaced,
        .reasonMissing, .passedOver, .notBetween,
        .gateNeverJudged, .noFinal, .trackNeverFinal, .unknownApproval, .rejectionLeadsNowhere, .vetoWithoutSeat,
        .approvalWithoutSteps, .unknownGroup, .unknownCadence, .cadenceWithoutSteps, .cadenceNeverStops,
        .branchWithoutStep,
        .stepWithoutAction,
    ]

    // MARK: Header

    private mutating func checkHeader() {
        parts.language = definition.language.value
        // What was read from a file has been read as a version that is known.
        if definition.language.value != 1, definition.language.range.isNone {
            report(
                .unknownLanguage,
                "this release reads version 1 of the language, not \(definition.language.value)",
                at: definition.language.range
            )
        }
        parts.id = definition.process.value
        checkID(definition.process, "a process")
        parts.label = definition.label?.value ?? definition.process.value
        parts.version = definition.version?.value ?? 1
        if let version = definition.version, version.value < 1 {
            report(.outOfRange, "a version is 1 or more", at: version.range)
        }
        parts.observed = definition.observed?.value ?? .refuse
        if let code = definition.currency { parts.currency = currency(code) }
        if let named = definition.zone, let zone = zone(named) { parts.zone = zone }
    }

    mutating func currency(_ code: Located<String>) -> Currency? {
        if let currency = Currency(code.value), currency.isKnown { return currency }
        let upper = code.value.uppercased()
        var nearest: String?
        if let currency = Currency(upper), currency.isKnown {
            nearest = upper
        } else if let currency = Currency(upper.prefix(3)), currency.isKnown {
            nearest = String(upper.prefix(3))
        }
        report(
            .unknownCurrency,
            "'\(code.value)' is not a currency of ISO 4217",
            at: code.range,
            repair: nearest.map { .didYouMean($0, replacing: code.range) }
        )
        return nearest.flatMap { Currency($0) }
    }
}
