import TurnpikeValues

/// The stored form of a record: canonical JSON of kind `deal.record`, format 1.
public enum RecordCoding: Sendable {
    /// The newest format that is written.
    public static let format: Int64 = 1

    /// The stored form; sensitive values are references to the side table.
    public static func encode(_ record: Record, in process: SalesProcess) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 512)
        encode(record, in: process, to: &writer)
        return writer.bytes
    }

    static func encode(_ record: Record, in process: SalesProcess, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("actor")
        writer.beginObject()
        writer.key("channel")
        writer.string(record.actor.channel)
        writer.key("id")
        writer.string(record.actor.id)
        writer.key("kind")
        writer.string(record.actor.kind.rawValue)
        writer.optional("on_behalf_of", record.actor.onBehalfOf)
        writer.strings("roles", record.actor.roles)
        writer.endObject()
        writer.key("command")
        writer.string(record.command)
        writer.key("events")
        writer.beginArray()
        for event in record.events { write(event, of: record, process, &writer) }
        writer.endArray()
        if !record.factsUsed.isEmpty {
            writer.key("facts")
            writer.beginArray()
            for fact in record.factsUsed {
                writer.beginObject()
                writer.key("id")
                writer.string(fact.id)
                writer.key("kind")
                writer.string(fact.kind.rawValue)
                writer.key("revision")
                writer.int(fact.revision)
                writer.endObject()
            }
            writer.endArray()
        }
        writer.key("format")
        writer.int(format)
        writer.key("kind")
        writer.staticString("deal.record")
        switch record.occurred {
        case .now: break
        case .at(let instant):
            writer.key("occurred")
            writer.instant(instant)
        case .unknown:
            writer.key("occurred")
            writer.staticString("unknown")
        }
        writer.key("recorded")
        writer.instant(record.recorded)
        writer.key("revision")
        writer.int(record.revision)
        writer.endObject()
    }

    private static func write(
        _ event: Event,
        of record: Record,
        _ process: SalesProcess,
        _ writer: inout JSONWriter
    ) {
        writer.beginObject()
        switch event {
        case .opened(let opened):
            writer.optional("account", opened.account)
            writer.optional("contact", opened.contact)
            writer.strings("external_keys", opened.externalKeys)
            writer.key("name")
            writer.string(opened.name)
            if let opener = opened.openedBy {
                writer.key("opened_by")
                OpeningCoding.write(opener, &writer)
            }
            writer.optional("owner", opened.owner)
            writer.key("stage")
            writer.string(process[opened.stage].id)
        case .fieldsSet(let changes, let isComputed):
            if isComputed {
                writer.key("computed")
                writer.bool(true)
            }
            writer.key("fields")
            writer.beginArray()
            for change in changes { write(change, record.revision, process, &writer) }
            writer.endArray()
        case .moved(let moved): write(moved, process, &writer)
        case .stagesChanged(let change):
            writer.strings("entered", change.entered.map { process[$0].id })
            writer.strings("left", change.left.map { process[$0].id })
            writer.key("steps")
            writer.beginArray()
            for step in change.steps {
                writer.beginObject()
                writer.optional("from", step.from.map { process[$0].id })
                writer.strings("to", step.targets.map { process.name(ofNode: $0) })
                writer.endObject()
            }
            writer.endArray()
        case .activityOpened(let activity, let number, let keep):
            writer.key("activity")
            writer.string(process[activity].id)
            if keep {
                writer.key("keep")
                writer.bool(true)
            }
            writer.key("number")
            writer.int(number)
        case .activityStarted(let activity, let number), .activitySkipped(let activity, let number),
            .activityCancelled(let activity, let number):
            writer.key("activity")
            writer.string(process[activity].id)
            writer.key("number")
            writer.int(number)
        case .activityDone(let done): write(done, process, &writer)
        case .assigned(let from, let to):
            writer.optional("from", from)
            writer.optional("to", to)
        case .related(let kind, let id):
            writer.optional("id", id)
            writer.key("party")
            writer.string(kind.rawValue)
        case .commented(let text):
            writer.key("text")
            writer.string(text)
        case .signalled(let signal, let isAwaited):
            writer.key("awaited")
            writer.bool(isAwaited)
            writer.key("signal")
            writer.string(process[signal].id)
        case .waiting(let move, unmet: _):
            writer.key("move")
            writer.string(process.rowName(of: move))
        case .obligationMet(let criterion):
            writer.key("criterion")
            writer.string(criterion)
        case .time(let event): event.write(to: &writer, process)
        case .assignment(let event):
            switch event {
            case .made(let rule, let to, let among):
                writer.key("among")
                writer.int(among)
                writer.key("rule")
                writer.int(rule)
                writer.key("to")
                writer.string(to)
            case .accepted(let person), .lapsed(let person):
                writer.key("by")
                writer.string(person)
            case .declined(let person, let note):
                writer.key("by")
                writer.string(person)
                writer.optional("note", note)
            }
        case .approval(let event): ApprovalCoding.write(event, process, &writer)
        case .external(let event): ExternalCoding.write(event, process, &writer)
        case .opening(let event): OpeningCoding.write(event, process, &writer)
        case .cadence(let event): CadenceCoding.write(event, process, &writer)
        case .withheld(let message): MessageCoding.write(message, &writer)
        case .message(let event): MessageCoding.write(event, process, &writer)
        case .observation(let event): ObservationCoding.write(event.seen, process, &writer)
        }
        writer.key("type")
        writer.staticString(event.typeName)
        // What sorts behind `type`.
        switch event {
        case .waiting(_, let unmet): writer.strings("unmet", unmet)
        case .observation(let event): writer.strings("unmet", event.seen.unmet)
        case .external(let event): ExternalCoding.writeRest(event, process, &writer)
        case .opening(let event): OpeningCoding.writeRest(event, &writer)
        case .cadence(let event): CadenceCoding.writeRest(event, &writer)
        case .message(let event): MessageCoding.writeRest(event, &writer)
        case .approval(let event):
            if case .granted(let until?) = event.kind {
                writer.key("valid_until")
                writer.instant(until)
            }
        case .moved(let moved): writer.strings("warnings", moved.warnings)
        case .activityDone(let done) where done.values.count > 0:
            writer.key("values")
            ValueCoding.write(.map(done.values), to: &writer)
        default: break
        }
        writer.endObject()
    }

    private static func write(
        _ change: Event.FieldChange,
        _ revision: Int64,
        _ process: SalesProcess,
        _ writer: inout JSONWriter
    ) {
        let field = process[change.field]
        writer.beginObject()
        writer.key("field")
        writer.string(field.id)
        if change.new != .null {
            writer.key("new")
            if field.isSensitive {
                SensitiveReference.write(revision, to: &writer)
            } else {
                ValueCoding.write(change.new, to: &writer)
            }
        }
        // The old value of a sensitive field is not told again: the record that set it holds the reference.
        if change.old != .null, !field.isSensitive {
            writer.key("old")
            ValueCoding.write(change.old, to: &writer)
        }
        writer.endObject()
    }

    private static func write(_ moved: Event.Moved, _ process: SalesProcess, _ writer: inout JSONWriter) {
        writer.optional("because", moved.because)
        writer.strings("confirmed", moved.confirmed)
        writer.key("direction")
        writer.string(moved.direction.rawValue)
        writer.key("from")
        writer.string(process[moved.from].id)
        if !moved.gates.isEmpty {
            writer.key("gates")
            writer.beginArray()
            for gate in moved.gates { writer.string(process.gates[gate.index].id) }
            writer.endArray()
        }
        writer.key("how")
        writer.string(moved.kind.rawValue)
        writer.optional("move", moved.move.map { process.rowName(of: $0) })
        if moved.gatesNotApplied != 0 {
            writer.key("not_applied")
            writer.beginArray()
            for (index, gate) in moved.gates.enumerated()
            where index < 64 && moved.gatesNotApplied >> UInt64(index) & 1 == 1 {
                writer.string(process[gate].id)
            }
            writer.endArray()
        }
        if !moved.obligations.isEmpty {
            writer.key("obligations")
            writer.beginArray()
            for left in moved.obligations {
                writer.beginObject()
                writer.key("criterion")
                writer.string(left.criterion)
                writer.optional("gate", left.gate.map { process[$0].id })
                writer.endObject()
            }
            writer.endArray()
        }
        writer.optional("reason", moved.reason.map { process.name(of: $0) })
        writer.key("to")
        writer.string(process[moved.to].id)
    }

    private static func write(_ done: Event.ActivityDone, _ process: SalesProcess, _ writer: inout JSONWriter) {
        let activity = process[done.activity]
        writer.key("activity")
        writer.string(activity.id)
        if !done.counts {
            writer.key("again")
            writer.bool(true)
        }
        if !done.checked.isEmpty {
            writer.key("checked")
            writer.beginArray()
            for number in done.checked { writer.int(number) }
            writer.endArray()
        }
        writer.optional("evidence", done.evidence)
        writer.key("number")
        writer.int(done.number)
        writer.optional("outcome", done.outcome.map { activity.outcomes[$0].id })
    }
}
