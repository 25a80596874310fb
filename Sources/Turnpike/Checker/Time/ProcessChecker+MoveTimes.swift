import TurnpikeExpressions
import TurnpikeValues

/// Moves that time makes, or forbids.
extension ProcessChecker {
    /// The trigger of a move by time; nil for another move.
    mutating func timeTrigger(_ move: MoveDefinition) -> Move.Trigger? {
        let calendar = move.calendar
        if let calendar, move.after == nil, move.within == nil {
            report(.unusedTimeSetting, "no working time of this move needs a calendar", at: calendar.range)
        }
        guard move.after != nil || move.at != nil else {
            if let late = move.late {
                report(.unusedTimeSetting, "only a move that time makes can come late", at: late.mode.range)
            }
            return nil
        }
        let after = move.after.flatMap { timedSpan($0, calendar) }
        let at = move.at.flatMap { time($0) }
        let triggers: [SourceRange?] = [
            move.signal?.range, move.asSoonAs?.words, move.complete.flatMap { $0.value ? $0.range : nil },
            move.after?.range, move.at?.words,
        ]
        let given = triggers.compactMap(\.self).sorted { $0.start < $1.start }
        if given.count > 1, let last = given.last {
            report(
                .twoTriggers,
                "a move has one trigger, and '\(move.id.value)' waits for a time and for something else",
                at: last,
                notes: [Diagnostic.Note("the other trigger stands here", at: given[0])]
            )
        }
        if let after { return .after(after) }
        return at.map { .at($0) }
    }

    /// An expression that tells a time.
    mutating func time(_ source: ExpressionSource) -> Condition? {
        guard let time = condition(source, expecting: nil) else { return nil }
        switch time.program.resultType {
        case .instant, .date, .dyn: break
        default:
            report(
                .notATime,
                "this is no date and no time, but \(time.program.resultType)",
                at: source.words,
                help: "write a date or time of the deal and how long before or after: deal.contract_end - 120 days"
            )
            return nil
        }
        let readsNow = time.program.derivedReads.contains { parts.derivedValues[$0] == .now }
        if readsNow {
            report(
                .movingTime,
                "'now' is a different time whenever it is looked at, so this one would never come",
                at: source.words,
                help: "'after: 60 days' counts from when the stage was entered"
            )
            return nil
        }
        return time
    }

    /// A span with the calendar that was named for it.
    mutating func timedSpan(_ text: Located<String>, _ calendar: Located<String>?) -> TimedSpan? {
        guard let calendar else { return span(text).map { TimedSpan($0) } }
        let index = parts.calendars.firstIndex { $0.id == calendar.value }
        if index == nil, !definition.calendars.contains(where: { $0.id.value == calendar.value }) {
            let nearest = NearestName.find(calendar.value, among: definition.calendars.map(\.id.value))
            report(
                .unknownCalendar,
                "there is no calendar '\(calendar.value)'",
                at: calendar.range,
                repair: nearest.map { .didYouMean($0, replacing: calendar.range) },
                help: nearest == nil ? "declare it in 'calendars'" : nil
            )
        }
        return span(text, hasCalendar: true).map { TimedSpan($0, calendar: index) }
    }

    /// How what comes late is taken.
    mutating func late(_ definition: LateDefinition?, _ standard: LatePolicy.Mode = .once) -> LatePolicy {
        guard let definition else { return LatePolicy(standard) }
        guard let text = definition.grace, let grace = span(text) else { return LatePolicy(definition.mode.value) }
        return LatePolicy(definition.mode.value, grace: grace)
    }
}
