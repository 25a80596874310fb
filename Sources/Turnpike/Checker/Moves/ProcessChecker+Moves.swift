import TurnpikeExpressions

extension ProcessChecker {
    mutating func resolveMoves() {
        parts.moves.reserveCapacity(outline.stages.reduce(definition.anywhere.count) { $0 + $1.moves.count })
        for index in outline.stages.indices {
            let place = outline.stages[index].id.value
            resolveMoves(outline.stages[index].moves, of: StageID(index), place: place)
        }
        resolveMoves(definition.anywhere, of: nil, place: "anywhere")
    }

    private mutating func resolveMoves(_ moves: [MoveDefinition], of source: StageID?, place: String) {
        var known: [String: SourceRange] = [:]
        known.reserveCapacity(moves.count)
        for (index, move) in moves.enumerated() {
            checkMoveID(move)
            if let first = known.updateValue(move.id.range, forKey: move.id.value) {
                report(
                    .duplicateMove,
                    "'\(place)' has two moves '\(move.id.value)'",
                    at: move.id.range,
                    notes: [Diagnostic.Note("the first stands here", at: first)],
                    help: "give one of them another id and say where it leads with 'to'"
                )
            }
            resolve(move, of: source, place: place, origin: index)
        }
    }

    /// In the short form the id is a stage, whose own finding says enough.
    private mutating func checkMoveID(_ move: MoveDefinition) {
        if case .stage(let target) = move.target, target == move.id { return }
        checkID(move.id, "a move")
    }

    private mutating func resolve(_ move: MoveDefinition, of source: StageID?, place: String, origin: Int) {
        let target = self.target(move, of: source)
        let trigger = self.trigger(move)
        let when = move.when.flatMap {
            varyingCondition($0, ifTrue: "the guard lets every deal", ifFalse: "the move is never chosen")
        }
        var by: RoleSet?
        if let names = move.by {
            by = roles(names)
            if names.isEmpty {
                report(.nobodyNamed, "'by' names nobody, so nobody could make this move", at: move.id.range)
            }
        }
        let ask = settableFields(move.ask, "asked for")
        let gates = self.gates(move.gates, place: Self.path(place, ".", move.id.value))
        let reason = self.reason(move, target)
        let (skips, through) = passed(move)
        let calendar = move.calendar
        let within = move.within.flatMap { timedSpan($0, calendar) }
        guard let target else {
            isGraphComplete = false
            return
        }
        moveOrigins.append(origin)
        parts.moves.append(
            Move(
                id: move.id.value,
                label: move.label?.value ?? move.id.value,
                source: source,
                target: target,
                trigger: trigger,
                when: when,
                by: by,
                ask: ask,
                gates: gates,
                reasonList: reason.list,
                because: reason.because,
                skips: skips,
                through: through,
                resume: move.resume?.value ?? (target == .cameFrom && !outline.isFlat ? .deep : nil),
                atMost: move.atMost?.value,
                within: within,
                late: late(move.late),
                range: move.range == .none ? move.id.range : move.range
            )
        )
        checkAutomatic(move, target, reason)
        checkNested(move, target, of: source)
    }

    /// What only phases and tracks can do.
    private mutating func checkNested(_ move: MoveDefinition, _ target: Move.Target, of source: StageID?) {
        if let resume = move.resume {
            switch target {
            case .cameFrom: break
            case .earlier:
                report(.badResume, "'earlier' leads to the beginning of a stage", at: resume.range)
            case .stage(let stage):
                let row = parts.stages[stage.index]
                if row.isPhase || row.isParallel { break }
                report(.badResume, "'\(row.id)' has no stages inside that could be resumed", at: resume.range)
            }
        }
        if case .stages(let names) = move.through {
            for name in names {
                guard let stage = tables.stages[name.value] else { continue }
                let inner = tree.wholeOrder(of: StageID(stage)).first { parts.stages[$0.index].isParallel }
                guard let inner else { continue }
                report(
                    .throughTracks,
                    "'\(parts.stages[inner.index].id)' has tracks, which only a deal that is there can complete",
                    at: name.range,
                    help: "name it in 'skips', or enter it"
                )
            }
        }
        guard let complete = move.complete, complete.value else { return }
        let owner = source.map { parts.stages[$0.index] }
        guard let owner, owner.isPhase || owner.isParallel else {
            report(
                .noFinal,
                source == nil
                    ? "'anywhere' is no phase that could be complete"
                    : "'\(owner?.id ?? "")' has no stages inside, so it is never complete",
                at: complete.range
            )
            return
        }
        if owner.isPhase, !owner.children.contains(where: { parts.stages[$0.index].isFinal }) {
            report(
                .noFinal,
                "no stage of '\(owner.id)' is final, so it is never complete",
                at: complete.range,
                help: "say 'final: true' in the stage in which it is complete"
            )
        }
    }

    // MARK: Parts of a move

    private mutating func target(_ move: MoveDefinition, of source: StageID?) -> Move.Target? {
        switch move.target {
        case .stage(let name):
            let index = find(
                name,
                in: tables.stages,
                .unknownStage,
                "stage",
                helpWithoutNearest: name == move.id ? "a move without 'to' leads to the stage of its own name" : nil
            )
            return index.map { .stage(StageID($0)) }
        case .cameFrom(let range):
            if let source, tree.line(of: source).contains(where: { parts.stages[$0.index].isHold }) { return .cameFrom }
            report(
                .badTarget,
                source == nil
                    ? "'came_from' leads out of a hold and stands in its moves, not in 'anywhere'"
                    : "'came_from' leads out of a hold, and '\(parts.stages[source?.index ?? 0].id)' is none",
                at: range,
                help: "'earlier' leads to a stage before the present one"
            )
            return .cameFrom
        case .earlier(let range):
            if let source, tree.isFlat ? order.place(source) == 0 : source.index == 0 {
                report(.badTarget, "no stage is earlier than '\(parts.stages[source.index].id)'", at: range)
            }
            return .earlier
        }
    }

    private mutating func trigger(_ move: MoveDefinition) -> Move.Trigger {
        let signal = move.signal.flatMap { self.signal($0) }
        let condition = move.asSoonAs.flatMap { self.condition($0) }
        if let name = move.signal, let source = move.asSoonAs {
            report(
                .twoTriggers,
                "a move has one trigger, and '\(move.id.value)' has a signal and a condition",
                at: source.words,
                notes: [Diagnostic.Note("the signal stands here", at: name.range)]
            )
        }
        if let complete = move.complete, complete.value {
            guard let other = move.signal?.range ?? move.asSoonAs?.words else { return .complete }
            report(
                .twoTriggers,
                "a move has one trigger, and '\(move.id.value)' waits for the end of its stage and for something else",
                at: complete.range,
                notes: [Diagnostic.Note("the other trigger stands here", at: other)]
            )
        }
        if let time = timeTrigger(move) { return time }
        if let signal { return .signal(signal) }
        if let condition { return .asSoonAs(condition) }
        return .person
    }

    /// The list that a person chooses from, or the reason that the move gives itself.
    private mutating func reason(
        _ move: MoveDefinition,
        _ target: Move.Target?
    ) -> (list: Int?, because: ReasonID?) {
        let own = move.reason.flatMap { reasonList($0) }
        var ofStage: Int?
        if case .stage(let id) = target { ofStage = parts.stages[id.index].reasonList }
        guard let because = move.because else { return (own ?? ofStage, nil) }
        if let reason = move.reason {
            report(
                .reasonAndBecause,
                "a person chooses a reason ('reason'), or the move gives it ('because'), not both",
                at: because.range,
                notes: [Diagnostic.Note("the list stands here", at: reason.range)]
            )
        }
        guard let list = own ?? ofStage ?? onlyList(with: because) else {
            // A list that is itself unknown has been reported.
            guard move.reason == nil, target != nil else { return (nil, nil) }
            if case .stage(let id) = target, outline.stages[id.index].reason != nil { return (nil, nil) }
            report(
                .reasonNotListed,
                "no list of reasons applies here, so '\(because.value)' is none of one",
                at: because.range,
                help: "name a reason that only one list has, or have the stage that the move leads to name its list"
            )
            return (nil, nil)
        }
        let isList = tables.reasons[list][because.value] == nil && tables.reasonLists[because.value] != nil
        let item = find(
            because,
            in: tables.reasons[list],
            .unknownReason,
            "reason in the list '\(definition.reasons[list].id.value)'",
            help: isList ? "'\(because.value)' is a list; 'reason' lets a person choose from it" : nil
        )
        return (nil, item.map { ReasonID(list: list, item: $0) })
    }

    /// The list that a reason belongs to where no list is asked for: such a move may say why all the same.
    private mutating func onlyList(with reason: Located<String>) -> Int? {
        let lists = tables.reasons.indices.filter { tables.reasons[$0][reason.value] != nil }
        guard lists.count == 1 else { return nil }
        used.reasonLists[lists[0]] = true
        return lists[0]
    }

    /// What a move by itself cannot wait for.
    private mutating func checkAutomatic(
        _ move: MoveDefinition,
        _ target: Move.Target,
        _ reason: (list: Int?, because: ReasonID?)
    ) {
        guard
            move.signal != nil || move.asSoonAs != nil || move.complete?.value == true || move.after != nil
                || move.at != nil
        else { return }
        if let list = reason.list, move.because == nil {
            report(
                .reasonMissing,
                "nobody is there to choose a reason when '\(move.id.value)' is made by itself",
                at: move.reason?.range ?? move.id.range,
                help: "say 'because:' and one of: "
                    + parts.reasonLists[list].reasons.prefix(8).map(\.id).joined(separator: ", ")
            )
        }
        if let first = move.ask.first {
            report(
                .automaticAsks,
                .warning,
                "nobody is there to be asked when '\(move.id.value)' is made by itself",
                at: first.range,
                help: "it waits until the fields have values; 'gates: [{needs: […]}]' says the same"
            )
        }
    }

    private mutating func passed(_ move: MoveDefinition) -> (skips: PassedStages, through: PassedStages) {
        let skips = passed(move.skips)
        let through = passed(move.through)
        switch (skips, through) {
        case (.all, .all):
            if case .all(let range) = move.through {
                report(.skippedAndThrough, "the stages between are skipped or gone through, not both", at: range)
            }
        case (.all, .stages(let named)) where !named.isEmpty:
            reportBoth(move.through, named)
        case (.stages(let named), .all) where !named.isEmpty:
            reportBoth(move.skips, named)
        case (.stages(let left), .stages(let right)):
            let skipped = Set(left)
            let both = right.filter { skipped.contains($0) }
            if !both.isEmpty { reportBoth(move.through, both) }
        default: break
        }
        return (skips, through)
    }

    private mutating func reportBoth(_ passed: MoveDefinition.Passed?, _ stages: [StageID]) {
        guard case .stages(let names) = passed else { return }
        let both = Set(stages.map { parts.stages[$0.index].id })
        for name in names where both.contains(name.value) {
            report(.skippedAndThrough, "'\(name.value)' is skipped and gone through", at: name.range)
        }
    }

    private mutating func passed(_ passed: MoveDefinition.Passed?) -> PassedStages {
        switch passed {
        case nil: return .stages([])
        case .all: return .all
        case .stages(let names):
            var result: [StageID] = []
            for name in distinct(names, "stage") {
                guard let id = stage(name) else { continue }
                result.append(id)
            }
            return .stages(result)
        }
    }
}
