import Turnpike

/// Mutants of what time does: limits, moves by time, due dates.
extension MutantMaker {
    /// A mutant whose span is a tenth longer, or shorter.
    mutating func addSpan(
        _ span: Located<String>?,
        _ what: String,
        larger: Bool = true,
        _ change: @escaping @Sendable (inout Definition, Located<String>) -> Void
    ) {
        guard let span, let longer = LooserNumber.of(span.value, larger: larger) else { return }
        let changed = Located(longer, at: span.range)
        add("loosen \(what): \(longer) for \(span.value)", at: span.range, .everything) { change(&$0, changed) }
    }

    /// Mutants of how something is taken that comes late: in the usual way, and with a tenth more patience.
    mutating func addLate(
        _ late: LateDefinition?,
        _ what: String,
        _ change: @escaping @Sendable (inout Definition, LateDefinition?) -> Void
    ) {
        guard let late else { return }
        add("delete \(what)", at: late.mode.range, .everything) { change(&$0, nil) }
        addSpan(late.grace, what) { definition, span in
            var other = late
            other.grace = span
            change(&definition, other)
        }
    }

    mutating func addTimes(_ move: MoveDefinition, _ index: Int, of stage: String?, _ name: String) {
        addSpan(move.after, "after of \(name)") { definition, span in
            definition.changeMove(stage, index) { $0.after = span }
        }
        addSpan(move.within, "within of \(name)") { definition, span in
            definition.changeMove(stage, index) { $0.within = span }
        }
        addLate(move.late, "late of \(name)") { definition, late in
            definition.changeMove(stage, index) { $0.late = late }
        }
        if let at = move.at {
            add("delete at of \(name)", at: at.range, .everything) { $0.changeMove(stage, index) { $0.at = nil } }
        }
    }

    mutating func addLimits() {
        var copy = definition
        var lists: [(stage: String?, limits: [LimitDefinition])] = []
        copy.forEachLimits { stage, limits in lists.append((stage, limits)) }
        for (stage, limits) in lists {
            for (index, limit) in limits.enumerated() { addLimit(limit, index, of: stage) }
        }
    }

    private mutating func addLimit(_ limit: LimitDefinition, _ index: Int, of stage: String?) {
        let name = "limit \(stage ?? "process")/\(limit.id.value)"
        @Sendable func change(
            _ body: @escaping @Sendable (inout LimitDefinition) -> Void
        ) -> @Sendable (inout Definition) -> Void {
            { definition in
                definition.forEachLimits { id, limits in
                    if id == stage, limits.indices.contains(index) { body(&limits[index]) }
                }
            }
        }
        add("delete \(name)", at: limit.id.range, .everything) { definition in
            definition.forEachLimits { id, limits in
                if id == stage, limits.indices.contains(index) { limits.remove(at: index) }
            }
        }
        addSpan(limit.within, "within of \(name)") { definition, span in change { $0.within = span }(&definition) }
        addLate(limit.late, "late of \(name)") { definition, late in change { $0.late = late }(&definition) }
        if let since = limit.since {
            let range: SourceRange =
                switch since {
                case .word(let word): word.range
                case .activities(_, let range): range
                }
            add("delete since of \(name)", at: range, .everything, change { $0.since = nil })
        }
        if let warn = limit.warn {
            add("delete warn of \(name)", at: warn.range, .everything, change { $0.warn = nil })
            addSpan(warn.offset, "warn of \(name)") { definition, span in
                change { $0.warn?.offset = span }(&definition)
            }
        }
        for (number, step) in limit.then.enumerated() {
            let what = "step \(number + 1) of \(name)"
            if limit.then.count > 1 {
                add("delete \(what)", at: step.range, .everything, change { $0.then.remove(at: number) })
            }
            addSpan(step.offset, "after of \(what)") { definition, span in
                change { $0.then[number].offset = span }(&definition)
            }
            guard step.actions.count + (step.move == nil ? 0 : 1) > 1 else { continue }
            for (place, action) in step.actions.enumerated() {
                let id = "delete \(action.verb.value) of \(what)"
                add(id, at: action.verb.range, .everything, change { $0.then[number].actions.remove(at: place) })
            }
            if let move = step.move {
                add("delete move of \(what)", at: move.range, .everything, change { $0.then[number].move = nil })
            }
        }
        if let pauses = limit.pauses {
            add("delete pauses of \(name)", at: pauses.range, .everything, change { $0.pauses = nil })
            addBounds(pauses, "pauses of \(name)", .everything) { definition, source in
                change { $0.pauses = source }(&definition)
            }
        }
        for (place, event) in limit.restartsOn.enumerated() {
            let id = "delete restarts_on \(event.value) of \(name)"
            add(id, at: event.range, .everything, change { $0.restartsOn.remove(at: place) })
        }
        if let excused = limit.excusedByPlan, excused.value {
            add("delete excused_by_plan of \(name)", at: excused.range, .everything, change { $0.excusedByPlan = nil })
        }
    }

    mutating func addActivityTimes() {
        for (index, activity) in definition.activities.enumerated() {
            let name = activity.id.value
            addDue(activity.due, "due of \(name)") { $0.activities[index].due = $1 }
            for (place, remind) in activity.remind.enumerated() {
                add("delete remind \(remind.value) of \(name)", at: remind.range, .everything) {
                    $0.activities[index].remind.remove(at: place)
                }
            }
        }
        var copy = definition
        var stages: [StageDefinition] = []
        copy.forEachStage { stages.append($0) }
        for stage in stages {
            let id = stage.id.value
            for (index, entry) in stage.activities.enumerated() {
                let name = "\(entry.activity.value) in \(id)"
                @Sendable func change(
                    _ body: @escaping @Sendable (inout StageActivityDefinition) -> Void
                ) -> @Sendable (inout Definition) -> Void {
                    { definition in
                        definition.forEachStage { other in
                            if other.id.value == id { body(&other.activities[index]) }
                        }
                    }
                }
                addDue(entry.due, "due of \(name)") { definition, due in change { $0.due = due }(&definition) }
                addSpan(entry.every, "every of \(name)") { definition, span in
                    change { $0.every = span }(&definition)
                }
                addLate(entry.late, "late of \(name)") { definition, late in change { $0.late = late }(&definition) }
                for (place, after) in entry.after.enumerated() {
                    let what = "delete after \(after.value) of \(name)"
                    add(what, at: after.range, .everything, change { $0.after.remove(at: place) })
                }
            }
        }
    }

    private mutating func addDue(
        _ due: DueDefinition?,
        _ what: String,
        _ change: @escaping @Sendable (inout Definition, DueDefinition?) -> Void
    ) {
        guard let due else { return }
        if due.before != nil {
            add("delete \(what)", at: due.range, .everything) { change(&$0, nil) }
        }
        // What is due so long before a time is due later with less.
        addSpan(due.span, what, larger: due.before == nil) { definition, span in
            var later = due
            later.span = span
            change(&definition, later)
        }
    }
}

extension Definition {
    /// Calls a function with every list of limits and the id of their stage; nil for those of the process.
    fileprivate mutating func forEachLimits(_ body: (String?, inout [LimitDefinition]) -> Void) {
        forEachStage { stage in
            let id = stage.id.value
            body(id, &stage.limits)
        }
        body(nil, &limits)
    }
}
