/// Where each declared id stands in its table.
struct NameIndex {
    /// How many things of a kind dense ids can number.
    static let limit = 65_000

    var roles: [String: Int] = [:]
    var records: [String: Int] = [:]
    var fields: [String: Int] = [:]
    var reasonLists: [String: Int] = [:]
    /// For each list its reasons.
    var reasons: [[String: Int]] = []
    var signals: [String: Int] = [:]
    /// The signals in order, the built-in ones last.
    var signalNames: [String] = []
    var activities: [String: Int] = [:]
    /// Named gates first, then those written in place as they come.
    var gates: [String: Int] = [:]
    var approvals: [String: Int] = [:]
    var teams: [String: Int] = [:]
    var stages: [String: Int] = [:]
    var tracks: [String: Int] = [:]
    var templates: [String: Int] = [:]
    var cadences: [String: Int] = [:]
    var isTooLarge = false

    /// Signals that every process knows.
    static let builtInSignals = ["replied", "meeting_booked", "bounced", "unsubscribed"]
    /// The roles that are resolved when they are used.
    static let builtInRoles = ["owner", "requester", "owner_manager"]
    /// The members of `deal` beside the declared fields.
    static let builtInFields = [
        "id", "name", "owner", "account", "contact", "opened_at", "outcome", "obligations",
    ]
    /// Words that CEL keeps for itself.
    static let reservedWords: Set<String> = [
        "in", "true", "false", "null", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
        "let", "loop", "package", "namespace", "return", "var", "void", "while",
    ]
}

/// What something refers to, for the warnings about what nothing does.
struct Usage {
    var roles: [Bool] = []
    var records: [Bool] = []
    var fields: [Bool] = []
    var reasonLists: [Bool] = []
    var signals: [Bool] = []
    var activities: [Bool] = []
    var gates: [Bool] = []
    var approvals: [Bool] = []
    var teams: [Bool] = []
    var templates: [Bool] = []
    var cadences: [Bool] = []

    init() {}

    init(_ definition: Definition, signals: Int) {
        roles = Array(repeating: false, count: definition.roles.count)
        records = Array(repeating: false, count: definition.records.count)
        fields = Array(repeating: false, count: definition.fields.count)
        reasonLists = Array(repeating: false, count: definition.reasons.count)
        self.signals = Array(repeating: false, count: signals)
        activities = Array(repeating: false, count: definition.activities.count)
        gates = Array(repeating: false, count: definition.gates.count)
        teams = Array(repeating: false, count: definition.teams.count)
        approvals = Array(repeating: false, count: definition.approvals.count)
        templates = Array(repeating: false, count: definition.templates.count)
    }
}

/// What gates and expressions ask of an activity's attempts.
struct AttemptDemand {
    /// The most that a gate counts.
    var atLeast = 1
    /// Whether older attempts can matter although newer ones are there: a gate looks at outcomes, or a condition at all.
    var readsOlder = false
}
