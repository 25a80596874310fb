import TurnpikeExpressions
import TurnpikeValues

/// The long answer for gates: everything that is unmet, with what was seen, what is needed, and who can bring it about.
struct GateReport {
    let scope: Scope
    let confirmed: [String]
    let isAutomatic: Bool
    var unmet: [UnmetCriterion] = []
    var mayAlsoApply: [UnmetCriterion] = []
    var warnings: [UnmetCriterion] = []

    private var process: SalesProcess { scope.process }

    init(_ scope: Scope, confirmed: [String], isAutomatic: Bool) {
        self.scope = scope
        self.confirmed = confirmed
        self.isAutomatic = isAutomatic
    }

    mutating func judge(_ id: GateID) throws(CommandError) {
        let gate = process[id]
        if let when = gate.when {
            switch try scope.decidingVerdict(when) {
            case .no: return
            case .unknown, .error:
                addUnknownWhen(when, of: gate)
                return
            case .yes: break
            }
        }
        for criterion in gate.criteria {
            try judge(criterion, of: gate)
        }
    }

    private mutating func judge(_ criterion: Criterion, of gate: Gate) throws(CommandError) {
        switch criterion.kind {
        case .needs(let subject):
            if !scope.has(subject) { add(need(subject, id: criterion.id, range: criterion.range), of: gate) }
        case .done(let done):
            let count = scope.count(done)
            if count < done.atLeast { add(self.done(done, count: count, criterion), of: gate) }
        case .check(let check):
            let verdict = try scope.decidingVerdict(check.condition)
            if verdict == .yes { return }
            var finding = self.check(check, criterion, isKnown: verdict != .unknown)
            switch check.severity {
            case .warn: warnings.append(finding)
            case .block: add(finding, of: gate)
            case .confirm:
                if !isAutomatic, confirmed.contains(criterion.id) { return }
                finding.kind = .confirm
                if !isAutomatic { finding.remedies.insert(.confirm(criterion: criterion.id), at: 0) }
                add(finding, of: gate)
            }
        case .external(let external):
            if !scope.isAnswered(external) { add(scope.unmet(external), of: gate) }
        case .approval(let approval):
            guard !scope.isGranted(approval) else { return }
            add(scope.unmet(approval, criterion: criterion.id, range: criterion.range), of: gate)
        case .any(let gates):
            var alternatives: [[UnmetCriterion]] = []
            var alsoMayApply: [UnmetCriterion] = []
            var fewestWarnings: [UnmetCriterion]?
            for alternative in gates {
                var report = GateReport(scope, confirmed: confirmed, isAutomatic: isAutomatic)
                try report.judge(alternative)
                if report.unmet.isEmpty {
                    // The way that holds brings its warnings; of several the one with the fewest.
                    let known = fewestWarnings.map(\.count) ?? .max
                    if report.warnings.count < known { fewestWarnings = report.warnings }
                    continue
                }
                alternatives.append(report.unmet)
                alsoMayApply += report.mayAlsoApply
            }
            if let fewestWarnings {
                warnings += fewestWarnings
                return
            }
            let names = gates.map { process[$0].label }
            var finding = UnmetCriterion(
                criterion.id,
                .any,
                "one of these must hold: \(names.joined(separator: "; "))",
                range: criterion.range
            )
            finding.alternatives = alternatives
            mayAlsoApply += alsoMayApply
            add(finding, of: gate)
        case .all(let gates):
            for part in gates {
                var report = GateReport(scope, confirmed: confirmed, isAutomatic: isAutomatic)
                try report.judge(part)
                mayAlsoApply += report.mayAlsoApply
                warnings += report.warnings
                for finding in report.unmet { add(finding, of: gate) }
            }
        }
    }

    private mutating func add(_ finding: UnmetCriterion, of gate: Gate) {
        var finding = finding
        if gate.neverOverridden { finding.isOverridable = false }
        finding.place = process.place(of: finding.range)
        // Two gates may demand the same thing; it is listed under the first that does.
        if !unmet.contains(where: { $0.id == finding.id }) { unmet.append(finding) }
    }

    private mutating func addUnknownWhen(_ when: Condition, of gate: Gate) {
        let missing = scope.missingPaths(of: when)
        for path in missing {
            let name = path.hasPrefix("deal.") ? String(path.dropFirst("deal.".count)) : path
            var finding = UnmetCriterion(
                "\(gate.id).when.\(name)",
                .needs,
                (scope.computationProblem(ofPath: path) ?? "\(path) has no value")
                    + ", so it is not known whether '\(gate.label)' applies",
                range: when.source.range
            )
            finding.condition = when.source.text
            finding.missing = [path]
            finding.remedies = scope.remedies(forPath: path)
            finding.who = scope.editors(ofPaths: [path])
            add(finding, of: gate)
        }
        var also = UnmetCriterion(gate.id, .check, "'\(gate.label)' may also apply", range: gate.range)
        also.condition = when.source.text
        also.missing = missing
        also.place = process.place(of: gate.range)
        mayAlsoApply.append(also)
    }

    private func need(_ subject: Criterion.Subject, id: String, range: SourceRange) -> UnmetCriterion {
        switch subject {
        case .field(let field):
            let path = "deal.\(process[field].id)"
            let message = scope.computationProblem(ofPath: path) ?? "\(process[field].label) is missing"
            var finding = UnmetCriterion(id, .needs, message, range: range)
            finding.missing = [path]
            finding.remedies = [.set(field: process[field].id)]
            finding.who = scope.editors(of: field)
            return finding
        case .owner, .account, .contact:
            let name = "\(subject)"
            var finding = UnmetCriterion(id, .needs, "the deal has no \(name)", range: range)
            finding.missing = ["deal.\(name)"]
            finding.remedies = [.relate(name)]
            return finding
        }
    }

    private func done(_ done: Criterion.Done, count: Int, _ criterion: Criterion) -> UnmetCriterion {
        let activity = process[done.activity]
        let outcomes = done.outcomes.map { activity.outcomes[$0].id }
        var demand =
            done.atLeast == 1
            ? "'\(activity.label)' must be done" : "'\(activity.label)' must be done \(done.atLeast) times"
        if !outcomes.isEmpty { demand += " with outcome \(outcomes.joined(separator: " or "))" }
        if let within = done.within { demand += " within the last \(within)" }
        if done.sinceStage { demand += " since the deal entered this stage" }
        var finding = UnmetCriterion(criterion.id, .done, demand, range: criterion.range)
        finding.seen = "done \(count) \(count == 1 ? "time" : "times")"
        finding.needed = "\(done.atLeast) \(done.atLeast == 1 ? "time" : "times")"
        let missing = done.atLeast - count
        if let left = scope.repetitionsLeft(done.activity), left < missing {
            // Doing it again is no way out where it may not be done so often: only an override helps.
            finding.seen? +=
                "; it may be done \(left == 0 ? "no more" : "only \(left) more \(left == 1 ? "time" : "times")")"
            return finding
        }
        finding.remedies = [.complete(activity: activity.id, outcomes: outcomes, times: missing)]
        finding.who = scope.names(of: activity.by)
        return finding
    }

    private func check(_ check: Criterion.Check, _ criterion: Criterion, isKnown: Bool) -> UnmetCriterion {
        let standard = isKnown ? "this does not hold: " : "it is not known whether this holds: "
        let message = check.otherwise.map { scope.render($0) } ?? standard + check.condition.source.text
        var finding = UnmetCriterion(criterion.id, .check, message, range: criterion.range)
        scope.describe(check.condition, in: &finding)
        // A warning is one line in a record or a list, and must not claim what nobody knows.
        if !isKnown, check.severity == .warn, let seen = finding.seen { finding.message += " (\(seen))" }
        return finding
    }
}

extension Scope {
    /// How often an activity may still be done; nil where that has no limit.
    func repetitionsLeft(_ id: ActivityID) -> Int? {
        process.activities[id.index].repetitions.map { max(0, $0 - (activityState(id)?.done ?? 0)) }
    }

    func missingPaths(of condition: Condition) -> [String] {
        reasons(of: condition).missing
    }

    /// The declared field that a path such as `deal.budget` or `deal.contract.size` reads.
    func field(ofPath path: String) -> FieldID? {
        let parts = path.split(separator: ".", maxSplits: 2)
        guard parts.count >= 2, parts[0] == "deal" else { return nil }
        if let field = process.field(String(parts[1])) { return field }
        // `deal.bant.budget` is the field `bant.budget`.
        let pack = path.split(separator: ".", maxSplits: 3).dropFirst().prefix(2)
        return pack.count == 2 ? process.field(pack.joined(separator: ".")) : nil
    }

    /// What would give a path another value.
    func remedies(forPath path: String) -> [Remedy] {
        let parts = path.split(separator: ".").map(String.init)
        if let field = field(ofPath: path) {
            if let computation = process[field].computation {
                let reads = process.computations[computation].condition.program.readPaths.map(\.path)
                return reads.flatMap { remedies(forPath: $0) }
            }
            return missingOrChange(field).map { [$0] } ?? []
        }
        if parts.count >= 2, parts[0] == "deal", ["owner", "account", "contact"].contains(parts[1]) {
            return [.relate(parts[1])]
        }
        if parts.count >= 2, parts[0] == "tracks", let track = process.track(parts[1]) {
            let here = state.activeStages.filter { process.tree.allTracks(of: $0).contains(track.index) }
            return movesOn(in: track, from: here).moves.map { .move($0) }
        }
        if parts.count >= 2, parts[0] == "approvals", let id = process.approval(parts[1]) {
            if isGranted(id) { return [] }
            let remedies = unmet(id, criterion: path, range: .none).remedies
            guard parts.last == "rejected" else { return remedies }
            // Who waits for a "no" is not helped by a "yes".
            return remedies.filter { remedy in
                if case .approve = remedy { false } else { true }
            }
        }
        if parts.count >= 2, parts[0] == "activities" {
            let names = [parts[1], parts.dropFirst().prefix(2).joined(separator: ".")]
            guard let id = names.lazy.compactMap({ process.activity($0) }).first else { return [] }
            if repetitionsLeft(id) == 0 { return [] }
            return [.complete(activity: process[id].id, outcomes: [], times: 1)]
        }
        return []
    }

    // A lock leaves a field that has a value as it is, so changing it is no remedy here.
    private func missingOrChange(_ field: FieldID) -> Remedy? {
        if state.slots[field.index] == .null { return .set(field: process[field].id) }
        // A deal that is being opened stands in no stage yet.
        return isLocked(field) ? nil : .change(fields: [process[field].id])
    }

    /// Whether an active stage, or one around it, locks a field.
    func isLocked(_ field: FieldID) -> Bool { lockingStage(of: field) != nil }

    /// The active stage that locks a field.
    func lockingStage(of field: FieldID) -> StageID? {
        guard !state.stage.isNone else { return nil }
        if !process.isNested {
            return process.stages[state.stage.index].locks.contains(field) ? state.stage : nil
        }
        return state.activeStages.first { process.stages[$0.index].locks.contains(field) }
    }

    func editors(of field: FieldID) -> [String] {
        editRoles(of: field).map { names(of: $0) } ?? []
    }

    func editors(ofPaths paths: [String]) -> [String] {
        var result: [String] = []
        for path in paths {
            guard let field = field(ofPath: path) else { continue }
            for name in editors(of: field) where !result.contains(name) { result.append(name) }
        }
        return result
    }

    func names(of roles: RoleSet) -> [String] {
        roles.roles.map { process.roles[$0.index].id } + (roles.owner ? ["owner"] : [])
            + (roles.requester ? ["requester"] : []) + (roles.ownerManager ? ["owner_manager"] : [])
    }

    /// Whether the actor holds one of the roles; resolved when used.
    func holds(_ roles: RoleSet) -> Bool {
        if roles.owner, let owner = state.owner, owner == actor.id || owner == actor.onBehalfOf { return true }
        if roles.ownerManager, let owner = state.owner,
            let manager = facts.people?.manager(of: owner, on: process.zone.date(of: now)),
            manager == actor.id || manager == actor.onBehalfOf
        {
            return true
        }
        for role in roles.roles {
            let id = process.roles[role.index].id
            for held in actor.roles where held == id { return true }
        }
        return false
    }
}
