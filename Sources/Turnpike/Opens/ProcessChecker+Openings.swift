import TurnpikeExpressions

/// Deals of other processes that stages open: what can be said from this side.
extension ProcessChecker {
    /// An outcome that comes back without a name of its own is a signal of the stage's name.
    mutating func declareOutcomesBack() {
        for index in outline.stages.indices {
            for opening in outline.stages[index].opens {
                for back in opening.back where back.signal == nil && tables.signals[back.stage.value] == nil {
                    tables.signals[back.stage.value] = tables.signalNames.count
                    tables.signalNames.append(back.stage.value)
                }
            }
        }
    }

    mutating func resolveOpenings() {
        for index in outline.stages.indices where !outline.stages[index].opens.isEmpty {
            let stage = outline.stages[index]
            _ = declare(stage.opens.lazy.map(\.id), "opening")
            for opening in stage.opens { resolve(opening, StageID(index), stage.id.value) }
        }
        guard parts.openings.count > Self.mostOpenings else { return }
        report(
            .tooMany,
            "\(parts.openings.count) openings are more than the \(Self.mostOpenings) that a process may have",
            at: parts.openings[Self.mostOpenings].range
        )
    }

    private static let mostOpenings = 1_000

    private mutating func resolve(_ opening: OpeningDefinition, _ stage: StageID, _ place: String) {
        checkID(opening.target, "a process")
        let trigger = self.trigger(opening)
        let when = opening.when.flatMap {
            varyingCondition($0, ifTrue: "the deal is always opened", ifFalse: "the deal is never opened")
        }
        var copies: [OpeningRule.Copy] = []
        for copy in distinct(opening.copy) {
            // It has the opener's name where nothing else is said.
            if copy.value == nil, copy.target.value == "name" { continue }
            guard let value = value(of: copy) else { continue }
            copies.append(OpeningRule.Copy(target: copy.target.value, value: value, range: copy.target.range))
        }
        var back: [OpeningRule.Back] = []
        _ = declare(opening.back.lazy.map(\.stage), "outcome")
        for entry in opening.back {
            guard let signal = signal(entry.signal ?? entry.stage) else { continue }
            back.append(OpeningRule.Back(stage: entry.stage.value, signal: signal, range: entry.stage.range))
        }
        guard let trigger else { return }
        parts.openings.append(
            OpeningRule(
                id: opening.id.value,
                path: "\(place)/\(opening.id.value)",
                stage: stage,
                process: opening.target.value,
                start: opening.stage?.value,
                trigger: trigger,
                when: when,
                atMost: opening.atMost?.value,
                late: late(opening.late),
                copies: copies,
                back: back,
                processRange: opening.target.range,
                startRange: opening.stage?.range,
                range: opening.range == .none ? opening.id.range : opening.range
            )
        )
    }

    private mutating func trigger(_ opening: OpeningDefinition) -> OpeningRule.Trigger? {
        if let after = opening.after, let at = opening.at {
            let places = [after.range, at.words].sorted { $0.start < $1.start }
            report(
                .openedTwice,
                "'\(opening.id.value)' is opened so long after its stage was entered, or at a time, not both",
                at: places[1],
                notes: [Diagnostic.Note("the other time stands here", at: places[0])]
            )
        }
        if let calendar = opening.calendar, opening.after == nil {
            report(.unusedTimeSetting, "no working time of this opening needs a calendar", at: calendar.range)
        }
        if let late = opening.late, opening.after == nil, opening.at == nil {
            report(.unusedTimeSetting, "only what time opens can come late", at: late.mode.range)
        }
        if let text = opening.after { return timedSpan(text, opening.calendar).map { .after($0) } }
        if let at = opening.at { return time(at).map { .at($0) } }
        return .entry
    }

    /// Each field of the other deal is given one value.
    private mutating func distinct(_ copies: [OpeningDefinition.Copy]) -> [OpeningDefinition.Copy] {
        let names = distinct(copies.map(\.target), "field")
        var result: [OpeningDefinition.Copy] = []
        var next = 0
        for copy in copies where next < names.count && copy.target.range == names[next].range {
            result.append(copy)
            next += 1
        }
        return result
    }

    private mutating func value(of copy: OpeningDefinition.Copy) -> OpeningRule.Copy.Value? {
        if let source = copy.value {
            switch source.text {
            case "deal.owner": return .owner
            case "deal.account": return .account
            case "deal.contact": return .contact
            default: return condition(source, expecting: nil).map { .expression($0) }
            }
        }
        switch copy.target.value {
        case "owner": return .owner
        case "account": return .account
        case "contact": return .contact
        default: guard field(copy.target) != nil else { return nil }
        }
        let source = ExpressionSource("deal.\(copy.target.value)", at: copy.target.range)
        return condition(source, expecting: nil).map { .expression($0) }
    }

    /// The openings of a name, of whichever stage.
    mutating func openingEvent(_ name: String, _ thing: Located<String>?) -> Hook.Event? {
        guard let thing else { return .opening(name, nil) }
        let found = parts.openings.indices.filter {
            parts.openings[$0].id == thing.value || parts.openings[$0].path == thing.value
        }
        if found.isEmpty {
            let nearest = NearestName.find(thing.value, among: Set(parts.openings.map(\.id)).sorted())
            report(
                .unknownEvent,
                "nothing is opened by the name '\(thing.value)'",
                at: thing.range,
                repair: nearest.map { .didYouMean($0, replacing: thing.range) }
            )
        }
        return .opening(name, found)
    }
}
