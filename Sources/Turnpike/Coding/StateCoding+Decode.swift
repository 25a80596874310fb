import TurnpikeValues

extension StateCoding {
    /// Reads a stored state, with the columns beside it and the values that it refers to.
    ///
    /// - Throws: `CodingError` where the document is damaged, of a newer format, or of another process.
    public static func decode(_ stored: StoredDeal, in process: SalesProcess) throws(CodingError) -> DealState {
        let reader = try DocumentReader(stored.state, kind: "deal.state", newestFormat: format)
        let columns = try reader.int("format") == 1 ? StateColumns(reader) : StateColumns(stored.summary)
        guard columns.process == process.id, columns.version == Int64(process.version) else {
            throw CodingError("the deal belongs to another process or version than \(process.id) \(process.version)")
        }
        var state = DealState(id: columns.id, fieldCount: process.fields.count)
        state.leaf = UInt16(truncatingIfNeeded: try process.required(stage: columns.stage).index)
        state.enteredMilliseconds = try reader.time("entered")
        state.openedMilliseconds = columns.opened
        state.recordedMilliseconds = columns.recorded
        state.revisionBits = UInt32(clamping: columns.revision)
        state.originStage = try reader.optionalString("origin").map(process.required(stage:)) ?? .none
        state.outcomeStage = try reader.optionalString("outcome").map(process.required(stage:)) ?? .none
        for entry in try reader.list("history") { state.history.restore(try historyEntry(entry, process)) }
        var details = DealDetails()
        state.name = columns.name
        state.owner = columns.owner
        details.account = columns.account
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
                let value = stored.sensitive.first { $0.field == name && $0.revision == revision }
                state.slots[field.index] = try SensitiveReference.value(of: value)
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

    /// A stage that was left: in format 1 an object, since then its id, the milliseconds there, and the visits where there
    /// were several.
    private static func historyEntry(_ json: JSON, _ process: SalesProcess) throws(CodingError) -> StageHistory.Entry {
        guard let parts = json.elements else {
            let entry = DocumentReader(json)
            return StageHistory.Entry(
                stage: try process.required(stage: try entry.string("stage")),
                visits: Int(try entry.int("visits")),
                milliseconds: try entry.int("milliseconds")
            )
        }
        guard parts.count == 2 || parts.count == 3, let stage = parts[0].stringValue, let time = parts[1].int64,
            let visits = parts.count == 2 ? 1 : parts[2].int64
        else { throw CodingError("an entry of the history is damaged") }
        return StageHistory.Entry(
            stage: try process.required(stage: stage),
            visits: Int(visits),
            milliseconds: time
        )
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
        if reader.json["observed"] != nil {
            rare.observed = [try ObservationCoding.read(try reader.object("observed"), process)]
        }
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

/// The part of a state that stands in columns beside its document.
private struct StateColumns {
    let id: DealID
    let revision: Int64
    let process: String
    let version: Int64
    let stage: String
    let name: String
    let owner: String?
    let account: String?
    /// Milliseconds since 1970.
    let opened: Int64
    let recorded: Int64

    init(_ summary: DealSummary) {
        id = summary.id
        revision = summary.revision
        process = summary.process
        version = Int64(summary.version)
        stage = summary.stage
        name = summary.name
        owner = summary.owner
        account = summary.account
        opened = summary.opened?.milliseconds ?? DealState.unknownTime
        recorded = summary.updated.milliseconds
    }

    /// A document of format 1 holds them itself.
    init(_ reader: DocumentReader) throws(CodingError) {
        guard let id = DealID(try reader.string("id")) else { throw CodingError("the deal's id is not a UUID") }
        self.id = id
        revision = try reader.int("revision")
        process = try reader.string("process")
        version = try reader.int("version")
        stage = try reader.string("stage")
        name = try reader.string("name")
        owner = try reader.optionalString("owner")
        account = try reader.optionalString("account")
        opened = try reader.time("opened")
        recorded = try reader.time("recorded")
    }
}
