import TurnpikeValues

/// What a hook is told of an event that time has brought.
extension Decider {
    /// The activity that an event of time is about; it sorts before everything else.
    func writeActivity(_ event: TimeEvent, to writer: inout JSONWriter) {
        switch event {
        case .reminded(let activity, number: _, due: _), .overdue(let activity, number: _, due: _),
            .dated(let activity, number: _, due: _, isPlanned: _):
            writer.optional("activity", process[activity].id)
        default: break
        }
    }

    /// The members that sort between `at` and `name`.
    func writeBeforeName(_ event: TimeEvent, to writer: inout JSONWriter) {
        if let due = event.due {
            writer.key("due")
            writer.instant(due)
            let late = record.recorded.milliseconds - due.milliseconds
            if late > 0 {
                writer.key("late_by")
                writer.string(Duration.milliseconds(late).plainDescription)
            }
        }
        if case .limit(let reached) = event {
            writer.key("level")
            writer.int(process.limits[reached.limit].level(ofStep: reached.step))
            writer.key("limit")
            writer.string(process.limits[reached.limit].id)
        }
    }

    /// The members that sort behind it.
    func writeAfterName(_ event: TimeEvent, to writer: inout JSONWriter) {
        if case .limit(let reached) = event {
            writer.key("since")
            writer.instant(reached.since)
        }
        if let timer = event.timer { writer.optional("timer", process.name(of: timer)) }
    }
}

extension Limit {
    /// 0 for a warning, 1 where the limit is reached, then one more for each escalation.
    public func level(ofStep step: Int) -> Int {
        steps.first?.kind == .warned ? step : step + 1
    }
}
