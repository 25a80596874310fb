import TurnpikeValues

/// The stored form of what became of observed moves; absent means default.
enum ObservationCoding {
    /// Writes the members that sort before `type`.
    static func write(_ seen: ObservedStage, _ process: SalesProcess, _ writer: inout JSONWriter) {
        writer.key("by")
        writer.string(seen.by)
        writer.optional("reason", seen.reason.map { process.name(of: $0) })
        writer.key("stage")
        writer.string(process[seen.stage].id)
    }

    static func writeState(_ seen: ObservedStage, _ process: SalesProcess, _ writer: inout JSONWriter) {
        writer.beginObject()
        write(seen, process, &writer)
        writer.strings("unmet", seen.unmet)
        writer.endObject()
    }

    static func read(_ reader: DocumentReader, _ process: SalesProcess) throws(CodingError) -> ObservedStage {
        ObservedStage(
            try process.required(stage: try reader.string("stage")),
            reason: try reader.optionalString("reason").map(process.required(reason:)),
            by: try reader.string("by"),
            unmet: try reader.strings("unmet")
        )
    }

    static func event(
        _ type: String,
        _ reader: DocumentReader,
        _ process: SalesProcess
    ) throws(CodingError) -> ObservationEvent {
        guard let kind = ObservationEvent.Kind(rawValue: String(type.dropFirst("observation.".count))) else {
            throw CodingError("an event of type \(type) was written by a newer version")
        }
        return ObservationEvent(kind, try read(reader, process))
    }
}
