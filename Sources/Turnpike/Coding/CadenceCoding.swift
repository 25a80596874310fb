import TurnpikeValues

/// The stored form of cadences, in states and in records; absent means default.
enum CadenceCoding {
    static func write(_ state: CadenceState, _ process: SalesProcess, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("cadence")
        writer.string(process[state.cadence].id)
        writer.optional("end", state.end)
        if state.next != 0 {
            writer.key("next")
            writer.int(state.next)
        }
        if !state.outcomes.isEmpty {
            writer.key("outcomes")
            writer.beginArray()
            for ended in state.outcomes {
                writer.beginObject()
                writer.key("activity")
                writer.string(process[ended.activity].id)
                writer.key("outcome")
                writer.string(process[ended.activity].outcomes[ended.outcome].id)
                writer.endObject()
            }
            writer.endArray()
        }
        if let until = state.pausedUntil {
            writer.key("paused_until")
            writer.instant(until)
        }
        writer.key("since")
        writer.instant(state.since)
        writer.key("stage")
        writer.string(process[state.stage].id)
        if let taken = state.taken {
            writer.key("taken")
            writer.int(taken)
        }
        writer.key("visit")
        writer.int(state.visit)
        writer.endObject()
    }

    static func state(_ reader: DocumentReader, _ process: SalesProcess) throws(CodingError) -> CadenceState {
        var state = CadenceState(
            try process.required(cadence: try reader.string("cadence")),
            stage: try process.required(stage: try reader.string("stage")),
            visit: Int(try reader.int("visit")),
            since: try reader.requiredInstant("since")
        )
        state.end = try reader.optionalString("end")
        state.next = Int(try reader.optionalInt("next") ?? 0)
        state.taken = try reader.optionalInt("taken").map { Int($0) }
        state.pausedUntil = try reader.optionalInstant("paused_until")
        for entry in try reader.objects("outcomes") {
            let activity = try process.required(activity: try entry.string("activity"))
            let name = try entry.string("outcome")
            guard let outcome = process[activity].outcomes.firstIndex(where: { $0.id == name }) else {
                throw CodingError("\(process[activity].id) has no outcome '\(name)'")
            }
            state.outcomes.append(CadenceState.Ended(activity: activity, outcome: outcome))
        }
        return state
    }

    /// What stands before the `type` of an event.
    static func write(_ event: CadenceEvent, _ process: SalesProcess, _ writer: inout JSONWriter) {
        writer.key("cadence")
        writer.string(process[event.cadence].id)
        if case .step(_, due: _, let day?) = event.kind {
            writer.key("day")
            writer.string(day.description)
        }
        if let due = event.due {
            writer.key("due")
            writer.instant(due)
        }
        switch event.kind {
        case .enrolled(let stage, visit: _):
            writer.key("stage")
            writer.string(process[stage].id)
        case .skipped(let step, let reason, due: _):
            writer.key("reason")
            writer.string(reason.rawValue)
            writer.key("step")
            writer.int(step)
        case .step(let step, due: _, day: _):
            writer.key("step")
            writer.int(step)
        case .stopped(let why):
            writer.key("reason")
            writer.string(why)
        case .paused, .finished: break
        }
    }

    /// What stands behind it.
    static func writeRest(_ event: CadenceEvent, _ writer: inout JSONWriter) {
        switch event.kind {
        case .enrolled(_, let visit):
            writer.key("visit")
            writer.int(visit)
        case .paused(let until):
            writer.key("until")
            writer.instant(until)
        case .step, .skipped, .stopped, .finished: break
        }
    }

    static func event(
        _ type: String,
        _ reader: DocumentReader,
        _ process: SalesProcess
    ) throws(CodingError) -> CadenceEvent {
        let kind: CadenceEvent.Kind
        switch type {
        case "cadence.enrolled":
            let stage = try process.required(stage: try reader.string("stage"))
            kind = .enrolled(stage, visit: Int(try reader.int("visit")))
        case "cadence.step":
            let day = try reader.optionalString("day").flatMap { CalendarDate($0) }
            kind = .step(Int(try reader.int("step")), due: try reader.requiredInstant("due"), day: day)
        case "cadence.skipped":
            guard let reason = CadenceEvent.Reason(rawValue: try reader.string("reason")) else {
                throw CodingError("why the step was passed over is unknown, so a newer version wrote it")
            }
            kind = .skipped(Int(try reader.int("step")), reason, due: try reader.requiredInstant("due"))
        case "cadence.paused": kind = .paused(until: try reader.requiredInstant("until"))
        case "cadence.stopped": kind = .stopped(try reader.string("reason"))
        case "cadence.finished": kind = .finished
        default: throw CodingError("an event of type \(type) was written by a newer version")
        }
        return CadenceEvent(try process.required(cadence: try reader.string("cadence")), kind)
    }
}

extension SalesProcess {
    func required(cadence name: String) throws(CodingError) -> CadenceID {
        guard let cadence = cadence(name) else {
            throw CodingError("the process \(id) \(version) has no cadence '\(name)'")
        }
        return cadence
    }
}
