/// The keys that the language has at a place.
struct Shape {
    /// What stands there, for messages: `a stage`.
    let what: String
    /// The keys that are read.
    let keys: [String]
    /// The keys that the language has and this release does not do yet.
    var later: [String] = []

    /// Whether a key is one of those that only overlays have.
    func isInstruction(_ key: String) -> Bool {
        key == "remove" || key == "loosen" || what == Shape.stage.what && (key == "before" || key == "after")
    }

    static let process = Shape(
        what: "a process",
        keys: [
            "turnpike", "process", "version", "label", "currency", "zone", "calendar", "calendars", "observed", "roles",
            "records", "fields",
            "reasons", "signals", "activities", "gates", "approvals", "teams", "assignment", "start", "stages",
            "anywhere", "permissions", "templates", "hooks", "uses", "extends", "packs", "rates", "score", "migrate",
            "limits", "cadences", "contact_rules",
        ]
    )
    static let pack = Shape(
        what: "a pack",
        keys: [
            "turnpike", "pack", "label", "uses", "roles", "records", "fields", "reasons", "signals", "activities",
            "gates", "approvals", "score", "templates", "hooks",
        ]
    )
    static let calendar = Shape(
        what: "a calendar",
        keys: ["label", "zone", "hours", "closed", "half_days", "holidays"]
    )
    static let named = Shape(what: "this entry", keys: ["label"])
    static let field = Shape(
        what: "a field",
        keys: [
            "type", "label", "options", "of", "sensitive", "default", "min", "max", "max_length", "max_items",
            "pattern", "compute",
        ]
    )
    static let reason = Shape(what: "a reason", keys: ["label", "ask", "reasons"])
    static let subReason = Shape(what: "a reason inside a reason", keys: ["label", "ask"])
    static let scoreRule = Shape(what: "a rule of the score", keys: ["label", "add", "when", "each", "at_most"])
    static let scoreBand = Shape(what: "a band", keys: ["label", "from"])
    static let rates = Shape(what: "'rates'", keys: ["on"])
    static let migrate = Shape(what: "'migrate'", keys: ["from"])
    static let migration = Shape(what: "a migration", keys: ["stages", "fields"])
    static let signal = Shape(what: "a signal", keys: ["label", "sets"])
    static let activity = Shape(
        what: "an activity",
        keys: [
            "label", "kind", "by", "outcomes", "captures", "checklist", "repeat", "fields", "evidence", "guide", "due",
            "remind",
        ],
        later: ["at", "after", "template"]
    )
    static let outcome = Shape(what: "an outcome", keys: ["label", "again"])
    static let gate = Shape(
        what: "a gate",
        keys: ["label", "when", "needs", "done", "check", "approval", "external", "any", "all", "override"]
    )
    static let external = Shape(
        what: "a question to a plug-in",
        keys: ["plugin", "about", "valid_for", "timeout", "if_down"]
    )
    static let approval = Shape(
        what: "an approval",
        keys: ["label", "ask", "steps", "not", "within", "late", "rejected", "resets_on", "valid_for"]
    )
    static let approvalStep = Shape(what: "a step of an approval", keys: ["when", "of", "quorum", "veto"])
    static let lateApproval = Shape(what: "'late'", keys: ["escalate"])
    static let rejected = Shape(what: "'rejected'", keys: ["to", "because"])
    static let done = Shape(what: "a demand on an activity", keys: ["outcome", "at_least", "within", "since"])
    static let check = Shape(what: "a check", keys: ["that", "else", "severity"])
    static let stage = Shape(
        what: "a stage",
        keys: [
            "label", "goal", "probability", "forecast", "activities", "enter", "exit", "important", "locks", "outcome",
            "reason", "hold", "moves", "stages", "tracks", "initial", "final", "permissions", "limits", "opens",
            "cadence", "assignment",
        ]
    )
    static let track = Shape(what: "a track", keys: ["label", "when", "initial", "stages"])
    static let stageActivity = Shape(
        what: "an activity of a stage",
        keys: ["keep", "due", "every", "calendar", "after", "late"],
        later: ["at"]
    )
    static let opening = Shape(
        what: "a deal that a stage opens",
        keys: ["process", "stage", "after", "at", "calendar", "late", "when", "at_most", "copy", "back"]
    )
    static let start = Shape(what: "a start", keys: ["when"])
    static let move = Shape(
        what: "a move",
        keys: [
            "label", "to", "by", "ask", "gates", "reason", "because", "when", "signal", "as_soon_as", "skips",
            "through", "complete", "resume", "at_most", "after", "at", "within", "calendar", "late",
        ],
        later: ["approval", "external"]
    )
    static let anywhere = Shape(what: "'anywhere'", keys: ["moves"])
    static let permissions = Shape(
        what: "'permissions'",
        keys: ["move", "override", "edit", "see", "approve", "assign"]
    )
    static let stagePermissions = Shape(what: "the permissions of a stage", keys: ["move", "override", "edit"])
    static let assignmentRule = Shape(
        what: "a rule of assignment",
        keys: ["when", "to", "pick", "capacity", "within"]
    )
    static let template = Shape(what: "a template", keys: ["subject", "body", "text", "file"])
    static let hook = Shape(what: "a hook", keys: ["id", "event", "when", "do"], later: ["after", "at", "every"])
}
