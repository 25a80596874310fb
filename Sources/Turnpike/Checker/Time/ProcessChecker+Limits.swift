import TurnpikeExpressions
import TurnpikeValues

/// Limits on how long things may take.
extension ProcessChecker {
    mutating func resolveLimits() {
        _ = declare(definition.limits.lazy.map(\.id), "limit")
        for limit in definition.limits { resolve(limit, owner: nil, place: "process") }
        for index in outline.stages.indices where !outline.stages[index].limits.isEmpty {
            let stage = outline.stages[index]
            _ = declare(stage.limits.lazy.map(\.id), "limit")
            for limit in stage.limits { resolve(limit, owner: StageID(index), place: stage.id.value) }
        }
        guard parts.limits.count <= Self.mostLimits else {
            report(
                .tooMany,
                "\(parts.limits.count) limits are more than the \(Self.mostLimits) that a process may have",
                at: parts.limits[Self.mostLimits].range
            )
            return
        }
    }

    private static let mostLimits = 1_000

    private mutating func resolve(_ limit: LimitDefinition, owner: StageID?, place: String) {
        guard let text = limit.within else {
            report(
                .limitWithoutTime,
                "the limit '\(limit.id.value)' does not say how long",
                at: limit.id.range,
                help: "say 'within: 10 days'"
            )
            return
        }
        // Where a move leads on there is something left to do, and the limit is about that.
        if let owner, parts.stages[owner.index].outcome != nil, outline.stages[owner.index].moves.isEmpty,
            limit.since == nil
        {
            report(
                .limitAfterOutcome,
                .warning,
                "the deal is over in '\(place)', and the limit '\(limit.id.value)' goes on",
                at: limit.id.range,
                help: "a limit for life after the sale stands where a move leads on, or in a stage of its own"
            )
        }
        let within = timedSpan(text, limit.calendar)
        checkCalendar(limit)
        let clock = clock(limit)
        let steps = steps(limit, within)
        let pauses = limit.pauses.flatMap {
            varyingCondition($0, ifTrue: "the clock never runs", ifFalse: "the clock never stands still")
        }
        var restarts: [Limit.Restart] = []
        for text in limit.restartsOn {
            if let event = restart(text) { restarts.append(Limit.Restart(event: event, name: text.value)) }
        }
        var excuses = false
        if case .lastActivity = clock { excuses = true }
        guard let within else { return }
        parts.limits.append(
            Limit(
                id: limit.id.value,
                label: limit.label?.value ?? limit.id.value,
                path: "\(place)/\(limit.id.value)",
                owner: owner,
                within: within,
                clock: clock,
                steps: steps,
                pauses: pauses,
                restartsOn: restarts,
                isExcusedByPlan: limit.excusedByPlan?.value ?? excuses,
                late: late(limit.late),
                range: limit.range == .none ? limit.id.range : limit.range
            )
        )
    }

    private mutating func checkCalendar(_ limit: LimitDefinition) {
        guard let calendar = limit.calendar else { return }
        let spans = [limit.within, limit.warn?.offset] + limit.then.map(\.offset)
        let needsOne = spans.contains { text in
            if let text, case .working? = TimeSpan(text.value) { true } else { false }
        }
        if !needsOne {
            report(.unusedTimeSetting, "no working time of this limit needs a calendar", at: calendar.range)
        }
    }

    /// A signal, or an event as hooks name them.
    private mutating func restart(_ text: Located<String>) -> Hook.Event? {
        if !text.value.contains("."), !text.value.contains(" ") {
            return signal(text).map { .signalReceived($0) }
        }
        return event(text)
    }

    private mutating func clock(_ limit: LimitDefinition) -> Limit.Clock {
        switch limit.since {
        case nil: return .entered
        case .word(let word):
            switch word.value {
            case "entered": return .entered
            case "opened": return .opened
            case "last_activity":
                for index in used.activities.indices { used.activities[index] = true }
                if parts.activities.isEmpty {
                    report(
                        .clockNeverBegins,
                        .warning,
                        "the process has no activities, so this counts from the beginning",
                        at: word.range
                    )
                }
                return .lastActivity(parts.activities.indices.map { ActivityID($0) })
            default: return .entered
            }
        case .activities(let names, let range):
            var chosen: [ActivityID] = []
            for name in names {
                let ofKind = parts.activities.indices.filter { parts.activities[$0].kind == name.value }
                if let index = tables.activities[name.value] {
                    chosen.append(ActivityID(index))
                } else if !ofKind.isEmpty {
                    chosen += ofKind.map { ActivityID($0) }
                } else {
                    let known = Array(tables.activities.keys) + parts.activities.compactMap(\.kind)
                    let nearest = NearestName.find(name.value, among: Set(known).sorted())
                    report(
                        .unknownActivity,
                        "there is no activity, and no kind of activity, '\(name.value)'",
                        at: name.range,
                        repair: nearest.map { .didYouMean($0, replacing: name.range) }
                    )
                }
            }
            for activity in chosen { used.activities[activity.index] = true }
            if names.isEmpty {
                report(.clockNeverBegins, "no activity sets this clock", at: range, help: "name kinds or ids")
            }
            return .lastActivity(Array(Set(chosen)).sorted())
        }
    }

    private mutating func steps(_ limit: LimitDefinition, _ within: TimedSpan?) -> [Limit.Step] {
        var steps: [Limit.Step] = []
        if let warn = limit.warn {
            if let text = warn.offset {
                let offset = timedSpan(text, limit.calendar)
                if let offset, let within, isLonger(offset.span, than: within.span) {
                    report(
                        .warnedTooEarly,
                        "'\(text.value)' before the limit is before its clock begins: the limit is \(within.span)",
                        at: text.range
                    )
                }
                if let offset { steps.append(step(warn, .warned, offset)) }
            } else {
                report(
                    .limitWithoutTime,
                    "this warning does not say how long before the limit it comes",
                    at: warn.range,
                    help: "say 'before: 2 days'"
                )
            }
        }
        var breach = Limit.Step(kind: .breached, offset: nil, actions: [], move: nil, range: limit.id.range)
        var later: [Limit.Step] = []
        var move: Located<String>?
        for definition in limit.then {
            if let name = definition.move { checkMove(name, of: limit) }
            guard let text = definition.offset else {
                if let other = move, let second = definition.move {
                    report(
                        .twoTriggers,
                        "a limit makes one move when it is reached",
                        at: second.range,
                        notes: [.init("the other stands here", at: other.range)]
                    )
                }
                move = move ?? definition.move
                let own = step(definition, .breached, nil)
                breach = Limit.Step(
                    kind: .breached,
                    offset: nil,
                    actions: breach.actions + own.actions,
                    move: breach.move ?? own.move,
                    range: breach.range
                )
                continue
            }
            guard let offset = timedSpan(text, limit.calendar) else { continue }
            if let last = later.last?.offset, isLonger(last.span, than: offset.span) {
                report(
                    .escalationOrder,
                    "'\(text.value)' comes before the level above it; levels stand in the order of time, each counted from the limit",
                    at: text.range
                )
            }
            later.append(step(definition, .escalated, offset))
        }
        return steps + [breach] + later
    }

    private mutating func step(
        _ step: LimitStepDefinition,
        _ kind: Limit.StepKind,
        _ offset: TimedSpan?
    ) -> Limit.Step {
        var actions: [HookAction] = []
        for action in step.actions { actions.append(self.action(action)) }
        return Limit.Step(kind: kind, offset: offset, actions: actions, move: step.move?.value, range: step.range)
    }

    /// The move must be one of those that the deal could make there, and by itself.
    private mutating func checkMove(_ name: Located<String>, of limit: LimitDefinition) {
        let moves = parts.moves.filter { $0.id == name.value }
        guard let move = moves.first else {
            let nearest = NearestName.find(name.value, among: Set(parts.moves.map(\.id)).sorted())
            report(
                .unknownLimitMove,
                "no move is called '\(name.value)'",
                at: name.range,
                repair: nearest.map { .didYouMean($0, replacing: name.range) },
                help: nearest == nil ? "declare it among the moves of the stage" : nil
            )
            return
        }
        var list = move.reasonList
        if case .stage(let target) = move.target { list = list ?? parts.stages[target.index].reasonList }
        if list != nil, moves.allSatisfy({ $0.because == nil }) {
            report(
                .reasonMissing,
                "nobody is there to choose a reason when the limit makes the move '\(name.value)'",
                at: name.range,
                help: "declare a move of its own that gives one with 'because'"
            )
        }
    }

    /// Whether one span is surely longer than another; spans of different kinds are not compared.
    private func isLonger(_ span: TimeSpan, than other: TimeSpan) -> Bool {
        switch (span, other) {
        case (.elapsed(let a), .elapsed(let b)): return a > b
        case (.period(let a), .period(let b)):
            return Int(a.months) * 28 + Int(a.days) > Int(b.months) * 31 + Int(b.days)
        case (.working(let a), .working(let b)): return a.unit == b.unit && a.amount > b.amount
        case (.elapsed(let a), .period(let b)):
            return a.components.seconds > (Int64(b.months) * 31 + Int64(b.days)) * 86_400 + 86_400
        default: return false
        }
    }
}
