import TurnpikeExpressions

extension ProcessChecker {
    /// What must hold of phases and tracks before names are resolved.
    mutating func checkNesting() {
        for index in outline.tooDeep {
            report(
                .nestedTooDeep,
                "stages nest more than \(StageOutline.deepest) deep here",
                at: outline.stages[index].id.range,
                help: "what goes so far into detail is better a checklist, or a process of its own"
            )
        }
        for index in outline.stages.indices where mayBeNested(index) {
            let stage = outline.stages[index]
            if let track = stage.tracks.first, let inner = stage.stages.first {
                report(
                    .stagesAndTracks,
                    "'\(stage.id.value)' has inner stages and tracks",
                    at: max(track.id.range, inner.id.range),
                    notes: [Diagnostic.Note("the others begin here", at: min(track.id.range, inner.id.range))],
                    help: "put the stages into a track, or the tracks into one of the stages"
                )
            }
            if let initial = stage.initial {
                checkInitial(
                    initial,
                    among: stage.stages,
                    of: stage.id.value,
                    help: stage.stages.isEmpty ? "only a phase, which has 'stages', begins in one of them" : nil
                )
            }
            checkFinal(index, stage)
            checkBeside(index, stage)
            checkOutcomeAround(index, stage)
        }
        for track in outline.tracks {
            if let initial = track.initial { checkInitial(initial, among: track.stages, of: track.id.value, help: nil) }
            if track.stages.isEmpty {
                report(
                    .trackNeverFinal,
                    "the track '\(track.id.value)' has no stages",
                    at: track.id.range,
                    help: "a track is made of its stages, and is done in one with 'final: true'"
                )
            }
        }
    }

    /// Whether a stage says something that only stages inside others, or around them, may say.
    private func mayBeNested(_ index: Int) -> Bool {
        // By place: a copy of a stage retains each of its parts.
        outline.stages[index].initial != nil || outline.stages[index].final != nil || outline.stages[index].hold != nil
            || outline.stages[index].outcome != nil || !outline.stages[index].tracks.isEmpty
    }

    private mutating func checkInitial(
        _ initial: Located<String>,
        among stages: [StageDefinition],
        of place: String,
        help: String?
    ) {
        guard !stages.contains(where: { $0.id.value == initial.value }) else { return }
        let nearest = NearestName.find(initial.value, among: stages.map(\.id.value))
        report(
            .badInitial,
            "'\(place)' does not begin in '\(initial.value)': that is none of its own stages",
            at: initial.range,
            repair: nearest.map { .didYouMean($0, replacing: initial.range) },
            help: help
        )
    }

    private mutating func checkFinal(_ index: Int, _ stage: StageDefinition) {
        guard let final = stage.final, final.value else { return }
        let id = stage.id.value
        if outline.parents[index] < 0 {
            report(
                .badFinal,
                "'\(id)' is part of no phase and no track, so it ends none",
                at: final.range,
                help: "a deal ends in a stage with an 'outcome'"
            )
        } else if !stage.stages.isEmpty || !stage.tracks.isEmpty {
            report(.badFinal, "'\(id)' has stages of its own and cannot end its phase or track", at: final.range)
        } else if let hold = stage.hold, hold.value {
            report(.badFinal, "a hold ends nothing: the deal comes back from it", at: final.range)
        } else if let move = stage.moves.first {
            report(
                .badFinal,
                "nothing leads on from '\(id)', where its phase or track is complete",
                at: move.id.range,
                notes: [Diagnostic.Note("it is final", at: final.range)],
                help: "let the move start from the stage around it, with 'complete: true' if it is to happen by itself"
            )
        }
    }

    /// What stands beside the order, or ends the deal, cannot run beside other tracks.
    private mutating func checkBeside(_ index: Int, _ stage: StageDefinition) {
        var place = index
        while place >= 0, outline.ownTracks[place] < 0 { place = outline.parents[place] }
        guard place >= 0 else { return }
        let track = outline.tracks[outline.ownTracks[place]].id.value
        let help = "declare it beside the stage that has the tracks; a move may lead there from within"
        if let hold = stage.hold, hold.value {
            report(.besideInTrack, "the track '\(track)' alone cannot be on hold", at: hold.range, help: help)
        }
        if let outcome = stage.outcome {
            report(
                .besideInTrack,
                "a deal cannot be \(outcome.value.rawValue) in the track '\(track)' alone",
                at: outcome.range,
                help: help
            )
        }
    }

    /// A deal that is won or lost by entering a stage is not decided again inside it.
    private mutating func checkOutcomeAround(_ index: Int, _ stage: StageDefinition) {
        guard let outcome = stage.outcome else { return }
        var around = outline.parents[index]
        while around >= 0, outline.stages[around].outcome == nil { around = outline.parents[around] }
        guard around >= 0, let outer = outline.stages[around].outcome else { return }
        report(
            .outcomeInOutcome,
            "'\(stage.id.value)' lies in '\(outline.stages[around].id.value)', where the deal is "
                + "\(outer.value.rawValue) already",
            at: outcome.range,
            notes: [Diagnostic.Note("the outcome around it", at: outer.range)],
            help: "declare it beside that stage, or leave the outcome to one of the two"
        )
    }

    /// Finds tracks whose condition looks at a track that is entered together with it.
    mutating func checkTrackConditions() {
        for (index, track) in parts.tracks.enumerated() {
            guard let when = track.when else { continue }
            for slot in when.program.reads {
                guard case .derived(let place) = slot, case .trackStage(let read) = parts.derivedValues[place],
                    parts.tracks[read.index].stage == track.stage
                else { continue }
                let other = parts.tracks[read.index]
                report(
                    .trackReadsTrack,
                    .warning,
                    read.index == index
                        ? "whether '\(track.id)' is entered depends on '\(track.id)' itself, which is in no stage yet"
                        : "'\(other.id)' is entered together with '\(track.id)', so it is in no stage yet",
                    at: when.source.words,
                    help: "a condition of a track is judged when its stage is entered; ask for a field"
                )
                break
            }
        }
    }

    /// The tables that move deals.
    mutating func makeMachine() {
        guard !outline.isFlat else {
            parts.machine = Machine(flatStages: parts.stages.count)
            return
        }
        var deep: Set<Int> = []
        var shallow: Set<Int> = []
        for move in parts.moves {
            guard case .stage(let stage) = move.target else { continue }
            switch move.resume {
            case .deep: deep.insert(stage.index)
            case .shallow: shallow.insert(stage.index)
            case nil: break
            }
        }
        let chart = StageChart(parts.stages, parts.tracks, deep: deep, shallow: shallow)
        parts.chart = chart
        parts.machine = chart.machine
    }
}

extension SourceRange {
    fileprivate func comesBefore(_ other: SourceRange) -> Bool { start < other.start }
}

private func max(_ a: SourceRange, _ b: SourceRange) -> SourceRange { a.comesBefore(b) ? b : a }
private func min(_ a: SourceRange, _ b: SourceRange) -> SourceRange { a.comesBefore(b) ? a : b }
