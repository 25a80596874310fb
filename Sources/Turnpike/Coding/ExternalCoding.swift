import TurnpikeValues

/// The stored form of questions to plug-ins, in states and in records; absent means default.
enum ExternalCoding {
    static func write(_ external: ExternalState, _ process: SalesProcess, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("at")
        writer.instant(external.at)
        writer.key("external")
        writer.string(process[external.external].id)
        writer.key("key")
        writer.string(external.key)
        writer.key("status")
        writer.string(external.status.rawValue)
        writer.optional("text", external.text)
        if let until = external.validUntil {
            writer.key("valid_until")
            writer.instant(until)
        }
        if let wish = external.wish {
            writer.key("wish")
            write(wish, process, &writer)
        }
        writer.endObject()
    }

    static func state(_ reader: DocumentReader, _ process: SalesProcess) throws(CodingError) -> ExternalState {
        guard let status = ExternalState.Status(rawValue: try reader.string("status")) else {
            throw CodingError("the status of a question is unknown, so a newer version wrote it")
        }
        var state = ExternalState(
            try process.required(external: try reader.string("external")),
            status,
            key: try reader.string("key"),
            at: try reader.requiredInstant("at")
        )
        state.text = try reader.optionalString("text")
        state.validUntil = try reader.optionalInstant("valid_until")
        state.wish = try wish(reader, process)
        return state
    }

    /// What stands before the `type` of an event.
    static func write(_ event: ExternalEvent, _ process: SalesProcess, _ writer: inout JSONWriter) {
        writer.key("external")
        writer.string(process[event.external].id)
        writer.key("key")
        writer.string(event.key)
        switch event.kind {
        case .asked: break
        case .answered(let passes, let text, validUntil: _):
            writer.key("passes")
            writer.bool(passes)
            writer.optional("text", text)
        case .down(let why):
            writer.key("text")
            writer.string(why)
        }
    }

    /// What stands behind it.
    static func writeRest(_ event: ExternalEvent, _ process: SalesProcess, _ writer: inout JSONWriter) {
        switch event.kind {
        case .asked(let wish?):
            writer.key("wish")
            write(wish, process, &writer)
        case .answered(passes: _, text: _, let until?):
            writer.key("valid_until")
            writer.instant(until)
        case .asked, .answered, .down: break
        }
    }

    static func event(
        _ type: String,
        _ reader: DocumentReader,
        _ process: SalesProcess
    ) throws(CodingError) -> ExternalEvent {
        let kind: ExternalEvent.Kind
        switch type {
        case "external.asked": kind = .asked(try wish(reader, process))
        case "external.answered":
            kind = .answered(
                passes: reader.bool("passes"),
                text: try reader.optionalString("text"),
                validUntil: try reader.optionalInstant("valid_until")
            )
        case "external.down": kind = .down(try reader.string("text"))
        default: throw CodingError("an event of type \(type) was written by a newer version")
        }
        let id = try process.required(external: try reader.string("external"))
        return ExternalEvent(id, key: try reader.string("key"), kind)
    }

    // MARK: The move that waits

    private static func write(_ wish: ExternalState.Wish, _ process: SalesProcess, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("by")
        writer.string(wish.by)
        if !wish.confirmed.isEmpty { writer.strings("confirmed", wish.confirmed) }
        writer.key("from")
        writer.string(process[wish.from].id)
        writer.key("move")
        writer.string(process.rowName(of: wish.move))
        if let reason = wish.reason {
            writer.key("reason")
            writer.string(process.name(of: reason))
        }
        if let stage = wish.stage {
            writer.key("stage")
            writer.string(process[stage].id)
        }
        writer.endObject()
    }

    private static func wish(
        _ reader: DocumentReader,
        _ process: SalesProcess
    ) throws(CodingError) -> ExternalState.Wish? {
        guard let json = reader.json["wish"] else { return nil }
        let inner = DocumentReader(json)
        var wish = ExternalState.Wish(
            move: try process.required(move: try inner.string("move")),
            from: try process.required(stage: try inner.string("from")),
            by: try inner.string("by")
        )
        wish.confirmed = try inner.strings("confirmed")
        if let reason = try inner.optionalString("reason") { wish.reason = try process.required(reason: reason) }
        if let stage = try inner.optionalString("stage") { wish.stage = try process.required(stage: stage) }
        return wish
    }
}

extension ExternalEvent {
    /// The type as stored and as hooks name it.
    var typeName: StaticString {
        switch kind {
        case .asked: "external.asked"
        case .answered: "external.answered"
        case .down: "external.down"
        }
    }
}

extension SalesProcess {
    func required(external name: String) throws(CodingError) -> ExternalID {
        guard let index = externals.firstIndex(where: { $0.id == name }) else {
            throw CodingError("the process \(id) \(version) has no question '\(name)'")
        }
        return ExternalID(index)
    }
}
