import TurnpikeValues

/// What a hook is told of an event that time has brought.
extension Decider {
    /// The members that sort before `name`.
    func writeBeforeName(_ event: TimeEvent, to writer: inout JSONWriter) {
        switch event {
        case .reminded(let activity, number: _, due: _), .overdue(let activity, number: _, due: _):
            writer.optional("activity", process[activity].id)
        default: break
        }
        guard let due = event.due else { return }
        writer.key("due")
        writer.instant(due)
        let late = record.recorded.milliseconds - due.milliseconds
        if late > 0 {
            writer.key("late_by")
            writer.string(Duration.milliseconds(late).plainDescription)
        }
    }

    /// The members that sort behind it.
    func writeAfterName(_ event: TimeEvent, to writer: inout JSONWriter) {
        if let timer = event.timer { writer.optional("timer", process.name(of: timer)) }
    }
}
