import Turnpike
import TurnpikeExpressions

/// The names of a process that scenarios may use, and the ids of everything that a refusal can name.
struct ScenarioNames: Sendable {
    let stages: [String]
    let activities: [String]
    let signals: [String]
    let approvals: [String]
    let roles: [String]
    let teams: [String]
    /// The plug-ins that gates ask.
    let askers: [String]
    /// Without repetitions: several stages may have a move of one id.
    let moves: [String]
    /// The stages that have moves of each id.
    private let sources: [String: Set<String>]
    let plugins: [String]
    /// The criteria of gates and of moves, in the order of the file: what a misspelt one is compared with.
    let criteria: [String]
    private let known: Set<String>
    private let process: SalesProcess

    init(_ process: SalesProcess) {
        self.process = process
        stages = process.stages.map(\.id)
        activities = process.activities.map(\.id)
        signals = process.signals.map(\.id)
        approvals = process.approvals.map(\.id)
        roles = process.roles.map(\.id)
        teams = process.teams.map(\.id)
        askers = Set(process.externals.map(\.plugin)).sorted()
        var moves: [String] = []
        var sources: [String: Set<String>] = [:]
        for move in process.moves {
            if sources[move.id] == nil { moves.append(move.id) }
            sources[move.id, default: []].formUnion(move.source.map { [process[$0].id] } ?? [])
        }
        self.moves = moves
        self.sources = sources
        let ofLimits = process.limits.flatMap { $0.steps.flatMap(\.actions) }
        let ofCadences = process.cadences.flatMap(\.steps).compactMap { step in
            if case .send(let action) = step.action { action } else { nil }
        }
        plugins = Set((process.hooks.flatMap(\.actions) + ofLimits + ofCadences).map(\.plugin)).sorted()
        var criteria: [String] = []
        for gate in process.gates {
            criteria += gate.criteria.map(\.id)
            for (path, _) in gate.when?.program.readPaths ?? [] {
                criteria.append("\(gate.id).when.\(path.hasPrefix("deal.") ? String(path.dropFirst(5)) : path)")
            }
        }
        for move in process.moves {
            criteria.append("\(move.id).by")
            if move.atMost != nil { criteria.append("\(move.id).at_most") }
            if move.within != nil { criteria.append("\(move.id).within") }
            criteria += move.ask.map { "\(move.id).ask.\(process[$0].id)" }
            if move.when != nil { criteria.append("\(move.id).when") }
            if case .complete = move.trigger { criteria.append("\(move.id).complete") }
        }
        for stage in process.stages {
            criteria += stage.locks.map { "\(stage.id).locks.\(process[$0].id)" }
            criteria += stage.tracks.map { "\(stage.id).tracks.\(process[$0].id)" }
        }
        var known: Set<String> = []
        self.criteria = criteria.filter { known.insert($0).inserted }
        self.known = known
    }

    /// What can stand against a word about an approval.
    private static let ofApprovals = ["by", "not", "voted", "pending", "granted", "needed", "changed"]

    /// The criteria among which the one is that somebody meant.
    func criteria(like id: String) -> [String] {
        switch id.prefix(while: { $0 != "." }) {
        case "approvals": approvals.flatMap { approval in Self.ofApprovals.map { "approvals.\(approval).\($0)" } }
        case "assignment": ["assignment.nobody", "assignment.made", "assignment.by", "assignment.accepted"]
        case "permissions":
            ["permissions.override", "permissions.assign"] + process.fields.map { "permissions.edit.\($0.id)" }
        default: criteria
        }
    }

    /// Whether a refusal of this process can name the criterion.
    func hasCriterion(_ id: String) -> Bool {
        if known.contains(id) { return true }
        switch id {
        case "start", "permissions.override", "permissions.assign", "observe.by", "assignment.nobody",
            "assignment.made",
            "assignment.by", "assignment.accepted":
            return true
        default: break
        }
        let parts = id.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2 else { return false }
        let owner = parts[0]
        let rest = parts.dropFirst().joined(separator: ".")
        if owner == "permissions" {
            return parts.count == 3 && parts[1] == "edit" && process.field(parts[2]) != nil
        }
        if owner == "approvals" {
            return Self.ofApprovals.contains { part in approvals.contains { "\($0).\(part)" == rest } }
        }
        if owner == "start" {
            return process.stage(parts[1]) != nil && (parts.count == 2 || (parts.count == 3 && parts[2] == "when"))
        }
        if process.stage(owner) != nil {
            if parts.count == 3, parts[1] == "locks" { return process.field(parts[2]) != nil }
            if parts.count == 3, parts[1] == "moves" { return hasMove(parts[2]) }
        }
        if let activity = process.activity(owner), parts.count <= 3 {
            switch rest {
            case "started", "open", "evidence", "repeat", "by": return true
            default:
                if parts[1] == "captures", parts.count == 3 {
                    return process[activity].captures.contains { process[$0.field].id == parts[2] }
                }
            }
        }
        // A move out of a stage is named by its id, one that only an outside system knows is called observed.
        if isMove(owner) || owner == "observed" {
            switch rest {
            case "by", "to", "reason", "when", "track": return true
            default: return parts.count == 3 && parts[1] == "ask" && process.field(parts[2]) != nil
            }
        }
        return false
    }

    /// Whether a step can name a move so: by its id, by the stage it leads to, or, where tracks have moves of one id,
    /// with the stage it starts from, as in `redlines/agreed`.
    func hasMove(_ words: String) -> Bool {
        let parts = words.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return isMove(words) }
        return sources[parts[1]]?.contains(parts[0]) ?? false
    }

    private func isMove(_ id: String) -> Bool { sources[id] != nil || process.stage(id) != nil }

    // MARK: Events

    /// The kinds of events of records.
    static let events = [
        "deal.opened", "fields.set", "deal.moved", "stages.changed", "activity.opened", "activity.started",
        "activity.done",
        "activity.skipped", "activity.cancelled", "deal.assigned", "deal.related", "comment.added", "signal.received",
        "move.waiting", "obligation.met", "timer.armed", "timer.stopped", "timer.cancelled", "timer.fired",
        "approval.requested", "approval.voted", "approval.advanced", "approval.granted", "approval.rejected",
        "approval.late", "approval.expired", "approval.recalled", "approval.reset", "approval.withdrawn",
        "assignment.made", "assignment.accepted", "assignment.declined", "assignment.lapsed",
        "limit.warned", "limit.breached", "limit.escalated", "activity.dated", "activity.reminded", "activity.overdue",
        "opening.due", "opening.opened", "opening.refused", "opening.returned", "opener.due", "opener.told",
        "cadence.enrolled", "cadence.step", "cadence.skipped", "cadence.paused", "cadence.stopped", "cadence.finished",
        "message.withheld", "message.delayed", "message.sent", "external.asked", "external.answered", "external.down",
        "observation.asked", "observation.pushed_back", "observation.settled",
    ]

    /// The names that may follow a kind of event; nil where anything may.
    func subjects(of event: String) -> (what: String, names: [String])? {
        switch event {
        case "deal.opened", "deal.moved", "stages.changed", "observation.asked", "observation.pushed_back",
            "observation.settled":
            ("stage", stages)
        case "fields.set": ("field", process.fields.map(\.id))
        case "activity.opened", "activity.started", "activity.done", "activity.skipped", "activity.cancelled",
            "activity.dated", "activity.reminded", "activity.overdue":
            ("activity", activities)
        case "limit.warned", "limit.breached", "limit.escalated":
            ("limit", process.limits.flatMap { [$0.id, $0.path] })
        case _ where event.hasPrefix("opening."): ("opening", process.openings.flatMap { [$0.id, $0.path] })
        case "opener.due": ("stage", stages)
        case "signal.received": ("signal", signals)
        case _ where event.hasPrefix("cadence."):
            (
                "cadence or step",
                process.cadences.flatMap { [$0.id] + $0.steps.map(\.words) }
                    + CadenceEvent.Reason.allCases.map(\.rawValue)
            )
        case _ where event.hasPrefix("message."):
            (
                "template or reason",
                process.templates.keys.sorted() + CadenceEvent.Reason.allCases.map(\.rawValue) + plugins
            )
        case _ where event.hasPrefix("approval."): ("approval", approvals)
        case _ where event.hasPrefix("external."):
            ("question", process.externals.map(\.id))
        case "move.waiting": ("move", moves)
        case "deal.related": ("party", ["account", "contact"])
        case "comment.added": ("word here", [])
        default: nil
        }
    }
}
