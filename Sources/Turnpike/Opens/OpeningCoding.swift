import TurnpikeValues

/// The stored form of what stands between deals; absent means default.
enum OpeningCoding {
    static func write(_ opening: OpeningState, _ process: SalesProcess, _ writer: inout JSONWriter) {
        writer.beginObject()
        if !opening.children.isEmpty {
            writer.key("deals")
            writer.beginArray()
            for child in opening.children {
                writer.beginObject()
                writer.key("deal")
                writer.uuid(child.deal.uuid)
                if child.heard != 0 {
                    writer.key("heard")
                    writer.int(child.heard)
                }
                writer.key("number")
                writer.int(child.number)
                writer.optional("stage", child.stage)
                writer.endObject()
            }
            writer.endArray()
        }
        writer.key("name")
        writer.string(process.openings[opening.rule].path)
        writer.key("number")
        writer.int(opening.number)
        writer.key("since")
        writer.instant(opening.since)
        switch opening.status {
        case .due: break
        case .opened:
            writer.key("status")
            writer.staticString("opened")
        case .refused:
            writer.key("status")
            writer.staticString("refused")
        }
        if let time = opening.time {
            writer.key("time")
            writer.instant(time)
        }
        if case .refused(let unmet) = opening.status { writer.strings("unmet", unmet) }
        writer.endObject()
    }

    static func state(_ reader: DocumentReader, _ process: SalesProcess) throws(CodingError) -> OpeningState {
        var state = OpeningState(try process.required(opening: try reader.string("name")))
        state.number = Int(try reader.int("number"))
        state.since = try reader.requiredInstant("since")
        state.time = try reader.optionalInstant("time")
        switch try reader.optionalString("status") {
        case nil: state.status = .due
        case "opened": state.status = .opened
        case "refused": state.status = .refused(try reader.strings("unmet"))
        default: throw CodingError("the status of an opening is unknown, so a newer version wrote it")
        }
        for entry in try reader.objects("deals") {
            var child = OpeningState.Child(number: Int(try entry.int("number")), deal: try entry.deal("deal"))
            child.heard = Int(try entry.optionalInt("heard") ?? 0)
            child.stage = try entry.optionalString("stage")
            state.children.append(child)
        }
        return state
    }

    static func write(_ opener: OpenedBy, _ writer: inout JSONWriter) {
        writer.beginObject()
        if opener.count != 0 {
            writer.key("count")
            writer.int(opener.count)
        }
        writer.key("deal")
        writer.uuid(opener.deal.uuid)
        if opener.generation != 0 {
            writer.key("generation")
            writer.int(opener.generation)
        }
        writer.key("number")
        writer.int(opener.number)
        writer.key("opening")
        writer.string(opener.opening)
        if !opener.untold.isEmpty {
            writer.key("untold")
            writer.beginArray()
            for reached in opener.untold {
                writer.beginObject()
                writer.key("count")
                writer.int(reached.count)
                writer.key("outcome")
                writer.string(reached.outcome.rawValue)
                writer.key("stage")
                writer.string(reached.stage)
                writer.endObject()
            }
            writer.endArray()
        }
        writer.endObject()
    }

    static func opener(_ reader: DocumentReader) throws(CodingError) -> OpenedBy? {
        guard reader.json["opened_by"] != nil else { return nil }
        let entry = try reader.object("opened_by")
        var opener = OpenedBy(
            deal: try entry.deal("deal"),
            opening: try entry.string("opening"),
            number: Int(try entry.int("number")),
            generation: Int(try entry.optionalInt("generation") ?? 0)
        )
        opener.count = Int(try entry.optionalInt("count") ?? 0)
        for reached in try entry.objects("untold") {
            guard let outcome = StageOutcome(rawValue: try reached.string("outcome")) else {
                throw CodingError("an outcome is unknown")
            }
            opener.untold.append(
                OpenedBy.Reached(
                    count: Int(try reached.int("count")),
                    stage: try reached.string("stage"),
                    outcome: outcome
                )
            )
        }
        return opener
    }

    /// The members of an event but for its type and what sorts behind it.
    static func write(_ event: OpeningEvent, _ process: SalesProcess, _ writer: inout JSONWriter) {
        switch event {
        case .due(_, let number, let time):
            name(event, process, &writer)
            writer.key("number")
            writer.int(number)
            if let time {
                writer.key("time")
                writer.instant(time)
            }
        case .opened(_, let number, let deal):
            writer.key("deal")
            writer.uuid(deal.uuid)
            name(event, process, &writer)
            writer.key("number")
            writer.int(number)
        case .refused(_, let number, unmet: _):
            name(event, process, &writer)
            writer.key("number")
            writer.int(number)
        case .returned(_, let number, let deal, let stage, let count):
            writer.key("count")
            writer.int(count)
            writer.key("deal")
            writer.uuid(deal.uuid)
            name(event, process, &writer)
            writer.key("number")
            writer.int(number)
            writer.key("stage")
            writer.string(stage)
        case .reached(let stage, let count):
            writer.key("count")
            writer.int(count)
            writer.key("stage")
            writer.string(process[stage].id)
        case .told(let count):
            writer.key("count")
            writer.int(count)
        }
    }

    /// What sorts behind the type.
    static func writeRest(_ event: OpeningEvent, _ writer: inout JSONWriter) {
        if case .refused(rule: _, number: _, let unmet) = event { writer.strings("unmet", unmet) }
    }

    private static func name(_ event: OpeningEvent, _ process: SalesProcess, _ writer: inout JSONWriter) {
        guard let rule = event.rule else { return }
        writer.key("name")
        writer.string(process.openings[rule].path)
    }

    static func event(
        _ type: String,
        _ reader: DocumentReader,
        _ process: SalesProcess
    ) throws(CodingError) -> OpeningEvent {
        func rule() throws(CodingError) -> Int { try process.required(opening: try reader.string("name")) }
        func number() throws(CodingError) -> Int { Int(try reader.int("number")) }
        func count() throws(CodingError) -> Int { Int(try reader.int("count")) }
        switch type {
        case "opening.due":
            return .due(rule: try rule(), number: try number(), time: try reader.optionalInstant("time"))
        case "opening.opened": return .opened(rule: try rule(), number: try number(), deal: try reader.deal("deal"))
        case "opening.refused":
            return .refused(rule: try rule(), number: try number(), unmet: try reader.strings("unmet"))
        case "opening.returned":
            return .returned(
                rule: try rule(),
                number: try number(),
                deal: try reader.deal("deal"),
                stage: try reader.string("stage"),
                count: try count()
            )
        case "opener.due":
            return .reached(stage: try process.required(stage: try reader.string("stage")), count: try count())
        case "opener.told": return .told(count: try count())
        default: throw CodingError("an event of type \(type) was written by a newer version")
        }
    }
}

extension DocumentReader {
    fileprivate func deal(_ key: String) throws(CodingError) -> DealID {
        guard let id = DealID(try string(key)) else { throw CodingError("\(key) is no id of a deal") }
        return id
    }
}

extension SalesProcess {
    func required(opening path: String) throws(CodingError) -> Int {
        guard let rule = opening(path) else {
            throw CodingError("the process \(id) \(version) opens nothing by '\(path)'")
        }
        return rule
    }
}
