import TurnpikeExpressions
import TurnpikeValues

extension Decider {
    /// What the hooks make of the events of this revision, rendered from the deal as it is afterwards.
    ///
    /// A hook whose condition is unknown or fails to evaluate does not act: it is told about, never allowed to stop a
    /// deal (rule 3).
    ///
    /// - Parameter held: The messages that the rules for messages keep back.
    func effects(without held: [HeldBack]) -> [Effect] {
        var result: [Effect] = []
        for (index, event) in record.events.enumerated() {
            for place in process.hooks.indices where matches(process.hooks[place].event, event) {
                let hook = process.hooks[place]
                if let when = hook.when, scope.verdict(when) != .yes { continue }
                for (number, action) in hook.actions.enumerated() {
                    if !held.isEmpty {
                        let message = OutgoingMessage(.hook(place), action: number)
                        if held.contains(HeldBack(event: index, message: message)) { continue }
                    }
                    let key = effectKey(index, hook.id, number)
                    result.append(
                        Effect(
                            plugin: action.plugin,
                            key: key,
                            request: request(action, named: hook.eventName, event: event, key: key),
                            parksLane: action.parksLane
                        )
                    )
                }
            }
            switch event {
            case .time(.limit(let reached)): result += effects(of: reached, event, index, without: held)
            case .cadence(let taken): result += effects(of: taken, event, index)
            case .message(let sent): result += effects(of: sent, event, index)
            case .observation(let seen): if let effect = effect(of: seen, event, index) { result.append(effect) }
            default: break
            }
        }
        return result
    }

    /// What a limit does when it is reached.
    private func effects(
        of reached: TimeEvent.LimitReached,
        _ event: Event,
        _ index: Int,
        without held: [HeldBack]
    ) -> [Effect] {
        let limit = process.limits[reached.limit]
        return limit.steps[reached.step].actions.enumerated().compactMap { number, action in
            if !held.isEmpty {
                let message = OutgoingMessage(.limit(reached.limit, step: reached.step), action: number)
                if held.contains(HeldBack(event: index, message: message)) { return nil }
            }
            let key = effectKey(index, "limit/\(limit.path)", number)
            return Effect(
                plugin: action.plugin,
                key: key,
                request: request(action, named: "\(event.typeName) \(limit.id)", event: event, key: key),
                parksLane: action.parksLane
            )
        }
    }

    /// The stable key of an effect: the deal, the revision, the event's place, and its source (a hook, a limit, a cadence…)
    /// with the place of the action there.
    func effectKey(_ event: Int, _ source: String, _ action: Int) -> String {
        scope.state.id.uuid.path(record.revision, event, source, action)
    }

    func matches(_ wanted: Hook.Event, _ event: Event) -> Bool {
        switch (wanted, event) {
        case (.opened, .opened), (.moved, .moved), (.assigned, .assigned), (.commented, .commented),
            (.obligationMet, .obligationMet):
            true
        case (.stageEntered(let stage), .opened(let opened)) where !process.isNested:
            stage == nil || stage == opened.stage
        case (.stageEntered(let stage), .moved(let moved)) where !process.isNested:
            stage == nil || stage == moved.to
        case (.stageLeft(let stage), .moved(let moved)) where !process.isNested:
            stage == nil || stage == moved.from
        case (.won, .moved(let moved)) where !process.isNested: process[moved.to].outcome == .won
        case (.lost, .moved(let moved)) where !process.isNested: process[moved.to].outcome == .lost
        case (.stageEntered(let stage), .stagesChanged(let change)):
            stage.map { change.entered.contains($0) } ?? !change.entered.isEmpty
        case (.stageLeft(let stage), .stagesChanged(let change)):
            stage.map { change.left.contains($0) } ?? !change.left.isEmpty
        case (.won, .stagesChanged(let change)): change.entered.contains { process[$0].outcome == .won }
        case (.lost, .stagesChanged(let change)): change.entered.contains { process[$0].outcome == .lost }
        case (.reopened, .stagesChanged):
            before.outcome != nil && scope.state.outcome == nil
        case (.reopened, .moved(let moved)) where !process.isNested:
            before.outcome != nil && process[moved.to].outcome == nil && process.isBeforeOutcome(moved.to)
                && !process[moved.to].isAside
        case (.overridden, .moved(let moved)): moved.kind == .overridden
        case (.fieldChanged(let field), .fieldsSet(let changes, isComputed: _)):
            field == nil || changes.contains { $0.field == field }
        case (.scoreReached(let band), .fieldsSet(let changes, isComputed: true)): hasReached(band, changes)
        case (.activityOpened(let activity), .activityOpened(let opened, number: _, keep: _)):
            activity == nil || activity == opened
        case (.activityDone(let activity), .activityDone(let done)):
            done.counts && (activity == nil || activity == done.activity)
        case (.signalReceived(let signal), .signalled(let received, isAwaited: _)):
            signal == nil || signal == received
        case (.assignment(let name), .assignment(let event)): event.typeName.description == name
        case (.approval(let name, let approval), .approval(let event)):
            event.typeName.description == name && (approval == nil || approval == event.approval)
        case (.external(let name, let questions), .external(let event)):
            event.typeName.description == name && questions?.contains(event.external.index) != false
        case (.moveWaiting, .waiting(_, let unmet)): !unmet.isEmpty
        case (.cadence(let name, let cadence), .cadence(let event)): matches(name, cadence, event)
        case (.messageWithheld, .withheld), (.messageDelayed, .message(.delayed)): true
        case (.observation(let kind), .observation(let event)): kind == event.kind
        case (.limit(let kind, let limits), .time(.limit(let reached))):
            kind == reached.kind && limits?.contains(reached.limit) != false
        case (.activityOverdue(let activity), .time(.overdue(let overdue, number: _, due: _))):
            activity == nil || activity == overdue
        case (.activityReminded(let activity), .time(.reminded(let reminded, number: _, due: _))):
            activity == nil || activity == reminded
        case (.opening(let name, let rules), .opening(let event)):
            event.typeName.description == name
                && (rules == nil || event.rule.map { rules?.contains($0) == true } == true)
        default: false
        }
    }

    /// Whether the score rose into a band, or into any.
    private func hasReached(_ band: String?, _ changes: [Event.FieldChange]) -> Bool {
        guard let table = process.score, let change = changes.first(where: { $0.field == table.band }) else {
            return false
        }
        func place(_ value: Value) -> Int {
            guard case .string(let id) = value else { return -1 }
            return table.bands.firstIndex { $0.id == id } ?? -1
        }
        guard place(change.new) > place(change.old) else { return false }
        return band.map { .string($0) == change.new } ?? true
    }

    /// The whole request: a plug-in needs nothing else, and sees the deal as of the revision that caused it.
    func request(_ action: HookAction, named name: String, event: Event, key: String) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 1_024)
        writer.beginObject()
        writer.key("action")
        writer.string(action.action)
        writer.key("deal")
        writeDeal(to: &writer)
        writer.key("event")
        writeEvent(event, name, to: &writer)
        writer.key("format")
        writer.int(1)
        writer.key("key")
        writer.string(key)
        writer.key("kind")
        writer.string(action.plugin)
        writer.key("settings")
        writer.beginObject()
        let hidden = process.hidesFields ? scope.fieldsHidden(fromReceiverOf: action) : []
        for setting in action.settings {
            writer.key(setting.key)
            // A notification is read on screens that nobody knows; whom it goes to may be such a value itself.
            let masks = action.plugin == "notify" && setting.key != "to"
            if hidden.isEmpty, scope.write(setting.template, to: &writer) { continue }
            SensitiveText.write(
                scope.pieces(setting.template, hiding: hidden, maskingSensitive: masks),
                process,
                to: &writer
            )
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    /// Whether only some may see a field: whoever reads a request outside is none of them for sure.
    private func isForSome(_ field: FieldID) -> Bool {
        process.hidesFields && process.permissions.see[field] != nil
    }

    private func writeDeal(to writer: inout JSONWriter) {
        let details = scope.state.details
        let stage = process[scope.state.stage]
        writer.beginObject()
        if let account = details.account {
            writer.key("account")
            writer.string(account)
        }
        if let contact = details.contact {
            writer.key("contact")
            writer.string(contact)
        }
        if !details.externalKeys.isEmpty {
            writer.key("external_keys")
            writer.beginArray()
            for key in details.externalKeys { writer.string(key) }
            writer.endArray()
        }
        writer.key("fields")
        writer.beginObject()
        // Sensitive values reach a receiver only where a setting names them.
        for index in process.fieldsByID where !process.fields[index].isSensitive && !isForSome(FieldID(index)) {
            let value = scope.state.slots[index]
            guard value != .null else { continue }
            writer.key(process.fields[index].id)
            ValueCoding.write(value, to: &writer)
        }
        writer.endObject()
        writer.key("id")
        writer.uuid(scope.state.id.uuid)
        writer.key("name")
        writer.string(scope.state.name)
        if let outcome = scope.state.outcome.flatMap({ process[$0].outcome }) {
            writer.key("outcome")
            writer.string(outcome.rawValue)
        }
        if let owner = scope.state.owner {
            writer.key("owner")
            writer.string(owner)
        }
        if let probability = stage.probability {
            writer.key("probability")
            writer.string(probability.description)
        }
        writer.key("process")
        writer.string(process.id)
        if let reason = details.reason {
            writer.key("reason")
            writer.string(process[reason].id)
        }
        writer.key("revision")
        writer.int(record.revision)
        writer.key("stage")
        writer.string(stage.id)
        writer.key("version")
        writer.int(process.version)
        writer.endObject()
    }

    /// What happened, key by key in the order that a canonical document needs.
    private func writeEvent(_ event: Event, _ name: String, to writer: inout JSONWriter) {
        writer.beginObject()
        switch event {
        case .activityOpened(let activity, number: _, keep: _): writer.optional("activity", process[activity].id)
        case .activityDone(let done): writer.optional("activity", process[done.activity].id)
        case .time(let event): writeActivity(event, to: &writer)
        default: break
        }
        writer.key("actor")
        writer.string(record.actor.id)
        if case .approval(let approval) = event { writer.optional("approval", process[approval.approval].id) }
        writer.key("at")
        if let happened = record.happened { writer.instant(happened) } else { writer.null() }
        switch event {
        case .fieldsSet(let changes, isComputed: _):
            writer.key("changes")
            writer.beginArray()
            for change in changes where !process[change.field].isSensitive && !isForSome(change.field) {
                write(change, to: &writer)
            }
            writer.endArray()
        case .moved(let moved):
            writer.optional("from", process.stages[moved.from.index].id)
            writer.optional("move", moved.move.map { process.moves[$0.index].id })
        case .stagesChanged(let change):
            writer.strings("entered", change.entered.map { process[$0].id })
            writer.strings("left", change.left.map { process[$0].id })
        case .waiting(let move, unmet: _): writer.optional("move", process[move].id)
        case .external(let event): writer.optional("gate", process[event.external].id)
        case .time(let event): writeBeforeName(event, to: &writer)
        case .opening(let event): writeBeforeName(event, to: &writer)
        case .cadence(let event): writeBeforeName(event, to: &writer)
        case .message(let event): writeBeforeName(event, to: &writer)
        default: break
        }
        writer.key("name")
        writer.string(name)
        switch event {
        case .opened(let opened): writer.optional("to", process[opened.stage].id)
        case .moved(let moved): writer.optional("to", process.stages[moved.to.index].id)
        case .activityDone(let done):
            writer.optional("outcome", done.outcome.map { process[done.activity].outcomes[$0].id })
        case .signalled(let signal, isAwaited: _): writer.optional("signal", process[signal].id)
        case .waiting(_, let unmet): writer.strings("unmet", unmet)
        case .obligationMet(let criterion): writer.optional("obligation", criterion)
        case .assigned(let from, let to):
            writer.optional("old_owner", from)
            writer.optional("owner", to)
        case .commented(let text): writer.optional("text", text)
        case .time(let event): writeAfterName(event, to: &writer)
        case .opening(let event): writeAfterName(event, to: &writer)
        case .cadence(let event): writeAfterName(event, to: &writer)
        case .message(let event): writeAfterName(event, to: &writer)
        case .observation(let event): writeAfterName(event, to: &writer)
        case .withheld(let message):
            writer.optional("plugin", message.plugin)
            writer.optional("reason", message.reason.rawValue)
            writer.optional("template", message.template)
        case .stagesChanged, .fieldsSet, .activityOpened, .activityStarted, .activitySkipped, .activityCancelled,
            .related:
            break
        case .external(let event): writeAnswer(event, to: &writer)
        case .assignment(let event):
            switch event {
            case .made(rule: _, to: let person, among: _): writer.optional("owner", person)
            case .accepted(by: let person), .lapsed(by: let person): writer.optional("owner", person)
            case .declined(by: let person, let note):
                writer.optional("owner", person)
                writer.optional("text", note)
            }
        case .approval(let approval):
            if let known = scope.state.approval(approval.approval) {
                writer.optional("requester", known.requester)
                if known.status == .pending { writer.strings("who", scope.approvers(known)) }
            }
        }
        writer.endObject()
    }

    /// Who was asked, and what they said.
    private func writeAnswer(_ event: ExternalEvent, to writer: inout JSONWriter) {
        if case .answered(let passes, text: _, validUntil: _) = event.kind {
            writer.key("passes")
            writer.bool(passes)
        }
        writer.optional("plugin", process[event.external].plugin)
        switch event.kind {
        case .asked: break
        case .answered(passes: _, let text, validUntil: _): writer.optional("text", text)
        case .down(let why): writer.optional("text", why)
        }
    }

    private func write(_ change: Event.FieldChange, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("field")
        writer.string(process[change.field].id)
        writer.key("new")
        ValueCoding.write(change.new, to: &writer)
        writer.key("old")
        ValueCoding.write(change.old, to: &writer)
        writer.endObject()
    }
}
