import TurnpikeExpressions
import TurnpikeValues

extension ProcessChecker {
    mutating func resolveStages() {
        parts.stages.reserveCapacity(outline.stages.count)
        resolveTracks()
        for (index, stage) in outline.stages.enumerated() {
            let id = stage.id.value
            let parent = outline.parents[index] < 0 ? nil : StageID(outline.parents[index])
            let around = parent.map { parts.stages[$0.index] }
            let track = outline.ownTracks[index] < 0 ? nil : TrackID(outline.ownTracks[index])
            let isHold = stage.hold?.value ?? false
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
                    goal: stage.goal?.value ?? around?.goal,
                    probability: stage.probability.flatMap { probability($0) } ?? around?.probability,
                    forecast: stage.forecast.map { forecast($0) } ?? around?.forecast,
                    activities: activities,
                    enter: gates(stage.enter, place: id + ".enter"),
                    exit: gates(stage.exit, place: id + ".exit"),
                    locks: settableFields(stage.locks, "locked"),
                    outcome: stage.outcome?.value,
                    reasonList: stage.reason.flatMap { reasonList($0) },
                    isHold: isHold,
                    isAside: isHold || stage.outcome?.value == .lost || around?.isAside == true,
                    range: stage.range == .none ? stage.id.range : stage.range,
                    isFinal: stage.final?.value ?? false,
                    parent: parent,
                    track: track
                )
            )
            if let track {
                parts.tracks[track.index].stages.append(StageID(index))
            } else if let parent {
                parts.stages[parent.index].children.append(StageID(index))
            }
        }
        resolveInitials()
        tree = StageTree(parts.stages, parts.tracks)
        order = StageOrder(parts.stages, tree)
    }

    private mutating func resolveTracks() {
        for (index, track) in outline.tracks.enumerated() {
            let when = track.when.flatMap {
                varyingCondition($0, ifTrue: "the track is always entered", ifFalse: "the track is always left out")
            }
            parts.tracks.append(
                Track(
                    id: track.id.value,
                    label: track.label?.value ?? track.id.value,
                    stage: StageID(outline.trackStages[index]),
                    when: when,
                    range: track.range == .none ? track.id.range : track.range
                )
            )
        }
    }

    /// Where phases and tracks begin: in the first of their stages that stands in the order, or as declared.
    private mutating func resolveInitials() {
        for (index, track) in parts.tracks.enumerated() {
            parts.stages[track.stage.index].tracks.append(TrackID(index))
            let declared = outline.tracks[index].initial
            parts.tracks[index].initial =
                track.stages.first { parts.stages[$0.index].id == declared?.value } ?? track.stages.first
        }
        for (index, stage) in parts.stages.enumerated() where stage.isPhase {
            let declared = outline.stages[index].initial
            parts.stages[index].initial =
                stage.children.first { parts.stages[$0.index].id == declared?.value }
                ?? stage.children.first { !parts.stages[$0.index].isHold } ?? stage.children.first
        }
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
        guard !outline.stages.isEmpty else { return }
        guard !definition.start.isEmpty else {
            parts.starts = [SalesProcess.Start(stage: StageID(0), when: nil)]
            checkStart(StageID(0), outline.stages[0].id.range)
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
        // A phase is entered where it begins.
        let leaf = tree.initialLeaf(of: id, parts.stages)
        let line = tree.line(of: leaf).map { parts.stages[$0.index] }
        let stage = line.first { $0.isHold || $0.outcome != nil } ?? parts.stages[id.index]
        if stage.isHold {
            report(.badTarget, "a deal cannot start in the hold '\(stage.id)': it came from nowhere", at: range)
        } else if let outcome = stage.outcome {
            report(.badTarget, "a deal cannot start in '\(stage.id)', where it is \(outcome.rawValue)", at: range)
        }
    }
}

/// How stages stand to one another (rule 7): in file order, hold and lost beside it.
struct StageOrder {
    /// For each stage its place in the order; -1 for those beside it.
    var places: [Int] = []
    /// The stages that stand in the order.
    var ordered: [StageID] = []
    private var tree = StageTree([], [])

    init() {}

    init(_ stages: [Stage], _ tree: StageTree) {
        self.tree = tree
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
        if !tree.isFlat, places[target.index] >= 0, places[source.index] >= 0 {
            return tree.direction(from: source, to: target)
        }
        let to = places[target.index]
        if to < 0 { return .aside }
        let from = places[source.index]
        if from < 0 { return nil }
        return from < to ? .forward : .back
    }

    /// The stages that a forward move passes over.
    func between(_ source: StageID, _ target: StageID) -> ArraySlice<StageID> {
        guard tree.isFlat else { return tree.passed(from: source, to: target)[...] }
        let from = places[source.index]
        let to = places[target.index]
        guard from >= 0, to > from + 1 else { return [] }
        return ordered[from + 1..<to]
    }
}
