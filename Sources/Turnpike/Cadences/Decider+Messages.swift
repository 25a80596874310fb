import TurnpikeExpressions
import TurnpikeValues

/// Do-not-contact and quiet hours hold for every message to a customer, whoever sends it.
extension Decider {
    /// Why a message may not go out at all; nil where it may. Hours and numbers, which only put it off, are not looked at.
    ///
    /// - Parameter action: What would send it.
    func reasonToWithhold(_ action: HookAction) -> CadenceEvent.Reason? {
        guard action.isOutgoing else { return nil }
        // What cannot be known does not forbid; a rule that fails to evaluate does.
        switch process.contactRules?.doNotContact.map({ scope.verdict($0) }) {
        case .yes, .error: return .doNotContact
        case .no, .unknown, nil: break
        }
        return hasRecipient(action) ? nil : .noRecipient
    }

    private func hasRecipient(_ action: HookAction) -> Bool {
        guard let to = action.settings.first(where: { $0.key == "to" }) else { return false }
        for part in to.template.parts {
            guard case .value(let condition) = part else { return true }
            switch scope.evaluate(condition) {
            case .value(.null), .unknown, .failed: continue
            case .value(.string("")): continue
            case .value: return true
            }
        }
        return to.template.parts.isEmpty
    }

    // MARK: Effects

    /// What a step of a cadence asks for outside.
    func effects(of event: CadenceEvent, _ whole: Event, _ index: Int) -> [Effect] {
        guard case .step(let number, due: _, day: _) = event.kind,
            case .send(let action) = process[event.cadence].steps[number].action
        else { return [] }
        let cadence = process[event.cadence].id
        let key = effectKey(index, "cadence/\(cadence)", number + 1)
        return [
            Effect(
                plugin: action.plugin,
                key: key,
                request: request(action, named: "cadence.step \(cadence)", event: whole, key: key),
                parksLane: action.parksLane
            )
        ]
    }

    func matches(_ name: String, _ cadence: CadenceID?, _ event: CadenceEvent) -> Bool {
        event.typeName.description == name && (cadence == nil || cadence == event.cadence)
    }

    /// The members of the event that sort between `at` and `name`.
    func writeBeforeName(_ event: CadenceEvent, to writer: inout JSONWriter) {
        writer.optional("cadence", process[event.cadence].id)
        if let due = event.due {
            writer.key("due")
            writer.instant(due)
        }
        if let step = event.step {
            // Which step came before it: the last one that was taken.
            let steps = process[event.cadence].steps
            let taken = steps[..<step].indices.last { earlier in
                scope.state.cadence(event.cadence)?.taken.map { earlier <= $0 } ?? false
            }
            if let taken { writer.optional("from", steps[taken].words) }
        }
        if let due = event.due {
            let late = record.recorded.milliseconds - due.milliseconds
            if late > 0 {
                writer.key("late_by")
                writer.string(Duration.milliseconds(late).plainDescription)
            }
        }
    }

    /// The members that sort behind it.
    func writeAfterName(_ event: CadenceEvent, to writer: inout JSONWriter) {
        switch event.kind {
        case .skipped(_, let reason, due: _): writer.optional("reason", reason.rawValue)
        case .stopped(let why): writer.optional("reason", why)
        case .enrolled, .step, .paused, .finished: break
        }
        if let step = event.step {
            writer.key("step")
            writer.int(step + 1)
            writer.optional("to", process[event.cadence].steps[step].words)
        }
        switch event.kind {
        case .enrolled(let stage, visit: _): writer.optional("to", process[stage].id)
        case .paused(let until):
            writer.key("until")
            writer.instant(until)
        case .step, .skipped, .stopped, .finished: break
        }
    }
}
