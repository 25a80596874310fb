import TurnpikeValues

/// The stored form of a deal's state: canonical JSON of kind `deal.state`, format 2.
///
/// It holds what the columns beside it (`DealSummary`) do not: every command writes both. In format 1 it held all of it.
/// Names are text ids, keys are sorted, absent means default. Sensitive values are references to the side table
/// (`{"$sensitive":REVISION}`). The same state gives the same bytes on every machine and after every replay.
public enum StateCoding: Sendable {
    /// The newest format, which is the one that is written.
    public static let format: Int64 = 2

    /// The stored form.
    public static func encode(_ state: DealState, in process: SalesProcess) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 1_024)
        encode(state, in: process, to: &writer)
        return writer.bytes
    }

    static func encode(_ state: DealState, in process: SalesProcess, to writer: inout JSONWriter) {
        let details = state.details
        writer.beginObject()
        if !details.activities.isEmpty {
            writer.key("activities")
            writer.beginArray()
            for activity in details.activities { write(activity, process, &writer) }
            writer.endArray()
        }
        if let approvals = details.rare.first?.approvals, !approvals.isEmpty {
            writer.key("approvals")
            writer.beginArray()
            for approval in approvals { ApprovalCoding.write(approval, process, &writer) }
            writer.endArray()
        }
        if let assignment = details.rare.first?.assignment.first {
            writer.key("assignment")
            writer.beginObject()
            if assignment.isAccepted {
                writer.key("accepted")
                writer.bool(true)
            }
            writer.strings("declined", assignment.declined)
            if let rule = assignment.rule {
                writer.key("rule")
                writer.int(rule)
            }
            writer.endObject()
        }
        if let cadences = details.rare.first?.cadences, !cadences.isEmpty {
            writer.key("cadences")
            writer.beginArray()
            for cadence in cadences { CadenceCoding.write(cadence, process, &writer) }
            writer.endArray()
        }
        writer.optional("contact", details.contact)
        writer.key("entered")
        writer.time(state.enteredMilliseconds)
        writer.strings("external_keys", details.externalKeys)
        if let externals = details.rare.first?.externals, !externals.isEmpty {
            writer.key("externals")
            writer.beginArray()
            for external in externals { ExternalCoding.write(external, process, &writer) }
            writer.endArray()
        }
        writer.key("fields")
        writer.beginObject()
        for index in process.fieldsByID {
            let value = state.slots[index]
            guard value != .null else { continue }
            writer.key(process.fields[index].id)
            if process.fields[index].isSensitive {
                let revision = details.sensitiveRevisions.first { $0.field.index == index }?.revision ?? 0
                SensitiveReference.write(revision, to: &writer)
            } else {
                ValueCoding.write(value, to: &writer)
            }
        }
        writer.endObject()
        writer.key("format")
        writer.int(format)
        if let held = details.rare.first?.held, !held.isEmpty {
            writer.key("held_messages")
            writer.beginArray()
            for message in held { MessageCoding.write(message, process, &writer) }
            writer.endArray()
        }
        if !state.history.isEmpty {
            writer.key("history")
            writer.beginArray()
            state.history.forEach { entry in
                writer.beginArray()
                writer.string(process[entry.stage].id)
                writer.int(entry.milliseconds)
                if entry.visits != 1 { writer.int(entry.visits) }
                writer.endArray()
            }
            writer.endArray()
        }
        writer.key("kind")
        writer.staticString("deal.state")
        if let messages = details.rare.first?.messages.first {
            writer.key("messages")
            writer.beginObject()
            writer.key("count")
            writer.int(messages.count)
            writer.key("day")
            writer.string(messages.day.description)
            writer.endObject()
        }
        if let rare = details.rare.first, let nested = rare.configuration.first {
            writer.key("nested")
            write(nested, rare, process, &writer)
        }
        if !details.obligations.isEmpty {
            writer.key("obligations")
            writer.beginArray()
            for obligation in details.obligations {
                writer.beginObject()
                writer.key("by")
                writer.string(obligation.by)
                writer.key("criterion")
                writer.string(obligation.criterion)
                writer.optional("gate", obligation.gate.map { process[$0].id })
                writer.key("revision")
                writer.int(obligation.revision)
                writer.endObject()
            }
            writer.endArray()
        }
        if let observed = details.rare.first?.observed.first {
            writer.key("observed")
            ObservationCoding.writeState(observed, process, &writer)
        }
        if let opener = details.rare.first?.openedBy.first {
            writer.key("opened_by")
            OpeningCoding.write(opener, &writer)
        }
        if let openings = details.rare.first?.openings, !openings.isEmpty {
            writer.key("openings")
            writer.beginArray()
            for opening in openings { OpeningCoding.write(opening, process, &writer) }
            writer.endArray()
        }
        writer.optional("origin", state.origin.map { process[$0].id })
        writer.optional("outcome", state.outcome.map { process[$0].id })
        writer.optional("reason", details.reason.map { process.name(of: $0) })
        if let taken = details.rare.first?.taken, !taken.isEmpty {
            writer.key("taken")
            writer.beginArray()
            for entry in taken {
                writer.beginObject()
                writer.key("move")
                writer.string(process.rowName(of: entry.move))
                writer.key("times")
                writer.int(entry.times)
                writer.endObject()
            }
            writer.endArray()
        }
        if let timers = details.rare.first?.timers, !timers.isEmpty {
            writer.key("timers")
            writer.beginArray()
            for timer in timers { timer.write(to: &writer, process) }
            writer.endArray()
        }
        if !details.waiting.isEmpty {
            writer.key("waiting")
            writer.beginArray()
            for waiting in details.waiting {
                writer.beginObject()
                writer.key("move")
                writer.string(process.rowName(of: waiting.move))
                writer.strings("unmet", waiting.unmet)
                writer.endObject()
            }
            writer.endArray()
        }
        writer.endObject()
    }

    private static func write(_ activity: ActivityState, _ process: SalesProcess, _ writer: inout JSONWriter) {
        let row = process[activity.activity]
        writer.beginObject()
        writer.key("activity")
        writer.string(row.id)
        writer.key("done")
        writer.int(activity.done)
        if !activity.kept.isEmpty {
            writer.key("kept")
            writer.beginArray()
            for attempt in activity.kept {
                writer.beginObject()
                writer.key("at")
                writer.time(attempt.at?.milliseconds ?? DealState.unknownTime)
                writer.key("by")
                writer.string(attempt.by)
                writer.optional("evidence", attempt.evidence)
                writer.key("number")
                writer.int(attempt.number)
                writer.optional("outcome", attempt.outcome.map { row.outcomes[$0].id })
                writer.key("recorded")
                writer.time(attempt.recorded.milliseconds)
                if attempt.values.count > 0 {
                    writer.key("values")
                    ValueCoding.write(.map(attempt.values), to: &writer)
                }
                writer.key("visit")
                writer.int(attempt.visit)
                writer.endObject()
            }
            writer.endArray()
        }
        if !activity.open.isEmpty {
            writer.key("open")
            writer.beginArray()
            for attempt in activity.open {
                writer.beginObject()
                if let due = attempt.due {
                    writer.key("due")
                    writer.instant(due)
                }
                if attempt.keep {
                    writer.key("keep")
                    writer.bool(true)
                }
                writer.key("number")
                writer.int(attempt.number)
                writer.key("opened")
                writer.time(attempt.opened.milliseconds)
                if attempt.isPlanned {
                    writer.key("planned")
                    writer.bool(true)
                }
                if attempt.isStarted {
                    writer.key("started")
                    writer.bool(true)
                }
                writer.endObject()
            }
            writer.endArray()
        }
        writer.key("opened")
        writer.int(activity.opened)
        writer.endObject()
    }

    /// The stages of a nested process: those that are active, the tracks that are left out, where the deal was when it
    /// left the order of stages, and what was left of stages that moves resume.
    private static func write(
        _ nested: Configuration.Nested,
        _ rare: RareDetails,
        _ process: SalesProcess,
        _ writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.key("active")
        writer.beginArray()
        for active in rare.active {
            writer.beginObject()
            writer.key("entered")
            writer.time(active.entered)
            writer.key("stage")
            writer.string(process[active.stage].id)
            writer.key("visit")
            writer.int(active.visit)
            writer.endObject()
        }
        writer.endArray()
        writer.strings("came_from", rare.cameFrom.map { process.name(ofNode: $0) })
        let leftOut = nested.active.filter { node in process.chart.map { $0.trackLeftOut[node] >= 0 } ?? false }
        writer.strings("left_out", leftOut.map { process.name(ofNode: $0) })
        if let chart = process.chart, !nested.remembered.isEmpty {
            writer.key("remembered")
            writer.beginArray()
            for (history, nodes) in nested.remembered.sorted(by: { $0.key < $1.key }) {
                let stage = process.machine.nodes[history].parent
                writer.beginObject()
                writer.key("of")
                writer.string(process.name(ofNode: stage))
                writer.key("resume")
                writer.string(
                    (chart.deep.contains(history) ? Resumption.deep : Resumption.shallow).rawValue
                )
                writer.strings("stages", nodes.map { process.name(ofNode: $0) })
                writer.endObject()
            }
            writer.endArray()
        }
        writer.endObject()
    }
}
