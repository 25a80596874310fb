import TurnpikeValues

/// The stored form of messages of hooks and limits that wait, go or do not go; absent means default.
enum MessageCoding {
    // MARK: State

    static func write(_ held: HeldMessage, _ process: SalesProcess, _ writer: inout JSONWriter) {
        writer.beginObject()
        writeAction(held.message, &writer)
        writeSource(held.message, process, &writer)
        writer.key("number")
        writer.int(held.number)
        writer.key("since")
        writer.instant(held.since)
        writeStep(held.message, &writer)
        writer.endObject()
    }

    static func held(_ reader: DocumentReader, _ process: SalesProcess) throws(CodingError) -> HeldMessage {
        HeldMessage(
            number: Int(try reader.int("number")),
            message: try message(reader, process),
            since: try reader.requiredInstant("since")
        )
    }

    // MARK: Records

    /// What stands before the `type` of an event.
    static func write(_ event: MessageEvent, _ process: SalesProcess, _ writer: inout JSONWriter) {
        writeAction(event.message, &writer)
        if case .sent(_, waited: _, let day?) = event {
            writer.key("day")
            writer.string(day.description)
        }
        writeSource(event.message, process, &writer)
        switch event {
        case .delayed(_, let number, until: _, let reason):
            writer.key("number")
            writer.int(number)
            writer.key("reason")
            writer.string(reason.rawValue)
        case .sent(_, let waited?, day: _):
            writer.key("number")
            writer.int(waited.number)
            writer.key("since")
            writer.instant(waited.since)
        case .sent: break
        }
        writeStep(event.message, &writer)
    }

    /// What stands behind it.
    static func writeRest(_ event: MessageEvent, _ writer: inout JSONWriter) {
        guard case .delayed(_, number: _, let until, _) = event else { return }
        writer.key("until")
        writer.instant(until)
    }

    static func event(
        _ type: String,
        _ reader: DocumentReader,
        _ process: SalesProcess
    ) throws(CodingError) -> MessageEvent {
        let message = try message(reader, process)
        switch type {
        case "message.delayed":
            return .delayed(
                message,
                number: Int(try reader.int("number")),
                until: try reader.requiredInstant("until"),
                try reason(reader)
            )
        case "message.sent":
            var waited: MessageEvent.Waited?
            if let number = try reader.optionalInt("number") {
                waited = MessageEvent.Waited(number: Int(number), since: try reader.requiredInstant("since"))
            }
            return .sent(message, waited: waited, day: try reader.optionalString("day").flatMap { CalendarDate($0) })
        default: throw CodingError("an event of type \(type) was written by a newer version")
        }
    }

    static func write(_ message: WithheldMessage, _ writer: inout JSONWriter) {
        if let number = message.number {
            writer.key("number")
            writer.int(number)
        }
        writer.key("plugin")
        writer.string(message.plugin)
        writer.key("reason")
        writer.string(message.reason.rawValue)
        writer.key("source")
        writer.string(message.source)
        writer.optional("template", message.template)
    }

    static func withheld(_ reader: DocumentReader) throws(CodingError) -> WithheldMessage {
        WithheldMessage(
            plugin: try reader.string("plugin"),
            source: try reader.string("source"),
            template: try reader.optionalString("template"),
            reason: try reason(reader),
            number: try reader.optionalInt("number").map { Int($0) }
        )
    }

    private static func reason(_ reader: DocumentReader) throws(CodingError) -> CadenceEvent.Reason {
        guard let reason = CadenceEvent.Reason(rawValue: try reader.string("reason")) else {
            throw CodingError("why the message was kept back is unknown, so a newer version wrote it")
        }
        return reason
    }

    // MARK: Which message

    private static func writeAction(_ message: OutgoingMessage, _ writer: inout JSONWriter) {
        guard message.action > 0 else { return }
        writer.key("action")
        writer.int(message.action)
    }

    private static func writeSource(_ message: OutgoingMessage, _ process: SalesProcess, _ writer: inout JSONWriter) {
        switch message.source {
        case .hook(let hook):
            writer.key("hook")
            writer.string(process.hooks[hook].id)
        case .limit(let limit, step: _):
            writer.key("limit")
            writer.string(process.limits[limit].path)
        }
    }

    private static func writeStep(_ message: OutgoingMessage, _ writer: inout JSONWriter) {
        guard case .limit(_, let step) = message.source, step > 0 else { return }
        writer.key("step")
        writer.int(step)
    }

    private static func message(
        _ reader: DocumentReader,
        _ process: SalesProcess
    ) throws(CodingError) -> OutgoingMessage {
        let action = Int(try reader.optionalInt("action") ?? 0)
        let source: OutgoingMessage.Source
        let actions: Int
        if let name = try reader.optionalString("hook") {
            guard let hook = process.hooks.firstIndex(where: { $0.id == name }) else {
                throw CodingError("the process \(process.id) \(process.version) has no hook '\(name)'")
            }
            source = .hook(hook)
            actions = process.hooks[hook].actions.count
        } else {
            let name = try reader.string("limit")
            let step = Int(try reader.optionalInt("step") ?? 0)
            guard let limit = process.limits.firstIndex(where: { $0.path == name }),
                process.limits[limit].steps.indices.contains(step)
            else { throw CodingError("the process \(process.id) \(process.version) has no limit '\(name)'") }
            source = .limit(limit, step: step)
            actions = process.limits[limit].steps[step].actions.count
        }
        guard (0..<actions).contains(action) else { throw CodingError("a message names no action of the process") }
        return OutgoingMessage(source, action: action)
    }
}
