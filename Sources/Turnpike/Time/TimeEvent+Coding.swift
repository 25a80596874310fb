import TurnpikeValues

extension DealTimer {
    /// The stored form; `fires` is left out where it is `due`.
    func write(to writer: inout JSONWriter, _ process: SalesProcess) {
        writer.beginObject()
        writeMembers(to: &writer, process)
        writer.endObject()
    }

    func writeMembers(to writer: inout JSONWriter, _ process: SalesProcess) {
        writer.key("due")
        writer.instant(due)
        if let fires, fires != due {
            writer.key("fires")
            writer.instant(fires)
        }
        if let left {
            writer.key("left")
            writer.int(left)
        }
        if level != 0 {
            writer.key("level")
            writer.int(level)
        }
        writer.key("name")
        writer.string(process.name(of: key))
        if since != due {
            writer.key("since")
            writer.instant(since)
        }
        if isSpent {
            writer.key("spent")
            writer.bool(true)
        }
    }

    init(_ reader: DocumentReader, _ process: SalesProcess) throws(CodingError) {
        let due = try reader.requiredInstant("due")
        let left = try reader.optionalInt("left")
        let isStill = left != nil || reader.bool("spent")
        self.init(
            try process.required(timer: try reader.string("name")),
            since: try reader.optionalInstant("since") ?? due,
            due: due,
            fires: isStill ? nil : try reader.optionalInstant("fires") ?? due,
            level: Int(try reader.optionalInt("level") ?? 0),
            left: left
        )
    }
}

extension TimeEvent {
    /// The type as stored and as hooks name it.
    var typeName: StaticString {
        switch self {
        case .armed: "timer.armed"
        case .stopped: "timer.stopped"
        case .cancelled: "timer.cancelled"
        case .fired: "timer.fired"
        case .limit(let reached):
            switch reached.kind {
            case .warned: "limit.warned"
            case .breached: "limit.breached"
            case .escalated: "limit.escalated"
            }
        case .dated: "activity.dated"
        case .reminded: "activity.reminded"
        case .overdue: "activity.overdue"
        }
    }

    /// The members of the stored event but for its type; all sort before it.
    func write(to writer: inout JSONWriter, _ process: SalesProcess) {
        switch self {
        case .armed(let timer): timer.writeMembers(to: &writer, process)
        case .stopped(let key, let left):
            writer.key("left")
            writer.int(left)
            writer.key("name")
            writer.string(process.name(of: key))
        case .cancelled(let key):
            writer.key("name")
            writer.string(process.name(of: key))
        case .fired(let key, let due, let isSkipped):
            writer.key("due")
            writer.instant(due)
            writer.key("name")
            writer.string(process.name(of: key))
            if isSkipped {
                writer.key("skipped")
                writer.bool(true)
            }
        case .limit(let reached):
            writer.key("due")
            writer.instant(reached.due)
            writer.key("name")
            writer.string(process.name(of: TimerKey(.limit, reached.limit)))
            writer.key("since")
            writer.instant(reached.since)
            writer.key("step")
            writer.int(reached.step)
        case .dated(let activity, let number, let due, let isPlanned):
            writer.key("activity")
            writer.string(process[activity].id)
            if let due {
                writer.key("due")
                writer.instant(due)
            }
            writer.key("number")
            writer.int(number)
            if isPlanned {
                writer.key("planned")
                writer.bool(true)
            }
        case .reminded(let activity, let number, let due), .overdue(let activity, let number, let due):
            writer.key("activity")
            writer.string(process[activity].id)
            writer.key("due")
            writer.instant(due)
            writer.key("number")
            writer.int(number)
        }
    }

    /// Reads a stored event; nil for one of another kind.
    init?(_ type: String, _ reader: DocumentReader, _ process: SalesProcess) throws(CodingError) {
        func key() throws(CodingError) -> TimerKey { try process.required(timer: try reader.string("name")) }
        func due() throws(CodingError) -> Instant { try reader.requiredInstant("due") }
        func activity() throws(CodingError) -> ActivityID {
            try process.required(activity: try reader.string("activity"))
        }
        switch type {
        case "timer.armed": self = .armed(try DealTimer(reader, process))
        case "timer.stopped": self = .stopped(try key(), left: try reader.int("left"))
        case "timer.cancelled": self = .cancelled(try key())
        case "timer.fired": self = .fired(try key(), due: try due(), isSkipped: reader.bool("skipped"))
        case "limit.warned", "limit.breached", "limit.escalated":
            self = .limit(
                LimitReached(
                    limit: try key().rule,
                    step: Int(try reader.int("step")),
                    kind: Limit.StepKind(rawValue: String(type.dropFirst("limit.".count))) ?? .breached,
                    since: try reader.requiredInstant("since"),
                    due: try due()
                )
            )
        case "activity.dated":
            self = .dated(
                try activity(),
                number: Int(try reader.int("number")),
                due: try reader.optionalInstant("due"),
                isPlanned: reader.bool("planned")
            )
        case "activity.reminded":
            self = .reminded(try activity(), number: Int(try reader.int("number")), due: try due())
        case "activity.overdue":
            self = .overdue(try activity(), number: Int(try reader.int("number")), due: try due())
        default: return nil
        }
    }
}

extension DocumentReader {
    func requiredInstant(_ key: String) throws(CodingError) -> Instant {
        guard let instant = try optionalInstant(key) else { throw CodingError("\(key) is missing") }
        return instant
    }

    func optionalInstant(_ key: String) throws(CodingError) -> Instant? {
        guard let text = try optionalString(key) else { return nil }
        guard let instant = Instant(text) else { throw CodingError("\(key) is no instant") }
        return instant
    }

    func optionalInt(_ key: String) throws(CodingError) -> Int64? {
        guard let value = json[key] else { return nil }
        guard let number = value.int64 else { throw CodingError("\(key) is no whole number") }
        return number
    }
}

extension SalesProcess {
    func required(timer name: String) throws(CodingError) -> TimerKey {
        guard let key = timer(named: name) else {
            throw CodingError("the process \(id) \(version) has no timer '\(name)'")
        }
        return key
    }
}
