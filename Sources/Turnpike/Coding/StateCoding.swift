import TurnpikeValues

/// The stored form of a deal's state: canonical JSON of kind `deal.state`, format 1.
///
/// Names are text ids, keys are sorted, absent means default. Sensitive values are references to the side table
/// (`{"$sensitive":REVISION}`). The same state gives the same bytes on every machine and after every replay.
public enum StateCoding: Sendable {
    /// The newest format that is written.
    public static let format: Int64 = 1

    /// The stored form.
    public static func encode(_ state: DealState, in process: SalesProcess) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 512)
        encode(state, in: process, to: &writer)
        return writer.takeBytes()
    }

    static func encode(_ state: DealState, in process: SalesProcess, to writer: inout JSONWriter) {
        let details = state.details
        writer.beginObject()
        writer.optional("account", details.account)
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
        let history = state.history.entries
        if !history.isEmpty {
            writer.key("history")
            writer.beginArray()
            for entry in history {
                writer.beginObject()
                writer.key("milliseconds")
                writer.int(entry.milliseconds)
                writer.key("stage")
                writer.string(process[entry.stage].id)
                writer.key("visits")
                writer.int(entry.visits)
                writer.endObject()
            }
            writer.endArray()
        }
        writer.key("id")
        writer.uuid(state.id.uuid)
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
        writer.key("name")
        writer.string(state.name)
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
        writer.key("opened")
        writer.time(state.openedMilliseconds)
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
        writer.optional("owner", state.owner)
        writer.key("process")
        writer.string(process.id)
        writer.optional("reason", details.reason.map { process.name(of: $0) })
        writer.key("recorded")
        writer.time(state.recordedMilliseconds)
        writer.key("revision")
        writer.int(state.revision)
        writer.key("stage")
        writer.string(process[state.stage].id)
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
        writer.key("version")
        writer.int(process.version)
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

    /// Reads a stored state.
    ///
    /// `sensitive` holds the values that its references name, by field and revision.
    /// - Throws: `CodingError` where the document is damaged, of a newer format, or of another process.
    public static func decode(
        _ bytes: [UInt8],
        in process: SalesProcess,
        sensitive: [SensitiveValue] = []
    ) throws(CodingError) -> DealState {
        let reader = try DocumentReader(bytes, kind: "deal.state", newestFormat: format)
        guard let id = DealID(try reader.string("id")) else { throw CodingError("the deal's id is not a UUID") }
        guard try reader.string("process") == process.id, try reader.int("version") == Int64(process.version) else {
            throw CodingError("the deal belongs to another process or version than \(process.id) \(process.version)")
        }
        var state = DealState(id: id, fieldCount: process.fields.count)
        state.leaf = UInt16(truncatingIfNeeded: try process.required(stage: try reader.string("stage")).index)
        state.enteredMilliseconds = try reader.time("entered")
        state.openedMilliseconds = try reader.time("opened")
        state.recordedMilliseconds = try reader.time("recorded")
        state.revisionBits = UInt32(clamping: try reader.int("revision"))
        state.originStage = try reader.optionalString("origin").map(process.required(stage:)) ?? .none
        state.outcomeStage = try reader.optionalString("outcome").map(process.required(stage:)) ?? .none
        for entry in try reader.objects("history") {
            state.history.restore(
                StageHistory.Entry(
                    stage: try process.required(stage: try entry.string("stage")),
                    visits: Int(try entry.int("visits")),
                    milliseconds: try entry.int("milliseconds")
                )
            )
        }
        var details = DealDetails()
        state.name = try reader.string("name")
        state.owner = try reader.optionalString("owner")
        details.account = try reader.optionalString("account")
        details.contact = try reader.optionalString("contact")
        details.externalKeys = try reader.strings("external_keys")
        details.reason = try reader.optionalString("reason").map(process.required(reason:))
        for entry in try reader.objects("obligations") {
            details.obligations.append(
                Obligation(
                    criterion: try entry.string("criterion"),
                    gate: try entry.optionalString("gate").flatMap { process.gate($0) },
                    revision: try entry.int("revision"),
                    by: try entry.string("by")
                )
            )
        }
        for entry in try reader.objects("waiting") {
            details.waiting.append(
                DealDetails.WaitingMove(
                    move: try process.required(move: try entry.string("move")),
                    unmet: try entry.strings("unmet")
                )
            )
        }
        for entry in try reader.objects("activities") { details.activities.append(try activity(entry, process)) }
        for (name, json) in reader.members("fields") {
            let field = try process.required(field: name)
            if process[field].isSensitive {
                guard let revision = SensitiveReference.read(json) else {
                    throw CodingError("\(name) is sensitive and stands openly in the state")
                }
                details.sensitiveRevisions.append(.init(field: field, revision: revision))
                let stored = sensitive.first { $0.field == name && $0.revision == revision }
                state.slots[field.index] = try SensitiveReference.value(of: stored)
            } else {
                state.slots[field.index] = try reading { () throws(ValueCodingError) in try ValueCoding.read(json) }
            }
        }
        details.sensitiveRevisions.sort { $0.field < $1.field }
        let rare = try rareDetails(reader, process)
        if rare != RareDetails() { details.rare = [rare] }
        if details != DealDetails() { state.withDetails { $0 = details } }
        return state
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

    private static func rareDetails(
        _ reader: DocumentReader,
        _ process: SalesProcess
    ) throws(CodingError) -> RareDetails {
        var rare = RareDetails()
        for entry in try reader.objects("taken") {
            rare.taken.append(
                RareDetails.Taken(
                    move: try process.required(move: try entry.string("move")),
                    times: Int(try entry.int("times"))
                )
            )
        }
        for entry in try reader.objects("timers") { rare.timers.append(try DealTimer(entry, process)) }
        if reader.json["assignment"] != nil {
            let entry = try reader.object("assignment")
            var assignment = AssignmentState()
            assignment.isAccepted = entry.bool("accepted")
            assignment.declined = try entry.strings("declined")
            assignment.rule = try entry.optionalInt("rule").map { Int($0) }
            rare.assignment = [assignment]
        }
        for entry in try reader.objects("cadences") {
            rare.cadences.append(try CadenceCoding.state(entry, process))
        }
        if reader.json["messages"] != nil {
            let entry = try reader.object("messages")
            guard let day = CalendarDate(try entry.string("day")) else { throw CodingError("a day is no date") }
            rare.messages = [MessageCount(day: day, count: Int(try entry.int("count")))]
        }
        for entry in try reader.objects("held_messages") { rare.held.append(try MessageCoding.held(entry, process)) }
        for entry in try reader.objects("externals") {
            rare.externals.append(try ExternalCoding.state(entry, process))
        }
        for entry in try reader.objects("openings") { rare.openings.append(try OpeningCoding.state(entry, process)) }
        if let opener = try OpeningCoding.opener(reader) { rare.openedBy = [opener] }
        for entry in try reader.objects("approvals") {
            rare.approvals.append(try ApprovalCoding.state(entry, process))
        }
        guard let chart = process.chart else { return rare }
        let nested = try reader.object("nested")
        var nodes: Set<Int> = []
        func node(_ name: String) throws(CodingError) -> Int {
            guard let node = process.node(named: name) else { throw CodingError("there is no stage '\(name)'") }
            return node
        }
        for entry in try nested.objects("active") {
            let stage = try process.required(stage: try entry.string("stage"))
            rare.active.append(
                RareDetails.Active(
                    stage: stage,
                    entered: try entry.time("entered"),
                    visit: try entry.int("visit")
                )
            )
            nodes.insert(chart.nodeOfStage[stage.index])
            for track in process[stage].tracks { nodes.insert(chart.region[track.index]) }
        }
        for name in try nested.strings("left_out") { nodes.insert(try node(name)) }
        for name in try nested.strings("came_from") { rare.cameFrom.append(try node(name)) }
        var remembered: [Int: [Int]] = [:]
        for entry in try nested.objects("remembered") {
            let stage = try process.required(stage: try entry.string("of"))
            let isDeep = try entry.string("resume") == Resumption.deep.rawValue
            let history = (isDeep ? chart.deep : chart.shallow)[stage.index]
            guard history >= 0 else { continue }
            var stages: [Int] = []
            for name in try entry.strings("stages") { stages.append(try node(name)) }
            remembered[history] = stages
        }
        let leaves = nodes.sorted().filter { process.machine.isAtomic($0) }
        guard let configuration = process.machine.configuration(leaves: leaves, remembered: remembered),
            configuration.active == nodes.sorted()
        else { throw CodingError("the active stages do not go together") }
        rare.configuration = configuration.nested
        return rare
    }

    private static func activity(
        _ reader: DocumentReader,
        _ process: SalesProcess
    ) throws(CodingError) -> ActivityState {
        let id = try process.required(activity: try reader.string("activity"))
        let row = process[id]
        var state = ActivityState(id)
        state.opened = Int(try reader.int("opened"))
        state.done = Int(try reader.int("done"))
        for entry in try reader.objects("open") {
            state.open.append(
                ActivityState.OpenAttempt(
                    number: Int(try entry.int("number")),
                    opened: Instant(milliseconds: try entry.time("opened")),
                    isStarted: entry.bool("started"),
                    keep: entry.bool("keep"),
                    due: try entry.optionalInstant("due"),
                    isPlanned: entry.bool("planned")
                )
            )
        }
        for entry in try reader.objects("kept") {
            let outcome = try entry.optionalString("outcome")
            let at = try entry.time("at")
            state.kept.append(
                ActivityState.DoneAttempt(
                    number: Int(try entry.int("number")),
                    at: DealState.instant(at),
                    recorded: Instant(milliseconds: try entry.time("recorded")),
                    by: try entry.string("by"),
                    outcome: outcome.flatMap { name in row.outcomes.firstIndex { $0.id == name } },
                    values: try entry.map("values"),
                    evidence: try entry.optionalString("evidence"),
                    visit: try entry.int("visit")
                )
            )
        }
        return state
    }
}

/// Runs a read of a value, naming what is wrong with the document.
func reading<Result>(_ body: () throws(ValueCodingError) -> Result) throws(CodingError) -> Result {
    do { return try body() } catch { throw CodingError(error.message) }
}
