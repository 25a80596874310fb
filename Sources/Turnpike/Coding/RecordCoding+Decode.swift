import TurnpikeValues

extension RecordCoding {
    /// Reads a stored record.
    ///
    /// `sensitive` holds the values that its references name, by field and revision.
    /// - Throws: `CodingError` where the document is damaged, of a newer format, or names what the process lacks.
    public static func decode(
        _ bytes: [UInt8],
        in process: SalesProcess,
        sensitive: [SensitiveValue] = []
    ) throws(CodingError) -> Record {
        let reader = try DocumentReader(bytes, kind: "deal.record", newestFormat: format)
        let actor = try reader.object("actor")
        guard let kind = Actor.Kind(rawValue: try actor.string("kind")) else {
            throw CodingError("the actor's kind is unknown, so a newer version wrote it")
        }
        guard let recorded = Instant(try reader.string("recorded")) else { throw CodingError("recorded is no instant") }
        var occurred = Occurrence.now
        if let text = try reader.optionalString("occurred") {
            if text == "unknown" {
                occurred = .unknown
            } else {
                guard let instant = Instant(text) else { throw CodingError("occurred is no instant") }
                occurred = .at(instant)
            }
        }
        var record = Record(
            revision: try reader.int("revision"),
            recorded: recorded,
            occurred: occurred,
            actor: Actor(
                id: try actor.string("id"),
                kind: kind,
                roles: try actor.strings("roles"),
                channel: try actor.string("channel"),
                onBehalfOf: try actor.optionalString("on_behalf_of")
            ),
            command: try reader.string("command"),
            events: [],
            factsUsed: []
        )
        for fact in try reader.objects("facts") {
            guard let kind = Record.FactUsed.Kind(rawValue: try fact.string("kind")) else {
                throw CodingError("a fact's kind is unknown")
            }
            record.factsUsed.append(
                .init(kind: kind, id: try fact.string("id"), revision: try fact.int("revision"))
            )
        }
        for event in try reader.objects("events") {
            record.events.append(try self.event(event, process, sensitive))
        }
        return record
    }

    private static func event(
        _ reader: DocumentReader,
        _ process: SalesProcess,
        _ sensitive: [SensitiveValue]
    ) throws(CodingError) -> Event {
        func activity() throws(CodingError) -> ActivityID {
            try process.required(activity: try reader.string("activity"))
        }
        func number() throws(CodingError) -> Int { Int(try reader.int("number")) }
        switch try reader.string("type") {
        case "deal.opened":
            return .opened(
                Event.Opened(
                    name: try reader.string("name"),
                    stage: try process.required(stage: try reader.string("stage")),
                    owner: try reader.optionalString("owner"),
                    account: try reader.optionalString("account"),
                    contact: try reader.optionalString("contact"),
                    externalKeys: try reader.strings("external_keys"),
                    openedBy: try OpeningCoding.opener(reader)
                )
            )
        case "fields.set":
            var changes: [Event.FieldChange] = []
            for entry in try reader.objects("fields") { changes.append(try change(entry, process, sensitive)) }
            return .fieldsSet(changes, isComputed: reader.bool("computed"))
        case "deal.moved": return .moved(try moved(reader, process))
        case "stages.changed": return .stagesChanged(try stageChange(reader, process))
        case "activity.opened":
            return .activityOpened(try activity(), number: try number(), keep: reader.bool("keep"))
        case "activity.started": return .activityStarted(try activity(), number: try number())
        case "activity.skipped": return .activitySkipped(try activity(), number: try number())
        case "activity.cancelled": return .activityCancelled(try activity(), number: try number())
        case "activity.done":
            let id = try activity()
            let outcome = try reader.optionalString("outcome")
            var checked: [Int] = []
            for item in reader.json["checked"]?.elements ?? [] { checked.append(Int(item.int64 ?? 0)) }
            return .activityDone(
                Event.ActivityDone(
                    activity: id,
                    number: try number(),
                    outcome: outcome.flatMap { name in process[id].outcomes.firstIndex { $0.id == name } },
                    counts: !reader.bool("again"),
                    values: try reader.map("values"),
                    checked: checked,
                    evidence: try reader.optionalString("evidence")
                )
            )
        case "deal.assigned":
            return .assigned(from: try reader.optionalString("from"), to: try reader.optionalString("to"))
        case "deal.related":
            guard let kind = PartyKind(rawValue: try reader.string("party")) else {
                throw CodingError("the kind of a related record is unknown")
            }
            return .related(kind, id: try reader.optionalString("id"))
        case "comment.added": return .commented(try reader.string("text"))
        case "signal.received":
            return .signalled(
                try process.required(signal: try reader.string("signal")),
                isAwaited: reader.bool("awaited")
            )
        case "move.waiting":
            return .waiting(
                try process.required(move: try reader.string("move")),
                unmet: try reader.strings("unmet")
            )
        case "obligation.met": return .obligationMet(try reader.string("criterion"))
        case "assignment.made":
            return .assignment(
                .made(
                    rule: Int(try reader.int("rule")),
                    to: try reader.string("to"),
                    among: Int(try reader.int("among"))
                )
            )
        case "assignment.accepted": return .assignment(.accepted(by: try reader.string("by")))
        case "assignment.lapsed": return .assignment(.lapsed(by: try reader.string("by")))
        case "assignment.declined":
            return .assignment(.declined(by: try reader.string("by"), note: try reader.optionalString("note")))
        case "message.withheld": return .withheld(try MessageCoding.withheld(reader))
        case let type where type.hasPrefix("message."): return .message(try MessageCoding.event(type, reader, process))
        case let type where type.hasPrefix("observation."):
            return .observation(try ObservationCoding.event(type, reader, process))
        case let type where type.hasPrefix("cadence."):
            return .cadence(try CadenceCoding.event(type, reader, process))
        case let type where type.hasPrefix("external."):
            return .external(try ExternalCoding.event(type, reader, process))
        case let type where type.hasPrefix("opening.") || type.hasPrefix("opener."):
            return .opening(try OpeningCoding.event(type, reader, process))
        case let type where type.hasPrefix("approval."):
            return .approval(try ApprovalCoding.event(type, reader, process))
        case let type:
            if let event = try TimeEvent(type, reader, process) { return .time(event) }
            throw CodingError("an event of type \(type) was written by a newer version")
        }
    }

    private static func stageChange(
        _ reader: DocumentReader,
        _ process: SalesProcess
    ) throws(CodingError) -> Event.StageChange {
        var change = Event.StageChange(steps: [], left: [], entered: [], leftOut: [])
        for entry in try reader.objects("steps") {
            var targets: [Int] = []
            for name in try entry.strings("to") {
                guard let node = process.node(named: name) else { throw CodingError("there is no stage '\(name)'") }
                targets.append(node)
            }
            let from = try entry.optionalString("from").map(process.required(stage:))
            change.steps.append(Event.StageChange.Step(from: from, targets: targets))
        }
        for name in try reader.strings("left") { change.left.append(try process.required(stage: name)) }
        for name in try reader.strings("entered") { change.entered.append(try process.required(stage: name)) }
        change.leftOut = process.chart?.tracksLeftOut(among: change.steps.flatMap(\.targets)) ?? []
        return change
    }

    private static func change(
        _ reader: DocumentReader,
        _ process: SalesProcess,
        _ sensitive: [SensitiveValue]
    ) throws(CodingError) -> Event.FieldChange {
        let name = try reader.string("field")
        let field = try process.required(field: name)
        var new = Value.null
        if process[field].isSensitive {
            if let json = reader.json["new"] {
                guard let revision = SensitiveReference.read(json) else {
                    throw CodingError("\(name) is sensitive and stands openly in a record")
                }
                let stored = sensitive.first { $0.field == name && $0.revision == revision }
                new = try SensitiveReference.value(of: stored)
            }
        } else {
            new = try reader.value("new")
        }
        return Event.FieldChange(field: field, old: try reader.value("old"), new: new)
    }

    private static func moved(_ reader: DocumentReader, _ process: SalesProcess) throws(CodingError) -> Event.Moved {
        guard let direction = Direction(rawValue: try reader.string("direction")),
            let kind = Event.Moved.Kind(rawValue: try reader.string("how"))
        else { throw CodingError("a move's direction or kind is unknown") }
        var gates: [GateID] = []
        for name in try reader.strings("gates") { gates.append(try process.required(gate: name)) }
        let notApplied = try reader.strings("not_applied")
        var mask: UInt64 = 0
        for (index, gate) in gates.enumerated() where index < 64 && notApplied.contains(process[gate].id) {
            mask |= 1 << UInt64(index)
        }
        var obligations: [Event.Moved.LeftBehind] = []
        for entry in try reader.objects("obligations") {
            obligations.append(
                .init(
                    criterion: try entry.string("criterion"),
                    gate: try entry.optionalString("gate").flatMap { process.gate($0) }
                )
            )
        }
        return Event.Moved(
            move: try reader.optionalString("move").map(process.required(move:)),
            from: try process.required(stage: try reader.string("from")),
            to: try process.required(stage: try reader.string("to")),
            direction: direction,
            kind: kind,
            reason: try reader.optionalString("reason").map(process.required(reason:)),
            because: try reader.optionalString("because"),
            gates: gates,
            gatesNotApplied: mask,
            warnings: try reader.strings("warnings"),
            confirmed: try reader.strings("confirmed"),
            obligations: obligations
        )
    }
}

extension Event {
    /// The type as stored and as hooks name it.
    public var typeName: StaticString {
        switch self {
        case .opened: "deal.opened"
        case .fieldsSet: "fields.set"
        case .moved: "deal.moved"
        case .stagesChanged: "stages.changed"
        case .activityOpened: "activity.opened"
        case .activityStarted: "activity.started"
        case .activityDone: "activity.done"
        case .activitySkipped: "activity.skipped"
        case .activityCancelled: "activity.cancelled"
        case .assigned: "deal.assigned"
        case .related: "deal.related"
        case .commented: "comment.added"
        case .signalled: "signal.received"
        case .waiting: "move.waiting"
        case .obligationMet: "obligation.met"
        case .time(let event): event.typeName
        case .approval(let event): event.typeName
        case .assignment(let event): event.typeName
        case .external(let event): event.typeName
        case .opening(let event): event.typeName
        case .cadence(let event): event.typeName
        case .withheld: "message.withheld"
        case .message(let event): event.typeName
        case .observation(let event): event.typeName
        }
    }
}
