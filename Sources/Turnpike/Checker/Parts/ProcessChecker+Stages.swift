import TurnpikeExpressions
import TurnpikeValues

extension ProcessChecker {
    mutating func resolveStages() {
        parts.stages.reserveCapacity(definition.stages.count)
        for stage in definition.stages {
            let id = stage.id.value
            _ = distinct(stage.activities.map(\.activity), "activity")
            var activities: [StageActivity] = []
            for item in stage.activities {
                guard let activity = activity(item.activity) else { continue }
                activities.append(StageActivity(activity: activity, keep: item.keep))
            }
            if let hold = stage.hold, hold.value, let outcome = stage.outcome {
                report(
                    .badTarget,
                    "a stage is a hold or an outcome, not both",
                    at: hold.range,
                    notes: [Diagnostic.Note("the outcome stands here", at: outcome.range)]
                )
            }
            parts.stages.append(
                Stage(
                    id: id,
                    label: stage.label?.value ?? id,
                    goal: stage.goal?.value,
                    probability: stage.probability.flatMap { probability($0) },
                    forecast: stage.forecast.map { forecast($0) },
                    activities: activities,
                    enter: gates(stage.enter, place: id + ".enter"),
                    exit: gates(stage.exit, place: id + ".exit"),
                    locks: settableFields(stage.locks, "locked"),
                    outcome: stage.outcome?.value,
                    reasonList: stage.reason.flatMap { reasonList($0) },
                    isHold: stage.hold?.value ?? false,
                    range: stage.range == .none ? stage.id.range : stage.range
                )
            )
        }
        order = StageOrder(parts.stages)
    }

    private mutating func probability(_ text: Located<String>) -> Percent? {
        guard let value = Percent(text.value) else {
            report(
                .wrongValue,
                "'\(text.value)' is not a percentage",
                at: text.range,
                repair: LiteralReader.percent(text.value).map {
                    Diagnostic.Repair("write '\($0)'", replacing: text.range, with: $0)
                }
            )
            return nil
        }
        if value.ratio.isNegative || value.ratio > ExactDecimal.one {
            report(.outOfRange, "a probability lies between 0% and 100%", at: text.range)
        }
        return value
    }

    private static let forecastCategories = ["pipeline", "best_case", "commit", "closed", "omitted"]

    private mutating func forecast(_ text: Located<String>) -> String {
        guard !Self.forecastCategories.contains(text.value) else { return text.value }
        if let nearest = NearestName.find(text.value, among: Self.forecastCategories) {
            report(
                .forecastMisspelt,
                .warning,
                "'\(text.value)' is none of the usual forecast categories, but nearly one",
                at: text.range,
                repair: .didYouMean(nearest, replacing: text.range)
            )
        }
        return text.value
    }

    mutating func resolveStarts() {
        guard !definition.stages.isEmpty else { return }
        guard !definition.start.isEmpty else {
            parts.starts = [SalesProcess.Start(stage: StageID(0), when: nil)]
            checkStart(StageID(0), definition.stages[0].id.range)
            return
        }
        _ = distinct(definition.start.map(\.stage), "start")
        for start in definition.start {
            let when = start.when.flatMap { condition($0) }
            guard let id = stage(start.stage) else {
                isGraphComplete = false
                continue
            }
            checkStart(id, start.stage.range)
            parts.starts.append(SalesProcess.Start(stage: id, when: when))
        }
    }

    private mutating func checkStart(_ id: StageID, _ range: SourceRange) {
        let stage = parts.stages[id.index]
        if stage.isHold {
            report(.badTarget, "a deal cannot start in the hold '\(stage.id)': it came from nowhere", at: range)
        } else if let outcome = stage.outcome {
            report(.badTarget, "a deal cannot start in '\(stage.id)', where it is \(outcome.rawValue)", at: range)
        }
    }

    mutating func resolvePermissions() {
        guard let permissions = definition.permissions else { return }
        let move = permissions.move.map { roles($0) }
        let override = permissions.override.map { roles($0) }
        _ = distinct(permissions.edit.map(\.field), "field")
        var edit: [FieldID: RoleSet] = [:]
        for entry in permissions.edit {
            let roles = roles(entry.roles)
            guard let id = field(entry.field) else { continue }
            refuseComputed(id, entry.field.range, "edited")
            edit[id] = roles
        }
        parts.permissions = SalesProcess.Permissions(move: move, override: override, edit: edit)
    }
}

/// How stages stand to one another (rule 7): in file order, hold and lost beside it.
struct StageOrder {
    /// For each stage its place in the order; -1 for those beside it.
    var places: [Int] = []
    /// The stages that stand in the order.
    var ordered: [StageID] = []

    init() {}

    init(_ stages: [Stage]) {
        for (index, stage) in stages.enumerated() {
            if stage.isAside {
                places.append(-1)
            } else {
                places.append(ordered.count)
                ordered.append(StageID(index))
            }
        }
    }

    func place(_ stage: StageID) -> Int { places[stage.index] }

    /// The direction of a move; nil where it depends on the stage that the deal came from.
    func direction(from source: StageID, to target: StageID) -> Direction? {
        if source == target { return .again }
        let to = places[target.index]
        if to < 0 { return .aside }
        let from = places[source.index]
        if from < 0 { return nil }
        return from < to ? .forward : .back
    }

    /// The stages that a forward move passes over.
    func between(_ source: StageID, _ target: StageID) -> ArraySlice<StageID> {
        let from = places[source.index]
        let to = places[target.index]
        guard from >= 0, to > from + 1 else { return [] }
        return ordered[from + 1..<to]
    }
}
