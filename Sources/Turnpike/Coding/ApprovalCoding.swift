import TurnpikeValues

/// The stored form of approvals, in states and in records; absent means default.
enum ApprovalCoding {
    // MARK: State

    static func write(_ approval: ApprovalState, _ process: SalesProcess, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("approval")
        writer.string(process[approval.approval].id)
        if approval.hasChanged {
            writer.key("changed")
            writer.bool(true)
        }
        write("decided", approval.decided, &writer)
        if approval.isEscalated {
            writer.key("escalated")
            writer.bool(true)
        }
        write("requested", approval.requested, &writer)
        writer.key("requester")
        writer.string(approval.requester)
        if approval.since != approval.requested { write("since", approval.since, &writer) }
        writer.key("status")
        writer.string(approval.status.rawValue)
        writer.key("step")
        writer.int(approval.step)
        write("valid_until", approval.validUntil, &writer)
        if approval.visit != 0 {
            writer.key("visit")
            writer.int(approval.visit)
        }
        if !approval.votes.isEmpty {
            writer.key("votes")
            writer.beginArray()
            for vote in approval.votes {
                writer.beginObject()
                writer.key("approves")
                writer.bool(vote.approves)
                write("at", vote.at, &writer)
                writer.key("by")
                writer.string(vote.by)
                writer.optional("on_behalf_of", vote.onBehalfOf)
                writer.key("seats")
                writer.int(Int64(bitPattern: vote.seats))
                writer.key("step")
                writer.int(vote.step)
                writer.endObject()
            }
            writer.endArray()
        }
        writer.endObject()
    }

    static func state(_ reader: DocumentReader, _ process: SalesProcess) throws(CodingError) -> ApprovalState {
        let id = try process.required(approval: try reader.string("approval"))
        guard let status = ApprovalState.Status(rawValue: try reader.string("status")) else {
            throw CodingError("an approval's status is unknown, so a newer version wrote it")
        }
        var state = ApprovalState(
            id,
            requester: try reader.string("requester"),
            requested: Instant(milliseconds: try reader.time("requested")),
            step: Int(try reader.int("step"))
        )
        state.status = status
        state.hasChanged = reader.bool("changed")
        state.isEscalated = reader.bool("escalated")
        state.decided = try instant("decided", reader)
        state.since = try instant("since", reader) ?? state.requested
        state.validUntil = try instant("valid_until", reader)
        if reader.json["visit"] != nil { state.visit = try reader.int("visit") }
        for vote in try reader.objects("votes") {
            state.votes.append(
                ApprovalState.Vote(
                    step: Int(try vote.int("step")),
                    by: try vote.string("by"),
                    onBehalfOf: try vote.optionalString("on_behalf_of"),
                    approves: vote.bool("approves"),
                    seats: UInt64(bitPattern: try vote.int("seats")),
                    at: Instant(milliseconds: try vote.time("at"))
                )
            )
        }
        return state
    }

    // MARK: Events

    /// What stands before the `type` of an event.
    static func write(_ event: ApprovalEvent, _ process: SalesProcess, _ writer: inout JSONWriter) {
        writer.key("approval")
        writer.string(process[event.approval].id)
        switch event.kind {
        case .requested(let requester, let step):
            writer.key("requester")
            writer.string(requester)
            writer.key("step")
            writer.int(step)
        case .voted(let vote):
            writer.key("approves")
            writer.bool(vote.approves)
            writer.optional("note", vote.note)
            writer.optional("on_behalf_of", vote.onBehalfOf)
            writer.key("seats")
            writer.int(Int64(bitPattern: vote.seats))
            writer.key("step")
            writer.int(vote.step)
        case .advanced(let step):
            writer.key("step")
            writer.int(step)
        case .reset(let field, let step):
            writer.key("because")
            writer.string(process[field].id)
            writer.key("step")
            writer.int(step)
        case .granted, .rejected, .late, .expired, .recalled, .withdrawn: break
        }
    }

    static func event(
        _ type: String,
        _ reader: DocumentReader,
        _ process: SalesProcess
    ) throws(CodingError) -> ApprovalEvent {
        let id = try process.required(approval: try reader.string("approval"))
        func step() throws(CodingError) -> Int { Int(try reader.int("step")) }
        let kind: ApprovalEvent.Kind
        switch type {
        case "approval.requested":
            kind = .requested(by: try reader.string("requester"), step: try step())
        case "approval.voted":
            kind = .voted(
                ApprovalEvent.Vote(
                    step: try step(),
                    approves: reader.bool("approves"),
                    seats: UInt64(bitPattern: try reader.int("seats")),
                    onBehalfOf: try reader.optionalString("on_behalf_of"),
                    note: try reader.optionalString("note")
                )
            )
        case "approval.advanced": kind = .advanced(step: try step())
        case "approval.granted": kind = .granted(validUntil: try instant("valid_until", reader))
        case "approval.rejected": kind = .rejected
        case "approval.late": kind = .late
        case "approval.expired": kind = .expired
        case "approval.recalled": kind = .recalled
        case "approval.reset":
            kind = .reset(because: try process.required(field: try reader.string("because")), step: try step())
        case "approval.withdrawn": kind = .withdrawn
        default: throw CodingError("an event of type \(type) was written by a newer version")
        }
        return ApprovalEvent(id, kind)
    }

    // MARK: Pieces

    private static func write(_ key: StaticString, _ instant: Instant?, _ writer: inout JSONWriter) {
        guard let instant else { return }
        writer.key(key)
        writer.instant(instant)
    }

    private static func instant(_ key: String, _ reader: DocumentReader) throws(CodingError) -> Instant? {
        reader.json[key] == nil ? nil : Instant(milliseconds: try reader.time(key))
    }
}

extension SalesProcess {
    func required(approval id: String) throws(CodingError) -> ApprovalID {
        guard let approval = approval(id) else {
            throw CodingError("the process \(self.id) \(version) has no approval '\(id)'")
        }
        return approval
    }
}
